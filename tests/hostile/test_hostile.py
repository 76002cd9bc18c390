"""Every broken or hostile file is read or refused with one sentence, and the process that reads goes on."""

import contextlib

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.importing.mapping.proposal import propose
from core.importing.reading import apart
from core.importing.reading.apart import read_apart, sheets_apart
from core.importing.reading.readers import read_table
from core.problems import DataProblem
from tests.hostile import books, packed, texts

pytestmark = pytest.mark.thorough
CORPUS = {
    f"{kind}: {name}": make
    for kind, files in (("text", texts.FILES), ("book", books.FILES), ("packed", packed.FILES))
    for name, make in files.items()
}
HOSTILE_NAME = "<b>../../x\u202e\n=1+1"


def read_or_refused(data):
    """What became of a file: a table in good order, or the sentence that refuses it."""
    try:
        table = read_apart(data, HOSTILE_NAME)
    except DataProblem as problem:
        sentence = str(problem)
        assert sentence.endswith(".")
        assert "\n" not in sentence
        assert len(sentence) < 1000
        assert "was not foreseen" not in sentence
        return sentence
    assert table.frame.columns.is_unique
    assert all(table.frame.columns)
    assert len(table.rows) == len(table.frame) > 0
    for kind in table.frame.dtypes:
        assert kind == "float64" or kind == "str" or kind.kind == "M"
    assert not any(np.isinf(table.frame[heading]).any() for heading in table.frame.select_dtypes("float64"))
    if len(table.frame.columns) < 100:  # what takes long then is no matter of the file's
        propose(table)
    return table


def test_the_corpus_is_large():
    """As many files as were asked for, none of them twice by name."""
    assert len(CORPUS) >= 150


@pytest.mark.parametrize("name", CORPUS)
def test_a_hostile_file_is_read_or_refused(name):
    """Within the time that its process is given; the next file is read all the same."""
    data = CORPUS[name]()
    what = read_or_refused(data)
    with contextlib.suppress(DataProblem):
        assert len(sheets_apart(data, HOSTILE_NAME)) < 1000
    assert read_apart(b"a,b\n1,2\n3,4\n", "f").frame.shape == (2, 2), what


@pytest.mark.long
@pytest.mark.parametrize("name", texts.LARGE)
def test_a_large_hostile_file_is_read_or_refused(name):
    """Files as large as may be uploaded, of a shape that costs most."""
    read_or_refused(texts.LARGE[name]())


GOOD = {
    "csv": texts.PLAIN.encode(),
    "xlsx": books.plain(),
    "ods": books.plain("ods"),
    **{kind: packed.good(kind) for kind in packed.KINDS},
}


def damaged(kind, changes, end):
    """A good file with bytes changed and its end cut off."""
    data = bytearray(GOOD[kind])
    for place, new in changes:
        data[place % len(data)] = new
    return bytes(data[: len(data) - end % len(data)])


CHANGES = st.lists(st.tuples(st.integers(0, 100_000), st.integers(0, 255)), max_size=12)
ENDS = st.integers(0, 100_000) | st.just(0)
NOISE = st.binary(max_size=400) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))
CELLS = (
    st.text(max_size=8) | st.floats().map(str) | st.dates().map(str) | st.sampled_from(list(texts.ODD_CELLS.values()))
)
TABLES = st.integers(1, 6).flatmap(lambda n: st.lists(st.lists(CELLS, min_size=n, max_size=n), max_size=12))


def as_text(rows, delimiter, encoding):
    """Rows as a text file, without a thought for quotation."""
    return "\n".join(delimiter.join(row) for row in rows).encode(encoding, "replace")


def few(count):
    """So many examples, however long each takes."""
    return settings(max_examples=count, suppress_health_check=list(HealthCheck))


@few(40)
@given(st.sampled_from(sorted(GOOD)), CHANGES, ENDS)
def test_damaged_files(kind, changes, end):
    """Whatever bytes of a good file are changed or cut off, it is read or refused."""
    read_or_refused(damaged(kind, changes, end))


@few(60)
@given(
    NOISE | st.builds(as_text, TABLES, st.sampled_from(",;\t|"), st.sampled_from(["utf-8", "utf-16", "cp1252", "big5"]))
)
def test_noise_and_odd_tables(data):
    """Any bytes, and any cells in any encoding, are read or refused."""
    read_or_refused(data)


@pytest.mark.long
@few(1500)
@given(st.sampled_from(sorted(GOOD)), CHANGES, ENDS)
def test_many_damaged_files(kind, changes, end):
    """The same, many times over."""
    read_or_refused(damaged(kind, changes, end))


@pytest.mark.long
@few(3000)
@given(
    NOISE | st.builds(as_text, TABLES, st.sampled_from(",;\t|"), st.sampled_from(["utf-8", "utf-16", "cp1252", "big5"]))
)
def test_much_noise(data):
    """The same, many times over."""
    read_or_refused(data)


def held():
    """The memory of this process, in bytes."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * 4096


@pytest.mark.long
def test_a_refused_file_leaves_no_memory_behind():
    """After the largest files have been refused, this process is within 50 MB of what it held before."""
    for name in ("201 MB", "199 MB of delimiters"):
        with contextlib.suppress(DataProblem):
            read_apart(texts.LARGE[name](), "f")  # so that what is loaded once is loaded
    before = held()
    for name in texts.LARGE:
        data = texts.LARGE[name]()
        with contextlib.suppress(DataProblem):
            read_apart(data, "f")
        del data
    assert held() - before < 50_000_000


def test_time_grows_with_size():
    """A small file has less than ten seconds; the largest some minutes."""
    assert apart.seconds_for(b"x" * 100_000) < 10
    assert 60 < apart.seconds_for(b"x" * 200_000_000) < 600


def test_the_good_files_are_good():
    """What is broken for these tests reads when it is whole."""
    for kind, data in GOOD.items():
        table = read_table(data, "f")
        assert isinstance(table.frame, pd.DataFrame)
        assert len(table.frame) == 60, kind
