"""The cut-offs in force: by value, by shares of the customers, at natural breaks."""

import itertools

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.cutting import in_force, in_words, unmet, way_of
from core.problems import DataProblem
from core.recipe import CutOffs, Recipe
from core.tiers import k_words, limits, tier_of

EVEN = np.linspace(0, 1, 101)
PILES = st.lists(st.tuples(st.floats(0, 1), st.integers(1, 40)), min_size=1, max_size=30)


def counts(k: np.ndarray, cutoffs: CutOffs) -> list[int]:
    """Customers in A, B, C and D."""
    tier = tier_of(k, cutoffs)
    return [int((tier == t).sum()) for t in "ABCD"]


@given(PILES, st.sampled_from(["values", "shares", "breaks"]))
@example([(0.3, 50)], "shares")
@example([(0.0, 70), (1.0, 30)], "shares")
@example([(0.0, 70), (1.0, 30)], "breaks")
@example([(1.0, 5), (1 - 1e-12, 5), (0.5, 1)], "breaks")
@example([(0.0, 1), (5e-324, 1), (1.2e-11, 3)], "shares")
def test_everybody_is_in_exactly_one_tier_however_k_lies(piles, by):
    """Three falling cut-offs within 0 and 1, printed as they are; equal K stay together, and each K has its tier."""
    k = np.concatenate([np.full(n, value) for value, n in piles])
    cuts = in_force(CutOffs(by=by), k, binary=False)
    assert 1 > cuts.a > cuts.b > cuts.c > 0
    assert [float(k_words(cut)) for cut in cuts.numbers] == list(cuts.numbers)
    assert CutOffs.model_validate(cuts.model_dump()) == cuts  # can be kept with a model
    tier = tier_of(k, cuts)
    for value, letter in zip(k, tier, strict=True):
        assert [t for t, (low, high) in limits(cuts).items() if low <= value and (value < high or t == "A")] == [letter]
        if by != "values":
            assert set(tier[np.abs(k - value) < 1e-12]) == {letter}
    np.testing.assert_array_equal(tier_of(k, in_force(cuts.model_copy(update={"by": "values"}), k, True)), tier)


def test_shares_are_met_from_the_top():
    """Twenty of a hundred, thirty, thirty, and what is left; the cut-offs are the plainest numbers in the gaps."""
    k = np.arange(100) / 100 + 0.004
    cuts = in_force(CutOffs(by="shares"), k, binary=False)
    assert counts(k, cuts) == [20, 30, 30, 20]
    assert cuts.numbers == (0.8, 0.5, 0.2)
    assert in_words(cuts) == (
        "A from 0.80, B from 0.50, C from 0.20, D below (found for 20 / 30 / 30 / 20 % of the customers)"
    )
    assert unmet(cuts, np.array([0.2, 0.3, 0.3, 0.2])) is None


def test_many_customers_are_cut_at_plain_numbers():
    """A share may be off by a fifth of a percent where that spares digits; neighbours never cross."""
    k = np.sort(np.random.default_rng(1).beta(8, 1, 20_000))
    cuts = in_force(CutOffs(by="shares"), k, binary=False)
    np.testing.assert_allclose(np.array(counts(k, cuts)) / len(k), [0.2, 0.3, 0.3, 0.2], atol=0.0045)
    assert [round(cut, 4) for cut in cuts.numbers] == list(cuts.numbers)
    thin = in_force(CutOffs(by="shares", share_a=0.001, share_b=0.001, share_c=0.001), k, binary=False)
    assert thin.a > thin.b > thin.c
    assert counts(k, thin)[:3] == pytest.approx([20, 20, 20], abs=12)


def test_a_pile_is_never_parted_and_what_came_out_is_said():
    """Seventy customers with one K are all in A, though twenty were wanted; B is empty."""
    k = np.concatenate([np.full(70, 0.99), np.linspace(0.1, 0.9, 30)])
    cuts = in_force(CutOffs(by="shares"), k, binary=False)
    assert counts(k, cuts) == [70, 0, 10, 20]
    came = np.array(counts(k, cuts)) / 100
    assert "it came out as 70 / 0 / 10 / 20 %, because customers with the same K stay together" in unmet(cuts, came)


def test_breaks_are_where_k_has_gaps():
    """Four heaps of unequal size are found as they are."""
    rng = np.random.default_rng(1)
    heaps = [rng.normal(m, 0.01, n) for m, n in ((0.9, 30), (0.6, 500), (0.45, 100), (0.1, 60))]
    cuts = in_force(CutOffs(by="breaks"), np.concatenate(heaps), binary=False)
    assert counts(np.concatenate(heaps), cuts) == [30, 500, 100, 60]


@given(st.lists(st.integers(0, 20), min_size=4, max_size=14).filter(lambda values: len(set(values)) >= 4))
def test_breaks_leave_the_least_sum_of_squares(values):
    """Against every way of cutting the distinct values into four."""
    k = np.array(values) / 20
    distinct = np.unique(k)

    def within(cuts) -> float:
        parts = np.split(np.sort(k), np.searchsorted(np.sort(k), sorted(cuts)))
        return sum(float(np.sum((part - part.mean()) ** 2)) for part in parts if len(part))

    found = in_force(CutOffs(by="breaks"), k, binary=False)
    least = min(within(cuts) for cuts in itertools.combinations(distinct[1:], 3))
    assert within(found.numbers) == pytest.approx(least, abs=1e-12)


def test_two_values_of_k_make_two_tiers_and_one_makes_the_paper_s():
    """The cut-offs lie in the one gap there is; where nobody differs nothing can be found."""
    k = np.repeat([0.0, 1.0], [60, 40])
    for by in ("shares", "breaks"):
        assert counts(k, in_force(CutOffs(by=by), k, binary=False)) == [40, 0, 0, 60]
        assert in_force(CutOffs(by=by, a=0.9), np.full(9, 0.4), binary=False).numbers == (0.75, 0.5, 0.25)


def test_nobody_s_choice_is_the_paper_s_and_shares_for_a_yes_no_outcome():
    """Moved numbers and a chosen way are a choice."""
    assert way_of(CutOffs(), binary=False) == "values"
    assert way_of(CutOffs(), binary=True) == "shares"
    assert way_of(CutOffs(a=0.8), binary=True) == "values"
    assert way_of(CutOffs(by="values"), binary=True) == "values"
    assert in_force(CutOffs(), EVEN, binary=False) == CutOffs(by="values")


def test_shares_leave_some_for_d():
    """A sum of all is refused in words; the recipe stays."""
    with pytest.raises(DataProblem, match="must stay below 100 %"):
        Recipe().replaced("cutoffs.share_a", 0.4)
