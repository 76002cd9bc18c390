"""Comparisons in pairs: published matrices, properties, pairs left out, and the judgements that do not fit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.export.panel_sheet import panel_sheet
from core.indicators import INDICATORS
from core.panel.comparisons import Doubt, compared, doubts, pairs_of, principal, times
from core.panel.merging import merged
from core.panel.shares_of import level_result, shares_of
from core.panel.sheet import experts_from_file
from core.problems import DataProblem
from core.recipe import Expert, Recipe

ALL = tuple(INDICATORS)
FOUR = ("basic", "visits", "time", "interaction")
RFM = ("recency", "frequency", "monetary")
SEVEN = ("repeat", "cross", "persistence", "brand", "recommend", "rating", "member")
positive = st.floats(0.2, 1)


def expert(members, above_the_diagonal):
    """An expert with the judgements that stand row by row above the diagonal of a matrix; None: left out."""
    said = {f"{a}:{b}": v for (a, b), v in zip(pairs_of(members), above_the_diagonal, strict=True) if v is not None}
    return Expert(name="Ann", comparisons=said)


@pytest.mark.parametrize(
    ("rows", "lambda_max", "index", "weights"),
    [
        ((5, 6, 7, 4, 6, 4), 4.39, 0.13, (0.62, 0.24, 0.10, 0.05)),
        ((4, 6, 7, 3, 4, 2), 4.10, 0.03, (0.62, 0.22, 0.10, 0.06)),
    ],
)
def test_the_two_observers_of_saaty_s_four_chairs(rows, lambda_max, index, weights):
    """Saaty (1977), "A scaling method for priorities": brightness of four chairs, first and second observer."""
    found = compared(expert(FOUR, rows), FOUR)
    assert found.lambda_max == pytest.approx(lambda_max, abs=0.005)
    assert (found.lambda_max - 4) / 3 == pytest.approx(index, abs=0.005)
    assert found.ratio == pytest.approx((found.lambda_max - 4) / 3 / 0.90)
    assert list(found.shares.values()) == pytest.approx(weights, abs=0.006)
    assert found.consistent == (index < 0.09)


def test_the_family_s_choice_of_a_car():
    """The much-printed criteria cost, safety, style, capacity: priorities .510, .234, .041, .215; ratio 0.074."""
    found = compared(expert(FOUR, (3, 7, 3, 9, 1, 1 / 7)), FOUR)
    assert list(found.shares.values()) == pytest.approx((0.510, 0.234, 0.041, 0.215), abs=0.001)
    assert found.ratio == pytest.approx(0.074, abs=0.001)
    assert "0.07: the judgements fit together" in found.in_words


@given(st.lists(positive, min_size=4, max_size=4))
def test_a_consistent_matrix_gives_its_weights_back_with_ratio_0(weights):
    """No judgement is doubted then."""
    w = dict(zip(FOUR, np.array(weights) / sum(weights), strict=True))
    found = compared(Expert(name="Ann", comparisons={f"{a}:{b}": w[a] / w[b] for a, b in pairs_of(FOUR)}), FOUR)
    assert found.shares == pytest.approx(w)
    assert found.ratio == pytest.approx(0, abs=1e-9)
    assert found.doubts == ()


@given(st.lists(st.floats(1 / 9, 9), min_size=6, max_size=6), st.permutations(range(4)))
def test_another_order_of_the_members_changes_nothing(rows, order):
    """Neither does saying each judgement the other way round."""
    first = compared(expert(FOUR, rows), FOUR)
    wanted = tuple(FOUR[k] for k in order)
    turned = {f"{b}:{a}": 1 / v for (a, b), v in zip(pairs_of(FOUR), rows, strict=True)}
    again = compared(Expert(name="Ann", comparisons=turned), wanted)
    assert again.shares == pytest.approx(first.shares)
    assert again.ratio == pytest.approx(first.ratio, abs=1e-9)
    assert first.lambda_max >= 4 - 1e-9


@pytest.mark.parametrize("members", [("recency", "monetary"), RFM[:2]])
def test_two_members_have_weights_and_no_ratio(members):
    """One judgement contradicts nothing."""
    found = compared(expert(members, (3,)), members)
    assert list(found.shares.values()) == pytest.approx((0.75, 0.25))
    assert found.ratio is None
    assert found.consistent
    assert found.in_words == "These judgements cannot contradict each other, so there is no consistency ratio."


@given(st.lists(positive, min_size=7, max_size=7), st.sets(st.integers(0, 20), max_size=12))
def test_pairs_left_out_change_nothing_where_the_others_agree(weights, gaps):
    """Harker: what was not said is what the weights say. Members that nothing ties to the rest get no weight."""
    w = dict(zip(SEVEN, np.array(weights), strict=True))
    rows = [None if k in gaps else w[a] / w[b] for k, (a, b) in enumerate(pairs_of(SEVEN))]
    found = compared(expert(SEVEN, rows), SEVEN)
    total = sum(w[m] for m in found.shares)
    assert found.shares == pytest.approx({m: w[m] / total for m in found.shares})
    assert {*found.shares, *found.untied} == set(SEVEN)
    assert found.ratio is None or found.ratio == pytest.approx(0, abs=1e-9)


def test_a_chain_of_judgements_has_weights_but_no_ratio_yet():
    """R is 2 F, F is 3 M: 6, 3, 1 of ten parts; nothing could contradict that."""
    found = compared(expert(RFM, (2, None, 3)), RFM)
    assert found.shares == pytest.approx({"recency": 0.6, "frequency": 0.3, "monetary": 0.1})
    assert found.ratio is None
    assert (found.given, found.pairs) == (2, 3)
    assert "compare more pairs" in found.in_words


def test_members_tied_to_nothing_are_left_blank_and_named():
    """Two pairs of four, apart: the first pair counts, the others are blanks as in importances."""
    found = compared(expert(FOUR, (3, None, None, None, None, 2)), FOUR)
    assert found.shares == pytest.approx({"basic": 0.75, "visits": 0.25})
    assert found.untied == ("time", "interaction")
    assert "No weight follows yet for Time on site, Interaction: compare" in found.in_words


def test_the_judgement_that_does_not_fit_is_named_with_what_the_others_say():
    """R is 2 F and F is 2 M, but R is said to be a ninth of M where the others make it four times."""
    said = {("recency", "frequency"): 2, ("frequency", "monetary"): 2, ("recency", "monetary"): 1 / 9}
    found = doubts(RFM, said)
    assert len(found) == 3
    worst = compared(expert(FOUR, (1, 1, 1, 1, 1, 9)), FOUR).doubts
    assert worst[0] == Doubt("time", "interaction", 9, pytest.approx(1))
    assert worst[0].in_words == "Time on site against Interaction: you said 9, the others say 1"
    assert len(worst) <= 3
    assert worst[0].off > worst[1].off


def test_judgements_below_one_are_told_the_way_she_would_say_them():
    """Never "a fifth": the more important one stands first."""
    worst = compared(expert(FOUR, (1, 1, 1, 1, 1, 1 / 9)), FOUR).doubts[0]
    assert (worst.first, worst.second, worst.said) == ("interaction", "time", 9)
    assert [times(v) for v in (5, 1.7, 1 / 3, 12.3, 1)] == ["5", "1.7", "1/3", "12", "1"]


def test_without_one_judgement_the_others_decide_what_is_implied():
    """The eigenvector of the others, not of all: a judgement does not vouch for itself."""
    rows = dict(zip(pairs_of(FOUR), (1, 1, 1, 1, 1, 9), strict=True))
    weights, _ = principal(FOUR, {p: v for p, v in rows.items() if p != ("time", "interaction")})
    assert weights == pytest.approx([0.25] * 4)


def test_comparisons_of_a_level_stand_for_its_importances_in_the_panel():
    """One expert compares, the other gives importances: their shares are averaged alike."""
    ann = Expert(
        name="Ann", indicators=dict.fromkeys(RFM, 5.0), comparisons={"recency:frequency": 2, "recency:monetary": 2}
    )
    ben = Expert(name="Ben", indicators={"recency": 2, "frequency": 2, "monetary": 4})
    assert shares_of(ann, "current", RFM) == pytest.approx({"recency": 0.5, "frequency": 0.25, "monetary": 0.25})
    both = level_result((ann, ben), "current", RFM)
    assert both.shares == pytest.approx({"recency": 0.375, "frequency": 0.25, "monetary": 0.375})
    assert shares_of(ann, "current", RFM[1:]) == pytest.approx({"frequency": 0.5, "monetary": 0.5})  # over recency
    assert compared(ben, RFM) is None
    assert compared(ann, FOUR) is None


def test_a_sheet_with_all_answers_holds_importances_that_weigh_what_the_comparisons_do():
    """Downloaded, brought back and merged, the expert's shares are what they were."""
    ann = expert(RFM, (2, 1 / 3, 1 / 5)).model_copy(update={"indicators": dict.fromkeys(ALL, 5.0)})
    (back,) = experts_from_file(panel_sheet(ALL, (ann,)), "answers.xlsx")
    (after,) = merged((ann,), {"answers.xlsx": (back,)})
    assert not after.comparisons
    assert shares_of(after, "current", RFM) == pytest.approx(shares_of(ann, "current", RFM), abs=0.001)
    assert after.indicators["brand"] == 5


@pytest.mark.parametrize("pair", ["recency:recency", "recency:brand", "recency", "recency:internet", "x:y", ":"])
def test_a_recipe_that_compares_what_cannot_be_is_refused(pair):
    """Two dimensions, or two indicators of one dimension."""
    with pytest.raises(DataProblem, match="does not compare two"):
        Recipe().replaced("weights.panel", ({"name": "Ann", "comparisons": {pair: 3}},))


def test_a_pair_said_twice_is_refused():
    """Once each way could contradict itself."""
    twice = {"recency:frequency": 3, "frequency:recency": 3}
    with pytest.raises(DataProblem, match=r"does not compare two .* once"):
        Recipe().replaced("weights.panel", ({"name": "Ann", "comparisons": twice},))
