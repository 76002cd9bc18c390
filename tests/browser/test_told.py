"""What is refused is told without closing what one is working in, and in sight wherever one has scrolled."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.server import Server
from tests.browser.steps import open_page, press, trained_sample, visit, wait_for_run


@pytest.fixture(scope="module")
def trained(browser, server: Server) -> str:
    """The address part of a project that holds the trained sample."""
    return trained_sample(browser, server)


@pytest.mark.long
def test_a_refused_threshold_leaves_its_rule_open(app_page):
    """Limits that fall are refused in a toast on the screen; the field is still there to be mended."""
    page = app_page
    press(page, "Try the sample")
    open_page(page, "Data")
    page.get_by_text("Scoring", exact=True).nth(9).click()
    rule = page.get_by_test_id("stExpander").filter(has_text="Scored by").last
    rule.get_by_role("combobox", name="Scored by").click()
    page.get_by_role("option", name="own thresholds").click()
    limits = rule.get_by_role("textbox", name="Four limits, rising")
    expect(limits).to_be_visible()
    wait_for_run(page)
    limits.fill("9,6,4")
    limits.press("Enter")
    told(page, "are no thresholds")
    expect(rule).to_be_visible()
    limits.fill("4,6,8,9")
    limits.press("Enter")
    wait_for_run(page)
    expect(rule).to_be_visible()
    expect(page.get_by_test_id("stAlert").filter(has_text="are no thresholds")).to_have_count(0)


@pytest.mark.long
def test_a_refused_cut_off_leaves_its_expander_open(browser_page, trained):
    """A below B is refused, and so is nothing after it: the three fields stay in sight all the while."""
    page = browser_page
    visit(page, "Segments", trained)
    page.get_by_text("Move the cut-offs", exact=True).click()
    cut = page.get_by_role("spinbutton", name="A from K =")
    expect(cut).to_be_visible()
    for typed, refused in (("0.4", True), ("0.99", False)):  # the second makes the tiers lopsided, which is said above
        cut.fill(typed)
        cut.press("Enter")
        wait_for_run(page)
        if refused:
            told(page, "the cut-offs must fall from A to C")
        expect(cut).to_be_visible()
    expect(page.get_by_text("The tiers are uneven")).to_be_visible()
    expect(cut).to_have_value("0.99")


def told(page: Page, words: str) -> None:
    """The words stand in a toast within the window, and in a box at the top of the page."""
    expect(page.get_by_test_id("stToast").filter(has_text=words)).to_be_in_viewport()
    expect(page.get_by_test_id("stAlert").filter(has_text=words)).to_have_count(1)
    wait_for_run(page)
