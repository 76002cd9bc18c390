"""Training: traingdx worked by hand, stopping, best weights, and what it can learn."""

import itertools
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.network import training
from core.network.algorithms import ALGORITHMS, Point
from core.network.network import Network, Part, nguyen_widrow, predict
from core.network.training import IN_WORDS, Stop, run, train
from core.problems import DataProblem
from core.recipe import TrainingSettings

X = np.array([[1.0]])


def bias_only(b2):
    """A linear net that gives b2: for target t the MSE is (b2 - t)^2, the gradient 2 (b2 - t) in b2 and 0 elsewhere."""
    return Network(np.zeros((1, 1)), np.zeros(1), np.zeros((1, 1)), np.array([b2]), "purelin", "purelin")


def to(target):
    return X, np.array([target])


def steps(records, *fields):
    return [tuple(getattr(record, field) for field in fields) for record in records]


# --- traingdx by hand -----------------------------------------------------------------------------------------------


def test_accept_and_fall():
    """A step that lowers the error is taken, the rate grows, and the next step carries momentum; all weights move."""
    net = Network(np.ones((1, 1)), np.zeros(1), np.ones((1, 1)), np.zeros(1), "purelin", "purelin")
    records = [*train(net, TrainingSettings(epochs=2, lr=0.1, mc=0.5, lr_inc=1.05), to(0.0))]
    # Output w2 (w1 x + b1) + b2 = 1, error 1, MSE 1. Gradient: 2 w2 x, 2 w2, 2 (w1 x + b1), 2 = 2, 2, 2, 2; length 4.
    # dX = 0.5 (-0.1 * 2) - 0.1 * 0.5 * 2 = -0.2. Weights 0.8, -0.2, 0.8, -0.2: output 0.8 * 0.6 - 0.2 = 0.28.
    # MSE 0.0784 fell: lr = 0.105. Gradient 0.56 * (0.8, 0.8, 0.6, 1) = 0.448, 0.448, 0.336, 0.56.
    # dX = 0.5 (-0.2) - 0.0525 g = -0.12352, -0.12352, -0.11764, -0.1294.
    # Weights 0.67648, -0.32352, 0.68236, -0.3294: output 0.68236 * 0.35296 - 0.3294 = -0.0885542144.
    assert [r.train_mse for r in records] == pytest.approx([1, 0.0784, 0.0885542144**2], rel=1e-12)
    assert [r.rate for r in records] == pytest.approx([0.1, 0.105, 0.11025], rel=1e-12)
    length = 0.56 * (0.8**2 + 0.8**2 + 0.6**2 + 1) ** 0.5
    assert [r.gradient for r in records[:2]] == pytest.approx([4, length], rel=1e-12)
    weights = records[-1].result.network.weights
    assert weights == pytest.approx([0.67648, -0.32352, 0.68236, -0.3294], rel=1e-12)


def test_accept_reject_and_go_on():
    """A rise within max_perf_inc is taken at the same rate; a larger one lowers the rate and restarts the momentum."""
    records = train(bias_only(1.0), TrainingSettings(epochs=3, lr=1.005, mc=0.9), to(0.0))
    expected = [
        # MSE 1, gradient 2: dX = -1.005 * 2 = -2.01, b2 = -1.01, MSE 1.0201 <= 1.04: taken, but it did not fall.
        (1.0201, 1.005),
        # Gradient -2.02: dX = 0.9 (-2.01) + 1.005 * 0.1 * 2.02 = -1.60599, b2 = -2.61599, MSE 6.84: rejected.
        (1.0201, 1.005 * 0.7),
        # dX was set to 0.7035 * 2.02 = 1.42107, and so is the next; b2 = 0.41107.
        (0.41107**2, 1.005 * 0.7 * 1.05),
    ]
    next(records)
    assert steps(records, "train_mse", "rate") == [pytest.approx(step, rel=1e-12) for step in expected]


def test_equal_error_is_no_fall():
    """A step to the other side of the valley, of exactly the same error, is taken and leaves the rate alone."""
    *_, last = train(bias_only(1.0), TrainingSettings(epochs=1, lr=1.0), to(0.0))
    assert (last.train_mse, last.rate) == (1, 1)


