"""From a table to a proposed recipe: which column stands for which indicator, and how its values become scores.

    headings x synonyms -> likeness    columns -> what is seen in them -> fit    likeness x fit -> confidence

The best pairs are taken first and no column twice; below `candidates.ENOUGH` an indicator stays without a column,
because a missing proposal is noticed and a wrong one may not be. Every proposal says why, for the user to judge.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pandas as pd

from core.importing.coded import first_present
from core.importing.mapping.candidates import Candidate, assigned, candidates
from core.importing.mapping.contents import Seen, fitness, seen_in
from core.importing.mapping.headings import likeness, names_rows, plays
from core.importing.mapping.roles import beside_the_answers, duration_column, id_column, proposed_target
from core.importing.mapping.rules import measure_for
from core.importing.orders.columns import Found, order_columns
from core.importing.table import Table
from core.importing.values import as_words
from core.indicators import INDICATORS, RFM
from core.problems import shortened
from core.recipe import Measure, OrderColumns, Quintiles, Recipe, Review, Scoring


@dataclass(frozen=True)
class Reason:
    """Why a column was proposed: `confidence` 0..1, and a sentence fit for the mapping page."""

    confidence: float
    text: str


@dataclass(frozen=True)
class Proposal:
    """A recipe for a table, the reason for each mapped indicator, and sentences on what was not found."""

    recipe: Recipe
    reasons: dict[str, Reason]
    hints: tuple[str, ...]


def propose(table: Table) -> Proposal:
    """The recipe that fits `table` best by its headings and values; never raises for a table that can be read."""
    orders = order_columns(table)
    if orders.columns:
        return for_orders(orders, orders.columns, name_for(table))
    return propose_customers(table, orders.hints)


def name_for(table: Table) -> str:
    """What a project is called to begin with: as its file."""
    return shortened(table.name.rpartition(".")[0] or table.name, 200) or "My customers"


def propose_customers(table: Table, order_hints: tuple[str, ...] = ()) -> Proposal:
    """The recipe that fits a table best whose rows are customers; `order_hints`: why they seem to be order lines."""
    hints, name = list(order_hints), name_for(table)
    seen, beside = seen_in(table), beside_the_answers(table)
    answers = {heading: holds for heading, holds in seen.items() if heading not in beside}
    target, target_hints = proposed_target(answers)
    ids = id_column(table)
    outcomes = [heading for heading, holds in answers.items() if plays("outcome", heading) and holds.kind != "dates"]
    usable = {h: holds for h, holds in answers.items() if h not in {ids, target.column, *outcomes}}
    chosen = assigned(candidates(usable))
    mapped = [indicator for indicator in INDICATORS if indicator in chosen]
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # answers in words are counted over all rows
        made = list(pool.map(lambda indicator: _measure(chosen[indicator], table, usable), mapped))
    measures = {indicator: measure for indicator, (measure, _) in zip(mapped, made, strict=True)}
    reasons = {indicator: reason for indicator, (_, reason) in zip(mapped, made, strict=True)}
    # No reference date: next quarter's file has its own.
    scoring = Scoring(id_column=ids, indicators=measures, review=Review(duration_column=duration_column(table)))
    if not hints and len(scoring.missing) == len(RFM) and ids is None and len(measures) < 2:
        hints = ["This does not look like a table of customers: choose one with a row for each."]
        hints += [_missing_hint(indicator, []) for indicator in scoring.missing]
    else:
        hints += [_missing_hint(i, columns_that_would_do(table, i)) for i in scoring.missing]
    hints += target_hints + [_outcome_hint(heading) for heading in outcomes]
    return Proposal(Recipe(name=name, scoring=scoring, target=target), reasons, tuple(hints))


def columns_that_would_do(table: Table, indicator_id: str) -> list[str]:
    """The table's columns whose values could stand for the indicator, those with a fitting heading first."""
    found, beside = [], beside_the_answers(table)
    for place, (heading, seen) in enumerate(seen_in(table).items()):
        if heading in beside or names_rows(heading) or plays("outcome", heading):
            continue
        like, fit = likeness(heading, indicator_id)[0], fitness(seen, indicator_id)
        # Almost any number could be a count: without a word in the heading it must look like one.
        # Marks out of ten are none: they judge, whatever their heading says.
        tells_apart = seen.kind == "dates" or (
            seen.kind == "numbers" and seen.distinct > 5 and seen.share(0, 10, whole=False) < 1
        )
        unnamed = tells_apart and fit >= 0.9 and indicator_id in (*RFM, "visits", "time") and not names_another(heading)
        if fit >= 0.5 and (like >= 0.4 or unnamed):
            found.append((-like * fit, seen.kind != "dates", place, heading))
    return [heading for *_, heading in sorted(found)]


def names_another(heading: str) -> bool:
    """Whether the heading is plainly that of some indicator."""
    return any(likeness(heading, indicator)[0] >= 0.8 for indicator in INDICATORS)


