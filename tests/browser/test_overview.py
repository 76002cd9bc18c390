"""The Overview of the Segments page in the browser: a click on a cell of the matrix, and cut-offs by share."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.server import Server
from tests.browser.steps import counts_in, no_exception, open_view, trained_sample, visit, wait_for_run


@pytest.fixture(scope="module")
def trained(browser: Browser, server: Server) -> str:
    """The address part of a project that holds the trained sample."""
    return trained_sample(browser, server)


@pytest.fixture
def overview(new_page, server, trained) -> Page:
    """The Overview of the trained sample."""
    page = new_page(base_url=server.url, viewport={"width": 1280, "height": 900})
    visit(page, "Segments", trained)
    return page


def listed(page: Page) -> int:
    """How many customers the list says it shows."""
    return int(page.get_by_text(re.compile(r"^[\d,]+ of [\d,]+ customers")).inner_text().split()[0].replace(",", ""))


def test_a_click_on_a_cell_lists_its_customers_and_so_does_one_on_a_corner(overview):
    """The cell of band 5 and tier A, then a corner's name, then its button: the list holds as many as stand there."""
    page = overview
    figure = page.get_by_role("figure", name="Customers by band and tier")
    protect = counts_in(figure.get_attribute("aria-label"))[1]
    for place, wanted in ((19, None), (21, protect), (19, None)):  # again: what was clicked last opens once more
        text = figure.locator(".scatterlayer text").nth(place)
        text.scroll_into_view_if_needed()
        shown = int((text.text_content() or "").split()[-1].replace(",", ""))
        assert wanted in (None, shown)
        box = text.bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        expect(page.get_by_role("tab", name="Customers")).to_have_attribute("aria-selected", "true")
        wait_for_run(page)
        assert listed(page) == shown
        open_view(page, "Overview")
    page.get_by_role("button", name=re.compile("^Protect")).click()
    expect(page.get_by_role("tab", name="Customers")).to_have_attribute("aria-selected", "true")
    wait_for_run(page)
    assert listed(page) == protect
    no_exception(page)


@pytest.mark.long
def test_shares_of_customers_cut_at_once_and_stay_open(overview):
    """The settings of the way stand open while they are changed; the picture says the counts."""
    page = overview
    page.get_by_text("Move the cut-offs", exact=True).click()
    page.get_by_role("radio", name="By share of customers").click()
    expect(page.get_by_text("found for 20 / 30 / 30 / 20 % of the customers")).to_be_visible()
    wait_for_run(page)
    wanted = page.get_by_role("spinbutton", name="A, % of customers")
    wanted.fill("10")
    wanted.press("Enter")
    expect(page.get_by_text("found for 10 / 30 / 30 / 30 % of the customers")).to_be_visible()
    wait_for_run(page)
    label = page.get_by_role("figure", name="Customers by K").get_attribute("aria-label")
    assert int(re.search(r"A (\d+)", label)[1]) == 55
    no_exception(page)
    page.get_by_role("button", name="Back to 0.75 / 0.50 / 0.25").click()
    expect(page.get_by_text("Cut-offs in force: A from 0.75")).to_be_visible()
    wait_for_run(page)
