"""Personal data is recognised by heading and values, with few false alarms, and left out unless it is kept."""

import itertools

import numpy as np
import pandas as pd
import pytest

from core.importing.personal.columns import kind_of, without_personal
from core.importing.reading.readers import read_table
from core.problems import DataProblem
from core.recipe import FileSettings
from core.scoring import check_column

MAILS = [f"Person{i}@example.com" for i in range(40)]
GERMAN_PHONES = [f"+49 170 / {1000 + i} {20 + i}" for i in range(40)]
BARE_PHONES = [f"0170{1234567 + 7919 * i}" for i in range(40)]
CHINESE_PHONES = [13812345678 + 2_300_017 * i * i for i in range(40)]
FIRST = ["Anna", "Bernd", "Chloé", "Dmitri", "Eve", "Fatima", "Grace", "Hanna"]
LAST = ["Schmidt", "O'Neill", "Dupont", "Müller-Lang", "Rossi", "King", "Nowak", "Silva"]
PEOPLE = [f"{first} {last}" for first, last in itertools.product(FIRST, LAST)]
CHINESE_PEOPLE = [a + b for a, b in itertools.product("王李张刘陈杨", ["小明", "丽", "建国", "芳", "伟"])]
STREETS = [f"{i} Main Street, Apt {i}" for i in range(1, 41)]
HAEUSER = [f"Lange Straße {i}a, 12345 Köln" for i in range(1, 41)]
CHINESE_STREETS = [f"广东省深圳市南山区科技园路{i}号" for i in range(1, 41)]
IPS = [f"117.136.{i}.1(广东-深圳)" for i in range(40)]
PLAIN_IPS = [f"10.0.{i}.{255 - i}" for i in range(40)]
LATITUDES = [47.1150970 + i / 7 for i in range(40)]
LONGITUDES = [-122.2315979 + i / 7 for i in range(40)]
COUNTS, YES_NO, ORDERS = range(40), ["yes", "no"] * 20, [f"#{1000 + i}" for i in range(40)]
ANSWERS = ["Never", "Rarely", "Often", "Always"] * 10


def column(values):
    """Values as the column that a file with them becomes."""
    values = list(values)
    return pd.Series(values, dtype="str" if any(isinstance(v, str) for v in values) else float)


@pytest.mark.parametrize(
    ("kind", "values", "headings"),
    [
        ("name", FIRST,
         "First name | FirstName | firstname | Vorname | Prénom | 名字 | Given Name | "
         "Vorname des Empfängers | RecipientFirstName | What is your first name? | "
         "2. First name (optional) | Nickname | 昵称"),
        ("name", LAST,
         "Last name | Surname | Nachname | Nom de famille | Family name | 姓 | Nachname des Empfängers"),
        ("name", PEOPLE,
         "Full name | Customer Name | Billing Name | Shipping Name | Name | Vor- und Nachname | "
         "Kundenname | First and last name | Nom | Contact Person | Please enter your full name: | "
         "Customer | Kunde | Nom et prénom"),
        ("name", CHINESE_PEOPLE,
         "姓名 | 您的姓名： | 1、您的姓名 | 客户姓名 | 收货人 | 收件人姓名 | 真实姓名 | "
         "请填写您的姓名（必填） | 客户 | 联系人"),
        ("mail", MAILS,
         "Email | E-Mail | e_mail | eMail | Email Address | Recipient Email | RecipientEmail | "
         "Customer e-mail address | E-Mail-Adresse | E-Mail-Adresse des Empfängers | Courriel | "
         "Adresse e-mail | 邮箱 | 您的电子邮箱： | 电子邮件地址 | What is your email address? | "
         "Correo electrónico | Q12 | Kontakt | 6、其他"),
        ("phone", GERMAN_PHONES,
         "Phone | Telefon | Telefonnummer | Mobile | Handynummer | Q7 | Contact | Téléphone | Mobile No."),
        ("phone", BARE_PHONES,
         "Phone number | Billing Phone | Handy | Numéro de téléphone | Tel. | Customer phone | 电话 | "
         "What is your phone number? | Mobile phone | WhatsApp number | Fax"),
        ("phone", CHINESE_PHONES,
         "手机号 | 手机号码 | 您的手机号码： | 联系电话 | 联系方式 | 收货人手机 | "
         "3、请输入您的手机号码 | Mobile | Q9 | 会员号"),
        ("address", STREETS,
         "Address | Billing Address1 | Shipping Street | Street address | Address line 2 | "
         "Home address | Customer Address | Q3 | What is your home address? | Adresse | "
         "Adresse de livraison"),
        ("address", HAEUSER,
         "Anschrift | Straße | Strasse und Hausnummer | Lieferadresse | Adresse | Frage 4"),
        ("address", CHINESE_STREETS,
         "地址 | 收货地址 | 详细地址 | 家庭住址 | 您的联系地址 | 5、请填写您的收货地址："),
        ("IP", IPS,
         "来自IP | IP地址 | IP | 来源详情"),
        ("IP", PLAIN_IPS,
         "IP Address | IPAddress | IP-Adresse | ip_address | Adresse IP | Q1 | Network"),
        ("coordinates", LATITUDES,
         "Latitude | LocationLatitude | lat | Breitengrad des Standorts | 纬度"),
        ("coordinates", LONGITUDES,
         "Longitude | LocationLongitude | lng | Längengrad | 经度"),
        ("coordinates", [f"47.{1150 + i}, 8.{5410 + i}" for i in range(40)],
         "Location | GPS | 坐标"),
        ("identity", [f"11010119{70 + i}0307{1000 + i}"[:18] for i in range(30)],
         "身份证号 | 身份证号码 | Q5"),
        ("account", [f"user_{i}x" for i in range(40)],
         "Username | WeChat ID | 微信号 | 用户名"),
    ],
)  # fmt: skip
def test_personal_columns_are_recognised(kind, values, headings):
    """English, German, French and Chinese headings, questions, and values that speak for themselves."""
    found = {heading: kind_of(heading, column(values)) for heading in headings.split(" | ")}
    assert found == dict.fromkeys(found, kind)


