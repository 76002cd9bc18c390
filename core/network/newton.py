"""The damped Newton step of trainlm, (J'J/n + mu I)^-1 J'e/n, by the smaller of two systems of equations.

J (n, w) holds the slope of each row's output in every weight and e (n,) the errors. It is also J'(JJ' + n mu I)^-1 e,
a system as large as there are rows in place of weights. A survey has fewer rows than the network has weights, and JJ'
needs no J: the part of a row of J that belongs to the first layer is the outer product of the row's inputs and its
slopes in the hidden units, so the product of two such parts is that of the inputs times that of the slopes.
"""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from core.network.network import Part


# Equations that are solved by Cholesky's way, in half the time. It keeps all other threads waiting, so not for longer
# than about a millisecond: larger systems are left to NumPy.
SMALL = 400


class ByWeights:
    """The step from the normal matrix J'J/n (w, w)."""

    def __init__(self, part: "Part") -> None:
        self.part = part

    def look(self) -> None:
        """Make ready for steps from the weights last passed to `part.mse`."""
        self.matrix, self.slope = self.part.normal_equations()
        self.diagonal = self.matrix.diagonal().copy()

    def step(self, mu: float) -> np.ndarray | None:
        """What to take off the weights (w,); None where the system cannot be solved."""
        return solved(self.matrix, self.diagonal + mu, self.slope / 2)  # the gradient of the MSE is 2 J'e/n


class ByRows:
    """The same step from JJ' (n, n), for fewer rows than weights; nothing large is allocated after the start."""

    def __init__(self, part: "Part") -> None:
        self.part = part
        self.x1 = np.concatenate([batch.x1 for batch in part.batches])
        self.of_inputs = self.x1 @ self.x1.T
        self.matrix, self.of_layer2 = np.empty((2, *self.of_inputs.shape), self.x1.dtype)

    def look(self) -> None:
        """As in `ByWeights`."""
        found = [(*batch.slopes(), batch.error.copy()) for batch in self.part.passed()]
        self.d_hidden, self.d_layer2, self.error = (
            np.concatenate(of_batches) for of_batches in zip(*found, strict=True)
        )
        np.matmul(self.d_hidden, self.d_hidden.T, out=self.matrix)
        self.matrix *= self.of_inputs
        self.matrix += np.matmul(self.d_layer2, self.d_layer2.T, out=self.of_layer2)
        self.diagonal = self.matrix.diagonal().copy()

    def step(self, mu: float) -> np.ndarray | None:
        """As in `ByWeights`."""
        of_rows = solved(self.matrix, self.diagonal + self.part.n * mu, self.error)
        if of_rows is None:
            return None
        layer1 = self.x1.T @ (self.d_hidden * of_rows[:, None])
        return np.concatenate([layer1, of_rows @ self.d_layer2], axis=None)


def solved(matrix: np.ndarray, diagonal: np.ndarray, right: np.ndarray) -> np.ndarray | None:
    """The solution of the symmetric system with this diagonal, which stays in `matrix`; None where there is none."""
    np.fill_diagonal(matrix, diagonal)
    if len(matrix) <= SMALL:
        _, solution, failed = _posv(matrix.dtype)(matrix.T, right)  # by columns, as LAPACK holds it
        return None if failed else solution
    try:
        return np.linalg.solve(matrix, right)
    except np.linalg.LinAlgError:
        return None


@cache
def _posv(dtype: np.dtype) -> Callable:
    """LAPACK's solver for positive definite matrices, by way of SciPy: NumPy has none."""
    from scipy.linalg import get_lapack_funcs

    return get_lapack_funcs("posv", dtype=dtype)
