"""The training algorithms: slopes against differences, first steps by hand, bowls and functions that each can learn."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.network.algorithms import ALGORITHMS, traingd, traingdm, trainlm, trainrp, trainscg
from core.network.network import Network, Part, nguyen_widrow, predict
from core.network.newton import solved
from core.network.training import Stop, run, train
from core.network.transfer import TRANSFERS
from core.recipe import TrainingSettings

TRANSFER = st.sampled_from(sorted(TRANSFERS))


class Bowl:
    """A quadratic in w: its MSE and slopes, told like a Part's; the lowest point is at `best`."""

    def __init__(self, steepness: np.ndarray, best: np.ndarray) -> None:
        self.matrix, self.best = steepness, best

    def mse(self, weights: np.ndarray, sloped: bool = False) -> float:
        self.away = weights - self.best
        return float(self.away @ self.matrix @ self.away)

    def gradient(self) -> np.ndarray:
        return 2 * self.matrix @ self.away

    def newton(self) -> "Bowl":
        return self

    def look(self) -> None:
        self.slope = self.gradient()

    def step(self, mu: float) -> np.ndarray | None:
        return solved(self.matrix.copy(), self.matrix.diagonal() + mu, self.slope / 2)


def line() -> Bowl:
    """A bowl of one weight, w^2."""
    return Bowl(np.eye(1), np.zeros(1))


def first(algorithm, bowl, start, epochs, **settings):
    """The points of an algorithm from `start`, epochs 0 to `epochs`."""
    points = algorithm(bowl, np.array(start, dtype=float), TrainingSettings(**settings))
    return list(itertools.islice(points, epochs + 1))


def rows(n, inputs, seed):
    """Random inputs in 0..1 and expected values."""
    rng = np.random.default_rng(seed)
    return rng.random((n, inputs)), rng.random(n)


# --- slopes ---------------------------------------------------------------------------------------------------------


@given(
    inputs=st.integers(1, 5), hidden=st.integers(1, 7), first=TRANSFER, second=TRANSFER, seed=st.integers(0, 2**32 - 1)
)
def test_the_jacobian_is_the_slope_of_every_output(inputs, hidden, first, second, seed):
    """Against central differences, in every weight of every row; the normal equations are made of it."""
    net = nguyen_widrow(inputs, hidden, first, second, np.random.default_rng(seed))
    x, target = rows(6, inputs, seed)
    part = Part(net, x, target)
    part.mse(net.weights)
    jacobian, little = part.batches[0].jacobian(), 1e-6
    for place, weight in enumerate(net.weights):
        moved = [net.weights, net.weights]
        moved[0][place], moved[1][place] = weight + little, weight - little
        above, below = (predict(net.with_weights(w), x) for w in moved)
        assert jacobian[:, place] == pytest.approx((above - below) / (2 * little), abs=1e-7)
    matrix, gradient = part.normal_equations()
    assert matrix == pytest.approx(jacobian.T @ jacobian / 6, abs=1e-12)
    assert gradient == pytest.approx(part.gradient(), abs=1e-12)


def test_normal_equations_of_many_rows_are_added_up_in_chunks():
    """More rows than a chunk holds give what all of them give at once."""
    net = nguyen_widrow(3, 4, "tansig", "logsig", np.random.default_rng(1))
    x, target = rows(2500, 3, 2)
    part = Part(net, x, target)
    part.mse(net.weights)
    whole = np.concatenate([batch.jacobian() for batch in part.passed()])
    matrix, gradient = part.normal_equations()
    assert len(whole) == 2500
    assert matrix == pytest.approx(whole.T @ whole / 2500, rel=1e-12)
    assert gradient == pytest.approx(2 * (predict(net, x) - target) @ whole / 2500, abs=1e-14)


# --- by hand --------------------------------------------------------------------------------------------------------


def test_traingd_goes_down_by_the_rate_times_the_slope():
    """On w^2 with rate 0.1 each step leaves 0.8 of w."""
    points = first(traingd, line(), [1], 2, lr=0.1)
    assert [p.weights[0] for p in points] == pytest.approx([1, 0.8, 0.64], rel=1e-12)


