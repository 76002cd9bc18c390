"""The network: forward and backward pass, prediction, and the start of its weights."""

import itertools
import json
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.network.network import CHUNK, Network, Part, backward, nguyen_widrow, predict, predict_value
from core.network.transfer import TRANSFERS

pairs = pytest.mark.parametrize(("hidden", "output"), [*itertools.product(TRANSFERS, TRANSFERS)])


def network(d, h, hidden="tansig", output="logsig", seed=1):
    return nguyen_widrow(d, h, hidden, output, np.random.default_rng(seed))


def test_forward_by_hand():
    """Two inputs, two hidden units: tansig and logsig worked out with the formulas of the paper."""
    net = Network(
        np.array([[0.5, -1.0], [0.25, 2.0]]), np.array([0.1, 0.0]), np.array([[1.0], [-0.5]]), np.array([0.2])
    )
    # x = (1, 0.4): net inputs 0.5 + 0.1 + 0.1 = 0.7 and -1 + 0.8 = -0.2.
    k = 1 / (1 + np.exp(-(np.tanh(0.7) - 0.5 * np.tanh(-0.2) + 0.2)))
    assert predict(net, np.array([[1.0, 0.4]])) == pytest.approx([k], rel=1e-15)


@pairs
@pytest.mark.parametrize("n", [1, 7, CHUNK + 5])
def test_gradient(hidden, output, n):
    """For every transfer pair the gradient is that of central finite differences, within a chunk of rows and beyond."""
    rng = np.random.default_rng(3)
    net, x, target = network(3, 4, hidden, output), rng.random((n, 3)), rng.random(n)
    mse, gradient = backward(net, x, target)
    assert mse == pytest.approx(np.mean((predict(net, x) - target) ** 2), rel=1e-12)
    weights, step = net.weights, 1e-5
    for i, slope in enumerate(gradient.weights):
        up, down = weights.copy(), weights.copy()
        up[i] += step
        down[i] -= step
        rise = backward(net.with_weights(up), x, target)[0] - backward(net.with_weights(down), x, target)[0]
        assert slope == pytest.approx(rise / (2 * step), rel=1e-6, abs=1e-9)


REFERENCE = json.loads((Path(__file__).parent / "reference" / "gradients.json").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize(
    "case", REFERENCE, ids=lambda c: f"{c['hidden']}-{c['output']}{'-weighted' * bool(c['weights'])}"
)
def test_gradients_are_those_of_another_program(case):
    """Inputs, weights and gradients stored from PyTorch, in double precision (tests/reference/make_gradients.py)."""
    net = Network(*(np.array(case["net"][part]) for part in ("w1", "b1", "w2", "b2")), case["hidden"], case["output"])
    importance = None if case["weights"] is None else np.array(case["weights"])
    mse, gradient = backward(net, np.array(case["x"]), np.array(case["target"]), importance)
    assert mse == pytest.approx(case["mse"], rel=1e-13)
    for part, expected in case["gradient"].items():
        np.testing.assert_allclose(getattr(gradient, part), np.array(expected), rtol=1e-11, atol=1e-15)


@given(n=st.integers(1, 40), seed=st.integers(0, 2**32 - 1), times=st.sampled_from([1, 3, 0.25]))
def test_a_weight_of_three_is_as_good_as_three_such_rows(n, seed, times):
    """MSE, gradient and normal equations; only the proportions of weights count, and 0 is as good as absent."""
    rng = np.random.default_rng(seed)
    net, x, target = network(3, 4, seed=seed), rng.random((n, 3)), rng.random(n)
    counts = rng.integers(0, 4, n)
    counts[0] = 2
    weighted, repeated = Part(net, x, target, counts * times), Part(net, x.repeat(counts, 0), target.repeat(counts))
    assert weighted.mse(net.weights) == pytest.approx(repeated.mse(net.weights), rel=1e-12)
    np.testing.assert_allclose(weighted.gradient(), repeated.gradient(), rtol=1e-9, atol=1e-14)
    ours, theirs = weighted.normal_equations(), repeated.normal_equations()
    for a, b in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-14)


def test_equal_weights_are_none():
    """To the last bit: all counting the same is the unweighted error."""
    rng = np.random.default_rng(2)
    net, x, target = network(3, 4), rng.random((CHUNK + 9, 3)), rng.random(CHUNK + 9)
    weighted, plain = Part(net, x, target, np.full(len(x), 2.0)), Part(net, x, target)
    assert weighted.mse(net.weights) == plain.mse(net.weights)
    np.testing.assert_array_equal(weighted.gradient(), plain.gradient())


@pytest.mark.parametrize("n", [5, CHUNK, 2 * CHUNK + 3])
def test_a_gradient_is_the_same_whenever_it_is_asked_for(n):
    """To the last bit: found on the way, found afterwards, and found again; the MSE as well."""
    rng = np.random.default_rng(4)
    net, x, target = network(3, 4), rng.random((n, 3)), rng.random(n)
    part = Part(net, x, target)
    on_the_way = part.mse(net.weights, sloped=True), part.gradient()
    afterwards = part.mse(net.weights), part.gradient()
    assert on_the_way[0] == afterwards[0]
    np.testing.assert_array_equal(on_the_way[1], afterwards[1])
    np.testing.assert_array_equal(part.gradient(), afterwards[1])


def test_many_rows_take_the_memory_of_their_inputs():
    """What a network makes of the rows is held for a chunk at a time."""
    net, x = network(14, 29), np.zeros((20 * CHUNK, 14))
    target = np.zeros(len(x))
    tracemalloc.start()
    part = Part(net, x, target)
    part.mse(net.weights, sloped=True)
    part.gradient()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1.4 * x.nbytes


