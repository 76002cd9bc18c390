"""From out-of-fold estimates to a verdict in words, with its interval, and to the calibration of K."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.judging.learners import LINE, NETWORK

DRAWS = 2000
EXACT = 1e-6  # squared error of a straight line that follows the expected value exactly
BINS = 10


@dataclass(frozen=True)
class Compared:
    """A learner's squared error, and by which share it is below the straight line's, with its 95 % interval.

    better, low, high: None where the straight line is exact, and for the line itself.
    """

    learner: str
    mse: float
    better: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Verdict:
    """Whether the network adds something; `sentence` says it in plain words, `learners` what each reached."""

    kind: Literal["beats", "worse", "cannot tell", "exact", "formula"]
    sentence: str
    learners: tuple[Compared, ...]
    customers: int

    def of(self, learner: str) -> Compared:
        """What one learner reached."""
        return next(c for c in self.learners if c.learner == learner)


@dataclass(frozen=True)
class Calibration:
    """Whether K means what it says: for ten equal groups by K the mean K and the mean expected value, 0..1.

    slope: by how much the expected value rises with K (1 is right); None where K is the same for all. difference: mean
    K minus mean expected value.
    """

    k: tuple[float, ...]
    expected: tuple[float, ...]
    slope: float | None
    difference: float

    @property
    def in_words(self) -> str:
        """What it means for who reads K."""
        if self.slope is None:
            return "K is the same for all customers, so it says nothing about any of them."
        level = "K is right on average"
        if abs(self.difference) >= 0.01:
            level = f"K is on average {abs(self.difference):.2f} too {'high' if self.difference > 0 else 'low'}"
        if self.slope > 1.1:
            spread = "it understates how far customers differ"
        elif self.slope < 0.9:
            spread = "it overstates how far customers differ"
        else:
            spread = "its differences can be taken at their word"
        rise = f"where K is 0.10 higher, the expected value is {self.slope / 10:.2f} higher"
        return f"{level}, and {spread}: {rise}."


def verdict(
    expected: np.ndarray, estimates: dict[str, np.ndarray], groups: np.ndarray, formula: bool, seed: int
) -> Verdict:
    """The verdict on out-of-fold estimates (repeats, m) per learner for m customers with group numbers (m,).

    formula: whether the expected value is the weighted score, of which the network can only relearn what it is made of.
    """
    errors = {learner: np.mean((values - expected) ** 2, axis=0) for learner, values in estimates.items()}
    exact = float(errors[LINE].mean()) < EXACT
    others = [learner for learner in errors if learner != LINE]
    compared = {learner: Compared(learner, float(e.mean())) for learner, e in errors.items()}
    if not exact and not formula:
        compared |= {c.learner: c for c in _against_the_line(errors, others, groups, seed)}
    own = compared[NETWORK]
    n, learners = len(expected), tuple(compared.values())
    if formula:
        sentence = (
            "The network adds nothing here: K is learned from the weighted score, a formula of the same indicators,"
            " which it can only relearn. Grade customers or name an outcome to find out what it can add."
        )
        return Verdict("formula", sentence, learners, n)
    if exact or own.better is None or own.low is None or own.high is None:
        sentence = "A straight line follows the expected value exactly: the network adds nothing here but a check."
        return Verdict("exact", sentence, learners, n)
    if own.low > 0:
        by, interval = in_percent(own.better, own.low, own.high)
        return Verdict("beats", f"The network beats a straight line by {by} (95 % interval {interval}).", learners, n)
    if own.high < 0:
        by, interval = in_percent(-own.better, -own.high, -own.low)
        sentence = f"The network is worse than a straight line by {by} (95 % interval {interval})."
        return Verdict("worse", sentence, learners, n)
    _, interval = in_percent(own.better, own.low, own.high)
    sentence = (
        f"Cannot tell with {n:,} customers whether the network beats a straight line (95 % interval {interval}:"
        " it may be better or worse)."
    )
    return Verdict("cannot tell", sentence, learners, n)


def _against_the_line(
    errors: dict[str, np.ndarray], others: list[str], groups: np.ndarray, seed: int
) -> list[Compared]:
    """Each learner beside the line, on the same draws of customers: twins and households are drawn as one."""
    sums = np.stack([np.bincount(groups, errors[learner]) for learner in (LINE, *others)], axis=1)  # (groups, learners)
    rng, count = np.random.default_rng(seed), len(sums)
    drawn = np.empty((DRAWS, sums.shape[1]))
    for k in range(DRAWS):
        drawn[k] = np.bincount(rng.integers(count, size=count), minlength=count) @ sums
    better = 1 - drawn[:, 1:] / drawn[:, :1]
    low, high = np.quantile(better, (0.025, 0.975), axis=0)
    total = sums.sum(axis=0)
    return [
        Compared(
            learner, float(errors[learner].mean()), float(1 - total[j + 1] / total[0]), float(low[j]), float(high[j])
        )
        for j, learner in enumerate(others)
    ]


def in_percent(share: float, low: float, high: float) -> tuple[str, str]:
    """`25 %` and its interval `19-31 %`; with a decimal where whole percent would say 0, with "to" beside a minus."""
    digits = 1 if min(abs(share), abs(low), abs(high)) < 0.01 else 0
    ends = [f"{round(100 * end, digits) + 0.0:.{digits}f}" for end in (low, high)]  # + 0: no minus before a zero
    return f"{100 * share:.{digits}f} %", (" to " if low < 0 or high < 0 else "-").join(ends) + " %"


def calibration(expected: np.ndarray, k: np.ndarray) -> Calibration:
    """Out-of-fold K (repeats, m) against expected values (m,): every estimate counts, each by one who had not seen
    the customer."""
    y, flat = np.broadcast_to(expected, k.shape).ravel(), k.ravel()
    bins = np.array_split(np.argsort(flat, kind="stable"), BINS)
    spread = float(np.var(flat))
    slope = float(np.mean((flat - flat.mean()) * (y - y.mean())) / spread) if spread > 1e-12 else None
    return Calibration(
        tuple(float(flat[b].mean()) for b in bins),
        tuple(float(y[b].mean()) for b in bins),
        slope,
        float(flat.mean() - y.mean()),
    )
