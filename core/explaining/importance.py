"""Data beside experts: how much worse K fits the expected value when an indicator is shuffled, against its weight."""

from dataclasses import dataclass
from math import ceil

import numpy as np

from core.indicators import INDICATORS
from core.model import Model, mean_value

REPEATS, SEED = 10, 1
MOST = 2_000  # customers on whom it is measured
FEWEST = 10
SURE = 2  # standard errors


@dataclass(frozen=True, eq=False)
class Importance:
    """Increase (m, k) of the squared error of each of m customers when an indicator is shuffled among them.

    part: whom they are of: "test", "validation" or "all" (of the sample, those it was trained on among them).
    """

    indicators: tuple[str, ...]
    part: str
    increase: np.ndarray

    @property
    def mean(self) -> np.ndarray:
        """Of the mean squared error: (k,)."""
        return self.increase.mean(axis=0)

    @property
    def unsure(self) -> np.ndarray:
        """Two standard errors of the mean over customers: (k,)."""
        return SURE * self.increase.std(axis=0, ddof=1) / len(self.increase) ** 0.5

    @property
    def shares(self) -> np.ndarray:
        """Of the whole, (k,), summing to 1: what no shuffling makes worse has none. All 0 where nothing does."""
        positive = np.maximum(self.mean, 0)
        return positive / (positive.sum() or 1)

    @property
    def clearer(self) -> np.ndarray:
        """(k, k) bool: whether an indicator (row) clearly matters more to these customers than another (column)."""
        gaps = self.increase[:, :, None] - self.increase[:, None, :]
        error = gaps.std(axis=0, ddof=1) / len(gaps) ** 0.5
        return gaps.mean(axis=0) > np.maximum(SURE * error, 1e-12)


def importance(model: Model, scores: np.ndarray, expected: np.ndarray, part: str) -> Importance:
    """Of customers of scores (m, k) and expected values (m,), m >= 2: the mean over ten seeded shufflings."""
    x, _ = model.normaliser.apply(scores)
    (m, k), rng = x.shape, np.random.default_rng(SEED)
    before = (mean_value(model.networks, x)[0] - expected) ** 2
    increase = np.zeros((m, k))
    for _ in range(REPEATS):
        order = rng.permutation(m)
        shuffled = np.tile(x, (k, 1, 1))
        for i in range(k):
            shuffled[i, :, i] = x[order, i]
        value = mean_value(model.networks, shuffled.reshape(-1, k))[0].reshape(k, m)
        increase += ((value - expected) ** 2 - before).T
    return Importance(model.indicators, part, increase / REPEATS)


# --- beside the weights -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Disagreement:
    """An indicator that data and weights rank otherwise: `more` where the data make more of it; its ranks, from 1."""

    indicator: str
    more: bool
    by_data: int
    by_weight: int


def disagreements(found: Importance, weights: dict[str, float]) -> list[Disagreement]:
    """Where data and weights clearly disagree, the furthest apart first.

    An indicator's rank by the data is a range: below all that clearly matter more, above all that it clearly matters
    more than; so is its rank by weight, where weights are equal. Named is who lies two ranks or more apart, and a
    quarter of all ranks, whichever rank in both ranges is taken.
    """
    clearer, k = found.clearer, len(found.indicators)
    weight = np.array([weights[i] for i in found.indicators])
    heavier = weight[:, None] > weight[None, :] + 1e-12
    (data_best, data_worst), (best, worst) = (
        (1 + more.sum(axis=0), k - more.sum(axis=1)) for more in (clearer, heavier)
    )
    least = max(2, ceil(k / 4))
    named = []
    for i, indicator in enumerate(found.indicators):
        up, down = int(best[i] - data_worst[i]), int(data_best[i] - worst[i])
        if max(up, down) >= least:
            more = up > down
            by_data, by_weight = (1 + int((by > by[i]).sum()) for by in (found.mean, weight))
            named.append((max(up, down), Disagreement(indicator, more, by_data, by_weight)))
    return [one for _, one in sorted(named, key=lambda pair: -pair[0])]


def disagreements_in_words(found: Importance, weights: dict[str, float], follows_weights: bool) -> str:
    """One or two sentences in Markdown. follows_weights: K was learned from the weighted score."""
    m, k = found.increase.shape
    if follows_weights:
        return (
            "K is learned from the weighted score here, so it follows the weights by formula: that data and weights"
            " agree is no evidence for the weights. Grades or an outcome would be."
        )
    named = disagreements(found, weights)
    more, less = ([d for d in named if d.more is way][:2] for way in (True, False))
    told = [f"{words} of {_listed(some)}" for words, some in (("more", more), ("less", less)) if some]
    if told:
        return f"Beside the weights, the data make {', and '.join(told)}."
    if found.clearer.sum() < k * (k - 1) / 8:  # of a quarter of all pairs it is clear which matters more
        return (
            f"{m:,} customers are too few to rank most indicators by the data: nothing clearly speaks against the"
            " weights."
        )
    return "No indicator's rank by the data is clearly another than by the weights."


def _listed(some: list[Disagreement]) -> str:
    return " and ".join(
        f"*{INDICATORS[d.indicator].label}* ({_place(d.by_data)} by the data, {_place(d.by_weight)} by weight)"
        for d in some
    )


def _place(rank: int) -> str:
    """`1st`, `2nd`, `11th`."""
    ending = "th" if rank % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")
    return f"{rank}{ending}"
