"""From raw columns to scores of 1 to 5, and to the list of customers that cannot be scored (METHOD.md section 2).

    cells -> raw values -> rows left out, rows flagged -> rules -> scores -> blanks filled
          raw_values     left_out       review          rules_applied     blanks

Top is always best: reversed answers and "days since" are turned round here and nowhere else. Scores are real numbers,
never rounded. What is learned from the customers themselves (edges of quintiles, medians and donors for blanks, the
reference date) is kept in `Fitted`, so that a later file is scored by the same edges.
"""

import datetime as dt
import hashlib
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz import process

from core import review
from core.blanks import donors_of, fill_blanks
from core.importing.coded import in_arrow
from core.importing.personal.pseudonyms import pseudonyms
from core.importing.table import Table
from core.importing.values import as_dates, as_ids, reference_date
from core.indicators import RFM
from core.left_out import REASONS, describe_excluded, first_faults, mark_doubles, mark_flagged, merge_doubles
from core.problems import DataProblem, shortened
from core.raw_values import Dates, Raw, raw_values
from core.recipe import Scoring
from core.rules_applied import Pointed

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Fitted:
    """What scoring learned from a file.

    The reference date, four rising raw edges per quintile indicator, median scores, the scores (m, k) of the customers
    that blanks are filled from where "similar" is asked for, and the limits of usual values.
    """

    reference_date: dt.date | None
    edges: dict[str, tuple[float, ...]]
    medians: dict[str, float]
    donors: np.ndarray | None = None
    limits: review.Limits = field(default_factory=dict)

    @property
    def hash(self) -> str:
        """Of everything in it."""
        plain = (self.reference_date, self.edges, self.medians, self.limits)
        digest = hashlib.sha256(repr(plain).encode())
        digest.update(b"" if self.donors is None else np.ascontiguousarray(self.donors).tobytes())
        return digest.hexdigest()


@dataclass(frozen=True, eq=False)
class Scores:
    """Scores of the n valid customers on k mapped indicators.

    indicators: k ids in the order of Table 1; values: (n, k), 1-5; names: (n,) unique texts; positions: (n,) places in
    the table, rows: (n,) their row numbers in the user's program. blanks: cells without an answer per indicator, of all
    rows; filled: those of the valid customers, which were filled. excluded: one line per row left out (row, customer,
    reason, detail), those left out when the file was read among them. marks: what is flagged for review (see flags).
    raw: (n,) values of R, F and M before scoring: numbers, days ago, or points of answers in words; NaN for a blank.
    """

    indicators: tuple[str, ...]
    values: np.ndarray
    names: pd.Series
    positions: np.ndarray
    rows: np.ndarray
    blanks: dict[str, int]
    filled: dict[str, int]
    excluded: pd.DataFrame
    fitted: Fitted
    marks: review.Marks = field(default_factory=dict)
    raw: dict[str, np.ndarray] = field(default_factory=dict)

    @cached_property
    def ids(self) -> np.ndarray:
        """(n,) names of the customers as strings of Python, made when they are first asked for: a million take time."""
        return self.names.to_numpy(dtype=object)

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
        """Rows left out per reason, without zeros: those of REASONS in their order, then those of reading the file."""
        counts = {str(reason): int(n) for reason, n in self.excluded["reason"].value_counts().items()}
        return {
            reason: counts[reason] for reason in (*REASONS, *sorted(set(counts) - set(REASONS))) if reason in counts
        }

    @property
    def flagged(self) -> dict[str, int]:
        """Valid customers per flag, without zeros."""
        return review.counted(self.marks, self.positions)

    def flags(self, table: Table) -> pd.DataFrame:
        """One line a flag of a valid customer (row, customer, flag, detail); `table` is the one that was scored."""
        return review.flags(table, self.marks, self.ids, self.positions)


def score(table: Table, scoring: Scoring, fitted: Fitted | None = None, today: dt.date | None = None) -> Scores:
    """Scores of the valid customers in `table`; with `fitted`, by what was learned from a former file.

    Days are counted from the table's own reference date unless the recipe fixes one: a later file is later.

    A row is left out where a cell is blank that must not be, cannot be read or lies off its scale, where it carries a
    flag that the recipe leaves out, or where another valid row has the same id; each such row is listed with its first
    reason. Raises DataProblem where a mapped column is not in the table, or where no row is valid.
    """
    if not scoring.mapped:
        raise DataProblem("no column is chosen for any indicator", file=table.name, fix="choose at least R, F and M")
    check_columns(table, scoring)
    with ThreadPoolExecutor(1) as beside:
        named = beside.submit(customer_ids, table, scoring)
        since, raw = read_values(table, scoring, today or dt.date.today())
    ids = named.result()
    reason, culprit = first_faults(raw, scoring)
    marks, limits = review.find_flags(table, scoring, raw, reason == 0, fitted.limits if fitted else None)
    mark_flagged(reason, marks, scoring.review.leave_out)
    blanks = {i: int(np.count_nonzero(np.isnan(r.values) & (r.faults == 0))) for i, r in raw.items()}
    if scoring.id_column is not None:
        sharing = mark_doubles(ids, reason, "last" if scoring.duplicates == "last" else "first")
        if scoring.duplicates == "mean" and len(sharing):
            raw = merge_doubles(raw, ids, sharing)
    positions = np.flatnonzero(reason == 0)
    everybody = len(positions) == len(reason)
    excluded = describe_excluded(table, scoring, ids, reason, culprit, marks)
    if not len(positions):
        raise none_valid(table, excluded)

    def of_the_valid(indicator: str) -> np.ndarray:
        x = raw[indicator].values
        return x if everybody else x[positions]

    # One indicator behind the other in memory: a million customers written row by row take four times as long.
    values = np.empty((len(scoring.mapped), len(positions))).T

    def pointed(indicator: str) -> Pointed:
        kept = fitted.edges.get(indicator) if fitted else None
        column = values[:, scoring.mapped.index(indicator)]
        return Pointed.of(of_the_valid(indicator), scoring.indicators[indicator], kept, column)

    points = side_by_side(pointed, scoring.mapped)
    empty = {i: p.blank for i, p in points.items()}
    edges = {i: p.edges for i, p in points.items() if p.edges is not None}
    medians = {i: p.median for i, p in points.items()}
    fit = fitted or Fitted(since, edges, medians, donors_of(values, scoring), limits)
    filled = fill_blanks(values, empty, scoring, fit.medians, fit.donors)
    rows = table.rows[positions]
    before = {i: of_the_valid(i) for i in RFM if i in raw}
    names = ids if everybody else ids.iloc[positions]
    return Scores(scoring.mapped, values, names, positions, rows, blanks, filled, excluded, fit, marks, before)


