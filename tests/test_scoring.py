"""Raw values to scores: METHOD.md section 2."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.importing.table import Table, content_hash
from core.problems import DataProblem
from core.raw_values import raw_values
from core.recipe import Categories, Measure, Quintiles, Scale, Scoring, Thresholds, Words
from core.rules_applied import by_edges, quintile_edges
from core.scoring import score


def table(**columns: list) -> Table:
    """A table of the given columns, as if read from a file whose first data row is row 2."""
    frame = pd.DataFrame(columns)
    return Table(frame, np.arange(2, len(frame) + 2), "people.csv", None, content_hash(frame))


def scores_of(values: list, **measure) -> list:
    """Scores of one column under one rule."""
    made = score(table(x=values), Scoring(indicators={"visits": Measure(columns=("x",), **measure)}))
    return made.column("visits").tolist()


def test_quintiles_of_548_distinct_values_hold_110_109_110_109_110():
    """METHOD.md section 12: the sizes of the five parts of 548 distinct values."""
    x = np.random.default_rng(1).permutation(548).astype(float)
    points = by_edges(x, quintile_edges(x, False), False)
    assert np.bincount(points.astype(int))[1:].tolist() == [110, 109, 110, 109, 110]


@given(st.lists(st.integers(-5, 5) | st.floats(-1e6, 1e6), min_size=1, max_size=60), st.booleans())
def test_kept_edges_give_the_scores_of_the_rank_formula(values, is_reversed):
    """Edges learned from a column score it exactly as min(5, 1 + floor(5 (average rank - 0.5)/n)) does."""
    x = np.array(values, dtype=float)
    ranks = pd.Series(-x if is_reversed else x).rank().to_numpy()
    expected = np.minimum(5, 1 + np.floor(np.round(5 * (2 * ranks - 1)) / (2 * len(x))))
    assert by_edges(x, quintile_edges(x, is_reversed), is_reversed).tolist() == expected.tolist()


def test_a_declared_scale_is_stretched_to_1_to_5_and_never_rounded():
    """A 0-10 answer of 7 is 3.8 points; reversed it is 2.2."""
    assert scores_of([0, 7, 10], rule=Scale(low=0, high=10)) == pytest.approx([1, 3.8, 5])
    assert scores_of([0, 7, 10], rule=Scale(low=0, high=10, reversed=True)) == pytest.approx([5, 2.2, 1])


def test_words_are_evenly_spaced_whatever_their_case():
    """Three words in order are 1, 3 and 5 points; reversed 5, 3 and 1."""
    words = ("Never", "Sometimes", "Often")
    assert scores_of(["often", "NEVER ", "Sometimes"], rule=Words(words=words)) == [5, 1, 3]
    assert scores_of(["often", "Never", "Sometimes"], rule=Words(words=words, reversed=True)) == [1, 5, 3]


def test_thresholds_count_a_value_on_an_edge_as_having_reached_it():
    """Four edges make five scores, from below, or from above when few is good."""
    edges = (10, 20, 30, 40)
    assert scores_of([9, 10, 25, 40, 41], rule=Thresholds(edges=edges)) == [1, 2, 3, 5, 5]
    assert scores_of([9, 10, 25, 40, 41], rule=Thresholds(edges=edges, reversed=True)) == [5, 5, 3, 2, 1]


def test_categories_have_the_scores_given_to_them():
    """A map from category to score is taken as it is."""
    assert scores_of(["gold", "tin"], rule=Categories(scores={"Gold": 4.5, "tin": 1})) == [4.5, 1]


def test_dates_count_back_from_the_reference_date_and_few_days_are_best():
    """A date becomes days before the reference date; with a reversed rule the latest scores highest."""
    rule = Measure(columns=("x",), dates=True, rule=Thresholds(edges=(1, 10, 100, 1000), reversed=True))
    made = score(
        table(x=["2026-01-10", "2025-12-31", "2020-01-01"]),
        Scoring(indicators={"recency": rule}, reference_date=dt.date(2026, 1, 11)),
    )
    assert made.column("recency").tolist() == [5, 3, 1]


def test_a_date_after_the_reference_date_is_off_the_scale():
    """Nobody buys in the future: the row is listed, not scored as the best."""
    rule = Measure(columns=("x",), dates=True, rule=Quintiles(reversed=True))
    scoring = Scoring(indicators={"recency": rule}, reference_date=dt.date(2026, 1, 11))
    made = score(table(x=["2026-01-10", "2026-02-01", "2025-01-01"]), scoring)
    assert made.excluded["reason"].tolist() == ["in the future"]


@pytest.mark.parametrize(
    ("combine", "expected"),
    [("sum", [3, 5, 4]), ("mean", [1.5, 2.5, 4]), ("max", [2, 5, 4]), ("count_nonzero", [2, 1, 1])],
)
def test_several_columns_become_one(combine, expected):
    """Sum, mean, maximum and count of non-zero leave blanks out of account."""
    measure = Measure(columns=("x", "y"), combine=combine, rule=Quintiles())
    frame = pd.DataFrame({"x": [1.0, 0.0, np.nan], "y": [2.0, 5.0, 4.0]})
    assert raw_values(frame, measure, None).values.tolist() == expected


DAYS = pd.to_datetime(["2026-01-10", "2025-12-01", "2020-01-01", None, "2026-01-09"])
RULES = [
    Scale(),
    Scale(low=0, high=30, reversed=True),
    Quintiles(),
    Quintiles(reversed=True),
    Thresholds(edges=(1, 2, 3, 4)),
    Words(words=("1", "2", "3")),
    Categories(scores={"2": 4}),
]


@pytest.mark.parametrize("rule", RULES, ids=[f"{r.kind}{k}" for k, r in enumerate(RULES)])
@pytest.mark.parametrize("combine", ["sum", "mean", "max", "count_nonzero"])
@pytest.mark.parametrize("dates", [False, True])
@pytest.mark.parametrize("columns", [("x",), ("x", "y"), ("d",), ("d", "x"), ("t",)])
def test_whatever_the_rule_a_score_lies_within_1_and_5_or_its_row_is_listed(rule, combine, dates, columns):
    """Any rule over any columns: no score leaves the scale, and valid and left-out rows add up."""
    made = table(x=[0.0, 1.0, 2.0, 40.0, np.nan], y=[9.0, 2.0, -3.0, 1e300, 1.0], d=DAYS, t=["1", "x", "", "2", "3"])
    try:
        measure = Measure(columns=columns, rule=rule, combine=combine, dates=dates)
        scores = score(made, Scoring(indicators={"visits": measure}), today=dt.date(2026, 6, 1))
    except (DataProblem, ValueError):
        return  # refused in words
    assert ((scores.values >= 1) & (scores.values <= 5)).all()
    assert len(scores.ids) + len(scores.excluded) == 5


def test_a_blank_is_never_zero():
    """A blank is filled with the median score, or its row left out, as the recipe says; it never scores as 0."""
    scale = Scale(low=0, high=4)
    filled = score(table(x=[4.0, 4.0, np.nan]), Scoring(indicators={"visits": Measure(columns=("x",), rule=scale)}))
    assert filled.column("visits").tolist() == [5, 5, 5]
    assert filled.filled == {"visits": 1}
    without = Scoring(indicators={"visits": Measure(columns=("x",), rule=scale, blanks="exclude")})
    left_out = score(table(x=[4.0, 4.0, np.nan]), without)
    assert left_out.excluded[["row", "reason"]].values.tolist() == [[4, "blank"]]


def test_every_row_left_out_is_listed_with_its_reason_and_value():
    """Blank, unreadable, off the scale and double rows are all named; the good ones go on."""
    made = score(
        table(id=["a", "b", "c", "d", "d", "e"], x=["5", "", "many", "9", "3", "2"], y=["1", "1", "1", "1", "1", "1"]),
        Scoring(
            id_column="id",
            indicators={
                "recency": Measure(columns=("x",), rule=Scale(), blanks="exclude"),
                "visits": Measure(columns=("y",), rule=Scale()),
            },
        ),
    )
    assert made.ids.tolist() == ["a", "d", "e"]
    assert made.excluded_by_reason == {"blank": 1, "unreadable": 1, "off the scale": 1}
    assert made.excluded["row"].tolist() == [3, 4, 5]
    assert "'many'" in made.excluded["detail"][1]
    assert "accepted: 1 to 5" in made.excluded["detail"][2]


@pytest.mark.parametrize(("keep", "expected"), [("first", [2.0]), ("last", [3.0])])
def test_of_two_valid_rows_with_one_id_one_is_kept(keep, expected):
    """An off-scale row does not count as the first of a double: a valid one is kept."""
    scoring = Scoring(
        id_column="id", duplicates=keep, indicators={"visits": Measure(columns=("x",), rule=Scale(), blanks="exclude")}
    )
    made = score(table(id=["a", "a", "a"], x=[7.0, 2.0, 3.0]), scoring)
    assert made.column("visits").tolist() == expected
    assert made.excluded_by_reason == {"off the scale": 1, "double": 1}


def test_a_later_file_is_scored_by_the_kept_edges_and_medians():
    """The edges of the first file score the second, however its own values lie."""
    scoring = Scoring(indicators={"visits": Measure(columns=("x",))})
    first = score(table(x=[float(v) for v in range(100)]), scoring)
    second = score(table(x=[1000.0, 50.0, np.nan]), scoring, first.fitted)
    assert second.column("visits").tolist() == [5, 3, 3]


def test_a_constant_column_is_named_and_scores_the_middle():
    """Equal values get equal scores: all of them 3."""
    made = score(table(x=[7.0] * 10), Scoring(indicators={"visits": Measure(columns=("x",))}))
    assert made.constant == ("visits",)
    assert set(made.column("visits")) == {3.0}


def test_a_missing_column_is_named_with_its_nearest_heading():
    """A recipe for another file is refused with the heading that was probably meant."""
    with pytest.raises(DataProblem, match="no column 'visit count'; did you mean 'visits count'"):
        score(table(**{"visits count": [1.0]}), Scoring(indicators={"visits": Measure(columns=("visit count",))}))


def test_no_valid_row_is_refused_with_the_counts():
    """The sentence says how many rows were lost to what."""
    scoring = Scoring(indicators={"visits": Measure(columns=("x",), rule=Scale())})
    with pytest.raises(DataProblem, match=r"none of the 2 rows is a valid customer \(2 off the scale\)"):
        score(table(x=[8.0, 9.0]), scoring)
