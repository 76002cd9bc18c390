"""The panel as people use it: experts and sliders, the sheet out and in, weights by hand over it, a bad sheet."""

import io
import re

import openpyxl
import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.steps import metric, no_exception, open_page, press, wait_for_run

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def weights(app_page: Page) -> Page:
    """A window on the Weights page of the sample, with the empty panel opened."""
    press(app_page, "Try the sample")
    open_page(app_page, "Weights")
    app_page.get_by_role("radio", name="by a panel of experts").click()
    wait_for_run(app_page)
    expect(app_page.get_by_text("Nobody yet")).to_be_visible()
    return app_page


def add(page: Page, name: str) -> None:
    """Add an expert by name."""
    page.get_by_role("textbox", name="One more expert").fill(name)
    press(page, "Add the expert")
    expect(page.get_by_role("textbox", name="Name or role", exact=True)).to_have_value(name)


def slider(page: Page, label: str) -> Locator:
    """The slider whose label begins so."""
    return page.get_by_role("slider", name=label)


def move(page: Page, label: str, key: str) -> None:
    """Move a slider by the keyboard: "End" is 10, "Home" 0."""
    slider(page, label).press(key)
    wait_for_run(page)
    no_exception(page)


def shares(page: Page) -> Locator:
    """What stands below the sliders that are in sight."""
    return (
        page.get_by_test_id("stMarkdown")
        .filter(has_text=re.compile(r"^(gives|counts|left blank)"))
        .filter(visible=True)
    )


def filled(template: bytes, **experts: dict[str, float]) -> bytes:
    """The downloaded sheet as the experts fill it in: name -> (row -> importance)."""
    book = openpyxl.load_workbook(io.BytesIO(template))
    sheet = book.active
    heading = next(row for row in sheet.iter_rows() if row[1].value == "What")
    for column, (name, answers) in enumerate(experts.items(), start=4):
        sheet.cell(heading[0].row, column, name)
        for row in sheet.iter_rows(min_row=heading[0].row + 1):
            if row[1].value in answers:
                sheet.cell(row[0].row, column, answers[row[1].value])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def upload(page: Page, *files: FilePayload) -> None:
    """Bring sheets, and wait until they are read or refused."""
    if not page.get_by_role("button", name="Take over what is pasted").is_visible():
        page.get_by_text("Bring the experts' answers on a sheet").click()
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(list(files))
    told = page.get_by_test_id("stAlertContentError").or_(page.get_by_test_id("stAlertContentSuccess"))
    expect(told.first).to_be_visible()
    wait_for_run(page)
    no_exception(page)


def test_experts_move_their_sliders_and_the_shares_follow(weights):
    """Ann starts equal and gives spend more; Ben counts twice; the bands are those of both."""
    add(weights, "Ann")
    equal = [f"gives {p}% · panel {p}%" for p in (34, 33, 33)]
    expect(shares(weights)).to_have_text([*equal, *equal])  # R, F, M and the dimensions
    move(weights, "M Spend", "End")
    expect(shares(weights).nth(2)).to_have_text("gives 50% · panel 50%")
    add(weights, "Ben")
    expect(shares(weights).nth(2)).to_have_text("gives 33% · panel 42%")
    counts = weights.get_by_role("spinbutton", name="Counts")
    counts.fill("2")
    counts.press("Enter")
    wait_for_run(weights)
    expect(shares(weights).nth(2)).to_have_text("gives 33% · panel 39%")
    weights.get_by_role("radio", name="Ann").click()
    expect(shares(weights).nth(2)).to_have_text("gives 50% · panel 39%")
    weights.reload()
    wait_for_run(weights)
    expect(shares(weights).nth(2)).to_have_text("gives 50% · panel 39%")
    expect(weights.get_by_text("among 2 experts").first).to_be_visible()
    open_page(weights, "Bands")
    expect(weights.get_by_text("M Spend counts 39%")).to_be_visible()
    expect(metric(weights, "Customers")).to_have_text("548")


@pytest.mark.long
def test_the_sheet_goes_out_and_comes_back_filled_in(weights):
    """Two of three experts fill in one sheet, the third her own; then the weights are set by hand over it."""
    with weights.expect_download() as arriving:
        weights.get_by_role("button", name="Blank sheet").click()
    template = arriving.value.path().read_bytes()
    together = filled(
        template,
        Ann={
            "Recency": 3,
            "Frequency": 3,
            "Spend": 4,
            "Current value": 8,
            "Internet behaviour": 1,
            "Potential value": 1,
        },
        Ben={"Recency": 2, "Frequency": 3, "Spend": 5},
    )
    alone = filled(template, Cleo={"Recency": 1, "Frequency": 3, "Spend": 6})
    upload(
        weights,
        FilePayload(name="together.xlsx", mimeType=XLSX, buffer=together),
        FilePayload(name="cleo.xlsx", mimeType=XLSX, buffer=alone),
    )
    expect(weights.get_by_text("Ann, Ben and Cleo have joined the panel.")).to_be_visible()
    expect(shares(weights).nth(2)).to_have_text("gives 40% · panel 50%")
    expect(weights.get_by_text("Very strong agreement on the order among 3 experts")).to_be_visible()

    weights.get_by_role("radio", name="by hand", exact=True).click()
    expect(shares(weights).nth(2)).to_have_text("counts 50% · panel 50%")
    expect(shares(weights).nth(4)).to_have_text("counts 80% · panel 80%")
    wait_for_run(weights)
    move(weights, "M Spend", "Home")
    expect(shares(weights).nth(2)).to_have_text("counts 0% · panel 50%")
    press(weights, "Start from the panel's weights")
    expect(shares(weights).nth(2)).to_have_text("counts 50% · panel 50%")


@pytest.mark.long
def test_a_bad_sheet_keeps_what_was_there(weights):
    """A word, an importance off the scale and another file are told in one sentence each; the panel of ten stays."""
    press(weights, "Try a panel of ten")
    expect(weights.get_by_text("10 experts have joined the panel.")).to_be_visible()
    before = shares(weights).all_inner_texts()
    for lines, sentence in (
        (["What,Ann", "Recency,high", "Spend,1"], "row 2, column 'Ann': 'high' is no number"),
        (["What,Ann", "Recency,11", "Spend,1"], "'11' is off the scale"),
        (["id,age", "1,34", "2,61"], "this is no sheet of experts"),
    ):
        upload(weights, FilePayload(name="sheet.csv", mimeType="text/csv", buffer="\n".join(lines).encode()))
        expect(weights.get_by_test_id("stAlertContentError").filter(has_text=sentence)).to_be_visible()
        expect(weights.get_by_role("radio", name="Finance")).to_be_visible()
        assert shares(weights).all_inner_texts() == before
