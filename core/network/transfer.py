"""Transfer functions of a layer under MATLAB's names, each with its slope told by its output alone.

All take a float64 array of any shape, and write to `out` where it is given. A transfer function may write over its own
input; a slope may not, since it reads the output twice.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

# As arrays, since a ufunc spends longer on converting a Python number than on a few hundred rows.
ONE, HALF = np.array(1.0), np.array(0.5)

Function = Callable[[np.ndarray, np.ndarray | None], np.ndarray]


def tansig(x: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
    """Hyperbolic tangent, -1..1."""
    return np.tanh(x, out)


def tansig_slope(y: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
    """dy/dx = 1 - y^2."""
    out = np.square(y, out)
    return np.subtract(ONE, out, out)


def logsig(x: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
    """1 / (1 + exp(-x)), 0..1, by way of tanh(x / 2), which cannot overflow."""
    out = np.multiply(x, HALF, out)
    np.tanh(out, out)
    np.add(out, ONE, out)
    return np.multiply(out, HALF, out)


def logsig_slope(y: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
    """dy/dx = y (1 - y)."""
    out = np.subtract(ONE, y, out)
    return np.multiply(y, out, out)


def purelin(x: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
    """The input itself, unbounded."""
    return np.positive(x, out)


def purelin_slope(y: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
    """dy/dx = 1."""
    out = np.empty_like(y) if out is None else out
    out.fill(1)
    return out


class Transfer(NamedTuple):
    """A transfer function, and the two ranges that a Nguyen-Widrow start needs; None where there is no bound."""

    value: Function
    slope: Function
    active: float | None  # it bends for inputs within +- active, and is flat beyond
    output: tuple[float, float] | None  # what it can give


TRANSFERS = {
    "tansig": Transfer(tansig, tansig_slope, active=2, output=(-1, 1)),
    "logsig": Transfer(logsig, logsig_slope, active=4, output=(0, 1)),
    "purelin": Transfer(purelin, purelin_slope, active=None, output=None),
}