def test_a_rejected_step_costs_no_gradient(monkeypatch):
    """The gradient is worked out once at the start and once for every step that was taken."""
    calls = []
    monkeypatch.setattr(Part, "gradient", lambda part, true=Part.gradient: (calls.append(part), true(part))[1])
    records = [*train(bias_only(1.0), TrainingSettings(epochs=20, lr=4.0), to(0.0))]
    rejected = sum(after.rate < before.rate for before, after in itertools.pairwise(records))
    assert 0 < rejected < 20
    assert len(calls) == 1 + 20 - rejected


# --- validation and the best weights --------------------------------------------------------------------------------


def test_validation_keeps_the_best():
    """From 2 to 0 the net passes the validation part's 1; six worse epochs later it stops, and returns that."""
    records = train(bias_only(2.0), TrainingSettings(lr=0.25, lr_inc=1, mc=0), to(0.0), to(1.0), to(0.5))
    *before, last = records
    assert steps([*before, last], "epoch", "validation_mse", "validation_checks") == [
        (0, 1, 0),
        (1, 0, 0),
        (2, 0.25, 1),
        (3, 0.75**2, 2),
        (4, 0.875**2, 3),
        (5, 0.9375**2, 4),
        (6, 0.96875**2, 5),
        (7, 0.984375**2, 6),
    ]
    assert [r.test_mse for r in before[:3]] == [1.5**2, 0.5**2, 0]
    assert last.stop_reason is Stop.CHECKS
    assert last.result.network.b2.tolist() == [1]
    assert last.result[1:] == (1, 0)
    assert all(r.result is None and r.stop_reason is None for r in before)


def test_validation_counts_rejected_epochs():
    """A rejected epoch counts where the validation error stands above its best, and not where it stands at it."""
    first = train(bias_only(2.0), TrainingSettings(epochs=2, lr=0.25, lr_inc=3, mc=0), to(0.0), to(1.0))
    # b2 = 2, 1 (lr 0.75), 1 - 0.75 * 2 = -0.5 (lr 2.25).
    assert steps(first, "validation_mse", "validation_checks") == [(1, 0), (0, 0), (2.25, 1)]
    then = train(bias_only(2.0), TrainingSettings(epochs=3, lr=0.25, lr_inc=3, mc=0), to(0.0), to(1.0))
    # -0.5 + 2.25 = 1.75 is rejected: b2 stays where its validation error is above the best, 0.
    *_, last = then
    assert (last.train_mse, last.validation_mse, last.validation_checks) == (0.25, 2.25, 2)
    # From the start 2 - 1.5 * 4 = -4 is rejected: the best is where it stands.
    *_, last = train(bias_only(2.0), TrainingSettings(epochs=1, lr=1.5), to(0.0), to(1.0))
    assert (last.train_mse, last.validation_checks) == (4, 0)


def test_without_validation_the_lowest_training_error_is_kept():
    """The last epoch may be worse than an earlier one; the earlier one is returned."""
    *_, last = train(bias_only(1.0), TrainingSettings(epochs=1, lr=1.005), to(0.0))
    assert last.train_mse == pytest.approx(1.0201)
    assert last.result.network.b2.tolist() == [1]
    assert last.result[1:] == (0, 1)
    assert last.validation_mse is None
    assert last.test_mse is None


def test_a_part_without_rows_is_no_part():
    """Empty validation and test parts are as good as none."""
    nobody = np.empty((0, 1)), np.empty(0)
    last = run(train(bias_only(1.0), TrainingSettings(epochs=2), to(0.0), nobody, nobody))
    assert (last.validation_mse, last.test_mse) == (None, None)


