"""The thorough check: groups stay together, everybody is judged once a repeat, and the verdict says what it may."""

import json
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.__main__ import main
from core.importing.reading.readers import read_table
from core.importing.table import Table, content_hash
from core.judging import crossvalidation
from core.judging.alike import FEWEST_GROUPS, Groups, groups, merged, period_of
from core.judging.crossvalidation import Case, case, cross_validate
from core.judging.folds import folds, part
from core.judging.judged import figures
from core.judging.learners import LINE, MEAN, NETWORK, RIVALS, WORDS
from core.judging.verdict import calibration, in_percent, verdict
from core.problems import DataProblem
from core.recipe import (
    RECOMMENDED,
    Judging,
    Measure,
    NetworkSettings,
    Quintiles,
    Recipe,
    SampleSettings,
    Scoring,
    Split,
    Target,
    TrainingSettings,
    recipe_from_json,
)
from core.states import State
from core.study import Study
from tests.test_real_learning import COLUMNS, LOW_IS_GOOD
from tests.test_study import people, recipe

pytestmark = pytest.mark.thorough

GROUPS = st.lists(st.integers(0, 12), min_size=40, max_size=120).map(
    lambda g: np.unique(np.array(g), return_inverse=True)[1]
)


@pytest.fixture
def few(monkeypatch) -> None:
    """Two repeats of three folds."""
    monkeypatch.setattr(crossvalidation, "REPEATS", 2)
    monkeypatch.setattr(crossvalidation, "FOLDS", 3)


@pytest.fixture
def quick(few, monkeypatch) -> None:
    """Two repeats of three folds, and only the quickest rivals."""
    monkeypatch.setattr(crossvalidation, "RIVALS", {name: RIVALS[name] for name in (MEAN, LINE)})


def checked(study: Study):
    """The result of a whole check, in this process."""
    *_, last = study.judge(workers=1)
    return last.judged


# --- folds ------------------------------------------------------------------------------------------------------------


@given(GROUPS, st.integers(2, 5), st.integers(0, 2**32 - 1))
def test_each_customer_is_in_one_fold_and_no_group_is_split(group, count, seed):
    """Whatever the groups; and no fold is larger than it need be by more than a group."""
    fold = folds(group, count, np.random.default_rng(seed))
    assert set(fold) <= set(range(count))
    assert all(len(set(fold[group == g])) == 1 for g in set(group))
    sizes = np.bincount(fold, minlength=count)
    assert sizes.max() - sizes.min() <= np.bincount(group).max()


@given(GROUPS, st.floats(0, 0.9), st.integers(0, 2**32 - 1))
def test_a_part_takes_whole_groups_of_about_its_share(group, share, seed):
    """At most one group more than asked for; none for nothing."""
    taken = part(group, share, np.random.default_rng(seed))
    assert all(len(set(taken[group == g])) == 1 for g in set(group))
    assert (
        round(share * len(group)) <= taken.sum() < round(share * len(group)) + np.bincount(group).max() + (share == 0)
    )


def test_everybody_is_judged_once_a_repeat_by_those_who_were_not_taught_on_her(few):
    """Learners and judged never meet, stopping rows are neither, and all folds together are everybody."""
    group = np.repeat(np.arange(60), 2)
    made = small_case(group)
    for repeat in range(len(made.fold)):
        seen = np.zeros(120, dtype=int)
        for fold in range(made.fold.max() + 1):
            rows = crossvalidation.rows(made, repeat, fold, 0.2)
            taught = rows.learn | rows.stop_on
            assert not set(group[taught]) & set(group[rows.out])
            assert not set(group[rows.learn]) & set(group[rows.stop_on])
            seen += rows.out
        assert (seen == 1).all()
    assert (made.fold[0] != made.fold[1]).any()


