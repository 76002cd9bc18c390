"""Cells to raw values: choices counted, values declared to give no answer, words by their spellings."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from core.importing.choices import count_chosen, separator_of
from core.importing.durations import as_seconds, seconds_of
from core.problems import DataProblem
from core.raw_values import OFF_SCALE, UNREADABLE, raw_values
from core.recipe import Categories, Measure, Recipe, Scale, Words


def raw(cells: dict[str, list], **measure):
    """Raw values and faults of the columns under one measure, as lists, NaN as None."""
    frame = pd.DataFrame(cells)
    made = raw_values(frame, Measure(columns=tuple(cells), **measure), dt.date(2026, 1, 1))
    return [None if np.isnan(x) else x for x in made.values.tolist()], made.faults.tolist()


@pytest.mark.parametrize(
    ("cells", "counts"),
    [
        (["Latte; Espresso;Tea", "Tea", ""], [3, 1, None]),
        (["拿铁┋红茶", "红茶", "拿铁┋红茶┋水"], [2, 1, 3]),
        (["a|b", "", "c"], [2, None, 1]),
        (["拿铁；红茶", "水"], [2, 1]),
        (["Latte, Tea", "Tea", "Up to 1,000 cups"], [2, 1, 1]),
        (["Coffee, tea or milk;Juice", "Juice"], [2, 1]),
        (["Juice;", "Tea;;Water"], [1, 2]),
        (["N/A", "Tea"], [None, 1]),
    ],
)
def test_choices_joined_in_a_cell_are_counted(cells, counts):
    """The sign between the choices is found over the whole column; nothing answered stays blank, not 0."""
    assert raw({"x": cells}, choices=True)[0] == counts


def test_a_column_for_each_choice_counts_the_filled_ones():
    """A name or 1 says chosen, 0 and blank say not; a respondent without any cell filled is blank."""
    cells = {"Latte": ["Latte", "", "", "0"], "Tea": ["Tea", "Tea", "", "0"], "Water": ["", "1", "", "0"]}
    assert raw(cells, choices=True)[0] == [2, 2, None, 0]
    assert raw({"a": [1.0, 0.0, np.nan], "b": [1.0, 0.0, np.nan]}, choices=True)[0] == [2, 0, None]


def test_a_rare_sign_in_a_free_answer_is_not_the_separator():
    """One answer in a hundred with a semicolon does not change how the others are read."""
    assert separator_of({"Latte, Tea": 60, "Tea": 39, "Other: this; that": 1}).split("Latte, Tea") == ["Latte", " Tea"]
    assert count_chosen([pd.Series(["", ""], dtype="str")]).tolist() == pytest.approx([np.nan] * 2, nan_ok=True)


def test_counted_choices_are_not_scored_by_words():
    """How many were chosen is a number."""
    with pytest.raises(DataProblem, match="how many answers were chosen can be scored by fifths, limits or a scale"):
        Recipe().replaced(
            "scoring.indicators", {"cross": {"columns": ["x"], "choices": True, "rule": Words(words=("a", "b"))}}
        )


@pytest.mark.parametrize("cells", [[0.0, 3.0, 99.0, 7.0], ["0", "3", "99", "7"], ["0.0", "3", "99", "7"]])
def test_declared_values_give_no_answer(cells):
    """0 for "not applicable" and 99 are blanks before the rule looks at them, in numbers and in text."""
    values, faults = raw({"x": cells}, rule=Scale(), no_answers=("0", "99"))
    assert values == [None, 3, None, 7]
    assert faults == [0, 0, 0, OFF_SCALE]
    assert raw({"x": cells}, rule=Scale())[1] == [OFF_SCALE, 0, OFF_SCALE, OFF_SCALE]


def test_declared_words_give_no_answer():
    """Among answers in words, categories, text that should be numbers and choices alike."""
    none = ("Not applicable",)
    values, faults = raw({"x": ["often", "not  applicable", "never", "?!"]}, rule=Words(words=("never", "often")))
    assert (values, faults) == ([5, None, 1, None], [0, OFF_SCALE, 0, OFF_SCALE])
    words = Words(words=("never", "often"))
    values, faults = raw({"x": ["often", "not  applicable", "never", "?!"]}, rule=words, no_answers=none)
    assert (values, faults) == ([5, None, 1, None], [0, 0, 0, OFF_SCALE])
    assert raw({"x": ["gold", "Not applicable"]}, rule=Categories(scores={"gold": 4}), no_answers=none)[0] == [4, None]
    assert raw({"x": ["3", "NOT APPLICABLE", "many"]}, no_answers=none)[1] == [0, 0, UNREADABLE]
    assert raw({"x": ["Tea; Milk", "Not applicable"]}, no_answers=none, choices=True)[0] == [2, None]
    assert raw({"x": ["2025-12-31", "Not applicable"]}, no_answers=none, dates=True) == ([1, None], [0, 0])


def test_other_spellings_have_the_score_of_their_word():
    """A variant is read as the word it stands for, also when the scale is turned round."""
    rule = Words(words=("never", "often"), variants={"Frequently": "often", "offten": "Often", "odd": "gone"})
    assert raw({"x": ["frequently", "OFFTEN", "never", "odd"]}, rule=rule)[0] == [5, 5, 1, None]
    turned = rule.model_copy(update={"reversed": True})
    assert raw({"x": ["frequently", "never"]}, rule=turned)[0] == [1, 5]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("85秒", 85),
        ("1分25秒", 85),
        ("1分钟25秒", 85),
        ("1小时2分3秒", 3723),
        ("00:01:25", 85),
        ("1:25", 85),
        ("2 min 5 s", 125),
        ("2m5s", 125),
        ("1 hour, 2 minutes", 3720),
        ("3.5 min", 210),
        ("85", 85),
        ("soon", np.nan),
        ("", np.nan),
    ],
)
def test_durations_are_read_in_seconds(text, seconds):
    """Numbers, units in three languages and clocks; what is no duration is unknown."""
    assert as_seconds(pd.Series([text], dtype="str")).tolist() == pytest.approx([seconds], nan_ok=True)
    if text != "85":
        assert seconds_of(text) == pytest.approx(seconds, nan_ok=True)


def test_durations_in_numbers_stay_numbers():
    """A column of seconds as a survey tool writes it."""
    assert as_seconds(pd.Series([85.0, np.nan])).tolist() == pytest.approx([85, np.nan], nan_ok=True)
