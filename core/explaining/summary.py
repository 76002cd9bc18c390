"""What moves K over many customers: the exact Shapley values of a seeded sample of them."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from core.explaining.reasons import NOTHING, reference_of
from core.explaining.shapley import shapley_values
from core.indicators import INDICATORS
from core.model import Model

CUSTOMERS, SEED = 500, 1
PARTS = 16  # of the customers, one after the other, each shared among threads
CLEAR = 0.3  # from this correlation on, high scores are said to lift or to lower K


@dataclass(frozen=True, eq=False)
class Summary:
    """Scores (m, k), 1-5, of m sampled customers, and what each indicator adds to their K: values (m, k)."""

    indicators: tuple[str, ...]
    scores: np.ndarray
    values: np.ndarray

    @property
    def size(self) -> np.ndarray:
        """By how much each indicator moves K, up or down, in the mean: (k,)."""
        return np.abs(self.values).mean(axis=0)

    @property
    def ranked(self) -> list[int]:
        """Places of the indicators, the one that moves K most first."""
        return np.argsort(-self.size, kind="stable").tolist()

    @property
    def direction(self) -> np.ndarray:
        """Correlation (k,) of what an indicator adds with its score, -1..1; 0 where one of them does not vary."""
        found = np.zeros(len(self.indicators))
        for i, (score, value) in enumerate(zip(self.scores.T, self.values.T, strict=True)):
            if np.ptp(score) > 0 and np.ptp(value) > 0:
                found[i] = np.corrcoef(score, value)[0, 1]
        return found

    @property
    def signs(self) -> list[str]:
        """`+` where high scores lift K, `−` where they lower it, `±` where it is not that simple: k of them."""
        return ["±" if abs(r) < CLEAR else "+" if r > 0 else "−" for r in self.direction.tolist()]


def some_of(n: int, most: int = CUSTOMERS) -> np.ndarray:
    """Places of at most `most` of n customers, drawn under a fixed seed, in rising order."""
    if n <= most:
        return np.arange(n)
    return np.sort(np.random.default_rng(SEED).choice(n, most, replace=False))


def summary(
    model: Model,
    scores: np.ndarray,
    told: Callable[[float], object] = lambda share: None,
    done: dict[int, np.ndarray] | None = None,
) -> Summary:
    """The summary over customers of scores (m, k). Raises DataProblem for a model without a reference customer.

    told: hears after each part which share (0..1) is done; what it raises ends the work. done: keeps the values of the
    parts made; given again, the work goes on from there.
    """
    (x, _), reference = model.normaliser.apply(scores), reference_of(model)
    done, threads = {} if done is None else done, os.cpu_count() or 1
    with ThreadPoolExecutor(threads) as pool:  # NumPy lets other threads go on
        for place, part in enumerate(np.array_split(x, PARTS)):
            if place not in done:
                some = np.array_split(part, min(threads, len(part)) or 1)
                done[place] = np.concatenate([*pool.map(lambda x: shapley_values(model.networks, x, reference), some)])
                told((place + 1) / PARTS)
    return Summary(model.indicators, scores, np.concatenate([done[place] for place in range(PARTS)]))


def summary_in_words(found: Summary) -> str:
    """Which indicators move K most, which hardly, and which lower it, in Markdown."""
    size, ranked = found.size, found.ranked
    told = [i for i in ranked[:3] if size[i] >= NOTHING]
    if not told:
        return f"No indicator moves K by {NOTHING} or more: the network makes about the same of everybody."
    words = f"{_listed(found, told[:1])} moves K most, by {size[told[0]]:.2f} in the mean"
    words += f", then {_listed(found, told[1:])}." if told[1:] else "."
    lowering = [i for i in ranked if found.signs[i] == "−" and size[i] >= NOTHING]
    if lowering:
        words += f" Higher scores on {_listed(found, lowering)} lower K."
    idle = [i for i in ranked if size[i] < NOTHING / 2]
    if idle:
        named = _listed(found, idle) if len(idle) <= 3 else f"The last {len(idle)}"
        words += f" {named} hardly matter{'s' if len(idle) == 1 else ''} to it."
    return words


def _listed(found: Summary, places: list[int]) -> str:
    """`*Spend*, *Recency* and *Rating*`."""
    words = [f"*{INDICATORS[found.indicators[i]].label}*" for i in places]
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
