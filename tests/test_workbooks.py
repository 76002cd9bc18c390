"""Workbooks: which sheet, which cells, and what is refused."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest

from core.importing.readers import read_table, sheets
from core.problems import DataProblem
from tests.files import CUSTOMERS, kinds, read, workbook

DICTIONARY = [["Variable", "Meaning", "Unit"], *([f"v{i}", "what it means", "unit"] for i in range(60))]
ORDERS = [["CustomerID", "Amount", "Quantity"], *([f"C{i % 9}", i * 1.0, 2] for i in range(90))]


def test_cells_keep_their_types():
    """Numbers, dates and text of a workbook; ids written as text keep their zeros, blanks are blank."""
    rows = [["id", "n", "day", "mixed"], ["0042", 1, dt.date(2020, 1, 1), 5], ["0043", None, None, "x"]]
    table = read(workbook(rows))
    assert kinds(table) == ["text", "number", "date", "text"]
    assert table.frame["id"].tolist() == ["0042", "0043"]
    assert table.frame["mixed"].tolist() == ["5", "x"]
    assert table.frame.isna().to_numpy().tolist()[1] == [False, True, True, False]


def test_a_table_that_starts_at_b10():
    """Empty rows and columns before the table are passed over; row numbers are Excel's."""
    table = read(workbook([["id", "R"], ["a", 1], [None, None], ["b", 2]], start=(10, 2)))
    assert list(table.frame) == ["id", "R"]
    assert table.rows.tolist() == [11, 13]
    assert read(workbook([["id", "R"], ["a", 1], ["b", 2]], start=(10, 2)), header_row=10).rows.tolist() == [11, 12]


def test_title_rows_above_the_headings():
    """Titles, a date line and an empty row stand above the table."""
    rows = [["My shop"], ["as of", dt.date(2024, 1, 1)], [], ["id", "R", "when"], ["a", 1, dt.date(2024, 1, 1)]]
    table = read(workbook(rows))
    assert list(table.frame) == ["id", "R", "when"]
    assert table.rows.tolist() == [5]


@pytest.mark.parametrize("others", [[DICTIONARY], [ORDERS], [[]], [DICTIONARY, ORDERS]])
def test_the_sheet_with_one_row_per_customer_is_proposed(others):
    """Not a dictionary, nor order lines where customers repeat, nor an empty sheet, whatever comes first."""
    data = workbook(*others, CUSTOMERS)
    table = read(data)
    assert table.sheet == f"Sheet{len(others) + 1}"
    notes = sheets(data, "f.xlsx")
    assert notes[0].name == table.sheet
    assert (notes[0].rows, notes[0].columns) == (40, 3)
    assert notes[0].reason == "40 rows, 2 of 3 columns hold numbers or dates, each with its own CustomerID"


def test_a_chosen_sheet_wins():
    """The user's sheet is read; one that is not there is refused with those that are."""
    data = workbook(CUSTOMERS, ORDERS)
    assert read(data, sheet="Sheet2").sheet == "Sheet2"
    with pytest.raises(DataProblem, match=r"there is no sheet 'Sheet9' \(accepted: Sheet1, Sheet2\)"):
        read(data, sheet="Sheet9")


def test_a_zip_bomb_is_refused():
    """300 MB of zeros packed into 300 kB are not unpacked."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file, file.open("xl/workbook.xml", "w") as member:
        for _ in range(300):
            member.write(bytes(1_000_000))
    with pytest.raises(DataProblem, match=r"unpacked, the workbook would take 0\.3 GB"):
        read_table(archive.getvalue(), "f.xlsx")


def test_a_stray_cell_at_the_end_of_the_sheet_is_refused():
    """Calamine would lay out 17 billion cells and end the process."""
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = 1, 2
    content = io.BytesIO()
    book.save(content)
    with pytest.raises(DataProblem, match="a sheet reaches as far as XFD1048576"):
        read_table(content.getvalue(), "f.xlsx")
