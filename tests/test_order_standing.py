"""Cancelled, unpaid and foreign-currency order lines are left out, with the reason."""

import datetime as dt

import pytest

from core.importing.orders.adding_up import LeftOut, customers_from_orders
from core.importing.orders.standing import status_kind
from core.importing.reading.readers import read_table
from core.problems import DataProblem
from core.recipe import OrderColumns

TODAY = dt.date(2025, 1, 1)


def added_up(text, **columns):
    """The customers of order lines in a CSV text with columns customer, date, order and amount."""
    columns = {"customer": "customer", "date": "date", "order": "order", "amount": "amount", **columns}
    return customers_from_orders(read_table(text.encode(), "orders.csv"), OrderColumns(**columns), today=TODAY)


@pytest.mark.parametrize(
    ("kind", "statuses"),
    [
        ("cancelled", ["Cancelled", "canceled", "wc-cancelled", "refunded", "voided",
         "Shipped - Returned to Seller", "test",
                       "checkout-draft", "storniert", "Zurückerstattet", "已取消", "交易关闭", "退款成功"]),
        ("not paid", ["pending", "Pending payment", "wc-on-hold", "unpaid", "not paid", "Failed", "expired",
         "nicht bezahlt", "待付款",
                      "等待买家付款"]),
        ("sale", ["paid", "PAID", "partially_refunded", "partially_paid", "completed", "wc-processing",
         "Shipped", "Shipped - Delivered to Buyer",
                  "teilweise erstattet", "交易成功", "买家已付款，等待卖家发货", "部分退款"]),
        ("unknown", ["gift", "7", "vip"]),
    ],
)  # fmt: skip
def test_statuses_are_known_by_their_longest_phrase(kind, statuses):
    """Partially refunded is a sale, refunded is none; not paid is not paid."""
    assert {status: status_kind(status) for status in statuses} == dict.fromkeys(statuses, kind)


SHOPIFY = """order,customer,date,amount,status,cancelled
#1,a,2024-03-01,30,paid,
#1,a,2024-03-01,,,
#2,a,2024-03-02,40,refunded,
#2,a,2024-03-02,,,
#3,b,2024-03-03,5,paid,2024-03-04 10:00:00 -0500
#3,b,2024-03-03,,,
#4,b,2024-03-04,6,pending,
#5,b,2024-03-05,7,Gift,
"""


def test_a_status_on_the_first_line_holds_for_the_order():
    """Cancelled and unpaid orders go with all their lines; a status that is not known is a sale, and is named."""
    made = added_up(SHOPIFY, status="status", cancelled="cancelled")
    assert made.left_out == (*(LeftOut(row, "cancelled") for row in (4, 5, 6, 7)), LeftOut(8, "not paid"))
    assert made.table.frame["spend_last_year"].tolist() == [30, 7]
    assert made.remarks == ("Orders count as sales whose status is not known to Tierboard: 'Gift' (1).",)


def test_cancelled_told_as_yes_and_no():
    """No day, but yes or no: what says no stands."""
    text = "order,customer,date,amount,off\n1,a,2024-03-01,1,no\n2,a,2024-03-01,2,yes\n3,a,2024-03-01,4,\n"
    assert added_up(text, cancelled="off").left_out == (LeftOut(3, "cancelled"),)


CURRENCIES = """order,customer,date,amount,cur
1,a,2024-03-01,1,EUR
2,a,2024-03-01,2,usd
3,a,2024-03-01,4,eur
3,a,2024-03-01,8,
"""


@pytest.mark.parametrize(("wanted", "spend", "rows"), [(None, 13, [3]), ("usd", 2, [2, 4, 5])])
def test_one_currency_is_counted(wanted, spend, rows):
    """The most frequent one or the one asked for; the others are left out, and that is said."""
    made = added_up(CURRENCIES, currency="cur", in_currency=wanted)
    assert made.table.frame["spend_last_year"].tolist() == [spend]
    assert made.left_out == tuple(LeftOut(row, "in another currency") for row in rows)
    assert made.remarks[0].startswith("Only orders in " + ("USD are counted; 3 lines" if wanted else "EUR, the most"))


@pytest.mark.parametrize(("role", "what"), [("status", "a status"), ("currency", "a currency")])
def test_a_column_of_something_else_is_refused_in_one_sentence(role, what):
    """Hundreds of different values are no statuses."""
    text = "order,customer,date,amount\n" + "".join(f"{i},a,2024-03-01,1\n" for i in range(300))
    with pytest.raises(DataProblem, match=f"column 'order': 300 different values are too many for {what}"):
        added_up(text, **{role: "order"})


def test_no_order_that_stands():
    """Where everything is cancelled the sentence says so."""
    with pytest.raises(DataProblem, match=r"none of the 1 order lines can be counted: cancelled \(1\)"):
        added_up("order,customer,date,amount,status\n1,a,2024-03-01,1,void\n", status="status")
