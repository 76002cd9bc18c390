"""The weight slider with a million customers loaded: a new band table against the bare arithmetic."""

import numpy as np

from core.bands import bands
from tests.bench.measure import Rows, measure

CUSTOMERS = 1_000_000


def rows() -> Rows:
    """The rows of this module, each measured when it is asked for."""
    rfm = np.random.default_rng(1).integers(1, 6, (CUSTOMERS, 3)).astype(float)
    weights = np.array([0.3, 0.3, 0.4])
    yield measure(
        "new band table of 1,000,000 customers / bare dot, digitize",
        lambda: bands(rfm, (6, 6, 8)).table,
        lambda: np.digitize(rfm @ weights, [2, 3, 4, 5]),
        at_most=3,
    )
