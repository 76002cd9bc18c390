"""From raw columns to scores of 1 to 5, and to the list of customers that cannot be scored (METHOD.md section 2).

Top is always best: reversed answers and "days since" are turned round here and nowhere else. Scores are real numbers,
never rounded. What is learned from the customers themselves (edges of quintiles, medians for blanks, the reference
date) is kept in `Fitted`, so that a later file is scored by the same edges.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from rapidfuzz import process

from core.importing.table import Table
from core.importing.values import as_dates, as_ids, as_numbers, as_words, reference_date
from core.indicators import INDICATORS
from core.problems import DataProblem, shortened
from core.recipe import Categories, Measure, Quintiles, Scale, Scoring, Thresholds, Words

# Why a row is left out. A row with several faults is listed under the first of these; 0 stands for "none".
REASONS = ("blank", "unreadable", "off the scale", "in the future", "double")
BLANK, UNREADABLE, OFF_SCALE, FUTURE, DOUBLE = range(1, 6)


@dataclass(frozen=True, eq=False)
class Fitted:
    """What scoring learned: the reference date, four rising raw edges per quintile indicator, and median scores."""

    reference_date: dt.date | None
    edges: dict[str, tuple[float, ...]]
    medians: dict[str, float]


@dataclass(frozen=True, eq=False)
class Scores:
    """Scores of the n valid customers on k mapped indicators.

    indicators: k ids in the order of Table 1; values: (n, k), 1-5; ids: (n,) unique strings; positions: (n,) places in
    the table, rows: (n,) their row numbers in the user's program. filled: blanks filled per indicator. excluded: one
    line per row left out (row, customer, reason, detail).
    """

    indicators: tuple[str, ...]
    values: np.ndarray
    ids: np.ndarray
    positions: np.ndarray
    rows: np.ndarray
    filled: dict[str, int]
    excluded: pd.DataFrame
    fitted: Fitted

    def column(self, indicator: str) -> np.ndarray:
        """(n,) scores of one mapped indicator."""
        return self.values[:, self.indicators.index(indicator)]

    @property
    def constant(self) -> tuple[str, ...]:
        """Indicators on which every valid customer has the same score: they tell nobody apart."""
        same = np.ptp(self.values, axis=0) == 0
        return tuple(i for i, flat in zip(self.indicators, same, strict=True) if flat)

    @property
    def excluded_by_reason(self) -> dict[str, int]:
        """Rows left out per reason, in the order of REASONS, without zeros."""
        counts = self.excluded["reason"].value_counts()
        return {reason: int(counts[reason]) for reason in REASONS if reason in counts}


@dataclass(frozen=True, eq=False)
class Raw:
    """One indicator before its scale: values (n,), NaN for blank; faults (n,): 0, UNREADABLE, OFF_SCALE or FUTURE."""

    values: np.ndarray
    faults: np.ndarray


def score(table: Table, scoring: Scoring, fitted: Fitted | None = None, today: dt.date | None = None) -> Scores:
    """Scores of the valid customers in `table`; with `fitted`, by the edges and medians kept from a former file.

    Days are counted from the table's own reference date unless the recipe fixes one: a later file is later.

    A row is left out where a cell is blank that must not be, cannot be read or lies off its scale, or where another
    valid row has the same id; each such row is listed with its first reason. Raises DataProblem where a mapped column
    is not in the table, or where no row is valid.
    """
    if not scoring.mapped:
        raise DataProblem("no column is chosen for any indicator", file=table.name, fix="choose at least R, F and M")
    check_columns(table, scoring)
    since = reference_of(table, scoring, today or dt.date.today())
    raw = {i: raw_values(table.frame, scoring.indicators[i], since) for i in scoring.mapped}

    ids = customer_ids(table, scoring.id_column)
    reason, culprit = first_faults(raw, scoring)
    mark_doubles(ids, reason, scoring.duplicates)
    positions = np.flatnonzero(reason == 0)
    excluded = describe_excluded(table, scoring, ids, reason, culprit)
    if not len(positions):
        counts = ", ".join(f"{n:,} {r}" for r, n in excluded["reason"].value_counts().items())
        raise DataProblem(
            f"none of the {len(table.frame):,} rows is a valid customer ({counts})",
            file=table.name,
            sheet=table.sheet,
            fix="check which column stands for which indicator, and its scale",
        )

    edges, medians, filled = {}, {}, {}
    values = np.empty((len(positions), len(scoring.mapped)))
    for k, indicator in enumerate(scoring.mapped):
        measure, x = scoring.indicators[indicator], raw[indicator].values[positions]
        present = ~np.isnan(x)
        if isinstance(measure.rule, Quintiles):
            kept = fitted.edges[indicator] if fitted else quintile_edges(x[present], measure.rule.reversed)
            edges[indicator] = kept
            points = by_edges(x, kept, measure.rule.reversed)
        else:
            points = by_rule(x, measure)
        if not present.all():
            medians[indicator] = fitted.medians.get(indicator, 3.0) if fitted else middle(points[present])
            points[~present] = medians[indicator]
            filled[indicator] = int((~present).sum())
        elif fitted is None and present.any():
            medians[indicator] = middle(points)
        values[:, k] = points
    fit = fitted or Fitted(since, edges, medians)
    return Scores(scoring.mapped, values, ids[positions], positions, table.rows[positions], filled, excluded, fit)


# --- columns and dates ----------------------------------------------------------------------------------------------


def check_columns(table: Table, scoring: Scoring) -> None:
    """Raise DataProblem for the first column that the recipe names and the table lacks."""
    named = [c for i in scoring.mapped for c in scoring.indicators[i].columns]
    for column in [*named, *([scoring.id_column] if scoring.id_column else [])]:
        check_column(table, column)


def check_column(table: Table, column: str) -> None:
    """Raise DataProblem, with the nearest heading there is, where the table has no such column."""
    if column not in table.frame.columns:
        near = process.extractOne(column, list(table.frame.columns), score_cutoff=60)
        raise DataProblem(
            f"there is no column {shortened(column)!r}",
            file=table.name,
            sheet=table.sheet,
            fix=f"did you mean {shortened(near[0])!r}?" if near else "choose another column or another recipe",
        )


def reference_of(table: Table, scoring: Scoring, today: dt.date) -> dt.date | None:
    """The recipe's reference date, else the one found from the dates of recency, else of any other date column."""
    if scoring.reference_date:
        return scoring.reference_date
    dated = [i for i in ("recency", *scoring.mapped) if i in scoring.indicators and scoring.indicators[i].dates]
    if not dated:
        return None
    columns = scoring.indicators[dated[0]].columns
    found = reference_date(np.concatenate([as_dates(table.frame[c])[0] for c in columns]), today)
    if found is None:
        raise DataProblem(
            "no date can be read", file=table.name, sheet=table.sheet, column=columns[0], fix="choose a column of dates"
        )
    return found


