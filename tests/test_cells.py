"""The bare cells of a form: every sheet's, where they stand, through the process that reads files."""

import pytest

from core.importing.reading.apart import cells_apart
from core.importing.reading.cells import MOST_ROWS, Cells, cells, text_cells
from core.problems import DataProblem
from tests.files import workbook


def test_cells_come_as_they_are_shown_with_their_rows():
    """Two sheets, one that begins in B3; a whole number has no decimals, an empty sheet is not there."""
    data = workbook([["a", "b"], [1, 2.5]], [], start=(3, 2))
    assert cells(data, "f.xlsx") == [Cells("Sheet1", 2, [["", "a", "b"], ["", "1", "2.5"]])]


def test_the_other_process_gives_the_same_cells():
    """Also of a text, in whatever encoding."""
    for data in (workbook([["a", "客"], [1, ""]]), "a;ä\n1,5;\n".encode("cp1252")):
        assert cells_apart(data, "f") == cells(data, "f")


def test_what_is_copied_from_a_sheet_is_separated_by_tabs():
    """Commas within are decimals; an empty line is a row."""
    assert text_cells("a\tAnn\n\nb\t7,5\n", "pasted") == [["a", "Ann"], [], ["b", "7,5"]]


def test_what_lies_beyond_a_form_is_not_looked_at():
    """A thousand rows are enough for a form."""
    assert len(cells(b"a,b\n" * 5_000, "f.csv")[0].rows) == MOST_ROWS


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "the file is empty"),
        (b"\x89PNG\r\n\x1a\n", "this is a picture"),
        (b"PAR1....", "neither a workbook nor a text"),
        (b"PK\x03\x04....", "damaged"),
        (b'a,b\n"c,d\n', "the quotation marks are not in pairs"),
    ],
)
def test_what_is_no_form_is_refused(data, sentence):
    """One sentence each."""
    with pytest.raises(DataProblem, match=sentence):
        cells(data, "f")
