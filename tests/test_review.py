"""Flags for a second look: what carries them, and what does not."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from core import review
from core.recipe import Measure, Quintiles, Review, Scale, Scoring, Words
from core.scoring import score
from tests.test_scoring import table

SIX = dict(zip(("recency", "frequency", "monetary", "brand", "rating", "visits"), "rfmbsv", strict=True))


def on_scales(**parts) -> Scoring:
    """Six questions on one scale of 1 to 5."""
    return Scoring(indicators={i: Measure(columns=(c,), rule=Scale()) for i, c in SIX.items()}, **parts)


def answers(n: int = 40, seed: int = 1) -> dict[str, np.ndarray]:
    """n customers with six random answers, none of whom gave one answer to all or the answers of another."""
    rng = np.random.default_rng(seed)
    made = np.unique(rng.integers(1, 6, (4 * n, 6)), axis=0)
    made = made[np.ptp(made, axis=1) > 0]
    return {c: column.astype(float) for c, column in zip(SIX.values(), rng.permutation(made)[:n].T, strict=True)}


def flags(columns, scoring) -> list:
    """(row, flag, detail) of every flag."""
    made = table(**columns)
    found = score(made, scoring, today=dt.date(2026, 6, 1)).flags(made)
    return found[["row", "flag", "detail"]].values.tolist()


def test_customers_who_answer_with_care_carry_no_flag():
    """Different answers, nothing unusual."""
    assert flags(answers(), on_scales()) == []


def test_one_answer_to_all_questions_is_flagged():
    """Row 2 answered 4 throughout; row 3 left one out and is as straight; five answers are the fewest that tell."""
    columns = answers()
    for column in columns.values():
        column[0], column[1], column[2] = 4, 2, 3
    columns["v"][1] = np.nan
    columns["v"][2] = columns["s"][2] = np.nan
    assert flags(columns, on_scales()) == [
        [2, "straight-liner", "the same answer to all of 6 questions: 4"],
        [3, "straight-liner", "the same answer to all of 6 questions: 2"],
    ]


def test_raw_answers_are_compared_not_scores():
    """One item of the six is turned round: five in all its rows scores 5 and 1, and is a straight line all the same."""
    words = ("never", "rarely", "sometimes", "often", "always")
    indicators = {i: Measure(columns=(c,), rule=Words(words=words, reversed=i == "visits")) for i, c in SIX.items()}
    columns = {c: [words[int(x) - 1] for x in column] for c, column in answers().items()}
    for column in columns.values():
        column[0] = "Always"
    assert flags(columns, Scoring(indicators=indicators)) == [
        [2, "straight-liner", "the same answer to all of 6 questions: 'always'"]
    ]
    turned_answers = {c: [*column] for c, column in columns.items()}
    turned_answers["v"][0] = "never"  # equal scores, different answers
    assert flags(turned_answers, Scoring(indicators=indicators)) == []


def test_questions_with_different_scales_are_not_one_line():
    """Four questions of 1 to 5 and two of 0 to 10: fewer than five of either kind, so equal numbers mean nothing."""
    scoring = on_scales()
    other = {i: Measure(columns=m.columns, rule=Scale(low=0, high=10)) for i, m in scoring.indicators.items()}
    mixed = {i: other[i] if i in ("brand", "rating") else scoring.indicators[i] for i in SIX}
    columns = answers()
    for column in columns.values():
        column[0] = 3
    assert flags(columns, Scoring(indicators=mixed)) == []


def test_who_is_much_faster_than_the_median_is_flagged():
    """A third of the median is the limit that is shipped; a blank duration is nobody's speed."""
    times = ["200秒"] * 38 + ["1分", None]
    scoring = on_scales(review=Review(duration_column="time"))
    assert flags(answers() | {"time": times}, scoring) == [[40, "speeder", "took 60 seconds; the median is 200"]]
    slower = on_scales(review=Review(duration_column="time", fast=0.2))
    assert flags(answers() | {"time": times}, slower) == []


