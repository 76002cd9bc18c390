"""What browser tests do again and again. Each step waits for what it names; none sleeps."""

import re

from playwright.sync_api import Page, expect

# A page that computes on a busy machine; Playwright's own 5 s are for pages that only draw.
SECONDS = 30


def wait_for_run(page: Page, seconds: float = SECONDS) -> None:
    """Return when the page is connected and its script has finished.

    Not while a fragment redraws itself on a timer (training): wait for a text there.
    """
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-connection-state", "CONNECTED", timeout=seconds * 1000)
    # Between a click and the run that it starts the script still counts as not running: ask for two looks at it.
    page.wait_for_function(
        """() => {
            const state = document.querySelector('[data-testid=stApp]')?.getAttribute('data-test-script-state');
            window.idleLooks = state === 'notRunning' ? (window.idleLooks ?? 0) + 1 : 0;
            return window.idleLooks > 10;  // frames
        }""",
        timeout=seconds * 1000,
    )
    page.evaluate("window.idleLooks = 0")


def open_page(page: Page, name: str) -> None:
    """Go to the page that the sidebar calls `name` ("Bands"; its number and state may stand around it)."""
    link = page.get_by_test_id("stSidebar").get_by_role("link", name=re.compile(rf"\b{re.escape(name)}\b"))
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name, timeout=SECONDS * 1000)
    wait_for_run(page)
    no_exception(page)


def no_exception(page: Page) -> None:
    """The page shows no exception box."""
    expect(page.get_by_test_id("stException")).to_have_count(0)
