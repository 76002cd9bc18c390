"""From raw values to scores of 1 to 5 by an indicator's rule (METHOD.md section 2)."""

import numpy as np

from core.recipe import Measure, Quintiles, Scale, Thresholds


def points_of(x: np.ndarray, measure: Measure, edges: tuple[float, ...] | None) -> np.ndarray:
    """(n,) scores 1-5 of raw values; NaN stays NaN. `edges`: the kept edges of quintiles."""
    rule = measure.rule
    if isinstance(rule, Quintiles):
        assert edges is not None  # learned by quintile_edges
        return by_edges(x, edges, rule.reversed)
    if isinstance(rule, Scale):
        share = (x - rule.low) / (rule.high - rule.low)
        return 1 + 4 * (1 - share if rule.reversed else share)
    if isinstance(rule, Thresholds):
        return by_edges(x, rule.edges, rule.reversed)
    return x.copy()  # words and categories are points already


def by_edges(x: np.ndarray, edges: tuple[float, ...], is_reversed: bool) -> np.ndarray:
    """1 + the number of edges reached, from below, or from above when reversed; NaN stays NaN."""
    points = np.ones(len(x))
    for edge in edges:
        points += x <= edge if is_reversed else x >= edge
    points[np.isnan(x)] = np.nan
    return points


def quintile_edges(x: np.ndarray, is_reversed: bool) -> tuple[float, ...]:
    """Four rising edges that give min(5, 1 + floor(5 (average rank - 0.5)/n)); equal values get equal scores.

    An edge is the first value that reaches the next score. One that no value reaches lies just beyond the last value.
    """
    if not len(x):
        return (0.0, 0.0, 0.0, 0.0)
    found, counts = np.unique(-x if is_reversed else x, return_counts=True)
    # In halves, so that the division is of whole numbers: 2 (average rank - 0.5) = 2 (below) + (equal).
    twice = 2 * (np.cumsum(counts) - counts) + counts
    points = np.minimum(5, 1 + 5 * twice // (2 * len(x)))
    beyond = np.nextafter(found[-1], np.inf)
    firsts = np.searchsorted(points, [2, 3, 4, 5])
    edges = np.append(found, beyond)[firsts]
    return tuple(float(e) for e in (-edges[::-1] if is_reversed else edges))
