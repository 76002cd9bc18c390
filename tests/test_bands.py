"""Current value and its bands: METHOD.md sections 4 and 12."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.bands import EDGES, band_of, bands, current_value, ranges
from core.problems import DataProblem
from core.recipe import BandSettings, Recipe

WEIGHTS = [(0.3, 0.3, 0.4), (0.1, 0.2, 0.7), (1 / 3, 1 / 3, 1 / 3), (6, 6, 8)]
# Weights as sliders give them, as shares with many digits, and far apart.
ANY_WEIGHTS = st.lists(
    st.one_of(st.integers(0, 20).map(lambda k: k / 2), st.floats(0, 1), st.floats(1e-6, 1e6)), min_size=3, max_size=3
).filter(lambda w: sum(w) > 1e-3)
RISING = st.lists(st.integers(11, 50), min_size=4, max_size=4, unique=True).map(lambda e: [k / 10 for k in sorted(e)])


def exact_band(scores, weights, edges=EDGES) -> int | None:
    """The band in rational arithmetic on the very doubles; None within 2e-9 of an edge, but not on it."""
    exact = [Fraction(w) for w in weights]
    c = sum(w * Fraction(s) for w, s in zip(exact, scores, strict=True)) / sum(exact)
    distances = [abs(c - Fraction(edge)) for edge in edges]
    if any(0 < d <= Fraction(2, 10**9) for d in distances):
        return None
    return 1 + sum(c >= Fraction(edge) for edge in edges)


def test_the_worked_customer():
    """Scores (4, 3, 5) under weights (.3, .3, .4) are C = 4.1, band 4."""
    c = current_value(np.array([[4, 3, 5]]), (0.3, 0.3, 0.4))
    assert c == pytest.approx([4.1])
    assert band_of(c).tolist() == [4]


@pytest.mark.parametrize("weights", WEIGHTS)
@pytest.mark.parametrize("score", [1, 2, 3, 4, 5])
def test_equal_scores_lie_on_their_edge(weights, score):
    """(5, 5, 5) is band 5 and (2, 2, 2) band 2, whatever rounding does."""
    assert band_of(current_value(np.full((1, 3), score), weights)).tolist() == [score]


@given(ANY_WEIGHTS)
def test_equal_scores_lie_on_their_edge_for_any_weights(weights):
    """All five at once, under weights of any size."""
    rfm = np.repeat([[1.0], [2.0], [3.0], [4.0], [5.0]], 3, axis=1)
    assert band_of(current_value(rfm, weights)).tolist() == [1, 2, 3, 4, 5]


@given(st.lists(st.fractions(1, 5, max_denominator=8).map(float), min_size=3, max_size=3), ANY_WEIGHTS)
def test_bands_agree_with_exact_arithmetic(scores, weights):
    """Floats find the band of exact rationals, but for cases within 2e-9 of an edge that are not on it."""
    exact = exact_band(scores, weights)
    assume(exact is not None)
    assert band_of(current_value(np.array([scores]), weights)).tolist() == [exact]


@given(st.lists(st.tuples(*[st.sampled_from([1, 2, 3, 4, 5])] * 3), min_size=1, max_size=40), ANY_WEIGHTS, RISING)
def test_bands_of_many_agree_with_exact_arithmetic_under_any_edges(people, weights, edges):
    """Whole scores land on edges again and again: every customer's band is the exact one, and the counts are theirs."""
    exact = [exact_band(scores, weights, edges) for scores in people]
    made = bands(np.array(people, dtype=float), tuple(weights), tuple(edges))
    assert [b for b, e in zip(made.band.tolist(), exact, strict=True) if e] == [e for e in exact if e]
    assert made.counts.tolist() == [made.band.tolist().count(b) for b in range(1, 6)]
    assert made.counts.sum() == len(people)


def test_every_customer_is_in_exactly_one_band():
    """Counts of the five bands sum to the number of customers, shares to 1."""
    made = bands(np.random.default_rng(1).uniform(1, 5, (1000, 3)), (1, 2, 3))
    assert made.counts.sum() == 1000
    assert made.table["share"].sum() == pytest.approx(1)


def test_ranges_follow_the_edges():
    """The paper's end with an equality; a lower last edge is a range as well."""
    assert ranges() == ("1 ≤ C < 2", "2 ≤ C < 3", "3 ≤ C < 4", "4 ≤ C < 5", "C = 5")
    assert ranges((1.5, 2, 3.25, 4.5))[0] == "1 ≤ C < 1.5"
    assert ranges((1.5, 2, 3.25, 4.5))[3:] == ("3.25 ≤ C < 4.5", "4.5 ≤ C")


@pytest.mark.parametrize("edges", [(2, 2, 3, 4), (3, 2, 4, 5), (1, 2, 3, 4), (2, 3, 4, 5.1)])
def test_edges_that_do_not_rise_or_lie_outside_are_refused(edges):
    """Equal, falling, at 1 or above 5: one sentence says what is accepted."""
    with pytest.raises(DataProblem, match="four edges of the bands must rise from left to right, above 1 and up to 5"):
        Recipe().replaced("bands.edges", edges)


def test_the_default_edges_are_the_paper_s():
    """The recipe and the engine agree on Table 2."""
    assert BandSettings().edges == EDGES


def test_mean_scores_and_spend_per_band():
    """Means of R, F and M and the spend of each band; an empty band has no mean and spends nothing."""
    rfm = np.array([[1, 1, 1], [1, 2, 1], [5, 5, 5], [2, 2, 2]], dtype=float)
    table = bands(rfm, (1, 1, 1), spend=np.array([10.0, 20.0, 60.0, 10.0])).table
    assert table["frequency"].tolist()[:2] == [1.5, 2]
    assert table["frequency"].isna().tolist() == [False, False, True, True, False]
    assert table["mean spend"].tolist()[:2] == [15, 10]
    assert table["spend"].tolist() == [30, 10, 0, 0, 60]
    assert table["share of spend"].tolist() == [0.3, 0.1, 0, 0, 0.6]


def test_spend_that_is_not_known_counts_for_nobody():
    """A blank is left out of its band's mean and sum; without any spend the table has no such columns."""
    rfm = np.array([[1, 1, 1], [1, 1, 1], [5, 5, 5]], dtype=float)
    table = bands(rfm, (1, 1, 1), spend=np.array([np.nan, 8.0, np.nan])).table
    assert table["spend"].tolist() == [8, 0, 0, 0, 0]
    assert table["mean spend"].tolist()[0] == 8
    assert np.isnan(table["mean spend"].tolist()[4])
    assert "spend" not in bands(rfm, (1, 1, 1)).table
