"""How a column that a user chose is scored, until she says otherwise."""

import numpy as np
import pandas as pd

from core.importing.mapping import Candidate, _measure, look_at, rule_for_answers
from core.importing.table import Table
from core.importing.values import as_dates, as_numbers, as_words
from core.indicators import RFM
from core.recipe import Categories, Measure, Quintiles, Rule, Scale, Thresholds, Words

MOST_CATEGORIES = 200


def propose_measure(table: Table, indicator: str, columns: tuple[str, ...]) -> Measure:
    """The columns as the source of an indicator, with the rule that fits their values."""
    seen = {column: look_at(table.frame[column]) for column in columns}
    first = seen[columns[0]]
    if first.kind == "words" and rule_for_answers(first.answers, indicator) is None:
        rule = all_in_the_middle([table.frame[c] for c in columns])
        return Measure(columns=columns, rule=rule, blanks="exclude" if indicator in RFM else "median")
    return _measure(Candidate(indicator, columns, "sum", 1.0, ""), table, seen)[0]


def starting_rule(kind: str, columns: list[pd.Series], measure: Measure) -> Rule:
    """A rule of the wanted kind to begin with, made from the values in the columns."""
    turned = getattr(measure.rule, "reversed", False)
    if kind == "quintiles":
        return Quintiles(reversed=turned)
    if kind in ("words", "categories"):
        categories = all_in_the_middle(columns)
        answers = tuple(categories.scores)
        return categories if kind == "categories" or len(answers) < 2 else Words(words=answers, reversed=turned)
    numbers = np.concatenate([as_dates(c)[0].astype(float) if measure.dates else as_numbers(c)[0] for c in columns])
    present = numbers[~np.isnan(numbers)]
    if not len(present):
        return Scale(reversed=turned)
    if kind == "scale":
        low, high = float(present.min()), float(present.max())
        return Scale(low=low, high=high if high > low else low + 1, reversed=turned)
    a, b, c, d = (float(f"{edge:.3g}") for edge in np.quantile(present, [0.2, 0.4, 0.6, 0.8]))
    return Thresholds(edges=(a, b, c, d), reversed=turned)


def all_in_the_middle(columns: list[pd.Series]) -> Categories:
    """Every different answer with the score 3: only the user knows which is better."""
    answers = pd.concat([as_words(column) for column in columns]).value_counts()
    return Categories(scores={str(a): 3.0 for a in answers.index[:MOST_CATEGORIES] if a})