def test_bounds_come_from_those_who_learn(few):
    """A judged customer beyond all others' scores is clipped, not normalised by herself."""
    made = small_case(np.arange(120))
    made.scores[0, 0] = 50
    fold = made.fold[0, 0]
    assert crossvalidation.rows(made, 0, fold, 0).x[0, 0] == 1
    assert crossvalidation.rows(made, 0, fold, 0).x[1:, 0].max() == 1
    assert crossvalidation.rows(made, 0, 1 - (fold > 0), 0).x[1:, 0].max() < 0.2


# --- who is kept together ---------------------------------------------------------------------------------------------


def table_of(frame: pd.DataFrame) -> Table:
    """A table of this frame."""
    return Table(frame, np.arange(2, len(frame) + 2), "people.csv", None, content_hash(frame))


def groups_in(frame: pd.DataFrame, **judging) -> Groups:
    """The groups of all customers of a frame shaped like `people`."""
    study = Study(table_of(frame), recipe(judging=Judging(**judging)))
    scores = study.scores()
    return groups(study.recipe, study.table, scores, np.arange(len(scores.ids)))


def test_rows_of_equal_content_are_twins_whatever_their_ids():
    """Equal in all scored columns: one group; a column that is not scored does not part them."""
    frame = people().frame
    frame["m"] = 1 + np.arange(200) / 50  # everybody her own
    frame.loc[10, "m"] = frame.loc[11, "m"] = 3.5
    frame.loc[10, ["r", "f", "b", "v"]] = frame.loc[11, ["r", "f", "b", "v"]].to_numpy()
    found = groups_in(frame)
    assert found.of[10] == found.of[11]
    assert found.count == 199
    assert found.words == ("1 equals another customer in all scored columns.",)


def test_a_named_column_keeps_households_together_and_a_blank_names_nobody():
    """Twenty households of five; ten customers without one stay on their own."""
    frame = people().frame
    frame["m"] = 1 + np.arange(200) / 50
    frame["house"] = [f"h{i // 5}" for i in range(200)]
    frame.loc[:9, "house"] = None
    found = groups_in(frame, keep_together="house")
    assert found.count == 38 + 10
    assert len(set(found.of[10:15])) == 1
    with pytest.raises(DataProblem, match="'street'"):
        groups_in(frame, keep_together="street")


def test_a_file_put_below_a_changed_copy_of_itself_is_found():
    """Ids and amounts differ, three columns repeat after 100 rows: such pairs are one customer."""
    frame = people().frame
    other = frame.iloc[:100].assign(m=lambda f: 6 - f["m"], f=lambda f: 6 - f["f"])
    twice = pd.concat([frame.iloc[:100], other], ignore_index=True).assign(id=[f"n{i}" for i in range(200)])
    assert period_of(twice.drop(columns="id")) == 100
    found = groups_in(twice)
    np.testing.assert_array_equal(found.of[:100], found.of[100:])
    assert "repeats itself after 100 rows" in found.words[-1]


