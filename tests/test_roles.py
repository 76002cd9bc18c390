"""Ids, grades and the columns of order lines are recognised."""

import pytest

from core.importing.mapping import propose
from tests.tables import COUNTS, MONEY, RFM_COLUMNS, N, table


@pytest.mark.parametrize("heading", ["id", "CustomerID", "user_id", "Customer No.", "编号", "客户编号", "Kunden-ID"])
def test_the_id_column_is_found(heading):
    """A column called so, with a different value in nearly every row."""
    ids = [f"{number:05d}" for number in range(N)]
    assert propose(table(**{heading: ids}, **RFM_COLUMNS)).recipe.scoring.id_column == heading
    assert propose(table(**{heading: ids[:5]}, **RFM_COLUMNS)).recipe.scoring.id_column is None


def test_an_id_of_something_else_names_no_customer():
    """Order and product numbers are no customer ids."""
    columns = {"order_id": range(N), "ProductID": range(N)}
    assert propose(table(**columns, **RFM_COLUMNS)).recipe.scoring.id_column is None


@pytest.mark.parametrize(
    ("heading", "grades", "scale"),
    [
        ("grade", ["A", "b", "C", "D"], "A-D"),
        ("expert_grade", [1, 2, 3, 4, 5], "1-5"),
        ("Expert grade", [0, 55.5, 100], "0-100"),
        ("等级", ["A", "B"], "A-D"),
    ],
)
def test_grades_become_the_target(heading, grades, scale):
    """A column of expert grades is the expected value, on the scale that its values fit; never an indicator."""
    proposal = propose(table(**{heading: grades}, **RFM_COLUMNS))
    target = proposal.recipe.target
    assert (target.kind, target.column, target.scale) == ("grade", heading, scale)
    assert all(heading not in measure.columns for measure in proposal.recipe.scoring.indicators.values())


# --- order lines ------------------------------------------------------------------------------------------------------

DATES = ["2024-03-01", "2024-03-02", "2024-03-05"]


@pytest.mark.parametrize(
    ("columns", "parts"),
    [
        ({"CustomerID": range(9), "InvoiceDate": DATES, "Amount": MONEY, "InvoiceNo": COUNTS},
         ("CustomerID", "InvoiceDate", "Amount", None, None, "InvoiceNo")),
        ({"email": ["a@b.c", "d@e.f"], "date": DATES, "qty": COUNTS, "unit_price": MONEY},
         ("email", "date", None, "qty", "unit_price", None)),
        ({"用户编号": range(9), "下单时间": DATES, "实付金额": MONEY, "订单编号": range(30)},
         ("用户编号", "下单时间", "实付金额", None, None, "订单编号")),
    ],
)  # fmt: skip
def test_order_lines_are_recognised(columns, parts):
    """Several rows a customer, with dates and money: the recipe adds them up and scores what comes of it."""
    recipe = propose(table(**columns)).recipe
    orders = recipe.orders
    assert (orders.customer, orders.date, orders.amount, orders.quantity, orders.price, orders.order) == parts
    assert recipe.scoring.id_column == "customer"
    assert recipe.scoring.reference_date is None  # next quarter's file has its own
    assert {i: m.columns[0] for i, m in recipe.scoring.indicators.items()} == {
        "recency": "last_order",
        "frequency": "orders_last_year",
        "monetary": "spend_last_year",
        "persistence": "first_order",
    }


def test_order_lines_without_money_are_told():
    """Where no column holds an amount, the hint asks for it."""
    proposal = propose(table(CustomerID=range(9), OrderDate=DATES, Quantity=COUNTS))
    assert proposal.recipe.orders is None
    assert "no column holds their amount" in proposal.hints[0]


def test_one_row_a_customer_is_no_order_table():
    """A few customers who come twice do not make order lines."""
    ids = [*range(N - 2), 0, 1]
    assert propose(table(CustomerID=ids, date=DATES, total=MONEY)).recipe.orders is None
