"""Two tables of customers become one: the key that both hold, found by the values that meet, and the left join."""

import hashlib
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.importing.mapping.contents import look_at
from core.importing.mapping.headings import SYNONYMS, best_phrase, names_rows
from core.importing.orders.groups import numbered
from core.importing.table import Table
from core.problems import DataProblem, shortened

MOST_VALUES = 20_000  # distinct values of a column that are compared
HEAD = 10_000  # rows from which it is judged whether a column can be a key
ENOUGH = 0.2  # share of values that meet in a key
CUSTOMER_NAMES = SYNONYMS["orders"]["customer"]["names"]
FEWEST = 3  # values that have to meet, unless a table holds fewer


@dataclass(frozen=True)
class Join:
    """A key that two tables share: a column of each, and the share (0..1) of the fewer distinct values that meet."""

    key: str
    second_key: str
    overlap: float
    reason: str  # a sentence for the page


@dataclass(frozen=True, eq=False)
class Joined:
    """The first table with the columns of the second, and what met.

    columns: heading in the second -> heading in `table`; matched: rows of the first with a partner; unmatched_first,
    unmatched_second: distinct keys without one, in the order of their tables; blank_first, blank_second: rows without
    a key; doubled: rows of the second that are not used because an earlier one has their key.
    """

    table: Table
    columns: dict[str, str]
    matched: int
    unmatched_first: tuple[str, ...]
    unmatched_second: tuple[str, ...]
    blank_first: int
    blank_second: int
    doubled: int


@dataclass(frozen=True, eq=False)
class Column:
    """A column that may be a key: its distinct values (as far as compared), and whether it tells rows apart."""

    heading: str
    values: pd.Index
    unique: bool
    short: bool  # whole numbers below 1,000, such as scores and ages


def proposed_join(first: Table, second: Table) -> Join | None:
    """The two columns whose values meet the most, headings breaking ties; None where none meet well enough."""
    best, by_chance = _best(first, second)
    return None if best is None or by_chance or best.overlap < ENOUGH else best


def no_join(first: Table, second: Table) -> DataProblem:
    """The sentence for tables without a common key: the best pair that was tried, and how much of it meets."""
    best = _best(first, second)[0]
    what = "no column of it holds the same customers as a column of " + shortened(first.name, 80)
    if best is not None:
        pair = f"{shortened(best.second_key)!r} and {shortened(best.key)!r}"
        what += f": of {pair}, the likeliest, {best.overlap:.0%} of the values meet"
    return DataProblem(
        what, file=second.name, sheet=second.sheet, fix="export the same customer number or mail address into both"
    )


def joined_table(first: Table, second: Table, key: str, second_key: str) -> Joined:
    """Each row of the first with the columns of the second's first row that has its key; blanks where none has.

    Headings taken in the first get a number: "Rating (2)". Raises DataProblem where a key is missing, or nothing meets.
    """
    for table, column in ((first, key), (second, second_key)):
        if column not in table.frame.columns:
            raise DataProblem(
                "there is no such column to join the files by",
                file=table.name,
                sheet=table.sheet,
                column=column,
                fix="choose another",
            )
    ours, theirs = keys(first.frame[key], second.frame[second_key])
    filled = np.flatnonzero(theirs != "")
    known = pd.Index(theirs[filled])
    again = known.duplicated()
    kept = filled[~again]
    found = pd.Index(theirs[kept]).get_indexer(pd.Index(ours))
    meets = found >= 0
    if not meets.any():
        raise DataProblem(
            f"no value of {shortened(second_key)!r} is found in {shortened(key)!r} of {shortened(first.name, 80)}",
            file=second.name,
            sheet=second.sheet,
            fix="choose other columns to join the files by",
        )
    places = np.where(meets, kept[found], -1)
    others = second.frame.drop(columns=second_key).reset_index(drop=True).reindex(places)
    names: dict[str, str] = {}
    for heading in map(str, others):
        names[heading] = _unused(heading, {*first.frame.columns, *names.values()})
    frame = pd.concat(
        [first.frame.reset_index(drop=True), others.set_axis(list(names.values()), axis=1).reset_index(drop=True)],
        axis=1,
    )
    digest = hashlib.sha256(repr((first.hash, second.hash, key, second_key)).encode()).hexdigest()
    met = np.unique(places[meets])
    return Joined(
        table=Table(frame, first.rows, first.name, first.sheet, digest, first.reading),
        columns=names,
        matched=int(meets.sum()),
        unmatched_first=tuple(pd.unique(ours[~meets & (ours != "")])),
        unmatched_second=tuple(theirs[np.setdiff1d(kept, met)]),
        blank_first=int((ours == "").sum()),
        blank_second=int(len(theirs) - len(filled)),
        doubled=int(again.sum()),
    )


