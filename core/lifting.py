"""What would lift a customer: the fewest, smallest steps up in her scores with which the model reaches the next tier.

A step is one point of an indicator's score, which is high where the indicator is at its best (METHOD.md section 10). It
is what the model says of such scores, and no promise that a customer who was moved there would be worth as much.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np

from core.model import Model
from core.recipe import CutOffs
from core.study import Study
from core.tiers import TIERS, Tier, limits

MOST_STEPS = 6
MOST_LOOKED_AT = 20_000  # customers of a tier
WORSE = 1e-6  # of K: a fall below this is rounding


@dataclass(frozen=True)
class Way:
    """One way up: score after each changed indicator, with the one before; K after (0..1)."""

    changes: dict[str, tuple[float, float]]
    k: float

    @property
    def points(self) -> float:
        """The points of score it takes in all."""
        return sum(after - before for before, after in self.changes.values())


@dataclass(frozen=True)
class Lift:
    """What would lift one customer into `tier`: the ways with the fewest points, none where MOST_STEPS do not do.

    against: indicators whose next step up lowers K, as the model sees this customer.
    """

    tier: Tier
    needed: float
    ways: tuple[Way, ...]
    against: tuple[str, ...]


@dataclass(frozen=True)
class TierLift:
    """One step up in one indicator for a whole tier: of `asked` customers who can take it, `lifted` reach the next.

    lowered: how many of them K falls for.
    """

    indicator: str
    asked: int
    lifted: int
    lowered: int


def lift(model: Model, scores: np.ndarray, tier: Tier, cutoffs: CutOffs, changeable: tuple[str, ...]) -> Lift | None:
    """What would lift the customer with these (k,) scores, 1-5, out of her tier; None in A."""
    if tier == "A":
        return None
    above = TIERS[TIERS.index(tier) - 1]
    needed = limits(cutoffs)[above][0]
    free = [i for i, name in enumerate(model.indicators) if name in changeable and scores[i] < 5]
    ways: tuple[Way, ...] = ()
    for points in range(1, MOST_STEPS + 1 if free else 1):
        counts = np.array(list(_spread(points, len(free))), dtype=float)
        counts = counts[(counts <= np.ceil(5 - scores[free])).all(axis=1)]  # the last step may be a smaller one
        if not len(counts):
            break
        after = np.repeat(scores[None, :], len(counts), axis=0)
        after[:, free] = np.minimum(after[:, free] + counts, 5)
        k = model.value(after).k
        reached = np.flatnonzero(k >= needed)
        if len(reached):
            # Fewest indicators first, then the highest K.
            order = reached[np.lexsort((-k[reached], (counts[reached] > 0).sum(axis=1)))]
            ways = tuple(_way(model.indicators, scores, after[w], float(k[w])) for w in order[:3])
            break
    return Lift(above, needed, ways, _against(model, scores))


def _spread(points: int, over: int) -> Iterator[np.ndarray]:
    """Every way to give `points` steps to `over` indicators, as (over,) counts."""
    for chosen in combinations_with_replacement(range(over), points):
        yield np.bincount(chosen, minlength=over)


def _way(indicators: tuple[str, ...], before: np.ndarray, after: np.ndarray, k: float) -> Way:
    changed = np.flatnonzero(after > before)
    return Way({indicators[i]: (float(before[i]), float(after[i])) for i in changed}, k)


def _against(model: Model, scores: np.ndarray) -> tuple[str, ...]:
    up = np.minimum(scores + np.eye(len(scores)), 5)
    now = float(model.value(scores[None, :]).k[0])
    falls = (model.value(up).k < now - WORSE) & (scores < 5)
    return tuple(model.indicators[i] for i in np.flatnonzero(falls))


def tier_lift(study: Study, tier: Tier) -> tuple[tuple[TierLift, ...], int]:
    """What one step up in each changeable indicator does for a tier, the most lifted first; how many were looked at.

    Of a large tier these are MOST_LOOKED_AT customers, evenly spaced in the file. Nothing for A.
    """
    changeable = study.recipe.changeable
    key = study.key("segments") + tier + ",".join(changeable)
    return study.memo.get(f"tier lift {tier}", key, lambda: _tier_lift(study, tier, changeable))


def _tier_lift(study: Study, tier: Tier, changeable: tuple[str, ...]) -> tuple[tuple[TierLift, ...], int]:
    segments, model = study.segments(), study.model
    assert model is not None  # there are segments
    own = np.flatnonzero(segments.tier == tier)
    if tier == "A" or not len(own):
        return (), len(own)
    own = own[np.linspace(0, len(own) - 1, min(len(own), MOST_LOOKED_AT)).astype(np.int64)]
    needed = limits(segments.cutoffs)[TIERS[TIERS.index(tier) - 1]][0]
    scores, k, found = segments.scores.values[own], segments.k[own], []
    for place, indicator in enumerate(model.indicators):
        can = scores[:, place] < 5
        if indicator not in changeable or not can.any():
            continue
        up = scores[can]
        up[:, place] = np.minimum(up[:, place] + 1, 5)
        after = model.value(up).k
        lowered = int((after < k[can] - WORSE).sum())
        found.append(TierLift(indicator, int(can.sum()), int((after >= needed).sum()), lowered))
    return tuple(sorted(found, key=lambda t: -t.lifted)), len(own)
