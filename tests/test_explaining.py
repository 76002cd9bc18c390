"""What moves K over many customers, what one indicator does, and data beside experts."""

from dataclasses import replace

import numpy as np
import pytest

from core.charts import Palette
from core.charts_of_reasons import data_beside_weights, dependence_line, swarm, what_moves_k
from core.explaining.dependence import GRID, Dependence, dependence_in_words, dependences
from core.explaining.importance import Importance, disagreements, disagreements_in_words, importance
from core.explaining.remembered import dependences_of, importance_of, summary_of
from core.explaining.summary import Summary, some_of, summary, summary_in_words
from core.indicators import INDICATORS
from core.memo import Memo
from core.problems import DataProblem
from core.recipe import Split, Target
from core.study import Study
from tests.test_study import people, recipe

IDS = tuple(INDICATORS)


@pytest.fixture(scope="module")
def trained() -> Study:
    """200 people and two nets that relearn the weighted score."""
    return Study(people(), recipe()).trained()


# --- over many customers ----------------------------------------------------------------------------------------------


def test_the_summary_is_of_all_customers_where_they_are_few(trained):
    """Each customer's values sum to her K less that of the reference."""
    found, segments = summary_of(trained), trained.segments()
    assert found.values.shape == (200, 5)
    base = segments.k - found.values.sum(axis=1)
    assert base == pytest.approx(np.full(200, base[0]), abs=1e-9)
    assert found.size == pytest.approx(np.abs(found.values).mean(axis=0))
    assert summary_of(trained) is found


def test_a_summary_that_was_ended_goes_on_from_where_it_was(trained):
    """A click ends it between two parts; the next call makes the others, with the same values."""
    study, shares = replace(trained, memo=Memo()), []

    def click(share):
        shares.append(share)
        if len(shares) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        summary_of(study, click)
    assert np.array_equal(summary_of(study, shares.append).values, summary_of(trained).values)
    assert shares == pytest.approx(np.arange(1, 17) / 16)


def test_of_many_customers_500_are_drawn_under_a_seed():
    """The same ones each time, none twice."""
    drawn = some_of(10_000)
    assert len(np.unique(drawn)) == 500
    assert drawn.tolist() == some_of(10_000).tolist()
    assert some_of(3).tolist() == [0, 1, 2]


def summary_with(*values: list[float]) -> Summary:
    """A summary of customers who score 1, 3 and 5 on each indicator, with its three values."""
    return Summary(IDS[: len(values)], np.array([[1.0], [3], [5]]).repeat(len(values), axis=1), np.array(values).T)


def test_the_summary_in_words():
    """The largest first, what lowers K, what hardly matters; + and − say the direction, ± that it is not simple."""
    found = summary_with([-0.05, 0, 0.05], [0.3, 0, -0.3], [0.001, 0, 0.001], [0.1, -0.2, 0.1])
    assert found.signs == ["+", "−", "±", "±"]
    assert summary_in_words(found) == (
        "*Site visits* moves K most, by 0.20 in the mean, then *Interaction* and *Basic properties*."
        " Higher scores on *Site visits* lower K. *Time on site* hardly matters to it."
    )
    assert "about the same of everybody" in summary_in_words(summary_with([0, 0, 0], [0.01, 0, 0]))
    idle = summary_with([-0.05, 0, 0.05], *[[0.001, 0, 0.001]] * 5)
    assert summary_in_words(idle).endswith("The last 5 hardly matter to it.")


@pytest.mark.parametrize("dark", [False, True])
def test_a_swarm_for_each_indicator(dark):
    """The largest on top, with its sign in words; nobody lies nearer to the next row than to her own."""
    found = summary_with([-0.05, 0, 0.05], [0.3, 0, -0.3])
    made = what_moves_k(found, Palette(dark))
    assert list(made.layout.yaxis.ticktext) == ["Site visits  <b>−</b>", "Basic properties  <b>+</b>"]
    assert made.data[0].x.tolist() == [0.3, 0, -0.3]
    shifts = swarm(np.zeros(1000), 0.1)
    assert np.abs(shifts).max() <= 0.4
    assert len(np.unique(shifts)) == 1000
    assert swarm(np.array([-0.1, 0, 0.1]), 0.1).tolist() == [0, 0, 0]


