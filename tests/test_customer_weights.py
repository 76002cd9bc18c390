"""Weights of customers: what they are made of, what they do to a training, and what is refused in words."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.customer_weights import by_class, from_column, inverse_size
from core.importing.table import Table, content_hash
from core.keys import STEPS
from core.problems import DataProblem
from core.recipe import Split, Target, TrainingSettings
from core.study import Study
from tests.test_study import people, recipe


def weighted(weighting: str, column: str | None = None, table: Table | None = None, **parts) -> Study:
    """A study that weighs its customers, untrained."""
    training = TrainingSettings(epochs=30, weighting=weighting, weight_column=column, split=Split(test=0.2))
    return Study(table or people(), recipe(**parts).model_copy(update={"training": training}))


def with_weights(values: list) -> Table:
    """People with a column of weights."""
    frame = people().frame
    frame["w"] = pd.Series(values, dtype=None if isinstance(values[0], float) else "str")
    return Table(frame, np.arange(2, len(frame) + 2), "people.csv", None, content_hash(frame))


def test_inverse_size_by_hand():
    """Three of one group and one of another: 4/(2 * 3) each, and 4/(2 * 1)."""
    assert inverse_size(np.array([1, 1, 5, 1])) == pytest.approx([2 / 3, 2 / 3, 2, 2 / 3])


@given(group=st.lists(st.integers(1, 5), min_size=1, max_size=60).map(np.array))
def test_every_group_counts_the_same_in_all(group):
    """The weights of each group add up to the same, and their mean is 1."""
    weights = inverse_size(group)
    sums = [weights[group == g].sum() for g in np.unique(group)]
    assert sums == pytest.approx([sums[0]] * len(sums))
    assert weights.mean() == pytest.approx(1)


def test_classes_are_fourths_of_the_expected_value():
    """A to D for grades, first and last for yes and no."""
    assert by_class(np.array([0.9, 0.1, 0.2, 0.76])) == pytest.approx([1, 1, 1, 1])
    assert by_class(np.array([1.0, 0, 0, 0])) == pytest.approx([2, 2 / 3, 2 / 3, 2 / 3])


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ([1.0, -2.0, 3.0], r"row 3, column 'w': the weight '-2' is below 0 \(accepted: numbers of 0 or more, some of"),
        ([0.0, 0.0, 0.0], "column 'w': all weights of the customers that train are 0"),
        ([1.0, np.nan, 3.0], "row 3, column 'w': this customer has no weight"),
        (["1", "much", "3"], "row 3, column 'w': the weight 'much' is no number"),
        ([1.0, np.inf, 3.0], "row 3, column 'w': the weight 'inf' is no finite number"),
    ],
)
def test_what_is_no_weight_is_refused_in_words(values, sentence):
    """Negative, all zero, blank, text, infinite: row, column, value, what is accepted and what to do."""
    column = pd.Series(values, name="w", dtype="str" if isinstance(values[0], str) else float)
    with pytest.raises(DataProblem, match=sentence):
        from_column(column, np.array([2, 3, 4]))


def test_a_column_of_numbers_or_of_numbers_as_text_is_taken():
    """Zero is a weight: this customer does not count."""
    assert from_column(pd.Series([0.0, 2.5], name="w"), np.array([2, 3])).tolist() == [0, 2.5]
    assert from_column(pd.Series(["0", "2.5"], name="w", dtype="str"), np.array([2, 3])).tolist() == [0, 2.5]


@pytest.mark.parametrize("weighting", ["band", "class", "column"])
def test_weighting_changes_the_training_and_only_its_training_error(weighting):
    """Other weights of the network; the first validation and test errors are those of the plain training."""
    column = "spent" if weighting == "column" else None
    plain, own = weighted("none").draw(), weighted(weighting, column).draw()
    ours, theirs = next(own.train()).epoch, next(plain.train()).epoch
    assert (ours.validation_mse, ours.test_mse) == (theirs.validation_mse, theirs.test_mse)
    assert ours.train_mse != theirs.train_mse
    learners = own.drawn()[: plain.trained().model.evaluation.sizes[0]]
    importance = own.training_weights(learners)
    model = plain.trained().model
    error = model.value(own.scores().values[learners]).k - own.target().values[learners]
    assert np.average(error**2, weights=importance) != pytest.approx(np.mean(error**2), rel=1e-6)
    assert own.trained().segments().k.tobytes() != plain.trained().segments().k.tobytes()


def test_equal_weights_in_a_column_train_the_same_net():
    """To the last bit."""
    equal, plain = with_weights([3.0] * 200), with_weights([1.0] * 200)
    ours = weighted("column", "w", equal).trained().segments()
    assert ours.k.tobytes() == weighted("none", table=plain).trained().segments().k.tobytes()


def test_a_rare_class_is_learned_better_where_classes_count_the_same():
    """One customer in ten is a yes that nothing but one answer tells: its mean K rises towards 1."""
    table = people(400)
    frame = table.frame
    frame["grade"] = np.where((frame["b"] == 5) & (frame["v"] >= 4), 1.0, 0.0)
    table = Table(frame, table.rows, table.name, None, content_hash(frame))
    target = Target(kind="outcome", column="grade")
    rare = frame["grade"].to_numpy() == 1
    plain, own = (weighted(how, table=table, target=target).trained().segments().k for how in ("none", "class"))
    assert own[rare].mean() > plain[rare].mean()


def test_bands_are_read_only_where_they_weigh():
    """Moved weights of R, F and M make such a model out of date, grades or not."""
    target = Target(kind="grade", column="grade", scale="0-100")
    for weighting, moved in (("band", {"model"}), ("class", set())):
        study = weighted(weighting, target=target)
        other = study.change(recipe=study.recipe.replaced("weights.indicators.recency", 1))
        changed = {step for step in STEPS if study.key(step) != other.key(step)}
        assert changed & {"model"} == moved


def test_a_missing_column_of_weights_is_named():
    """Both in the recipe and in the table."""
    with pytest.raises(DataProblem, match="weighing customers by a column needs the column that holds their weights"):
        recipe().replaced("training.weighting", "column")
    with pytest.raises(DataProblem, match="there is no column 'wight'"):
        weighted("column", "wight").draw().train()


def test_a_bad_weight_outside_the_training_part_is_no_obstacle():
    """Only customers that train are weighed."""
    plain = weighted("none").draw()
    training = set(plain.drawn()[: plain.trained().model.evaluation.sizes[0]].tolist())
    values = [1.0 if place in training else -1.0 for place in range(200)]
    assert weighted("column", "w", with_weights(values)).trained().model is not None