def test_sorted_columns_and_near_constants_are_no_repetition():
    """They are equal at every distance, not at one."""
    frame = pd.DataFrame({c: np.arange(400) // (40 + k) for k, c in enumerate("abcd")})
    frame["e"] = frame["f"] = frame["g"] = (np.arange(400) == 7).astype(int)
    assert period_of(frame) is None
    assert period_of(people(2000).frame) is None


def test_few_distinct_answers_are_no_sign_of_one_person():
    """Where all customers make fewer than 50 kinds, equal answers are chance and part nobody."""
    frame = people().frame.assign(r=1.0, f=1.0, b=1.0, v=1.0)
    frame["r"] = 1.0 + np.arange(200) % 2
    found = groups_in(frame)
    assert found.count == 200 > FEWEST_GROUPS


@given(st.lists(st.integers(0, 9), min_size=12, max_size=12), st.lists(st.integers(0, 9), min_size=12, max_size=12))
def test_merged_groups_join_whom_any_label_joins(a, b):
    """Two customers share a group exactly where a chain of shared labels leads from one to the other."""
    found = merged([np.array(a), np.array(b)], 12)
    reach = np.array([[a[i] == a[j] or b[i] == b[j] for j in range(12)] for i in range(12)])
    for _ in range(4):
        reach = (reach.astype(int) @ reach.astype(int)) > 0
    np.testing.assert_array_equal(found[:, None] == found[None, :], reach)
    assert set(found) == set(range(found.max() + 1))


# --- verdict ----------------------------------------------------------------------------------------------------------


def judged_errors(network: float, line: float, n: int, spread: float = 0.02, groups: np.ndarray | None = None):
    """A verdict on made-up estimates whose typical errors are `network` and `line`."""
    rng = np.random.default_rng(3)
    y = rng.uniform(0.2, 0.8, n)
    sign = rng.choice([-1, 1], n)
    estimates = {
        LINE: (y + sign * (line + spread * rng.standard_normal(n)))[None],
        NETWORK: (y + sign * (network + spread * rng.standard_normal(n)))[None],
    }
    return verdict(y, estimates, np.arange(n) if groups is None else groups, False, 1)


def test_the_three_wordings():
    """Beats, worse, cannot tell: by where the interval lies, with the numbers in the sentence."""
    beats = judged_errors(0.08, 0.1, 500)
    assert beats.kind == "beats"
    assert beats.sentence == "The network beats a straight line by 33 % (95 % interval 29-36 %)."
    worse = judged_errors(0.12, 0.1, 500)
    assert worse.kind == "worse"
    assert worse.sentence.startswith("The network is worse than a straight line by 4")
    unsure = judged_errors(0.1, 0.1, 120, spread=0.1)
    assert unsure.kind == "cannot tell"
    assert unsure.sentence.startswith("Cannot tell with 120 customers")


def test_an_exact_line_and_a_formula_print_no_percentage():
    """Not in the sentence and not in the table."""
    y = np.linspace(0, 1, 50)
    estimates = {LINE: y[None] + 1e-5, NETWORK: y[None] + 0.1}
    exact = verdict(y, estimates, np.arange(50), False, 1)
    formula = verdict(y, {LINE: y[None] + 0.1, NETWORK: y[None]}, np.arange(50), True, 1)
    assert (exact.kind, formula.kind) == ("exact", "formula")
    for found in (exact, formula):
        assert "%" not in found.sentence
        assert "adds nothing" in found.sentence
        assert {c.better for c in found.learners} == {None}


def test_the_interval_covers_a_known_difference_about_as_often_as_it_says():
    """True ratio 0.75: of 60 samples of 200 customers at least 52 intervals hold it (57 expected)."""
    covered = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        y = rng.uniform(size=200)
        line = y + 0.1 * rng.standard_normal(200)
        net = y + 0.1 * np.sqrt(0.75) * rng.standard_normal(200)
        own = verdict(y, {LINE: line[None], NETWORK: net[None]}, np.arange(200), False, seed).of(NETWORK)
        covered += own.low <= 0.25 <= own.high
    assert covered >= 52


def test_twins_are_drawn_as_one():
    """Everybody twice tells no more than everybody once: the interval is as wide as that of half the rows."""
    rng = np.random.default_rng(1)
    y = np.tile(rng.uniform(size=100), 2)
    noise = np.tile(rng.standard_normal((2, 100)), 2)
    estimates = {LINE: (y + 0.1 * noise[0])[None], NETWORK: (y + 0.09 * noise[1])[None]}
    twins = verdict(y, estimates, np.tile(np.arange(100), 2), False, 1).of(NETWORK)
    once = verdict(y[:100], {k: v[:, :100] for k, v in estimates.items()}, np.arange(100), False, 1).of(NETWORK)
    assert (twins.low, twins.high) == pytest.approx((once.low, once.high))
    strangers = verdict(y, estimates, np.arange(200), False, 1).of(NETWORK)
    assert strangers.high - strangers.low < 0.85 * (twins.high - twins.low)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ((0.25, 0.19, 0.31), ("25 %", "19-31 %")),
        ((0.02, 0.004, 0.04), ("2.0 %", "0.4-4.0 %")),
        ((0.03, -0.05, 0.11), ("3 %", "-5 to 11 %")),
        ((0.03, -0.0001, 0.11), ("3.0 %", "0.0 to 11.0 %")),
    ],
)
def test_percentages_read_well(values, words):
    """Whole percent, a decimal near zero, no minus beside a hyphen."""
    assert in_percent(*values) == words