def customer_ids(table: Table, id_column: str | None) -> np.ndarray:
    """(n,) ids as text; a customer without one is known by her row, as `row 17`."""
    rows = np.char.add("row ", table.rows.astype(str)).astype(object)
    if id_column is None:
        return rows
    ids = as_ids(table.frame[id_column]).to_numpy(dtype=object)
    return np.where(ids == "", rows, ids)


# --- raw values -----------------------------------------------------------------------------------------------------


def raw_values(frame: pd.DataFrame, measure: Measure, since: dt.date | None) -> Raw:
    """The measure's columns as one column of numbers: positions 1-5 for words and categories, days for dates."""
    read = [one_column(frame[column], measure, since) for column in measure.columns]
    raw = read[0]
    if len(read) > 1 or measure.combine == "count_nonzero":
        stack = np.column_stack([r.values for r in read])
        raw = Raw(combined(stack, measure), np.max([r.faults for r in read], axis=0))
    if isinstance(measure.rule, Scale):  # whatever the columns were, what comes of them must lie on the scale
        outside = (raw.values < measure.rule.low) | (raw.values > measure.rule.high)
        raw.faults[outside & (raw.faults == 0)] = OFF_SCALE
    return raw


def one_column(column: pd.Series, measure: Measure, since: dt.date | None) -> Raw:
    """One column as numbers, with the cells that cannot be read and those off the declared scale."""
    rule, faults = measure.rule, np.zeros(len(column), dtype=np.int8)
    if isinstance(rule, Words | Categories):
        points = word_points(rule)
        # Each different answer is looked up once, however many customers gave it.
        codes, answers = pd.factorize(as_words(column))
        known = np.array([points.get(a.casefold(), np.nan) if a else np.nan for a in answers] or [np.nan])
        x = known[codes]
        faults[np.isnan(x) & np.array([a != "" for a in answers] or [False])[codes]] = OFF_SCALE
        return Raw(x, faults)
    if measure.dates:
        dates, unreadable = as_dates(column)
        x = (np.datetime64(since, "D") - dates).astype(float)
        x[np.isnat(dates)] = np.nan
        faults[x < 0] = FUTURE
    else:
        x, unreadable = as_numbers(column)
        faults[np.isinf(x)] = OFF_SCALE
        if isinstance(rule, Scale) and measure.combine != "count_nonzero":
            faults[(x < rule.low) | (x > rule.high)] = OFF_SCALE
    faults[unreadable] = UNREADABLE
    return Raw(x, faults)


def word_points(rule: Words | Categories) -> dict[str, float]:
    """Score 1-5 of each answer, in lower case."""
    if isinstance(rule, Categories):
        return {" ".join(word.split()).casefold(): points for word, points in rule.scores.items()}
    steps = np.linspace(5, 1, len(rule.words)) if rule.reversed else np.linspace(1, 5, len(rule.words))
    return {" ".join(word.split()).casefold(): float(p) for word, p in zip(rule.words, steps, strict=True)}


