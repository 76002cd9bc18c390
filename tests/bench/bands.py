"""The weight slider with a million customers loaded: a new band table against the bare arithmetic."""

import numpy as np

from core.bands import bands
from tests.bench.measure import Rows, measure

CUSTOMERS = 1_000_000


def rows() -> Rows:
    """The rows of this module, each measured when it is asked for.

    The scores lie as Study.rfm has them for ours, and as they come for the other.
    """
    rng = np.random.default_rng(1)
    rfm = rng.integers(1, 6, (CUSTOMERS, 3)).astype(float)
    spend = rng.lognormal(4, 1, CUSTOMERS)
    by_column, weights = np.asfortranarray(rfm), np.array([0.3, 0.3, 0.4])
    yield measure(
        "new band table of 1,000,000 customers / bare dot, digitize",
        lambda: bands(by_column, (6, 6, 8), spend=spend).table,
        lambda: np.digitize(rfm @ weights, [2, 3, 4, 5]),
        at_most=3,
    )
