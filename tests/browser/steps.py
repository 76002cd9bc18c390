"""What browser tests do again and again. Each step waits for what it names; none sleeps."""

import re
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, FilePayload, Locator, Page, TimeoutError, expect

from tests.browser.server import Server

# A page that computes on a busy machine; Playwright's own 5 s are for pages that only draw.
SECONDS = 30
expect.set_options(timeout=SECONDS * 1000)

PAGES = {
    "Home": "/",
    "Data": "/data",
    "Weights": "/weights",
    "Bands": "/bands",
    "Training": "/training",
    "Segments": "/segments",
    "Export": "/export",
}


def wait_for_run(page: Page, seconds: float = SECONDS) -> None:
    """Return when the page is connected and its script has finished.

    Not while a fragment redraws itself on a timer (training): wait for a text there.
    """
    page.bring_to_front()  # a window behind another one draws a frame a second
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
    expect(title(page)).to_have_text(name)
    wait_for_run(page)
    no_exception(page)


def open_view(page: Page, name: str) -> None:
    """On the Segments page, open one of its views."""
    page.get_by_role("tab", name=name, exact=True).click()
    wait_for_run(page)
    no_exception(page)


def visit(page: Page, name: str, project: str = "") -> None:
    """Go to a page by its address, as a link or a bookmark does; `project` is what `project_of` gives."""
    page.goto(PAGES[name] + project)
    wait_for_run(page)
    expect(title(page)).to_have_text("Tierboard" if name == "Home" else name)
    no_exception(page)


def project_of(page: Page) -> str:
    """The part of the page's address that names the project: `?w=...`."""
    query = urlsplit(page.url).query
    assert query.startswith("w="), page.url
    return f"?{query}"


def press(page: Page, label: str) -> None:
    """Click the button with exactly this label and wait for what it does."""
    page.get_by_role("button", name=label, exact=True).click()
    wait_for_run(page)
    no_exception(page)


def bring(page: Page, file: Path | FilePayload) -> None:
    """On Home or Data, upload the first customer file, and wait until it was read or refused."""
    page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(file)
    read = page.get_by_role("heading", name="Which column tells what")
    expect(read.or_(page.get_by_test_id("stAlertContentError")).first).to_be_visible()
    wait_for_run(page)
    no_exception(page)


def use_recipe(page: Page, recipe: str) -> None:
    """On the Data page, read the present file by this recipe (a JSON document)."""
    page.get_by_text("Use a saved recipe").click()
    payload = FilePayload(name="saved.recipe.json", mimeType="application/json", buffer=recipe.encode())
    page.get_by_test_id("stFileUploaderDropzoneInput").last.set_input_files(payload)
    press(page, "Read the file by this recipe")


def train(page: Page) -> None:
    """Train from the Training page, to the end."""
    open_page(page, "Training")
    page.get_by_role("button", name="Start training", exact=True).click()
    training_has_ended(page)


def training_has_ended(page: Page) -> None:
    """Wait until the Training page shows what came out; the replay of a short training is skipped."""
    page.bring_to_front()  # a window behind another one draws a frame a second
    expect(stop_words(page)).to_be_visible(timeout=2 * SECONDS * 1000)
    skip = page.get_by_role("button", name="Skip the replay")
    if skip.count():
        with suppress(TimeoutError):  # it may end by itself meanwhile
            skip.click(timeout=3000)
    expect(skip).to_have_count(0, timeout=2 * SECONDS * 1000)
    wait_for_run(page)
    no_exception(page)


def trained_sample(browser: Browser, server: Server) -> str:
    """Try the sample and train it in a window of its own; the part of the address that names the project."""
    with browser.new_context(base_url=server.url) as context:
        page = context.new_page()
        visit(page, "Home")
        press(page, "Try the sample")
        train(page)
        return project_of(page)


def title(page: Page) -> Locator:
    """The page's one first-level heading."""
    return page.get_by_role("heading", level=1)


def metric(page: Page, label: str) -> Locator:
    """The value of the number with this label."""
    shown = page.get_by_test_id("stMetric").filter(has=page.get_by_text(label, exact=True))
    return shown.get_by_test_id("stMetricValue")


def choice(page: Page, label: str) -> Locator:
    """The select box with this label; its value is what is chosen."""
    return page.get_by_role("combobox", name=label, exact=True)


def choose(page: Page, label: str, option: str) -> None:
    """Choose an option of the select box with this label; its list closes when the page is drawn again meanwhile."""
    wanted = page.get_by_role("option", name=option)
    for _ in range(4):
        choice(page, label).press("ArrowDown")  # opens the list, wherever on the page the box stands
        try:
            wanted.click(timeout=SECONDS * 250)
            return
        except TimeoutError:
            choice(page, label).press("Escape")
    wanted.click()


def stop_words(page: Page) -> Locator:
    """The sentence that says at which epoch and why the training stopped."""
    return page.get_by_text("stopped at epoch")


def counts_in(words: str | None) -> list[int]:
    """The counts in a picture's sentence: `band 1 102, band 2 1,150.` has 102 and 1150."""
    return [int(count.replace(",", "")) for count in re.findall(r" (\d[\d,]*)(?=[,.] |[,.]$)", words or "")]


def no_exception(page: Page) -> None:
    """The page shows no exception box."""
    expect(page.get_by_test_id("stException")).to_have_count(0)
