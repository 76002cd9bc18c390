"""What a column holds, whatever its heading says, and which indicators that suits."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from core.importing.choices import joining_separator, split_choices
from core.importing.coded import Coded, Column, each_once, first_present, some_rows
from core.importing.mapping.answers import rule_for_answers
from core.importing.table import Table
from core.importing.values import as_numbers, as_words, looks_like_dates

MOST_ROWS_SEEN = 20_000
FEW_SEEN = 500  # of these, evenly spaced, that tell whether it is worth reading all as numbers
MOST_ANSWERS = 60  # different texts beyond which a column is free text
AGREEMENT = ("interaction", "brand", "recommend", "rating", "member")


@dataclass(frozen=True, eq=False)
class Seen:
    """What a column holds: its kind, and the numbers, or the different answers with their counts."""

    kind: str  # "numbers", "dates", "words" (answers that repeat), "choices" (several in a cell), "text" or "nothing"
    distinct: int
    numbers: np.ndarray  # present numbers; empty for other kinds
    answers: dict[str, int]  # of words, or of the single choices, most frequent first

    def share(self, low: float, high: float, whole: bool = True) -> float:
        """Share of the numbers within low..high (and whole)."""
        x = self.numbers
        return float(np.mean((x >= low) & (x <= high) & ((x % 1 == 0) | (not whole)))) if len(x) else 0.0


_SEEN: WeakKeyDictionary[Table, dict[str, Seen]] = WeakKeyDictionary()


def seen_in(table: Table) -> dict[str, Seen]:
    """What each column of the table holds, by heading; looked at once as long as the table lives."""
    if table not in _SEEN:
        headings = table.headings
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            seen = pool.map(look_at, map(table.column, headings))
            _SEEN[table] = dict(zip(headings, seen, strict=True))
    return _SEEN[table]


def look_at(column: Column) -> Seen:
    """What the column holds, judged from at most 20,000 evenly spaced rows."""
    present = some_rows(column, slice(None, None, -(-len(column) // MOST_ROWS_SEEN) or 1)).dropna()
    if len(present) < MOST_ROWS_SEEN // 10:  # hardly filled: look at every value there is, or at the first so many
        present = first_present(column, MOST_ROWS_SEEN)
    if len(present) == 0:
        return Seen("nothing", 0, np.empty(0), {})
    if looks_like_dates(present):
        return Seen("dates", present.nunique(), np.empty(0), {})
    if pd.api.types.is_numeric_dtype(present):
        return numbers_seen(as_numbers(present)[0])
    words = as_words(each_once(present))
    words = words[words != ""]
    once = each_once(words)
    # Signs and currencies are looked for only where there are digits, and a few of the values are numbers with them.
    with_digits = once.counts[once.cells.str.contains(r"\d").to_numpy(dtype=bool)].sum() >= 0.9 * len(words) > 0
    if with_digits and np.isfinite(as_numbers(words.iloc[:: max(1, len(words) // FEW_SEEN)])[0]).mean() > 0.5:
        numbers, _ = as_numbers(present)
        numbers = numbers[~np.isnan(numbers)]
        if len(numbers) and len(numbers) >= 0.9 * len(words):
            return numbers_seen(numbers)
    if sign := joining_separator(words):
        chosen = pd.Series([choice for cell in words for choice in split_choices(cell, sign)], dtype="str")
        return Seen("choices", chosen.nunique(), np.empty(0), answer_counts(chosen))
    if 0 < len(once.cells) <= min(MOST_ANSWERS, max(2, 0.5 * len(words))):
        return Seen("words", len(once.cells), np.empty(0), answer_counts(words))
    return Seen("text", len(once.cells), np.empty(0), {})


def numbers_seen(numbers: np.ndarray) -> Seen:
    """What a column of numbers holds."""
    return Seen("numbers", len(np.unique(numbers)), numbers, {})


def answer_counts(words: pd.Series) -> dict[str, int]:
    """How often each answer was given, most frequent first, blanks ("") left out."""
    return {str(answer): int(count) for answer, count in words[words != ""].value_counts().items()}


def all_answers(columns: list[Column]) -> dict[str, int]:
    """How often each answer was given in every row of the columns; each is spelt out once, however often it occurs."""
    found = []
    for column in columns:
        counts = pd.Series(column.counts, column.cells) if isinstance(column, Coded) else column.value_counts()
        found.append(pd.Series(counts.to_numpy(), as_words(pd.Series(counts.index, dtype=counts.index.dtype))))
    together = pd.concat(found)
    summed = (
        together[together.index != ""].groupby(level=0, sort=False).sum().sort_values(ascending=False, kind="stable")
    )
    return {str(answer): int(count) for answer, count in summed.items()}


def fitness(seen: Seen, indicator: str) -> float:
    """0..1: how well what was seen suits the indicator, whatever the heading says."""
    if seen.kind in ("nothing", "text"):
        return 0.0
    if seen.kind == "choices":
        return 0.9 if indicator in ("cross", "interaction") else 0.0
    if seen.kind == "dates":
        return 1.0 if indicator in ("recency", "persistence") else 0.0
    if seen.kind == "words":
        ordered = rule_for_answers(seen.answers, indicator)
        few = seen.distinct == 2 and indicator not in (*AGREEMENT, "repeat")
        return 0.0 if ordered is None else 0.3 if few else 0.9
    if seen.distinct < 2:
        return 0.56  # tells nobody apart: only where the heading leaves no doubt
    if np.mean(seen.numbers < 0) > 0.05 and indicator != "monetary":
        return 0.3
    if seen.distinct == 2:
        return 0.9 if indicator in ("member", "recommend", "repeat", "rating") else 0.6
    if indicator in AGREEMENT and indicator != "interaction":
        ends = ((10, 1.0), (100, 0.8))
        return next((fit for high, fit in ends if seen.share(0, high, whole=False) >= 0.95), 0.3)
    if indicator in ("frequency", "cross", "visits"):
        return 1.0 if seen.share(0, np.inf) >= 0.95 else 0.7
    return 1.0
