"""From the list of customers to one of them, and on paper."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.server import Server
from tests.browser.steps import (
    bring,
    metric,
    open_page,
    open_view,
    press,
    project_of,
    title,
    train,
    trained_sample,
    visit,
    wait_for_run,
)


@pytest.fixture(scope="module")
def trained(browser, server: Server) -> str:
    """The address part of a project that holds the trained sample."""
    return trained_sample(browser, server)


def test_a_ticked_customer_opens_and_the_next_ones_follow(browser_page, trained):
    """The first box leads to the most valuable customer; the next lower K is the next page, the list stays filtered."""
    page = browser_page
    visit(page, "Segments", trained)
    open_view(page, "Customers")
    expect(page.get_by_text("548 of 548 customers (all customers).")).to_be_visible()
    page.get_by_role("button", name="B", exact=True).first.click()
    wait_for_run(page)
    expect(page.get_by_text("customers (tier B).")).to_be_visible()
    tick(page, 0)
    expect(title(page)).to_have_text("Customer")
    wait_for_run(page)
    first = page.get_by_role("heading", name=re.compile("^Customer C")).inner_text()
    expect(page.get_by_text("B Growers")).to_be_visible()
    expect(page.get_by_role("button", name="Next higher K")).to_be_disabled()
    press(page, "Next lower K")
    expect(page.get_by_role("heading", name=re.compile("^Customer C"))).not_to_have_text(first)
    shown = page.get_by_role("heading", name=re.compile("^Customer C")).inner_text()
    address = page.url
    assert re.search(r"row=\d+", address)
    assert shown.removeprefix("Customer ") not in address
    press(page, "Back to Segments")
    open_view(page, "Customers")
    expect(page.get_by_text("customers (tier B).")).to_be_visible()
    page.goto(address)
    wait_for_run(page)
    expect(page.get_by_role("heading", name=shown)).to_be_visible()


def test_on_paper_the_page_stands_alone(browser_page, trained):
    """Neither menu nor buttons are printed, and nothing is cut off at the height of the screen."""
    page: Page = browser_page
    page.goto(f"/customer{trained}&row=17")
    wait_for_run(page)
    expect(page.get_by_role("heading", name="Customer C0016")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    expect(page.get_by_role("button", name="Next lower K")).to_be_hidden()
    expect(page.get_by_text("Your note on this customer")).to_be_visible()
    assert page.evaluate("document.querySelector('.stApp').scrollHeight <= document.documentElement.scrollHeight")
    assert project_of(page)


@pytest.mark.long
@pytest.mark.real_data
def test_a_list_of_five_thousand_is_filtered_ticked_and_saved(app_page, real_data):
    """A list so long takes another way in Streamlit: its boxes still open customers, and its filter is an audience."""
    page = app_page
    bring(page, real_data / "customers" / "E Commerce Dataset.xlsx")
    train(page)
    open_page(page, "Segments")
    open_view(page, "Customers")
    everybody = page.get_by_text(re.compile(r"^[\d,]+ of [\d,]+ customers \(all customers\)\."))
    expect(everybody).to_be_visible()
    number = int(everybody.inner_text().split(" ")[0].replace(",", ""))
    assert number > 5_000
    tick(page, 2)
    expect(title(page)).to_have_text("Customer")
    wait_for_run(page)
    expect(page.get_by_text("of the list")).to_have_count(0)
    expect(metric(page, "Place by K")).to_have_text("3")
    press(page, "Back to Segments")
    open_view(page, "Customers")
    page.get_by_role("button", name="B", exact=True).first.click()
    wait_for_run(page)
    some = page.get_by_text(re.compile(rf"^[\d,]+ of {number:,} customers \(tier B\)\."))
    expect(some).to_be_visible()
    fewer = some.inner_text().split(" ")[0]
    assert 0 < int(fewer.replace(",", "")) < number
    tick(page, 0)
    expect(title(page)).to_have_text("Customer")
    wait_for_run(page)
    expect(page.get_by_role("button", name="Next higher K")).to_be_disabled()
    heading = page.get_by_role("heading", name=re.compile("^Customer ."))
    first = heading.inner_text()
    press(page, "Next lower K")
    expect(heading).not_to_have_text(first)
    press(page, "Next higher K")
    expect(heading).to_have_text(first)
    press(page, "Back to Segments")
    open_view(page, "Customers")
    page.get_by_role("textbox", name="Name", exact=True).fill("Second best")
    page.get_by_role("textbox", name="Name", exact=True).press("Enter")
    wait_for_run(page)
    press(page, "Save this filter as an audience")
    expect(page.get_by_text(f"{fewer} customers: tier B; 10% held out")).to_be_visible()
    open_page(page, "Export")
    expect(page.get_by_text(f"{fewer} customers: tier B; 10% held out")).to_be_visible()


def tick(page: Page, row: int) -> None:
    """Tick the box before a row of the list, counted from 0: it is drawn, so a click at its place."""
    table = page.get_by_test_id("stDataFrame").first
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    page.mouse.click(box["x"] + 18, box["y"] + 35 * (row + 1) + 17)
