"""The Data page with order lines and with a second file: what can be chosen, what is counted, what is refused."""

import io

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pages.shared.order_editor import CUSTOMERS, ORDER_LINES
from tests.page_steps import ROOT, checked, metrics, press, told, trained, visit, workspace_of
from tests.test_second_file import order_lines, people

pytestmark = pytest.mark.thorough

NAMES = ("Ann", "Bo", "Carla", "Dmitri", "Elif", "Fatou", "Grace", "Hiro", "Inés")
LINES = "\n".join(
    [
        "who,when,paid,what,kind,condition,money",
        *(
            f"c{i % 50},2024-{1 + i % 12:02}-{1 + i % 28:02},{5 + i % 83}.5,P{i % 7},K{i % 3},"
            f"{'storniert' if i % 10 == 0 else 'bezahlt'},{'USD' if i % 9 == 0 else 'EUR'}"
            for i in range(400)
        ),
    ]
).encode()


@pytest.fixture
def data() -> AppTest:
    """The Data page, with no customers."""
    return visit(AppTest.from_file(ROOT / "app.py", default_timeout=60).run(), "Data")


def csv(table) -> bytes:
    """The table as a file."""
    return table.frame.to_csv(index=False).encode()


def bring(page: AppTest, name: str, content: bytes, place: int = 0) -> AppTest:
    """Upload a file; place 0 is the first file's uploader, 1 the second's."""
    page.file_uploader[place].upload(name, content)
    return checked(page.run())


def choose(page: AppTest, role: str, column: str | None, place: str = "orders") -> AppTest:
    """Choose a column for a part of order lines."""
    page.selectbox(key=f"order.{place}.{role}").set_value(column)
    return checked(page.run())


def recipe(page: AppTest):
    """The recipe in force."""
    return workspace_of(page).study.recipe


def test_rows_can_be_said_to_be_order_lines_and_back(data):
    """A table that was taken for customers is added up; R, F and M follow, and go again with the way back."""
    page = bring(data, "lines.csv", LINES)
    assert recipe(page).orders is None
    page.radio(key="rows-are").set_value(ORDER_LINES)
    page = checked(page.run())
    orders = recipe(page).orders
    assert (orders.customer, orders.date, orders.amount) == ("who", "when", "paid")
    assert metrics(page)["Customers"] == "50"
    assert metrics(page)["Order lines"] == "400"
    page.radio(key="rows-are").set_value(CUSTOMERS)
    page = checked(page.run())
    assert recipe(page).orders is None
    assert "no column is chosen for any indicator" in told(page)


def test_every_part_of_order_lines_can_be_chosen_with_examples_beside(data):
    """Product, category, status and currency change what is counted at once, and what is left out is listed."""
    page = bring(data, "lines.csv", LINES)
    page.radio(key="rows-are").set_value(ORDER_LINES)
    page = checked(page.run())
    assert "cross" not in recipe(page).scoring.indicators
    page = choose(page, "category", "kind")
    assert recipe(page).scoring.indicators["cross"].columns == ("cross_purchases",)
    page = choose(page, "product", "what")
    page = choose(page, "status", "condition")
    assert "(cancelled: 40)" in told(page)
    page = choose(page, "currency", "money")
    assert "Only orders in EUR, the most frequent currency, are counted; 40 lines are left out (40 in USD)" in told(
        page
    )
    page.selectbox(key="order.orders.in_currency").set_value("USD")
    page = checked(page.run())
    assert "Only orders in USD are counted" in told(page)
    assert any(e.label == "360 order lines not counted, and why" for e in page.expander)
    assert any(
        "e.g. bezahlt" in c.value or "e.g. storniert, bezahlt" in c.value.replace("\\", "") for c in page.caption
    )
    page = choose(choose(page, "category", None), "product", None)
    assert "cross" not in recipe(page).scoring.indicators
    assert not page.error


