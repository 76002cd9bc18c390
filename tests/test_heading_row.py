"""Which rows hold the headings: two rows of headings are joined, and no row of answers passes for headings."""

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.importing.reading.heading_row import heading_rows, joined_headings
from core.importing.reading.layout import layout
from core.recipe import FileSettings
from tests.files import read

FIND_OUT = FileSettings()
WORDS = st.text(string.ascii_letters + " äß年龄", min_size=1, max_size=8).map(lambda text: f"w{text}".strip())
ANSWERS = st.sampled_from(["Yes", "No", "Often", "n/a", "unknown", "refused", "", "Rome", "12 EUR", "4 - good"])
NUMBERS = st.integers(-50, 3000).map(str) | st.floats(0, 1e4).map(lambda x: f"{x:.2f}") | st.just("")
DATES = st.dates().map(str)
KINDS = {"text": WORDS, "answers": ANSWERS, "numbers": NUMBERS, "dates": DATES, "mixed": NUMBERS | WORDS | ANSWERS}


@st.composite
def tables(draw):
    """One row of headings over random columns of text, answers, numbers, dates and mixtures."""
    kinds = draw(st.lists(st.sampled_from(list(KINDS)), min_size=2, max_size=7))
    height = draw(st.integers(1, 12))
    columns = [draw(st.lists(KINDS[kind], min_size=height, max_size=height)) for kind in kinds]
    headings = draw(st.lists(WORDS, min_size=len(kinds), max_size=len(kinds)))
    return [headings, *map(list, zip(*columns, strict=True))]


@given(tables())
def test_one_row_of_headings_stays_one(rows):
    """Whatever stands below, no answer is swallowed by the headings."""
    found = heading_rows(rows, FIND_OUT, "")
    assert found.stop <= 1
    assume(found)
    assert joined_headings(rows, found) == [" ".join(heading.split()) for heading in rows[0]]


@given(tables(), st.lists(st.integers(0, 6), max_size=3))
def test_columns_without_a_heading_swallow_no_answers(rows, unnamed):
    """Blank headings look like those of a group, but numbers and repeated words below tell answers from headings."""
    for i in unnamed:
        rows[0][i % len(rows[0])] = ""
    assume(sum(map(bool, rows[0])) >= 0.6 * len(rows[0]))
    rows[1][-1] = "7"  # the first row of answers has a number in it
    assert heading_rows(rows, FIND_OUT, "").stop <= 1


BODY = [[f"C{i}", "Rome", str(i % 4), str(i * 2.5)] for i in range(8)]
TWO_ROWS = {
    "group": (["", "", "2024", ""], ["ID", "City", "Orders", "Spend"], ["ID", "City", "2024 Orders", "2024 Spend"]),
    "own above": (["ID", "City", "2024", ""], ["", "", "Orders", "Spend"], ["ID", "City", "2024 Orders", "2024 Spend"]),
    "twice": (["Who", "Who", "What", "What"], ["ID", "City", "n", "m"], ["Who ID", "Who City", "What n", "What m"]),
    "years": (["ID", "City", "n", "n"], ["", "", "2023", "2024"], ["ID", "City", "n 2023", "n 2024"]),
    "units": (["ID", "City", "n", "Spend"], ["", "", "(count)", "EUR"], ["ID", "City", "n (count)", "Spend EUR"]),
    "not two": (["ID", "City", "Orders", "Spend"], ["C9", "Bonn", "n/a", "unknown"], None),
    "no group": (["ID", "City", "Orders", ""], ["C9", "Bonn", "3", "4"], None),
    "title": (["My customers", "", "", ""], ["ID", "City", "Orders", "Spend"], ["ID", "City", "Orders", "Spend"]),
}  # fmt: skip


@pytest.mark.parametrize(("upper", "lower", "headings"), TWO_ROWS.values(), ids=TWO_ROWS)
def test_two_rows_of_headings(upper, lower, headings):
    """A group, a year or a unit is joined to what it belongs to; a title or an answer is not."""
    table = read("\n".join(";".join(row) for row in [upper, lower, *BODY]))
    if headings is None:
        assert len(table.frame) == 9
        assert next(iter(table.frame)) == "ID"
    else:
        assert list(table.frame) == headings
        assert table.rows.tolist() == list(range(3, 11))


def test_questions_below_their_codes():
    """Codes and questions above numbers are joined, as other survey tools export them."""
    rows = [["id", "q1", "q2", "q3"], ["Number", "How satisfied?", "How often?", "How much?"]]
    rows += [[f"A{i}", str(i % 5), str(i % 3), str(i)] for i in range(6)]
    assert layout(rows, FIND_OUT, "").headings == ["id Number", "q1 How satisfied?", "q2 How often?", "q3 How much?"]


def test_the_row_and_the_number_of_rows_can_be_set():
    """What the user says wins over what was found; with no row of headings every row is data."""
    text = "x,y,z\na,b,c\nd,e,f\n1,2,3\n" + "4,5,6\n" * 9
    assert list(read(text, header_row=2, header_rows=1).frame) == ["a", "b", "c"]
    assert list(read(text, header_row=3).frame) == ["d", "e", "f"]
    assert list(read(text, header_row=2, header_rows=2).frame) == ["a d", "b e", "c f"]
    assert list(read(text, header_rows=3).frame) == ["x a d", "y b e", "z c f"]
    table = read(text, header_rows=0)
    assert (list(table.frame), len(table.frame)) == (["Column 1", "Column 2", "Column 3"], 13)
    assert len(read(text, header_row=4, header_rows=0).frame) == 10


def test_title_lines_above_a_table_without_headings():
    """A title is no row of a table without headings."""
    assert read("Our purchases\n\n4,1,19970101\n4,1,19970118\n").rows.tolist() == [3, 4]


def test_headings_in_levels_with_the_name_of_the_index_below():
    """As pandas writes them: the name stands below the levels, over its column."""
    rows = [
        ["", "2023", "2023", "2024"],
        ["", "n", "m", "n"],
        ["id", "", "", ""],
        *([f"C{i}", i, i, i] for i in range(9)),
    ]
    table = read("\n".join(",".join(map(str, row)) for row in rows))
    assert list(table.frame) == ["id", "2023 n", "2023 m", "2024 n"]
    assert table.rows[0] == 4