# --- stopping -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "epoch", "reason"),
    [
        ({"goal": 0.3, "lr": 0.25}, 1, Stop.GOAL),  # b2 = 1, 0.5
        ({"goal": 1}, 0, Stop.GOAL),
        ({"epochs": 3}, 3, Stop.EPOCHS),
        ({"min_grad": 1, "lr": 0.25}, 1, Stop.GRADIENT),
        ({"max_seconds": 1e-9}, 0, Stop.TIME),
        ({"lr": 1e-3, "max_fail": 4}, 4, Stop.CHECKS),
    ],
)
def test_stop_reasons(changed, epoch, reason):
    """Each limit ends the training at the first epoch that reaches it, with its reason on the last record alone."""
    *before, last = train(bias_only(1.0), TrainingSettings(**changed), to(0.0), to(1.0))
    assert (last.epoch, last.stop_reason) == (epoch, reason)
    assert [r.epoch for r in before] == [*range(epoch)]
    assert last.result is not None


def test_every_reason_has_its_words():
    """The pages have a sentence for each stop reason."""
    assert set(IN_WORDS) == set(Stop)


def test_stopped_by_the_user():
    """The record after a True is the last, and has the best weights; a run of so many epochs gives the same again."""
    records = train(bias_only(1.0), TrainingSettings(), to(0.0))
    for _ in range(5):
        next(records)
    last = records.send(True)
    assert (last.epoch, last.stop_reason) == (5, Stop.USER)
    with pytest.raises(StopIteration):
        next(records)
    again = run(train(bias_only(1.0), TrainingSettings(epochs=5), to(0.0)))
    assert again.stop_reason is Stop.EPOCHS
    np.testing.assert_array_equal(again.result.network.weights, last.result.network.weights)


def test_a_pause_does_not_count(monkeypatch):
    """The time limit counts the training, not the time that a caller lets pass between two records."""
    clock = [0.0]

    def ticking():
        clock[0] += 1
        return clock[0]

    monkeypatch.setattr(training.time, "perf_counter", ticking)
    records = train(bias_only(1.0), TrainingSettings(max_seconds=3), to(0.0))
    for record in records:
        clock[0] += 1000
        last = record
    assert (last.epoch, last.stop_reason) == (2, Stop.TIME)


@pytest.mark.parametrize("broken", [np.nan, np.inf])
def test_not_finite(monkeypatch, broken):
    """An algorithm that runs away ends the training; the last finite state is what is shown and returned."""

    def runaway(part, weights, settings):
        for mse in (4.0, 1.0, broken):
            weights = weights + 1
            yield Point(weights, mse, weights, 0.1)

    monkeypatch.setitem(ALGORITHMS, "traingdx", ALGORITHMS["traingdx"]._replace(points=runaway))
    *_, last = train(bias_only(0.0), TrainingSettings(), to(0.0))
    assert (last.epoch, last.train_mse, last.stop_reason) == (2, 1, Stop.NOT_FINITE)
    assert last.result.network.weights.tolist() == [2, 2, 2, 2]
    assert last.result[1:] == (1, 1)


def test_not_finite_from_the_start():
    """A start whose error is beyond all numbers is returned as it is, with the reason."""
    last = run(train(bias_only(1e200), TrainingSettings(), to(0.0)))
    assert (last.epoch, last.stop_reason) == (0, Stop.NOT_FINITE)
    assert last.result.network.b2.tolist() == [1e200]


# --- arguments ------------------------------------------------------------------------------------------------------


def test_no_training_rows():
    """Nobody to train on is refused before the first epoch."""
    with pytest.raises(DataProblem, match=r"no customers to train on \(accepted: 1 or more\)"):
        train(bias_only(1.0), TrainingSettings(), (np.empty((0, 1)), np.empty(0)))


@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize("part", ["training", "validation", "test"])
@pytest.mark.parametrize(("of", "what"), [(0, "An input"), (1, "The expected value")])
def test_values_that_are_no_numbers(value, part, of, what):
    """A blank or infinite value is refused before the first epoch, and where it stands is said."""
    parts = {name: (np.zeros((3, 2)), np.zeros(3)) for name in ("training", "validation", "test")}
    parts[part][of][1] = value
    net = nguyen_widrow(2, 3, "tansig", "logsig", np.random.default_rng(1))
    with pytest.raises(DataProblem, match=rf"{what} of customer 2 of the {part} part is {value} \(accepted: finite"):
        train(net, TrainingSettings(), **parts)


