"""From bytes to tables: the kind by content, limits, and one sentence for each kind of broken file."""

import contextlib
import io
import zipfile

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.importing.reading import readers, records, workbooks
from core.importing.reading.readers import read_table, sheets
from core.importing.table import content_hash, text_column
from core.problems import DataProblem
from tests.files import CUSTOMERS, workbook


def test_text_files_have_no_sheets():
    """`sheets` is empty for a text file, whatever its name ends with."""
    assert sheets(b"a,b\n1,2\n", "f.xlsx") == []


def test_the_kind_is_found_by_content():
    """A workbook called .csv and a text called .xlsx are read as what they are."""
    assert read_table(workbook(CUSTOMERS), "f.csv").sheet == "Sheet1"
    assert read_table(b"a,b\n1,2\n", "f.xlsx").sheet is None


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
    "archive": (zipped("word/document.xml"), "this is a packed file without a table in it"),
    "truncated xlsx": (workbook(CUSTOMERS)[:3000], "the workbook is damaged or incomplete"),
    "damaged xls": (workbooks.OLE + b"x" * 5000, "the workbook is damaged or incomplete"),
    "hollow xlsx": (zipped("xl/workbook.xml", b"<a"), "the workbook is damaged or incomplete"),
    "protected xlsx": (workbooks.OLE + "EncryptedPackage".encode("utf-16-le") * 9, "is protected by a password"),
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
    ("module", "limit", "value", "data", "sentence"),
    [
        (readers, "MOST_BYTES", 5, b"a,b\n1,2\n", r"the file has 0 MB \(accepted: up to 200 MB\)"),
        (readers, "MOST_ROWS", 2, b"a,b\n" + b"1,2\n" * 3, r"the table has 3 rows \(accepted: up to 2\)"),
        (records, "MOST_COLUMNS", 2, b"a,b,c\n1,2,3\n", r"the table has 3 columns \(accepted: up to 2\)"),
        (workbooks, "MOST_COLUMNS", 2, workbook(CUSTOMERS), r"the table has 3 columns \(accepted: up to 2\)"),
        (workbooks, "MOST_UNPACKED", 100, workbook(CUSTOMERS), r"unpacked, the workbook would take"),
        (workbooks, "MOST_CELLS", 100, workbook(CUSTOMERS), r"a sheet reaches as far as C41"),
    ],
)
def test_limits_are_told(monkeypatch, module, limit, value, data, sentence):
    """What is too large is refused before it fills the memory, with the accepted size."""
    monkeypatch.setattr(module, limit, value)
    with pytest.raises(DataProblem, match=sentence):
        read_table(data, "f")


@given(st.binary(max_size=200) | st.text(st.sampled_from('a1,;\n\r"\t =\0'), max_size=60).map(str.encode))
def test_nothing_but_a_data_problem_escapes(data):
    """Whatever bytes are uploaded, a table comes out or a DataProblem."""
    with contextlib.suppress(DataProblem):
        assert len(read_table(data, "f").frame) > 0


@pytest.mark.thorough
@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=40))
def test_a_damaged_workbook_is_read_or_refused(place, noise):
    """Bytes overwritten anywhere in a workbook lead to a table or to a DataProblem."""
    data = workbook(CUSTOMERS)
    place %= len(data)
    with contextlib.suppress(DataProblem):
        read_table(data[:place] + noise + data[place + len(noise) :], "f.xlsx")


def test_the_hash_is_of_the_values_not_of_their_place_in_memory():
    """Pieces, slices and what lies under a blank make no difference; values, blanks, headings and types do."""
    text = pa.array(["ab", None, "", "客户"], pa.large_string())
    under = pa.array(["ab", "hidden", "", "客户"], pa.large_string())
    masked = pc.if_else(pa.array([True, False, True, True]), under, pa.scalar(None, pa.large_string()))

    def hash_of(*pieces, heading="a"):
        return content_hash(pd.DataFrame({heading: pd.Series(pa.chunked_array(pieces).to_pandas(), dtype="str")}))

    same = hash_of(text)
    assert same == hash_of(text[:1], text[1:3], text[3:]) == hash_of(masked)
    assert same == hash_of(pa.concat_arrays([text, text])[4:])
    others = [["a", "b", "", "客户"], ["ab", "", "", "客户"], ["abx", None, "", "客"], ["a", None, "b", "客户"]]
    assert same not in {hash_of(pa.array(other, pa.large_string())) for other in others}
    assert same != hash_of(text, heading="b")
    numbers = pd.DataFrame({"a": [1.0, np.nan, 3.0, 4.0], "b": [1.0, 2.0, 3.0, 4.0]})
    assert content_hash(numbers) == content_hash(numbers[["a", "b"]].copy())
    assert content_hash(numbers) != content_hash(numbers.replace({2.0: 2.5}))
    assert content_hash(numbers.iloc[::2]) == content_hash(numbers.iloc[::2].copy())


def test_headings_are_short_and_hide_nothing():
    """A heading of 10,000 characters is cut, signs that turn a text round are dropped, equal ones are numbered."""
    headings = [f"a{'x' * 10_000}", f"a{'x' * 10_000}", "spend\u202ednes", "orders"]
    read = list(read_table(("\t".join(headings) + "\n" + "1\t2\t3\t4\n" * 3).encode(), "f.tsv").frame)
    assert [len(heading) for heading in read] == [300, 304, 9, 6]
    assert read[2:] == ["spenddnes", "orders"]


def test_blank_texts_are_missing_wherever_they_stand():
    """A cell of blanks is missing, whatever blanks they are; what begins with a letter of any script is not."""
    cells = ["a", "", "  ", "\u00a0", "\u3000", "\u00fc", " b", None, "0"]
    for text in (pa.array(cells), pa.array(cells, pa.large_string()), pa.array(["x", *cells]).slice(1)):
        assert [None if pd.isna(one) else one for one in text_column(text)] == [
            *("a", None, None, None, None, "\u00fc", " b", None, "0")
        ]
