"""Exact Shapley values of K: by hand over all orders, and the axioms that they are defined by."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.explaining.shapley import coalition_values, of_coalitions, shapley_values, shares_of_coalitions
from core.model import mean_value
from core.network.network import Network, nguyen_widrow


def net_of(
    inputs: int, seed: int = 1, output: str = "logsig", hidden: int | None = None, transfer: str = "tansig"
) -> Network:
    """A network at its start, with weights that differ by seed."""
    return nguyen_widrow(inputs, hidden, transfer, output, np.random.default_rng(seed))


def by_all_orders(networks: list[Network], x: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """The definition: what an input adds to K when it comes in, averaged over all orders in which they can come."""
    found, orders = np.zeros(len(x)), list(permutations(range(len(x))))
    for order in orders:
        inputs = reference.copy()
        before = mean_value(networks, inputs[None])[0][0]
        for i in order:
            inputs[i] = x[i]
            after = mean_value(networks, inputs[None])[0][0]
            found[i] += after - before
            before = after
    return found / len(orders)


@pytest.mark.parametrize("output", ["logsig", "purelin"])
@pytest.mark.parametrize("nets", [1, 3])
def test_they_are_the_means_over_all_orders(nets, output):
    """Five inputs, 120 orders; an ensemble of nets; an unbounded output that is clipped in between."""
    rng = np.random.default_rng(3)
    networks = [net_of(5, seed, output) for seed in range(nets)]
    x, reference = rng.random((4, 5)), rng.random(5)
    by_hand = [by_all_orders(networks, one, reference) for one in x]
    np.testing.assert_allclose(shapley_values(networks, x, reference), by_hand, atol=1e-12)


def test_two_inputs_by_hand():
    """K = 0.1 + 0.4 a + 0.2 b, clipped at 1 nowhere: each adds its own part, whatever the other does."""
    straight = Network(
        np.array([[0.4], [0.2]]), np.array([0.1]), np.array([[1.0]]), np.array([0.0]), "purelin", "purelin"
    )
    found = shapley_values([straight], np.array([[1.0, 0.5]]), np.array([0.5, 0.0]))
    assert found[0] == pytest.approx([0.2, 0.1])


def test_clipped_at_one_two_equal_inputs_share_what_is_left():
    """0.2 + 0.8 a + 0.8 b, clipped: K goes from 0.2 to 1, and neither can claim more than the other."""
    steep = Network(np.array([[0.8], [0.8]]), np.array([0.2]), np.array([[1.0]]), np.array([0.0]), "purelin", "purelin")
    assert shapley_values([steep], np.ones((1, 2)), np.zeros(2))[0] == pytest.approx([0.4, 0.4])


@settings(max_examples=40)
@given(inputs=st.integers(1, 14), seed=st.integers(0, 2**32 - 1), nets=st.integers(1, 2), unbounded=st.booleans())
def test_efficiency_they_sum_to_k_less_k_of_the_reference(inputs, seed, nets, unbounded):
    """To 1e-9, for one to fourteen inputs, wherever the customer and the reference lie."""
    rng = np.random.default_rng(seed)
    output = "purelin" if unbounded else "logsig"
    networks = [net_of(inputs, int(rng.integers(1000)), output, int(rng.integers(1, 9))) for _ in range(nets)]
    x, reference = rng.choice([0, 0.25, 0.5, 0.75, 1], (2, inputs)), rng.random(inputs)
    k = mean_value(networks, np.array([*x, reference]))[0]
    np.testing.assert_allclose(shapley_values(networks, x, reference).sum(axis=1), k[:2] - k[2], rtol=0, atol=1e-9)


@settings(max_examples=20)
@given(inputs=st.integers(2, 10), seed=st.integers(0, 2**32 - 1))
def test_symmetry_inputs_that_do_the_same_add_the_same(inputs, seed):
    """Equal weights, equal values, equal reference."""
    rng = np.random.default_rng(seed)
    net = net_of(inputs, seed)
    net.w1[1] = net.w1[0]
    x, reference = rng.random((1, inputs)), rng.random(inputs)
    x[0, 1], reference[1] = x[0, 0], reference[0]
    first, second = shapley_values([net], x, reference)[0, :2]
    assert first == pytest.approx(second, abs=1e-12)


@settings(max_examples=20)
@given(inputs=st.integers(1, 12), seed=st.integers(0, 2**32 - 1))
def test_a_dummy_adds_nothing(inputs, seed):
    """Exactly 0 where the input is the reference's, as of a constant indicator; 0 where no weight leads from it."""
    rng = np.random.default_rng(seed)
    net = net_of(inputs, seed)
    x, reference = rng.random((1, inputs)), rng.random(inputs)
    same, idle = rng.integers(inputs), rng.integers(inputs)
    net.w1[idle] = 0
    x[0, same] = reference[same]
    found = shapley_values([net], x, reference)[0]
    assert found[same] == 0
    assert found[idle] == pytest.approx(0, abs=1e-12)


def test_the_reference_customer_herself_has_no_reasons():
    """All are 0."""
    reference = np.array([0.2, 0.7, 0.0])
    assert shapley_values([net_of(3)], reference[None], reference).tolist() == [[0, 0, 0]]


def test_an_ensembles_values_are_the_mean_of_its_nets():
    """Shapley values are linear in K."""
    networks, rng = [net_of(6, seed) for seed in range(4)], np.random.default_rng(5)
    x, reference = rng.random((3, 6)), rng.random(6)
    alone = [shapley_values([net], x, reference) for net in networks]
    np.testing.assert_allclose(shapley_values(networks, x, reference), np.mean(alone, axis=0), atol=1e-15)


@pytest.mark.parametrize("transfer", ["tansig", "logsig", "purelin"])
@pytest.mark.parametrize("steepness", [1, 40, 1000])
def test_coalitions_by_doubling_are_those_that_their_bits_say(transfer, steepness):
    """Twelve players, more than are passed at once: every coalition's output is the network's, however steep it is."""
    net, rng = net_of(12, transfer=transfer), np.random.default_rng(2)
    net = net.with_weights(net.weights * np.repeat([steepness, 1], [net.w1.size + len(net.b1), len(net.b1) + 1]))
    x, reference = rng.random(12), rng.random(12)
    steps = (x - reference)[:, None] * net.w1
    found = coalition_values(net, reference @ net.w1 + net.b1, steps)
    member = np.arange(2**12)[:, None] >> np.arange(12) & 1 == 1
    np.testing.assert_allclose(found, mean_value([net], np.where(member, x, reference))[0], atol=1e-12)
    sums = of_coalitions(np.zeros(1), np.array([[1.0], [10], [100]]), np.add)
    assert sums.ravel().tolist() == [0, 1, 10, 11, 100, 101, 110, 111]
    assert of_coalitions(np.array([5.0]), np.array([[2.0], [3]]), np.multiply).tolist() == [[5, 10, 15, 30]]


@pytest.mark.parametrize("q", [1, 2, 7, 14])
def test_weights_of_coalitions(q):
    """A player's weights sum to 1 over the coalitions with her, to -1 over those without."""
    shares = shares_of_coalitions(q)
    assert np.where(shares > 0, shares, 0).sum(axis=0) == pytest.approx(np.ones(q))
    assert shares.sum(axis=0) == pytest.approx(np.zeros(q))
