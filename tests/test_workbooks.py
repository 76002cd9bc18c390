"""Workbooks: which sheet, which cells, and what is refused."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
import xlsxwriter

from core.importing.reading import workbooks
from core.importing.reading.readers import read_table, sheets
from core.problems import DataProblem
from tests.files import CUSTOMERS, kinds, ods, read, workbook
from tests.xlsb import xlsb

DICTIONARY = [["Variable", "Meaning", "Unit"], *([f"v{i}", "what it means", "unit"] for i in range(60))]
ORDERS = [["CustomerID", "Amount", "Quantity"], *([f"C{i % 9}", i * 1.0, 2] for i in range(90))]


@pytest.mark.parametrize("form", [workbook, ods, xlsb])
def test_cells_keep_their_types(form):
    """Numbers, dates and text of a workbook; ids written as text keep their zeros, blanks are blank."""
    rows = [["id", "n", "day", "mixed"], ["0042", 1, dt.date(2020, 1, 1), 5], ["0043", None, None, "x"]]
    table = read(form(rows))
    assert kinds(table) == ["text", "number", "date", "text"]
    assert table.frame["id"].tolist() == ["0042", "0043"]
    assert table.frame["mixed"].tolist() == ["5", "x"]
    assert table.frame.isna().to_numpy().tolist()[1] == [False, True, True, False]


@pytest.mark.parametrize("form", [workbook, ods, xlsb])
def test_a_table_that_starts_at_b10(form):
    """Empty rows and columns before the table are passed over; row numbers are Excel's."""
    table = read(form([["id", "R"], ["a", 1], [None, None], ["b", 2]], start=(10, 2)))
    assert table.reading.how == "sheet 'Sheet1', headings in row 10, table from B10"
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
    with pytest.raises(DataProblem, match="a sheet reaches as far as XFD1048576"):
        read_table(xlsb([["a"]], extent=(1_048_576, 16_384)), "f.xlsb")


FORMS = pytest.mark.parametrize("form", [workbook, ods, xlsb])
GROUPED = [
    ["Customer", None, "2024", None, "2023", None],
    ["ID", "City", "Orders", "Spend", "Orders", "Spend"],
    *([f"C{i}", f"Town {i % 3}", i % 4, i * 2.5, i % 3, i * 1.5] for i in range(8)),
]


@FORMS
def test_two_rows_of_headings(form):
    """A group's name stands before those below it; the numbers of the rows are the workbook's."""
    table = read(form([["Our report"], [], *GROUPED]))
    assert list(table.frame) == [
        "Customer ID", "Customer City", "2024 Orders", "2024 Spend", "2023 Orders", "2023 Spend",
    ]  # fmt: skip
    assert kinds(table) == ["text"] * 2 + ["number"] * 4
    assert table.rows.tolist() == list(range(5, 13))
    assert table.reading.how == "sheet 'Sheet1', headings in rows 3 and 4, table from A3"


def test_merged_headings_reach_as_far_as_they_are_merged():
    """Merged cells say which columns a group has, and a heading merged over both rows stands alone."""
    rows = [["ID", "2024", None, None, None], [None, "Orders", "Spend", "City", "Age"]]
    rows += [[f"C{i}", i % 4, i * 2.5, "Rome", 30 + i] for i in range(8)]
    book = openpyxl.load_workbook(io.BytesIO(workbook(rows)))
    book.active.merge_cells("B1:C1")
    book.active.merge_cells("A1:A2")
    content = io.BytesIO()
    book.save(content)
    assert list(read(content.getvalue()).frame) == ["ID", "2024 Orders", "2024 Spend", "City", "Age"]


def test_merged_cells_below_the_headings_hold_for_every_row():
    """What stands once beside several rows counts for each of them."""
    rows = [["region", "id", "n"], ["North", "a", 1], [None, "b", 2], ["South", "c", 3]]
    book = openpyxl.load_workbook(io.BytesIO(workbook(rows)))
    book.active.merge_cells("A2:A3")
    content = io.BytesIO()
    book.save(content)
    table = read(content.getvalue())
    assert table.frame["region"].tolist() == ["North", "North", "South"]
    assert table.reading.remarks == ("Merged cells count for every row that they span.",)


@FORMS
@pytest.mark.parametrize("label", ["Total", "Grand total:", "Summe", "合计", "Total (40 customers)"])
def test_totals_below_the_table_are_left_out(form, label):
    """Totals, even below a blank row and above a note, are no customers; the row is named."""
    sums = [label, sum(i % 7 for i in range(40)), sum(i * 1.5 for i in range(40))]
    table = read(form([*CUSTOMERS, [], sums, ["Average", 3, 29.25], ["Source: the till of our shop, 2024"]]))
    assert len(table.frame) == 40
    assert table.reading.left_out == ((43, "row of totals"), (44, "row of totals"), (45, "note below the table"))
    assert f"Row 43 ({label!r}) holds totals and is left out." in table.reading.remarks


