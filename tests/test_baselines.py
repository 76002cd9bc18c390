"""The mean and ordinary least squares."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.network.baselines import BASELINES, baseline_mse


def test_by_hand():
    """Points (0, 0), (1, 0.5), (2, 0.4): mean 0.3, line 0.1 + 0.2 x; both judged on (3, 0.6)."""
    training = np.array([[0.0], [1.0], [2.0]]), np.array([0.0, 0.5, 0.4])
    x = np.array([[3.0]])
    assert BASELINES["mean"](training, x) == pytest.approx([0.3])
    assert BASELINES["linear"](training, x) == pytest.approx([0.7])
    assert baseline_mse("mean", training, (x, np.array([0.6]))) == pytest.approx(0.09)
    assert baseline_mse("linear", training, (x, np.array([0.6]))) == pytest.approx(0.01)


@pytest.mark.parametrize("n", [1, 2, 50])
def test_rank_deficient(n):
    """A constant indicator, one that repeats another, or fewer rows than indicators: a line is found all the same."""
    rng = np.random.default_rng(1)
    a = rng.random((n, 1))
    x = np.hstack([a, a, np.zeros((n, 1)), 1 - a])
    target = 0.2 + 0.5 * a[:, 0]
    assert baseline_mse("linear", (x, target), (x, target)) < 1e-28


@settings(derandomize=True, deadline=None)
@given(n=st.integers(1, 40), d=st.integers(1, 6), seed=st.integers(0, 2**32 - 1))
def test_the_line_is_no_worse_than_the_mean_where_it_was_fitted(n, d, seed):
    """On the training part least squares has at most the mean's error, and its residuals sum to 0."""
    rng = np.random.default_rng(seed)
    rows = rng.random((n, d)), rng.random(n)
    assert baseline_mse("linear", rows, rows) <= baseline_mse("mean", rows, rows) + 1e-12
    assert np.sum(BASELINES["linear"](rows, rows[0]) - rows[1]) == pytest.approx(0, abs=1e-9)
