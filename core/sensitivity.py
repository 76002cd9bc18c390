"""How far bands and tiers hang on the exact weights: every weight moved a little, many times (METHOD.md section 10).

A draw multiplies each weight by a number of its own from U(1 - spread, 1 + spread) and scales each level to sum to 1
again. Bands follow from R, F and M alone. Tiers follow from the weights only where the target is the weighted score,
and here by its formula, the score K* against the cut-offs, without any network.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.bands import EDGES, Edges
from core.indicators import INDICATORS, RFM
from core.moves import Moves, extremes, moves
from core.recipe import CutOffs, Sensitivity
from core.weights import Shares


@dataclass(frozen=True, eq=False)
class Steadiness:
    """What moved weights do to n customers.

    bands: between the five bands; tiers: between D, C, B and A by the formula of the weighted score, None where the
    target is another; c: (n,) current value under the weights in force; edge: (n,) the edge of a band nearest to it.
    """

    bands: Moves
    tiers: Moves | None
    c: np.ndarray
    edge: np.ndarray

    @property
    def distance(self) -> np.ndarray:
        """(n,) C - edge; rounding makes no order among equals."""
        return (self.c - self.edge).round(9) + 0.0  # no -0

    @property
    def on_an_edge(self) -> np.ndarray:
        """(n,) bool: C is an edge, and other weights can take the customer off it."""
        return (self.distance == 0) & ~self.bands.fixed

    def nearest(self, ids: np.ndarray, most: int) -> pd.DataFrame:
        """The `most` customers nearest to an edge among those whom weights can move; of equals the least steady first.

        One line each: customer, c, band, edge, distance (C - edge), keeps (0..1).
        """
        movable = np.flatnonzero(~self.bands.fixed)
        distance = self.distance[movable]
        first = np.lexsort((self.bands.keeps[movable], np.abs(distance)))[:most]
        some = movable[first]
        return pd.DataFrame(
            {
                "customer": ids[some],
                "c": self.c[some],
                "band": self.bands.group[some] + 1,
                "edge": self.edge[some],
                "distance": distance[first],
                "keeps": self.bands.keeps[some],
            }
        )


def steadiness(
    scores: np.ndarray,
    indicators: tuple[str, ...],
    shares: Shares,
    settings: Sensitivity,
    cutoffs: CutOffs | None = None,
    edges: Edges = EDGES,
) -> Steadiness:
    """Bands of scores (n, k), 1-5, of k indicators under moved weights; with `cutoffs` also tiers by the formula."""
    low, high = 1 - settings.spread, 1 + settings.spread
    # R, F and M first, so that their draws do not hang on what else is mapped.
    names = (*RFM, *(i for i in indicators if i not in RFM), *shares.dimensions)
    draws = np.random.default_rng(settings.seed).uniform(low, high, (len(names), settings.draws))
    drawn = dict(zip(names, draws, strict=True))
    alone = {n: {m: np.array([low, high] if m == n else [1, 1]) for m in names} for n in names}

    rfm = scores[:, [indicators.index(i) for i in RFM]]
    own = np.array(shares.rfm)
    bands = moves(
        rfm,
        own,
        within(shares, RFM, drawn),
        {i: within(shares, RFM, alone[i]) for i in RFM},
        edges,
        lambda rows: extremes(rows, own, settings.spread),
    )
    tiers = None
    if cutoffs:
        tiers = moves(
            scores,  # K* = (their weighted mean - 1)/4, so the cut-offs are put on the scale of scores
            np.array([shares.overall[i] for i in indicators]),
            overall(shares, indicators, drawn),
            {n: overall(shares, indicators, alone[n]) for n in names},
            tuple(1 + 4 * cut for cut in (cutoffs.c, cutoffs.b, cutoffs.a)),
            lambda rows: overall_extremes(rows, indicators, shares, settings.spread),
        )
    c = rfm @ own
    nearest = np.abs(np.subtract.outer(c, edges)).argmin(axis=1)
    return Steadiness(bands, tiers, c, np.asarray(edges)[nearest])


Factors = dict[str, np.ndarray]  # name of an indicator or a dimension -> (D,) what its weight is multiplied by


def within(shares: Shares, members: tuple[str, ...], factors: Factors) -> np.ndarray:
    """(k, D) weights of the k members of one dimension, multiplied and scaled to sum to 1 again."""
    weights = np.array([shares.within[i] * factors[i] for i in members])
    return weights / weights.sum(axis=0)


def overall(shares: Shares, indicators: tuple[str, ...], factors: Factors) -> np.ndarray:
    """(k, D) overall weights of the k indicators, both levels multiplied and scaled to sum to 1 again."""
    parts = counting(shares, indicators)
    dimensions = np.array([shares.dimensions[d] * factors[d] for d in parts])
    dimensions /= dimensions.sum(axis=0)
    found = np.zeros((len(indicators), dimensions.shape[1]))
    for share, members in zip(dimensions, parts.values(), strict=True):
        found[[indicators.index(i) for i in members]] = share * within(shares, members, factors)
    return found


def overall_extremes(
    values: np.ndarray, indicators: tuple[str, ...], shares: Shares, spread: float
) -> tuple[np.ndarray, np.ndarray]:
    """Lowest and highest weighted mean (n,) of values (n, k) when the weights of both levels move by `spread`."""
    parts = counting(shares, indicators)
    dimensions = np.array([shares.dimensions[d] for d in parts])
    ends = []
    for members in parts.values():
        own = np.array([shares.within[i] for i in members])
        ends.append(extremes(values[:, [indicators.index(i) for i in members]], own, spread))
    lowest, highest = (np.column_stack(side) for side in zip(*ends, strict=True))
    return extremes(lowest, dimensions, spread)[0], extremes(highest, dimensions, spread)[1]


def counting(shares: Shares, indicators: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The dimensions that count for something, and the indicators in each."""
    return {
        d: tuple(i for i in indicators if INDICATORS[i].dimension == d)
        for d, share in shares.dimensions.items()
        if share
    }
