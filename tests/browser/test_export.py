"""The Export page in a real browser: a job, its download, and what a change does to it."""

import csv
import io
import zipfile

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import no_exception, open_page, press, train, wait_for_run


@pytest.fixture
def window(app_page) -> Page:
    """The sample, trained, on the Export page."""
    press(app_page, "Try the sample")
    train(app_page)
    open_page(app_page, "Export")
    return app_page


@pytest.mark.long
def test_everything_is_made_by_a_job_taken_along_and_made_anew_after_a_change(window, tmp_path):
    """Make, wait, download; with small counts hidden it has to be made anew, and then holds no customer."""
    make, take = (window.get_by_role("button", name=f"{verb} the archive", exact=True) for verb in ("Make", "Download"))
    expect(take).to_be_disabled()
    make.click()
    expect(take).to_be_enabled(timeout=300_000)
    expect(make).to_be_disabled()
    with zipfile.ZipFile(io.BytesIO(downloaded(window, take))) as archive:
        names = archive.namelist()
        (customers,) = (n for n in names if n.endswith("customers.csv"))
        rows = list(csv.reader(archive.read(customers).decode("utf-8-sig").splitlines()))
    assert len(rows) == 549
    assert {"tiers.xlsx", "deck.pptx", "report.html"} <= {name.rsplit("-", 1)[-1] for name in names}

    window.get_by_text("Hide counts below 5 in these files").click()
    wait_for_run(window)
    expect(take).to_be_disabled()
    expect(window.get_by_text("What it shows has changed since it was made")).to_be_visible()
    make.click()
    expect(take).to_be_enabled(timeout=300_000)
    with zipfile.ZipFile(io.BytesIO(downloaded(window, take))) as archive:
        assert not any("lists/" in name for name in archive.namelist())
    no_exception(window)


@pytest.mark.long
def test_a_list_is_of_whom_the_fields_say(window):
    """Tier A alone, under pseudonyms, with two columns."""
    window.get_by_role("combobox", name="Whom").click()
    window.get_by_role("option", name="Tier A Champions").click()
    wait_for_run(window)
    window.get_by_role("button", name="Columns and names").click()
    window.get_by_text("Pseudonyms in place of ids").click()
    wait_for_run(window)
    window.keyboard.press("Escape")
    data = downloaded(window, window.get_by_role("button", name="Download the list", exact=True))
    heads, *rows = csv.reader(data.decode("utf-8-sig").splitlines())
    assert "Row" not in heads
    assert {row[heads.index("Tier")] for row in rows} == {"A"}
    assert all(row[0].startswith("p-") for row in rows)
    assert rows == sorted(rows)


def downloaded(page: Page, button) -> bytes:
    """What a button brings down."""
    with page.expect_download() as download:
        button.click()
    with open(download.value.path(), "rb") as file:
        return file.read()
