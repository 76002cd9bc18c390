"""A server per test process, a fresh browser profile per test, and three things that fail any test.

A request that leaves 127.0.0.1 (the page's or the server's), an error in the browser's console, a traceback in the
server's log. Steps for tests (`wait_for_run`, `open_page`, `no_exception`) are in steps.py.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser import chromium
from tests.browser.server import Server, running
from tests.browser.steps import SECONDS, wait_for_run
from tests.browser.watch import watch

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test in this folder is a browser test."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server that this process's tests share."""
    with running(tmp_path_factory.mktemp("server")) as server:
        yield server
        problems = server.problems()
    assert not problems, "\n".join(problems)


@pytest.fixture
def fresh_server(tmp_path: Path) -> Iterator[Server]:
    """A server that nobody has called yet, for this test alone."""
    with running(tmp_path) as server:
        yield server
        problems = server.problems()
    assert not problems, "\n".join(problems)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The browser that a file's tests share; no test shares a profile.

    Not for the whole session: while Playwright is open, its event loop counts as running in this thread, and
    asyncio.run in another file's tests would refuse to work.
    """
    path = chromium.find()
    if path is None:
        pytest.fail("no Chromium here; `make test` installs one")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=chromium.ARGS)
        yield browser
        browser.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Makes pages, each in a fresh profile with the context options given; all are watched until the test ends."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def make(**options: Any) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}} | options)
        contexts.append(context)
        watch(context, problems)
        context.set_default_timeout(SECONDS * 1000)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()
    assert not problems, "\n".join(dict.fromkeys(problems))


@pytest.fixture
def browser_page(new_page: Callable[..., Page], server: Server) -> Iterator[Page]:
    """A watched page that has not gone anywhere yet."""
    yield new_page(base_url=server.url)
    # Here, and not only at the server's end, so that the test to blame is named.
    problems = server.problems()
    assert not problems, "\n".join(problems)


@pytest.fixture
def app_page(browser_page: Page) -> Page:
    """A watched page on Home, drawn to the end."""
    browser_page.goto("/")
    wait_for_run(browser_page)
    return browser_page
