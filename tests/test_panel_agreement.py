"""Agreement of the panel: Kendall's W against scipy, its chance value, and who stands apart."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.stats import friedmanchisquare

from core.indicators import RFM
from core.panel.agreement import agreement, apart_in_words, by_chance, kendall_w, ranked, standing_apart
from core.panel.shares_of import level_result
from core.recipe import Expert


def result(*rows, members=RFM):
    """The panel's result on current value, one row of importances an expert."""
    panel = tuple(
        Expert(name=f"E{k}", indicators=dict(zip(members, row, strict=True))) for k, row in enumerate(rows, start=1)
    )
    return level_result(panel, "current", members)


TABLES = hnp.arrays(
    float, st.tuples(st.integers(2, 10), st.integers(3, 7)), elements=st.integers(0, 4).map(float)
).filter(lambda a: (a.std(axis=1) > 0).any())


@given(TABLES)
def test_w_is_friedman_s_statistic_over_its_largest_value(table):
    """W = chi2 / (m (n - 1)), ties included, and lies in 0..1."""
    m, n = table.shape
    w = kendall_w(ranked(table))
    assert 0 <= w <= 1
    assert w == pytest.approx(friedmanchisquare(*table.T).statistic / (m * (n - 1)))


def test_kendall_s_w_worked_by_hand():
    """Ranks 123, 123, 132: sums 3, 7, 8, S = 14, W = 12 * 14 / (9 * 24) = 0.7778."""
    assert kendall_w(ranked(np.array([[1, 2, 3], [1, 2, 3], [1, 3, 2.0]]))) == pytest.approx(7 / 9)


def test_w_is_the_mean_of_the_agreement_on_each_member():
    """So that a low W can be followed to what it comes from."""
    made = agreement(result((1, 5, 9), (2, 5, 9), (1, 9, 5), (3, 3, 8)))
    assert np.mean(list(made.of.values())) == pytest.approx(made.w)
    assert max(made.of, key=made.of.get) == "recency"


def test_all_alike_is_1_and_opposite_is_0():
    """Whatever the sizes; the sentence says so."""
    same = agreement(result((1, 2, 3), (2, 5, 9), (0, 1, 10)))
    assert same.w == 1
    assert "Very strong agreement on the order among 3 experts (W = 1.00)" in same.in_words
    against = agreement(result((1, 2, 3), (3, 2, 1)))
    assert against.w == pytest.approx(0)
    assert against.in_words.startswith("Hardly any agreement")
    assert against.in_words.endswith("so it may be chance.")


def test_the_chance_value_is_that_of_all_panels():
    """Three experts alike on three members: 6 of the 216 equally likely panels agree as much."""
    ranks = ranked(np.array([[1, 2, 3.0]] * 3))
    assert by_chance(ranks, permutations=20_000) == pytest.approx(6 / 216, abs=0.004)
    assert by_chance(ranks) == by_chance(ranks)


def test_one_expert_and_no_order_have_no_w():
    """Agreement needs two who answered everything, and somebody who ranks."""
    assert "needs two experts who answered all of this level; there is one" in agreement(result((1, 2, 3))).in_words
    assert agreement(result((1, 2, 3), (None, 2, 3))).w is None
    even = agreement(result((5, 5, 5), (2, 2, 2)))
    assert even.w is None
    assert "no order to agree on" in even.in_words


def test_only_who_answered_everything_is_compared():
    """A blank is no rank: E3 is left out of W, not of the weights."""
    made = agreement(result((1, 2, 3), (1, 3, 2), (9, None, 1)))
    assert made.experts == ("E1", "E2")


def test_who_stands_apart_is_named_with_what():
    """E5 gives Recency most where the others give Spend most; nobody else is named."""
    found = standing_apart(result((3, 3, 4), (3, 2, 5), (2, 3, 5), (3, 3, 5), (8, 1, 1)))
    assert {one.expert for one in found} == {"E5"}
    words = apart_in_words(found)["E5"]
    assert words.startswith("gives more to Recency (80% against 37%)")
    assert words.endswith("less to Spend (10% against 39%) and less to Frequency (10% against 23%)")


def test_of_two_experts_neither_stands_apart():
    """Nobody can say which of the two is odd."""
    assert standing_apart(result((1, 1, 8), (8, 1, 1))) == []