def test_totals_without_a_label():
    """A last row without an id that holds nothing but sums is left out."""
    rows = [["ID", "n", "m"], *([i + 1, i % 4, i] for i in range(20))]
    reading = read(workbook([*rows, [None, 30, 190]])).reading
    assert (reading.left_out, reading.remarks) == (((22, "row of totals"),), ("Row 22 holds totals and is left out.",))
    assert read(workbook([*rows, [None, 30, 191]])).reading.left_out == ()


def test_a_customer_called_total_stays():
    """The last row is kept where it holds neither sums nor the greatest values, or where the word is an answer."""
    assert len(read(workbook([*CUSTOMERS, ["Total", 3, 4.5]])).frame) == 41
    assert len(read(workbook([["a", "b", "n"], *[["x", "y", 1]] * 5, ["Total", "z", None]])).frame) == 6
    plans = [["plan", "n", "m"], *([["Total", "Basic"][i % 2], i % 5, i] for i in range(20)), ["Total", 99, 99]]
    assert len(read(workbook(plans)).frame) == 21


PRODUCTS = [["sku", "product", "price"], *([f"P{i}", f"thing {i}", i * 2.5] for i in range(12))]


def beside(left, right, gap):
    """Two tables side by side with `gap` blank columns between them."""
    rows = max(len(left), len(right))
    filled = [[*table, *([[]] * (rows - len(table)))] for table in (left, right)]
    return [[*(one or [None] * len(left[0])), *[None] * gap, *other] for one, other in zip(*filled, strict=True)]


@FORMS
@pytest.mark.parametrize(
    ("rows", "corners"),
    [
        (beside(CUSTOMERS, PRODUCTS, 1), ["A1", "E1"]),
        (beside(PRODUCTS, CUSTOMERS, 3), ["G1", "A1"]),
        (beside(CUSTOMERS, CUSTOMERS[:1] + PRODUCTS[1:], 2), ["A1", "F1"]),
        ([*PRODUCTS, [], *CUSTOMERS], ["A15", "A1"]),
        ([*CUSTOMERS, [], [], ["Products"], *PRODUCTS], ["A1", "A45"]),
        ([["Customers"], [], *CUSTOMERS, [], ["Code", "Meaning"], *[["A", "gold"], ["B", "tin"]] * 4], ["A3", "A45"]),
    ],
)
def test_several_tables_on_a_sheet(form, rows, corners):
    """Each is listed with its corner, the customers' first; the proposed or chosen one is read, the others named."""
    data = form(rows)
    notes = sheets(data, "f")
    assert [note.corner for note in notes] == corners
    best = read(data)
    assert list(best.frame) == CUSTOMERS[0]
    assert len(best.frame) == 40
    assert best.reading.remarks[-1].startswith(f"The sheet holds another table from {corners[1]} (")
    other = read(data, corner=corners[1])
    assert list(other.frame) != CUSTOMERS[0] or len(other.frame) == 12
    assert len(other.frame) == notes[1].rows
    with pytest.raises(DataProblem, match=r"no table begins in cell B99 \(accepted: "):
        read(data, corner="B99")


def test_a_summary_above_the_table():
    """Names and values above the customers are another table, as they have no headings in common."""
    summary = [["Day", "2024-01-01"], ["Town", "Rome"], ["Spend", 877.5], ["Shops", 2], []]
    data = workbook([*summary, *CUSTOMERS])
    assert [note.corner for note in sheets(data, "f")] == ["A6", "A1"]
    assert len(read(data).frame) == 40


@FORMS
@pytest.mark.parametrize(
    "rows",
    [
        CUSTOMERS,
        [*CUSTOMERS[:20], [], *CUSTOMERS[20:]],
        [CUSTOMERS[0], [], *CUSTOMERS[1:]],
        [*CUSTOMERS[:20], [], CUSTOMERS[0], *CUSTOMERS[20:]],
        [[row[0], row[1], None, row[2]] for row in CUSTOMERS],
        [[row[0], None, None, row[1], row[2]] for row in CUSTOMERS],
        [[*row, None, "see page 2" if i == 7 else None] for i, row in enumerate(CUSTOMERS)],
        [["Our customers"], ["as of", dt.date(2024, 1, 1)], [], *CUSTOMERS],
    ],
)
def test_one_table_stays_one(form, rows):
    """Blank rows and a blank column in a table, headings repeated on each page, titles and notes make no second one."""
    data = form(rows)
    notes = sheets(data, "f")
    assert [note.corner for note in notes] == [None]
    table = read(data)
    assert list(table.frame) == CUSTOMERS[0]
    assert table.frame["CustomerID"].tolist() == [f"C{i}" for i in range(40)]


def test_a_long_table_goes_on_below_what_was_looked_at(monkeypatch):
    """Only the first rows of a sheet are compared; the whole table is read."""
    monkeypatch.setattr(workbooks, "ROWS_SEEN", 60)
    rows = beside([CUSTOMERS[0], *([f"C{i}", i % 7, i * 1.5] for i in range(300))], PRODUCTS, 1)
    table = read(workbook(rows))
    assert (len(table.frame), list(table.frame)) == (300, CUSTOMERS[0])
    assert sheets(workbook(rows), "f")[0].rows == 300


