"""What to do, in the browser: a plan, a play saved as an audience, and its customers."""

import pytest
from playwright.sync_api import expect

from tests.browser.steps import no_exception, open_page, open_view, press, train, wait_for_run


@pytest.mark.long
def test_a_plan_and_a_play_of_the_sample(app_page):
    """A next action is in the table and outlives a reload; the customers of a play are listed."""
    page = app_page
    press(page, "Try the sample")
    train(page)
    open_page(page, "Segments")
    open_view(page, "What to do")
    page.get_by_role("textbox", name="Next action").fill("call them")
    page.get_by_role("textbox", name="Next action").press("Enter")
    wait_for_run(page)
    page.get_by_role("button", name="Save as an audience").first.click()
    expect(page.get_by_text("Saved as an audience, 10% held out.")).to_be_visible()
    page.reload()
    wait_for_run(page)
    open_view(page, "What to do")
    expect(page.get_by_role("textbox", name="Next action")).to_have_value("call them")
    page.get_by_role("button", name="Show them").first.click()
    expect(page.get_by_text("customers (tier A; band 4 or 5).")).to_be_visible()
    expect(page.get_by_text("VIP care", exact=True)).to_be_visible()
    no_exception(page)
