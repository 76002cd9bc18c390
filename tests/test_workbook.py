"""The workbook read by two other programs: split sheets, hostile text, hidden counts, cancel, full disks."""

import io
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from core.export import xlsx_sheets
from core.export.customers import customer_table
from core.export.progress import Cancelled, unwatched
from core.export.workbook import workbook
from core.importing.table import Table, content_hash
from core.study import Study
from tests.exported import DAY, made
from tests.test_study import people, recipe

HOSTILE = ("<r><t>&</t></r>", "a\x01b", "_x0041_", " blank ", "<b>&\"'", "客户\u202e", "\ufffe", "two\nlines", "=1+1")


@pytest.fixture(scope="module")
def study() -> Study:
    """200 people; the first ones have ids that a file could stumble over."""
    table = people()
    frame = table.frame.copy()
    frame.loc[: len(HOSTILE) - 1, "id"] = HOSTILE
    return Study(Table(frame, table.rows, "people.csv", None, content_hash(frame)), recipe()).trained()


def sheet(data: bytes, name: str) -> list[list]:
    """The rows of a sheet, as calamine reads them."""
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(name).to_python()


def hiding(study: Study) -> Study:
    """The study with small counts hidden, and tier A so narrow that three customers are in it."""
    highest = np.sort(study.segments().k)[-3]
    narrow = study.recipe.replaced("cutoffs.a", float(highest)).replaced("sharing.hide_small", True)
    return study.change(recipe=narrow)


def test_two_programs_read_the_numbers_of_the_study_to_the_last_digit(study):
    """Every cell of the customers, every number of tiers and bands; calamine and openpyxl agree."""
    data = made("workbook", study)
    rows = sheet(data, "Customers")
    table = customer_table(study)
    assert rows[0] == list(table.columns)
    for place, name in enumerate(table.columns):
        column = [row[place] for row in rows[1:]]
        if pd.api.types.is_numeric_dtype(table[name]):
            assert column == table[name].tolist(), name
    assert [row[3] for row in sheet(data, "Tiers")[1:]] == study.segments().table["customers"].tolist()
    assert [row[2] for row in sheet(data, "Bands")[1:]] == study.bands().counts.tolist()
    other = openpyxl.load_workbook(io.BytesIO(data))
    for name in other.sheetnames:
        ours = [[None if cell == "" else cell for cell in row] for row in sheet(data, name)]
        theirs = [list(row) for row in other[name].iter_rows(values_only=True)]
        assert len(ours) == len(theirs), name
        if name != "Customers":  # openpyxl leaves control signs in their writing
            assert [row[0] for row in ours] == [row[0] for row in theirs], name


def test_no_text_breaks_the_file_or_is_changed_by_it(study):
    """Markup, control signs and what looks like their escapes come back as they were; formulas have an apostrophe."""
    found = [row[0] for row in sheet(made("workbook", study), "Customers")[1 : len(HOSTILE) + 1]]
    ids = study.segments().scores.ids[: len(HOSTILE)].tolist()
    assert found[:-1] == [i.replace("\ufffe", "\ufffd") for i in ids[:-1]]
    assert found[-1] == "'=1+1"
    named = study.change(recipe=study.recipe.replaced("name", "<r>&</r>").replaced("tier_names.A", "<r>&</r>"))
    summary = dict(row[:2] for row in sheet(made("workbook", named), "Summary"))
    assert summary["Project"].strip() == "<r>&</r>"


def test_more_customers_than_a_sheet_holds_go_to_a_second_one(study, monkeypatch):
    """Each with its headings and its filter; the summary says so."""
    monkeypatch.setattr(xlsx_sheets, "MOST_ROWS", 90)
    monkeypatch.setattr("core.export.summary_sheet.MOST_ROWS", 90)
    data = made("workbook", study)
    parts = [sheet(data, name) for name in ("Customers", "Customers 2", "Customers 3")]
    assert [len(part) for part in parts] == [91, 91, 21]
    assert parts[0][0] == parts[2][0]
    summary = dict(row[:2] for row in sheet(data, "Summary"))
    assert summary["Customers one by one"] == "on 3 sheets, as one holds 90 of them at most"