def test_calibration_in_words():
    """Slope 1 and no difference is right; K pressed together understates, stretched overstates; constant K is mute."""
    rng = np.random.default_rng(2)
    y = rng.uniform(size=1000)
    right = calibration(y, y[None])
    assert right.slope == pytest.approx(1)
    assert right.difference == pytest.approx(0)
    assert len(right.k) == 10
    assert right.in_words.startswith("K is right on average, and its differences can be taken at their word")
    assert "understates" in calibration(y, 0.5 + 0.5 * (y[None] - 0.5)).in_words
    assert "overstates" in calibration(0.5 + 0.5 * (y - 0.5), y[None]).in_words
    assert "0.10 too high" in calibration(y, y[None] + 0.1).in_words
    assert "says nothing" in calibration(y, np.full((1, 1000), 0.5)).in_words


# --- the whole check --------------------------------------------------------------------------------------------------


def small_case(group: np.ndarray) -> Case:
    """120 customers with three scores."""
    rng = np.random.default_rng(1)
    settings = Recipe(network=NetworkSettings(nets=2, hidden=3), training=TrainingSettings(epochs=20))
    scores, expected = rng.uniform(1, 5, (120, 3)), rng.uniform(size=120)
    return case(settings, scores, expected, Groups(group))


def test_all_learners_are_judged_the_same_way_in_one_process_or_two(few):
    """Every learner has an estimate of everybody, finite, and to the last bit the same however many work."""
    made = small_case(np.arange(120))
    *steps, one = cross_validate(made, workers=1)
    *_, two = cross_validate(made, workers=2)
    assert set(one.estimates) == set(WORDS)
    assert [s.done for s in steps] == list(range(1, one.of))
    for learner, values in one.estimates.items():
        assert values.shape == (2, 120)
        assert np.isfinite(values).all()
        assert values.tobytes() == two.estimates[learner].tobytes()


def test_a_check_that_is_cancelled_ends_without_a_result(tmp_path, quick):
    """Once the file is gone no net goes on, also one that would train for hours, and no estimates come."""
    going = Path(tempfile.mkstemp(dir=tmp_path)[1])
    steps = []
    for step in cross_validate(small_case(np.arange(120)), going, workers=1):
        steps.append(step)
        going.unlink(missing_ok=True)
    assert steps
    assert steps[-1].estimates is None
    assert len(steps) < steps[-1].of


def test_the_network_of_the_check_beats_the_line_where_the_truth_is_bent(quick):
    """Customers who are worth most in the middle of a scale: a line sees nothing, the network does."""
    table = people(400)
    table.frame["m"] = 1 + np.arange(400) / 100
    table.frame["grade"] = 100 - 20 * np.abs(table.frame["r"] - 3) - 20 * np.abs(table.frame["f"] - 3)
    wanted = recipe(target=Target(kind="grade", column="grade", scale="0-100")).replaced("training.epochs", 300)
    judged = checked(Study(table, wanted.replaced("training.algorithm", "trainrp")).draw())
    assert judged.verdict.kind == "beats"
    assert judged.verdict.of(NETWORK).low > 0.3
    assert judged.verdict.customers == 200


def test_the_weighted_score_is_told_as_what_it_is(quick):
    """The honesty rule, no percentage; the summary's figures hold it."""
    judged = checked(Study(people(), recipe()).draw())
    assert judged.verdict.kind == "formula"
    told = figures(judged)
    assert told["verdict"] == "formula"
    assert "%" not in told["in_words"]
    assert set(told["learners"]) == {MEAN, LINE, NETWORK}


