"""Rows of a file that are no customers: totals and notes below the table, headings repeated, previews of a survey."""

import re
from collections.abc import Set
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from core.importing.reading.heading_row import is_number
from core.importing.reading.layout import Layout
from core.importing.reading.survey_tools import TextOf, no_answers
from core.importing.values import as_numbers
from core.problems import shortened
from core.recipe import FileSettings

LAST_SEEN, LAST_ROWS = 200, 6  # rows looked at; rows below the table at most, blank ones not counted
TOTAL = re.compile(
    r"(?:grand |sub|running |overall )?totals?|sum|(?:teil|gesamt|zwischen)?summen?|gesamt(?:betrag|ergebnis|wert)?|"
    r"insgesamt|ergebnis|total g[ée]n[ée]ral|somme|suma|totale|totaal|итого|всего|"
    r"合\s*计|总\s*计|共\s*计|小\s*计|累计|总和|汇总|總計|合計|総計",
    re.IGNORECASE,
)
AVERAGE = re.compile(
    r"(?:overall )?(?:averages?|avg\.?|means?|medians?|min(?:imum)?|max(?:imum)?|count|std\.? ?dev\.?)|"
    r"standard deviation|durchschnitt|mittelwerte?|mittel|schnitt|ø|anzahl|moyenne|promedio|media|média|"
    r"平均(?:值|数|分)?|均值|中位数|最大值|最小值|计数",
    re.IGNORECASE,
)
REST_OF_LABEL = re.compile(r"\s*(?:[:：]|\([^)]*\)|（[^）]*）)*\s*$")


@dataclass(frozen=True, eq=False)
class LeftOut:
    """Which of n rows stay, (n,) bool; the index and the reason of those that do not; sentences on them."""

    keep: np.ndarray
    rows: tuple[tuple[int, str], ...]
    remarks: tuple[str, ...]


def rows_left_out(
    found: Layout, text_of: TextOf, numbers: np.ndarray, settings: FileSettings, numeric: Set[int] = frozenset()
) -> LeftOut:
    """What is left out of the n rows below the headings; `numbers` are their (n,) numbers in the user's program.

    `text_of(i, first)` gives column i from row `first` on as text, "" or null for blanks; only what tells is asked for.
    `numeric`: columns that are known to hold nothing but numbers.
    """
    count = len(numbers)
    keep = np.ones(count, dtype=bool)
    rows: list[tuple[int, str]] = []
    remarks: list[str] = []

    def drop(indices: list[int], reason: str) -> None:
        keep[indices] = False
        rows.extend((index, reason) for index in indices)

    again = _headings_again(found, text_of, numeric) if count else []
    if again:
        drop(again, "headings repeated")
        remarks.append(f"The headings are repeated in {_rows(again, numbers)}, left out.")
    if found.survey and settings.unfinished == "leave out":
        for mask, reason in no_answers(found.survey, count, text_of):
            indices = np.flatnonzero(mask & keep).tolist()
            drop(indices, reason)
            if indices:
                what = f"{reason} answer" if reason == "unfinished" else reason
                many = "s are" if len(indices) > 1 else " is"
                remarks.append(f"{len(indices):,} {what}{many} left out ({_rows(indices, numbers)}).")
    for index, label, reason in _below_the_table(len(found.headings), count, text_of):
        if not keep[index]:
            continue
        drop([index], reason)
        what = "holds totals" if reason == "row of totals" else "stands below the table"
        remarks.append(f"Row {numbers[index]:,}{label} {what} and is left out.")
    return LeftOut(keep, tuple(sorted(rows)), tuple(remarks))


def is_totals_label(cell: str) -> bool:
    """Whether a cell says that its row holds sums or means, as in "Total:" or "合计"."""
    bare = REST_OF_LABEL.sub("", cell.strip())
    return bool(TOTAL.fullmatch(bare) or AVERAGE.fullmatch(bare))


def _rows(indices: list[int], numbers: np.ndarray) -> str:
    named = ", ".join(f"{numbers[index]:,}" for index in indices[:5])
    return f"row {named}" if len(indices) == 1 else f"rows {named}" + (" and others" if len(indices) > 5 else "")


