"""What was uploaded, as customers: one table, or two that are joined, with one row a customer."""

import datetime as dt
from dataclasses import dataclass, field

from core.importing.joining import Joined, joined_table
from core.importing.orders.adding_up import Customers, customers_from_orders
from core.importing.table import Table
from core.importing.values import as_dates, reference_date
from core.keys import hashed
from core.memo import Memo
from core.problems import DataProblem
from core.recipe import OrderColumns, Recipe, Scoring

FEWEST_CUSTOMERS = 40


@dataclass(frozen=True, eq=False, repr=False)
class Uploaded:
    """A table and the recipe by which it is read, and a second table where the recipe joins one."""

    table: Table | None = None
    recipe: Recipe = field(default_factory=Recipe)
    second: Table | None = field(default=None, kw_only=True)
    memo: Memo = field(default_factory=Memo, kw_only=True)

    def customers(self) -> Table:
        """The table with one row a customer: as uploaded or added up from order lines, with the second file joined."""
        return self.first() if self.recipe.second is None else self.joined().table

    def first(self) -> Table:
        """The first file's customers: as uploaded, or added up from order lines."""
        table = self.table
        if table is None:
            raise DataProblem("there is no data yet", fix="upload a file or try the sample")
        return table if self.recipe.orders is None else self.added_up().table

    def added_up(self) -> Customers:
        """The order lines of the first file added up to customers, with the lines that could not be counted."""
        table, orders = self.table, self.recipe.orders
        assert table is not None and orders is not None  # asked for order lines only  # noqa: PT018
        return self._added_up("customers", table, orders)

    def second_added_up(self) -> Customers | None:
        """The order lines of the second file added up to customers; None where it holds none."""
        if self.recipe.second is None or self.recipe.second.orders is None:
            return None
        return self._added_up("second customers", self._second(), self.recipe.second.orders)

    def second_customers(self) -> Table:
        """The second file's customers: as uploaded, or added up from order lines."""
        added = self.second_added_up()
        return self._second() if added is None else added.table

    def joined(self) -> Joined:
        """The customers of the first file with the columns of the second one, and who was not found."""
        how = self.recipe.second
        assert how is not None  # asked where the recipe joins a second file only
        added = self.second_added_up()
        second = self._second() if added is None else added.table
        key = hashed((self.first().hash, second.hash, how.key, how.second_key))
        return self.memo.get("joined", key, lambda: joined_table(self.first(), second, how.key, how.second_key))

    def _second(self) -> Table:
        if self.second is None:
            raise DataProblem(
                "the recipe joins a second file, which is not here",
                fix="bring it as well: on the Data page below the first one, on the command line with --second",
            )
        return self.second

    def _added_up(self, step: str, table: Table, orders: OrderColumns) -> Customers:
        since = self.recipe.scoring.reference_date
        key = hashed((table.hash, orders.model_dump(), since))
        return self.memo.get(step, key, lambda: customers_from_orders(table, orders, since))

    def dated_scoring(self) -> Scoring:
        """The recipe's scoring; for order lines with the reference date that they were added up to."""
        own, second = self.recipe.scoring, self.second_added_up()
        if own.reference_date is not None or (self.recipe.orders is None and second is None):
            return own
        days = [made.reference_date for made in (self.added_up() if self.recipe.orders else None, second) if made]
        if second is not None:
            days += self._days_of_first(own)  # who joined after the last order is no visitor from the future
        return own.model_copy(update={"reference_date": max(days)})

    def _days_of_first(self, wanted: Scoring) -> list[dt.date]:
        """The reference dates of the first file's own columns of dates."""
        frame = self.first().frame
        columns = {c for m in wanted.indicators.values() if m.dates for c in m.columns if c in frame.columns}
        found = (reference_date(as_dates(frame[column])[0], dt.date.today()) for column in columns)
        return [day for day in found if day is not None]

    def too_small(self) -> DataProblem | None:
        """The refusal of a table with fewer rows than customers are needed; None where there are enough."""
        rows = len(self.customers().frame)
        if rows >= FEWEST_CUSTOMERS:
            return None
        only = f"there {'is' if rows == 1 else 'are'} only {rows:,} {'customer' if rows == 1 else 'customers'}"
        return self.too_few(only, "bring a file with more customers")

    def too_few(self, what: str, fix: str) -> DataProblem:
        """The refusal of too few customers, in these words."""
        file, sheet = self.customers().name, self.customers().sheet
        return DataProblem(what, file=file, sheet=sheet, accepted=f"{FEWEST_CUSTOMERS} or more", fix=fix)
