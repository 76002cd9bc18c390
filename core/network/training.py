"""Batch training of the network: stopping, the best weights, and one record an epoch."""

import itertools
import math
import time
from collections.abc import Generator, Iterator
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from core.network.algorithms import ALGORITHMS
from core.network.network import Network, Part
from core.problems import DataProblem
from core.recipe import TrainingSettings

Rows = tuple[np.ndarray, np.ndarray]  # inputs (n, d) in 0..1 and expected values (n,)
Parts = tuple[Rows, Rows | None, Rows | None, np.ndarray | None]  # what `train` takes besides a net and its settings


class Stop(StrEnum):
    """Why a training ended."""

    USER = "stopped by the user"
    NOT_FINITE = "not finite"
    GOAL = "goal met"
    EPOCHS = "maximum epochs"
    TIME = "time limit"
    GRADIENT = "minimum gradient"
    MU = "mu limit"
    CHECKS = "validation checks"


IN_WORDS = {
    Stop.USER: "It was stopped by hand; the best weights until then were kept.",
    Stop.NOT_FINITE: "The error grew beyond all numbers; the best weights before were kept. Try a lower learning rate.",
    Stop.GOAL: "The training error reached the goal.",
    Stop.EPOCHS: "It ran for as many epochs as were allowed.",
    Stop.TIME: "It ran for as long as was allowed; the best weights until then were kept.",
    Stop.GRADIENT: "The error has become flat: no small change of the weights would lower it noticeably.",
    Stop.MU: "No step lowers the error any more, however small: mu has reached its limit.",
    Stop.CHECKS: "The validation error did not get better any more; the weights from where it was lowest were kept.",
}


class Result(NamedTuple):
    """What a training is run for: the best network, and where it was met."""

    network: Network
    epoch: int
    mse: float  # of the validation part, or of the training part where there is none


class Epoch(NamedTuple):
    """The state after one epoch; epoch 0 is the start."""

    epoch: int
    train_mse: float  # weighted where the training rows are
    validation_mse: float | None  # None: there is no such part
    test_mse: float | None
    gradient: float  # Euclidean length
    rate: float | None  # learning rate, mu or lambda, as the algorithm has one
    validation_checks: int
    stop_reason: Stop | None = None  # the last record has one, and the result
    result: Result | None = None


# --- the training ---------------------------------------------------------------------------------------------------


def train(
    net: Network,
    settings: TrainingSettings,
    training: Rows,
    validation: Rows | None = None,
    test: Rows | None = None,
    importance: np.ndarray | None = None,
) -> Generator[Epoch, bool | None, None]:
    """Train from the start `net`; one record an epoch, the last with the stop reason and the result.

    Inputs are (n, d), expected values (n,); a part without rows is no part. `records.send(True)` stops by hand: the
    record it returns is the last. `net` and the rows are left as they are. importance: weights (n,) of the training
    rows, by which the training error is a weighted mean; the errors of the other parts never are.

    Raises DataProblem, before the first epoch, where there are no training rows or a value is not a finite number.
    """
    if len(training[0]) == 0:
        raise DataProblem(
            "there are no customers to train on", accepted="1 or more", fix="make the validation and test parts smaller"
        )
    parts = {"training": training, "validation": validation, "test": test}
    ready = {
        name: _part(net, rows, name, importance if name == "training" else None)
        for name, rows in parts.items()
        if rows is not None and len(rows[0])
    }
    return _records(net, settings, ready["training"], ready.get("validation"), ready.get("test"))


def run(records: Iterator[Epoch]) -> Epoch:
    """Train to the end; the last record."""
    for record in records:
        last = record
    return last


def _part(net: Network, rows: Rows, name: str, importance: np.ndarray | None) -> Part:
    """The rows made ready for networks shaped like `net`."""
    for values, what in zip(rows, ("an input", "the expected value"), strict=True):
        bad = np.argwhere(~np.isfinite(values))
        if len(bad):
            raise DataProblem(
                f"{what} of customer {bad[0, 0] + 1:,} of the {name} part is {values[tuple(bad[0])]}",
                accepted="finite numbers",
                fix="fill the blank or leave the customer out",
            )
    return Part(net, *rows, importance)


def _records(
    net: Network, settings: TrainingSettings, training: Part, validation: Part | None, test: Part | None
) -> Generator[Epoch, bool | None, None]:
    """The records of `train`: all that is the same for every algorithm."""
    points = ALGORITHMS[settings.algorithm].points(training, net.weights, settings)
    weights, best_mse, checks = None, math.inf, 0
    seconds, by_user = 0.0, None
    for epoch in itertools.count():
        resumed = time.perf_counter()
        with np.errstate(
            over="ignore", invalid="ignore", divide="ignore"
        ):  # too long a step is rejected, or ends the training below
            point = next(points)
            gradient = math.sqrt(point.gradient.dot(point.gradient))
            if point.weights is not weights:
                weights = point.weights
                validation_mse = validation.mse(weights) if validation else None
                test_mse = test.mse(weights) if test else None
        finite = math.isfinite(point.mse) and math.isfinite(gradient)
        if finite or epoch == 0:
            judged = point.mse if validation_mse is None else validation_mse
            if epoch == 0 or judged < best_mse:
                best_weights, best_epoch, best_mse, checks = weights, epoch, judged, 0
            elif validation and judged > best_mse:
                checks += 1
            record = Epoch(epoch, point.mse, validation_mse, test_mse, gradient, point.rate, checks)
        else:
            record = record._replace(epoch=epoch)  # of the last finite state
        seconds += time.perf_counter() - resumed  # a pause between two records does not count
        stop = Stop.USER if by_user else _stop(record, settings, seconds) if finite else Stop.NOT_FINITE
        if stop:
            result = Result(net.with_weights(best_weights), best_epoch, best_mse)
            yield record._replace(stop_reason=stop, result=result)
            return
        by_user = yield record


def _stop(record: Epoch, settings: TrainingSettings, seconds: float) -> Stop | None:
    """Why to stop after this record, in MATLAB's order; None: go on."""
    if record.train_mse <= settings.goal:
        return Stop.GOAL
    if record.epoch >= settings.epochs:
        return Stop.EPOCHS
    if settings.max_seconds is not None and seconds >= settings.max_seconds:
        return Stop.TIME
    least = ALGORITHMS[settings.algorithm].min_grad if settings.min_grad is None else settings.min_grad
    if record.gradient <= least:
        return Stop.GRADIENT
    if settings.algorithm == "trainlm" and record.rate is not None and record.rate >= settings.mu_max:
        return Stop.MU
    if record.validation_checks >= settings.max_fail:
        return Stop.CHECKS
    return None
