"""The small-cell rule: in a file that is handed on, a count of 1 to 4 customers could say who they are.

Such a count is shown as `<5`. Where a total is shown as well and the other counts would give it away, the next smallest
is shown as `5 or more` too. Shares, means and sums of a line whose count is not shown are left out with it: from 0.4 %
of 548 follows 2, and the mean of one customer is hers. Totals as such, and counts of 0, stay.
"""

from collections.abc import Iterable, Sequence

import numpy as np

FEWEST = 5
SMALL, NOT_SMALL = f"<{FEWEST}", f"{FEWEST} or more"
WHAT_IT_DOES = (
    f"Counts of 1 to {FEWEST - 1} customers are shown as {SMALL}. Where the other counts and their total would give one"
    f" away, the next smallest is shown as “{NOT_SMALL}”. Shares, means and sums of these lines are left out, and"
    " so are lists of single customers."
)


def shown(count: int, hide: bool) -> str:
    """A count by itself, or a total: `1,234`; `<5` for 1 to 4 where small ones are hidden."""
    return SMALL if hide and 0 < count < FEWEST else f"{count:,}"


def counts_shown(counts: Iterable[int], hide: bool) -> list[str]:
    """The counts of groups whose total is shown too, as they may be shown: `<5`, `5 or more`, `1,234`."""
    counts = list(counts)
    return [cell if isinstance(cell, str) else f"{cell:,}" for cell in as_cells(counts, hidden(counts, hide))]


def hidden(counts: Iterable[int], hide: bool) -> list[bool]:
    """Whether each count of groups whose total is shown has to be hidden; with it go its share, means and sums."""
    counts = np.array(list(counts), dtype=np.int64)
    if not hide:
        return [False] * len(counts)
    return [bool(out) for out in _with_others(counts, (counts > 0) & (counts < FEWEST))]


def hidden_cells(counts: Sequence[Sequence[int]] | np.ndarray, hide: bool) -> np.ndarray:
    """(rows, columns) bool: which counts of a table have to be hidden whose sums by row and by column are shown.

    The sums are shown as `counts_shown` shows them: where one of them is hidden, so is a count in its row or column.
    """
    counts = np.asarray(counts, dtype=np.int64)
    out = (counts > 0) & (counts < FEWEST) & hide
    for way, of in ((out, counts), (out.T, counts.T)):
        for row in np.flatnonzero(hidden(of.sum(axis=1), hide)).tolist():
            if not way[row].any() and of[row].any():
                way[row, np.argmin(np.where(of[row] > 0, of[row], of.max() + 1))] = True
    while True:
        before = out.copy()
        for way, of in ((out, counts), (out.T, counts.T)):  # views: both look at one mask
            for row, line in enumerate(of):
                way[row] = _with_others(line, way[row])
        if (out == before).all():
            return out


def as_cells(counts: Iterable[int], out: Iterable[bool]) -> list[object]:
    """Counts for a sheet: numbers, and words in place of those that are hidden."""
    return [
        int(count) if not hid else SMALL if count < FEWEST else NOT_SMALL
        for count, hid in zip(counts, out, strict=True)
    ]


def _with_others(counts: np.ndarray, out: np.ndarray) -> np.ndarray:
    """`out` with as many of the next smallest counts as are needed for the sum of all not to give one away."""
    out = out.copy()
    while _given_away(counts, out):
        left = np.flatnonzero(~out & (counts > 0))
        if not len(left):
            break  # everybody is in a group that is hidden: there is nothing more to hide
        out[left[np.argmin(counts[left])]] = True
    return out


def _given_away(counts: np.ndarray, out: np.ndarray) -> bool:
    """Whether the counts that are hidden follow from their sum, which the total and the others tell."""
    cells = counts[out]
    if not len(cells):
        return False
    small = (cells < FEWEST).sum()
    lowest = small + FEWEST * (len(cells) - small)  # what is shown of them tells that each is at least 1, or at least 5
    return len(cells) == 1 or cells.sum() == lowest or cells.sum() == small * (FEWEST - 1) == len(cells) * (FEWEST - 1)
