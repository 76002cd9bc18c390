"""A server started, and its first page shown whole in a browser, against an app of one line."""

import os
import tempfile
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.bench.measure import Rows, measure
from tests.browser.chromium import ARGS, find
from tests.browser.server import running
from tests.browser.steps import wait_for_run

ONE_LINE = 'import streamlit as st; st.write("Hello")\n'


def rows() -> Rows:
    """The rows of this module, each measured when it is asked for."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        simple = folder / "one_line.py"
        simple.write_text(ONE_LINE, encoding="utf-8")
        os.environ["TIERBOARD_DATA"] = name  # the start that warms up makes the database
        browser = playwright.chromium.launch(executable_path=find(), args=ARGS)
        yield measure(
            "first page of a cold start / of a one-line app",
            partial(first_page, browser, folder, "serve.py"),
            partial(first_page, browser, folder, str(simple)),
            at_most=1.5,
            repeats=7,
        )
        browser.close()


def first_page(browser: Browser, folder: Path, app: str) -> None:
    """Start a server, open its first page in a window that has nothing of it yet, and end both once it is whole."""
    with running(folder, app) as server:
        page = browser.new_page()
        page.goto(server.url)
        wait_for_run(page)
        page.close()
