"""The words of a heading, and which indicator it is likest."""

import pytest

from core.importing.mapping.headings import likeness, words_of
from core.indicators import INDICATORS


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
    "basic": ["Basic properties", "Annual_Income", "AgeGroup", "CityTier", "年龄段", "月收入"],
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
    ("heading", "indicator"),
    [
        ("In the last 12 months, how much time did you spend on our site?", "time"),
        ("Over the past year, how often did you visit our website?", "visits"),
        ("Number of categories bought in the last six months", "cross"),
        ("最近12个月您在网站的停留时长", "time"),
        ("最近一年访问次数", "visits"),
        ("过去半年购买品类数", "cross"),
    ],
)
def test_a_period_rules_nothing_out(heading, indicator):
    """ "In the last 12 months" says when, and vetoes neither time on site nor visits nor kinds bought."""
    assert likeness(heading, indicator)[0] >= 0.75


@pytest.mark.parametrize(
    "heading", ["last visit date", "Time of last visit", "最近访问时间", "最近一次停留时间", "time since last login"]
)
def test_the_last_visit_is_no_time_on_site(heading):
    """What happened last tells neither how long somebody stays nor how often she comes."""
    assert likeness(heading, "time")[0] == likeness(heading, "visits")[0] == 0