def _headings_again(found: Layout, text_of: TextOf, numeric: Set[int]) -> list[int]:
    """Rows that hold the headings once more, as where pages or files were put below one another."""
    named = [i for i, heading in enumerate(found.headings) if heading.strip()]
    if len(named) < 2 or len(found.rows) != 1 or any(not is_number(found.headings[i]) for i in numeric & set(named)):
        return []
    same = None
    for i in named:
        equal = pc.fill_null(pc.equal(pc.utf8_trim_whitespace(text_of(i, 0)), found.headings[i].strip()), False)
        same = equal if same is None else pc.and_(same, equal)
        if not pc.any(same).as_py():
            return []
    return np.flatnonzero(np.asarray(same)).tolist()


# --- below the table --------------------------------------------------------------------------------------------------


def _below_the_table(width: int, count: int, text_of: TextOf) -> list[tuple[int, str, str]]:
    """(index, label in brackets, reason) of the rows of totals and of notes among the last rows, from the lowest up."""
    first = max(count - LAST_SEEN, 0)
    tail = list(zip(*(text_of(i, first).to_pylist() for i in range(width)), strict=True)) if width else []
    cells = [[(cell or "").strip() for cell in row] for row in tail]
    found = []
    for place in reversed([i for i, row in enumerate(cells) if any(row)][-LAST_ROWS:]):
        row, above = cells[place], cells[:place]
        if not any(any(other) for other in above):
            break
        label, column = next((cell, i) for i, cell in enumerate(row) if cell)
        if is_totals_label(label) and _are_totals(label, column, row, first + place, text_of):
            found.append((first + place, f" ({shortened(label, 40)!r})", "row of totals"))
        elif column and len(above) > 2 and all(other[0] for other in above) and _are_sums(row, first + place, text_of):
            found.append((first + place, "", "row of totals"))
        elif _is_note(row, column, above):
            found.append((first + place, f" ({shortened(label, 40)!r})", "note below the table"))
        else:
            break
    return found


def _are_sums(row: list[str], index: int, text_of: TextOf) -> bool:
    """Whether a row without a label holds nothing but the sums of the columns above it."""
    sums = [_above(i, index, text_of) for i, cell in enumerate(row) if cell]
    return all(len(above) > 2 and above.any() and bool(np.isclose(value, above.sum())) for value, above in sums)


def _above(column: int, index: int, text_of: TextOf) -> tuple[float, np.ndarray]:
    """The number in row `index` of a column, NaN for none, and the numbers above it."""
    numbers, _ = as_numbers(pd.Series(text_of(column, 0).slice(0, index + 1).to_pandas(), dtype="str"))
    return numbers[-1], numbers[:-1][~np.isnan(numbers[:-1])]


def _are_totals(label: str, column: int, row: list[str], index: int, text_of: TextOf) -> bool:
    """Whether the row can hold totals of those above: a customer may be called "Total", and an answer "Average"."""
    if pc.any(pc.equal(pc.utf8_trim_whitespace(text_of(column, 0).slice(0, index)), label)).as_py():
        return False
    if not TOTAL.fullmatch(REST_OF_LABEL.sub("", label)):
        return True
    greatest: list[bool] = []
    if not any(is_number(cell) for i, cell in enumerate(row) if cell and i != column):
        return sum(map(bool, row)) == 1
    for i, cell in enumerate(row):
        if i == column or not cell or not is_number(cell):
            continue
        value, above = _above(i, index, text_of)
        if len(above) and not np.isnan(value):
            if np.isclose(value, above.sum()) or np.isclose(value, above.mean()):
                return True
            greatest.append(value >= above.max())
    return all(greatest)


def _is_note(row: list[str], column: int, above: list[list[str]]) -> bool:
    """Whether the only cell of the row is a sentence unlike what stands above it."""
    known = [other[column] for other in above if other[column] and not is_totals_label(other[column])]
    if len(row) < 3 or sum(map(bool, row)) > 1 or len(known) < 2:
        return False
    cell = row[column]
    if sum(map(is_number, known)) >= 0.9 * len(known):
        return not is_number(cell)
    longest = max(map(len, known))
    return len(cell) > 1.5 * longest and any(mark in cell for mark in " :：")
