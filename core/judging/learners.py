"""What is judged side by side: the recipe's own network, the mean, a straight line, and two kinds of scikit-learn's
learners at their defaults."""

import warnings
from collections.abc import Callable

import numpy as np
from threadpoolctl import threadpool_limits

from core.network.baselines import Rows, least_squares, mean
from core.network.network import nguyen_widrow
from core.network.training import Result, run, train
from core.recipe import NetworkSettings, TrainingSettings

NETWORK, LINE, MEAN = "network", "linear", "mean"


def perceptron(training: Rows, x: np.ndarray, seed: int) -> np.ndarray:
    """scikit-learn's MLPRegressor at its defaults, fitted on the training rows, for each of the (n, d) rows."""
    from sklearn.neural_network import MLPRegressor

    return _fitted(MLPRegressor(random_state=seed), training, x)


def boosting(training: Rows, x: np.ndarray, seed: int) -> np.ndarray:
    """scikit-learn's GradientBoostingRegressor at its defaults."""
    from sklearn.ensemble import GradientBoostingRegressor

    return _fitted(GradientBoostingRegressor(random_state=seed), training, x)


def histogram_boosting(training: Rows, x: np.ndarray, seed: int) -> np.ndarray:
    """scikit-learn's HistGradientBoostingRegressor at its defaults: the younger kind, for larger files."""
    from sklearn.ensemble import HistGradientBoostingRegressor

    return _fitted(HistGradientBoostingRegressor(random_state=seed), training, x)


# Estimates (n,) for rows (n, d) from training rows and a seed.
RIVALS: dict[str, Callable[[Rows, np.ndarray, int], np.ndarray]] = {
    MEAN: lambda training, x, seed: mean(training, x),
    LINE: lambda training, x, seed: least_squares(training, x),
    "perceptron": perceptron,
    "boosting": boosting,
    "histogram boosting": histogram_boosting,
}
WORDS = {
    MEAN: "the mean of all",
    LINE: "a straight line (least squares)",
    "perceptron": "scikit-learn's perceptron",
    "boosting": "gradient boosting",
    "histogram boosting": "histogram gradient boosting",
    NETWORK: "the network",
}


def trained_net(
    network: NetworkSettings,
    training: TrainingSettings,
    start: list[int],
    learn: Rows,
    stop_on: Rows | None,
    importance: np.ndarray | None,
) -> Result:
    """One of the recipe's nets, its start seeded by `start`; importance: weights (t,) of the rows to learn."""
    rng = np.random.default_rng(start)
    net = nguyen_widrow(learn[0].shape[1], network.hidden, network.hidden_transfer, network.output_transfer, rng)
    # A check is the same however busy the machine is, and wherever the model's own training was stopped.
    whole = training.model_copy(update={"stop_at": None, "max_seconds": None})
    result = run(train(net, whole, learn, stop_on, importance=importance)).result
    assert result is not None  # the last record has one
    return result


def _fitted(learner: object, training: Rows, x: np.ndarray) -> np.ndarray:
    """Estimates of a scikit-learn learner; in one thread, so that they are the same on every machine."""
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # at its defaults the perceptron may stop before it has settled
        return learner.fit(*training).predict(x)  # type: ignore[attr-defined]
