"""Current value C and its five bands (METHOD.md section 4; paper, formula 1 and Table 2)."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from core.indicators import RFM

Edges = tuple[float, float, float, float]
EDGES: Edges = (2.0, 3.0, 4.0, 5.0)  # the paper's
LOWEST, HIGHEST = 1.0, 5.0  # of C
# C is a sum of floats: the edge 5 is reached by (5, 5, 5) under any weights only with some tolerance.
TOLERANCE = 1e-9


@dataclass(frozen=True)
class BandRule:
    """What puts a customer of given scores into a band: the weights of R, F and M, and the four edges."""

    weights: tuple[float, float, float]
    edges: Edges = EDGES

    def band(self, rfm: np.ndarray) -> np.ndarray:
        """Band 1-5 (n,) of scores (n, 3)."""
        return band_of(current_value(rfm, self.weights), self.edges)


@dataclass(frozen=True, eq=False)
class Bands:
    """C (n,), 1-5, and band (n,), 1-5, of each valid customer; counts (5,) of customers per band, cut at `edges`.

    means: (5, 3) mean scores of R, F and M per band, NaN where a band is empty. Where the file knows what customers
    spend, spend (5,) is its sum and spenders (5,) the number of customers it is known of; else both are None.
    """

    c: np.ndarray
    band: np.ndarray
    counts: np.ndarray
    means: np.ndarray
    edges: Edges = EDGES
    spend: np.ndarray | None = None
    spenders: np.ndarray | None = None

    @property
    def ranges(self) -> tuple[str, ...]:
        """C of each band in words."""
        return ranges(self.edges)

    def just_below(self, distance: float = 0.1) -> int:
        """How many customers lie below an edge, by `distance` in points of C at most."""
        near = (self.c >= e - distance - TOLERANCE for e in self.edges)
        below = (self.c < e - TOLERANCE for e in self.edges)
        some: np.ndarray = np.logical_or.reduce([n & b for n, b in zip(near, below, strict=True)])
        return int(some.sum())

    @property
    def table(self) -> pd.DataFrame:
        """One line a band: band, range, customers, share (0..1), mean scores of R, F and M.

        Where spend is known also its mean, its sum and the band's share (0..1) of all of it.
        """
        table = pd.DataFrame(
            {"band": range(1, 6), "range": self.ranges, "customers": self.counts, "share": self.counts / len(self.c)}
        )
        for k, indicator in enumerate(RFM):
            table[indicator] = self.means[:, k]
        if self.spend is not None and self.spenders is not None:
            table["mean spend"] = _ratio(self.spend, self.spenders)
            table["spend"] = self.spend
            table["share of spend"] = _ratio(self.spend, self.spend.sum())
        return table


def current_value(rfm: np.ndarray, weights: tuple[float, ...] | np.ndarray) -> np.ndarray:
    """C (n,) of scores (n, 3), 1-5, under weights of R, F, M that need not sum to 1 yet: sum(w x)/sum(w)."""
    w = np.asarray(weights, dtype=float)
    return np.asarray(rfm, dtype=float) @ (w / w.sum())


def band_of(c: np.ndarray, edges: Edges = EDGES) -> np.ndarray:
    """Band 1-5 (n,) of each C under four rising edges: an edge e counts as reached when e <= C + 1e-9."""
    band = np.ones(len(c), dtype=np.int8)
    for edge in edges:
        band += c >= edge - TOLERANCE
    return band


def ranges(edges: Edges = EDGES) -> tuple[str, ...]:
    """C of each band in words: `1 ≤ C < 2`, ..., and `C = 5` or `4.5 ≤ C` for the last one."""
    words = [f"{edge:.10g}" for edge in (LOWEST, *edges)]
    last = f"C = {words[-1]}" if edges[-1] == HIGHEST else f"{words[-1]} ≤ C"
    return (*(f"{low} ≤ C < {high}" for low, high in pairwise(words)), last)


def bands(rfm: np.ndarray, weights: tuple[float, ...], edges: Edges = EDGES, spend: np.ndarray | None = None) -> Bands:
    """C, bands and what they hold, of scores (n, 3) under weights and edges; spend (n,) is NaN where not known."""
    c = current_value(rfm, weights)
    band = band_of(c, edges)
    place = band.astype(np.intp)  # as bincount would for each of the sums

    def summed(values: np.ndarray | None = None) -> np.ndarray:
        return np.bincount(place, values, minlength=6)[1:]

    counts = summed()
    means = _ratio(np.column_stack([summed(rfm[:, k]) for k in range(3)]), counts[:, None])
    if spend is None:
        return Bands(c, band, counts, means, edges)
    money, spenders = summed(spend), counts
    if np.isnan(money).any():
        unknown = np.isnan(spend)
        money, spenders = summed(np.where(unknown, 0, spend)), counts - summed(unknown).astype(counts.dtype)
    return Bands(c, band, counts, means, edges, money, spenders)


def _ratio(part: np.ndarray, whole: np.ndarray | float) -> np.ndarray:
    """part / whole, NaN where the whole is 0."""
    whole = np.broadcast_to(whole, part.shape)
    return np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole != 0)
