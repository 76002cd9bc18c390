"""Links, F5 and second windows: a project is where its address is, and no change is lost unseen."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from pages.shared.workspaces import STALE
from tests.browser.server import Server
from tests.browser.steps import (
    PAGES,
    no_exception,
    open_page,
    press,
    project_of,
    title,
    trained_sample,
    visit,
    wait_for_run,
)

# What only the trained sample shows.
WORK = {
    "Home": "Continue:",
    "Data": "survey.csv",
    "Weights": "Overall weight of each indicator",
    "Bands": "Drawn: 51 + 75 + 55 + 53 + 40 = 274 customers",
    "Training": "stopped at epoch",
    "Segments": "Trained on 229 customers",
    "Export": "Download the workbook",
}


@pytest.fixture(scope="module")
def trained(browser: Browser, server: Server) -> str:
    """The address part of a project that holds the trained sample."""
    return trained_sample(browser, server)


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=[] if n in ("Data", "Training") else pytest.mark.long) for n in PAGES]
)
def test_a_deep_link_as_a_server_s_first_request_works(fresh_server, new_page, name):
    """The page itself where it needs nothing, else one sentence and the way to Data; the menu works from there."""
    page = new_page(base_url=fresh_server.url)
    visit(page, name)
    if name in ("Home", "Data"):
        expect(page.get_by_text("Survey, customer list or order lines", exact=False)).to_be_visible()
    else:
        expect(page.get_by_text("There are no customers yet.")).to_be_visible()
        press(page, "Go to Data")
        expect(title(page)).to_have_text("Data")
    open_page(page, "Bands")
    expect(page.get_by_text("There are no customers yet.")).to_be_visible()


@pytest.mark.parametrize(
    "name",
    [pytest.param(n, marks=[] if n in ("Data", "Training", "Segments") else pytest.mark.long) for n in PAGES],
)
def test_a_link_and_a_reload_keep_the_work(browser_page, trained, name):
    """In a browser that was never here, the project's address shows the trained sample, and F5 does so again."""
    visit(browser_page, name, trained)
    expect(browser_page.get_by_text(WORK[name]).first).to_be_visible()
    browser_page.reload()
    wait_for_run(browser_page)
    expect(browser_page.get_by_text(WORK[name]).first).to_be_visible()
    expect(title(browser_page)).to_have_text("Tierboard" if name == "Home" else name)
    assert project_of(browser_page) == trained
    no_exception(browser_page)


def test_a_reload_after_a_walk_through_the_menu_keeps_the_work(app_page):
    """The sample tried on Home, a weight moved: F5 shows that weight, and Bands the sample drawn under it."""
    press(app_page, "Try the sample")
    open_page(app_page, "Bands")
    slider(app_page, "M Spend").press("ArrowRight")
    expect(app_page.get_by_role("slider", name="M Spend counts 42%")).to_be_visible()
    press(app_page, "Draw the sample")
    drawn = app_page.get_by_text("Drawn: ").inner_text()
    app_page.reload()
    wait_for_run(app_page)
    expect(app_page.get_by_role("slider", name="M Spend counts 42%")).to_be_visible()
    expect(app_page.get_by_text(drawn)).to_be_visible()


def test_an_unknown_project_in_the_address_is_said(browser_page):
    """An address whose project has gone shows an empty one and says so, once."""
    visit(browser_page, "Bands", "?w=nothing-of-that-name")
    expect(browser_page.get_by_text("no longer held on the server")).to_be_visible()
    assert project_of(browser_page) != "?w=nothing-of-that-name"
    open_page(browser_page, "Weights")
    expect(browser_page.get_by_text("no longer held on the server")).to_have_count(0)


@pytest.mark.long
def test_a_change_in_a_window_that_was_overtaken_is_refused_in_words(app_page):
    """What another window has changed meanwhile is not overwritten: the newest state is shown, and repeating works."""
    first = app_page
    press(first, "Try the sample")
    second = first.context.new_page()
    visit(first, "Weights", project_of(first))
    visit(second, "Bands", project_of(first))
    slider(first, "R Recency").press("ArrowRight")
    expect(slider(first, "R Recency")).to_have_value("6.5")
    wait_for_run(first)

    slider(second, "F Frequency").press("ArrowLeft")
    expect(second.get_by_test_id("stAlert").get_by_text(STALE)).to_be_visible()
    wait_for_run(second)
    expect(slider(second, "R Recency")).to_have_value("6.5")
    expect(slider(second, "F Frequency")).to_have_value("6")

    slider(second, "F Frequency").press("ArrowLeft")
    expect(slider(second, "F Frequency")).to_have_value("5.5")
    wait_for_run(second)
    expect(second.get_by_text(STALE)).to_have_count(0)
    visit(first, "Bands", project_of(first))
    for name, value in (("R Recency", "6.5"), ("F Frequency", "5.5"), ("M Spend", "8")):
        expect(slider(first, name)).to_have_value(value)


def slider(page: Page, name: str) -> Locator:
    """The slider whose label begins with `name`."""
    return page.get_by_role("slider", name=name)
