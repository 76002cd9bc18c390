"""Training algorithms under MATLAB's names: each a generator of points, one an epoch (METHOD.md section 8).

An algorithm yields the start, and then one Point an epoch for as long as it is asked. It makes new vectors of weights
and never changes one it has yielded: the best so far is kept by reference. Where an epoch's step is rejected, the next
Point holds the same vector again.
"""

import itertools
import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from core.network.network import Part
from core.recipe import TrainingSettings


class Point(NamedTuple):
    """Where an algorithm stands; `rate` is the number that steers its steps, named by `Algorithm.rate`."""

    weights: np.ndarray
    mse: float
    gradient: np.ndarray
    rate: float | None = None


# --- gradient descent -----------------------------------------------------------------------------------------------


def traingd(part: Part, weights: np.ndarray, settings: TrainingSettings) -> Iterator[Point]:
    """Gradient descent with a fixed learning rate."""
    while True:
        mse = part.mse(weights, sloped=True)
        gradient = part.gradient()
        yield Point(weights, mse, gradient, settings.lr)
        weights = weights - settings.lr * gradient


def traingdm(part: Part, weights: np.ndarray, settings: TrainingSettings) -> Iterator[Point]:
    """Gradient descent with momentum: each step carries the share `mc` of the one before."""
    lr, mc, step = settings.lr, settings.mc, None
    while True:
        mse = part.mse(weights, sloped=True)
        gradient = part.gradient()
        yield Point(weights, mse, gradient, lr)
        before = -lr * gradient if step is None else step
        step = mc * before - lr * (1 - mc) * gradient
        weights = weights + step


def traingdx(part: Part, weights: np.ndarray, settings: TrainingSettings) -> Iterator[Point]:
    """Gradient descent with momentum and an adaptive learning rate; a step that makes things worse is taken back."""
    lr, mc = settings.lr, settings.mc
    mse, gradient = part.mse(weights, sloped=True), part.gradient()
    step = -lr * gradient
    while True:
        yield Point(weights, mse, gradient, lr)
        step = mc * step - lr * (1 - mc) * gradient
        trial = weights + step
        trial_mse = part.mse(trial, sloped=True)
        if trial_mse <= settings.max_perf_inc * mse:  # never so for a NaN
            if trial_mse < mse:
                lr *= settings.lr_inc
            weights, mse, gradient = trial, trial_mse, part.gradient()
        else:
            lr *= settings.lr_dec
            step = -lr * gradient


def traingda(part: Part, weights: np.ndarray, settings: TrainingSettings) -> Iterator[Point]:
    """Gradient descent with an adaptive learning rate: traingdx without momentum."""
    return traingdx(part, weights, settings.model_copy(update={"mc": 0.0}))


# --- resilient, conjugate, second order -----------------------------------------------------------------------------


def trainrp(part: Part, weights: np.ndarray, settings: TrainingSettings) -> Iterator[Point]:
    """Resilient backpropagation without backtracking (Riedmiller and Braun 1993; Igel and Huesken's Rprop-).

    Each weight has a step of its own, which grows while the sign of its slope stays and shrinks where it turns.
    """
    size, before = np.full_like(weights, settings.delta0), np.zeros_like(weights)
    shrink, stay, grow = np.array([settings.delt_dec, 1, settings.delt_inc], weights.dtype)
    while True:
        mse = part.mse(weights, sloped=True)
        gradient = part.gradient()
        yield Point(weights, mse, gradient)
        turned = gradient * before
        size = size * np.where(turned > 0, grow, np.where(turned < 0, shrink, stay))
        size = np.minimum(size, settings.deltamax)
        weights = weights - np.sign(gradient) * size
        before = gradient