@pytest.mark.parametrize(
    ("role", "column", "sentence"),
    [
        ("date", "who", "no date can be read"),
        ("customer", "blank", "customer is blank (400)"),
        ("amount", "what", "amount cannot be read (400)"),
        ("status", "id", "400 different values are too many for a status"),
    ],
)
def test_a_wrong_choice_is_one_sentence_and_the_page_stays_usable(data, role, column, sentence):
    """The boxes stay, and the right column chosen again heals it."""
    content = LINES.decode().split("\n")
    wider = [content[0] + ",blank,id", *(f"{line},{'x' if not i else ''},n{i}" for i, line in enumerate(content[1:]))]
    wider[1] = wider[1].replace(",x,", ",,")
    page = bring(data, "lines.csv", "\n".join(wider).encode())
    page.radio(key="rows-are").set_value(ORDER_LINES)
    page = checked(page.run())
    options = page.selectbox(key=f"order.orders.{role}").options
    if column not in options:  # a column without any value is not read at all
        pytest.skip("the reader leaves out empty columns")
    before = getattr(recipe(page).orders, role)
    page = choose(page, role, column)
    assert sentence in told(page)
    page = choose(page, role, before)
    assert not page.error


def test_order_lines_are_joined_to_a_customer_list(data):
    """R, F and M come with the second file; matched and unmatched are counted; a reload keeps it all."""
    page = bring(data, "people.csv", csv(people()))
    assert "R (time of the last online purchase), F" in told(page)
    page = bring(page, "orders.csv", csv(order_lines()), place=1)
    shown = metrics(page)
    assert (shown["In both files"], shown["Only in the first"], shown["Only in the second"]) == ("70", "10", "5")
    assert shown["Valid customers"] == "70"
    assert "are missing" not in told(page)
    assert "orders.csv: the rows are order lines" in told(page)
    assert any("From orders.csv: the last" in c.value.replace("\\", "") for c in page.caption)
    again = visit(page, "Data")
    assert metrics(again)["In both files"] == "70"
    assert workspace_of(again).second[0] == "orders.csv"
    assert workspace_of(trained(again)).study.model is not None


def test_the_second_file_can_be_removed(data):
    """What it brought goes with it, and another can be added."""
    page = bring(data, "people.csv", csv(people()))
    page = bring(page, "orders.csv", csv(order_lines()), place=1)
    page = press(page, "Remove the second file")
    workspace = workspace_of(page)
    assert (workspace.second, workspace.study.second, workspace.study.recipe.second) == (None, None, None)
    assert set(recipe(page).scoring.indicators) == {"persistence", "rating"}
    page = bring(page, "orders.csv", csv(order_lines()), place=1)
    assert metrics(page)["In both files"] == "70"


def test_a_wrong_key_is_told_and_can_be_put_right(data):
    """Columns that do not meet are one sentence; both boxes stay."""
    page = bring(data, "people.csv", csv(people()))
    page = bring(page, "orders.csv", csv(order_lines()), place=1)
    page.selectbox(key="recipe.second.key").set_value("Satisfaction (1-5)")
    page = checked(page.run())
    assert "no value of 'customer' is found in 'Satisfaction (1-5)' of people.csv" in told(page)
    page.selectbox(key="recipe.second.key").set_value("Customer ID")
    page = checked(page.run())
    assert metrics(page)["In both files"] == "70"
    assert not page.error


def test_a_file_with_other_customers_is_refused_and_nothing_changes(data):
    """The sentence names the best pair of columns; the first file stays as it was."""
    page = bring(data, "people.csv", csv(people()))
    strangers = "who,NPS\n" + "".join(f"Z{i},{i % 11}\n" for i in range(30))
    page = bring(page, "b.csv", strangers.encode(), place=1)
    assert "of 'who' and 'Customer ID', the likeliest, 0% of the values meet" in told(page)
    assert workspace_of(page).study.second is None
    assert metrics(page)["Rows"] == "80"


def test_the_rows_of_the_second_file_can_be_said_to_be_customers_and_back(data):
    """Joined again either way; as order lines its columns can be chosen as well."""
    page = bring(data, "people.csv", csv(people()))
    page = bring(page, "orders.csv", csv(order_lines()), place=1)
    page = choose(page, "product", None, "second.orders")
    assert "cross" not in recipe(page).scoring.indicators
    page.radio(key="second-rows-are").set_value(CUSTOMERS)
    page = checked(page.run())
    assert recipe(page).second.orders is None
    assert int(metrics(page)["Doubles"]) > 0
    page.radio(key="second-rows-are").set_value(ORDER_LINES)
    page = checked(page.run())
    assert recipe(page).second.orders.product == "Product"
    assert metrics(page)["Valid customers"] == "70"


