"""How well K follows the expected value: worked by hand, and against scikit-learn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import precision_recall_fscore_support

from core.charts import Palette
from core.charts_of_training import error_histogram, performance, simulation_plot, training_state
from core.diagnostics import confusion, leaning, outcome_by_tier, parts_of, regression, residuals, simulation
from core.model import Evaluation
from core.network.training import Epoch
from core.recipe import CutOffs
from core.tiers import TIERS, tier_of

CUTS = CutOffs()


def judged(sizes=(3, 0, 3)) -> Evaluation:
    """Six customers; of the last three, two are valued into their expected tier."""
    expected = np.array([0.1, 0.5, 0.9, 0.2, 0.6, 0.8])
    value = np.array([0.2, 0.5, 0.8, 0.1, 0.7, 0.7])
    ids = np.array(["a", "b", "c", "d", "e", "f"], dtype=object)
    return Evaluation(ids, expected, value, expected, np.full(6, 0.5), sizes)


def test_the_line_through_the_points():
    """Points on 0.5 x + 0.2 give that line and R = 1; points that do not vary give none."""
    x = np.array([0.0, 0.4, 1.0])
    line = regression(x, 0.5 * x + 0.2)
    assert (line.slope, line.intercept, line.r, line.n) == pytest.approx((0.5, 0.2, 1.0, 3))
    assert regression(x, np.full(3, 0.4)) is None
    assert regression(np.full(3, 0.4), x) is None
    assert regression(x[:1], x[:1]) is None


def test_parts_without_customers_are_not_shown():
    """Training and test, and all of them."""
    assert list(parts_of(judged())) == ["training", "test", "all"]


def test_the_simulation_numbers_go_on_where_training_ends():
    """Of three test customers the last is a B where an A was expected."""
    lines = simulation(judged(), CUTS)
    assert lines["number"].tolist() == [4, 5, 6]
    assert lines["id"].tolist() == ["d", "e", "f"]
    assert lines["expected_tier"].tolist() == ["D", "B", "A"]
    assert lines["tier"].tolist() == ["D", "B", "B"]
    assert lines["hit"].tolist() == [True, True, False]


def test_a_yes_no_outcome_is_counted_by_tier():
    """Two of A, one of B, nobody of C, one of D; the training part counts only where nobody tests."""
    expected, value = np.array([0.0, 1, 0, 1, 0]), np.array([0.9, 0.8, 0.95, 0.6, 0.1])
    ids = np.array(list("abcde"), dtype=object)
    tested = Evaluation(ids, expected, value, expected, expected, (1, 0, 4))
    assert tested.binary
    table = outcome_by_tier(tested, CUTS).set_index("tier")
    assert table["customers"].to_dict() == {"A": 2, "B": 1, "C": 0, "D": 1}
    assert table["share"].fillna(-1).to_dict() == {"A": 0.5, "B": 1, "C": -1, "D": 0}
    everybody = outcome_by_tier(Evaluation(ids, expected, value, expected, expected, (5, 0, 0)), CUTS)
    assert everybody["customers"].sum() == 5


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=60))
def test_precision_recall_and_f1_are_scikit_learn_s(pairs):
    """For every tier that somebody is expected in or given; the counts hold everybody once."""
    expected, value = np.array(pairs).T
    found = confusion(expected, value, CUTS)
    assert found.counts.sum() == len(pairs)
    wanted, given_tiers = tier_of(expected, CUTS), tier_of(value, CUTS)
    assert found.accuracy == pytest.approx(np.mean(wanted == given_tiers))
    theirs = precision_recall_fscore_support(wanted, given_tiers, labels=TIERS, zero_division=np.nan)
    for name, known in zip(("precision", "recall", "f1"), theirs, strict=False):
        ours = found.table[name].to_numpy()
        assert ours == pytest.approx(known, nan_ok=True)
        if not np.isnan(ours).all():
            assert found.macro[name] == pytest.approx(np.nanmean(ours))


def test_residuals_are_of_customers_who_are_still_there():
    """The test part's errors with the scores found by id; a customer who has gone is left out."""
    scores, errors = residuals(judged(), np.array(["f", "x", "d"], dtype=object), np.array([[5.0], [3.0], [1.0]]))
    assert scores.tolist() == [[1.0], [5.0]]
    assert errors == pytest.approx([-0.1, -0.1])
    _, everybody = residuals(judged((6, 0, 0)), judged().ids, np.ones((6, 1)))
    assert len(everybody) == 6


def test_an_error_that_grows_with_an_indicator_leans_on_it():
    """One indicator moves with the error, one against it, one not at all, one never varies."""
    errors = np.array([-0.2, -0.1, 0.1, 0.2])
    scores = np.column_stack([errors * 3 + 3, -errors, [1, 2, 2, 1], np.full(4, 2.0)])
    assert leaning(scores, errors) == pytest.approx([1, -1, 0, 0])


def curve(validated: bool) -> tuple[Epoch, ...]:
    """Ten epochs; the fifth is the best of the validation part."""
    return tuple(
        Epoch(n, 1 / (n + 1), abs(n - 5) / 10 + 0.1 if validated else None, None, 0.5**n, 0.01, max(0, n - 5))
        for n in range(10)
    )


def test_the_curve_has_the_points_that_the_records_have():
    """One point an epoch and part; parts without customers are not drawn; best epoch and goal are named."""
    drawn = performance(curve(validated=True), 5, 0.01, Palette())
    assert [trace.name for trace in drawn.data] == ["training", "validation"]
    assert all(list(trace.x) == list(range(10)) for trace in drawn.data)
    assert list(drawn.data[0].y) == [r.train_mse for r in curve(validated=True)]
    said = [note.text for note in drawn.layout.annotations]
    assert said == ["best, epoch 5", "goal 0.01"]
    assert [t.name for t in performance(curve(validated=False), 9, 0, Palette()).data] == ["training"]


def test_an_error_that_falls_little_has_numbers_on_its_axis():
    """Powers of ten alone where the curve crosses some of them, 2 and 5 of each where it crosses one at most."""
    deep = (*curve(validated=False), Epoch(10, 0.001, None, None, 0.1, 0.01, 0))
    assert 0.2 not in performance(deep, 9, 0, Palette()).layout.yaxis.tickvals
    assert {0.1, 0.2, 0.5, 1} <= set(performance(curve(validated=False), 9, 0, Palette()).layout.yaxis.tickvals)


def test_the_state_shows_what_the_algorithm_has():
    """Three rows with a rate and a validation part, one without both."""
    assert len(training_state(curve(validated=True), "learning rate", Palette()).data) == 3
    assert len(training_state(curve(validated=False), None, Palette()).data) == 1


def test_the_histogram_holds_everybody_once():
    """Also where all errors are equal, and an id with tags stays text in the simulation's picture."""
    errors = {"training": np.array([-0.3, 0.3, 0.0]), "test": np.array([0.1])}
    assert sum(sum(bar.y) for bar in error_histogram(errors, Palette()).data) == 4
    assert sum(sum(bar.y) for bar in error_histogram({"training": np.zeros(3)}, Palette()).data) == 3
    lines = simulation(judged(), CUTS).assign(id=["<b>x</b>", "e", "f"])
    shown = [
        c
        for trace in simulation_plot(lines, CUTS, Palette()).data
        for c in ([] if trace.customdata is None else trace.customdata)
    ]
    assert "&lt;b&gt;x&lt;/b&gt;" in shown
