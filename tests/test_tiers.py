"""Tiers and their cut-offs: METHOD.md sections 9 and 12."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.problems import DataProblem
from core.recipe import CutOffs, Recipe
from core.tiers import decimals_of, k_in_tier, limits, range_words, tier_names, tier_of, tier_table


@pytest.mark.parametrize(
    ("k", "tier"), [(0.75, "A"), (0.7499999, "B"), (0.5, "B"), (0.25, "C"), (1.0, "A"), (0.0, "D"), (0.2499, "D")]
)
def test_a_cut_off_belongs_to_the_tier_above(k, tier):
    """METHOD.md section 12."""
    assert tier_of(np.array([k]), CutOffs()).tolist() == [tier]


@given(
    st.lists(st.floats(0, 1), min_size=1),
    st.lists(st.integers(1, 99), min_size=3, max_size=3, unique=True),
)
def test_everybody_is_in_exactly_one_tier_under_any_cut_offs(values, cuts):
    """Tiers are complete and do not overlap: each K lies within its own tier's limits and in no other."""
    c, b, a = sorted(cut / 100 for cut in cuts)
    cutoffs, k = CutOffs(a=a, b=b, c=c), np.array(values)
    tier = tier_of(k, cutoffs)
    assert tier_table(tier, cutoffs)["customers"].sum() == len(k)
    for value, letter in zip(k, tier, strict=True):
        within = [t for t, (low, high) in limits(cutoffs).items() if low <= value and (value < high or t == "A")]
        assert within == [letter]


def test_cut_offs_that_do_not_fall_are_refused():
    """A cut-off above its neighbour leaves the recipe as it was."""
    with pytest.raises(DataProblem, match="must fall from A to C"):
        Recipe().replaced("cutoffs.c", 0.6)


def test_ranges_in_words():
    """What exports print beside each tier."""
    assert [range_words(t, CutOffs()) for t in "AB"] == ["0.75 ≤ K ≤ 1.00", "0.50 ≤ K < 0.75"]


def test_names_suit_what_k_was_learned_from():
    """Nobody lets a customer lapse because an outcome is unlikely; the user's own names stand before either."""
    named = Recipe().replaced("tier_names.B", "Rising")
    assert tier_names(named, "weighted") == {"A": "Champions", "B": "Rising", "C": "Maintain", "D": "Let lapse"}
    assert tier_names(named, "outcome") == {"A": "Most likely", "B": "Rising", "C": "Less likely", "D": "Least likely"}


def test_a_k_beside_the_cut_offs_has_as_many_decimals_as_they_have():
    """At least two; the longest of the three decides."""
    assert decimals_of(CutOffs()) == 2
    assert decimals_of(CutOffs(a=0.9476, b=0.5, c=0.041)) == 4


@pytest.mark.parametrize(
    ("k", "words"), [(0.7, "0.700"), (0.7496, "0.7496"), (0.75, "0.750"), (0.74999999, "0.74999999"), (1.0, "1.000")]
)
def test_no_k_is_rounded_into_another_tier(k, words):
    """Beside "tier B, K < 0.75" never stands 0.750."""
    assert k_in_tier(k, CutOffs()) == words
