"""Who must lie in one fold: twins of one customer, a file that repeats itself, and households.

A customer who trains and whose twin is judged makes every learner look better than it is.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.importing.table import Table
from core.recipe import Recipe
from core.scoring import Scores, check_column

FEWEST_GROUPS = 50  # ten a fold: with fewer, equal answers are no sign of one person
FEWEST_REPEATED = 40  # rows that a period holds at least, and that come again at least
ALIKE_COLUMNS = 3  # so many columns must repeat themselves
SAME, OTHER = 0.99, 0.95  # share of equal cells at the period, and one row beside it


@dataclass(frozen=True, eq=False)
class Groups:
    """Group numbers (m,) from 0: customers of one group are kept together. `words`: why, one sentence each."""

    of: np.ndarray
    words: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many groups there are."""
        return int(self.of.max()) + 1


def groups(recipe: Recipe, table: Table, scores: Scores, places: np.ndarray) -> Groups:
    """The groups of the customers at `places` (m,) of the scores.

    Together are: those with equal cells in all scored columns; rows that repeat each other at a fixed distance; and
    those with one value in the column that the recipe names. Raises DataProblem where that column is not there.
    """
    rows, found, words = scores.positions[places], [], []
    household = recipe.judging.keep_together
    if household is not None:
        check_column(table, household)
        own = _codes(table.frame[household].iloc[rows])
        blank = own < 0
        own[blank] = own.max() + 1 + np.arange(blank.sum())  # a blank names nobody
        found.append(own)
        words.append(f"Customers with the same {household!r} were kept together.")
    scored = [c for i in scores.indicators for c in recipe.scoring.indicators[i].columns]
    alike = np.unique(np.stack([_codes(table.frame[c].iloc[rows]) for c in scored]), axis=1, return_inverse=True)[1]
    twins = len(alike) - int(alike.max() + 1)
    if twins and alike.max() + 1 >= FEWEST_GROUPS:
        found.append(alike)
        words.append(f"{twins:,} {'equals' if twins == 1 else 'equal'} another customer in all scored columns.")
    period = period_of(table.frame.drop(columns=[c for c in (recipe.scoring.id_column,) if c in table.frame]))
    if period:
        found.append(rows % period)
        words.append(f"The file repeats itself after {period:,} rows: such pairs were kept together.")
    return Groups(merged(found, len(rows)), tuple(words))


def merged(labels: list[np.ndarray], n: int) -> np.ndarray:
    """Group numbers (n,) under which all are together whom any of the `labels` (n,) puts together."""
    group = np.arange(n)
    numbered = [np.unique(label, return_inverse=True)[1] for label in labels]
    while True:  # the smallest number of a group spreads over those who share a label with it
        before = group
        for label in numbered:
            smallest = np.full(label.max() + 1, n)
            np.minimum.at(smallest, label, group)
            group = smallest[label]
        if np.array_equal(before, group):
            return np.unique(group, return_inverse=True)[1]


def period_of(frame: pd.DataFrame) -> int | None:
    """After how many rows a table repeats itself in at least three columns; None where it does not.

    So it is where a file was put below a changed copy of itself. Candidates come from the correlation of each column
    with itself, its values taken as +1 and -1: it reaches its most only where all cells meet equal ones.
    """
    n = len(frame)
    columns = [codes for codes in (_codes(frame[c]) for c in frame) if codes.min() != codes.max()]
    shifts = np.arange(n)
    hits = np.zeros(n, dtype=int)
    for codes in columns:
        frequent = np.argsort(np.argsort(-np.bincount(codes + 1), kind="stable"), kind="stable")
        signs = 1.0 - 2.0 * (frequent[codes + 1] % 2)  # by turns, so that no column is all +1
        spectrum = np.fft.rfft(signs, 2 * n)
        equal = np.fft.irfft(spectrum * spectrum.conj(), 2 * n)[:n]
        hits += equal >= (2 * SAME - 1) * (n - shifts)
    for period in np.flatnonzero(hits >= ALIKE_COLUMNS).tolist():
        if period < FEWEST_REPEATED or n - period < max(FEWEST_REPEATED, n // 5):
            continue
        # Sorted columns and near constants are equal beside it too.
        tell = sum(
            _equal(codes, period) >= SAME and max(_equal(codes, period - 1), _equal(codes, period + 1)) <= OTHER
            for codes in columns
        )
        if tell >= ALIKE_COLUMNS:
            return period
    return None


def _codes(column: pd.Series) -> np.ndarray:
    """(n,) whole numbers, equal where the cells are; -1 for a blank."""
    return pd.factorize(column)[0].astype(np.int64)


def _equal(codes: np.ndarray, shift: int) -> float:
    return float(np.mean(codes[shift:] == codes[: len(codes) - shift]))
