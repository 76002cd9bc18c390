"""Training and scoring against the same arithmetic alone, of few rows and of many."""

from functools import partial

import numpy as np
from joblib import Parallel, delayed

from core.network.network import CHUNK, nguyen_widrow, predict_value
from core.network.side_by_side import SideBySide
from core.network.threads import one_blas_thread
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
        "4 nets on 14,000 rows in 2 threads / in turn (a core must be free)",
        ensemble(14_000, 50, threads=2),
        ensemble(14_000, 50, threads=1),
        at_least=1.3,
        amount=4 * 50,
        unit="epochs/s",
        repeats=5,
    )
    yield measure(
        "4 nets on 14,000 rows in 2 threads / in 2 processes",
        ensemble(14_000, 50, threads=2),
        in_processes(14_000, 50),
        at_least=0.8,
        amount=4 * 50,
        unit="epochs/s",
        repeats=9,
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


def ensemble(n, epochs, threads, nets=4):
    """Nets on n rows, read in their order as a training does, from threads or one after the other."""
    rows, settings = data(n), TrainingSettings(epochs=epochs, min_grad=0)

    def train_all():
        trainings = [partial(train, start(), settings, rows)] * nets
        if threads == 1:
            for begin in trainings:
                run(begin())
            return
        side_by_side = SideBySide(trainings, threads)
        for place in range(nets):
            run(side_by_side.records(place))
        side_by_side.close()

    return train_all


def in_processes(n, epochs, nets=4):
    """The same nets in two processes that are kept: a machine with no core to spare slows these as much as threads."""
    processes = Parallel(n_jobs=2)
    return lambda: processes(delayed(in_a_process)(n, epochs) for _ in range(nets))


def in_a_process(n, epochs):
    one_blas_thread()
    training(n, epochs)()


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