def trainscg(part: Part, weights: np.ndarray, settings: TrainingSettings) -> Iterator[Point]:
    """Scaled conjugate gradient (Moller 1993, its steps 1 to 9): no line search, no rate to set.

    The curvature along the direction is told from two gradients; lambda is raised until it is positive and where the
    error does not fall as foreseen.
    """
    scale, raised, mse = settings.scg_lambda, 0.0, part.mse(weights, sloped=True)
    down = -part.gradient()
    direction, taken, curvature = down, True, 0.0
    for epoch in itertools.count(1):
        yield Point(weights, mse, -down, scale)
        square = direction.dot(direction)
        if not square:  # nowhere to go: the gradient is zero
            continue
        if taken:  # else it is known from the epoch before
            little = settings.sigma / math.sqrt(square)
            part.mse(weights + little * direction, sloped=True)
            curvature = direction.dot(part.gradient() + down) / little
        curvature += (scale - raised) * square
        if curvature <= 0:  # made positive
            raised = 2 * (scale - curvature / square)
            curvature = scale * square - curvature
            scale = raised
        slope = direction.dot(down)
        trial = weights + slope / curvature * direction
        trial_mse = part.mse(trial, sloped=True)
        foreseen = 2 * curvature * (mse - trial_mse) / slope**2  # 1 where the error fell exactly as foreseen
        taken = foreseen >= 0  # never so for a NaN
        if taken:
            weights, mse, before, down = trial, trial_mse, down, -part.gradient()
            raised = 0.0
            # Conjugate directions run out after as many steps as there are weights: begin anew then.
            keep = 0.0 if epoch % len(weights) == 0 else (down.dot(down) - down.dot(before)) / slope
            direction = down + keep * direction
            if foreseen >= 0.75:
                scale /= 4
        else:
            raised = scale
        if not foreseen >= 0.25:
            scale += curvature * (1 - foreseen) / square if math.isfinite(foreseen) else 3 * scale


def trainlm(part: Part, weights: np.ndarray, settings: TrainingSettings) -> Iterator[Point]:
    """Levenberg-Marquardt: a Newton step on the squared errors, damped by mu until the error falls.

    mu counts in units of the mean normal matrix J'J/n, as in MATLAB. Where no mu up to mu_max lets the error fall, the
    weights stay.
    """
    mu, mse, newton = settings.mu, part.mse(weights), part.newton()
    while True:
        yield Point(weights, mse, part.gradient(), mu)
        newton.look()
        while mu <= settings.mu_max:
            step = newton.step(mu)
            trial = weights if step is None else weights - step
            trial_mse = part.mse(trial)
            if trial_mse < mse:
                weights, mse, mu = trial, trial_mse, max(mu * settings.mu_dec, 1e-20)
                break
            mu *= settings.mu_inc
        else:
            part.mse(weights)  # what is asked of the part next belongs to these


# --- by name --------------------------------------------------------------------------------------------------------


class Algorithm(NamedTuple):
    """How an algorithm is run, what it does in one sentence, which settings it reads, and what its `rate` is called."""

    points: Callable[[Part, np.ndarray, TrainingSettings], Iterator[Point]]
    words: str
    reads: tuple[str, ...]
    rate: str | None
    min_grad: float  # MATLAB's default


ADAPTIVE = ("lr", "lr_inc", "lr_dec", "max_perf_inc")
ALGORITHMS = {
    "traingdx": Algorithm(
        traingdx,
        "gradient descent with momentum and a learning rate that adapts itself: the paper's",
        (*ADAPTIVE, "mc"),
        "learning rate",
        1e-5,
    ),
    "trainlm": Algorithm(
        trainlm,
        "Levenberg-Marquardt: fewest epochs, each of them dear; best for small networks",
        ("mu", "mu_dec", "mu_inc", "mu_max"),
        "mu",
        1e-7,
    ),
    "trainscg": Algorithm(
        trainscg, "scaled conjugate gradient: quick, with nothing to tune", ("sigma", "scg_lambda"), "lambda", 1e-6
    ),
    "trainrp": Algorithm(
        trainrp,
        "resilient backpropagation: each weight has its own step; sturdy",
        ("delta0", "delt_inc", "delt_dec", "deltamax"),
        None,
        1e-5,
    ),
    "traingda": Algorithm(traingda, "gradient descent with a rate that adapts itself", ADAPTIVE, "learning rate", 1e-5),
    "traingdm": Algorithm(traingdm, "gradient descent with momentum; slow", ("lr", "mc"), "learning rate", 1e-5),
    "traingd": Algorithm(traingd, "plain gradient descent; the slowest", ("lr",), "learning rate", 1e-5),
}
