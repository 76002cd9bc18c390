"""Who leaves her group when weights move: against one draw after another, and what no weights can move."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.moves import distinct, extremes, moves

EDGES = (2.0, 3.0, 4.0, 5.0)
OWN = np.array([0.3, 0.3, 0.4])


def drawn(draws=50, spread=0.15, seed=1):
    """(3, draws) weights, each column summing to 1."""
    weights = OWN[:, None] * np.random.default_rng(seed).uniform(1 - spread, 1 + spread, (3, draws))
    return weights / weights.sum(axis=0)


def made(values, weights=None, spread=0.15):
    """The moves of scores under drawn weights."""
    weights = drawn(spread=spread) if weights is None else weights
    return moves(np.asarray(values, dtype=float), OWN, weights, {}, EDGES, lambda rows: extremes(rows, OWN, spread))


def scores(n, whole, seed=1):
    """(n, 3) scores: whole numbers (few distinct rows) or any."""
    rng = np.random.default_rng(seed)
    return rng.integers(1, 6, (n, 3)).astype(float) if whole else rng.uniform(1, 5, (n, 3))


@pytest.mark.parametrize("whole", [True, False])
def test_every_figure_is_that_of_one_draw_after_another(whole):
    """Distinct rows, blocks and rows left out change nothing: the plain way gives the same."""
    values, weights = scores(300, whole), drawn()
    found = made(values, weights)
    own = np.digitize(values @ OWN + 1e-9, EDGES)
    groups = np.digitize(values @ weights + 1e-9, EDGES)  # (n, draws)
    np.testing.assert_array_equal(found.group, own)
    np.testing.assert_allclose(found.keeps, (groups == own[:, None]).mean(axis=1))
    np.testing.assert_allclose(found.changing, (groups != own[:, None]).mean(axis=0))
    for row in range(5):
        for column in range(5):
            assert found.to[row, column] == pytest.approx((groups[own == row] == column).sum() / 50)
    assert found.to.sum() == pytest.approx(300)
    assert (found.keeps[found.fixed] == 1).all()
    assert 0 < found.fixed.mean() < 1


def test_small_blocks_give_the_same(monkeypatch):
    """However many rows are computed at a time."""
    values = scores(300, whole=False)
    whole = made(values)
    monkeypatch.setattr("core.moves.BLOCK", 7)
    monkeypatch.setattr("core.moves.CELLS", 150)
    small = made(values)
    np.testing.assert_array_equal(small.keeps, whole.keeps)
    np.testing.assert_allclose(small.changing, whole.changing)
    np.testing.assert_allclose(small.to, whole.to)


@given(st.lists(st.floats(0.01, 1), min_size=3, max_size=3), st.floats(0.01, 0.5), st.integers(0, 9))
def test_customers_all_fives_or_all_twos_never_move(weights, spread, seed):
    """R, F and M alike: C is that score under any weights, though it stands on the very edge of a band."""
    own = np.array(weights) / sum(weights)
    columns = own[:, None] * np.random.default_rng(seed).uniform(1 - spread, 1 + spread, (3, 20))
    values = np.repeat([[5.0], [2.0], [3.0]], 3, axis=1)
    found = moves(values, own, columns / columns.sum(axis=0), {}, EDGES, lambda rows: extremes(rows, own, spread))
    assert found.group.tolist() == [4, 1, 2]
    assert found.keeps.tolist() == [1, 1, 1]
    assert found.fixed.all()
    assert found.mean == 0
    assert found.always == 1


@given(
    st.lists(st.floats(1, 5), min_size=5, max_size=5),
    st.lists(st.floats(0.01, 1), min_size=5, max_size=5),
    st.floats(0, 0.5),
)
def test_the_extremes_are_those_of_all_corners(values, weights, spread):
    """k ways to try find what all 2^k ways of lowering and raising each weight find."""
    lowest, highest = extremes(np.array([values]), np.array(weights), spread)
    corners = np.stack(np.meshgrid(*[[1 - spread, 1 + spread]] * 5), axis=-1).reshape(-1, 5) * weights
    means = corners @ values / corners.sum(axis=1)
    assert lowest[0] == pytest.approx(means.min())
    assert highest[0] == pytest.approx(means.max())


def test_a_hand_worked_draw():
    """(2, 2, 4.4) has C = 2.96; with M raised by 15% it is (0.6 x 2 + 0.46 x 4.4)/1.06 = 3.04: band 3."""
    raised = np.array([[0.3], [0.3], [0.46]]) / 1.06
    found = made([[2, 2, 4.4], [2, 2, 2]], raised)
    assert found.group.tolist() == [1, 1]
    assert found.keeps.tolist() == [0, 1]
    assert found.changing.tolist() == [0.5]
    assert found.to[1].tolist() == [0, 1, 1, 0, 0]


@pytest.mark.parametrize("whole", [True, False])
def test_distinct_rows_are_counted_and_found_again(whole):
    """Each row is the distinct one at its place; equal rows are one."""
    values = scores(500, whole)
    rows, place, customers = distinct(values)
    np.testing.assert_array_equal(rows[place], values)
    assert len(rows) == len(np.unique(values, axis=0))
    np.testing.assert_array_equal(customers, np.bincount(place))


def test_customers_who_can_cross_several_edges_are_counted_at_each():
    """Half up or down on one weight alone moves (1, 1, 5) over more than one edge."""
    weights = drawn(draws=200, spread=0.5)
    values = np.array([[1.0, 1.0, 5.0], [1.0, 5.0, 1.0], [3.0, 3.0, 3.2]])
    close = (1.5, 2.0, 2.5, 3.0)
    found = moves(values, OWN, weights, {}, close, lambda rows: extremes(rows, OWN, 0.5))
    groups = np.digitize(values @ weights + 1e-9, close)
    assert len(np.unique(groups[0])) > 2
    own = np.digitize(values @ OWN + 1e-9, close)
    np.testing.assert_allclose(found.keeps, (groups == own[:, None]).mean(axis=1))
    np.testing.assert_allclose(found.changing, (groups != own[:, None]).mean(axis=0))
    expected = np.zeros((5, 5))
    for k in range(3):
        expected[own[k]] += np.bincount(groups[k], minlength=5) / 200
    np.testing.assert_allclose(found.to, expected)
