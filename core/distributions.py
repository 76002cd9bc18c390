"""How an indicator's values lie before scoring, and its scores after: few bars, counted once for all customers."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.importing.mapping.spellings import same_form
from core.importing.values import as_words
from core.problems import DataProblem, shortened
from core.raw_values import raw_values
from core.recipe import Categories, Measure, Words
from core.study import Study

MOST_BARS = 12  # different values that have a bar each
BINS = 16


@dataclass(frozen=True, eq=False)
class Bars:
    """Customers per value or range of values, in rising order; `unit` says of what, in a word or two.

    beyond: how many lie far outside the usual range and were counted in the outer bars; seen: the lowest and highest
    number.
    """

    labels: tuple[str, ...]
    counts: np.ndarray
    unit: str
    beyond: int = 0
    seen: tuple[float, float] | None = None

    @property
    def in_words(self) -> str:
        """The picture in one sentence, for those who do not see it."""
        if not len(self.labels):
            return f"No {self.unit} can be read."
        most = self.labels[int(self.counts.argmax())]
        ends = f"{self.labels[0]} to {self.labels[-1]}"
        return f"{self.counts.sum():,} customers by {self.unit}, {ends}; most at {most}."


def before_and_after(study: Study, indicator: str) -> tuple[Bars, Bars | None]:
    """Raw values and scores of the valid customers; of all rows, and None, where no score can be computed."""
    return study.memo.get(f"bars of {indicator}", study.key("scores"), lambda: _both(study, indicator))


def _both(study: Study, indicator: str) -> tuple[Bars, Bars | None]:
    table, measure = study.customers(), study.recipe.scoring.indicators[indicator]
    columns = [c for c in measure.columns if c in table.frame.columns]
    if len(columns) < len(measure.columns):
        return Bars((), np.array([]), "value"), None
    try:
        scores = study.scores()
    except DataProblem:
        since = study.recipe.scoring.reference_date or dt.date.today()
        return _before(table.frame[columns], measure, since, None), None
    fitted = scores.fitted
    frame = table.frame[columns].iloc[scores.positions]
    before = _before(frame, measure, fitted.reference_date, fitted.limits.get(indicator))
    return before, bars_of(scores.column(indicator), "score", (1.0, 5.0))


def _before(frame: pd.DataFrame, measure: Measure, since: dt.date | None, limits: tuple[float, float] | None) -> Bars:
    if isinstance(measure.rule, Words | Categories):
        return bars_of_answers(frame, measure.rule)
    raw = raw_values(frame, measure, since)
    unit = "days ago" if measure.dates else "answers chosen" if measure.choices else "value"
    return bars_of(raw.values, unit, limits)


def bars_of_answers(frame: pd.DataFrame, rule: Words | Categories) -> Bars:
    """How often each answer of the rule was given, other spellings included; what is off it is left out."""
    words = list(rule.words if isinstance(rule, Words) else rule.scores)
    stands_for = {same_form(word): word for word in words}
    if isinstance(rule, Words):
        others = {
            same_form(o): stands_for[same_form(w)] for o, w in rule.variants.items() if same_form(w) in stands_for
        }
        stands_for = others | stands_for
    counts = dict.fromkeys(words, 0)
    for column in frame:
        given = frame[column].value_counts()
        for answer, n in zip(as_words(pd.Series(given.index)), given.tolist(), strict=True):
            if (word := stands_for.get(same_form(answer))) is not None:
                counts[word] += n
    shown = words if len(words) <= MOST_BARS else sorted(words, key=lambda word: -counts[word])[:MOST_BARS]
    return Bars(tuple(shortened(word, 24) for word in shown), np.array([counts[word] for word in shown]), "answer")


def bars_of(values: np.ndarray, unit: str, limits: tuple[float, float] | None) -> Bars:
    """A bar for each value where they are few, else ranges of equal width within the limits, if any."""
    x = values[np.isfinite(values)]
    if not len(x):
        return Bars((), np.array([]), unit)
    seen = (float(x.min()), float(x.max()))
    sample = np.unique(x[:: max(1, len(x) // 10_000)])
    if len(sample) <= MOST_BARS:
        found, counts = np.unique(x, return_counts=True)
        if len(found) <= MOST_BARS:
            return Bars(tuple(f"{value:,.6g}" for value in found.tolist()), counts, unit, 0, seen)
    low, high = seen
    if limits is not None:
        low, high = max(low, limits[0]), min(high, limits[1])
    within = np.clip(x, low, high)
    whole = bool((sample % 1 == 0).all()) and high - low >= BINS
    edges = np.linspace(low, high, BINS + 1)
    if whole:
        edges = np.unique(np.round(edges))
    counts, _ = np.histogram(within, edges)
    labels = tuple(f"{a:,.4g}\u2013{b:,.4g}" for a, b in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True))
    return Bars(labels, counts, unit, int((within != x).sum()), seen)
