"""The expected value that the network learns: graded, an outcome, or the weighted score (METHOD.md section 6)."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.importing.values import as_numbers, as_words
from core.problems import DataProblem, shortened
from core.recipe import Split, Target
from core.sampling import part_sizes

# The middles of the tiers.
LETTERS = {"a": 0.875, "b": 0.625, "c": 0.375, "d": 0.125}
YES = {"yes", "y", "true", "1", "ja", "oui", "是", "有", "愿意"}
NO = {"no", "n", "false", "0", "nein", "non", "否", "没有", "不愿意"}
GRADE_RANGES = {"A-D": "A, B, C or D", "1-5": "1 to 5", "0-100": "0 to 100"}
# Shown beside K wherever it appears: what it was learned from decides what it means.
SOURCES = {
    "weighted": "the weighted score of the indicators",
    "grade": "the grades that people gave",
    "outcome": "what customers did",
}


@dataclass(frozen=True, eq=False)
class Expected:
    """Expected value (n,) of each valid customer, 0..1, NaN where it is not known.

    source: one of SOURCES' keys; refused: grades or outcomes that could not be used, as sentences; binary: a yes/no
    outcome, whose K piles up at one end.
    """

    values: np.ndarray
    source: str
    refused: tuple[str, ...] = ()
    binary: bool = False

    @property
    def known(self) -> np.ndarray:
        """(n,) bool: customers that the network can learn from."""
        return ~np.isnan(self.values)


def weighted_score(scores: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """K* (n,) of scores (n, k), 1-5, under overall weights (k,) that sum to 1: sum of w (x - 1)/4.

    Without min-max, so that it means the same in every run.
    """
    return (scores - 1) / 4 @ weights


def scaled(column: pd.Series, scale: str) -> tuple[np.ndarray, np.ndarray]:
    """Grades as (n,) values, 0..1 by their declared scale, NaN for none; and (n,) bool, which are not on it."""
    if scale == "A-D":
        words = as_words(column).str.normalize("NFKC").str.strip()  # a Chinese keyboard writes Ａ
        values = words.str.casefold().map(LETTERS).to_numpy(dtype=float)
        return values, np.isnan(values) & (words != "").to_numpy()
    low, high = (1, 5) if scale == "1-5" else (0, 100)
    numbers, wrong = as_numbers(column)
    values = (numbers - low) / (high - low)
    wrong = wrong | (values < 0) | (values > 1)
    values[wrong] = np.nan
    return values, wrong


def graded(column: pd.Series, target: Target, rows: np.ndarray) -> Expected:
    """Expected values from grades on the declared scale; `rows` (n,) are row numbers for the sentences."""
    values, wrong = scaled(column, target.scale)
    refused = tuple(
        f"Row {rows[p]:,}: the grade {shortened(column.iat[p], 20)!r} is not on the declared scale"
        f" (accepted: {GRADE_RANGES[target.scale]}); it is left out."
        for p in np.flatnonzero(wrong).tolist()
    )
    return Expected(values, "grade", refused)


def outcome(column: pd.Series, target: Target, drawn: np.ndarray, split: Split) -> Expected:
    """Expected values from what customers did afterwards.

    Yes/no becomes 1/0. A number becomes its rank among the customers that train, by `split` the first of `drawn`
    (places in the column) with an outcome: (those below + half of those equal) / all, which for a customer among them
    is (average rank - 0.5)/n.
    """
    answers = as_words(column).str.casefold().to_numpy(dtype=object)
    if {a for a in set(answers) if a} <= YES | NO:
        values = np.array([1.0 if a in YES else 0.0 if a in NO else np.nan for a in answers])
        return Expected(1 - values if target.reversed else values, "outcome", binary=True)
    numbers, unreadable = as_numbers(column)
    known = drawn[~np.isnan(numbers[drawn])]
    if len(known) < 2:
        raise DataProblem(
            "no outcome can be read",
            column=target.column,
            accepted="a number, or yes and no",
            fix="choose another column as the outcome",
        )
    trained = np.sort(numbers[known[: part_sizes(len(known), split)[0]]])
    below = np.searchsorted(trained, numbers, side="left")
    up_to = np.searchsorted(trained, numbers, side="right")
    values = (below + up_to) / 2 / len(trained)
    values[np.isnan(numbers)] = np.nan
    wrong = int(unreadable.sum())
    refused = (f"{wrong:,} outcomes cannot be read as a number and are left out.",) if wrong else ()
    return Expected(1 - values if target.reversed else values, "outcome", refused)
