"""From customer value K to the tiers A, B, C, D (METHOD.md section 9; paper, Table 3)."""

from typing import Literal

import numpy as np
import pandas as pd

from core.recipe import CutOffs, Recipe

Tier = Literal["A", "B", "C", "D"]
TIERS: tuple[Tier, ...] = ("A", "B", "C", "D")
TIER_NAMES: dict[Tier, str] = {"A": "Champions", "B": "Growers", "C": "Maintain", "D": "Let lapse"}
# Where K is learned from an outcome it says how likely that is, not what a customer is worth.
OUTCOME_NAMES: dict[Tier, str] = {"A": "Most likely", "B": "More likely", "C": "Less likely", "D": "Least likely"}


def tier_of(k: np.ndarray, cutoffs: CutOffs) -> np.ndarray:
    """Tier letter (n,) of each K (n,), 0..1: a cut-off belongs to the tier above it."""
    return np.array(TIERS)[place_of(k, cutoffs)]


def place_of(k: np.ndarray, cutoffs: CutOffs) -> np.ndarray:
    """The same as its place (n,) in TIERS: 0 for A, 3 for D."""
    k = np.asarray(k)
    return 3 - ((k >= cutoffs.c).astype(np.int8) + (k >= cutoffs.b) + (k >= cutoffs.a))


def usual_names(source: str) -> dict[Tier, str]:
    """What tiers are called where nobody says otherwise, by what K was learned from (core.target.SOURCES' keys)."""
    return OUTCOME_NAMES if source == "outcome" else TIER_NAMES


def tier_names(recipe: Recipe, source: str | None = None) -> dict[Tier, str]:
    """What the tiers are called beside their letters: as the user says, else as usual. source: else the recipe's."""
    return usual_names(source or recipe.target.kind) | {
        tier: recipe.tier_names[tier] for tier in TIERS if tier in recipe.tier_names
    }


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
    return f"{k:.2f}" if round(k, 2) == k else f"{k:.12g}"


def decimals_of(cutoffs: CutOffs) -> int:
    """How many decimals the cut-offs have, at least two: a K beside them is printed with as many."""
    return max(len(k_words(cut).partition(".")[2]) for cut in cutoffs.numbers)


def k_in_tier(k: float, cutoffs: CutOffs) -> str:
    """K of a customer with three decimals, and more where rounding would put her into another tier."""
    there = place_of(np.array([k]), cutoffs)
    return next((f"{k:.{d}f}" for d in range(3, 12) if place_of(np.array([round(k, d)]), cutoffs) == there), repr(k))


def tier_table(tier: np.ndarray, cutoffs: CutOffs, names: dict[Tier, str] = TIER_NAMES) -> pd.DataFrame:
    """One line a tier under the cut-offs in force: tier, name, range, customers, share (0..1)."""
    counts = np.array([(tier == t).sum() for t in TIERS])
    return pd.DataFrame(
        {
            "tier": TIERS,
            "name": [names[t] for t in TIERS],
            "range": [range_words(t, cutoffs) for t in TIERS],
            "customers": counts,
            "share": counts / max(counts.sum(), 1),
        }
    )
