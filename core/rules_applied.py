"""From raw values to scores of 1 to 5 by an indicator's rule (METHOD.md section 2)."""

from dataclasses import dataclass

import numpy as np

from core.blanks import middle
from core.recipe import Measure, Quintiles, Scale, Thresholds

COUNTED = 10_000  # different whole numbers that are counted rather than put in order


@dataclass(frozen=True, eq=False)
class Pointed:
    """What one indicator's scores are made by: the edges of its fifths (None for another rule), the median, the blanks.

    blank: (b,) places of the customers without a value.
    """

    edges: tuple[float, ...] | None
    median: float
    blank: np.ndarray

    @classmethod
    def of(cls, x: np.ndarray, measure: Measure, kept: tuple[float, ...] | None, into: np.ndarray) -> "Pointed":
        """Write the scores of raw values (n,) by the measure's rule `into` (n,); NaN stays NaN.

        Fifths are cut by the `kept` edges, by those that the rule keeps, or by their own.
        """
        blank, edges = np.flatnonzero(np.isnan(x)), None
        known = np.delete(x, blank) if len(blank) else x
        if isinstance(measure.rule, Quintiles):
            edges = kept or measure.rule.edges or quintile_edges(known, measure.rule.reversed)
        points = points_of(x, measure, edges)
        into[:] = points
        into[blank] = np.nan
        return cls(edges, middle(np.delete(points, blank) if len(blank) else points), blank)


def points_of(x: np.ndarray, measure: Measure, edges: tuple[float, ...] | None) -> np.ndarray:
    """(n,) scores 1-5 of raw values, any for NaN. `edges`: the kept edges of quintiles."""
    rule = measure.rule
    if isinstance(rule, Quintiles):
        assert edges is not None  # learned by quintile_edges
        return by_edges(x, edges, rule.reversed)
    if isinstance(rule, Scale):
        share = (x - rule.low) / (rule.high - rule.low)
        return 1 + 4 * (1 - share if rule.reversed else share)
    if isinstance(rule, Thresholds):
        return by_edges(x, rule.edges, rule.reversed)
    return x  # words and categories are points already


def by_edges(x: np.ndarray, edges: tuple[float, ...], is_reversed: bool) -> np.ndarray:
    """(n,) uint8: 1 + the number of edges reached, from below, or from above when reversed."""
    points = np.ones(len(x), dtype=np.uint8)
    for edge in edges:
        points += x <= edge if is_reversed else x >= edge
    return points


def quintile_edges(x: np.ndarray, is_reversed: bool) -> tuple[float, ...]:
    """Four rising edges that give min(5, 1 + floor(5 (average rank - 0.5)/n)); equal values get equal scores.

    An edge is the first value that reaches the next score. One that no value reaches lies just beyond the last value.
    """
    if not len(x):
        return (0.0, 0.0, 0.0, 0.0)
    x, n = -x if is_reversed else x, len(x)
    edges = []
    for k, (value, below, up_to, larger) in enumerate(at_places(x, [n * k // 5 for k in range(1, 5)]), start=1):
        # 2 (average rank - 0.5) = (values below) + (values up to here), and 1 + k is reached where 5 times it is 2 n k.
        # No value before this place reaches it; if this one does not, the next larger one does.
        edges.append(value if 5 * (below + up_to) >= 2 * n * k else larger)
    return tuple(float(e) + 0.0 for e in ([-e for e in edges[::-1]] if is_reversed else edges))  # + 0.0: never -0.0


def at_places(x: np.ndarray, places: list[int]) -> list[tuple[float, int, int, float]]:
    """What would stand at some places if the values (n,) were in order. Small whole numbers are counted.

    Each with the number of values below it, of those up to it, and the next larger value, or one just beyond the last.
    """
    low, high = x.min(), x.max()
    beyond = float(np.nextafter(high, np.inf))
    if high - low < COUNTED and np.array_equal(np.floor(x), x):
        reached = np.cumsum(np.bincount((x - low).astype(np.int64)))

        def counted(place: int) -> tuple[float, int, int, float]:
            here = int(np.searchsorted(reached, place, side="right"))
            below, up_to = int(reached[here - 1]) if here else 0, int(reached[here])
            after = low + np.searchsorted(reached, up_to, side="right") if up_to < len(x) else beyond
            return float(low + here), below, up_to, float(after)

        return [counted(place) for place in places]
    parted = np.partition(x, places)

    def sought(place: int) -> tuple[float, int, int, float]:
        value, rest = parted[place], parted[place:]
        larger = rest > value
        below, up_to = int(np.count_nonzero(parted[:place] < value)), len(x) - int(np.count_nonzero(larger))
        return float(value), below, up_to, float(rest.min(initial=beyond, where=larger))

    return [sought(place) for place in places]


def present(x: np.ndarray) -> np.ndarray:
    """(m,) values that are not blank; `x` itself where none is."""
    blank = np.isnan(x)
    return x[~blank] if blank.any() else x
