"""How often customers leave their group (band or tier) when the weights behind it move.

Nothing is sampled. Customers with equal scores are computed once, and those whom no weights within the spread can move
not at all, so that a million customers take seconds and little memory beside their scores.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.bands import TOLERANCE

BLOCK = 65_536  # rows that are looked at together
CELLS = 1_000_000  # rows x draws that are computed together: 8 MB

Bounds = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True, eq=False)
class Moves:
    """How n customers keep their group over D draws of the weights.

    group: (n,) number 0..g-1 of each customer's own group, the lowest first; keeps: (n,) share of the draws, 0..1, in
    which she is in it; fixed: (n,) bool, whom no weights within the spread can move, drawn or not; changing: (D,) share
    of the customers who are in another group, per draw; to: (g, g) mean number of customers of the row's group who are
    in the column's; alone: name of a weight -> share of the customers who change when it alone is (lowered, raised).
    """

    group: np.ndarray
    keeps: np.ndarray
    fixed: np.ndarray
    changing: np.ndarray
    to: np.ndarray
    alone: dict[str, tuple[float, float]]

    @property
    def mean(self) -> float:
        """Share of the customers, 0..1, who change in a draw, on average."""
        return float(self.changing.mean())

    @property
    def usual(self) -> tuple[float, float]:
        """Nine draws of ten change a share of the customers between these two."""
        low, high = np.quantile(self.changing, (0.05, 0.95))
        return float(low), float(high)

    @property
    def always(self) -> float:
        """Share of the customers who keep their group in every draw."""
        return float((self.keeps == 1).mean())

    @property
    def matters_most(self) -> str:
        """The one weight that changes most customers when it alone is moved; the first of equals."""
        return max(self.alone, key=lambda name: max(self.alone[name]))


def moves(
    values: np.ndarray,
    own: np.ndarray,
    drawn: np.ndarray,
    alone: dict[str, np.ndarray],
    edges: tuple[float, ...],
    bounds: Bounds,
) -> Moves:
    """Moves of customers with values (n, k) under `own` weights (k,) between groups parted by rising `edges`.

    drawn: (k, D) weights, each column a draw; alone: name of a weight -> (k, 2) weights with it lowered and raised;
    bounds: from values (m, k) to the lowest and highest weighted mean (m,) that any weights within the spread give.
    Columns of weights sum to 1. An edge e is reached when e <= value + 1e-9, so that rounding moves nobody.
    """
    rows, place, customers = distinct(values)
    limits = np.array(edges) - TOLERANCE
    groups, draws = len(limits) + 1, drawn.shape[1]
    weights = np.hstack([drawn, *alone.values()])
    group = np.searchsorted(limits, rows @ own, side="right")
    lowest, highest = np.empty_like(group), np.empty_like(group)
    for start in range(0, len(rows), BLOCK):
        block = slice(start, start + BLOCK)
        lowest[block], highest[block] = (np.searchsorted(limits, b, side="right") for b in bounds(rows[block]))
    fixed = lowest == highest
    keeps, changed = np.ones(len(rows)), np.zeros(weights.shape[1])
    to = np.diag(np.bincount(group[fixed], customers[fixed], minlength=groups))

    movable = np.flatnonzero(~fixed)
    # Those who can cross the same edges together: mostly it is one, and no other needs to be looked at.
    movable = movable[np.lexsort((highest[movable], lowest[movable]))]
    step = max(1, CELLS // weights.shape[1])
    for start in range(0, len(movable), step):
        some = movable[start : start + step]
        at, many = group[some], customers[some]
        value = rows[some] @ weights
        outside = np.zeros(value.shape, dtype=bool)
        reached = np.where(np.arange(groups - 1) < lowest[some].min(), draws, 0) * np.ones((len(some), 1))
        for edge in range(lowest[some].min(), highest[some].max()):
            above = value >= limits[edge]
            reached[:, edge] = above[:, :draws].sum(axis=1, dtype=np.int32)
            outside |= above != (at > edge)[:, None]
        changed += many @ outside
        in_group = -np.diff(reached, axis=1, prepend=draws, append=0) / draws
        keeps[some] = in_group[np.arange(len(some)), at]
        np.add.at(to, at, in_group * many[:, None])

    share = changed / customers.sum()
    pairs = share[draws:].reshape(-1, 2).tolist()
    single = {name: (down, up) for name, (down, up) in zip(alone, pairs, strict=True)}
    return Moves(group[place], keeps[place], fixed[place], share[:draws], to, single)


def distinct(values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The distinct rows (m, k) of values (n, k), the place (n,) of each row among them, and how often each occurs (m,).

    By hashing, column by column: np.unique sorts whole rows, which takes ten times as long.
    """
    place = np.zeros(len(values), dtype=np.int64)
    for column in values.T:
        codes, found = pd.factorize(column)
        place, together = pd.factorize(place * len(found) + codes)
        if len(together) == len(values):  # no two alike already: place counts from 0
            return values, place, np.ones(len(values))
    customers = np.bincount(place).astype(float)
    first = np.empty(len(customers), dtype=np.int64)
    first[place[::-1]] = np.arange(len(values))[::-1]
    return values[first], place, customers


def extremes(values: np.ndarray, weights: np.ndarray, spread: float) -> tuple[np.ndarray, np.ndarray]:
    """Lowest and highest weighted mean (n,) of values (n, k) when each weight (k,) moves by up to `spread`, 0..1.

    It is lowest where all values up to some one count more and the others less: k ways to try, not 2^k.
    """
    order = np.argsort(values, axis=1)
    sorted_values = np.take_along_axis(values, order, axis=1)
    w = weights[order]
    below, up_to = np.cumsum(w, axis=1), np.cumsum(w * sorted_values, axis=1)
    all_weights, all_values = below[:, -1:], up_to[:, -1:]

    def mean(first: float, rest: float) -> np.ndarray:
        return (first * up_to + rest * (all_values - up_to)) / (first * below + rest * (all_weights - below))

    return mean(1 + spread, 1 - spread).min(axis=1), mean(1 - spread, 1 + spread).max(axis=1)
