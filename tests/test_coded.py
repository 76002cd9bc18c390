"""Text in which values come again, held as numbers: it reads as the text it stands for."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.importing import coded as coding
from core.importing.coded import Coded, coded, each_once, first_present, in_text, present, repeated, some_rows
from core.importing.mapping.contents import all_answers, look_at
from core.importing.mapping.proposal import propose
from core.importing.orders.columns import order_columns
from core.importing.reading.apart import read_apart
from core.importing.reading.readers import read_table
from core.importing.table import Table, content_hash
from core.importing.values import as_dates, as_ids, as_numbers, as_words
from core.scoring import score

CELLS = st.sampled_from([None, "a", "b ", "  ", "Agree", "12.5", "3", "2024-05-01", "01/02/2024", "n/a", "ä", "4.0"])


@pytest.fixture(autouse=True)
def _few_rows_are_many(monkeypatch):
    """Columns of more than 24 rows may be held as numbers."""
    monkeypatch.setattr(coding, "MANY", 24)


def text(cells):
    """A column of text as a reader makes it: blank cells are missing."""
    return pd.Series([None if cell is None or not cell.strip() else cell for cell in cells], dtype="str")


@settings(max_examples=25)
@given(st.lists(CELLS, min_size=60, max_size=90), st.integers(1, 59))
def test_a_coded_column_is_the_text_it_stands_for(cells, cut):
    """However it lies in memory, the same cells come back, and read as the same numbers, dates, words and ids."""
    column = text(cells)
    numbers = coded(pa.chunked_array([cells[:cut], cells[cut:]], type=pa.large_string()))
    assert numbers is not None
    assert numbers.places.dtype == np.int8
    pd.testing.assert_series_equal(in_text(numbers), column)
    assert some_rows(numbers, slice(5, None, 7)).fillna("").tolist() == column[5::7].fillna("").tolist()
    assert present(numbers).tolist() == column.notna().tolist()
    assert first_present(numbers, 9).tolist() == column.dropna()[:9].tolist()
    assert numbers.counts.sum() == column.notna().sum()
    pd.testing.assert_series_equal(as_words(numbers), as_words(column))
    pd.testing.assert_series_equal(as_ids(numbers), as_ids(column))
    assert list(all_answers([numbers]).items()) == list(all_answers([column]).items())
    for read in (as_numbers, as_dates):
        for one, other in zip(read(numbers), read(column), strict=True):
            np.testing.assert_array_equal(one, other)
    assert repr(look_at(numbers)) == repr(look_at(column))


@settings(max_examples=25)
@given(st.lists(CELLS, min_size=60, max_size=90))
def test_equal_columns_have_equal_hashes(cells):
    """Held as numbers or as text, in one piece or in several."""
    numbers = repeated(text(cells))
    pieces = pd.concat([text(cells[:33]), text(cells[33:])], ignore_index=True)
    assert isinstance(numbers, Coded)
    held = content_hash({"a": numbers})
    assert held == content_hash(pd.DataFrame({"a": text(cells)}))
    assert held == content_hash(pd.DataFrame({"a": pieces}))
    assert held != content_hash({"a": text(["c", *cells[1:]])})
    assert held != content_hash({"a": text([*cells[:-1], "c"])})


def test_text_in_which_few_cells_come_again_stays_text():
    """Ids, free text and short columns; ids are told by their first rows."""
    assert repeated(text(str(i) for i in range(60))) is None
    assert repeated(text([*map(str, range(13)), *["a"] * 60])) is None
    assert repeated(text([*["a"] * 24, *map(str, range(13))])) is None
    assert repeated(text(["a"] * 24)) is None
    assert each_once(text(["a"] * 24)).cells.tolist() == ["a"]


def test_a_column_without_a_value_has_no_cells():
    """Nothing but blanks: each row is missing."""
    nothing = repeated(text([" "] * 60))
    assert nothing.text.isna().all()
    assert as_words(nothing).tolist() == [""] * 60
    assert not np.isfinite(as_numbers(nothing)[0]).any()


def csv_of(n):
    """Customers with answers, a day, a code and an order number, some of them blank."""
    agree = ["agree", "neutral", "", "disagree", "strongly agree", " Agree"]
    lines = [f"c{i},{agree[i % 6]},2024-0{i % 9 + 1}-11,{i % 7},{i % 5 or ''}.5,{i % 4}x" for i in range(n)]
    return "\n".join(["id,brand image,last order date,number of orders,total spend,code", *lines]).encode()


def test_a_table_is_proposed_for_and_scored_alike_however_it_is_held():
    """The same recipe, scores, rows left out and flags; and the same after it came from the reading process."""
    table = read_table(csv_of(90), "a.csv")
    assert [h for h in table.headings if isinstance(table.column(h), Coded)] == [
        "brand image",
        "last order date",
        "code",
    ]
    plain = Table(table.frame, table.rows, table.name, None, content_hash(table.frame))
    assert plain.hash == table.hash
    recipe = propose(plain).recipe
    assert {"brand", "recency", "frequency", "monetary"} <= set(recipe.scoring.mapped)
    assert propose(table).recipe == recipe
    assert order_columns(table) == order_columns(plain)
    one, other = score(table, recipe.scoring), score(plain, recipe.scoring)
    np.testing.assert_array_equal(one.values, other.values)
    pd.testing.assert_frame_equal(one.excluded, other.excluded)
    pd.testing.assert_frame_equal(one.flags(table), other.flags(plain))


def test_columns_come_back_from_the_reading_process_as_they_are_held():
    """A column of answers is sent as numbers, and its text is made when it is asked for."""
    data = csv_of(10_001 + 1)
    there, here = read_apart(data, "a.csv"), read_table(data, "a.csv")
    assert isinstance(there.column("brand image"), Coded)
    pd.testing.assert_frame_equal(there.frame, here.frame)
    assert there.hash == here.hash
