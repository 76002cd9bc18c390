"""The damped Newton step: by rows and by weights it is the same, and the one that the formula gives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.network import newton
from core.network.network import CHUNK, Part, nguyen_widrow
from core.network.newton import ByRows, ByWeights, solved
from core.network.transfer import TRANSFERS

TRANSFER = st.sampled_from(sorted(TRANSFERS))


def part_of(n, inputs, hidden, weighted=False, first="tansig", second="logsig", seed=1):
    """A part of random rows, looked at with the weights of a start, and its Jacobian and errors."""
    rng = np.random.default_rng(seed)
    net = nguyen_widrow(inputs, hidden, first, second, rng)
    part = Part(net, rng.random((n, inputs)), rng.random(n), rng.random(n) + 0.1 if weighted else None)
    part.mse(net.weights)
    found = [(batch.jacobian(), batch.error.copy()) for batch in part.passed()]
    jacobian, error = (np.concatenate(of) for of in zip(*found, strict=True))
    return part, jacobian, error


@given(
    n=st.integers(1, 30), inputs=st.integers(1, 4), hidden=st.integers(1, 5), weighted=st.booleans(),
    first=TRANSFER, second=TRANSFER, seed=st.integers(0, 2**32 - 1), mu=st.sampled_from([1e-3, 0.1, 10.0]),
)  # fmt: skip
def test_both_systems_give_the_step_of_the_formula(n, inputs, hidden, weighted, first, second, seed, mu):
    """(J'J/n + mu I)^-1 J'e/n, with fewer rows than weights and with more, weighted and not; a second step as well."""
    part, jacobian, error = part_of(n, inputs, hidden, weighted, first, second, seed)
    for system in (ByRows(part), ByWeights(part)):
        system.look()
        for damping in (mu, 10 * mu):
            matrix = jacobian.T @ jacobian / n + damping * np.eye(jacobian.shape[1])
            wanted = np.linalg.solve(matrix, jacobian.T @ error / n)
            np.testing.assert_allclose(system.step(damping), wanted, rtol=1e-6, atol=1e-9)


def test_rows_of_several_chunks_are_taken_together():
    """More rows than a chunk holds, and more weights still: solved by NumPy, since the system is no small one."""
    part, jacobian, error = part_of(CHUNK + 20, 12, 80)
    system = part.newton()
    assert isinstance(system, ByRows)
    system.look()
    n = len(error)
    wanted = jacobian.T @ np.linalg.solve(jacobian @ jacobian.T + n * np.eye(n), error)
    np.testing.assert_allclose(system.step(1.0), wanted, rtol=1e-7, atol=1e-10)


def test_the_smaller_system_is_taken():
    """A network of 2 inputs and 3 hidden units has 13 weights."""
    assert isinstance(part_of(12, 2, 3)[0].newton(), ByRows)
    assert isinstance(part_of(13, 2, 3)[0].newton(), ByWeights)


@pytest.mark.parametrize("small", [0, 400])
def test_what_cannot_be_solved_gives_no_step(small, monkeypatch):
    """A singular matrix, whoever solves it; the error can only be lowered with more damping."""
    monkeypatch.setattr(newton, "SMALL", small)
    assert solved(np.zeros((2, 2)), np.zeros(2), np.ones(2)) is None
    assert solved(np.zeros((2, 2)), np.full(2, 4.0), np.ones(2)).tolist() == [0.25, 0.25]