def test_traingdm_carries_its_last_step():
    """Slope 2: step 0.5 (-0.2) - 0.05 * 2 = -0.2; then slope 1.6: 0.5 (-0.2) - 0.05 * 1.6 = -0.18."""
    points = first(traingdm, line(), [1], 2, lr=0.1, mc=0.5)
    assert [p.weights[0] for p in points] == pytest.approx([1, 0.8, 0.62], rel=1e-12)


def test_traingda_is_traingdx_without_momentum():
    """From 1 with rate 1.005 to -1.01, taken at the same rate; to 1.0201 - a rise within 4 %; and so on."""
    records = [*train(_bias_only(1.0), TrainingSettings(algorithm="traingda", epochs=2, lr=1.005), _to(0.0))]
    assert [r.train_mse for r in records] == pytest.approx([1, 1.01**2, 1.0201**2], rel=1e-12)
    assert [r.rate for r in records] == [1.005, 1.005, 1.005]
    fixed = [*train(_bias_only(1.0), TrainingSettings(algorithm="traingdx", mc=0, epochs=2, lr=1.005), _to(0.0))]
    assert [r.train_mse for r in fixed] == [r.train_mse for r in records]


def test_trainrp_looks_at_signs_alone():
    """Steps 0.4 and 0.48 down, past the valley; there 0.24 back; a slope 1,000 times as steep makes the same steps."""
    for steep in (1.0, 1000.0):
        points = first(trainrp, Bowl(np.eye(1) * steep, np.zeros(1)), [0.8], 4, delta0=0.4)
        assert [p.weights[0] for p in points] == pytest.approx([0.8, 0.4, -0.08, 0.16, 0.04], abs=1e-12)
    assert first(trainrp, line(), [9], 2, delta0=4, deltamax=4.5)[2].weights[0] == pytest.approx(9 - 4 - 4.5)


def test_trainlm_takes_the_damped_newton_step():
    """On w^2 from 1 with mu 1: step -1/(1 + 1) to 0.5, mu 0.1; then -0.5/1.1 to 0.5 - 0.4545."""
    points = first(trainlm, line(), [1], 2, mu=1)
    assert [p.weights[0] for p in points] == pytest.approx([1, 0.5, 0.5 - 0.5 / 1.1], rel=1e-12)
    assert [p.rate for p in points] == pytest.approx([1, 0.1, 0.01])


def test_trainlm_raises_mu_until_the_error_falls():
    """A bowl that says it is flatter than it is: steps of 10/(1 + mu) overshoot until mu has been raised far enough."""

    class Misjudged(Bowl):
        def step(self, mu):
            return solved(np.eye(1) * 0.1, np.array([0.1 + mu]), self.slope / 2)

    before, after = first(trainlm, Misjudged(np.eye(1), np.zeros(1)), [1], 1, mu=1e-3)
    # mu 0.001, 0.01, 0.1: to -8.9, -8.1, -4; mu 1: to 0.0909.
    assert after.weights[0] == pytest.approx(1 - 1 / 1.1)
    assert after.rate == pytest.approx(0.1)
    assert before.weights[0] == 1


def test_trainlm_stops_at_the_limit_of_mu():
    """Where no step lowers the error the weights stay, and the training says why it ends."""
    wanted = np.array([0.2, 0.8])  # of two equal customers: 0.5 is best
    settings = TrainingSettings(algorithm="trainlm", min_grad=0, mu_max=1e3)
    x = np.array([[1.0], [1.0]])
    last = run(train(_bias_only(0.5), settings, (x, wanted)))
    assert last.stop_reason is Stop.MU
    assert last.rate >= 1e3
    assert last.train_mse == pytest.approx(0.09)


