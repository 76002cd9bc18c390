"""Counts, and what hangs on them, as they may be printed and drawn (core/export/small_cells.py)."""

from collections.abc import Sequence

import numpy as np

from core.export.small_cells import NOT_SMALL, SMALL, counts_shown, hidden, shown
from core.figures_in_words import percent

HIDDEN = "–"


class Counted:
    """Groups of customers by their counts; hide: whether small ones, and what hangs on them, are not told."""

    def __init__(self, counts: Sequence[int] | np.ndarray, hide: bool) -> None:
        self.counts = [int(count) for count in counts]
        self.out = hidden(self.counts, hide)
        self.shown = counts_shown(self.counts, hide)

    def of(self, group: int, text: str) -> str:
        """A text on the customers of a group, or a dash where they are hidden."""
        return HIDDEN if self.out[group] else text

    def share(self, group: int, share: float) -> str:
        """What share a group is or has (0..1), in whole percent; a dash where it is hidden or not known."""
        return HIDDEN if share != share else self.of(group, percent(share))

    def mean(self, group: int, mean: float) -> str:
        """A mean of a group with two decimals; a dash where it is hidden or nobody is in it."""
        return HIDDEN if mean != mean else self.of(group, f"{mean:.2f}")

    def amount(self, group: int, amount: float) -> str:
        """An amount of a group, whole from 100 on; a dash where it is hidden or not known."""
        return (
            HIDDEN if amount != amount else self.of(group, f"{amount:,.0f}" if abs(amount) >= 100 else f"{amount:,.2f}")
        )

    def drawn(self, values: Sequence[float] | np.ndarray) -> tuple[float | None, ...]:
        """Values (g,) of all groups for a chart: None where hidden or not known."""
        return tuple(
            None if out or value != value else float(value) for out, value in zip(self.out, values, strict=True)
        )


def count_of_cells(counts: np.ndarray, out: np.ndarray, hide: bool) -> str:
    """The sum of some cells, which must not give away those among them that are hidden (`out`, of the same shape)."""
    total = int(counts.sum())
    if hide and out.any() and total:
        return SMALL if total < 5 else NOT_SMALL
    return shown(total, hide)
