"""Min-max normalisation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from core.network.normalise import Normaliser
from core.problems import DataProblem


def test_by_hand():
    """Formula 2 on two indicators; what lies outside the fitted bounds is clipped and counted."""
    normaliser = Normaliser.fit(np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 3.0]]))
    x, clipped = normaliser.apply(np.array([[2.0, 2.5], [5.0, 1.0], [1.0, 5.0]]))
    assert x.tolist() == [[0.25, 0.25], [1.0, 0.0], [0.0, 1.0]]
    assert clipped == 2


def test_constant_indicator():
    """An indicator that is the same for all becomes 0, is reported, and is not counted as clipped."""
    normaliser = Normaliser.fit(np.array([[3.0, 1.0], [3.0, 5.0]]))
    x, clipped = normaliser.apply(np.array([[3.0, 2.0], [4.0, 2.0], [1.0, 2.0]]))
    assert normaliser.constant.tolist() == [True, False]
    assert x.tolist() == [[0, 0.25]] * 3
    assert clipped == 0


def test_no_rows():
    """Bounds of nobody are refused in words."""
    with pytest.raises(DataProblem, match="no customers to take the bounds"):
        Normaliser.fit(np.empty((0, 3)))


eighths = st.integers(8, 40).map(lambda i: i / 8)  # scores 1..5 whose differences are exact
shapes = array_shapes(min_dims=2, max_dims=2, max_side=8)


@settings(derandomize=True, deadline=None)
@given(scores=arrays(float, shapes, elements=st.floats(1, 5)))
def test_bounds(scores):
    """The rows it was fitted on lie in 0..1, none clipped, and each varying indicator reaches both ends exactly."""
    normaliser = Normaliser.fit(scores)
    x, clipped = normaliser.apply(scores)
    varying = ~normaliser.constant
    assert clipped == 0
    assert np.all(x[:, varying].min(axis=0) == 0)
    assert np.all(x[:, varying].max(axis=0) == 1)
    assert np.all(x[:, normaliser.constant] == 0)


@settings(derandomize=True, deadline=None)
@given(scores=arrays(float, shapes, elements=eighths), others=st.data())
def test_others_are_kept_within(scores, others):
    """Other rows lie in 0..1 too, are not changed themselves, and exactly those outside the bounds are counted."""
    rows = others.draw(arrays(float, (5, scores.shape[1]), elements=eighths))
    before, normaliser = rows.copy(), Normaliser.fit(scores)
    x, clipped = normaliser.apply(rows)
    assert np.all((x >= 0) & (x <= 1))
    outside = ((rows < normaliser.low) | (rows > normaliser.high)) & ~normaliser.constant
    assert clipped == outside.sum()
    np.testing.assert_array_equal(rows, before)
