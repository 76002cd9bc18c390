"""The grading loop as people use it: sheets down, filled, up again, learned from; K is theirs, not the formula's."""

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.steps import bring, metric, no_exception, open_page, press, train, training_has_ended, wait_for_run
from tests.graders import by_rank, filled, rows_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Case:
    """A file, and the columns that its graders go by, in their own way."""

    file: str
    judged_by: tuple[str, ...]
    real: bool = True
    quick: bool = False


CASES = {
    "shop": Case("customers/E Commerce Dataset.xlsx", ("Tenure", "-OrderCount"), quick=True),
    "campaign": Case("customers/marketing_campaign_tab.csv", ("NumWebVisitsMonth", "-Income")),
    "own": Case("survey_raw.xlsx", ("-Orders in the last 12 months",), real=False),
}
PARAMETERS = [
    pytest.param(case, marks=[pytest.mark.real_data] * case.real + [pytest.mark.long] * (not case.quick), id=name)
    for name, case in CASES.items()
]


@pytest.mark.parametrize("case", PARAMETERS)
def test_people_s_grades_become_the_expected_value_and_k_follows_them(app_page, case, request, tmp_path):
    """By the weighted score first, by the graders then: another K, and one that ranks customers as they do."""
    page = app_page
    bring(page, request.getfixturevalue("real_data" if case.real else "samples") / case.file)
    draw_small_sample(page)
    train(page)
    weighted = values(page, tmp_path / "weighted.csv")

    open_page(page, "Bands")
    sheets = handed_out(page, "Ann, Bob")
    rules = [by_rank(*case.judged_by, seed=seed, noise=0.05) for seed in range(2)]
    upload(page, [payload(name, filled(data, rule)) for (name, data), rule in zip(sheets, rules, strict=True)])
    learn = page.get_by_role("button", name="Let the network learn these grades", exact=True)
    expect(learn).to_be_visible()
    sampled = metric(page, "Sample").inner_text()
    expect(metric(page, "Graded")).to_have_text(sampled)
    assert float(metric(page, "Agreement").inner_text()) > 0.6
    press(page, "Let the network learn these grades")
    expect(page.get_by_text(f"The network learns these grades: {sampled} sampled customers.")).to_be_visible()

    page.reload()  # what came back lies on the server
    wait_for_run(page)
    expect(metric(page, "Graded")).to_have_text(sampled)

    open_page(page, "Training")
    expect(page.get_by_text("The training is out of date").first).to_be_visible()
    page.get_by_role("button", name=re.compile("Start training|Train again")).first.click()
    expect(page.get_by_text("The training is out of date")).to_have_count(0)
    training_has_ended(page)
    graded = values(page, tmp_path / "graded.csv")
    assert list(graded.index) == list(weighted.index)
    assert np.abs(graded - weighted).mean() > 0.1
    by_hand = judged(case, sheets).reindex(graded.index).dropna()
    assert np.corrcoef(graded[by_hand.index], by_hand)[0, 1] > 0.5
    assert np.corrcoef(graded[by_hand.index], by_hand)[0, 1] > np.corrcoef(weighted[by_hand.index], by_hand)[0, 1] + 0.2


@pytest.mark.long
def test_sheets_that_cannot_be_used_keep_what_was_there(app_page):
    """Another survey's sheet, grades off the scale, words for grades, a picture: one sentence each, nothing lost."""
    page = app_page
    press(page, "Try the sample")
    open_page(page, "Bands")
    press(page, "Draw the sample")
    ((name, data),) = handed_out(page, "Ann")
    half = by_rank("Interaction: reviews and suggestions (1-5)")
    upload(page, [payload(name, filled(data, lambda rows: [g if i % 2 else None for i, g in enumerate(half(rows))]))])
    expect(metric(page, "Graded")).to_have_text("137")
    head = "Customer,Grade (A to D)\n"
    bad = {
        "other.csv": (head + "z1,A\nz2,B\n", "none of its 2 customers (the first is 'z1') is among yours"),
        "digits.csv": (head + "1001,7\n1002,9\n", "none of its 2"),
        "words.csv": (head + "1001,good\n1002,fair\n", "none of its 2"),
        "ages.csv": ("Customer,Age\n1001,33\n1002,44\n", "no column says which grade was given"),
    }
    for file, (text, sentence) in bad.items():
        upload(page, [payload(file, text.encode())])
        expect(page.get_by_test_id("stAlertContentError").filter(has_text=f"{file}: {sentence}")).to_be_visible()
        expect(metric(page, "Graded")).to_have_text("137")
    expect(page.get_by_role("button", name="Not graded yet: 137", exact=True)).to_be_enabled()


def draw_small_sample(page: Page) -> None:
    """Five percent of each band for a large file, half for a small one."""
    open_page(page, "Bands")
    if int(metric(page, "Customers").inner_text().replace(",", "")) > 1000:
        page.get_by_role("slider", name="Share of each band, percent").press("Home")
        wait_for_run(page)
    press(page, "Draw the sample")


def handed_out(page: Page, graders: str) -> list[tuple[str, bytes]]:
    """Name the graders and download their sheets."""
    box = page.get_by_role("textbox", name="Graders, separated by commas")
    box.fill(graders)
    box.press("Enter")
    wait_for_run(page)
    several = "," in graders
    with page.expect_download() as download:
        page.get_by_role("button", name=f"Download the grading sheet{'s' if several else ''}", exact=True).click()
    path = Path(download.value.path())
    if not several:
        return [(download.value.suggested_filename, path.read_bytes())]
    with zipfile.ZipFile(path) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def payload(name: str, data: bytes) -> FilePayload:
    """A file to upload."""
    return FilePayload(name=name, mimeType=XLSX if name.endswith("xlsx") else "text/csv", buffer=data)


def upload(page: Page, files: list[FilePayload]) -> None:
    """Bring filled sheets back, and wait until they were read."""
    page.get_by_test_id("stFileUploaderDropzoneInput").last.set_input_files(files)
    expect(page.get_by_test_id("stFileUploaderFile")).to_have_count(0)
    wait_for_run(page)
    no_exception(page)


def values(page: Page, path: Path) -> pd.Series:
    """K of every customer, as the downloaded list has it."""
    open_page(page, "Export")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the list", exact=True).click()
    download.value.save_as(path)
    table = pd.read_csv(path, dtype={"Customer": str})
    return table.set_index("Customer")["Customer value K"]


def judged(case: Case, sheets: list[tuple[str, bytes]]) -> pd.Series:
    """What the graders would say without noise, from 0 to 1, by customer."""
    found = {}
    for _, data in sheets:
        rows = rows_of(data)
        grades = by_rank(*case.judged_by, noise=0, scale="0-100")(rows)
        found |= {str(row["Customer"]): grade for row, grade in zip(rows, grades, strict=True)}
    return pd.Series(found, dtype=float)
