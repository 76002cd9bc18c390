"""From the cells of an indicator's columns to raw values: numbers, days back, or points of 1 to 5 for answers in words.

Blank and at fault are kept apart: a blank was never answered, a cell at fault holds what cannot be taken.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.importing.choices import count_chosen
from core.importing.coded import Coded, Column, each_once, holds_numbers, holds_text, in_text
from core.importing.mapping.spellings import same_form
from core.importing.values import as_dates, as_numbers, as_words
from core.recipe import Categories, Measure, Scale, Words

# What is wrong with a cell, by its place among the REASONS of core/left_out.py.
UNREADABLE, OFF_SCALE, FUTURE = 2, 3, 4

Dates = tuple[np.ndarray, np.ndarray]  # what as_dates gives


@dataclass(frozen=True, eq=False)
class Raw:
    """One indicator before its scale: values (n,), NaN for blank; faults (n,): 0, UNREADABLE, OFF_SCALE or FUTURE.

    columns: the (n,) values of each column by itself, for rules that hold for answers (scales and words).
    """

    values: np.ndarray
    faults: np.ndarray
    columns: tuple[np.ndarray, ...] = ()


def raw_values(
    table: pd.DataFrame | Mapping[str, Column],
    measure: Measure,
    since: dt.date | None,
    dates: dict[str, Dates] | None = None,
) -> Raw:
    """The measure's columns as one column of numbers: points 1-5 for words and categories, days for dates.

    `table`: its columns by heading, and others; `dates`: those that were read as dates already.
    """
    if measure.choices:
        counts = chosen([table[column] for column in measure.columns], measure)
        raw = Raw(counts, np.zeros(len(counts), dtype=np.int8))
    else:
        known = dates or {}
        read = [one_column(table[column], measure, since, known.get(column)) for column in measure.columns]
        raw = read[0]
        columns = tuple(r.values for r in read)
        if len(read) > 1 or measure.combine == "count_nonzero":
            raw = Raw(combined(np.column_stack(columns), measure), np.max([r.faults for r in read], axis=0))
        if isinstance(measure.rule, Scale | Words) and not measure.dates and measure.combine != "count_nonzero":
            raw = Raw(raw.values, raw.faults, columns)
    if isinstance(measure.rule, Scale):  # whatever the columns were, what comes of them must lie on the scale
        outside = (raw.values < measure.rule.low) | (raw.values > measure.rule.high)
        raw.faults[outside & (raw.faults == 0)] = OFF_SCALE
    return raw


def holds_amounts(measure: Measure) -> bool:
    """Whether raw values are numbers of the file that can be added up over customers, and no answers or counts."""
    number = not isinstance(measure.rule, Scale | Words | Categories)
    return number and not measure.dates and not measure.choices and measure.combine != "count_nonzero"


def one_column(column: Column, measure: Measure, since: dt.date | None, dates: Dates | None = None) -> Raw:
    """One column as numbers, with the cells that cannot be read and those off the declared scale.

    `dates`: the column, where it was read as dates already.
    """
    rule, faults = measure.rule, np.zeros(len(column), dtype=np.int8)
    if isinstance(rule, Words | Categories):
        return from_words(column, rule, measure.no_answers)
    if measure.dates:
        days, unreadable = dates or as_dates(column)
        x = (np.datetime64(since, "D") - days).astype(float)
        x[np.isnat(days)] = np.nan
        faults[x < 0] = FUTURE
    else:
        x, unreadable = as_numbers(column)
        faults[np.isinf(x)] = OFF_SCALE
        if isinstance(rule, Scale) and measure.combine != "count_nonzero":
            faults[(x < rule.low) | (x > rule.high)] = OFF_SCALE
    faults[unreadable] = UNREADABLE
    if measure.no_answers:
        none = gives_no_answer(column, x, measure.no_answers)
        x, faults = np.where(none, np.nan, x), np.where(none, 0, faults).astype(np.int8)
    return Raw(x, faults)


def from_words(column: Column, rule: Words | Categories, no_answers: tuple[str, ...] = ()) -> Raw:
    """Answers in words as points; each different answer is looked up once, however many customers gave it."""
    if holds_text(column):
        found = each_once(column)
    else:
        places, different = pd.factorize(in_text(column))
        found = Coded(places, pd.Series(different))
    answers = [same_form(word) for word in as_words(found.cells)]
    points, none = word_points(rule), {"", *map(same_form, no_answers)}
    known = np.array([np.nan if a in none else points.get(a, np.nan) for a in answers])
    strange = np.array([a not in none and a not in points for a in answers], dtype=np.int8)
    return Raw(found.spread(known, np.nan), found.spread(strange * np.int8(OFF_SCALE), 0))


def gives_no_answer(column: Column, x: np.ndarray, no_answers: tuple[str, ...]) -> np.ndarray:
    """(n,) bool: cells that hold one of the values declared to give no answer, as words or as the number x they are."""
    numbers, _ = as_numbers(pd.Series(no_answers, dtype="str"))
    found = np.isin(x, numbers[~np.isnan(numbers)])
    if not holds_numbers(column):
        found |= as_words(column).str.casefold().isin([same_form(word) for word in no_answers]).to_numpy()
    return found


def chosen(cells: list[Column], measure: Measure) -> np.ndarray:
    """(n,) how many answers were chosen in the cells of some columns; NaN where nothing was answered."""
    columns = [as_words(column) for column in cells]
    none = {same_form(word) for word in measure.no_answers}
    if none:
        columns = [words.where(~words.str.casefold().isin(none), "") for words in columns]
    return count_chosen(columns)


def word_points(rule: Words | Categories) -> dict[str, float]:
    """Score 1-5 of each answer, by its `same_form`; other spellings of a word have its score."""
    if isinstance(rule, Categories):
        return {same_form(word): points for word, points in rule.scores.items()}
    steps = np.linspace(5, 1, len(rule.words)) if rule.reversed else np.linspace(1, 5, len(rule.words))
    points = {same_form(word): float(p) for word, p in zip(rule.words, steps, strict=True)}
    others = {same_form(other): points.get(same_form(word)) for other, word in rule.variants.items()}
    return {other: p for other, p in others.items() if p is not None} | points


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
