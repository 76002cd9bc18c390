"""Customer tables as shops, mail tools and CRMs export them: what their headings are taken for."""

import numpy as np
import pandas as pd
import pytest

from core.importing.mapping.proposal import propose
from core.importing.table import Table, content_hash

N = 300
RNG = np.random.default_rng(1)
IDS = [f"{i:05d}" for i in range(N)]
DATES = list(np.datetime_as_string(np.datetime64("2025-01-01") + RNG.integers(0, 600, N), unit="D"))
COUNTS = RNG.integers(0, 20, N).astype(float)
MONEY = RNG.gamma(2, 100, N).round(2)
STARS, NPS = RNG.integers(1, 6, N).astype(float), RNG.integers(0, 11, N).astype(float)
YES_NO, AGES = list(RNG.choice(["yes", "no"], N)), list(RNG.choice(["18-25岁", "26-35岁", "56岁以上"], N))

EXPORTS = {
    "Shopify customers": (
        {"Customer ID": IDS, "Accepts Email Marketing": YES_NO, "Total Spent": MONEY, "Total Orders": COUNTS},
        "Customer ID",
        {"frequency": "Total Orders", "monetary": "Total Spent", "member": "Accepts Email Marketing"},
    ),
    "WooCommerce customers": (
        {"Last Active": DATES, "Date registered": DATES, "Orders": COUNTS, "Total spend": MONEY, "AOV": MONEY},
        None,
        {"recency": "Last Active", "frequency": "Orders", "monetary": "Total spend", "persistence": "Date registered"},
    ),
    "Klaviyo": (
        {"Klaviyo ID": IDS, "First Purchase Date": DATES, "Last Purchase Date": DATES, "Historic CLV": MONEY}
        | {"Historic Number Of Orders": COUNTS, "Average Order Value": MONEY},
        "Klaviyo ID",
        {"recency": "Last Purchase Date", "frequency": "Historic Number Of Orders", "monetary": "Historic CLV"}
        | {"persistence": "First Purchase Date"},
    ),
    "Mailchimp": (
        {"EUID": IDS, "OPTIN_TIME": DATES, "LAST_ORDER_DATE": DATES, "TOTAL_ORDERS": COUNTS, "TOTAL_SPENT": MONEY}
        | {"MEMBER_RATING": STARS, "Email opens": COUNTS, "Clicks": COUNTS},
        None,
        {"recency": "LAST_ORDER_DATE", "frequency": "TOTAL_ORDERS", "monetary": "TOTAL_SPENT"}
        | {"persistence": "OPTIN_TIME", "rating": "MEMBER_RATING", "visits": "Clicks"},
    ),
    "HubSpot": (
        {"Record ID": IDS, "Create Date": DATES, "Recent Deal Close Date": DATES, "Total Revenue": MONEY}
        | {"Number of Associated Deals": COUNTS, "Number of Sessions": COUNTS, "NPS": NPS},
        "Record ID",
        {"recency": "Recent Deal Close Date", "monetary": "Total Revenue"}
        | {"persistence": "Create Date", "visits": "Number of Sessions", "recommend": "NPS"},
    ),
    "a German CRM": (
        {"Kundennummer": IDS, "Kunde seit": DATES, "Letzter Einkauf": DATES, "Anzahl Käufe": COUNTS}
        | {"Umsatz gesamt": MONEY, "Zufriedenheit (1-5)": STARS, "Weiterempfehlung (0-10)": NPS, "Retouren": COUNTS},
        "Kundennummer",
        {"recency": "Letzter Einkauf", "frequency": "Anzahl Käufe", "monetary": "Umsatz gesamt"}
        | {"persistence": "Kunde seit", "recommend": "Weiterempfehlung (0-10)", "rating": "Zufriedenheit (1-5)"},
    ),
    "a French shop": (
        {"Numéro client": IDS, "date_création_compte": DATES, "Date dernière commande": DATES}
        | {"Nombre de commandes": COUNTS, "Montant total": MONEY},
        "Numéro client",
        {"recency": "Date dernière commande", "frequency": "Nombre de commandes", "monetary": "Montant total"}
        | {"persistence": "date_création_compte"},
    ),
    "a Chinese CRM": (
        {
            "会员卡号": IDS,
            "注册时间": DATES,
            "最近一次消费时间": DATES,
            "近一年消费次数": COUNTS,
            "近一年消费金额": MONEY,
        }
        | {"满意度": STARS, "推荐意愿": NPS, "年龄段": AGES},
        "会员卡号",
        {"basic": "年龄段", "recency": "最近一次消费时间", "frequency": "近一年消费次数", "monetary": "近一年消费金额"}
        | {"persistence": "注册时间", "recommend": "推荐意愿", "rating": "满意度"},
    ),
    "a loyalty card": (
        {"Card no": IDS, "Enrolled": DATES, "Last Txn Date": DATES, "Txns L12M": COUNTS, "Spend L12M": MONEY},
        "Card no",
        {"recency": "Last Txn Date", "frequency": "Txns L12M", "monetary": "Spend L12M", "persistence": "Enrolled"},
    ),
}


@pytest.mark.parametrize(("columns", "ids", "expected"), EXPORTS.values(), ids=EXPORTS)
def test_an_export_maps_itself(columns, ids, expected):
    """Id and indicators are found by the headings that the program writes."""
    frame = pd.DataFrame(columns)
    scoring = propose(Table(frame, np.arange(2, N + 2), "export.csv", None, content_hash(frame))).recipe.scoring
    assert {indicator: measure.columns[0] for indicator, measure in scoring.indicators.items()} == expected
    assert scoring.id_column == ids
