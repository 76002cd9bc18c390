"""From customer value K to the tiers A, B, C, D (METHOD.md section 9; paper, Table 3)."""

from typing import Literal

import numpy as np
import pandas as pd

from core.recipe import CutOffs

Tier = Literal["A", "B", "C", "D"]
TIERS: tuple[Tier, ...] = ("A", "B", "C", "D")
TIER_NAMES = {"A": "Champions", "B": "Growers", "C": "Maintain", "D": "Let lapse"}


def tier_of(k: np.ndarray, cutoffs: CutOffs) -> np.ndarray:
    """Tier letter (n,) of each K (n,), 0..1: a cut-off belongs to the tier above it."""
    reached = (np.asarray(k) >= cutoffs.c).astype(int) + (k >= cutoffs.b) + (k >= cutoffs.a)
    return np.array(TIERS[::-1])[reached]


def limits(cutoffs: CutOffs) -> dict[Tier, tuple[float, float]]:
    """Lowest and highest K of each tier; the highest belongs to the next tier up, except 1."""
    edges = (1.0, cutoffs.a, cutoffs.b, cutoffs.c, 0.0)
    return {tier: (edges[i + 1], edges[i]) for i, tier in enumerate(TIERS)}


def range_words(tier: Tier, cutoffs: CutOffs) -> str:
    """A tier's range of K as printed on pages and exports, e.g. `0.50 ≤ K < 0.75`."""
    low, high = limits(cutoffs)[tier]
    return f"{k_words(low)} ≤ K {'≤' if tier == 'A' else '<'} {k_words(high)}"


def k_words(k: float) -> str:
    """A cut-off with at least two decimals, and as many as it has: never rounded to another one."""
    return f"{k:.2f}" if round(k, 2) == k else f"{k:.10g}"


def tier_table(tier: np.ndarray, cutoffs: CutOffs) -> pd.DataFrame:
    """One line a tier: tier, name, range, customers, share (0..1)."""
    counts = np.array([(tier == t).sum() for t in TIERS])
    return pd.DataFrame(
        {
            "tier": TIERS,
            "name": [TIER_NAMES[t] for t in TIERS],
            "range": [range_words(t, cutoffs) for t in TIERS],
            "customers": counts,
            "share": counts / max(counts.sum(), 1),
        }
    )
