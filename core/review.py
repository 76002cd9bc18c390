"""What deserves a second look: answers given without reading, twice, far out of the usual, or by too new customers.

A flag leaves nobody out by itself; `Review.leave_out` in the recipe says which flags do. Flags are looked for among the
rows that are valid otherwise, and a customer may carry several.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import get_args

import numpy as np
import pandas as pd

from core.importing.coded import in_text, rows_at
from core.importing.durations import as_seconds
from core.importing.mapping.headings import names_rows, plays, words_of
from core.importing.table import ADDED_UP, Table, as_frame
from core.importing.values import looks_like_dates
from core.indicators import INDICATORS
from core.problems import shortened
from core.raw_values import Raw
from core.recipe import Flag, Measure, Quintiles, Scale, Scoring, Thresholds, Words
from core.rules_applied import present

FLAGS: tuple[str, ...] = get_args(Flag)
FEWEST_ANSWERS = 5  # equal answers to fewer questions, or equal rows of fewer columns, mean nothing
FEWEST_VALUES = 20  # below, nothing is unusual
MOST_VALUES = 100_000  # quartiles of more are taken from so many, evenly spaced
DAYS = {"day": 1.0, "week": 7.0, "month": 365.25 / 12, "year": 365.25, "tag": 1.0, "monat": 365.25 / 12, "jahr": 365.25}
UNITS_IN_CHINESE = {"天": 1.0, "周": 7.0, "月": 365.25 / 12, "年": 365.25}

BLOCK = 16_384  # rows whose numbers stay in the processor's cache
MOST_TELLING = 4  # columns that are compared first
MIXING = np.uint64(0x9E3779B97F4A7C15)

Limits = dict[str, tuple[float, float]]


@dataclass(frozen=True, eq=False)
class Mark:
    """Rows with one flag for one cause: their places (m,) in the table, and a sentence with (m,) figures for each."""

    positions: np.ndarray
    sentence: str  # with {0}, {1} ... for the figures
    figures: tuple[np.ndarray, ...] = ()

    def details(self, chosen: np.ndarray) -> list[str]:
        """The sentences of the rows at `chosen` places among the positions."""
        columns = [figures[chosen].tolist() for figures in self.figures]
        return (
            [self.sentence.format(*line) for line in zip(*columns, strict=True)]
            if columns
            else ([self.sentence] * len(chosen))
        )


Marks = dict[str, tuple[Mark, ...]]


def find_flags(
    table: Table, scoring: Scoring, raw: dict[str, Raw], valid: np.ndarray, kept: Limits | None
) -> tuple[Marks, Limits]:
    """The marks of each flag among the `valid` (n,) rows, and the limits beyond which a value is far out.

    `kept`: the limits learned from a former file, by which this one is judged too.
    """
    with ThreadPoolExecutor(1) as beside:  # what takes longest
        equal = beside.submit(same_answers, table, scoring, raw, valid)
        limits = usual_limits(scoring, raw, valid) if kept is None else kept
        found = {
            "straight-liner": straight_liners(scoring, raw, valid),
            "speeder": speeders(table, scoring, valid),
            "same answers": (),
            "outlier": outliers(raw, valid, limits),
            "too new": too_new(scoring, raw, valid),
        }
        found["same answers"] = equal.result()
    return {flag: marks for flag, marks in found.items() if marks}, limits


def flags(table: Table, marks: Marks, ids: np.ndarray, among: np.ndarray) -> pd.DataFrame:
    """One line a flag: row, customer, flag, detail; of the rows at the rising places `among` in the table.

    `ids`: (m,) customers at these places.
    """
    lines = []
    for flag in FLAGS:
        for mark in marks.get(flag, ()):
            here = np.flatnonzero(np.isin(mark.positions, among))
            positions = mark.positions[here]
            customers = ids[np.searchsorted(among, positions)]
            columns = {"row": table.rows[positions], "customer": customers, "flag": flag, "detail": mark.details(here)}
            lines.append(pd.DataFrame(columns))
    none = pd.DataFrame({"row": np.array([], dtype=np.int64), "customer": [], "flag": [], "detail": []})
    return pd.concat(lines, ignore_index=True) if any(map(len, lines)) else none


def counted(marks: Marks, among: np.ndarray) -> dict[str, int]:
    """How many of the customers at the rising places `among` carry each flag, without zeros."""
    found = {flag: np.unique(np.concatenate([mark.positions for mark in marks[flag]])) for flag in marks}
    counts = {flag: int(np.isin(positions, among).sum()) for flag, positions in found.items()}
    return {flag: counts[flag] for flag in FLAGS if counts.get(flag)}


# --- answers given without reading ------------------------------------------------------------------------------------


def straight_liners(scoring: Scoring, raw: dict[str, Raw], valid: np.ndarray) -> tuple[Mark, ...]:
    """Who gave one and the same answer to all of at least five questions with the same scale or the same words.

    Where several sets of questions are so long, she must have done so in each of them.
    """
    groups: dict[tuple, dict[str, np.ndarray]] = {}
    for indicator in scoring.mapped:
        measure, rule = scoring.indicators[indicator], scoring.indicators[indicator].rule
        for column, values in zip(measure.columns, raw[indicator].columns, strict=False):
            if isinstance(rule, Scale):
                groups.setdefault(("scale", rule.low, rule.high), {})[column] = values
            elif isinstance(rule, Words):  # as answered, not as scored
                given = 6 - values if rule.reversed else values
                groups.setdefault(("words", *rule.words), {})[column] = given
    long = {kind: list(columns.values()) for kind, columns in groups.items() if len(columns) >= FEWEST_ANSWERS}
    if not long:
        return ()
    straight, answers = valid, []
    for asked_alike in long.values():
        low, high, count = asked_alike[0], asked_alike[0], (~np.isnan(asked_alike[0])).astype(np.int16)
        for values in asked_alike[1:]:
            low, high = np.fmin(low, values), np.fmax(high, values)
            count += ~np.isnan(values)
        straight = straight & (low == high) & (count >= FEWEST_ANSWERS)
        answers.append(low)
    positions = np.flatnonzero(straight)
    told = [in_words(kind, values[positions]) for kind, values in zip(long, answers, strict=True)]
    asked = sum(map(len, long.values()))
    said = np.array([", ".join(line) for line in zip(*told, strict=True)], dtype=object)
    return (Mark(positions, f"the same answer to all of {asked} questions: {{0}}", (said,)),) if len(said) else ()


def in_words(kind: tuple, values: np.ndarray) -> list[str]:
    """Answers as they were given: numbers of a scale, or the words that points stand for."""
    if kind[0] == "scale":
        return [f"{x:g}" for x in values.tolist()]
    words = [shortened(word, 30) for word in kind[1:]]
    return [repr(words[round((x - 1) / 4 * (len(words) - 1))]) for x in values.tolist()]


def speeders(table: Table, scoring: Scoring, valid: np.ndarray) -> tuple[Mark, ...]:
    """Who took less than a set share of the median duration."""
    column = scoring.review.duration_column
    if column is None or column not in table.headings:
        return ()
    seconds = as_seconds(in_text(table.column(column)))
    known = seconds[valid & ~np.isnan(seconds)]
    if not len(known):
        return ()
    median = float(np.median(known))
    positions = np.flatnonzero(valid & (seconds < scoring.review.fast * median))
    return (
        (Mark(positions, f"took {{0:,.6g}} seconds; the median is {median:,.6g}", (seconds[positions],)),)
        if len(positions)
        else ()
    )


def same_answers(table: Table, scoring: Scoring, raw: dict[str, Raw], valid: np.ndarray) -> tuple[Mark, ...]:
    """Rows equal to an earlier one in every column but ids, times of answering and personal data.

    Not of order lines: two customers who bought alike are two customers.
    """
    columns = answered_columns(table, scoring)
    if len(columns) < FEWEST_ANSWERS or table.reading.how == ADDED_UP:
        return ()
    # Cheap first: only rows equal in all that is scored can be equal in all.
    places = equal_in([among(valid, r.values) for r in raw.values()])
    places = places if valid.all() else np.flatnonzero(valid)[places]
    if not len(places):
        return ()
    rows = as_frame({column: rows_at(table.column(column), places) for column in columns})
    content = pd.util.hash_pandas_object(rows, index=False)
    codes, found = pd.factorize(content)
    firsts = np.full(len(found), -1)
    firsts[codes[::-1]] = places[::-1]
    earlier = firsts[codes]
    again = earlier != places
    if not again.any():
        return ()
    return (Mark(places[again], "equal to row {0} in every answer", (table.rows[earlier[again]],)),)


def equal_in(columns: list[np.ndarray]) -> np.ndarray:
    """Rising places of the rows that have the same numbers in all columns (n,) as some other row."""
    # The columns with the most different values first: few rows are left for the others.
    told = sorted(columns, key=lambda column: -len(np.unique(column[:1000])))
    places = alike_in(told[:MOST_TELLING])
    return places[alike_in([column[places] for column in columns])]


def alike_in(columns: list[np.ndarray]) -> np.ndarray:
    """Rising places of the rows with the same numbers in all columns (n,) as some other row; by keys of 64 bits."""
    key = np.zeros(len(columns[0]), dtype=np.uint64)
    for start in range(0, len(key), BLOCK):
        part = key[start : start + BLOCK]
        for column in columns:
            part *= MIXING
            part += (column[start : start + BLOCK] + 0.0).view(np.uint64)
            part ^= part >> np.uint64(32)
    # Each key lies in a drawer; one alone in its drawer is equal to none, and most of a large file are alone.
    places, bits = np.arange(len(key)), min(len(key).bit_length() + 2, 22)
    for drawers in (key >> np.uint64(64 - bits), key & np.uint64(2**bits - 1)):
        lies_in = drawers[places].astype(np.int64)
        places = places[(np.bincount(lies_in) > 1)[lies_in]]
    return places[pd.Series(key[places]).duplicated(keep=False).to_numpy()]


def among(valid: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The values (n,) of the `valid` (n,) rows; `values` itself where all are."""
    return values if valid.all() else values[valid]


