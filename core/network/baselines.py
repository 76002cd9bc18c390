"""What every network has to beat on the same customers: the mean, and a straight line."""

from collections.abc import Callable

import numpy as np

Rows = tuple[np.ndarray, np.ndarray]  # inputs (n, d) and expected values (n,)


def mean(training: Rows, x: np.ndarray) -> np.ndarray:
    """The training part's mean expected value for each of the (n, d) rows."""
    return np.full(len(x), training[1].mean())


def least_squares(training: Rows, x: np.ndarray) -> np.ndarray:
    """Ordinary least squares with intercept, fitted on the training part, for each of the (n, d) rows.

    Where the training part does not settle the line (few rows, indicators that repeat each other), the shortest
    vector of coefficients through the means is taken.
    """
    inputs, target = training
    middle = inputs.mean(axis=0)
    slope, *_ = np.linalg.lstsq(inputs - middle, target - target.mean(), rcond=None)
    return target.mean() + (x - middle) @ slope


BASELINES: dict[str, Callable[[Rows, np.ndarray], np.ndarray]] = {"mean": mean, "linear": least_squares}


def baseline_mse(name: str, training: Rows, rows: Rows) -> float:
    """Mean squared error on `rows` of the named baseline, fitted on `training`."""
    x, target = rows
    return float(np.mean((BASELINES[name](training, x) - target) ** 2))
