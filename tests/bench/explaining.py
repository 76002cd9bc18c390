"""Exact Shapley values against the bare hidden layer of all coalitions."""

import numpy as np

from core.explaining.shapley import shapley_values
from core.network.network import nguyen_widrow
from tests.bench.measure import Rows, measure

INPUTS, HIDDEN = 14, 29


def rows() -> Rows:
    """One customer and one net, at the most indicators there are."""
    rng = np.random.default_rng(1)
    net = nguyen_widrow(INPUTS, HIDDEN, "tansig", "logsig", rng)
    x, reference = rng.random((1, INPUTS)), rng.random(INPUTS)
    sums = rng.normal(size=(2**INPUTS, HIDDEN))
    yield measure(
        "exact Shapley values, a customer and net, 14 indicators / bare tanh",
        lambda: shapley_values([net], x, reference),
        lambda: np.tanh(sums),
        at_most=2,
        amount=1e-3,
        unit="ms",
    )
