"""Transfer functions and their slopes."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.network.transfer import TRANSFERS

EXTREMES = np.array([-np.inf, -1e308, -800.0, -40.0, -1.0, 0.0, 1.0, 40.0, 800.0, 1e308, np.inf])
names = pytest.mark.parametrize("name", TRANSFERS)


@pytest.mark.parametrize(
    ("name", "at_two"), [("tansig", 2 / (1 + math.exp(-4)) - 1), ("logsig", 1 / (1 + math.exp(-2))), ("purelin", 2)]
)
def test_matlabs_formulas(name, at_two):
    """At 2 each function has the value of the formula in MATLAB's manual."""
    assert TRANSFERS[name].value(np.array([2.0]))[0] == pytest.approx(at_two, rel=1e-15)


@names
def test_extremes(name):
    """Values far out overflow nowhere (a warning would fail the test) and reach the ends of the output range."""
    y = TRANSFERS[name].value(EXTREMES)
    assert (y[0], y[-1]) == (TRANSFERS[name].output or (-np.inf, np.inf))
    assert np.all(np.diff(y) >= 0)


@names
@settings(derandomize=True, deadline=None)
@given(x=st.floats(-15, 15))
def test_slope_is_the_derivative(name, x):
    """The slope, told by the output alone, is the central difference quotient of the function."""
    value, slope = TRANSFERS[name].value, TRANSFERS[name].slope
    low, middle, high = value(np.array([x - 1e-5, x, x + 1e-5]))
    assert slope(np.array([middle]))[0] == pytest.approx((high - low) / 2e-5, rel=1e-6, abs=1e-9)


@names
def test_in_place(name):
    """Over its own input, or into another array, a function writes what it would have returned."""
    transfer, x = TRANSFERS[name], np.linspace(-3, 3, 12).reshape(3, 4)
    y = transfer.value(x)
    slope = transfer.slope(y)
    written, room = x.copy(), np.empty_like(x)
    assert transfer.value(written, written) is written
    assert transfer.slope(y, room) is room
    np.testing.assert_array_equal(written, y, strict=True)
    np.testing.assert_array_equal(room, slope, strict=True)
