"""The corners of bands and tiers: what a customer is worth now (band of C) beside what K makes of her (tier).

What they mean is text, and hangs on what K was learned from: core/strategy/notes.toml.
"""

from dataclasses import dataclass

import numpy as np

from core.strategy import strategy
from core.tiers import TIERS, Tier


@dataclass(frozen=True)
class Corner:
    """Two bands and two tiers."""

    name: str
    bands: tuple[int, int]
    tiers: tuple[Tier, Tier]

    def in_words(self, source: str) -> str:
        """Where it is, and what customers there have in common: `Bands 4 and 5, tiers A and B. They are worth ...`.

        source: one of core.target.SOURCES' keys: what K was learned from.
        """
        where = f"Bands {self.bands[0]} and {self.bands[1]}, tiers {self.tiers[0]} and {self.tiers[1]}"
        return f"{where}. {strategy(source)[self.name]['summary']}"


HIGH_TIERS: tuple[Tier, Tier] = ("A", "B")
LOW_TIERS: tuple[Tier, Tier] = ("C", "D")
# Band 3 lies between, and is in no corner.
CORNERS = {
    corner.name: corner
    for corner in (
        Corner("watch", (4, 5), LOW_TIERS),
        Corner("protect", (4, 5), HIGH_TIERS),
        Corner("let go", (1, 2), LOW_TIERS),
        Corner("grow", (1, 2), HIGH_TIERS),
    )
}


def corner_of(band: np.ndarray, tier: np.ndarray) -> np.ndarray:
    """Name of the corner (n,) of customers by band (n,), 1-5 or 0 where not known, and tier (n,); "" in none."""
    row = np.digitize(band, (1, 3, 4))  # 0 not known, 1 low, 2 between, 3 high
    names = np.array([["", ""], ["let go", "grow"], ["", ""], ["watch", "protect"]])
    return names[row, np.isin(tier, HIGH_TIERS).astype(np.intp)]


def corner_counts(matrix: np.ndarray) -> dict[str, int]:
    """Customers in each corner of a matrix (5, 4): bands 1 to 5 by tiers A to D."""
    return {
        name: int(matrix[np.ix_([b - 1 for b in corner.bands], [TIERS.index(t) for t in corner.tiers])].sum())
        for name, corner in CORNERS.items()
    }