def read_values(table: Table, scoring: Scoring, today: dt.date) -> tuple[dt.date | None, dict[str, Raw]]:
    """The reference date, and the raw values of each mapped indicator; each column of dates is read once."""
    dated = [scoring.indicators[i] for i in scoring.mapped if scoring.indicators[i].dates]
    days = tuple(dict.fromkeys(c for measure in dated if not measure.choices for c in measure.columns))
    dates = side_by_side(lambda column: as_dates(table.column(column)), days)
    since = reference_of(table, scoring, today, dates)
    raw = side_by_side(lambda i: raw_values(table.held, scoring.indicators[i], since, dates), scoring.mapped)
    return since, raw


def side_by_side(make: Callable[[str], T], names: tuple[str, ...]) -> dict[str, T]:
    """What `make` makes of each column or indicator, on all cores: the arrays are long and share nothing."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(zip(names, pool.map(make, names), strict=True))


def none_valid(table: Table, excluded: pd.DataFrame) -> DataProblem:
    """The refusal of a table without a valid row, with the counts of what stands in the way."""
    counts = ", ".join(f"{n:,} {r}" for r, n in excluded["reason"].value_counts().items())
    return DataProblem(
        f"none of the {len(excluded):,} rows is a valid customer ({counts})",
        file=table.name,
        sheet=table.sheet,
        fix="check which column stands for which indicator, and its scale",
    )


# --- columns, dates and ids -------------------------------------------------------------------------------------------


def check_columns(table: Table, scoring: Scoring) -> None:
    """Raise DataProblem for the first column that the recipe names and the table lacks."""
    named = [*(c for i in scoring.mapped for c in scoring.indicators[i].columns), scoring.id_column]
    for column in filter(None, [*named, scoring.review.duration_column]):
        check_column(table, column)


def check_column(table: Table, column: str) -> None:
    """Raise DataProblem, with the nearest heading there is, where the table has no such column."""
    if column not in table.headings:
        if any(personal.column == column for personal in table.reading.personal):
            fix = "it holds personal data and is left out: keep it on the Data page (file.keep_personal in a recipe)"
            raise DataProblem(f"there is no column {shortened(column)!r}", file=table.name, sheet=table.sheet, fix=fix)
        near = process.extractOne(column, table.headings, score_cutoff=60)
        raise DataProblem(
            f"there is no column {shortened(column)!r}",
            file=table.name,
            sheet=table.sheet,
            fix=f"did you mean {shortened(near[0])!r}?" if near else "choose another column or another recipe",
        )


def reference_of(
    table: Table, scoring: Scoring, today: dt.date, dates: dict[str, Dates] | None = None
) -> dt.date | None:
    """The recipe's reference date, else the one found from the dates of recency, else of any other date column.

    `dates`: columns that were read as dates already.
    """
    if scoring.reference_date:
        return scoring.reference_date
    dated = [i for i in ("recency", *scoring.mapped) if i in scoring.indicators and scoring.indicators[i].dates]
    if not dated:
        return None
    columns = scoring.indicators[dated[0]].columns
    read = [(dates or {}).get(c) or as_dates(table.column(c)) for c in columns]
    found = reference_date(np.concatenate([days for days, _ in read]), today)
    if found is None:
        raise DataProblem(
            "no date can be read", file=table.name, sheet=table.sheet, column=columns[0], fix="choose a column of dates"
        )
    return found


def customer_ids(table: Table, scoring: Scoring) -> pd.Series:
    """(n,) ids as text, or their pseudonyms; a customer without one is known by her row, as `row 17`."""
    if scoring.id_column is None:
        return by_row(table.rows)
    ids = as_ids(table.column(scoring.id_column))
    if scoring.pseudonyms:
        ids = pd.Series(pseudonyms(ids.to_numpy(dtype=object)), dtype="str")
    blank = np.flatnonzero(pc.equal(pc.binary_length(in_arrow(ids)), 0))
    if len(blank):
        ids.iloc[blank] = by_row(table.rows[blank]).array
    return ids


def by_row(rows: np.ndarray) -> pd.Series:
    """(n,) names of customers who have no id."""
    numbers = pc.cast(pa.array(rows), pa.string())
    return pd.Series(pc.binary_join_element_wise("row", numbers, " ").to_pandas(), dtype="str")
