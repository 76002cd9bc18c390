"""Import on the real files beside the project: what DATA.md says of each must come out."""

import datetime as dt
from collections import Counter

import numpy as np
import pytest

from core.importing.mapping.proposal import columns_that_would_do, propose
from core.importing.orders.adding_up import customers_from_orders
from core.importing.reading.readers import read_table, sheets
from core.importing.values import as_dates
from core.indicators import INDICATORS
from core.problems import DataProblem
from core.recipe import Quintiles, Scale, Words
from core.scoring import score

pytestmark = [pytest.mark.real_data, pytest.mark.thorough]
TODAY = dt.date(2026, 1, 1)


@pytest.fixture
def table(real_data):
    """A function that reads one of the real files by its path below shared/data."""
    return lambda path: read_table((real_data / path).read_bytes(), path.split("/")[-1])


def whole_shape(read):
    """Rows and columns of the table with the personal columns that were left out."""
    rows, columns = read.frame.shape
    return rows, columns + sum(personal.done == "left out" for personal in read.reading.personal)


def columns_of(proposal):
    """Proposed columns by indicator."""
    return {indicator: measure.columns for indicator, measure in proposal.recipe.scoring.indicators.items()}


def test_e_commerce_workbook(table, real_data):
    """The customers' sheet is chosen before the dictionary, and seven indicators are found."""
    read = table("customers/E Commerce Dataset.xlsx")
    assert (read.sheet, read.frame.shape) == ("E Comm", (5630, 20))
    assert read.frame["Tenure"].isna().sum() == 264
    notes = sheets((real_data / "customers/E Commerce Dataset.xlsx").read_bytes(), "E Commerce Dataset.xlsx")
    assert [note.name for note in notes] == ["E Comm", "Data Dict"]
    proposal = propose(read)
    assert columns_of(proposal) == {
        "basic": ("CityTier",),
        "time": ("HourSpendOnApp",),
        "recency": ("DaySinceLastOrder",),
        "frequency": ("OrderCount",),
        "monetary": ("CashbackAmount",),
        "persistence": ("Tenure",),
        "rating": ("SatisfactionScore",),
    }
    measures = proposal.recipe.scoring.indicators
    assert measures["recency"].rule == Quintiles(reversed=True)
    assert measures["rating"].rule == Scale(low=1, high=5)
    assert proposal.recipe.scoring.id_column == "CustomerID"
    assert proposal.recipe.target.kind == "weighted"
    assert [hint[:30] for hint in proposal.hints] == ["'Churn' may be an outcome: it "]


def test_marketing_campaign(table):
    """Tabs, day-first dates, six columns of spend in one indicator, complaints turned round."""
    read = table("customers/marketing_campaign_tab.csv")
    assert len(read.frame) == 2240
    assert read.frame["Income"].isna().sum() == 24
    proposal = propose(read)
    spend = tuple(heading for heading in read.frame if heading.startswith("Mnt"))
    assert len(spend) == 6
    assert columns_of(proposal) == {
        "basic": ("Income",),
        "visits": ("NumWebVisitsMonth",),
        "recency": ("Recency",),
        "frequency": ("NumWebPurchases",),
        "monetary": spend,
        "cross": spend,
        "persistence": ("Dt_Customer",),
        "rating": ("Complain",),
    }
    scoring = proposal.recipe.scoring
    assert scoring.indicators["cross"].combine == "count_nonzero"
    assert scoring.indicators["persistence"].dates
    assert scoring.indicators["rating"].rule == Scale(low=0, high=1, reversed=True)
    assert scoring.reference_date is None
    assert score(read, scoring).fitted.reference_date == dt.date(2014, 6, 30)
    assert scoring.id_column == "ID"


