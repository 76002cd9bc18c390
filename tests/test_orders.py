"""Order lines become customers: last order, orders and spend of the last year."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.importing.orders.adding_up import LeftOut, customers_from_orders
from core.importing.reading.readers import read_table
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
    assert list(frame) == [
        "customer", "last_order", "orders_last_year", "spend_last_year", "first_order", "repeat_purchases",
    ]  # fmt: skip
    assert frame["customer"].tolist() == ["00042", "7"]
    assert frame["last_order"].dt.strftime("%F").tolist() == ["2024-03-05", "2023-11-30"]
    assert frame["first_order"].dt.strftime("%F").tolist() == ["2024-01-10", "2023-03-05"]
    assert frame["orders_last_year"].tolist() == [2, 1]
    assert frame["spend_last_year"].tolist() == [13.5, 99.5]
    assert frame["repeat_purchases"].tolist() == [1, 1]  # orders in the last year beyond the very first one
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


def added_up(text, **columns):
    """The customers of order lines in a CSV text with columns customer, date, order and amount, by customer."""
    columns = {"customer": "customer", "date": "date", "order": "order", **columns}
    if "amount" not in columns and "price" not in columns:
        columns["amount"] = "amount"
    made = customers_from_orders(lines(text), OrderColumns(**columns), today=TODAY)
    return made.table.frame.set_index("customer"), made


WOOCOMMERCE = """customer,date,order,amount,refund,qty,price
a,2024-03-01,1,30,,1,10
a,2024-03-01,1,30,,2,10
b,2024-03-02,2,50,8,1,20
b,2024-03-02,2,50,8,1,22
b,2024-03-05,3,7,,1,7
"""


def test_an_order_total_on_every_line_is_counted_once():
    """30 EUR on both lines of an order are 30 EUR: quantity x price says that the lines cost 10 and 20."""
    frame, made = added_up(WOOCOMMERCE, quantity="qty", price="price", refund="refund", amount="amount")
    assert frame["spend_last_year"].to_dict() == {"a": 30, "b": 49}  # the refund stands on both lines as well
    assert made.remarks == (
        "The order's total stands on every line of an order: it is counted once an order.",
        "Refunds of 8.00 on 1 lines were taken off.",
    )


def test_a_total_repeats_also_where_no_price_tells_so():
    """The same amount on all lines of many orders, and other amounts in other orders, is no accident."""
    orders = "".join(f"c{i % 5},2024-03-01,{i},{i * 7}\n" * 2 for i in range(1, 9))
    frame, made = added_up("customer,date,order,amount\n" + orders)
    assert frame["spend_last_year"].sum() == sum(i * 7 for i in range(1, 9))
    assert "counted once" in made.remarks[0]


def test_equal_prices_are_no_repeated_total():
    """Lines of 10 EUR each in a shop where everything costs 10 EUR are added up, and so are lines that cost it."""
    flat = "".join(f"c{i % 5},2024-03-01,{i},10\n" * 2 for i in range(9))
    assert added_up("customer,date,order,amount\n" + flat)[0]["spend_last_year"].sum() == 180
    priced = "".join(f"c{i % 5},2024-03-01,{i},{i},1,{i}\n" * 2 for i in range(1, 9))
    columns = {"amount": "amount", "quantity": "qty", "price": "price"}
    frame, made = added_up("customer,date,order,amount,qty,price\n" + priced, **columns)
    assert frame["spend_last_year"].sum() == 72
    assert made.remarks == ()


def test_refunds_are_taken_off_and_an_order_refunded_in_full_is_no_purchase():
    """A minus sign before the refund means the same; a part given back leaves a purchase."""
    text = """customer,date,order,amount,refund