@pytest.mark.parametrize(
    ("values", "headings"),
    [
        (ORDERS,
         "Name | Order name | Billing Name number | Customer"),
        (["Blue Shirt XL 2", "Red cap", "Sock 3-pack", "Mug"] * 10,
         "Product name | Lineitem name | Name | 商品名称 | 名称"),
        (["Nike", "Adidas", "Puma"] * 13,
         "Brand name | 品牌名 | Vendor | Company | Shipping Company | Campaign name"),
        (["Berlin", "New York", "Paris", "深圳"] * 10,
         "City | Billing City | Country | Address of shop visited last? | 城市 | 省份"),
        (STREETS,
         "Address of shop visited last? | Store address | 门店地址"),
        (COUNTS,
         "NumWebPurchases | Email opens | Phone calls | Emails sent | NumberOfAddress | CityTier | "
         "Email | Phone | Number of phones | Mobile | IP count | WarehouseToHome | lat | Long | Name | "
         "Address | 电话次数 | 手机 | Age"),
        (YES_NO,
         "Email | Accepts email | Phone | Has phone | Mobile | Address | Home | Contact | "
         "Contact by email? | 手机 | WhatsApp"),
        (ANSWERS,
         "How often do you open our emails? | Do you shop on your mobile phone? | Contact | "
         "How do you contact us? | Mail"),
        (["Mobile Phone", "Computer", "Phone"] * 13,
         "PreferredLoginDevice | 手机品牌 | Device | Mobile"),
        (["Email", "Phone", "Letter"] * 13,
         "Preferred contact | Contact | How may we contact you? | 联系方式"),
        ([10_000_000_001 + i for i in range(40)],
         "Customer id | Id | Order number | 会员号 | 编号"),
        ([13_000_000_001 + i for i in range(40)],
         "Customer id | 会员号 | 流水号"),
        ([98_765_432_109 - 1_234_567_891 * i for i in range(40)],
         "Customer id | Reference"),
        ([f"2024-0{1 + i % 9}-1{i % 9}" for i in range(40)],
         "Order date | Phone date | Q2"),
        ([f"0{1 + i % 9}-11-2024" for i in range(40)],
         "Order date | Q2 | Dt_Customer"),
        ([f"1 {200 + i} 300" for i in range(40)],
         "Spend | Umsatz"),
        ([f"{i}.{i + 1}.{i + 2}" for i in range(40)],
         "App version | Version"),
        ([f"978-3-16-148{400 + i}-0" for i in range(40)],
         "ISBN"),
        ([f"SKU-0170-{1000 + i}" for i in range(40)],
         "Lineitem sku | Code"),
        (["Very good service", "Fast Delivery", "I called 0170 1234567 twice"] * 13,
         "What did you like? | Comments"),
        (LATITUDES,
         "Spend | Score | Average rating"),
        (["Student", "Employed", "Self-employed", "Retired"] * 10,
         "3. Are you currently....? | Contact | Customer | Client"),
        (["New", "Returning", "Lapsed"] * 13,
         "Customer | Member | Customer type | 客户"),
        (["DE MwSt 19%", "IT IVA 22%"] * 20,
         "Tax 1 Name | Payment Terms Name | Billing Province Name"),
    ],
)  # fmt: skip
def test_few_false_alarms(values, headings):
    """Products, shops, cities, counts, answers, ids and dates are nobody's, whatever their headings remind of."""
    found = {heading: kind_of(heading, column(values)) for heading in headings.split(" | ")}
    assert found == dict.fromkeys(found)


