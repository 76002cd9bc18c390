"""Rows that cannot be scored: why, in numbers for the way and in sentences for the user."""

from typing import Any, Literal

import numpy as np
import pandas as pd

from core.importing.table import Table
from core.importing.values import all_differ
from core.indicators import INDICATORS
from core.problems import shortened
from core.raw_values import Raw
from core.recipe import Categories, Measure, Scale, Scoring, Words
from core.review import FLAGS, Marks

# Why a row is left out. A row with several faults is listed under the first of these; 0 stands for "none".
REASONS = ("blank", "unreadable", "off the scale", "in the future", "double", *FLAGS)
BLANK, DOUBLE = 1, 5


def first_faults(raw: dict[str, Raw], scoring: Scoring) -> tuple[np.ndarray, np.ndarray]:
    """For each of n rows the first reason to leave it out, as its number, and the place of the indicator at fault."""
    rows = len(next(iter(raw.values())).faults)
    reason, culprit = np.zeros(rows, dtype=np.int8), np.zeros(rows, dtype=np.int8)
    for place, (indicator, r) in enumerate(raw.items()):
        faults = r.faults
        if scoring.indicators[indicator].blanks == "exclude" and (blank := np.isnan(r.values)).any():
            faults = np.where(blank & (faults == 0), BLANK, faults)
        if not faults.any():
            continue
        first = (faults > 0) & ((reason == 0) | (faults < reason))
        reason[first], culprit[first] = faults[first], place
    return reason, culprit


def mark_flagged(reason: np.ndarray, marks: Marks, leave_out: tuple[str, ...]) -> None:
    """Mark, in place, the otherwise valid rows with a flag that the recipe leaves out."""
    for flag in FLAGS:
        for mark in marks.get(flag, ()) if flag in leave_out else ():
            still = mark.positions[reason[mark.positions] == 0]
            reason[still] = REASONS.index(flag) + 1


def mark_doubles(ids: pd.Series, reason: np.ndarray, keep: Literal["first", "last"]) -> np.ndarray:
    """Mark, in place, all but the first or last of the otherwise valid rows that share an id.

    Gives back the (m,) places of all rows that share one, the kept ones among them.
    """
    valid = np.flatnonzero(reason == 0)
    known = ids if len(valid) == len(ids) else ids.iloc[valid]
    if all_differ(known):
        return valid[:0]
    again = known.duplicated(keep=keep).to_numpy()
    sharing = valid[known.duplicated(keep=False).to_numpy()]
    reason[valid[again]] = DOUBLE
    return sharing


def merge_doubles(raw: dict[str, Raw], ids: pd.Series, sharing: np.ndarray) -> dict[str, Raw]:
    """The raw values with, in the first row of each id, the mean over all its rows; blanks are left out of it.

    sharing: (m,) places of the valid rows that share an id.
    """
    codes, found = pd.factorize(ids.iloc[sharing])
    firsts = np.zeros(len(found), dtype=np.int64)
    firsts[codes[::-1]] = sharing[::-1]
    merged = {}
    for indicator, r in raw.items():
        x = r.values[sharing]
        present = np.bincount(codes, ~np.isnan(x), len(found))
        total = np.bincount(codes, np.nan_to_num(x), len(found))
        values = r.values.copy()  # they may be the table's own
        values[firsts] = np.where(present > 0, total / np.maximum(present, 1), np.nan)
        merged[indicator] = Raw(values, r.faults)
    return merged


# --- in sentences -----------------------------------------------------------------------------------------------------


def describe_excluded(
    table: Table, scoring: Scoring, ids: pd.Series, reason: np.ndarray, culprit: np.ndarray, marks: Marks
) -> pd.DataFrame:
    """One line per row left out: its row number, customer, reason, and a sentence with column and value.

    Rows that were left out when the file was read come first.
    """
    out = np.flatnonzero(reason)
    details = np.full(len(reason) if len(out) else 0, "", dtype=object)
    doubles = np.flatnonzero(reason == DOUBLE)
    if len(doubles):
        details[doubles] = about_doubles(table, scoring, ids, reason, doubles)
    for place, indicator in enumerate(scoring.mapped):
        rows = np.flatnonzero((reason > 0) & (reason < DOUBLE) & (culprit == place))
        if not len(rows):
            continue
        measure = scoring.indicators[indicator]
        cells = [[cell_words(v, c) for v in table.frame[c].iloc[rows]] for c in measure.columns]
        after = accepted(measure)
        details[rows] = [
            f"{INDICATORS[indicator].label} - {', '.join(line)}{after}" for line in zip(*cells, strict=True)
        ]
    for number, flag in enumerate(REASONS, start=1):
        for mark in marks.get(flag, ())[::-1]:  # of several causes the first is told
            here = np.flatnonzero(reason[mark.positions] == number)
            details[mark.positions[here]] = mark.details(here)
    columns = {
        "row": table.rows[out],
        "customer": ids.iloc[out].to_numpy(dtype=object),
        "reason": [REASONS[r - 1] for r in reason[out].tolist()],
        "detail": details[out],
    }
    before = table.reading.left_out
    if not before:
        return pd.DataFrame(columns)
    numbers = np.array([row for row, _ in before], dtype=np.int64)
    reasons = [reason for _, reason in before]
    read = pd.DataFrame({"row": numbers, "customer": "", "reason": reasons, "detail": ""})
    return pd.concat([read, pd.DataFrame(columns)], ignore_index=True)


def about_doubles(table: Table, scoring: Scoring, ids: pd.Series, reason: np.ndarray, doubles: np.ndarray) -> list[str]:
    """Where each double went: another row is kept, or its values are part of the mean in that row."""
    kept = np.flatnonzero(reason == 0)
    names = ids.to_numpy(dtype=object)
    rows = pd.Series(table.rows[kept], index=pd.Index(names[kept], dtype=object)).reindex(names[doubles]).tolist()
    if scoring.duplicates == "mean":
        words = "has the id {}: its values are part of the mean of this customer"
    else:
        words = "has the id {} and is kept"
    return [f"row {row:.0f} {words.format(repr(shortened(i)))}" for row, i in zip(rows, names[doubles], strict=True)]


def cell_words(value: Any, column: str) -> str:
    """One cell for a sentence: its column and what stands in it."""
    text = "" if pd.isna(value) else f"{value:.15g}" if isinstance(value, float) else shortened(value)
    return f"{shortened(column)}: {text!r}" if text else f"{shortened(column)}: blank"


def accepted(measure: Measure) -> str:
    """What the rule accepts, in brackets, for a sentence."""
    rule = measure.rule
    if isinstance(rule, Scale):
        return f" (accepted: {rule.low:g} to {rule.high:g})"
    if isinstance(rule, Words | Categories):
        words = rule.words if isinstance(rule, Words) else tuple(rule.scores)
        return f" (accepted: {', '.join(shortened(w, 30) for w in words[:7])}{' …' if len(words) > 7 else ''})"
    return " (accepted: a date up to the reference date)" if measure.dates else " (accepted: a number)"
