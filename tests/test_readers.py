"""From bytes to tables: delimiters, headings, sheets, types, and one sentence for each kind of broken file."""

import contextlib
import csv
import datetime as dt
import io
import zipfile

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.importing import readers
from core.importing.readers import read_table, sheets
from core.problems import DataProblem
from core.recipe import FileSettings


def read(content, **settings):
    """The table in a text or in bytes."""
    data = content.encode() if isinstance(content, str) else content
    return read_table(data, "f.csv", FileSettings(**settings))


def workbook(*sheets_of_rows, start=(1, 1)):
    """An .xlsx file with the given sheets of rows, each beginning in the cell `start`."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets_of_rows, start=1):
        sheet = book.create_sheet(f"Sheet{number}")
        for i, row in enumerate(rows):
            for j, value in enumerate(row):
                sheet.cell(start[0] + i, start[1] + j, value)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def kinds(table):
    """The type of each column, in one word."""
    return [{"f": "number", "M": "date"}.get(kind.kind, "text") for kind in table.frame.dtypes]


# --- text files -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter):
    """Comma, semicolon, tab and bar are told apart by how evenly they cut the lines."""
    table = read("id,note;x\n1,a b;2\n3,c;4\n".replace(",", delimiter).replace(";", delimiter))
    assert table.frame["x"].tolist() == [2, 4]


def test_decimal_commas_do_not_look_like_a_delimiter():
    """In a file with semicolons, commas inside the values stay there."""
    table = read("id;a;b\n1;1,5;2,5\n2;3,5;4,5\n")
    assert table.frame["b"].tolist() == ["2,5", "4,5"]


def test_a_chosen_delimiter_wins():
    """The user's delimiter is used, found or not."""
    assert list(read("a b,c\n1 2,3\n", delimiter=" ").frame) == ["a", "b,c"]


def test_types_are_number_or_text():
    """Plain numbers become float64; ids with leading zeros, plus signs or 16 digits, and all else stay text."""
    table = read(
        "count,blank,marked,zip,phone,long,word,price,date\n"
        "1,,5,00042,+49123,1234567890123456,x,\"1,000\",2020-01-01\n"
        "2.5,,NA,12345,+49124,1234567890123457,y,2,2020-01-02\n"
    )  # fmt: skip
    assert kinds(table) == ["number"] * 3 + ["text"] * 6
    assert table.frame["zip"].tolist() == ["00042", "12345"]
    assert np.isnan(table.frame["marked"][1])


def test_title_lines_and_blank_rows():
    """Headings are found below title lines; rows keep the numbers that the user's program shows."""
    table = read("Customer survey 2024\nas of;1.1.2024;\n\nid;R;F\n1;5;2\n\n;;\n2;6;3\n")
    assert list(table.frame) == ["id", "R", "F"]
    assert table.rows.tolist() == [5, 8]


def test_a_chosen_heading_row_wins():
    """The user's row of headings is used; a row without any is refused."""
    assert list(read("x,y\na,b\n1,2\n", header_row=2).frame) == ["a", "b"]
    with pytest.raises(DataProblem, match=r"^f\.csv, row 9: no headings stand there"):
        read("x,y\na,b\n1,2\n", header_row=9)


def test_years_as_headings():
    """Headings may be numbers where a word stands over a column of numbers."""
    assert list(read("id,2019,2020\n1,2,3\n4,5,6\n").frame) == ["id", "2019", "2020"]


def test_a_table_without_headings_gets_some():
    """No customer is lost as a heading: columns are numbered where the first row looks like the others."""
    table = read("4,1,19970101\n4,1,19970118\n")
    assert list(table.frame) == ["Column 1", "Column 2", "Column 3"]
    assert table.rows.tolist() == [1, 2]


def test_headings_are_unique_and_empty_columns_go():
    """Doubles are counted up, blanks inside a heading shrink, a column without heading and values is dropped."""
    table = read(" x ,x,,spent  per\tvisit,\n1,2,,3,\n4,5,,6,7\n")
    assert list(table.frame) == ["x", "x (2)", "spent per visit", "Column 5"]


def test_newlines_in_quoted_fields():
    """A record over several lines is one row."""
    table = read('id,note,x\n1,"a\n\nb, ""c""",2\n2,d,3\n')
    assert table.frame["note"].tolist() == ['a\n\nb, "c"', "d"]
    assert table.rows.tolist() == [2, 3]


