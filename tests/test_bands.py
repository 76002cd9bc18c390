"""Current value and its bands: METHOD.md sections 4 and 12."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.bands import band_of, bands, current_value

WEIGHTS = [(0.3, 0.3, 0.4), (0.1, 0.2, 0.7), (1 / 3, 1 / 3, 1 / 3), (6, 6, 8)]


def test_the_worked_customer():
    """Scores (4, 3, 5) under weights (.3, .3, .4) are C = 4.1, band 4."""
    c = current_value(np.array([[4, 3, 5]]), (0.3, 0.3, 0.4))
    assert c == pytest.approx([4.1])
    assert band_of(c).tolist() == [4]


@pytest.mark.parametrize("weights", WEIGHTS)
@pytest.mark.parametrize("score", [1, 2, 3, 4, 5])
def test_equal_scores_lie_on_their_edge_for_any_weights(weights, score):
    """(5, 5, 5) is band 5 and (2, 2, 2) band 2, whatever rounding does."""
    assert band_of(current_value(np.full((1, 3), score), weights)).tolist() == [score]


@given(
    st.lists(st.fractions(1, 5, max_denominator=8), min_size=3, max_size=3),
    st.lists(st.integers(0, 100), min_size=3, max_size=3).filter(any),
)
def test_bands_agree_with_exact_arithmetic(scores, weights):
    """Floats find the band of exact rationals, but for cases within 2e-9 of an edge that are not on it."""
    c = sum(Fraction(w) * s for w, s in zip(weights, scores, strict=True)) / sum(weights)
    assume(all(c == edge or abs(c - edge) > Fraction(2, 10**9) for edge in (2, 3, 4, 5)))
    rfm = np.array([[float(s) for s in scores]])
    assert band_of(current_value(rfm, weights)).tolist() == [1 + sum(c >= edge for edge in (2, 3, 4, 5))]


def test_every_customer_is_in_exactly_one_band():
    """Counts of the five bands sum to the number of customers, shares to 1."""
    made = bands(np.random.default_rng(1).uniform(1, 5, (1000, 3)), (1, 2, 3))
    assert made.counts.sum() == 1000
    assert made.table["share"].sum() == pytest.approx(1)