a,2024-03-01,1,30,-10
a,2024-03-04,2,25,25
b,2024-03-05,3,5,0
"""
    frame, made = added_up(text, refund="refund")
    assert frame["spend_last_year"].to_dict() == {"a": 20, "b": 5}
    assert frame["orders_last_year"].to_dict() == {"a": 1, "b": 1}
    assert frame.loc["a", "last_order"] == pd.Timestamp("2024-03-01")
    assert made.remarks == ("Refunds of 35.00 on 2 lines were taken off.",)


def test_returns_and_credit_notes_reduce_spend_and_are_no_purchases():
    """C536379 gives money back: it sets no last order; who has nothing but returns has no order at all."""
    text = """customer,date,order,qty,price
a,2024-03-01,536365,6,2.50
a,2024-03-04,C536379,-2,2.50
b,2024-03-05,536380,1,4
c,2024-03-05,C536381,-1,9
"""
    frame, made = added_up(text, quantity="qty", price="price")
    assert frame["spend_last_year"].to_dict() == {"a": 10, "b": 4, "c": -9}
    assert frame["orders_last_year"].to_dict() == {"a": 1, "b": 1, "c": 0}
    assert frame.loc["a", "last_order"] == pd.Timestamp("2024-03-01")
    assert frame.loc["c", ["last_order", "first_order"]].isna().all()
    assert made.left_out == ()
    assert made.remarks == ("2 lines give money back (returns, credit notes): taken off the spend, and no purchase.",)


def test_a_negative_quantity_is_no_income_whatever_its_amount_says():
    """Goods came back: the amount is taken off even where it is written without a minus sign."""
    text = "customer,date,order,amount,qty\na,2024-03-01,1,30,3\na,2024-03-02,2,10,-1\n"
    assert added_up(text, quantity="qty", amount="amount")[0]["spend_last_year"].tolist() == [20]


def test_goods_that_came_back_are_not_bought_though_the_order_s_total_stands_beside_them():
    """The total repeats on the line of the returned mug: the order is a purchase, the mug is none."""
    text = """customer,date,order,amount,qty,price,product