def test_a_column_that_is_blank_or_hardly_filled():
    """A blank column holds nothing personal; five mails among a thousand blanks are mails."""
    assert kind_of("Phone", pd.Series([np.nan] * 40)) is None
    assert kind_of("Remarks", column([None] * 1995 + MAILS[:5])) == "mail"


def csv(**columns):
    """A CSV of 40 rows."""
    return (
        pd.DataFrame({heading: list(values)[:40] for heading, values in columns.items()}).to_csv(index=False).encode()
    )


EVERYTHING = {"Name": PEOPLE, "Email": MAILS, "Phone": GERMAN_PHONES, "IP Address": PLAIN_IPS, "Spend": COUNTS}


def test_personal_columns_never_enter_the_table():
    """Names and IPs are left out, mails and phones become pseudonyms; the table says so, and holds no such value."""
    table = read_table(csv(**EVERYTHING), "f.csv")
    assert list(table.frame) == ["Email", "Phone", "Spend"]
    assert [(p.column, p.kind, p.done) for p in table.reading.personal] == [
        ("Name", "name", "left out"),
        ("Email", "mail", "pseudonyms"),
        ("Phone", "phone", "pseudonyms"),
        ("IP Address", "IP", "left out"),
    ]
    assert table.frame["Email"].str.fullmatch(r"p-[0-9a-f]{14}").all()
    assert not set(table.frame.to_numpy().ravel()) & {*PEOPLE, *MAILS, *GERMAN_PHONES, *PLAIN_IPS}


def test_what_is_kept_stays_as_it_is():
    """A column named in keep_personal is read as any other, and still listed as personal."""
    settings = FileSettings(keep_personal=("Email", "Name"))
    table = read_table(csv(**EVERYTHING), "f.csv", settings)
    assert list(table.frame) == ["Name", "Email", "Phone", "Spend"]
    assert table.frame["Email"].tolist() == MAILS
    assert [p.done for p in table.reading.personal] == ["kept", "kept", "pseudonyms", "left out"]


def test_blank_mails_stay_blank_and_files_can_be_joined():
    """A customer without a mail gets no pseudonym; the same mail has the same one in another file."""
    one = read_table(csv(Email=[None, *MAILS], Spend=COUNTS), "a.csv").frame["Email"]
    two = read_table(csv(Mail=[m.upper() for m in MAILS], Visits=COUNTS), "b.csv").frame["Mail"]
    assert one.isna().tolist() == [True] + [False] * 39
    assert one[1:].tolist() == two[:39].tolist()


def test_a_name_that_is_the_only_key_becomes_a_pseudonym():
    """Order lines that know their customers by name alone can still be added up; beside an id the name goes."""
    frame = pd.DataFrame({"Customer Name": column(PEOPLE), "Order ID": column(range(64)), "Total": column(range(64))})
    kept, personal = without_personal(frame)
    assert [p.done for p in personal] == ["pseudonyms"]
    assert kept["Customer Name"].str.startswith("p-").all()
    kept, personal = without_personal(frame.assign(**{"Customer ID": range(64)}))
    assert [p.done for p in personal] == ["left out"]
    assert list(kept) == ["Order ID", "Total", "Customer ID"]


REAL = {
    "customers/E Commerce Dataset.xlsx": [],
    "customers/marketing_campaign_tab.csv": [],
    "customers/jd_users_gbk.csv": [],
    "customers/rfm_summary_legacy.xls": [],
    "customers/utf16_table_not_customers.csv": [],
    "survey/starbucks_google_forms.csv": [],
    "orders/online_retail_10k.csv": [],
    "orders/bestellungen_semicolon.csv": [],
    "orders/shopify_orders_export.csv": [
        "Email: mail", "Billing Name: name", "Billing Street: address", "Billing Address1: address",
        "Billing Address2: address", "Billing Phone: phone", "Shipping Name: name", "Shipping Street: address",
        "Shipping Address1: address", "Shipping Address2: address", "Shipping Phone: phone", "Phone: phone",
    ],
}  # fmt: skip


@pytest.mark.real_data
@pytest.mark.parametrize("path", REAL)
def test_real_files(real_data, path):
    """Exactly the personal columns of each real file; the Shopify order's Name is its number and stays."""
    table = read_table((real_data / path).read_bytes(), path.split("/")[-1])
    assert [f"{p.column}: {p.kind}" for p in table.reading.personal] == REAL[path]


def test_a_recipe_that_needs_a_personal_column_is_told_how_to_keep_it():
    """Not "did you mean": the column is in the file, and left out on purpose."""
    lines = "Customer Name,Recency,Orders,Spend,id\n" + "".join(f"Ann B{i},{i},{i},{i},{i}\n" for i in range(1, 50))
    left_out = read_table(lines.encode(), "f.csv")
    with pytest.raises(DataProblem, match="it holds personal data and is left out: keep it"):
        check_column(left_out, "Customer Name")
