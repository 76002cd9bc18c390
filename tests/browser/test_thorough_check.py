"""The thorough check in a real browser: it goes on over a reload, is one for two windows, and can be cancelled."""

import re

import pytest
from playwright.sync_api import Page, expect

from pages.shared.judging import BUTTON
from tests.browser.steps import no_exception, open_page, press, train, wait_for_run


@pytest.fixture
def window(app_page) -> Page:
    """The sample, trained, on the Training page."""
    press(app_page, "Try the sample")
    train(app_page)
    return app_page


@pytest.mark.long
def test_a_check_survives_a_reload_is_shared_by_windows_and_can_be_cancelled(window):
    """A reload and a second window see the same check; cancelled in one, it is gone in both; started again it ends."""
    progress = window.get_by_test_id("stProgress")
    window.get_by_role("button", name=BUTTON).click()
    expect(progress).to_contain_text("Checking")
    window.reload()
    expect(progress).to_contain_text("Checking")
    second = window.context.new_page()
    second.goto(window.url)
    expect(second.get_by_test_id("stProgress")).to_contain_text("Checking")
    second.get_by_role("button", name="Cancel the check").click()
    expect(second.get_by_text("The check was cancelled.")).to_be_visible()
    expect(window.get_by_text("The check was cancelled.")).to_be_visible()
    second.close()

    window.get_by_role("button", name=BUTTON).click()
    expect(progress).to_contain_text(re.compile(r"Checking: [\d,]+ of 150"))
    open_page(window, "Bands")
    window.get_by_test_id("stSidebar").get_by_role("link", name="4 Training").click()
    expect(window.get_by_text("The network adds nothing here")).to_be_visible(timeout=300_000)
    wait_for_run(window)
    no_exception(window)
    expect(window.get_by_text("Why calibration matters")).to_be_visible()
