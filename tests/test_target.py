"""The three kinds of expected value: METHOD.md section 6."""

import numpy as np
import pandas as pd
import pytest

from core.problems import DataProblem
from core.recipe import Split, Target
from core.target import graded, outcome, weighted_score

ALL_TRAIN = Split(validation=0, test=0)
ROWS = np.arange(2, 50)


def test_weighted_score_of_all_ones_is_0_and_of_all_fives_1():
    """K* = sum of w (x - 1)/4, without min-max."""
    scores = np.array([[1, 1], [5, 5], [5, 1]])
    assert weighted_score(scores, np.array([0.7, 0.3])).tolist() == pytest.approx([0, 1, 0.7])


@pytest.mark.parametrize(
    ("scale", "grades", "expected"),
    [
        ("A-D", ["A", "b", " C", "d"], [0.875, 0.625, 0.375, 0.125]),
        ("1-5", [1, 3, 4, 5], [0, 0.5, 0.75, 1]),
        ("0-100", [0, 37, 50, 100], [0, 0.37, 0.5, 1]),
    ],
)
def test_grades_by_their_declared_scale(scale, grades, expected):
    """Letters are the middles of the tiers; numbers are stretched from the declared scale, not from those seen."""
    made = graded(pd.Series(grades), Target(kind="grade", column="g", scale=scale), ROWS)
    assert made.values.tolist() == pytest.approx(expected)
    assert made.refused == ()


def test_a_grade_off_its_scale_is_left_out_and_named():
    """Blank is not graded; 7 on a scale of 1 to 5 is told with its row."""
    made = graded(pd.Series([4.0, np.nan, 7.0]), Target(kind="grade", column="g", scale="1-5"), ROWS)
    assert made.known.tolist() == [True, False, False]
    assert made.refused == ("Row 4: the grade '7.0' is not on the declared scale (accepted: 1 to 5); it is left out.",)


def test_a_number_outcome_is_its_rank_among_those_that_train():
    """(average rank - 0.5)/n over the training part; another customer by those below her and half of those equal."""
    column = pd.Series([10.0, 20.0, 20.0, 30.0] * 5 + [25.0, 5.0])
    made = outcome(column, Target(kind="outcome", column="o"), np.arange(20), ALL_TRAIN)
    assert made.values[[0, 1, 3, 20, 21]].tolist() == pytest.approx([0.125, 0.5, 0.875, 0.75, 0])


def test_ranks_are_taken_in_the_training_part_alone():
    """What the validation and test customers did does not shape the target of those that train."""
    column, target = pd.Series([float(v) for v in range(20)]), Target(kind="outcome", column="o")
    made = outcome(column, target, np.arange(20), Split(unit="count", validation=0, test=10))
    assert made.values[:10].tolist() == pytest.approx([(rank + 0.5) / 10 for rank in range(10)])
    assert set(made.values[10:]) == {1.0}


def test_yes_and_no_are_1_and_0_and_churn_is_turned_round():
    """A yes/no outcome is taken as it is; reversed, yes is bad."""
    column = pd.Series(["Yes", "no", ""])
    made = outcome(column, Target(kind="outcome", column="o"), np.arange(3), ALL_TRAIN)
    assert made.binary
    np.testing.assert_array_equal(made.values, [1, 0, np.nan])
    churn = Target(kind="outcome", column="o", reversed=True)
    assert outcome(pd.Series([1.0, 0.0]), churn, np.arange(2), ALL_TRAIN).values.tolist() == [0, 1]


def test_words_are_no_outcome():
    """A text that is neither a number nor yes or no is refused with what would do."""
    with pytest.raises(DataProblem, match=r"column 'o': no outcome can be read \(accepted: a number, or yes and no\)"):
        outcome(pd.Series(["red", "blue"]), Target(kind="outcome", column="o"), np.arange(2), ALL_TRAIN)
