"""From order lines to one row a customer: last and first order, orders, spend and purchases of the last year."""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from core.importing.orders.groups import filled, filled_where_one, numbered
from core.importing.orders.money import CENT, Money, money_of
from core.importing.orders.standing import standing_of
from core.importing.table import ADDED_UP, Reading, Table, content_hash
from core.importing.values import as_dates, reference_date
from core.problems import DataProblem
from core.recipe import OrderColumns

DAYS_IN_YEAR = 365


class LeftOut(NamedTuple):
    """An order line that could not be counted: its row in the user's program, and why."""

    row: int
    reason: str  # "customer is blank", "cancelled", "not paid", "in another currency", "date cannot be read" and so on


@dataclass(frozen=True, eq=False)
class Customers:
    """The table of customers, the day their days and years count back from, and the lines left out.

    `table` has the columns customer, last_order, orders_last_year, spend_last_year, first_order, repeat_purchases and,
    where products or categories are named, cross_purchases; its row numbers are those of each customer's first line.
    `days_covered`: from the first order to the reference date; below 365 the last year is known only in part.
    `remarks`: sentences on repeated totals, refunds, returns, currencies and statuses that are not known.
    """

    table: Table
    reference_date: dt.date
    days_covered: int
    left_out: tuple[LeftOut, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Lines:
    """The n order lines by number: who (-1: blank), on which day, and which lines belong to one order.

    order: (n,) int64, equal for the lines of one customer with one order number; -1 where there is none.
    """

    names: np.ndarray
    customer: np.ndarray
    date: np.ndarray
    unreadable_date: np.ndarray
    order: np.ndarray


def customers_from_orders(
    table: Table, columns: OrderColumns, reference_date: dt.date | None = None, today: dt.date | None = None
) -> Customers:
    """One row for each customer of the order lines in `table`, in the order of their first lines.

    The last year is the 365 days before the reference date, by default the day after the last date that can be
    believed. Lines that are cancelled, not paid, in another currency, or on or after that day are left out. Lines of
    one order are one purchase; without order numbers, so are a customer's lines of one day. What a shop writes on an
    order's first line only (customer, date, status, currency, total) holds for all of its lines.

    Spend is what was paid less refunds and returns. Returns and credit notes (negative amounts or quantities) and
    orders refunded in full are no purchases: they set no first or last order. `repeat_purchases` are the purchases in
    the last year of a product that the customer had bought before; without products, her orders in the last year
    beyond her very first one. `cross_purchases` are the different categories, else products, bought in the last year.

    Raises DataProblem where a column is missing or unfit, or no line can be counted.
    """
    _check_columns(table, columns)
    lines = _lines_of(table.frame, columns)
    money = money_of(table.frame, columns, lines.order)
    standing = standing_of(table, columns, lines.order)
    since = reference_date or _reference_date(lines.date, table, columns, today or dt.date.today())
    faults = {
        "customer is blank": lines.customer < 0,
        **standing.faults,
        "date is blank": np.isnat(lines.date) & ~lines.unreadable_date,
        "date cannot be read": lines.unreadable_date,
        f"date is not before {since.isoformat()}": lines.date >= np.datetime64(since),
        "amount is blank": np.isnan(money.amount) & ~money.unreadable,
        "amount cannot be read": money.unreadable,
        "refund cannot be read": money.unreadable_refund,
    }
    fault = np.select(list(faults.values()), np.arange(1, len(faults) + 1, dtype="int8").tolist(), default=0)
    good = fault == 0
    reasons = np.array(["", *faults], dtype=object)[fault]
    if not good.any():
        raise DataProblem(
            f"none of the {len(good):,} order lines can be counted: {_tally(reasons)}",
            file=table.name,
            sheet=table.sheet,
            fix="check which columns hold customer, date and amount",
        )
    left_out = tuple(map(LeftOut, table.rows[~good].tolist(), reasons[~good].tolist()))
    counted, returned = _counted(table, columns, lines, money, good)
    customers = _one_row_each(counted, lines.names, since, columns)
    rows = customers.pop("row").to_numpy(dtype="int64")
    result = Table(customers, rows, table.name, table.sheet, content_hash(customers), Reading(how=ADDED_UP))
    covered = (np.datetime64(since) - lines.date[good].min()).astype(int)
    remarks = (*money.remarks(good), *_return_remarks(returned), *standing.remarks)
    return Customers(result, since, int(covered), left_out, remarks)


# --- lines, orders, purchases -----------------------------------------------------------------------------------------


def _lines_of(frame: pd.DataFrame, columns: OrderColumns) -> Lines:
    customer, names = numbered(frame[columns.customer])
    date, unreadable = as_dates(frame[columns.date])
    if columns.order is None:
        return Lines(names, customer, date, unreadable, np.full(len(frame), -1))
    number, numbers = numbered(frame[columns.order])
    customer = filled_where_one(customer, number)
    # Two customers may share an order number.
    order = np.where(number < 0, -1, pd.factorize((customer + 1) * np.int64(len(numbers) + 1) + number)[0])
    known = ~np.isnat(date)
    date = np.where(unreadable, date, filled(date, known, order))
    return Lines(names, customer, date, unreadable, order)


def _counted(
    table: Table, columns: OrderColumns, lines: Lines, money: Money, good: np.ndarray
) -> tuple[pd.DataFrame, int]:
    """The m good lines: row, customer, date, purchase, amount (less refunds), bought, product and category.

    bought: whether something was bought on the line for good. Also the number of lines that give money back.
    """
    customer, date, order = lines.customer[good], lines.date[good], lines.order[good]
    by_day = pd.factorize(customer * np.int64(1_000_000) + date.astype("int64"))[0]  # days since 1970
    purchase = np.where(order >= 0, order, by_day + order.max() + 1)
    paid, refund = money.counted(good)
    returned = (paid < 0) | money.came_back[good]
    size = purchase.max() + 1
    with_returns = np.bincount(purchase, returned, size) > 0
    refunds = np.bincount(purchase, refund, size)
    totals = np.bincount(purchase, paid, size)
    undone = (refunds > 0) & (totals - refunds < CENT)
    # Lines of 0 stand beside an order's total: with one below 0 they are those of a credit note.
    bought = ~returned & ((paid > 0) | ~(with_returns & (totals < CENT))[purchase]) & ~undone[purchase]
    found: dict[str, np.ndarray] = {
        "row": table.rows[good],
        "customer": customer,
        "date": date.astype("datetime64[s]"),
        "purchase": purchase,
        "amount": paid - refund,
        "bought": bought,
    }
    for role in ("product", "category"):
        if column := getattr(columns, role):
            found[role] = numbered(table.frame[column])[0][good]
    return pd.DataFrame(found, copy=False), int(returned.sum())


# --- one row a customer -----------------------------------------------------------------------------------------------


def _one_row_each(lines: pd.DataFrame, names: np.ndarray, since: dt.date, columns: OrderColumns) -> pd.DataFrame:
    """(customers, 7 or 8): row, customer and the columns told in `Customers`."""
    year = pd.Timestamp(since) - pd.Timedelta(days=DAYS_IN_YEAR)
    everyone = lines.drop_duplicates("customer")
    order = everyone["customer"].to_numpy()
    bought = lines[lines["bought"]]
    dates = bought.groupby("customer")["date"].agg(["min", "max"]).reindex(order)
    purchases = bought.groupby(["customer", "purchase"], as_index=False).agg(date=("date", "max"))
    recent = purchases[purchases["date"] >= year]
    made = {
        "row": everyone["row"].to_numpy(),
        "customer": names[order],
        "last_order": dates["max"].to_numpy(),
        "orders_last_year": _count(recent, order),
        "spend_last_year": _sums(lines[lines["date"] >= year], order),
        "first_order": dates["min"].to_numpy(),
    }
    later = _products_again(bought) if columns.product else _later_orders(purchases)
    made["repeat_purchases"] = _count(later[later["date"] >= year], order)
    if kind := "category" if columns.category else "product" if columns.product else "":
        of_year = bought[(bought["date"] >= year) & (bought[kind] >= 0)]
        made["cross_purchases"] = _count(of_year.drop_duplicates(["customer", kind]), order)
    # Who bought only before the last year bought nothing in it: a true 0, not a blank.
    return pd.DataFrame(made).astype({"customer": "str"})


def _count(lines: pd.DataFrame, customers: np.ndarray) -> np.ndarray:
    """How many of the lines each customer has, as float64."""
    return np.bincount(lines["customer"], minlength=customers.max() + 1)[customers].astype(float)


def _sums(lines: pd.DataFrame, customers: np.ndarray) -> np.ndarray:
    return np.bincount(lines["customer"], lines["amount"], customers.max() + 1)[customers]


def _products_again(bought: pd.DataFrame) -> pd.DataFrame:
    """Purchases of a product that the customer had bought in an earlier one; a product counts once a purchase."""
    named = bought[bought["product"] >= 0].sort_values("date", kind="stable")
    once = named.drop_duplicates(["customer", "product", "purchase"])
    return once[once.duplicated(["customer", "product"])]


def _later_orders(purchases: pd.DataFrame) -> pd.DataFrame:
    """Purchases beyond the very first one of each customer."""
    ordered = purchases.sort_values("date", kind="stable")
    return ordered[ordered.duplicated("customer")]


# --- what cannot be used, and what is said ----------------------------------------------------------------------------


def _return_remarks(returned: int) -> list[str]:
    if not returned:
        return []
    lines = "1 line gives" if returned == 1 else f"{returned:,} lines give"
    return [f"{lines} money back (returns, credit notes): taken off the spend, and no purchase."]


def _reference_date(dates: np.ndarray, table: Table, columns: OrderColumns, today: dt.date) -> dt.date:
    found = reference_date(dates, today)
    if found is None:
        raise DataProblem(
            "no date can be read",
            file=table.name,
            sheet=table.sheet,
            column=columns.date,
            fix="choose the column with the order dates",
        )
    return found


def _check_columns(table: Table, columns: OrderColumns) -> None:
    file, sheet = table.name, table.sheet
    if columns.amount is None and (columns.quantity is None or columns.price is None):
        raise DataProblem(
            "no column holds the amount of an order line",
            file=file,
            sheet=sheet,
            fix="choose it, or quantity and price",
        )
    for role, column in columns:
        if role != "in_currency" and column is not None and column not in table.frame.columns:
            raise DataProblem(
                "there is no such column", file=file, sheet=sheet, column=column, fix="choose another column"
            )


def _tally(reasons: np.ndarray) -> str:
    counts = pd.Series(reasons).value_counts()
    return ", ".join(f"{reason} ({count:,})" for reason, count in counts.items())