@given(st.integers(1, 8), st.integers(0, 2**32 - 1))
def test_scaled_conjugate_gradients_reach_the_bottom_in_as_many_steps_as_weights(size, seed):
    """Of a bowl with n weights: conjugate directions find it in n steps, lambda costs a little of that."""
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(size, size))
    bowl = Bowl(root @ root.T + np.eye(size), rng.normal(size=size))
    points = first(trainscg, bowl, np.zeros(size), size)
    assert points[-1].mse <= 1e-6 * max(points[0].mse, 1e-3)


def test_scaled_conjugate_gradients_never_go_up():
    """On a net with a curvature that changes its sign, every point is as low as the one before, and none is lost."""
    net = nguyen_widrow(3, 5, "tansig", "logsig", np.random.default_rng(3))
    x, target = rows(80, 3, 4)
    points = first(trainscg, Part(net, x, target), net.weights, 300)
    errors = [p.mse for p in points]
    assert all(b <= a for a, b in itertools.pairwise(errors))
    assert errors[-1] < 0.7 * errors[0]
    rejected = sum(a.weights is b.weights for a, b in itertools.pairwise(points))
    assert 0 < rejected < 150


@pytest.mark.parametrize("name", list(ALGORITHMS))
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_all_is_computed_in_the_precision_of_the_net(name, dtype):
    """Weights of 32 bits stay so; after ten epochs the error is about that of 64 bits."""
    x, target = rows(60, 3, 7)
    net = nguyen_widrow(3, 4, "tansig", "logsig", np.random.default_rng(2))
    exact = run(train(net, TrainingSettings(algorithm=name, epochs=10), (x, target)))
    layers = (part.astype(dtype) for part in (net.w1, net.b1, net.w2, net.b2))
    last = run(train(Network(*layers), TrainingSettings(algorithm=name, epochs=10), (x, target)))
    assert last.result.network.weights.dtype == dtype
    assert last.train_mse == pytest.approx(exact.train_mse, rel=0.02)


# --- what each can learn --------------------------------------------------------------------------------------------

GRID = np.linspace(0, 1, 41)[:, None]
XOR = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0.0, 1, 1, 0])
SINE = GRID, (1 + np.sin(2 * np.pi * GRID[:, 0])) / 2
CORNERS = np.random.default_rng(5).random((200, 3))
BENT = CORNERS, 0.5 * CORNERS[:, 0] * CORNERS[:, 1] + 0.5 * (CORNERS[:, 2] - 0.5) ** 2
# Most epochs, and the MSE to reach with them on XOR, the sine and the bent surface.
REACH = {
    "traingd": (5000, 5e-4, 1e-3, 2e-3),
    "traingdm": (5000, 5e-4, 1e-3, 2e-3),
    "traingda": (2000, 1e-8, 3e-4, 1e-3),
    "traingdx": (2000, 1e-8, 3e-4, 1e-3),
    "trainrp": (500, 1e-8, 1e-3, 5e-4),
    "trainscg": (300, 1e-8, 2e-4, 3e-4),
    "trainlm": (100, 1e-8, 2e-5, 1e-4),
}


@pytest.mark.parametrize("name", list(ALGORITHMS))
@pytest.mark.parametrize(("place", "task"), [(1, XOR), (2, SINE), (3, BENT)], ids=["xor", "sine", "bent"])
def test_each_learns_what_no_line_can(name, place, task):
    """XOR, a sine and a bent surface, each to its own stated error from a fixed start."""
    epochs, reach = REACH[name][0], REACH[name][place]
    fixed = {"lr": 0.5} if name in ("traingd", "traingdm") else {}
    settings = TrainingSettings(algorithm=name, epochs=epochs, goal=reach, min_grad=0, **fixed)
    net = nguyen_widrow(task[0].shape[1], 7, "tansig", "logsig", np.random.default_rng(1))
    last = run(train(net, settings, task))
    assert last.stop_reason is Stop.GOAL, (last.train_mse, last.epoch)


def _bias_only(b2):
    return Network(np.zeros((1, 1)), np.zeros(1), np.zeros((1, 1)), np.array([b2]), "purelin", "purelin")


def _to(target):
    return np.array([[1.0]]), np.array([target])