def keys(first: pd.Series, second: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Both columns as (n,) text to compare, "" for blank: without regard to case.

    Where one column holds numbers and the other text, or nothing meets as it is written, 00042 is 42: spreadsheets drop
    the zeros.
    """
    ours, theirs = _comparable(first), _comparable(second)
    numeric = pd.api.types.is_numeric_dtype
    if numeric(first) != numeric(second) or not pd.Index(ours[1]).intersection(pd.Index(theirs[1])).size:
        ours, theirs = (ours[0], _without_zeros(ours[1])), (theirs[0], _without_zeros(theirs[1]))
    return np.append(ours[1], "")[ours[0]], np.append(theirs[1], "")[theirs[0]]


def _comparable(column: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """(n,) int64, -1 for blank, and the text in lower case of each number."""
    number, names = numbered(column)
    return number, pd.Series(names, dtype="str").str.lower().to_numpy(dtype=object)


def _without_zeros(texts: np.ndarray) -> np.ndarray:
    bare = pd.Series(texts, dtype="str").str.replace(r"^0+(\d)", r"\1", regex=True)
    return np.where(bare.str.fullmatch(r"\d+"), bare, texts).astype(object)


def _unused(heading: str, taken: set[str]) -> str:
    names = (heading if i == 1 else f"{heading} ({i})" for i in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


# --- looking for the key ----------------------------------------------------------------------------------------------


def _best(first: Table, second: Table) -> tuple[Join | None, bool]:
    """The likeliest pair, and whether its values may well meet by chance; None where no column could be a key."""
    every = max(1, min(len(first.frame), len(second.frame)) // MOST_VALUES)
    found: list[tuple[float, float, int, int, Join, bool]] = []
    theirs = _possible_keys(second, every)
    for a in _possible_keys(first, every):
        for b in theirs:
            if a.unique or b.unique:
                meeting, fewer = len(a.values.intersection(b.values)), min(len(a.values), len(b.values))
                overlap = meeting / fewer if meeting >= min(FEWEST, fewer) else 0.0
                alike = _headings_alike(a.heading, b.heading)
                # Ratings from 1 to 5 and ages are all among the ids from 1 to 548, but do not tell rows apart.
                by_chance = a.short and b.short and alike < 0.8 and not (a.unique and b.unique)
                reason = f"{meeting:,} of {fewer:,} values meet ({overlap:.0%})"
                if every > 1:
                    reason += f", of one in {every} that were compared"
                join = Join(a.heading, b.heading, overlap, f"{reason}.")
                found.append((round(overlap - 0.5 * by_chance, 1), alike, meeting, -len(found), join, by_chance))
    if not found:
        return None, False
    *_, best, by_chance = max(found, key=lambda entry: entry[:4])
    return best, by_chance


def _headings_alike(ours: str, theirs: str) -> float:
    """0..1: the same words, or both names of a customer's number or mail."""
    alike = max(best_phrase(ours, [theirs])[0], best_phrase(theirs, [ours])[0])
    both = (names_rows(heading) or best_phrase(heading, CUSTOMER_NAMES)[0] > 0.9 for heading in (ours, theirs))
    return max(alike, 0.8 if all(both) else 0.0)


def _possible_keys(table: Table, every: int) -> list[Column]:
    """The columns that could be a key, of their distinct values one in `every`: the same ones in both tables."""
    found = []
    for heading in map(str, table.frame):
        column = table.frame[heading]
        seen = look_at(column.iloc[:HEAD])
        decimals = seen.kind == "numbers" and bool(np.any(seen.numbers % 1))
        if seen.kind in ("dates", "nothing") or seen.distinct < 2 or decimals:
            continue
        texts = _comparable(column)[1]
        values = pd.Index(pd.unique(_without_zeros(texts[texts != ""])))
        unique = len(values) >= 0.9 * column.notna().sum()
        if every > 1:
            values = values[pd.util.hash_array(values.to_numpy(dtype=object)) % every == 0]
        if len(values):
            short = seen.kind == "numbers" and bool(np.all(np.abs(seen.numbers) < 1000))
            found.append(Column(heading, values, unique, short))
    return found
