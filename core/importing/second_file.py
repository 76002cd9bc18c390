"""What is proposed for a second file: how it is joined to the first, and which indicators it adds."""

import dataclasses
import hashlib
from dataclasses import dataclass

from core.importing.joining import Join, Joined, joined_table, no_join, proposed_join
from core.importing.mapping.proposal import Reason, for_orders, missing_words, propose_customers
from core.importing.orders.adding_up import customers_from_orders
from core.importing.orders.columns import Found, order_columns
from core.importing.table import Table
from core.indicators import RFM
from core.problems import shortened
from core.recipe import FileSettings, Measure, Recipe, SecondFile, Target

FOUND_OUT = FileSettings()


@dataclass(frozen=True)
class SecondProposal:
    """How a second file is joined and why, and the recipe with the indicators that it adds, with their reasons."""

    second: SecondFile
    join: Join
    recipe: Recipe
    reasons: dict[str, Reason]
    hints: tuple[str, ...]


def propose_second(
    first: Table,
    second: Table,
    recipe: Recipe,
    *,
    file: FileSettings = FOUND_OUT,
    rows: Found | None = None,
    join: Join | None = None,
) -> SecondProposal:
    """How `second` is joined to `first` (one row a customer, as the recipe reads it), and what it adds to the recipe.

    rows: its columns of order lines, or None in them for customers; found out by itself unless given. Indicators that
    have no column yet get one from the second file, and so does the expected value where the first file holds no
    grades. Without `join` the key is looked for. Raises DataProblem where no values meet.
    """
    found, added = rows or order_columns(second), None
    if found.columns:
        added = customers_from_orders(second, found.columns, recipe.scoring.reference_date).table
    customers = added or second
    join = join or proposed_join(first, customers)
    if join is None:
        raise no_join(first, customers)
    joined = joined_table(first, customers, join.key, join.second_key)
    if found.columns:
        proposal = for_orders(found, found.columns, "")
    else:
        proposal = propose_customers(_only(customers, list(joined.columns)))
    scoring = recipe.scoring
    measures = {
        indicator: _renamed(measure, joined)
        for indicator, measure in proposal.recipe.scoring.indicators.items()
        if indicator not in scoring.indicators
    }
    target = recipe.target
    if target.kind == "weighted" and proposal.recipe.target.column is not None:
        graded = proposal.recipe.target
        target = graded.model_copy(update={"column": joined.columns[str(graded.column)]})
    indicators = {**scoring.indicators, **measures}
    scoring = scoring.model_copy(update={"indicators": indicators, "id_column": scoring.id_column or join.key})
    how = SecondFile(file=file, orders=found.columns, key=join.key, second_key=join.second_key)
    where = shortened(second.name, 60)
    reasons = {
        i: dataclasses.replace(why, text=f"from {where}: {why.text.removeprefix('from the order lines: ')}")
        for i, why in proposal.reasons.items()
    }
    return SecondProposal(
        how,
        join,
        recipe.model_copy(update={"second": how, "scoring": scoring, "target": target}),
        {indicator: reasons[indicator] for indicator in measures},
        tuple(f"{where}: {hint[:1].lower()}{hint[1:]}" for hint in proposal.hints) if found.columns else (),
    )


def without_second(recipe: Recipe, first: Table) -> Recipe:
    """The recipe for the first file alone: without the indicators, grades and outcomes of the second."""
    own = set(first.frame.columns)
    measures = {i: m for i, m in recipe.scoring.indicators.items() if own.issuperset(m.columns)}
    target = recipe.target if recipe.target.column in {None, *own} else Target()
    scoring = recipe.scoring.model_copy(update={"indicators": measures})
    return recipe.model_copy(update={"second": None, "scoring": scoring, "target": target})


def hints_left(hints: tuple[str, ...], recipe: Recipe) -> tuple[str, ...]:
    """The hints on the first file without those on R, F or M that the second file has brought."""
    found = tuple(missing_words(i) for i in RFM if i in recipe.scoring.indicators)
    return tuple(hint for hint in hints if not hint.startswith(found))


def joined_in_words(joined: Joined, second: str) -> list[str]:
    """What met and what did not, in sentences; `second` is the second file's name."""
    name, rows = shortened(second, 60), len(joined.table.frame)
    found = [f"{joined.matched:,} of {rows:,} customers were found in {name}."]
    if joined.unmatched_second:
        found.append(f"{len(joined.unmatched_second):,} customers of {name} are not in the first file: not used.")
    if joined.doubled:
        found.append(f"{joined.doubled:,} rows of {name} name a customer a second time: the first row is used.")
    if joined.blank_second:
        found.append(f"{joined.blank_second:,} rows of {name} name no customer: not used.")
    return found


def _only(table: Table, headings: list[str]) -> Table:
    """The table with some of its columns."""
    held = {heading: table.column(heading) for heading in headings}
    return dataclasses.replace(table, held=held, hash=hashlib.sha256(repr((table.hash, headings)).encode()).hexdigest())


def _renamed(measure: Measure, joined: Joined) -> Measure:
    return measure.model_copy(update={"columns": tuple(joined.columns[column] for column in measure.columns)})
