"""A moved weight, and a thousand of them, against the bare arithmetic."""

import numpy as np

from core.bands import bands
from core.indicators import RFM
from core.recipe import Sensitivity, Weights
from core.sensitivity import steadiness
from core.weights import shares
from tests.bench.measure import Rows, measure

CUSTOMERS = 1_000_000
FEW, DRAWS = 5000, 1000


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
    # No two customers alike: where scores repeat, as fifths do, ours computes each of them once.
    scores = np.random.default_rng(1).uniform(1, 5, (FEW, 3))
    own, drawn = shares(Weights(), RFM), np.random.default_rng(1).dirichlet((3, 3, 4), DRAWS).T
    yield measure(
        "who changes band, 1,000 draws x 5,000 / bare dot, digitize",
        lambda: steadiness(scores, RFM, own, Sensitivity(draws=DRAWS)),
        lambda: np.digitize(scores @ drawn, [2, 3, 4, 5]),
        at_most=3,
    )