# --- as a whole -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(5))
def test_learns_xor(seed):
    """Exclusive or, which no straight line can follow, is learned by 2 n + 1 hidden units from any of five starts."""
    x, target = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float), np.array([0.0, 1, 1, 0])
    net = nguyen_widrow(2, None, "tansig", "logsig", np.random.default_rng(seed))
    last = run(train(net, TrainingSettings(epochs=3000, goal=1e-3), (x, target)))
    assert last.stop_reason is Stop.GOAL
    assert np.round(predict(last.result.network, x)).tolist() == target.tolist()


@pytest.mark.parametrize("output", ["logsig", "purelin"])
def test_learns_a_sine(output):
    """A sine is learned to an MSE of 0.001 (its variance is 0.08), which holds between the training points too."""
    x = np.linspace(0, 1, 101)[:, None]
    target = 0.5 + 0.4 * np.sin(2 * np.pi * x[:, 0])
    net = nguyen_widrow(1, 8, "tansig", output, np.random.default_rng(1))
    last = run(
        train(net, TrainingSettings(epochs=3000, goal=1e-3), (x[::2], target[::2]), None, (x[1::2], target[1::2]))
    )
    assert last.stop_reason is Stop.GOAL
    assert last.test_mse < 1.5e-3


@settings(derandomize=True, deadline=None, max_examples=40)
@given(
    lr=st.floats(1e-300, 1e300),
    validated=st.booleans(),
    hidden=st.sampled_from(["tansig", "logsig", "purelin"]),
    output=st.sampled_from(["tansig", "logsig", "purelin"]),
    seed=st.integers(0, 2**32 - 1),
)
def test_any_rate_ends_well(lr, validated, hidden, output, seed):
    """Whatever the rate: no warning, records in order, the lowest error on record returned, the start untouched."""
    rng = np.random.default_rng(seed)
    net = nguyen_widrow(3, 5, hidden, output, rng)
    start = net.weights
    rows = rng.random((12, 3)), rng.random(12)
    other = (rng.random((6, 3)), rng.random(6)) if validated else None
    records = [*train(net, TrainingSettings(epochs=60, lr=lr), rows, other)]
    judged = [r.validation_mse if validated else r.train_mse for r in records]
    *_, last = records
    assert [r.epoch for r in records] == [*range(len(records))]
    assert (last.result.mse, last.result.epoch) == (min(judged), judged.index(min(judged)))
    x, target = other or rows
    assert np.mean((predict(last.result.network, x) - target) ** 2) == pytest.approx(last.result.mse, rel=1e-9)
    np.testing.assert_array_equal(net.weights, start)


TRAINED_WEIGHTS = """
import hashlib
from core.network.threads import one_blas_thread
one_blas_thread()
import numpy as np, scipy.linalg, threadpoolctl
from core.network.network import nguyen_widrow, predict
from core.network.training import run, train
from core.recipe import TrainingSettings
blas = [pool["num_threads"] for pool in threadpoolctl.threadpool_info() if pool["user_api"] == "blas"]
assert len(blas) >= 2 and set(blas) == {1}, blas  # NumPy's and SciPy's
digest = hashlib.sha256()
for n, epochs in (229, 300), (20_000, 10):
    rng = np.random.default_rng(1)
    x, target = rng.random((n, 14)), rng.random(n)
    net = nguyen_widrow(14, None, "tansig", "logsig", rng)
    trained = run(train(net, TrainingSettings(epochs=epochs), (x, target))).result.network
    digest.update(trained.weights.tobytes() + predict(trained, x).tobytes())
print(digest.hexdigest())
"""


@pytest.mark.thorough
def test_threads_do_not_change_a_bit():
    """The same bytes of weights and K with OMP_NUM_THREADS 1 and 2, also where SciPy's own BLAS is loaded later."""
    digests = {
        subprocess.run(
            [sys.executable, "-c", TRAINED_WEIGHTS],
            cwd=Path(__file__).parents[1],
            env=os.environ | {"OMP_NUM_THREADS": threads},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for threads in ("1", "2")
    }
    assert len(digests) == 1