def test_a_saved_recipe_with_a_second_file_needs_it(data):
    """Without the second file there is one sentence; with it the recipe is taken."""
    page = bring(data, "people.csv", csv(people()))
    page = bring(page, "orders.csv", csv(order_lines()), place=1)
    saved = recipe(page).replaced("name", "Mine").to_json().encode()
    page = press(page, "Remove the second file")
    for joined_name in ("My customers", "Mine"):
        uploader = next(u for u in page.file_uploader if u.label.startswith("A .recipe.json"))
        uploader.upload("r.recipe.json", saved)
        page = press(checked(page.run()), "Read the file by this recipe")
        if joined_name == "Mine":
            assert recipe(page).name == "Mine"
            assert metrics(page)["In both files"] == "70"
        else:
            assert "joins a second file, which is not here" in told(page)
            page = bring(page, "orders.csv", csv(order_lines()), place=1)


def test_the_second_file_can_be_read_otherwise(data):
    """Its encoding can be set; it is joined anew and the first file stays as it is."""
    page = bring(data, "people.csv", csv(people()))
    answers = "Kunde;Größe;NPS\n" + "".join(f"K{i:04d};{i % 40};{i % 11}\n" for i in range(60))
    page = bring(page, "answers.csv", answers.encode("cp1252"), place=1)
    assert metrics(page)["In both files"] == "60"
    first = workspace_of(page).study.table
    encodings = [box for box in page.selectbox if box.label == "Encoding"]
    encodings[1].select("mac-roman")
    [b for b in page.button if b.label == "Read the file again like this"][1].click()
    page = checked(page.run())
    workspace = workspace_of(page)
    assert recipe(page).second.file.encoding == "mac-roman"
    assert "Grˆﬂe" in workspace.study.second.frame
    assert workspace.study.table is first
    assert metrics(page)["In both files"] == "60"


def test_another_table_of_the_second_workbook_can_be_chosen(data):
    """A workbook of two sheets as the second file: the other sheet is joined in its place, and holds after a reload."""
    page = bring(data, "people.csv", csv(people()))
    answers = pd.DataFrame({"Client": [f"K{i:04d}" for i in range(70)], "NPS": [i % 11 for i in range(70)]})
    fewer = answers.head(50).rename(columns={"NPS": "Reviews written"})
    content = io.BytesIO()
    with pd.ExcelWriter(content) as book:
        answers.to_excel(book, sheet_name="June", index=False)
        fewer.to_excel(book, sheet_name="July", index=False)
    page = bring(page, "answers.xlsx", content.getvalue(), place=1)
    assert metrics(page)["In both files"] == "70"
    page.selectbox(key="second-table").set_value(("July", None))
    page = checked(page.run())
    assert metrics(page)["In both files"] == "50"
    assert recipe(page).second.file.sheet == "July"
    assert "interaction" in recipe(page).scoring.indicators
    again = visit(page, "Data")
    assert (again.selectbox(key="second-table").value, metrics(again)["In both files"]) == (("July", None), "50")


def test_personal_columns_of_the_second_file_can_be_kept(data):
    """They are left out of the second file as of the first, and come back where they are chosen."""
    page = bring(data, "people.csv", csv(people()))
    answers = "Kunde,First Name,NPS\n" + "".join(f"K{i:04d},{NAMES[i % 9]},{i % 11}\n" for i in range(60))
    page = bring(page, "answers.csv", answers.encode(), place=1)
    assert "First Name" not in workspace_of(page).study.second.frame
    page.multiselect(key="second-keep-personal").set_value(["First Name"])
    page = checked(page.run())
    assert "First Name" in workspace_of(page).study.second.frame
    assert recipe(page).second.file.keep_personal == ("First Name",)
