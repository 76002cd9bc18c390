"""Order lines become customers: last order, orders and spend of the last year."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.importing.orders import LeftOut, customers_from_orders
from core.importing.readers import read_table
from core.importing.table import Table, content_hash
from core.problems import DataProblem
from core.recipe import OrderColumns

TODAY = dt.date(2025, 1, 1)
LINES = """customer,date,order,amount
00042,2024-03-05,A1,10
7,2023-11-30,A2,99.5
00042,2024-03-05,A1,2.50
00042,2024-01-10,A3,1
7,2023-03-06,A4,4
7,2023-03-05,A5,1000
"""
COLUMNS = OrderColumns(customer="customer", date="date", amount="amount", order="order")


def lines(text):
    """The order lines in a CSV text."""
    return read_table(text.encode(), "orders.csv")


def test_a_worked_example():
    """Counted from 2024-03-06: the 365 days before it begin on 2023-03-07, so what was bought before is not spend."""
    made = customers_from_orders(lines(LINES), COLUMNS, today=TODAY)
    assert made.reference_date == dt.date(2024, 3, 6)
    frame = made.table.frame
    assert list(frame) == ["customer", "last_order", "orders_last_year", "spend_last_year", "first_order"]
    assert frame["customer"].tolist() == ["00042", "7"]
    assert frame["last_order"].dt.strftime("%F").tolist() == ["2024-03-05", "2023-11-30"]
    assert frame["first_order"].dt.strftime("%F").tolist() == ["2024-01-10", "2023-03-05"]
    assert frame["orders_last_year"].tolist() == [2, 1]
    assert frame["spend_last_year"].tolist() == [13.5, 99.5]
    assert made.table.rows.tolist() == [2, 3]
    assert made.left_out == ()
    assert made.days_covered == 367


def test_the_last_year_is_365_days():
    """The 365th day before the reference date counts, the 366th does not."""
    made = customers_from_orders(lines(LINES), COLUMNS, dt.date(2024, 3, 5), TODAY)
    assert made.table.frame.set_index("customer").loc["7", "spend_last_year"] == 103.5


def test_without_order_numbers_a_day_is_a_purchase():
    """Two lines of one customer on one day are one purchase where no column holds order numbers."""
    columns = OrderColumns(customer="customer", date="date", amount="amount")
    text = "customer,date,amount\na,2024-03-05,1\na,2024-03-05,2\na,2024-03-04,3\nb,2024-03-05,4\n"
    frame = customers_from_orders(lines(text), columns, today=TODAY).table.frame
    assert frame["orders_last_year"].tolist() == [2, 1]


def test_quantity_times_price():
    """Spend is quantity x price where both are named instead of an amount."""
    columns = OrderColumns(customer="customer", date="date", quantity="n", price="price")
    text = 'customer,date,n,price\na,05.03.2024,2,"1,50 €"\na,06.03.2024,1,"0,25 €"\n'
    assert customers_from_orders(lines(text), columns, today=TODAY).table.frame["spend_last_year"].tolist() == [3.25]


def test_an_amount_on_the_first_line_of_an_order_is_no_blank_on_the_others():
    """Shops write an order's total once; a blank is a fault only where the whole order has none."""
    text = "customer,date,order,amount\na,2024-03-05,1,30\na,2024-03-05,1,\na,2024-03-05,2,\n"
    made = customers_from_orders(lines(text), COLUMNS, today=TODAY)
    assert made.table.frame["spend_last_year"].tolist() == [30]
    assert made.left_out == (LeftOut(4, "amount is blank"),)


def test_lines_left_out_are_listed_with_their_rows():
    """Each line that cannot be counted is told with its row and its first reason; the others go on."""
    text = (
        "customer,date,order,amount\n,2024-03-05,1,5\na,soon,2,5\na,,3,5\na,2024-03-05,4,many\na,2052-01-01,5,5\n"
        "a,2024-03-04,6,5\n"
    )
    made = customers_from_orders(lines(text), COLUMNS, today=TODAY)
    assert [(line.row, line.reason) for line in made.left_out] == [
        (2, "customer is blank"),
        (3, "date cannot be read"),
        (4, "date is blank"),
        (5, "amount cannot be read"),
        (6, "date is not before 2024-03-06"),
    ]
    assert made.table.frame["spend_last_year"].tolist() == [5]


def test_who_bought_only_before_the_last_year_spent_nothing():
    """An old customer stays a customer, with a true zero."""
    text = "customer,date,order,amount\na,2024-03-05,1,5\nb,2022-03-05,2,5\na,2023-12-05,3,5\nb,2022-04-05,2,5\n"
    frame = customers_from_orders(lines(text), COLUMNS, dt.date(2024, 3, 6), TODAY).table.frame
    assert frame.set_index("customer").loc["b", ["orders_last_year", "spend_last_year"]].tolist() == [0, 0]


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        (OrderColumns(customer="customer", date="when", amount="amount"), "column 'when': there is no such column"),
        (OrderColumns(customer="customer", date="date", quantity="amount"), "no column holds the amount"),
        (OrderColumns(customer="customer", date="order", amount="amount"), "column 'order': no date can be read"),
    ],
)
def test_columns_that_will_not_do(columns, sentence):
    """A missing column, a missing price, and a column without dates are each told in one sentence."""
    with pytest.raises(DataProblem, match=sentence):
        customers_from_orders(lines(LINES), columns, today=TODAY)


def test_no_line_that_counts():
    """Where nothing is left, the reasons are counted."""
    with pytest.raises(DataProblem, match=r"none of the 2 order lines can be counted: amount cannot be read \(2\)"):
        customers_from_orders(
            lines("customer,date,order,amount\na,2024-03-05,1,x\nb,2024-03-05,1,y\n"), COLUMNS, today=TODAY
        )


@given(
    st.lists(
        st.tuples(st.sampled_from("abcd"), st.integers(1, 700), st.integers(1, 9), st.integers(-50, 500)), min_size=1
    )
)
def test_sums_over_customers_are_sums_over_lines(orders):
    """Nothing is lost or counted twice, and everybody's days and counts agree with her own lines."""
    since = dt.date(2024, 6, 1)
    frame = pd.DataFrame(orders, columns=["customer", "days", "order", "amount"]).astype({"amount": float})
    frame["date"] = pd.Timestamp(since) - pd.to_timedelta(frame["days"], unit="D")
    frame["order"] = frame["order"].astype(str).astype("str")
    table = Table(frame.astype({"customer": "str"}), np.arange(2, len(frame) + 2), "f", None, content_hash(frame))
    made = customers_from_orders(table, COLUMNS, since, TODAY).table.frame
    recent = frame[frame["days"] <= 365]
    assert made["spend_last_year"].sum() == recent["amount"].sum()
    assert set(made["customer"]) == set(frame["customer"])
    for customer in made.itertuples():
        own = frame[frame["customer"] == customer.customer]
        assert (pd.Timestamp(since) - customer.last_order).days == own["days"].min()
        assert customer.orders_last_year == own[own["days"] <= 365]["order"].nunique()
