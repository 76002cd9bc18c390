"""Files of SPSS, .sav and .zsav: labels as headings, labelled values as words, user-missing values as blanks."""

import io
import re
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from core.importing.table import MOST_COLUMNS, MOST_ROWS, Columns, Reading, text_column, too_many
from core.problems import DataProblem

SAV = (b"$FL2@(#)", b"$FL3@(#)")  # the second: .zsav
MOST_VALUES = 200_000_000  # rows x columns, at 8 bytes each
EPOCH = np.datetime64("1582-10-14", "s")  # SPSS counts seconds from the first day of the Gregorian calendar
LAST_SECOND = 300_000_000_000  # in about 11,000 years from then; beyond it no date was meant
DATES = re.compile(r"(?:A|E|S|J)?DATE\d|DATETIME|YMDHMS|QYR|MOYR|WKYR")
CODE = re.compile(r"[A-Za-z]{1,3}_?\d{1,4}[a-z]?\s*(?:[-\u2013.:)=]\s*)+(?=\S)")  # "X19 - ", "Q3a. "
Scales = dict[str, tuple[tuple[float, str], ...]]


def statistics_columns(data: bytes, name: str) -> Columns:
    """The columns of an SPSS file; `reading.scales` holds its value labels. Raises DataProblem where it is damaged."""
    damaged = DataProblem("the SPSS file is damaged or incomplete", file=name, fix="save it again in SPSS, or as .csv")
    import pyreadstat

    failures = (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, ValueError, OverflowError, KeyError, IndexError)
    try:
        _, notes = pyreadstat.read_sav(io.BytesIO(data), metadataonly=True, user_missing=True, output_format="dict")
    except failures:
        raise damaged from None
    rows, width = notes.number_rows or 0, notes.number_columns or 0
    if width > MOST_COLUMNS:
        raise too_many("columns", width, MOST_COLUMNS, name)
    if rows > MOST_ROWS or rows * width > MOST_VALUES:
        raise too_many("rows", rows, min(MOST_ROWS, MOST_VALUES // max(width, 1)), name)
    try:
        values, _ = pyreadstat.read_sav(io.BytesIO(data), disable_datetime_conversion=True, output_format="dict")
    except failures:
        raise damaged from None
    headings = _headings(notes.column_names, notes.column_names_to_labels)
    columns: list[pd.Series] = []
    scales: Scales = {}
    for heading, variable in zip(headings, notes.column_names, strict=True):
        missing = notes.missing_ranges.get(variable, [])
        known: dict[Any, str] = notes.variable_value_labels.get(variable, {})
        labels = {value: text for value, text in known.items() if text.strip() and not _is_missing(value, missing)}
        dates = bool(DATES.match(notes.original_variable_types.get(variable) or ""))
        text = notes.readstat_variable_types.get(variable) == "string"
        columns.append(_words(values[variable], labels) if text else _numbers(values[variable], labels, dates))
        if scale := sorted((float(value), text) for value, text in labels.items() if not isinstance(value, str)):
            scales[heading] = tuple(scale)
    count = len(columns[0]) if columns else 0
    return Columns(headings, columns, np.arange(1, count + 1), Reading(how="an SPSS file", scales=scales))


def _headings(names: list[str], labels: dict[str, str | None]) -> list[str]:
    """The label of each variable without the code in front of it, else its name; with the name where two are equal."""
    found = []
    for name in names:
        label = " ".join((labels.get(name) or "").split())
        own_name = re.match(rf"{re.escape(name)}\s*[-\u2013.:)=]\s*(?=\S)", label, re.IGNORECASE)
        code = own_name or CODE.match(label)
        found.append((label[code.end() :] if code else label) or name)
    counts = {heading: found.count(heading) for heading in set(found)}
    pairs = zip(found, names, strict=True)
    return [heading if counts[heading] == 1 else f"{heading} ({name})" for heading, name in pairs]


def _is_missing(value: float | str, declared: list[Any]) -> bool:
    """Whether the file declares a value to be no answer, by itself or in a range."""
    for one in declared:
        low, high = (one["lo"], one["hi"]) if isinstance(one, dict) else (one, one)
        if isinstance(value, str) == isinstance(low, str) and low <= value <= high:
            return True
    return False


def _words(found: Any, labels: dict[Any, str]) -> pd.Series:
    """Text as it stands, or its label."""
    text = [value.rstrip() if isinstance(value, str) else "" for value in found]
    return text_column(pa.array([labels.get(value, value) for value in text], type=pa.string()))


def _numbers(found: Any, labels: dict[Any, str], dates: bool) -> pd.Series:
    """Words where every value present has a label; else numbers or dates."""
    numbers = np.array(found, dtype=float)  # None, where the file says missing, becomes NaN
    numbers[~np.isfinite(numbers)] = np.nan
    if dates:
        blank = ~(np.abs(numbers) < LAST_SECOND)
        seconds = np.where(blank, 0, numbers).astype("m8[s]")
        return pd.Series(np.where(blank, np.datetime64("NaT", "s"), EPOCH + seconds))
    present, places = np.unique(numbers, return_inverse=True)
    known = present[~np.isnan(present)]
    if len(known) and all(value in labels for value in known) and not _only_numbers(labels, known):
        words = np.array([labels.get(value) for value in present], dtype=object)
        return text_column(pa.array(words[places], type=pa.string()))
    return pd.Series(numbers)


def _only_numbers(labels: dict[Any, str], known: np.ndarray) -> bool:
    """Whether the labels say no more than the values: 1 is labelled "1"."""
    return all(labels[value].strip() == f"{value:g}" for value in known)