def answered_columns(table: Table, scoring: Scoring) -> list[str]:
    """Columns that hold answers: all that is scored, and the rest without ids, times and personal data."""
    scored = {column for i in scoring.mapped for column in scoring.indicators[i].columns}
    apart = {scoring.id_column, scoring.review.duration_column, *(p.column for p in table.reading.personal)}
    return [
        heading
        for heading in table.headings
        if heading in scored
        or not (
            heading in apart
            or plays("ignored", heading)
            or names_rows(heading)
            or looks_like_dates(table.column(heading))
        )
    ]


# --- unusual values, and customers too new to judge -------------------------------------------------------------------


def usual_limits(scoring: Scoring, raw: dict[str, Raw], valid: np.ndarray) -> Limits:
    """Three interquartile ranges below and above the quartiles of each indicator that is a count, money or a number.

    None for dates, scales and answers in words, and where half of all customers have the same value.
    """
    limits = {}
    for indicator in scoring.mapped:
        measure = scoring.indicators[indicator]
        if measure.dates or not isinstance(measure.rule, Quintiles | Thresholds):
            continue
        x = among(valid, raw[indicator].values)
        x = present(x)[:: max(1, len(x) // MOST_VALUES)]
        if len(x) >= FEWEST_VALUES:
            q1, q3 = np.percentile(x, [25, 75])
            if q3 > q1:
                limits[indicator] = (float(q1 - 3 * (q3 - q1)), float(q3 + 3 * (q3 - q1)))
    return limits


def outliers(raw: dict[str, Raw], valid: np.ndarray, limits: Limits) -> tuple[Mark, ...]:
    """Values beyond the limits: one mark an indicator and side."""
    found = []
    for indicator, (low, high) in limits.items():
        x, label = raw[indicator].values, INDICATORS[indicator].label
        for beyond, usual in ((x > high, f"up to {high:,.4g}"), (x < low, f"from {low:,.4g}")):
            positions = np.flatnonzero(valid & beyond)
            if len(positions):
                found.append(Mark(positions, f"{label}: {{0:,.6g}}; usual is {usual}", (x[positions],)))
    return tuple(found)


def too_new(scoring: Scoring, raw: dict[str, Raw], valid: np.ndarray) -> tuple[Mark, ...]:
    """Who has been a customer for fewer days than the recipe asks for, where the file says it in a plain unit.

    Nobody where that is everybody: a file of a few weeks' orders tells nothing of who is new.
    """
    measure = scoring.indicators.get("persistence")
    unit = days_a_unit(measure) if measure else None
    if unit is None:
        return ()
    days, new = raw["persistence"].values * unit, scoring.review.new_days
    positions = np.flatnonzero(valid & (days < new))
    if len(positions) in (0, (valid & ~np.isnan(days)).sum()):
        return ()
    return (Mark(positions, f"a customer for {{0:,.0f}} days, fewer than {new:,}", (days[positions],)),)


def days_a_unit(measure: Measure) -> float | None:
    """How many days one unit of the measure is, from dates or the unit in its heading; None where that is not plain."""
    if measure.dates:
        return 1.0
    if len(measure.columns) > 1 or measure.choices or not isinstance(measure.rule, Quintiles | Thresholds):
        return None
    words = words_of(measure.columns[0])
    found = {DAYS[word] for word in words if word in DAYS}
    found |= {days for sign, days in UNITS_IN_CHINESE.items() if any(sign in word for word in words)}
    return found.pop() if len(found) == 1 else None