def test_starbucks_survey(table):
    """Survey questions find their indicators, words and ranges their order; R and F are said to be missing."""
    read = table("survey/starbucks_google_forms.csv")
    assert read.frame.shape == (122, 21)
    proposal = propose(read)
    measures = proposal.recipe.scoring.indicators
    assert proposal.recipe.scoring.missing == ("recency", "frequency")
    assert [hint[:3] for hint in proposal.hints] == ["R (", "F ("]
    assert "'5. How often do you visit Starbucks?'" in proposal.hints[1]
    assert measures["visits"].rule == Words(words=("Never", "Rarely", "Monthly", "Weekly", "Daily"))
    assert measures["basic"].rule.words[::4] == ("Less than RM25,000", "More than RM150,000")
    assert measures["time"].rule.words[1] == "Between 30 minutes to 1 hour"
    assert measures["rating"].rule == Scale(low=1, high=5)
    assert measures["member"].columns == ("9. Do you have Starbucks membership card?",)


def test_legacy_workbook(table):
    """An .xls with two empty sheets holds R, F and M."""
    read = table("customers/rfm_summary_legacy.xls")
    assert (read.sheet, read.frame.shape) == ("Sheet1", (940, 4))
    found = columns_of(propose(read))
    assert {indicator: columns[0][0] for indicator, columns in found.items()} == {
        "recency": "R",
        "frequency": "F",
        "monetary": "M",
    }


def test_password_protected_legacy_workbook(real_data):
    """A FilePass record says that an .xls is encrypted, and so does the sentence."""
    data = bytearray((real_data / "customers/rfm_summary_legacy.xls").read_bytes())
    start = data.index(b"\x09\x08\x10\x00\x00\x06\x05\x00")  # the workbook's first record, 4 + 16 bytes
    data[start + 20 : start + 22] = b"\x2f\x00"
    with pytest.raises(DataProblem, match="is protected by a password"):
        read_table(bytes(data), "f.xls")


def test_chinese_customers(table):
    """GBK cells under ASCII headings; too few indicators, and each that is missing is said."""
    read = table("customers/jd_users_gbk.csv")
    assert len(read.frame) == 29_999
    assert "56岁以上" in set(read.frame["age"])
    proposal = propose(read)
    assert columns_of(proposal) == {"basic": ("age",), "persistence": ("user_reg_tm",)}
    assert [hint[0] for hint in proposal.hints] == ["R", "F", "M"]
    assert columns_that_would_do(read, "recency") == []  # the day of registration is no purchase


def test_a_table_that_is_not_about_customers(table):
    """UTF-16 is read; nothing is mapped, and that is said in plain words."""
    read = table("customers/utf16_table_not_customers.csv")
    assert read.frame.shape == (327, 19)
    proposal = propose(read)
    assert columns_of(proposal) == {}
    assert proposal.recipe.scoring.missing == ("recency", "frequency", "monetary")
    assert proposal.hints[0].startswith("This does not look like a table of customers")


def test_one_qualtrics_answer_under_three_heading_rows(table):
    """Codes, German texts and import ids are headings: Qualtrics' own keep their codes, questions are asked in full."""
    read = table("survey/qualtrics_three_header_rows_german.csv")
    assert (whole_shape(read), read.rows.tolist(), read.reading.tool) == ((1, 20), [4], "Qualtrics")
    assert list(read.frame)[:3] == ["StartDate", "EndDate", "Status"]
    assert list(read.frame)[-3:] == [
        "This is a multiple choice question.",
        "This is a free text question.",
        "Q2 - Topics",
    ]


def test_blank_separated_purchases_without_headings(table):
    """Runs of blanks separate; all rows are data, and ids keep their zeros."""
    read = table("orders/cdnow_no_header.txt")
    assert read.frame.shape == (6919, 5)
    assert list(read.frame) == [f"Column {i}" for i in range(1, 6)]
    assert read.frame.iloc[0].tolist() == ["00004", "0001", 19970101, 2, 29.33]
    assert read.reading.how == "text in UTF-8, separated by blanks, no headings"
    orders = propose(read).recipe.orders
    assert (orders.customer, orders.date, orders.quantity, orders.amount) == (
        "Column 1", "Column 3", "Column 4", "Column 5",
    )  # fmt: skip
    made = customers_from_orders(read, orders, today=TODAY)
    assert (len(made.table.frame), made.left_out, made.reference_date) == (2357, (), dt.date(1998, 7, 1))


