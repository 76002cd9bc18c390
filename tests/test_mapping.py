"""Which column is proposed for which indicator, how it is scored, and what is said of what is missing."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.importing.mapping import (
    columns_that_would_do,
    examples,
    likeness,
    propose,
    rule_for_answers,
    span_of,
    words_of,
)
from core.importing.table import Table, content_hash
from core.indicators import INDICATORS
from core.recipe import Categories, Quintiles, Scale, Words

N = 60
TODAY = dt.date(2026, 1, 1)


def table(**columns):
    """A table of N rows; a single list of values is repeated to fill it."""
    frame = pd.DataFrame({heading: _filled(values) for heading, values in columns.items()})
    return Table(frame, np.arange(2, N + 2), "shop.csv", None, content_hash(frame))


def _filled(values):
    values = list(values) * (N // len(values) + 1)
    return pd.Series(values[:N], dtype="str" if any(isinstance(v, str) for v in values) else float)


DAYS, COUNTS, MONEY = range(0, 300, 7), range(1, 17), (12.5, 99.9, 250, 1000.25, 87)
RFM_COLUMNS = {"Recency": DAYS, "Frequency": COUNTS, "Monetary": MONEY}


def measures(**columns):
    """Proposed measures by indicator, for a table of the given columns."""
    return propose(table(**columns), TODAY).recipe.scoring.indicators


def mapped(**columns):
    """Proposed columns by indicator."""
    return {indicator: measure.columns for indicator, measure in measures(**columns).items()}


# --- headings ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("DaySinceLastOrder", ("day", "since", "last", "order")),
        ("NumWebVisitsMonth", ("num", "web", "visit", "month")),
        ("12. How would you rate us?", ("how", "would", "you", "rate", "us")),
        ("Q5_Käufe", ("kaufe",)),
        ("CSATScore", ("csat", "score")),
        ("客户编号ID", ("客户编号", "id")),
        ("Categories (1-5)", ("category",)),
    ],
)
def test_words_of_a_heading(heading, words):
    """Humps, question numbers, plurals, accents and digits do not matter."""
    assert words_of(heading) == words


HEADINGS = {
    "basic": ["Annual_Income", "AgeGroup", "CityTier", "年龄段", "月收入"],
    "visits": ["NumWebVisitsMonth", "Site visits in the last 12 months", "How often do you visit us?", "访问次数"],
    "time": ["HourSpendOnApp", "avg_session_duration", "Minutes on site per visit", "在线时长"],
    "interaction": ["Number of reviews", "How often do you write reviews?", "互动次数"],
    "recency": [
        "R",
        "Recency",
        "DaySinceLastOrder",
        "last_purchase_date",
        "When did you last buy from us?",
        "最近购买",
    ],
    "frequency": ["F", "OrderCount", "NumWebPurchases", "Orders in the last 12 months", "购买次数", "total_orders"],
    "monetary": ["M", "TotalSpent", "Spend last year (EUR)", "How much do you spend a month?", "消费金额", "Umsatz"],
    "repeat": ["Repeat purchases", "repurchase_rate", "Will you continue buying?", "复购次数"],
    "cross": ["Number of categories", "CrossPurchases", "购买品类数"],
    "persistence": ["Tenure", "Dt_Customer", "join date", "user_reg_tm", "MemberSince", "注册时间"],
    "brand": ["Brand image", "This brand has a good image", "品牌形象"],
    "recommend": ["NPS", "How likely are you to recommend us?", "Would you recommend us to a friend?", "推荐意愿"],
    "rating": ["SatisfactionScore", "Overall rating (stars)", "How satisfied are you?", "满意度"],
    "member": ["Would you register as a member?", "Do you have a membership card?", "是否会员"],
}


@pytest.mark.parametrize(("indicator", "heading"), [(i, heading) for i, many in HEADINGS.items() for heading in many])
def test_headings_find_their_indicator(indicator, heading):
    """Usual English and Chinese headings are likest their own indicator of all 14."""
    likes = {other: likeness(heading, other)[0] for other in INDICATORS}
    assert max(likes, key=likes.get) == indicator
    assert likes[indicator] >= 0.6


@pytest.mark.parametrize(
    "heading",
    ["WarehouseToHome", "NumberOfAddress", "PreferredPaymentMode", "Gender", "Z_CostContact", "Organisation_name",
     "Total_changes_in_legal_status", "Discharges", "Postcode", "OrderAmountHikeFromlastYear", "Kidhome", "wifi"],
)  # fmt: skip
def test_nonsense_is_not_mapped(heading):
    """Columns that measure none of the 14 stay without a part, however fitting their values."""
    assert mapped(**{heading: DAYS}) == {}


def test_typing_errors_are_forgiven():
    """A heading with a letter wrong is still found."""
    assert mapped(Recencey=DAYS) == {"recency": ("Recencey",)}


# --- choosing columns -------------------------------------------------------------------------------------------------


def test_r_f_m_in_any_spelling():
    """R, F and M are found, excluded where blank, and R counts down."""
    for headings in (("R", "F", "M"), ("Recency", "Frequency", "Monetary"), ("最近购买", "购买次数", "消费金额")):
        found = measures(**dict(zip(headings, RFM_COLUMNS.values(), strict=True)))
        assert [m.columns[0] for m in found.values()] == list(headings)
        assert [m.rule for m in found.values()] == [Quintiles(reversed=True), Quintiles(), Quintiles()]
        assert {m.blanks for m in found.values()} == {"exclude"}


def test_no_column_is_used_twice():
    """Of two indicators that want a column the likelier gets it, and the other takes its next best."""
    found = mapped(**{"Web purchases": COUNTS, "Repeat purchases": COUNTS, "Purchases": COUNTS})
    assert found == {"frequency": ("Web purchases",), "repeat": ("Repeat purchases",)}


def test_groups_of_money_columns():
    """Columns of one kind of money add up to M, and how many are above 0 counts the cross purchases."""
    group = {f"Mnt{kind}": (0, 5, 10.5) for kind in ("Wines", "Fruits", "Fish")}
    found = measures(**group)
    assert found["monetary"].columns == found["cross"].columns == tuple(group)
    assert (found["monetary"].combine, found["cross"].combine) == ("sum", "count_nonzero")
    assert mapped(**group, TotalSpend=MONEY)["monetary"] == ("TotalSpend",)


def test_complaints_are_a_rating_of_last_resort():
    """Complain, 0 or 1, is a rating turned round, unless there is a better one."""
    assert measures(Complain=(0, 0, 0, 1))["rating"].rule == Scale(low=0, high=1, reversed=True)
    assert mapped(Complain=(0, 0, 0, 1), Satisfaction=(1, 2, 3, 4, 5))["rating"] == ("Satisfaction",)


@pytest.mark.parametrize("heading", ["id", "CustomerID", "user_id", "Customer No.", "编号", "客户编号", "Kunden-ID"])
def test_the_id_column_is_found(heading):
    """A column called so, with a different value in nearly every row."""
    ids = [f"{number:05d}" for number in range(N)]
    assert propose(table(**{heading: ids}, **RFM_COLUMNS), TODAY).recipe.scoring.id_column == heading
    assert propose(table(**{heading: ids[:5]}, **RFM_COLUMNS), TODAY).recipe.scoring.id_column is None


def test_an_id_of_something_else_names_no_customer():
    """Order and product numbers are no customer ids."""
    columns = {"order_id": range(N), "ProductID": range(N)}
    assert propose(table(**columns, **RFM_COLUMNS), TODAY).recipe.scoring.id_column is None


def test_one_customer_is_still_mapped():
    """Columns of a single value keep their indicators where the heading is plain, so that the right thing is said."""
    assert list(mapped(Recency=[3], Frequency=[3], Monetary=[3])) == ["recency", "frequency", "monetary"]
    assert mapped(Z_Revenue=[11]) == {}


# --- rules ------------------------------------------------------------------------------------------------------------


def test_dates_count_back_and_write_the_reference_date():
    """R from a date is turned round, a join date is not; the reference date is proposed from the column of R."""
    dates = [f"{day:02d}.03.2024" for day in range(1, 29)]
    proposal = propose(table(**{"Last order date": dates, "Join date": ["01.02.2020", "15.02.2020"]}), TODAY)
    recency, persistence = proposal.recipe.scoring.indicators.values()
    assert (recency.dates, recency.rule) == (True, Quintiles(reversed=True))
    assert (persistence.dates, persistence.rule) == (True, Quintiles())
    assert proposal.recipe.scoring.reference_date == dt.date(2024, 3, 29)


def test_a_scale_of_1_to_5_is_proposed_from_the_values():
    """Whole numbers within 1..5 are a scale, to be checked; a few off it do not change that, more do."""
    proposal = propose(table(Satisfaction=[1, 2, 3, 4, 5] * 11 + [9]), TODAY)
    assert proposal.recipe.scoring.indicators["rating"].rule == Scale(low=1, high=5)
    assert "declared 1 to 5, proposed from the values seen: please check" in proposal.reasons["rating"].text
    assert measures(Satisfaction=[1, 2, 3, 4, 9])["rating"].rule == Quintiles()


def test_scored_r_f_and_m_are_not_turned_round():
    """Where R itself is a score of 1 to 5, 5 is best already."""
    assert {m.rule for m in measures(R=(1, 2, 3, 4, 5), F=(1, 2, 3, 4, 5), M=(5, 1, 2)).values()} == {
        Scale(low=1, high=5)
    }


def test_counts_of_1_to_5_are_no_scale():
    """Orders, hours and tiers that happen to be small are counted, not taken for answers."""
    assert measures(OrderCount=(1, 2, 3, 4, 5))["frequency"].rule == Quintiles()
    assert measures(HoursOnApp=(1, 2, 3, 4, 5))["time"].rule == Quintiles()
    assert measures(CityTier=(1, 2, 3))["basic"].rule == Quintiles(reversed=True)


@pytest.mark.parametrize("heading", ["How likely are you to recommend us?", "NPS", "推荐意愿"])
def test_recommendation_is_0_to_10(heading):
    """Whole numbers within 0..10 under such a heading are the usual scale of recommendation."""
    assert measures(**{heading: range(11)})["recommend"].rule == Scale(low=0, high=10)


def test_a_range_in_the_heading_is_believed():
    """(1-7) declares the scale, also where nobody used its ends."""
    assert measures(**{"Brand image (1-7)": (3, 4, 5, 6)})["brand"].rule == Scale(low=1, high=7)


def test_text_that_is_money():
    """Amounts written with signs and separators are numbers."""
    assert measures(TotalSpent=("$1,234.50", "$99.90", "n/a"))["monetary"].rule == Quintiles()


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (
            ["Agree", "Disagree", "Strongly agree"],
            ("Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree"),
        ),
        (["满意", "非常满意", "一般"], ("非常不满意", "不满意", "一般", "满意", "非常满意")),
        (["Weekly", "never", "Daily", "Rarely"], ("never", "Rarely", "Weekly", "Daily")),
        (["YES", "no"], ("no", "YES")),
        (["TRUE", "FALSE"], ("FALSE", "TRUE")),
        (["是", "否"], ("否", "是")),
        (["5 - Excellent", "1 - Very poor"], ("1 - Very poor", "Poor", "Fair", "Good", "5 - Excellent")),
        (["very likely", "Unlikely"], ("Very unlikely", "Unlikely", "Neutral", "Likely", "very likely")),
    ],
)
def test_answers_of_a_known_family_are_put_in_order(answers, words):
    """Worst to best; a whole scale is declared with the levels that nobody chose, as the answers are spelt."""
    rule, remark = rule_for_answers(dict.fromkeys(answers, 10), "rating")
    assert rule == Words(words=words)
    assert remark.endswith("please check")


def test_two_spellings_of_one_level_score_the_same():
    """Words cannot say that two answers are equal; a map from answers to scores can."""
    rule, _ = rule_for_answers({"Neutral": 5, "Neither agree nor disagree": 5, "Agree": 9, "Disagree": 2}, "brand")
    assert rule == Categories(scores={"Disagree": 2, "Neither agree nor disagree": 3, "Neutral": 3, "Agree": 4})


def test_a_rare_strange_answer_is_told():
    """One answer in twenty may stand off the scale, and is named; with more the order is not known."""
    _, remark = rule_for_answers({"Agree": 50, "Disagree": 49, "Who knows": 1}, "brand")
    assert remark.endswith("off the scale: 'Who knows'")
    assert rule_for_answers({"Agree": 5, "Disagree": 4, "Who knows": 1}, "brand") is None
    assert rule_for_answers({"Tea": 5, "Coffee": 4}, "brand") is None


@pytest.mark.parametrize(
    ("answer", "span"),
    [
        ("Less than RM20", (-np.inf, 20)),
        ("Around RM20 - RM40", (20, 40)),
        ("RM100,000 - RM150,000", (100000, 150000)),
        ("More than RM150,000", (150000, np.inf)),
        ("Below 30 minutes", (-np.inf, 30)),
        ("Between 30 minutes to 1 hour", (30, 60)),
        ("20-30 minutes", (20, 30)),
        ("More than 3 hours", (180, np.inf)),
        ("within 1km", (-np.inf, 1)),
        ("56岁以上", (56, np.inf)),
        ("16-25岁", (16, 25)),
        ("1万-2万", (10000, 20000)),
        ("65+", (65, np.inf)),
        ("Zero", (-np.inf, 0)),
        ("85,000 and over", (85000, np.inf)),
        ("within the last week", (-np.inf, 10080)),
        ("-1", None),
        ("Coffee", None),
    ],
)
def test_spans_of_answers(answer, span):
    """The range that an answer names, times in minutes; None for codes and words."""
    assert span_of(answer) == span


def test_ranges_are_put_in_order():
    """Ranges score evenly from lowest to highest; for R the fewest days are best; a code gets the middle."""
    rule, remark = rule_for_answers({"20-30": 5, "56岁以上": 3, "-1": 9, "less than 20": 2}, "basic")
    assert rule == Categories(scores={"less than 20": 1, "20-30": 3, "56岁以上": 5, "-1": 3})
    assert "the middle score for '-1'" in remark
    rule, _ = rule_for_answers({"within a week": 5, "1-4 weeks ago": 3, "over a year ago": 9}, "recency")
    assert rule == Categories(scores={"within a week": 5, "1-4 weeks ago": 3, "over a year ago": 1})


@given(st.lists(st.tuples(st.text(max_size=12), st.integers(1, 50)), min_size=1, max_size=12))
def test_a_rule_for_answers_scores_within_1_to_5(answers):
    """Whatever the answers are, a rule is a valid one that knows what it scores, or there is none."""
    counts = dict(answers)
    found = rule_for_answers(counts, "rating")
    if found and isinstance(found[0], Categories):
        assert {answer.casefold() for answer in found[0].scores} <= {answer.casefold() for answer in counts}


# --- target and hints -------------------------------------------------------------------------------------------------


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
    proposal = propose(table(**{heading: grades}, **RFM_COLUMNS), TODAY)
    target = proposal.recipe.target
    assert (target.kind, target.column, target.scale) == ("grade", heading, scale)
    assert all(heading not in measure.columns for measure in proposal.recipe.scoring.indicators.values())


@pytest.mark.parametrize("heading", ["Churn", "Response", "是否流失", "renewed"])
def test_outcomes_are_named_but_not_taken(heading):
    """An outcome is pointed out; the target stays the weighted score, and no indicator uses it."""
    proposal = propose(table(**{heading: (0, 1)}, **RFM_COLUMNS), TODAY)
    assert proposal.recipe.target.kind == "weighted"
    assert any(hint.startswith(f"'{heading}' may be an outcome") for hint in proposal.hints)
    assert len(proposal.reasons) == 3


def test_what_is_missing_is_said_with_what_would_do():
    """Each of R, F and M without a column gets a sentence that names the columns that could hold it."""
    columns = {"customer id": range(N), "seen on": ["01.02.2024", "13.02.2024"], "Monetary": MONEY}
    hints = propose(table(**columns), TODAY).hints
    assert hints == (
        "R (time of the last online purchase) was not found; if 'seen on' holds it, choose that.",
        "F (number of online purchases in the last year) was not found, and no column seems to hold it.",
    )


def test_a_table_of_something_else_is_told_so():
    """Without R, F, M and an id it does not look like customers."""
    assert (
        propose(table(ward=["N", "S", "W"], beds=DAYS), TODAY).hints[0].startswith("This does not look like a table of")
    )


def test_columns_that_would_do():
    """The likeliest first; ids, outcomes and nominal words never."""
    t = table(
        id=range(N),
        **{"last seen": DAYS, "joined": ["2020-01-01", "2020-01-05"], "x": DAYS, "Churn": (0, 1)},
        tea=["a"],
    )
    assert columns_that_would_do(t, "recency") == ["last seen", "joined", "x"]
    assert columns_that_would_do(t, "brand") == []


def test_examples_are_short_and_different():
    """A few distinct values, numbers without needless digits, blanks left out."""
    t = table(x=(1.0, 1.0, np.nan, 2.345678), words=["yes", "no", "  ", "maybe", "never"], none=[np.nan])
    assert examples(t, ["x"]) == "1, 2.35"
    assert examples(t, ["words"]) == "yes, no, maybe"
    assert examples(t, ("x", "none")) == "x: 1, 2.35; none: all blank"


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
    recipe = propose(table(**columns), TODAY).recipe
    orders = recipe.orders
    assert (orders.customer, orders.date, orders.amount, orders.quantity, orders.price, orders.order) == parts
    assert recipe.scoring.id_column == "customer"
    assert recipe.scoring.reference_date == dt.date(2024, 3, 6)
    assert {i: m.columns[0] for i, m in recipe.scoring.indicators.items()} == {
        "recency": "last_order",
        "frequency": "orders_last_year",
        "monetary": "spend_last_year",
        "persistence": "first_order",
    }


def test_order_lines_without_money_are_told():
    """Where no column holds an amount, the hint asks for it."""
    proposal = propose(table(CustomerID=range(9), OrderDate=DATES, Quantity=COUNTS), TODAY)
    assert proposal.recipe.orders is None
    assert "no column holds their amount" in proposal.hints[0]


def test_one_row_a_customer_is_no_order_table():
    """A few customers who come twice do not make order lines."""
    ids = [*range(N - 2), 0, 1]
    assert propose(table(CustomerID=ids, date=DATES, total=MONEY), TODAY).recipe.orders is None
