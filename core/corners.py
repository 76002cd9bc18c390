"""Corners of the matrix of band and tier."""

import numpy as np

CORNERS = {"protect": "", "grow": "", "watch": "", "let go": ""}


def corner_of(band: np.ndarray, tier: np.ndarray) -> np.ndarray:
    """(n,) corner."""
    out = np.full(len(band), "", dtype="<U7")
    high, low = np.isin(band, (4, 5)), np.isin(band, (1, 2))
    best, worst = np.isin(tier, ("A", "B")), np.isin(tier, ("C", "D"))
    out[high & best], out[low & best], out[high & worst], out[low & worst] = "protect", "grow", "watch", "let go"
    return out