SHAPES = {
    "customers/E Commerce Dataset.xlsx": (5630, 20),
    "customers/jd_users_gbk.csv": (29_999, 5),
    "customers/marketing_campaign_tab.csv": (2240, 29),
    "customers/rfm_summary_legacy.xls": (940, 4),
    "customers/utf16_table_not_customers.csv": (327, 19),
    "orders/bestellungen_semicolon.csv": (100, 5),
    "orders/online_retail_10k.csv": (10_000, 10),
    "orders/shopify_orders_export.csv": (811, 73),
    "survey/starbucks_google_forms.csv": (122, 21),
}


@pytest.mark.parametrize(("path", "shape"), SHAPES.items())
def test_ordinary_files_are_read_whole(table, path, shape):
    """One row of headings stays one, and no row is taken for a total, a note or a preview."""
    read = table(path)
    assert whole_shape(read) == shape
    assert (read.rows[0], read.reading.left_out, read.reading.remarks) == (2, (), ())


def test_online_retail_orders(table):
    """Order lines of a UK shop: customers 17850.0 become 17850, revenue adds up over the lines that count."""
    read = table("orders/online_retail_10k.csv")
    columns = propose(read).recipe.orders
    assert (columns.customer, columns.date, columns.amount, columns.order) == (
        "CustomerID", "InvoiceDate", "Revenue", "InvoiceNo",
    )  # fmt: skip
    made = customers_from_orders(read, columns, today=TODAY)
    assert "17850" in set(made.table.frame["customer"])
    counted = ~np.isin(read.rows, [line.row for line in made.left_out])
    assert made.table.frame["spend_last_year"].sum() == pytest.approx(read.frame["Revenue"][counted].sum())


def test_shopify_orders(table):
    """An order's total stands on its first line only; 39 lines without Email and what was refunded are left out."""
    read = table("orders/shopify_orders_export.csv")
    proposal = propose(read)
    assert "as Shopify exports them" in proposal.hints[0]
    made = customers_from_orders(read, proposal.recipe.orders, today=TODAY)
    assert Counter(line.reason for line in made.left_out) == {"customer is blank": 39, "cancelled": 70}
    frame = read.frame[~np.isin(read.rows, [line.row for line in made.left_out])]
    assert set(frame["Financial Status"].dropna()) == {"paid", "partially_refunded"}
    kept = frame[frame["Total"].notna() & (as_dates(frame["Created at"])[0] >= np.datetime64("2021-01-12"))]
    customers = made.table.frame
    assert customers["spend_last_year"].sum() == pytest.approx((kept["Total"] - kept["Refunded Amount"]).sum())
    assert customers["orders_last_year"].sum() == kept["Name"].nunique()
    assert any(remark.startswith("Refunds of 4,702.85") for remark in made.remarks)


def test_german_orders_lack_money(table):
    """Orders without amounts are recognised, and the lack is told."""
    proposal = propose(table("orders/bestellungen_semicolon.csv"))
    assert "no column holds their amount" in proposal.hints[0]


@pytest.mark.parametrize(
    "path",
    [
        "customers/E Commerce Dataset.xlsx",
        "customers/marketing_campaign_tab.csv",
        "customers/jd_users_gbk.csv",
        "survey/starbucks_google_forms.csv",
        "orders/shopify_orders_export.csv",
    ],
)
def test_what_would_do_never_fails(table, path):
    """For every indicator and file the suggestions are columns of that file."""
    read = table(path)
    for indicator in INDICATORS:
        assert set(columns_that_would_do(read, indicator)) <= set(read.frame)
