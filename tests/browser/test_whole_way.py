"""From a fresh browser and a bare file to the workbook, whose numbers are those of the command line."""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.server import ROOT
from tests.browser.steps import bring, choice, counts_in, metric, open_page, press, title, training_has_ended


@dataclass(frozen=True)
class Case:
    """A file, how many rows it has, and the columns that must be found in it without help."""

    file: str
    rows: int
    columns: dict[str, str]
    real: bool = False


CASES = {
    "real": Case(
        "customers/E Commerce Dataset.xlsx",
        5630,
        {
            "R Recency": "DaySinceLastOrder",
            "F Frequency": "OrderCount",
            "M Spend": "CashbackAmount",
            "Time on site": "HourSpendOnApp",
            "Persistence": "Tenure",
            "Rating": "SatisfactionScore",
        },
        real=True,
    ),
    "own": Case(
        "survey_raw.xlsx",
        600,
        {
            "R Recency": "Last purchase date",
            "F Frequency": "Orders in the last 12 months",
            "M Spend": "Spend in the last 12 months (EUR)",
        },
    ),
}


@pytest.mark.parametrize(
    "case", [pytest.param(CASES["real"], marks=[pytest.mark.real_data, pytest.mark.long]), CASES["own"]], ids=CASES
)
def test_a_file_goes_all_the_way_and_its_workbook_equals_the_command_line_s(app_page, case, request, tmp_path):
    """Upload, weights, bands, training, tiers, workbook down: what was shown and taken is what it computes."""
    page = app_page
    file = request.getfixturevalue("real_data" if case.real else "samples") / case.file
    bring(page, file)
    expect(title(page)).to_have_text("Data")
    expect(metric(page, "Rows")).to_have_text(f"{case.rows:,}")
    valid, left_out = shown_number(page, "Valid customers"), shown_number(page, "Left out")
    assert valid + left_out == case.rows
    assert left_out > 0
    for label, column in case.columns.items():
        expect(choice(page, label)).to_have_value(column)

    press(page, "Next: Weights")
    # One step up, so that the recipe is not what the command line would propose by itself.
    page.get_by_role("slider", name="M Spend").press("ArrowRight")
    expect(page.get_by_text("counts 42%")).to_be_visible()

    open_page(page, "Bands")
    expect(metric(page, "Customers")).to_have_text(f"{valid:,}")
    press(page, "Draw the sample")
    drawn = page.get_by_text("Drawn: ")
    expect(drawn).to_be_visible()
    bands = counts_in(page.get_by_role("figure", name="Customers by band").get_attribute("aria-label"))
    sample = [int(n.replace(",", "")) for n in re.findall(r"[\d,]*\d", drawn.inner_text())]

    press(page, "Next: Training")
    page.get_by_role("radio", name="Recommended").click()
    expect(page.get_by_role("radio", name="Recommended")).to_be_checked()
    trained(page)
    stop = re.search(r"stopped at epoch ([\d,]+), ([^.]+)\.", page.get_by_text("stopped at epoch").inner_text())

    press(page, "Next: Segments")
    tiers = [int(n.replace(",", "")) for n in page.get_by_test_id("stMetricValue").all_inner_texts()]
    assert sum(tiers) == valid

    press(page, "Next: Export")
    workbook, recipe = (
        downloaded(page, "Download the workbook", tmp_path),
        downloaded(page, "Download the recipe", tmp_path),
    )
    summary, result = by_the_command_line(file, recipe, tmp_path)
    assert (summary["rows"], summary["valid"]) == (case.rows, valid)
    assert [b["count"] for b in summary["bands"]] == bands
    assert [*summary["sample"]["per_band"], summary["sample"]["size"]] == sample
    assert [t["count"] for t in summary["tiers"]] == tiers
    assert (f"{summary['network']['epochs']:,}", summary["network"]["stop_reason"]) == stop.groups()
    taken = cells(workbook)
    assert len(taken["Customers"]) == valid + 1
    assert {"Customer value K", "Tier", "Band", "Current value C"} <= set(taken["Customers"][0])
    # Every sheet, every number: customers with scores, C, band, K and tier; bands; tiers; weights; who was left out.
    assert taken == cells(result)


def shown_number(page: Page, label: str) -> int:
    """The whole number with this label."""
    return int(metric(page, label).inner_text().replace(",", ""))


def trained(page: Page) -> None:
    """Start, wait for the end, and see the curve. Ten nets may take half a second: a look in between may find none."""
    page.get_by_role("button", name="Start training", exact=True).click()
    training_has_ended(page)
    expect(page.get_by_role("figure", name=re.compile(r"Mean squared error by epoch, [\d,]+ epochs"))).to_be_visible()
    expect(page.get_by_role("button", name="Pause", exact=True)).to_have_count(0)


def downloaded(page: Page, label: str, folder: Path) -> Path:
    """What the button with this label brings down."""
    with page.expect_download() as download:
        page.get_by_role("button", name=label, exact=True).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def by_the_command_line(file: Path, recipe: Path, folder: Path) -> tuple[dict, Path]:
    """The summary and the workbook that the command line makes of the same file by the same recipe."""
    summary, out = folder / "s.json", folder / "command-line.xlsx"
    subprocess.run(
        [sys.executable, "-m", "core", "segment", file, "--recipe", recipe, "--out", out, "--summary", summary],
        check=True,
        cwd=ROOT,
    )
    return json.loads(summary.read_text(encoding="utf-8")), out


def cells(workbook: Path) -> dict[str, list[tuple]]:
    """Sheet -> rows of values, as a program reads them that did not write them."""
    book = openpyxl.load_workbook(workbook, read_only=True)
    found = {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}
    book.close()
    return found