# --- one indicator ----------------------------------------------------------------------------------------------------


def test_dependence_is_the_mean_k_with_one_score_moved(trained):
    """By hand at three points of the grid, for every indicator."""
    model, scores = trained.model, trained.segments().scores.values
    for i, found in enumerate(dependences_of(trained).values()):
        for point in (0, 5, 16):
            moved = scores.copy()
            moved[:, i] = GRID[point]
            k = model.value(moved).k
            assert found.mean[point] == pytest.approx(k.mean())
            assert (found.low[point], found.high[point]) == pytest.approx(tuple(np.quantile(k, [0.1, 0.9])))
        assert found.customers.sum() == 200
        assert found.customers[[0, 4, 8]].tolist() == [(scores[:, i] == s).sum() for s in (1, 3, 5)]


def test_a_constant_indicator_changes_nothing(trained):
    """The network knows nothing of it, and the sentence says so."""
    model = trained.model
    same = replace(model, normaliser=replace(model.normaliser, low=np.full(5, 3.0), high=np.full(5, 3.0)))
    found = dependences(same, np.full((20, 5), 3.0))["recency"]
    assert np.ptp(found.mean) == 0
    assert "All customers of the training had the same score" in dependence_in_words(found)


@pytest.mark.parametrize(
    ("mean", "seen", "words"),
    [
        (np.linspace(0.2, 0.6, 17), (1, 5), "As *Spend* goes from 1 to 5, mean K rises from 0.20 to 0.60."),
        (np.linspace(0.6, 0.2, 17), (1, 5), "As *Spend* goes from 1 to 5, mean K falls from 0.60 to 0.20."),
        (np.linspace(0.6, 0.601, 17), (1, 5), "K hardly changes with *Spend*: it stays at about 0.60 in the mean."),
        (
            0.5 - np.abs(GRID - 3) / 10,
            (1, 5),
            "As *Spend* goes from 1 to 5, mean K rises from 0.30 to 0.50 at a score of 3 and falls to 0.30.",
        ),
        (
            0.5 + np.abs(GRID - 3) / 10,
            (2, 4.5),
            "As *Spend* goes from 1 to 5, mean K falls from 0.70 to 0.50 at a score of 3 and rises to 0.70."
            " The training saw scores of 2 to 4.5; beyond them K stays.",
        ),
    ],
)
def test_dependence_in_words(mean, seen, words):
    """Which way mean K goes, where it turns, and what the training never saw."""
    found = Dependence("monetary", mean, mean - 0.1, mean + 0.1, np.ones(9), seen)
    assert dependence_in_words(found) == words
    made = dependence_line(found, Palette())
    assert made.data[1].y.tolist() == mean.tolist()
    assert made.layout.xaxis.title.text == "score of Spend, 1 to 5"


# --- data beside experts ----------------------------------------------------------------------------------------------


def test_shuffling_what_the_network_uses_makes_it_worse(trained):
    """Of two indicators the one with the steeper weights; the increase is that of the squared error."""
    found = importance_of(trained)
    judged = trained.model.evaluation
    assert found.part == "test"
    assert len(found.increase) == judged.sizes[2]
    assert importance_of(trained) is found
    assert found.mean[found.indicators.index("monetary")] > 0
    assert found.shares.sum() == pytest.approx(1)


def test_an_indicator_that_the_network_ignores_has_no_importance(trained):
    """Weights of 0 lead from it: shuffling changes nothing, exactly."""
    net = trained.model.nets[0]
    w1 = net.result.network.w1.copy()
    w1[1] = 0
    deaf = replace(net.result.network, w1=w1)
    model = replace(trained.model, nets=(replace(net, result=net.result._replace(network=deaf)),))
    scores = trained.segments().scores.values
    found = importance(model, scores, trained.segments().k, "all")
    assert found.increase[:, 1].tolist() == [0] * 200
    assert not found.clearer[1].any()