a,2024-03-01,1,30,-1,6,mug
a,2024-03-01,1,30,3,12,tea
b,2024-03-02,2,50,1,20,tea
b,2024-03-02,2,50,2,22,hat
"""
    frame, _ = added_up(text, quantity="qty", price="price", amount="amount", product="product")
    assert frame["spend_last_year"].to_dict() == {"a": 30, "b": 50}
    assert frame["cross_purchases"].to_dict() == {"a": 1, "b": 2}
    assert frame["orders_last_year"].to_dict() == {"a": 1, "b": 1}


def test_a_credit_note_s_total_on_its_first_line_makes_no_purchase_of_the_others():
    """Blank beside -50 is part of the credit note, blank beside 50 part of the order."""
    text = "customer,date,order,amount\na,2024-03-01,1,50\na,2024-03-01,1,\na,2024-03-04,2,-50\na,2024-03-04,2,\n"
    frame, _ = added_up(text)
    assert (frame.loc["a", "orders_last_year"], frame.loc["a", "spend_last_year"]) == (1, 0)
    assert frame.loc["a", "last_order"] == pd.Timestamp("2024-03-01")


def test_what_stands_on_an_order_s_first_line_holds_for_all_of_it():
    """Customer and date of a line are those of its order where it has none of its own."""
    text = "customer,date,order,amount\na,2024-03-01,1,30\n,,1,5\nb,2024-03-05,2,1\n,,3,9\n"
    frame, made = added_up(text)
    assert frame["spend_last_year"].to_dict() == {"a": 35, "b": 1}
    assert made.left_out == (LeftOut(5, "customer is blank"),)


def test_a_blank_customer_is_not_guessed_where_two_share_the_order_number():
    """Order number 1 of a and of b: whose the third line is nobody knows."""
    text = "customer,date,order,amount\na,2024-03-01,1,30\nb,2024-03-01,1,5\n,2024-03-01,1,7\n"
    assert added_up(text)[1].left_out == (LeftOut(4, "customer is blank"),)


PRODUCTS = """customer,date,order,amount,product,kind
a,2022-01-01,1,1,tea,food
a,2023-09-01,2,1,tea,food
a,2023-09-01,2,1,tea,food
a,2023-10-01,3,1,mug,home
a,2024-03-01,4,1,mug,home
a,2024-03-01,4,1,hat,
b,2024-03-05,5,1,tea,food
b,2024-03-05,6,-1,tea,food
"""


def test_repeat_purchases_are_of_products_bought_before():
    """Tea again in order 2 (once, though on two lines) and the mug again in order 4; a return repeats nothing."""
    frame, _ = added_up(PRODUCTS, product="product")
    assert frame["repeat_purchases"].to_dict() == {"a": 2, "b": 0}
    assert frame["cross_purchases"].to_dict() == {"a": 3, "b": 1}


def test_cross_purchases_count_kinds_where_they_are_named():
    """Food and home in the last year; a blank kind is none. Without products, repeats are orders after the first."""
    frame, _ = added_up(PRODUCTS, category="kind")
    assert frame["cross_purchases"].to_dict() == {"a": 2, "b": 1}
    assert frame["repeat_purchases"].to_dict() == {"a": 3, "b": 0}


LINE = st.tuples(
    st.sampled_from(["a", "b", "c", ""]),
    st.integers(-20, 700),  # days before the reference date
    st.integers(1, 9),
    st.sampled_from([-50.0, 0.0, 12.5, 500.0, np.nan]),
    st.sampled_from(["paid", "cancelled", "pending", "odd", None]),
    st.sampled_from(["EUR", "USD", None]),
    st.sampled_from(["tea", "mug", None]),
)


@pytest.mark.thorough
@given(st.lists(LINE, min_size=1))
def test_sums_over_customers_are_sums_over_the_lines_counted(orders):
    """Every line is counted exactly once or listed with its reason, and everybody's figures are those of her lines."""
    since = dt.date(2024, 6, 1)
    heads = ["customer", "days", "order", "amount", "status", "currency", "product"]
    frame = pd.DataFrame(orders, columns=heads).astype(
        dict.fromkeys(("customer", "status", "currency", "product"), "str")
    )
    frame["date"] = pd.Timestamp(since) - pd.to_timedelta(frame["days"], unit="D")
    # No order number twice, or what is known of one line would be told of the others.
    frame["order"] = [f"{order}-{place}" for place, order in enumerate(frame["order"])]
    rows = np.arange(2, len(frame) + 2)
    table = Table(frame.astype({"order": "str"}), rows, "f", None, content_hash(frame))
    columns = COLUMNS.model_copy(update={"status": "status", "currency": "currency", "product": "product"})
    try:
        made = customers_from_orders(table, columns, since, TODAY)
    except DataProblem as problem:
        assert "can be counted" in str(problem)  # noqa: PT017 - nothing is left in some of the examples
        return
    left = {line.row for line in made.left_out}
    assert len(left) == len(made.left_out)
    counted = frame[~np.isin(rows, list(left))]
    assert set(counted["status"].dropna()) <= {"paid", "odd"}
    assert counted["currency"].nunique() <= 1
    customers = made.table.frame
    recent = counted[counted["days"] <= 365]
    assert customers["spend_last_year"].sum() == recent["amount"].sum()
    assert set(customers["customer"]) == set(counted["customer"])
    for customer in customers.itertuples():
        own = counted[(counted["customer"] == customer.customer) & (counted["amount"] >= 0)]
        assert customer.orders_last_year == (own["days"] <= 365).sum()
        if len(own):
            assert (pd.Timestamp(since) - customer.last_order).days == own["days"].min()
            again = (
                own[own["product"].notna()].sort_values("days", ascending=False, kind="stable").duplicated("product")
            )
            assert customer.repeat_purchases == (again & (own["days"] <= 365)).sum()
