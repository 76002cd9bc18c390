"""Current value C and its five bands (METHOD.md section 4; paper, formula 1 and Table 2)."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

EDGES = (2.0, 3.0, 4.0, 5.0)
RANGES = ("1 ≤ C < 2", "2 ≤ C < 3", "3 ≤ C < 4", "4 ≤ C < 5", "C = 5")
# C is a sum of floats: the edge 5 is reached by (5, 5, 5) under any weights only with some tolerance.
TOLERANCE = 1e-9


@dataclass(frozen=True, eq=False)
class Bands:
    """C (n,), 1-5, and band (n,), 1-5, of each valid customer; counts (5,) of customers per band."""

    c: np.ndarray
    band: np.ndarray
    counts: np.ndarray

    @property
    def table(self) -> pd.DataFrame:
        """One line a band: band, range, customers, share (0..1)."""
        return pd.DataFrame(
            {"band": range(1, 6), "range": RANGES, "customers": self.counts, "share": self.counts / self.counts.sum()}
        )


def current_value(rfm: np.ndarray, weights: tuple[float, ...] | np.ndarray) -> np.ndarray:
    """C (n,) of scores (n, 3), 1-5, under weights of R, F, M that need not sum to 1 yet: sum(w x)/sum(w)."""
    w = np.asarray(weights, dtype=float)
    return np.asarray(rfm, dtype=float) @ (w / w.sum())


def band_of(c: np.ndarray) -> np.ndarray:
    """Band 1-5 (n,) of each C: an edge e counts as reached when e <= C + 1e-9."""
    band = np.ones(len(c), dtype=np.int8)
    for edge in EDGES:
        band += c >= edge - TOLERANCE
    return band


def bands(rfm: np.ndarray, weights: tuple[float, ...]) -> Bands:
    """C, bands and counts of scores (n, 3) under weights of R, F, M."""
    c = current_value(rfm, weights)
    band = band_of(c)
    return Bands(c, band, np.bincount(band, minlength=6)[1:])