def test_short_rows_are_filled_and_long_ones_refused():
    """Cells left out at a row's end are blank; more values than headings in a few rows shift columns: refused."""
    assert np.isnan(read("a,b,c\n1,2\n3,4,8\n").frame["c"][0])
    with pytest.raises(DataProblem, match=r"row 4: 4 values stand under 3 headings"):
        read("a,b,c\n1,2\n3,4,8\n5,6,7,8\n9,9,9\n")


@pytest.mark.parametrize(
    "text", ["sep=;\na;b\n1;2\n", "a;b\r\n1;2\r\n", "a;b\r1;2\r", "a;b\n1;2", "\ufeffa;b\n1;2\n\n\x1a"]
)
def test_line_ends_and_the_line_for_excel(text):
    """All line ends, a missing last one, Excel's `sep=` line, and the old end-of-file sign."""
    table = read(text)
    assert table.frame.to_dict("list") == {"a": [1], "b": [2]}
    assert table.rows.tolist() == [2]


CELL = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp"), exclude_characters="\ufeff")
)
WORDS = st.builds(lambda text: f"w{text}", CELL)  # begins with a letter: never a number, a blank or a mark for it
NUMBERS = st.floats(-1e9, 1e9).map(lambda x: round(x, 3)) | st.none()


@given(
    words=st.lists(WORDS | st.just("two\nlines") | st.none(), min_size=3, max_size=30),
    data=st.data(),
    delimiter=st.sampled_from([",", ";", "\t"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"]),
)
def test_a_frame_written_as_csv_reads_back_equal(words, data, delimiter, encoding):
    """Text, numbers and blanks come back as written, with any delimiter and encoding, beside their row numbers."""
    numbers = data.draw(st.lists(NUMBERS, min_size=len(words), max_size=len(words)))
    frame = pd.DataFrame({"编号": range(len(words)), "a word": words, "number": numbers})
    text = frame.to_csv(index=False, sep=delimiter, quoting=csv.QUOTE_MINIMAL)
    table = read(text.encode(encoding), delimiter=delimiter, encoding=encoding.replace("utf-8-sig", "utf-8"))
    assert list(table.frame) == list(frame)
    assert [None if pd.isna(word) else word for word in table.frame["a word"]] == words
    wanted = np.array([np.nan if x is None else x for x in numbers])
    np.testing.assert_array_equal(table.frame["number"].astype(float), wanted)
    assert table.rows.tolist() == list(range(2, len(words) + 2))


@given(
    st.lists(
        st.lists(st.sampled_from(["1", "2.5", "", "x", '"a,b"', '"a\nb"', " "]), min_size=3, max_size=3), min_size=1
    )
)
def test_both_parsers_agree(rows):
    """Arrow's fast way and the exact way read the same columns."""
    text = "a,b,c\n" + "\n".join(",".join(row) for row in rows)
    fast = readers._parsed_fast(text.encode(), text, ",", 0)
    exact = readers._parsed_exactly(text, ",", 0, "f.csv")
    assert fast is not None
    assert fast.rows.tolist() == exact.rows.tolist()
    for one, other in zip(fast.values, exact.values, strict=True):
        pd.testing.assert_series_equal(one, other)


def test_equal_tables_have_equal_hashes():
    """The hash follows headings and values, not the file's form."""
    assert read("a,b\n1,x\n").hash == read("a;b\r\n1;x\r\n").hash
    assert read("a,b\n1,x\n").hash != read("a,b\n1,y\n").hash


# --- workbooks --------------------------------------------------------------------------------------------------------

CUSTOMERS = [["CustomerID", "Orders", "Spend"], *([f"C{i}", i % 7, i * 1.5] for i in range(40))]
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


def test_text_files_have_no_sheets():
    """`sheets` is empty for a text file, whatever its name ends with."""
    assert sheets(b"a,b\n1,2\n", "f.xlsx") == []


def test_the_kind_is_found_by_content():
    """A workbook called .csv and a text called .xlsx are read as what they are."""
    assert read_table(workbook(CUSTOMERS), "f.csv").sheet == "Sheet1"
    assert read_table(b"a,b\n1,2\n", "f.xlsx").sheet is None


# --- broken files -----------------------------------------------------------------------------------------------------


def zipped(name, content=b"x"):
    """A zip archive with one member."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, content)
    return archive.getvalue()


NOISE = np.random.default_rng(1)
BROKEN = {
    "empty": (b"", "the file is empty"),
    "blank": (b"\xef\xbb\xbf \r\n\n", "the file is empty"),
    "binary called csv": (NOISE.bytes(3000), "it holds NUL or control bytes"),
    "binary without NUL": (bytes(NOISE.integers(1, 128, 3000).astype("uint8")), "it holds NUL or control bytes"),
    "NUL among text": (b"a,b\n1,\x002\n", "it holds NUL or control bytes"),
    "picture": (b"\x89PNG\r\n\x1a\n123", "this is a picture, not a table"),
    "document": (b"%PDF-1.7 ...", "this is a PDF document"),
    "web page": (b"<!DOCTYPE html><table>", "this is a web page or XML"),
    "archive": (zipped("notes.txt"), "this is a packed file or document, not a workbook"),
    "truncated xlsx": (workbook(CUSTOMERS)[:3000], "the workbook is damaged or incomplete"),
    "damaged xls": (readers.OLE + b"x" * 5000, "the workbook is damaged or incomplete"),
    "hollow xlsx": (zipped("xl/workbook.xml", b"<a"), "the workbook is damaged or incomplete"),
    "protected xlsx": (readers.OLE + "EncryptedPackage".encode("utf-16-le") * 9, "is protected by a password"),
    "empty sheet": (workbook([]), "sheet 'Sheet1': the sheet is empty"),
    "one column": (b"a\n1\n2\n", "only one column was found"),
    "one column in Excel": (workbook([["a"], [1], [2]]), "sheet 'Sheet1': only one column was found"),
    "headings only": (b"a,b,c\n", "there are headings but no customers"),
    "blank rows only": (b"a,b,c\n,,\n,,\n", "there are headings but no customers"),
    "nothing to score": (b"name,city\nAnn,Rome\nBob,Paris\nCy,Bonn\n", "no column can be scored"),
    "quotation without end": (b'a,b,c\n1,"x,2\n3,y,4\n', "row 2: the quotation marks do not match"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "sentence"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_gets_its_one_sentence(data, sentence):
    """Every kind of broken file is refused with one plain sentence that names the file."""
    with pytest.raises(DataProblem, match=sentence) as caught:
        read_table(data, "f.csv")
    assert str(caught.value).startswith("f.csv")
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("limit", "value", "data", "sentence"),
    [
        ("MOST_BYTES", 5, b"a,b\n1,2\n", r"the file has 0 MB \(accepted: up to 200 MB\)"),
        ("MOST_ROWS", 2, b"a,b\n" + b"1,2\n" * 3, r"the table has 3 rows \(accepted: up to 2\)"),
        ("MOST_COLUMNS", 2, b"a,b,c\n1,2,3\n", r"the table has 3 columns \(accepted: up to 2\)"),
        ("MOST_COLUMNS", 2, workbook(CUSTOMERS), r"the table has 3 columns \(accepted: up to 2\)"),
        ("MOST_UNPACKED", 100, workbook(CUSTOMERS), r"unpacked, the workbook would take"),
        ("MOST_CELLS", 100, workbook(CUSTOMERS), r"a sheet reaches as far as C41"),
    ],
)
def test_limits_are_told(monkeypatch, limit, value, data, sentence):
    """What is too large is refused before it fills the memory, with the accepted size."""
    monkeypatch.setattr(readers, limit, value)
    with pytest.raises(DataProblem, match=sentence):
        read_table(data, "f")


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


@given(st.binary(max_size=200) | st.text(st.sampled_from('a1,;\n\r"\t =\0'), max_size=60).map(str.encode))
def test_nothing_but_a_data_problem_escapes(data):
    """Whatever bytes are uploaded, a table comes out or a DataProblem."""
    with contextlib.suppress(DataProblem):
        assert len(read_table(data, "f").frame) > 0


@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=40))
def test_a_damaged_workbook_is_read_or_refused(place, noise):
    """Bytes overwritten anywhere in a workbook lead to a table or to a DataProblem."""
    data = workbook(CUSTOMERS)
    place %= len(data)
    with contextlib.suppress(DataProblem):
        read_table(data[:place] + noise + data[place + len(noise) :], "f.xlsx")
