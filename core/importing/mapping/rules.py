"""Which rule fits columns that stand for an indicator, by what they hold; and a rule of another kind to begin with."""

import re
from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd

from core.importing.coded import Column
from core.importing.mapping.answers import rule_for_answers
from core.importing.mapping.contents import AGREEMENT, Seen, all_answers, look_at
from core.importing.mapping.declared_scales import as_labelled, rule_for_labels
from core.importing.mapping.headings import words_of
from core.importing.mapping.own_questionnaire import own_measure
from core.importing.table import Table
from core.importing.values import as_dates, as_numbers, as_words
from core.indicators import RFM
from core.recipe import Categories, Measure, Quintiles, Rule, Scale, Thresholds, Words

Combine = Literal["sum", "mean", "count_nonzero"]
MOST_CATEGORIES = 200
DECLARED = re.compile(r"[(\[（]\s*(\d+)\s*(?:-|\u2013|to|bis|至|到|~)\s*(\d+)[^)）\]]*[)\]）]", re.IGNORECASE)
COUNTED = re.compile(
    r"hour|minute|day|month|year|count|number|^num|^no\b|amount|times|quantity|qty|tier|tenure|\bage\b|"
    r"次|数|天|月|年|金额|时长|城市",
    re.IGNORECASE,
)


def propose_measure(table: Table, indicator: str, columns: tuple[str, ...]) -> Measure:
    """The columns as the source of an indicator, with the rule that fits their values."""
    labels = table.reading.scales.get(columns[0], ())
    first = as_labelled(look_at(table.column(columns[0])), table.column(columns[0]), labels)
    declared = rule_for_labels(labels, first)
    if first.kind == "words" and rule_for_answers(first.answers, indicator) is None and declared is None:
        rule = all_in_the_middle([table.column(c) for c in columns])
        return Measure(columns=columns, rule=rule, blanks="exclude" if indicator in RFM else "median")
    return measure_for(indicator, columns, table, first)[0]


def measure_for(
    indicator: str,
    columns: tuple[str, ...],
    table: Table,
    first: Seen,
    combine: Combine = "sum",
    opposite: bool = False,
    choices: bool = False,
) -> tuple[Measure, str]:
    """How the columns are scored, and a remark that says why; `first` is what the first of them holds.

    `opposite`: high is bad, as in "complaints"; `choices`: each column stands for one option that could be chosen.
    """
    if len(columns) == 1 and (own := own_measure(indicator, columns[0], table.column(columns[0]), first)):
        return own
    labels = table.reading.scales.get(columns[0], ())
    first = as_labelled(first, table.column(columns[0]), labels)
    declared = rule_for_labels(labels, first, opposite)
    dates = first.kind == "dates"
    remark = ""
    choices = choices or first.kind == "choices"
    fifths = Quintiles(reversed=indicator == "recency" or opposite)
    rule: Quintiles | Scale | Words | Categories = fifths
    if choices:
        remark = "the answers chosen are counted, and the counts scored by fifths"
    elif first.kind == "words":
        # Of every row and column: a rare answer must be placed as well.
        counts = all_answers([table.column(column) for column in columns])
        found = rule_for_answers(counts, indicator, opposite)
        found = found or rule_for_answers(first.answers, indicator, opposite)
        rule, remark = found or declared or (rule, "answers without a known order: please set their scores")
    elif first.kind == "numbers" and (len(columns) == 1 or combine == "mean"):
        rule, remark = declared or _rule_for_numbers(first, columns[0], indicator, fifths)
    elif dates:
        remark = "dates, counted back from the reference date"
    if not remark and not len(first.numbers):
        remark = "neither numbers nor answers that repeat: please check"
    elif not remark:
        x = first.numbers
        form = ",.0f" if np.all(x % 1 == 0) else ",.2f"
        remark = f"numbers from {x.min():{form}} to {x.max():{form}}, scored by fifths"
    blanks: Literal["exclude", "median"] = "exclude" if indicator in RFM else "median"
    measure = Measure(columns=columns, combine=combine, dates=dates, choices=choices, rule=rule, blanks=blanks)
    return measure, remark


def _rule_for_numbers(seen: Seen, heading: str, indicator: str, default: Quintiles) -> tuple[Quintiles | Scale, str]:
    """A declared scale where heading or values show one, else fifths; and what to say of it ("" for fifths)."""
    if declared := DECLARED.search(heading):
        low, high = int(declared[1]), int(declared[2])
        if 0 <= low < high <= 100 and seen.share(low, high, whole=False) >= 0.95:
            return Scale(low=low, high=high), f"the heading declares {low} to {high}"
    turned = default.reversed and indicator != "recency"
    if indicator in (*AGREEMENT, "repeat") and seen.distinct == 2 and seen.share(0, 1) == 1:
        return Scale(low=0, high=1, reversed=turned), "0 or 1" + (", turned round: 1 is bad" if turned else "")
    if not COUNTED.search(" ".join(words_of(heading))):
        if seen.share(1, 5) >= 0.95 and indicator != "basic" and len(np.unique(seen.numbers)) > 1:
            nps = "nps" in words_of(heading)
            high = 10 if nps else 5
            return Scale(low=0 if nps else 1, high=high, reversed=turned), _declared(0 if nps else 1, high)
        if indicator == "recommend" and seen.share(0, 10) >= 0.95:
            return Scale(low=0, high=10), _declared(0, 10)
    if indicator == "basic" and "tier" in words_of(heading):
        return Quintiles(reversed=True), "tier 1 taken as the best, scored by fifths: please check"
    return default, ""


def _declared(low: int, high: int) -> str:
    return f"declared {low} to {high}, proposed from the values seen: please check"


def starting_rule(kind: str, columns: list[pd.Series], measure: Measure) -> Rule:
    """A rule of the wanted kind to begin with, made from the values in the columns."""
    turned = getattr(measure.rule, "reversed", False)
    if kind == "quintiles":
        return Quintiles(reversed=turned)
    if kind in ("words", "categories"):
        categories = all_in_the_middle(columns)
        answers = tuple(categories.scores)
        return categories if kind == "categories" or len(answers) < 2 else Words(words=answers, reversed=turned)
    numbers = np.concatenate([days_back(c) if measure.dates else as_numbers(c)[0] for c in columns])
    present = numbers[np.isfinite(numbers)]
    if not len(present):
        return Scale(reversed=turned)
    if kind == "scale":
        low, high = float(present.min()), float(present.max())
        return Scale(low=low, high=high if high > low else low + max(1.0, abs(low)), reversed=turned)
    a, b, c, d = (float(f"{edge:.3g}") for edge in np.quantile(present, [0.2, 0.4, 0.6, 0.8]))
    return Thresholds(edges=(a, b, c, d), reversed=turned)


def days_back(column: pd.Series) -> np.ndarray:
    """(n,) days from each date to the day after the column's last one; NaN where there is none."""
    dates, _ = as_dates(column)
    days = np.full(len(dates), np.nan)
    present = ~np.isnat(dates)
    if present.any():
        days[present] = (dates[present].max() - dates[present]).astype(float) + 1
    return days


def all_in_the_middle(columns: Sequence[Column]) -> Categories:
    """Every different answer with the score 3: only the user knows which is better."""
    answers = pd.concat([as_words(column) for column in columns]).value_counts()
    return Categories(scores={str(a): 3.0 for a in answers.index[:MOST_CATEGORIES] if a})
