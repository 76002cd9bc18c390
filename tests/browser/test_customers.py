"""From the list of customers to one of them, and on paper."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.server import Server
from tests.browser.steps import open_view, press, project_of, title, trained_sample, visit, wait_for_run


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
    page.get_by_test_id("stDataFrame").first.scroll_into_view_if_needed()
    box = page.get_by_test_id("stDataFrame").first.bounding_box()
    page.mouse.click(box["x"] + 18, box["y"] + 35 + 17)  # the box before the first row
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
