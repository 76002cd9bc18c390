"""Text with delimiters: what separates, where the headings are, what type a column has."""

import csv

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.importing.reading.records import cut_exactly, cut_fast
from core.importing.reading.signs import signs_in
from core.problems import DataProblem
from tests.files import kinds, read


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


def test_short_rows_are_filled():
    """Cells left out at a row's end are blank."""
    table = read("a,b,c\n1,2\n3,4,8\n")
    assert np.isnan(table.frame["c"][0])
    assert table.reading.left_out == ()


def test_rows_with_values_in_wrong_places_are_listed():
    """Too many values, or too few and of the wrong kind: such rows are left out, all of them, and the others go on."""
    table = read("id,city,n\nA1,Rome,1\nA2,Rome,Italy,2\nA3,Bonn\nA4 and,3\nA5,Oslo,4,\nA6,Oslo,5\n12,6\nA8,Ulm,7\n")
    assert table.frame["id"].tolist() == ["A1", "A3", "A5", "A6", "A8"]
    assert table.rows.tolist() == [2, 4, 6, 7, 9]
    assert table.reading.left_out == (
        (3, "4 values under 3 headings"),
        (5, "2 values under 3 headings"),
        (8, "2 values under 3 headings"),
    )
    assert table.reading.remarks == (
        "3 rows have too few or too many values and are left out, the first in row 3: 4 values under 3 headings.",
    )


def test_most_rows_longer_than_the_headings():
    """Where most rows agree, the last columns have no heading; where none agree, the file is refused."""
    assert list(read("a,b\n1,2,3\n4,5,6\n7,8\n").frame) == ["a", "b", "Column 3"]
    with pytest.raises(DataProblem, match=r"row 2: 4 values stand under 3 headings, and most rows differ in length"):
        read("a,b,c\n1,2,3,4\n4,5,6,7,8\n7,8,9,1\n1,2,3,4,5\n")


def test_runs_of_blanks_separate():
    """Blanks and tabs between the columns, quoted words, and R's row names without a heading."""
    table = read('  id   city\tspend\n  007 "New York"   3.5 \n 008  Rome  4\n')
    assert table.frame.to_dict("list") == {"id": ["007", "008"], "city": ["New York", "Rome"], "spend": [3.5, 4]}
    assert list(read('"R" "F"\n"1" 5 6\n"2" 7 8\n').frame) == ["Column 1", "R", "F"]
    assert read("1,5 2,5 3,5\n1,5 2,25 3,5\n").frame.shape == (2, 3)


@pytest.mark.parametrize(
    "text",
    [
        "It was the best of times\nit was the worst of times\nit was the age of wisdom\n",
        "Name\nAnn Marie 3 4\nJo Ann 4 5\n",
        "when\n2024-01-01 10:00 7\n2024-01-02 11:00 8\n",
        "a\n1\n2\n",
    ],
)
def test_prose_and_lists_are_no_blank_separated_tables(text):
    """Words in lines make no columns."""
    with pytest.raises(DataProblem, match="only one column was found"):
        read(text)


def test_commas_before_blanks():
    """Blanks inside the values of an ordinary comma file separate nothing."""
    table = read("plan,often\nA one,12 per year\nB two,34 per year\nA one,34 per year\nB two,34 per year\n")
    assert list(table.frame) == ["plan", "often"]
    assert list(read("day x,y\n2024-01-01 1,5\n2024-01-02 2,6\n").frame) == ["day x", "y"]


def test_how_a_text_was_read_is_said():
    """Encoding, delimiter and heading rows, in one phrase."""
    how = read("Survey of 2024\n\nid;größe\n1;2\n3;4\n".encode("cp1252")).reading.how
    assert how == "text in Windows-1252, separated by semicolons, headings in row 3"


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
    data = text.encode()
    fast, exact = cut_fast(data, signs_in(data), text, ",", 1, 3), cut_exactly(text, ",", 1, 3, "f.csv")
    assert fast is not None
    assert fast.numbers.tolist() == exact.numbers.tolist()
    assert [column.to_pylist() for column in fast.columns] == [column.to_pylist() for column in exact.columns]


def test_equal_tables_have_equal_hashes():
    """The hash follows headings and values, not the file's form."""
    assert read("a,b\n1,x\n").hash == read("a;b\r\n1;x\r\n").hash
    assert read("a,b\n1,x\n").hash != read("a,b\n1,y\n").hash


@pytest.mark.parametrize("label", ["Total", "Summe", "合计", "Gesamtergebnis:"])
def test_totals_and_notes_below_the_table(label):
    """They are left out before the columns get their types, and named; so is a row that repeats the headings."""
    rows = "".join(f"{i},{i % 3},{i * 2}\n" for i in range(10))
    table = read(f"id,n,m\n{rows}id,n,m\n10,1,20\n{label},10,110\n\nSource: our till\n")
    assert kinds(table) == ["number"] * 3
    assert len(table.frame) == 11
    assert table.reading.left_out == ((12, "headings repeated"), (14, "row of totals"), (16, "note below the table"))
    assert f"Row 14 ({label!r}) holds totals and is left out." in table.reading.remarks


def test_rows_that_do_not_fit_keep_their_places():
    """Short rows are read where they stand, by either way of reading, and all row numbers are the file's."""
    lines = [f"a{i},b,{i}" + (",x" if i % 13 == 5 else "") for i in range(60)]
    lines[7], lines[40] = "a7,b", "a40"
    lines.insert(20, "")
    text = "id,w,n\n" + "\n".join(lines)
    table = read(text)
    data = text.encode()
    fast, exact = cut_fast(data, signs_in(data), text, ",", 1, 3), cut_exactly(text, ",", 1, 3, "f")
    assert fast is not None
    assert [column.to_pylist() for column in fast.columns] == [
        [cell or None for cell in column.to_pylist()] for column in exact.columns
    ]
    assert (fast.numbers.tolist(), fast.left_out) == (exact.numbers.tolist(), exact.left_out)
    assert table.frame["id"].tolist() == [f"a{i}" for i in range(60) if i % 13 != 5]
    assert [row for row, _ in table.reading.left_out] == [7, 20, 34, 47, 60]
    assert table.rows[6] == 9