def examples(table: Table, columns: tuple[str, ...] | list[str], most: int = 3) -> str:
    """A few different values of the columns, for a label: `5, 0, 3`; several columns each with their names."""
    parts = []
    for column in columns[:most]:
        values = first_present(table.column(column), 1000)
        words = as_words(values.round(2) if pd.api.types.is_numeric_dtype(values) else values)
        shown = ", ".join(shortened(word, 30) for word in words[words != ""].unique()[:most]) or "all blank"
        parts.append(shown if len(columns) == 1 else f"{shortened(column, 30)}: {shown}")
    return "; ".join(parts) + (" …" if len(columns) > most else "")


# --- how they are scored ----------------------------------------------------------------------------------------------


def _measure(candidate: Candidate, table: Table, seen: dict[str, Seen]) -> tuple[Measure, Reason]:
    """How the candidate's columns are scored, and the sentence that says why."""
    columns, combine, first = candidate.columns, candidate.combine, seen[candidate.columns[0]]
    measure, remark = measure_for(
        candidate.indicator, columns, table, first, combine, candidate.opposite, candidate.choices
    )
    if len(columns) > 1:
        done = {"sum": "the sum of", "mean": "the mean of", "count_nonzero": "how many are above 0 of"}[combine]
        done = "how many were chosen of" if candidate.choices else done
        text = f"{done} {len(columns)} columns, {shortened(columns[0])} to {shortened(columns[-1])}"
        text += f"; {remark}" if candidate.grid else ""
    else:
        text = f"the heading reads like {candidate.synonym!r}; {remark}"
    return measure, Reason(round(candidate.confidence, 2), text)


# --- order lines, and what is said ------------------------------------------------------------------------------------


def for_orders(found: Found, columns: OrderColumns, name: str) -> Proposal:
    """The recipe for order lines: seven indicators from the columns made of them, as far as products are named."""
    fifths = Measure(columns=("orders_last_year",), blanks="exclude")
    measures = {
        "recency": Measure(columns=("last_order",), dates=True, rule=Quintiles(reversed=True), blanks="exclude"),
        "frequency": fifths,
        "monetary": fifths.model_copy(update={"columns": ("spend_last_year",)}),
        "repeat": Measure(columns=("repeat_purchases",)),
        "cross": Measure(columns=("cross_purchases",)),
        "persistence": Measure(columns=("first_order",), dates=True),
    }
    customer, date = repr(shortened(columns.customer)), repr(shortened(columns.date))
    spend = repr(shortened(columns.amount)) if columns.amount else f"{columns.quantity!r} x {columns.price!r}"
    kind, product = columns.category or columns.product, columns.product
    made = {
        "recency": f"the last {date} of each {customer}",
        "frequency": f"the number of {columns.order!r} in the last year" if columns.order else "the days with an order",
        "monetary": f"the sum of {spend} in the last year" + (f" less {columns.refund!r}" if columns.refund else ""),
        "repeat": f"purchases in the last year of a {product!r} bought before"
        if product
        else "orders in the last year beyond the customer's very first one",
        "cross": f"how many different {kind!r} were bought in the last year",
        "persistence": f"the first {date} of each {customer}",
    }
    if kind is None:
        del measures["cross"], made["cross"]
    scoring = Scoring(id_column="customer", indicators=measures)
    shop = f" as {found.tool} exports them" if found.tool else ""
    hint = f"The rows are order lines{shop}: they are added up to one row a customer."
    reasons = {indicator: Reason(0.9, f"from the order lines: {text}") for indicator, text in made.items()}
    return Proposal(Recipe(name=name, orders=columns, scoring=scoring), reasons, (hint,))


def with_order_columns(recipe: Recipe, place: str, columns: OrderColumns) -> Recipe:
    """The recipe with other columns of order lines at `place` ("orders" or "second.orders").

    Cross purchases come and go with the products or categories that they are counted over.
    """
    counted = Measure(columns=("cross_purchases",))
    measures = dict(recipe.scoring.indicators)
    if columns.product or columns.category:
        measures.setdefault("cross", counted)
    elif "cross" in measures and measures["cross"].columns == counted.columns:
        del measures["cross"]
    scoring = recipe.scoring.model_copy(update={"indicators": measures})
    return recipe.model_copy(update={"scoring": scoring}).replaced(place, columns)


def _missing_hint(indicator: str, others: list[str]) -> str:
    named = " or ".join(repr(shortened(column)) for column in others[:3])
    would = f"; if {named} holds it, choose that" if others else ", and no column seems to hold it"
    return f"{missing_words(indicator)}{would}."


def missing_words(indicator: str) -> str:
    """How the hint on a missing R, F or M begins."""
    return f"{INDICATORS[indicator].symbol} ({INDICATORS[indicator].name}) was not found"


def _outcome_hint(heading: str) -> str:
    return (
        f"{shortened(heading)!r} may be an outcome: it can be chosen as the expected value. Where it was measured at "
        "the same time as the rest, the result describes and does not predict."
    )
