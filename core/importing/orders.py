"""From order lines to one row a customer: last and first order, orders and spend of the last year."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.importing.table import Table, content_hash
from core.importing.values import as_dates, as_ids, as_numbers, reference_date
from core.problems import DataProblem
from core.recipe import OrderColumns

DAYS_IN_YEAR = 365


@dataclass(frozen=True)
class LeftOut:
    """An order line that could not be counted: its row in the user's program, and why."""

    row: int
    reason: str  # "customer is blank", "date cannot be read" and so on


@dataclass(frozen=True, eq=False)
class Customers:
    """The table of customers, the day their days and years count back from, and the lines left out.

    `table` has the columns customer, last_order, orders_last_year, spend_last_year and first_order; its row numbers
    are those of each customer's first line. `days_covered`: from the first order to the reference date; below 365
    the last year is known only in part.
    """

    table: Table
    reference_date: dt.date
    days_covered: int
    left_out: tuple[LeftOut, ...]


def customers_from_orders(
    table: Table, columns: OrderColumns, reference_date: dt.date | None = None, today: dt.date | None = None
) -> Customers:
    """One row for each customer of the order lines in `table`, in the order of their first lines.

    The last year is the 365 days before the reference date, by default the day after the last date that can be
    believed. Orders on or after that day are left out. Lines of one order are one purchase; without order numbers, so
    are a customer's lines of one day. Raises DataProblem where a column is missing or no line can be counted.
    """
    _check_columns(table, columns)
    frame = table.frame
    ids = as_ids(frame[columns.customer]).to_numpy(dtype=object)
    dates, unreadable_dates = as_dates(frame[columns.date])
    numbers = as_ids(frame[columns.order]).to_numpy(dtype=object) if columns.order else None
    amounts, unreadable_amounts = _amounts(frame, columns)
    if numbers is not None:
        amounts = _without_repeats(amounts, unreadable_amounts, numbers)
    since = reference_date or _reference_date(dates, table, columns, today or dt.date.today())

    faults = {
        "customer is blank": ids == "",
        "date is blank": np.isnat(dates) & ~unreadable_dates,
        "date cannot be read": unreadable_dates,
        f"date is not before {since.isoformat()}": dates >= np.datetime64(since),
        "amount is blank": np.isnan(amounts) & ~unreadable_amounts,
        "amount cannot be read": unreadable_amounts,
    }
    reasons = np.select(list(faults.values()), list(faults), default="")
    good = reasons == ""
    purchases = dates.astype(str) if numbers is None else np.where(numbers == "", dates.astype(str), numbers)
    if not good.any():
        raise DataProblem(
            f"none of the {len(frame):,} order lines can be counted: {_tally(reasons)}",
            file=table.name,
            sheet=table.sheet,
            fix="check which columns hold customer, date and amount",
        )
    left_out = tuple(LeftOut(int(row), str(why)) for row, why in zip(table.rows[~good], reasons[~good], strict=True))

    lines = pd.DataFrame(
        {
            "customer": ids[good],
            "row": table.rows[good],
            "date": dates[good].astype("datetime64[s]"),
            "order": purchases[good],
            "amount": amounts[good],
        }
    )
    customers = _one_row_each(lines, since)
    rows = customers.pop("row").to_numpy(dtype="int64")
    result = Table(customers, rows, table.name, table.sheet, content_hash(customers))
    covered = (np.datetime64(since) - dates[good].min()).astype(int)
    return Customers(result, since, int(covered), left_out)


def _one_row_each(lines: pd.DataFrame, since: dt.date) -> pd.DataFrame:
    """(customers, 6) from good lines: row, customer, last_order, orders_last_year, spend_last_year, first_order."""
    recent = lines[lines["date"] >= pd.Timestamp(since) - pd.Timedelta(days=DAYS_IN_YEAR)]
    everyone = lines.groupby("customer", sort=False)
    last_year = recent.groupby("customer", sort=False)
    # An order number stands for one purchase of one customer; two customers may share it (or a day).
    orders = recent.drop_duplicates(["customer", "order"]).groupby("customer", sort=False).size()
    customers = pd.DataFrame(
        {
            "row": everyone["row"].first(),
            "last_order": everyone["date"].max(),
            "orders_last_year": orders,
            "spend_last_year": last_year["amount"].sum(),
            "first_order": everyone["date"].min(),
        }
    ).loc[lines["customer"].unique()]
    for column in ("orders_last_year", "spend_last_year"):
        customers[column] = customers[column].fillna(0).astype(float)  # who bought only before bought nothing: a true 0
    customers = customers.reset_index(names="customer")
    return customers.astype({"customer": "str"})


def _amounts(frame: pd.DataFrame, columns: OrderColumns) -> tuple[np.ndarray, np.ndarray]:
    """(n,) spend of each line, NaN for blank, and (n,) bool: present but no number."""
    if columns.amount is not None:
        return as_numbers(frame[columns.amount])
    quantities, odd_quantities = as_numbers(frame[columns.quantity])
    prices, odd_prices = as_numbers(frame[columns.price])
    return quantities * prices, odd_quantities | odd_prices


def _without_repeats(amounts: np.ndarray, unreadable: np.ndarray, orders: np.ndarray) -> np.ndarray:
    """Shops write an order's total on its first line only: a blank on its other lines is no missing amount but 0."""
    blank = np.isnan(amounts) & ~unreadable & (orders != "")
    told = pd.Series(orders).isin(orders[~np.isnan(amounts)]).to_numpy()
    return np.where(blank & told, 0.0, amounts)


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
    for column in (columns.customer, columns.date, columns.order, columns.amount, columns.quantity, columns.price):
        if column is not None and column not in table.frame.columns:
            raise DataProblem(
                "there is no such column", file=file, sheet=sheet, column=column, fix="choose another column"
            )


def _tally(reasons: np.ndarray) -> str:
    counts = pd.Series(reasons).value_counts()
    return ", ".join(f"{reason} ({count:,})" for reason, count in counts.items())