def test_rows_written_in_blocks_are_the_same_as_rows_written_at_once(study, monkeypatch):
    """However many rows are text in memory at one time."""
    whole = made("workbook", study)
    monkeypatch.setattr(xlsx_sheets, "ROWS_AT_ONCE", 7)
    assert sheet(made("workbook", study), "Customers") == sheet(whole, "Customers")


def test_the_charts_are_native_and_say_what_they_show(study):
    """Two charts over the cells of their sheets, with a description for those who do not see them."""
    with zipfile.ZipFile(io.BytesIO(made("workbook", study))) as archive:
        charts = [archive.read(n).decode() for n in archive.namelist() if re.fullmatch(r"xl/charts/chart\d.xml", n)]
        drawing = archive.read("xl/drawings/drawing1.xml").decode()
    assert ["Tiers!$D$2:$D$5" in charts[0], "Bands!$C$2:$C$6" in charts[1]] == [True, True]
    assert drawing.count('descr="') == 2
    counts = study.segments().table["customers"].tolist()
    assert re.findall(r"<c:v>(\d+)</c:v>", charts[0]) == [str(n) for n in counts]


def test_hidden_counts_hide_what_hangs_on_them(study):
    """Tier A holds three: neither they nor their share, means and sums are told, nor the tier that would tell them."""
    hidden = hiding(study)
    data = made("workbook", hidden)
    names = CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names
    assert not {"Customers", "Left out", "For review"} & set(names)
    heads, *tiers = sheet(data, "Tiers")
    assert tiers[0][3] == "<5"
    assert sum(row[3] == "5 or more" for row in tiers) == 1
    for row in tiers:
        if isinstance(row[3], str):
            assert set(row[4:]) == {""}, dict(zip(heads, row, strict=True))
    summary = dict(row[:2] for row in sheet(data, "Summary"))
    assert summary["A Champions"].startswith("<5 customers, –")
    assert "not in this file" in summary["Customers one by one"]
    assert "Test customers, whom the network never saw" not in [row[0] for row in sheet(data, "Diagnostics")]
    everything = {cell for name in names for row in sheet(data, name) for cell in row}
    assert not set(study.segments().scores.ids[20:]) & everything


@pytest.mark.parametrize("at", [0.0, 0.3, 0.7, 0.95])
def test_a_cancelled_workbook_leaves_no_file_behind(study, tmp_path, monkeypatch, at):
    """Wherever it is: among the rows or while it is packed."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def progress(done: float) -> None:
        if done >= at:
            raise Cancelled

    with pytest.raises(Cancelled):
        workbook(study, io.BytesIO(), DAY, progress)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_as_what_it_is(study, tmp_path, monkeypatch):
    """The error of the disk comes through, from the packed file as well; nothing is left in the temporary folder."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    class Full(io.BytesIO):
        def write(self, data) -> int:
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left on device"):
        workbook(study, Full(), DAY, unwatched)
    assert list(tmp_path.iterdir()) == []


def test_progress_rises_to_its_end(study):
    """So that a bar never runs back."""
    seen: list[float] = []
    workbook(study, io.BytesIO(), DAY, seen.append)
    assert seen == sorted(seen)
    assert 0 <= seen[0] < seen[-1] <= 1


@pytest.mark.long
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not on this machine")
def test_libreoffice_reads_the_same_customers(study, tmp_path):
    """Opened by a spreadsheet program and saved as CSV, the list of customers is the one on the page."""
    (tmp_path / "w.xlsx").write_bytes(made("workbook", study))
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    options = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2"
    command = ["soffice", profile, "--headless", "--convert-to", options, "--outdir", str(tmp_path), "w.xlsx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, env=os.environ | {"HOME": str(tmp_path)})
    (path,) = Path(tmp_path).glob("*.csv")
    back = pd.read_csv(path, keep_default_na=False)
    table = customer_table(study)
    assert back["Tier"].tolist() == table["Tier"].tolist()
    assert back["Customer value K"].astype(float).tolist() == pytest.approx(table["Customer value K"], abs=5e-4)
