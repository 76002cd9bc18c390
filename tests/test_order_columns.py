"""The columns of order lines are recognised in the exports of shops, in plain tables, and without headings."""

import numpy as np
import pandas as pd
import pytest

from core.importing.mapping.proposal import propose
from core.importing.orders.columns import order_columns, tool_of
from core.importing.reading.readers import read_table
from core.importing.table import Table
from core.recipe import OrderColumns
from tests.tables import COUNTS, MONEY, N, table

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
        "repeat": "repeat_purchases",
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


def orders_of(heading_line, *lines, repeat=12):
    """The proposal for a CSV text: `lines` again and again, with {i} for a running number and {c} for a customer's."""
    pairs = [(k, line) for k in range(repeat) for line in lines]
    rows = [line.format(i=100 + k, c=k % 9, d=1 + k % 28) for k, line in pairs]
    return propose(read_table("\n".join([heading_line, *rows]).encode(), "orders.csv"))


SHOPS = [
    (
        "Shopify",
        "Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Discount Amount,Created at,"
        "Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,Lineitem sku,"
            "Lineitem fulfillment status,"
        "Billing Name,Billing Phone,Notes,Cancelled at,Refunded Amount,Vendor,Id",
        ["#{i},c{c}@x.org,paid,2024-03-{d:02} 10:00:00 -0500,EUR,9,1,2,12,0,2024-03-{d:02} 09:00:00 -0500,1,"
            "Tea {c},5,6,T{c},"
         "pending,C {c},1,,,2.5,Leaf,{i}",
         "#{i},c{c}@x.org,,,,,,,,,2024-03-{d:02} 09:00:00 -0500,2,Mug,4,4,M1,pending,,,,"
          "2024-04-01 10:00:00 -0500,,Clay,"],
        {"customer": "Email", "date": "Created at", "order": "Name", "amount": "Total", "refund": "Refunded Amount",
         "status": "Financial Status", "cancelled": "Cancelled at", "currency": "Currency", "category": "Vendor",
         "product": "Lineitem sku", "quantity": "Lineitem quantity", "price": "Lineitem price"},
    ),
    (
        "WooCommerce",  # Advanced Order Export
        "Order Number,Order Status,Order Date,Customer Note,First Name (Billing),Email (Billing),Phone (Billing),"
        "Payment Method Title,Cart Discount Amount,Order Subtotal Amount,Shipping Method Title,Order Shipping Amount,"
        "Order Refund Amount,Order Total Amount,Order Total Amount (- Refund),Order Total Tax Amount,SKU,Item #,"
            "Item Name,"
        "Quantity (- Refund),Item Cost,Coupon Code",
        ["{i},Completed,2024-03-{d:02} 10:11,,Ann,c{c}@x.org,123,Card,0,20,Post,3,0,23.5,23.5,2,S{c},1,Tea {c},2,5,",
         "{i},Completed,2024-03-{d:02} 10:11,,Ann,c{c}@x.org,123,Card,0,20,Post,3,1,23.5,22.5,2,S7,2,Mug,1,10,"],
        {"customer": "Email (Billing)", "date": "Order Date", "order": "Order Number", "amount": "Order Total Amount",
         "refund": "Order Refund Amount", "status": "Order Status", "product": "SKU", "quantity": "Quantity (- Refund)",
         "price": "Item Cost"},
    ),
    (
        "WooCommerce",  # Customer/Order CSV export
        "order_id,order_number,order_date,status,shipping_total,tax_total,discount_total,order_total,order_currency,"
        "customer_id,billing_email,customer_note,item_name,item_quantity,item_price,refunded_total",
        ["{i},{i},2024-03-{d:02} 10:11:12,processing,3,1,0,23.5,USD,0,c{c}@x.org,,Tea {c},2,5.5,0"],
        {"customer": "billing_email", "date": "order_date", "order": "order_number", "amount": "order_total",
         "currency": "order_currency",
         "status": "status", "product": "item_name", "quantity": "item_quantity", "price": "item_price",
         "refund": "refunded_total"},
    ),
    (
        "Amazon",
        "order-id,order-item-id,purchase-date,payments-date,buyer-email,buyer-name,buyer-phone-number,sku,product-name,"
        "quantity-purchased,currency,item-price,item-tax,shipping-price,order-status,ship-city",
        ["026-{i},77{i},2024-03-{d:02}T10:11:12+00:00,2024-03-{d:02}T11:11:12+00:00,c{c}@m.org,C {c},1,S{c},"
            "Tea {c},2,EUR,11.5,2,3,Shipped,Ulm"],
        {"customer": "buyer-email", "date": "purchase-date", "order": "order-id", "amount": "item-price",
         "status": "order-status",
         "currency": "currency", "product": "sku", "quantity": "quantity-purchased"},
    ),
    (
        "Taobao",
        "订单编号,买家会员名,买家应付货款,买家应付邮费,买家实际支付金额,订单状态,订单创建时间,订单付款时间,"
            "宝贝标题,宝贝总数量,退款金额,币种",
        ["33{i},买家{c},20,0,19.5,交易成功,2024-03-{d:02} 10:11:12,2024-03-{d:02} 10:12:12,茶{c},2,0,CNY"],
        {"customer": "买家会员名", "date": "订单创建时间", "order": "订单编号", "amount": "买家实际支付金额",
         "status": "订单状态",
         "product": "宝贝标题", "quantity": "宝贝总数量", "refund": "退款金额", "currency": "币种"},
    ),
    (
        None,
        "订单编号,客户编号,下单时间,商品名称,商品类别,数量,单价,实付金额,退款金额,订单状态,币种",
        ["33{i},K{c},2024-03-{d:02},茶{c},饮料{c},2,9.9,19.5,0,已完成,CNY",
         "33{i},K{c},2024-03-{d:02},杯,家居,2,9.9,19.5,0,已完成,CNY"],
        {"customer": "客户编号", "date": "下单时间", "order": "订单编号", "amount": "实付金额",
         "status": "订单状态", "price": "单价",
         "product": "商品名称", "category": "商品类别", "quantity": "数量", "refund": "退款金额", "currency": "币种"},
    ),
    (
        None,
        "Bestellnummer,Kundennummer,Bestelldatum,Artikelbezeichnung,Warengruppe,Menge,Einzelpreis,Gesamtbetrag,"
            "Versandkosten,"
        "Erstattungsbetrag,Bestellstatus,Währung,Lieferdatum",
        ["B{i},K{c},{d:02}.03.2024,Tee {c},Essen,2,9.9,19.5,3,0,versendet,EUR,{d:02}.04.2024",
         "B{i},K{c},{d:02}.03.2024,Becher,Haus,2,9.9,19.5,3,0,versendet,EUR,{d:02}.04.2024"],
        {"customer": "Kundennummer", "date": "Bestelldatum", "order": "Bestellnummer", "amount": "Gesamtbetrag",
         "price": "Einzelpreis",
         "status": "Bestellstatus", "product": "Artikelbezeichnung", "category": "Warengruppe", "quantity": "Menge",
         "refund": "Erstattungsbetrag", "currency": "Währung"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("tool", "headings", "lines", "parts"), SHOPS, ids=[f"{s[0]}-{s[1][:12]}" for s in SHOPS])
def test_the_exports_of_shops_are_recognised(tool, headings, lines, parts):
    """Every part by heading and content, in English, German and Chinese; the shop is named in the hint."""
    proposal = orders_of(headings, *lines, repeat=30)
    assert proposal.recipe.orders == OrderColumns(**parts)
    shop = f" as {tool} exports them" if tool else ""
    assert proposal.hints == (f"The rows are order lines{shop}: they are added up to one row a customer.",)
    assert set(proposal.recipe.scoring.mapped) == {"recency", "frequency", "monetary", "repeat", "cross", "persistence"}


def test_a_heading_alone_is_not_enough():
    """Statuses that are none, and an Amount in words, play no part."""
    proposal = orders_of("Customer,Date,Amount,Total,Status", "K{c},2024-03-{d:02},much,5.{i},married")
    assert proposal.recipe.orders == OrderColumns(customer="Customer", date="Date", amount="Total")


def test_words_beside_a_name_rule_a_column_out():
    """Money for shipping is no amount, a refund's date no refund, and what a customer wrote names nobody."""
    heads = "Customer Note,Customer,Date,Discount Amount,Shipping Amount,Refund Date,Total"
    proposal = orders_of(heads, "x{d},K{c},2024-03-{d:02},1.5,3.{i},20240401,5.{i}")
    assert proposal.recipe.orders == OrderColumns(customer="Customer", date="Date", amount="Total")
    without = orders_of(heads.replace("Total", "Tax Amount"), "x{d},K{c},2024-03-{d:02},1.5,3.{i},20240401,5.{i}")
    assert without.recipe.orders is None


def test_the_definition_of_repeat_purchases_is_told():
    """With products it is these bought again, without them the orders beyond the first."""
    with_products = orders_of("Customer,Date,Total,Product", "K{c},2024-03-{d:02},5.{i},Tea {d}").reasons
    assert "a 'Product' bought before" in with_products["repeat"].text
    assert "different 'Product'" in with_products["cross"].text
    without = orders_of("Customer,Date,Total", "K{c},2024-03-{d:02},5.{i}").reasons
    assert "beyond the customer's very first one" in without["repeat"].text
    assert "cross" not in without


# --- without headings -------------------------------------------------------------------------------------------------


def nameless(*columns):
    """A table as a file without headings is read: Column 1, Column 2 and so on."""
    frame = pd.DataFrame({f"Column {k}": pd.Series(list(c)) for k, c in enumerate(columns, start=1)})
    frame = frame.astype({h: "str" for h in frame if frame[h].map(type).eq(str).any()})
    return Table(frame, np.arange(1, len(frame) + 1), "f.txt", None, "h")


DAYS = [19970101.0 + k % 28 for k in range(90)]
IDS = [f"{k % 20:05d}" for k in range(90)]
AMOUNTS = [(2 + k % 3) * (k + 1) * 0.37 for k in range(90)]
PIECES = [1.0 + k % 3 for k in range(90)]


def test_order_lines_without_headings_are_known_by_their_contents():
    """An id with zeros, a running number beside it, YYYYMMDD, a quantity and an amount."""
    running = [f"{k % 20 + 1:04d}" for k in range(90)]
    found = order_columns(nameless(IDS, running, DAYS, PIECES, AMOUNTS)).columns
    assert found == OrderColumns(customer="Column 1", date="Column 3", quantity="Column 4", amount="Column 5")


def test_without_headings_an_order_belongs_to_one_customer_and_a_price_is_no_amount():
    """What each order number stands with is the customer; quantity x price is the amount."""
    numbers = [f"R{k // 2}" for k in range(90)]
    customers = [f"{k // 2 % 20:05d}" for k in range(90)]
    prices = [0.5 + k % 7 for k in range(90)]
    totals = [p * q for p, q in zip(prices, PIECES, strict=True)]
    found = order_columns(nameless(numbers, customers, DAYS, totals, PIECES, prices)).columns
    assert found == OrderColumns(
        customer="Column 2", order="Column 1", date="Column 3", quantity="Column 5", amount="Column 4"
    )


def test_contents_are_not_guessed_where_headings_stand_or_a_customer_comes_once():
    """A table with headings is read by them; without repeats, dates or money it holds no order lines."""
    assert order_columns(nameless(range(90), DAYS, AMOUNTS)).columns is None
    assert order_columns(nameless(IDS, AMOUNTS)).columns is None
    assert order_columns(nameless(IDS, DAYS, PIECES)).columns is None
    named = nameless(IDS, DAYS, AMOUNTS).frame.set_axis(["thing", "when", "how much"], axis=1)
    assert order_columns(Table(named, np.arange(90), "f", None, "h")).columns is None


def test_shops_are_told_by_three_headings():
    """Two headings that a shop also uses are no proof."""
    assert tool_of(pd.DataFrame(columns=["Paid at", "Financial Status", "Lineitem name"])) == "Shopify"
    assert tool_of(pd.DataFrame(columns=["Paid at", "Financial Status"])) is None