def test_a_row_equal_to_an_earlier_one_but_for_id_and_time_is_flagged():
    """The same answers sent twice under two ids at two times; the first of them is not flagged."""
    columns = {c: np.append(column, column[[0, 0]]) for c, column in answers().items()}
    columns["Response ID"] = np.array([f"R{k}" for k in range(42)], dtype=object)
    columns["Timestamp"] = [f"2026-01-{1 + k % 28:02d} 10:{k}" for k in range(42)]
    columns["comment"] = ["fine"] * 42
    scoring = on_scales(id_column="Response ID")
    assert flags(columns, scoring) == [
        [42, "same answers", "equal to row 2 in every answer"],
        [43, "same answers", "equal to row 2 in every answer"],
    ]
    columns["comment"] = ["fine"] * 41 + ["other words"]
    assert flags(columns, scoring) == [[42, "same answers", "equal to row 2 in every answer"]]


def test_a_value_far_out_is_flagged_and_dates_and_scales_are_not():
    """Beyond three interquartile ranges; where half the customers have one value nothing is usual or unusual."""
    spend = np.append(np.arange(39.0), 900)
    zeros = np.append(np.zeros(39), 9)
    measures = {"monetary": Measure(columns=("m",)), "frequency": Measure(columns=("f",))}
    assert flags({"m": spend, "f": zeros}, Scoring(indicators=measures)) == [
        [41, "outlier", "Spend: 900; usual is up to 87.75"]
    ]
    on_scale = {"monetary": Measure(columns=("m",), rule=Scale(low=0, high=1000))}
    assert flags({"m": spend}, Scoring(indicators=on_scale)) == []
    days = ["2025-12-31"] * 39 + ["1999-01-01"]
    dated = {"recency": Measure(columns=("d",), dates=True, rule=Quintiles(reversed=True))}
    assert flags({"d": days}, Scoring(indicators=dated)) == []


@pytest.mark.parametrize(
    ("heading", "values", "expected"),
    [
        ("joined", ["2025-01-01", "2025-12-02"], [[3, "too new", "a customer for 30 days, fewer than 90"]]),
        ("tenure months", [24.0, 2.0], [[3, "too new", "a customer for 61 days, fewer than 90"]]),
        ("入会天数", [240.0, 20.0], [[3, "too new", "a customer for 20 days, fewer than 90"]]),
        ("Tenure", [24.0, 2.0], []),
    ],
)
def test_customers_too_new_to_judge_are_flagged_where_the_unit_is_plain(heading, values, expected):
    """From dates, or from a number whose heading says days, months or years."""
    measure = Measure(columns=(heading,), dates=isinstance(values[0], str))
    scoring = Scoring(indicators={"persistence": measure}, reference_date=dt.date(2026, 1, 1))
    assert flags({heading: values}, scoring) == expected


def test_a_file_in_which_everybody_is_new_flags_nobody():
    """A few weeks of orders tell nothing of who is new."""
    scoring = Scoring(indicators={"persistence": Measure(columns=("months",))})
    assert flags({"months": [1.0, 2.0, np.nan]}, scoring) == []


def test_who_is_left_out_otherwise_carries_no_flag():
    """A double that is not kept is in one list only."""
    columns = {c: np.append(column, [4, 4]) for c, column in answers().items()}
    columns["id"] = np.array([*(f"c{k}" for k in range(40)), "x", "x"], dtype=object)
    made = table(**columns)
    scores = score(made, on_scales(id_column="id"))
    assert scores.flags(made)[["row", "flag"]].values.tolist() == [[42, "straight-liner"]]
    assert scores.flagged == {"straight-liner": 1}
    assert isinstance(scores.flags(made), pd.DataFrame)


def test_equal_rows_are_found_among_many():
    """Rows with the same numbers are found wherever they stand; 0 and -0 are one number."""
    rng = np.random.default_rng(3)
    columns = [rng.normal(size=50_000), rng.integers(0, 3, 50_000).astype(float)]
    for column in columns:
        column[[7, 20_000, 49_999]] = 0.0
    columns[0][7] = -0.0
    assert review.equal_in(columns).tolist() == [7, 20_000, 49_999]


def test_rows_equal_in_small_numbers_are_no_more_than_they_are():
    """Ten columns of answers from 1 to 5: rows that differ in the least telling one are not taken for equal."""
    rng = np.random.default_rng(4)
    answers = np.unique(rng.integers(1, 6, (20_000, 10)), axis=0).astype(float)
    assert not len(review.equal_in(list(answers.T)))
    twice = np.vstack([answers, answers[[3, 5_000]]])
    assert review.equal_in(list(twice.T)).tolist() == [3, 5_000, len(answers), len(answers) + 1]
