"""What one indicator does: the mean K of customers as its score goes from 1 to 5 and all their others stay."""

from dataclasses import dataclass

import numpy as np

from core.explaining.reasons import NOTHING, score_in_words
from core.indicators import INDICATORS
from core.model import Model, mean_value

GRID = np.linspace(1, 5, 17)  # a quarter of a point
WIDTH = 0.5  # of a column of customers, in points


@dataclass(frozen=True, eq=False)
class Dependence:
    """K along GRID (g,) of one indicator: its mean, and what a tenth of customers lie below (low) and above (high).

    customers: how many have about the score of each column, centred on 1, 1.5 ... 5; seen: the lowest and highest score
    in the training, beyond which K stays as it is.
    """

    indicator: str
    mean: np.ndarray
    low: np.ndarray
    high: np.ndarray
    customers: np.ndarray
    seen: tuple[float, float]

    @property
    def columns(self) -> np.ndarray:
        """Middles of the columns of customers, in points."""
        return np.arange(1, 5 + WIDTH / 2, WIDTH)


def dependences(model: Model, scores: np.ndarray) -> dict[str, Dependence]:
    """One for each indicator of the model, over customers of scores (m, k), 1-5, m >= 1."""
    x, _ = model.normaliser.apply(scores)
    found = {}
    for i, indicator in enumerate(model.indicators):
        moved = np.repeat(scores[:1], len(GRID), axis=0)
        moved[:, i] = GRID
        inputs = np.tile(x, (len(GRID), 1))  # all customers at the first score, then all at the second ...
        inputs[:, i] = np.repeat(model.normaliser.apply(moved)[0][:, i], len(x))
        k = mean_value(model.networks, inputs)[0].reshape(len(GRID), len(x))
        low, high = np.quantile(k, [0.1, 0.9], axis=1)
        borders = np.arange(1 - WIDTH / 2, 5 + WIDTH, WIDTH)
        customers = np.histogram(scores[:, i], borders)[0]
        seen = (float(model.normaliser.low[i]), float(model.normaliser.high[i]))
        found[indicator] = Dependence(indicator, k.mean(axis=1), low, high, customers, seen)
    return found


def dependence_in_words(found: Dependence) -> str:
    """One sentence on which way mean K goes, in Markdown; a second one where the training saw only some scores."""
    label, mean = INDICATORS[found.indicator].label, found.mean
    start, end, top, bottom = mean[0], mean[-1], int(mean.argmax()), int(mean.argmin())
    inside = range(1, len(mean) - 1)
    if np.ptp(mean) < NOTHING:
        words = f"K hardly changes with *{label}*: it stays at about {mean.mean():.2f} in the mean."
    elif top in inside and mean[top] - max(start, end) >= NOTHING:
        words = (
            f"As *{label}* goes from 1 to 5, mean K rises from {start:.2f} to {mean[top]:.2f} at a score of"
            f" {score_in_words(GRID[top])} and falls to {end:.2f}."
        )
    elif bottom in inside and min(start, end) - mean[bottom] >= NOTHING:
        words = (
            f"As *{label}* goes from 1 to 5, mean K falls from {start:.2f} to {mean[bottom]:.2f} at a score of"
            f" {score_in_words(GRID[bottom])} and rises to {end:.2f}."
        )
    else:
        way = "rises" if end > start else "falls"
        words = f"As *{label}* goes from 1 to 5, mean K {way} from {start:.2f} to {end:.2f}."
    low, high = found.seen
    if low == high:
        return f"{words} All customers of the training had the same score on it, so the network knows nothing of it."
    if (low, high) != (1, 5):
        words += f" The training saw scores of {score_in_words(low)} to {score_in_words(high)}; beyond them K stays."
    return words