def test_whom_it_is_measured_on():
    """Test customers, else those who validate, else all sampled; not on fewer than ten."""
    for split, part in ((Split(test=0), "validation"), (Split(validation=0, test=0), "all")):
        chosen = recipe()
        chosen = chosen.model_copy(update={"training": chosen.training.model_copy(update={"split": split})})
        study = Study(people(), chosen).trained()
        found = importance_of(study)
        assert found.part == part
        size = study.model.evaluation.sizes[1] if part == "validation" else len(study.model.evaluation.ids)
        assert len(found.increase) == size
    judged = replace(study.model.evaluation, ids=np.array([f"sample {i}" for i in range(100)], dtype=object))
    with pytest.raises(DataProblem, match="Only 0 of the customers that the network was judged on"):
        importance_of(study.change(model=replace(study.model, evaluation=judged), memo=Memo()))


def measured(*means: float, customers: int = 100, noise: float = 0.0) -> Importance:
    """An importance with these means; `noise` spreads each indicator over the customers."""
    spread = np.random.default_rng(1).normal(0, 1, (customers, len(means))) * noise
    return Importance(IDS[: len(means)], "test", np.array(means) + spread - spread.mean(axis=0))


def test_a_clear_disagreement_is_named_both_ways():
    """The data's first is the experts' last, and the other way round; who is one place off is not named."""
    weights = dict(zip(IDS, (0.4, 0.3, 0.2, 0.1), strict=False))
    found = measured(0.001, 0.02, 0.03, 0.05, noise=0.001)
    assert [(d.indicator, d.more, d.by_data, d.by_weight) for d in disagreements(found, weights)] == [
        ("basic", False, 4, 1),
        ("interaction", True, 1, 4),
    ]
    words = disagreements_in_words(measured(0.001, 0.03, 0.02, 0.05, noise=0.001), weights, False)
    assert words == (
        "Beside the weights, the data make more of *Interaction* (1st by the data, 4th by weight), and less of *Basic"
        " properties* (4th by the data, 1st by weight)."
    )


def test_what_is_not_clear_is_not_named():
    """Equal weights rank nobody; with noise the data rank nobody; agreement is said to be there."""
    weights = dict(zip(IDS, (0.4, 0.3, 0.2, 0.1), strict=False))
    assert disagreements(measured(0.001, 0.02, 0.03, 0.05), dict.fromkeys(IDS, 0.25)) == []
    noisy = measured(0.001, 0.02, 0.03, 0.05, customers=20, noise=1)
    assert disagreements(noisy, weights) == []
    assert disagreements_in_words(noisy, weights, False).startswith("20 customers are too few")
    agreed = measured(0.05, 0.03, 0.02, 0.01, noise=0.001)
    assert "clearly another" in disagreements_in_words(agreed, weights, False)


def test_with_the_weighted_score_agreement_is_no_evidence(trained):
    """Whatever the ranks are."""
    assert trained.recipe.target == Target()
    weights = dict(zip(IDS, (0.4, 0.1), strict=False))
    assert "no evidence for the weights" in disagreements_in_words(measured(0.0, 1.0), weights, True)


def test_data_beside_weights_heaviest_on_top():
    """Diamonds and dots, each told apart by its form; the data's sum to 1."""
    made = data_beside_weights(measured(0.1, 0.3, noise=0.01), {"basic": 0.2, "visits": 0.8}, Palette())
    weight, data = made.data
    assert list(data.y) == ["Site visits", "Basic properties"]
    assert weight.x == (0.8, 0.2)
    assert data.x.tolist() == pytest.approx([0.75, 0.25])
    assert weight.marker.symbol != data.marker.symbol


def test_a_summary_without_a_reference_is_refused_in_words(trained):
    """A model saved before references were kept."""
    with pytest.raises(DataProblem, match="saved before reasons were kept"):
        summary(replace(trained.model, reference=None), np.ones((2, 5)))