def test_weights_are_one_vector():
    """The vector of weights is w1, b1, w2, b2 in a row, and leads back to the same network."""
    net = network(3, 4)
    again = net.with_weights(net.weights)
    assert net.weights.shape == (3 * 4 + 4 + 4 + 1,)
    for part in ("w1", "b1", "w2", "b2"):
        np.testing.assert_array_equal(getattr(again, part), getattr(net, part), strict=True)


@settings(derandomize=True, deadline=None, max_examples=25)
@given(d=st.integers(1, 20), h=st.integers(1, 50), n=st.integers(0, 2 * CHUNK + 3), seed=st.integers(0, 2**32 - 1))
def test_a_row_has_the_same_bits_in_any_company(d, h, n, seed):
    """A customer's K does not depend, to the last bit, on who is scored with her, nor on the order."""
    rng = np.random.default_rng(seed)
    net, x = network(d, h, seed=seed), rng.random((n, d))
    k, order, some = predict(net, x), rng.permutation(n), rng.integers(0, n + 1)
    np.testing.assert_array_equal(predict(net, x[order]), k[order])
    np.testing.assert_array_equal(predict(net, x[some:]), k[some:])
    np.testing.assert_array_equal(predict(net, x[some : some + 1]), k[some : some + 1])


def test_prediction_takes_flat_memory():
    """Beyond the result itself, 300,000 rows take no more memory than 3,000."""
    net, peaks = network(14, 29), []
    for n in (3_000, 300_000):
        x = np.zeros((n, 14))
        tracemalloc.start()
        predict(net, x)
        peaks.append(tracemalloc.get_traced_memory()[1] - 8 * n)
        tracemalloc.stop()
    assert peaks[1] == pytest.approx(peaks[0], rel=0.05)


def test_k_is_clipped_and_counted():
    """Outputs below 0 and above 1 become 0 and 1, and are counted; the ends themselves are not."""
    net = Network(np.ones((1, 1)), np.zeros(1), np.ones((1, 1)), np.zeros(1), "purelin", "purelin")
    k, clipped = predict_value(net, np.array([[-0.5], [0.0], [0.3], [1.0], [1.5]]))
    assert k.tolist() == [0, 0, 0.3, 1, 1]
    assert clipped == 2


@pytest.mark.parametrize(("inputs", "hidden"), [(14, 29), (9, 19)])
def test_kolmogorov(inputs, hidden):
    """Unless told otherwise there are 2 n + 1 hidden units (METHOD.md section 12)."""
    assert network(inputs, None).w1.shape == (inputs, hidden)


def test_start_by_hand():
    """Tansig, one input in 0..1, two units: w = +-1.4 in MATLAB's own range, so +-5.6 here, and the biases follow."""
    net = network(1, 2)
    # size = 0.7 * 2^(1/1) = 1.4; active range +-2: w = 2.8 s, b = (-2.8, 2.8) s with s the sign of the row;
    # inputs 0..1 instead of -1..1: w' = 2 w = 5.6 s, b' = b - w = (-5.6 s1, 0).
    signs = np.sign(net.w1[0])
    assert net.w1[0] == pytest.approx(5.6 * signs)
    assert net.b1 == pytest.approx([-5.6 * signs[0], 0])


@settings(derandomize=True, deadline=None)
@given(
    d=st.integers(1, 30),
    h=st.integers(1, 80),
    hidden=st.sampled_from(["tansig", "logsig"]),
    seed=st.integers(0, 2**32 - 1),
)
def test_start_of_the_hidden_layer(d, h, hidden, seed):
    """Rows have Nguyen and Widrow's length, and at the middle of the inputs the biases are spread over the range."""
    net, active = network(d, h, hidden, seed=seed), TRANSFERS[hidden].active
    size = 0.7 * h ** (1 / d) * active
    assert np.linalg.norm(net.w1, axis=0) == pytest.approx(np.full(h, 2 * size))
    middle = net.b1 + net.w1.sum(axis=0) / 2
    spread = np.linspace(-size, size, h) if h > 1 else [0]
    assert middle == pytest.approx(spread * np.sign(net.w1[0]), abs=1e-12 * size)


@pytest.mark.parametrize(("hidden", "low", "high"), [("tansig", -1, 1), ("logsig", 0, 1)])
def test_start_of_the_output_layer(hidden, low, high):
    """One unit: no bias at the middle of what the hidden layer gives, and 0.7 of the active range on either side."""
    net = network(5, 11, hidden, "logsig")
    assert net.b2[0] + net.w2.sum() * (low + high) / 2 == pytest.approx(0, abs=1e-12)
    assert np.linalg.norm(net.w2) == pytest.approx(0.7 * 4 * 2 / (high - low))


@pytest.mark.parametrize(("hidden", "output"), [("purelin", "logsig"), ("tansig", "purelin"), ("purelin", "purelin")])
def test_start_of_purelin_layers(hidden, output):
    """A layer without bounds, or fed by one, starts uniformly in -1..1, biases too."""
    net = network(20, 500, hidden, output)
    free = [net.w2, net.b2] if hidden == "tansig" else [net.w1, net.b1, net.w2, net.b2]
    for part in free:
        assert np.abs(part).max() < 1
    assert np.abs(free[0]).max() > 0.9
    assert np.abs(free[0].mean()) < 0.1


def test_start_is_seeded():
    """The same seed gives the same start, another seed another one."""
    np.testing.assert_array_equal(network(4, 9, seed=5).weights, network(4, 9, seed=5).weights)
    assert not np.array_equal(network(4, 9, seed=5).weights, network(4, 9, seed=6).weights)