@pytest.mark.parametrize("form", [workbook, ods])
@pytest.mark.parametrize("start", [(1, 1), (4, 3)])
def test_a_long_table_is_read_as_a_short_one(monkeypatch, form, start):
    """Rows that are read block by block have the numbers and values of those read at once."""
    rows = [CUSTOMERS[0], *([f"C{i}", i % 7, i * 1.5] for i in range(1200)), ["Total", 3597, 1079100]]
    short = read(form(rows, start=start))
    monkeypatch.setattr(workbooks, "ROWS_SEEN", 60)
    long = read(form(rows, start=start))
    assert long.hash == short.hash
    assert long.rows.tolist() == short.rows.tolist()
    assert long.reading == short.reading


def test_a_long_table_with_merged_cells(monkeypatch):
    """Merged cells below the first rows count for every row that they span."""
    monkeypatch.setattr(workbooks, "ROWS_SEEN", 60)
    rows = [["region", "id", "n"], *([f"R{i}", f"C{i}", i] for i in range(100))]
    book = openpyxl.load_workbook(io.BytesIO(workbook(rows)))
    book.active.merge_cells("A90:A92")
    content = io.BytesIO()
    book.save(content)
    table = read(content.getvalue())
    assert table.frame["region"].tolist()[87:92] == ["R87", "R88", "R88", "R88", "R91"]


def test_reports_are_called_reports():
    """Pivot tables and sheets full of totals come after a plain table, and the note says what they are."""
    pivot = [
        ["Row Labels", "Sum of spend", "Count"],
        *([f"R{i}", i * 9.5, i] for i in range(60)),
        ["Grand Total", 1e6, 9e4],
    ]
    report = [["Region", "Spend", "Orders"]]
    for region in range(9):
        report += [*([f"Town {region}{i}", i * 2.5, i] for i in range(6)), ["Total", 37.5, 15]]
    notes = sheets(workbook(pivot, report, CUSTOMERS), "f.xlsx")
    assert [note.name for note in notes] == ["Sheet3", "Sheet2", "Sheet1"]
    assert notes[1].reason.startswith("looks like a report (9 rows of totals); 63 rows")
    assert notes[2].reason.startswith("looks like a report (a pivot table); 61 rows")


def test_hidden_sheets_come_last():
    """A hidden sheet is not proposed before one in sight."""
    book = openpyxl.load_workbook(io.BytesIO(workbook(CUSTOMERS, CUSTOMERS)))
    book["Sheet1"].sheet_state = "hidden"
    content = io.BytesIO()
    book.save(content)
    notes = sheets(content.getvalue(), "f.xlsx")
    assert [note.name for note in notes] == ["Sheet2", "Sheet1"]
    assert "; the sheet is hidden" in notes[1].reason


def test_times_are_minutes():
    """Durations and times of day become minutes, and that is said; among words they stay readable."""
    rows = [
        ["id", "spent", "at", "mixed"],
        ["a", dt.timedelta(hours=26, minutes=3), dt.time(14, 30), dt.timedelta(hours=30)],
    ]
    table = read(workbook([*rows, ["b", None, dt.time(0, 3, 30), "long"]]))
    assert kinds(table) == ["text", "number", "number", "text"]
    assert table.frame["spent"].tolist()[0] == 26 * 60 + 3
    assert table.frame["at"].tolist() == [870, 3.5]
    assert table.frame["mixed"].tolist() == ["30:00:00", "long"]
    assert table.reading.remarks == ("Times in 'spent', 'at' are read as minutes.",)


def test_errors_and_formulas():
    """#N/A and #DIV/0! are blanks; a formula counts by the value that was saved with it."""
    book = openpyxl.load_workbook(io.BytesIO(workbook([["id", "n", "m"], ["a", 1, 2], ["b", 3, 4]])))
    for cell, error in (("B2", "#N/A"), ("C3", "#DIV/0!")):
        book.active[cell] = error
        book.active[cell].data_type = "e"
    content = io.BytesIO()
    book.save(content)
    table = read(content.getvalue())
    assert table.frame["n"].isna().tolist() == [True, False]
    assert table.frame["m"].isna().tolist() == [False, True]
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "n"])
        sheet.write_row(1, 0, ["a", 1])
        sheet.write(2, 0, "b")
        sheet.write_formula(2, 1, "='[other.xlsx]Data'!B2*2", value=42)
    assert read(content.getvalue()).frame["n"].tolist() == [1, 42]


@pytest.mark.parametrize(("count", "headings"), [(0, ["Column 1", "Column 2"]), (1, ["a", "b"]), (2, ["a c", "b d"])])
def test_the_number_of_heading_rows_can_be_set(count, headings):
    """None, one or two rows, whatever was found; no row is lost."""
    table = read(workbook([["a", "b"], ["c", "d"], *[["e", "1"], ["e", "2"]] * 4]), header_rows=count)
    assert list(table.frame) == headings
    assert len(table.frame) == 10 - count
