"""Import as people do it: two tables on a sheet, orders joined to customers, personal columns, the questionnaire."""

import io

import docx
import pytest
from playwright.sync_api import FilePayload, Page, expect

from core.questionnaire.questions import questionnaire
from tests.browser.steps import bring, choice, choose, metric, no_exception, open_page, visit, wait_for_run
from tests.files import workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PEOPLE = 60
NAMES = ("Ann", "Bob", "Cleo", "Dan", "Eve", "Finn", "Gus")


@pytest.fixture
def data(app_page: Page) -> Page:
    """A window on the Data page, with no customers."""
    visit(app_page, "Data")
    return app_page


def text_file(name: str, lines: list[str]) -> FilePayload:
    """A comma-separated file to upload."""
    return FilePayload(name=name, mimeType="text/csv", buffer="\n".join(lines).encode())


@pytest.mark.long
def test_of_two_tables_below_a_title_the_customers_are_read_and_the_other_can_be_chosen(data):
    """What was found is said in words, and a choice among the tables reads the other one."""
    rows = [["Customers of the north"], ["id", "Days since last order", "Orders", "Spend", "", "Region", "Sales"]]
    regions = [["North", 1], ["South", 2], ["East", 3], ["West", 4]]
    for i in range(PEOPLE):
        rows.append([f"C{i:02d}", i % 41, i % 7, i * 1.5, "", *(regions[i] if i < 4 else ["", ""])])
    rows.append(["Total", "", sum(i % 7 for i in range(PEOPLE)), sum(i * 1.5 for i in range(PEOPLE))])
    bring(data, FilePayload(name="north.xlsx", mimeType=XLSX, buffer=workbook(rows, start=(3, 2))))
    expect(metric(data, "Valid customers")).to_have_text(str(PEOPLE))
    expect(data.get_by_text("holds totals and is left out").first).to_be_visible()
    expect(data.get_by_text("The sheet holds another table from G4").first).to_be_visible()
    choose(data, "Table", "Sheet1, table at G4")
    wait_for_run(data)
    expect(data.get_by_text("there are only 4 customers").first).to_be_visible()
    no_exception(data)


def test_orders_are_joined_to_customers_and_bring_recency_frequency_and_spend(data):
    """A customer list alone lacks R, F and M; its orders fill them, and both kinds of unmatched are counted."""
    people = ["customer id,satisfaction", *(f"K{i:03d},{1 + i % 5}" for i in range(PEOPLE + 5))]
    orders = [
        "order id,customer id,order date,amount",
        *(f"{n},K{n % PEOPLE:03d},2025-{1 + n % 12:02}-{1 + n % 28:02},{5 + n % 97}.5" for n in range(400)),
        "999,K900,2025-05-05,10.0",
    ]
    bring(data, text_file("people.csv", people))
    expect(data.get_by_text("are missing: choose their columns").first).to_be_visible()
    data.get_by_text("Add a second file").click()
    data.get_by_test_id("stFileUploaderDropzoneInput").nth(1).set_input_files(text_file("orders.csv", orders))
    expect(data.get_by_text("Second file: orders.csv")).to_be_visible()
    wait_for_run(data)
    expect(metric(data, "Valid customers")).to_have_text(str(PEOPLE))
    expect(choice(data, "M Spend")).to_have_value("spend_last_year")
    data.reload()
    wait_for_run(data)
    expect(data.get_by_text("Second file: orders.csv")).to_be_visible()
    open_page(data, "Bands")
    no_exception(data)


def test_personal_columns_are_left_out_until_they_are_kept(data):
    """Mails are shown as pseudonyms; kept on purpose, they are the customers' ids as they stand."""
    lines = ["Email,First Name,Recency,Orders,Spend"]
    lines += [f"ann{i}@example.com,{NAMES[i % len(NAMES)]},{i},{i % 9},{i * 2}.5" for i in range(1, PEOPLE)]
    bring(data, text_file("mails.csv", lines))
    expect(data.get_by_text("Left out as personal: First Name")).to_be_visible()
    expect(data.get_by_text("Email: shown as pseudonyms")).to_be_visible()
    expect(data.get_by_text("@example.com")).to_have_count(0)
    data.get_by_role("button", name="Personal data").click()
    data.get_by_role("combobox", name="Keep as they are").click()
    data.get_by_role("option", name="Email (mail)").click()
    expect(data.get_by_text("Email: kept as they are")).to_be_visible()
    wait_for_run(data)
    expect(metric(data, "Valid customers")).to_have_text(str(PEOPLE - 1))


def test_the_questionnaire_can_be_taken_along_in_both_languages(data):
    """The Word document that is downloaded holds every question in the language chosen."""
    data.get_by_role("button", name="Ask your customers").click()
    for language, label in (("en", "English"), ("zh", "中文")):
        data.get_by_role("radio", name=label).or_(data.get_by_role("button", name=label, exact=True)).first.click()
        wait_for_run(data)
        with data.expect_download() as arriving:
            data.get_by_role("button", name="Word document").click()
        words = [p.text for p in docx.Document(io.BytesIO(arriving.value.path().read_bytes())).paragraphs]
        missing = [q.text for q in questionnaire(language).questions if not any(q.text in line for line in words)]
        assert missing == []