def test_a_check_is_out_of_date_when_what_it_judged_changes(quick):
    """Like the model: the words say what has changed since; going back makes it current again."""
    study = Study(people(), recipe()).draw()
    assert study.state("judging") == State("to do")
    done = study.change(judged=checked(study))
    assert done.state("judging") == State("done")
    moved = done.change(recipe=done.recipe.replaced("network.hidden", 4))
    assert moved.state("judging") == State("out of date", ("the network settings",))
    other = done.change(recipe=done.recipe.replaced("judging.keep_together", "spent"))
    assert other.state("judging").since == ("how the check is made",)
    assert other.state("model") == study.state("model")


def test_too_few_customers_or_households_are_refused_in_words():
    """Before anything is computed."""
    scores, y = np.ones((30, 2)), np.ones(30)
    with pytest.raises(DataProblem, match="Only 19 customers"):
        case(Recipe(), scores[:19], y[:19], Groups(np.arange(19)))
    with pytest.raises(DataProblem, match="make only 3 groups"):
        case(Recipe(), scores, y, Groups(np.arange(30) % 3))


def test_without_a_validation_part_nets_learn_on_all_but_the_judged():
    """As the recipe's own training does."""
    settings = Recipe(training=TrainingSettings(split=Split(unit="count", validation=0, test=20)))
    assert case(settings, np.ones((120, 2)), np.ones(120), Groups(np.arange(120))).validation == 0


def test_customers_can_be_weighed_in_the_check_as_in_the_training(quick):
    """Weights change what the nets learn, and nothing of their rivals."""
    study = Study(people(), recipe()).draw()
    plain, weighed = checked(study), checked(study.change(recipe=study.recipe.replaced("training.weighting", "band")))
    assert (plain.estimates[NETWORK] != weighed.estimates[NETWORK]).any()
    assert plain.estimates[LINE].tobytes() == weighed.estimates[LINE].tobytes()


def test_the_command_line_judges(quick, samples, tmp_path, capsys, monkeypatch):
    """`--judge` adds the verdict to the summary and says it."""
    monkeypatch.setattr("joblib.cpu_count", lambda: 1)
    out, files = tmp_path / "s.json", [samples / "survey.csv", samples / "paper.recipe.json"]
    assert main(["segment", str(files[0]), "--recipe", str(files[1]), "--summary", str(out), "--judge"]) == 0
    told = json.loads(out.read_text(encoding="utf-8"))["judged"]
    assert told["verdict"] == "formula"
    assert told["in_words"] in capsys.readouterr().err


# --- real files -------------------------------------------------------------------------------------------------------


@pytest.mark.real_data
@pytest.mark.long
def test_on_churn_the_recommended_network_is_well_below_least_squares(real_data):
    """5 x 5-fold, all customers, twins by content and by repetition together: at least 15 % below, beside boosting."""
    path = real_data / "customers" / "E Commerce Dataset.xlsx"
    indicators = {i: Measure(columns=(c,), rule=Quintiles(reversed=i in LOW_IS_GOOD)) for i, c in COLUMNS.items()}
    network, training = RECOMMENDED
    wanted = Recipe(
        scoring=Scoring(id_column="CustomerID", indicators=indicators),
        sample=SampleSettings(fraction=1),
        target=Target(kind="outcome", column="Churn", reversed=True),
        network=network,
        training=training,
    )
    *_, last = Study(read_table(path.read_bytes(), path.name), wanted).draw().judge(workers=2)
    judged = last.judged
    print(judged.verdict.sentence, [(c.learner, c.better) for c in judged.verdict.learners])
    assert "repeats itself after 2,815 rows" in " ".join(judged.groups.words)
    assert judged.groups.count < 2815
    assert judged.verdict.kind == "beats"
    assert judged.verdict.of(NETWORK).better >= 0.15


@pytest.mark.long
def test_on_the_graded_sample_the_network_beats_the_line_clearly(samples):
    """The graders' pattern is bent: the lower end of the interval lies far above zero."""
    made = recipe_from_json((samples / "survey_graded.recipe.json").read_bytes())
    *_, last = Study.from_file((samples / "survey_graded.csv").read_bytes(), "s.csv", made).draw().judge(workers=2)
    print(last.judged.verdict.sentence)
    assert last.judged.verdict.of(NETWORK).low > 0.25