def combined(stack: np.ndarray, measure: Measure) -> np.ndarray:
    """Several columns (n, c) as one (n,), without the blanks; all blank stays blank. Points are never summed."""
    blank = np.isnan(stack).all(axis=1)
    safe = np.nan_to_num(stack)
    if measure.combine == "max":
        x = np.where(np.isnan(stack), -np.inf, stack).max(axis=1)
    elif measure.combine == "count_nonzero":
        x = (safe != 0).sum(axis=1).astype(float)
    elif measure.combine == "mean" or isinstance(measure.rule, Words | Categories | Scale):
        x = safe.sum(axis=1) / np.maximum((~np.isnan(stack)).sum(axis=1), 1)
    else:
        x = safe.sum(axis=1)
    x[blank] = np.nan
    return x


# --- rules ----------------------------------------------------------------------------------------------------------


def by_rule(x: np.ndarray, measure: Measure) -> np.ndarray:
    """(n,) scores 1-5 of raw values under any rule but quintiles; NaN stays NaN."""
    rule = measure.rule
    if isinstance(rule, Scale):
        share = (x - rule.low) / (rule.high - rule.low)
        return 1 + 4 * (1 - share if rule.reversed else share)
    if isinstance(rule, Thresholds):
        return by_edges(x, rule.edges, rule.reversed)
    return x.copy()  # words and categories are points already


def by_edges(x: np.ndarray, edges: tuple[float, ...], is_reversed: bool) -> np.ndarray:
    """1 + the number of edges reached, from below, or from above when reversed; NaN stays NaN."""
    points = np.ones(len(x))
    for edge in edges:
        points += x <= edge if is_reversed else x >= edge
    points[np.isnan(x)] = np.nan
    return points


def quintile_edges(x: np.ndarray, is_reversed: bool) -> tuple[float, ...]:
    """Four rising edges that give min(5, 1 + floor(5 (average rank - 0.5)/n)); equal values get equal scores.

    An edge is the first value that reaches the next score. One that no value reaches lies just beyond the last value.
    """
    if not len(x):
        return (0.0, 0.0, 0.0, 0.0)
    found, counts = np.unique(-x if is_reversed else x, return_counts=True)
    # In halves, so that the division is of whole numbers: 2 (average rank - 0.5) = 2 (below) + (equal).
    twice = 2 * (np.cumsum(counts) - counts) + counts
    points = np.minimum(5, 1 + 5 * twice // (2 * len(x)))
    beyond = np.nextafter(found[-1], np.inf)
    firsts = np.searchsorted(points, [2, 3, 4, 5])
    edges = np.append(found, beyond)[firsts]
    return tuple(float(e) for e in (-edges[::-1] if is_reversed else edges))


def middle(points: np.ndarray) -> float:
    """The median score; 3 where nobody answered."""
    return float(np.median(points)) if len(points) else 3.0


# --- rows left out --------------------------------------------------------------------------------------------------


def first_faults(raw: dict[str, Raw], scoring: Scoring) -> tuple[np.ndarray, np.ndarray]:
    """For each of n rows the first reason to leave it out, as its number, and the place of the indicator at fault."""
    columns = []
    for indicator, r in raw.items():
        faults = np.where(r.faults > 0, r.faults, 99)
        if scoring.indicators[indicator].blanks == "exclude":
            faults[np.isnan(r.values) & (r.faults == 0)] = BLANK
        columns.append(faults)
    stack = np.column_stack(columns)
    culprit = stack.argmin(axis=1)
    reason = stack[np.arange(len(stack)), culprit]
    return np.where(reason == 99, 0, reason).astype(np.int8), culprit


def mark_doubles(ids: np.ndarray, reason: np.ndarray, keep: str) -> None:
    """Mark, in place, all but the first or last of the otherwise valid rows that share an id."""
    valid = np.flatnonzero(reason == 0)
    reason[valid[pd.Series(ids[valid]).duplicated(keep="last" if keep == "last" else "first").to_numpy()]] = DOUBLE


def describe_excluded(
    table: Table, scoring: Scoring, ids: np.ndarray, reason: np.ndarray, culprit: np.ndarray
) -> pd.DataFrame:
    """One line per row left out: its row number, customer, reason, and a sentence with column and value."""
    details = np.full(len(reason), "", dtype=object)
    doubles = np.flatnonzero(reason == DOUBLE)
    details[doubles] = [f"another valid row has the id {shortened(i)!r}" for i in ids[doubles]]
    for place, indicator in enumerate(scoring.mapped):
        rows = np.flatnonzero((reason > 0) & (reason < DOUBLE) & (culprit == place))
        measure = scoring.indicators[indicator]
        cells = [[cell_words(v, c) for v in table.frame[c].iloc[rows]] for c in measure.columns]
        after = accepted(measure)
        details[rows] = [
            f"{INDICATORS[indicator].label} - {', '.join(line)}{after}" for line in zip(*cells, strict=True)
        ]
    out = np.flatnonzero(reason)
    return pd.DataFrame(
        {
            "row": table.rows[out],
            "customer": ids[out],
            "reason": [REASONS[r - 1] for r in reason[out]],
            "detail": details[out],
        }
    )


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
