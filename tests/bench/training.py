"""Training and scoring against the same arithmetic alone, of few rows and of many."""

import math
from contextlib import closing
from unittest.mock import patch

import numpy as np

from core.network import side_by_side
from core.network.network import CHUNK, nguyen_widrow, predict_value
from core.network.side_by_side import SideBySide
from core.network.training import run, train
from core.recipe import TrainingSettings
from tests.bench.measure import Rows, compare, measure, megabytes

INPUTS, HIDDEN, ROWS = 14, 29, 229  # the paper's network and training part
EPOCHS = 1000


def rows() -> Rows:
    """The rows of this module, each measured when it is asked for."""
    yield measure(
        "training 229 x 14-29-1, traingdx / bare NumPy kernels",
        training(ROWS, EPOCHS),
        bare_kernels(ROWS, EPOCHS),
        at_least=0.5,
        amount=EPOCHS,
        unit="epochs/s",
        repeats=15,
    )
    for n, epochs in ((100_000, 50), (1_000_000, 10)):
        yield measure(
            f"training, a row and epoch: {n:,} rows / 1,000",
            training(n, epochs),
            training(1000, 5000),
            at_most=1.5,
            amount=n * (epochs + 1),  # the start, epoch 0, costs as much as an epoch
            other_amount=1000 * 5001,
            repeats=5,
        )
    yield measure(
        "6 nets on 14,000 rows in processes / in turn (a core must be free)",
        ensemble(14_000, 600),
        ensemble(14_000, 600, worth=math.inf),
        at_least=1.2,
        amount=6 * 600,
        unit="epochs/s",
        repeats=3,
    )
    yield from scoring(2_000_000)


def data(n):
    rng = np.random.default_rng(1)
    x = rng.random((n, INPUTS))
    return x, np.clip(x @ rng.random(INPUTS) / 7 + 0.2 * np.sin(9 * x[:, 0]), 0, 1)


def start():
    return nguyen_widrow(INPUTS, HIDDEN, "tansig", "logsig", np.random.default_rng(1))


def training(n, epochs):
    """A whole run of `epochs`, every record taken; nothing else can stop it."""
    net, rows, settings = start(), data(n), TrainingSettings(epochs=epochs, min_grad=0)
    return lambda: run(train(net, settings, rows))


def ensemble(n, epochs, nets=6, worth=side_by_side.WORTH):
    """Nets on n rows, read in their order as a training does; processes are started where they are worth it."""
    parts, settings = (data(n), None, None, None), TrainingSettings(epochs=epochs, min_grad=0)

    def train_all():
        with (
            patch.object(side_by_side, "WORTH", worth),
            patch.object(side_by_side, "busy", lambda: False),  # the load may be the bench's own
            closing(SideBySide([(start(), settings)] * nets, parts)) as beside,
        ):
            for place in range(nets):
                run(beside.records(place))

    return train_all


def bare_kernels(n, epochs):
    """The five matrix products and two tanh of an epoch with a gradient, into arrays made beforehand; nothing else."""
    (x, _), net = data(n), start()
    hidden, d_hidden, output, d_output = np.empty((n, HIDDEN)), np.empty((n, HIDDEN)), np.empty((n, 1)), np.ones((n, 1))
    g1, g2 = np.empty_like(net.w1), np.empty_like(net.w2)

    def kernels():
        for _ in range(epochs):
            np.matmul(x, net.w1, out=hidden)
            np.tanh(hidden, out=hidden)
            np.matmul(hidden, net.w2, out=output)
            np.tanh(output, out=output)
            np.matmul(hidden.T, d_output, out=g2)
            np.matmul(d_output, net.w2.T, out=d_hidden)
            np.matmul(x.T, d_hidden, out=g1)

    return kernels


def scoring(n):
    """K of n customers against a forward pass written down as plainly as NumPy allows, in chunks of the same size.

    Two rows: how many a second, and the most memory that either takes at once, its n results among it.
    """
    net, x = start(), data(n)[0]

    def ours():
        predict_value(net, x)

    def bare():
        output = np.empty((n, 1))
        for first in range(0, n, CHUNK):
            hidden = np.tanh(x[first : first + CHUNK] @ net.w1 + net.b1)
            output[first : first + CHUNK] = 1 / (1 + np.exp(-(hidden @ net.w2 + net.b2)))

    name = "K of 2,000,000 customers / bare chunked forward pass"
    yield measure(name, ours, bare, at_least=0.8, amount=n, unit="customers/s", repeats=7)
    yield compare(f"memory: {name}", megabytes(ours), megabytes(bare), at_most=1.5, unit="MB")
