"""The corners of bands and tiers: what a customer is worth now (band of C) beside what K makes of her (tier)."""

from dataclasses import dataclass

import numpy as np

from core.tiers import TIERS, Tier


@dataclass(frozen=True)
class Corner:
    """Two bands and two tiers, what customers there have in common, and what that asks for."""

    name: str
    bands: tuple[int, int]
    tiers: tuple[Tier, Tier]
    means: str
    asks: str

    @property
    def in_words(self) -> str:
        """`bands 4 and 5, tiers A and B`."""
        return f"bands {self.bands[0]} and {self.bands[1]}, tiers {self.tiers[0]} and {self.tiers[1]}"


HIGH_TIERS: tuple[Tier, Tier] = ("A", "B")
LOW_TIERS: tuple[Tier, Tier] = ("C", "D")
# Band 3 lies between, and is in no corner.
CORNERS = {
    corner.name: corner
    for corner in (
        Corner("watch", (4, 5), LOW_TIERS, "buy much today, but K sees less in them", "ask why before they go"),
        Corner("protect", (4, 5), HIGH_TIERS, "worth most today and by K", "keep them, whatever it takes"),
        Corner("let go", (1, 2), LOW_TIERS, "buy little, and K sees no more in them", "spend nothing extra on them"),
        Corner("grow", (1, 2), HIGH_TIERS, "buy little today, but K sees more in them", "here an effort pays most"),
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
