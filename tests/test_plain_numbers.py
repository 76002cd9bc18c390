"""Columns read as numbers at once: what a large text says is the same as if all of it had been read as text."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.importing.reading import plain_numbers, records
from core.importing.reading.plain_numbers import _zeros_or_signs_in_front
from core.importing.reading.readers import read_table

# A cell in the last row, behind those that are looked at to find the plain columns.
ODD = (
    *("00042", "+5", " 042", '"007"', "-007", "-0", "1234567890123456", "-1234567890123456", "1e5", "1e400", "inf"),
    *("nan", "n/a", "-", "", " ", "x", "1,5", "12 %", "€5", "0.5", ".5", "5.", "0", '"a\nb"', "3;", "Total"),
)


def both_ways(monkeypatch, data):
    """The table as it is read at once and as it is read from text, and how many columns of it were plain."""
    counts = []
    with monkeypatch.context() as few:
        few.setattr(plain_numbers, "FEWEST_BYTES", 0)
        few.setattr(plain_numbers, "PLACES", 1)
        few.setattr(plain_numbers, "RECORDS", 3)
        few.setattr(plain_numbers, "BLOCK", 7)
        few.setattr(
            records, "are_amounts", lambda *args: counts.append(len(args[0])) or plain_numbers.are_amounts(*args)
        )
        at_once = read_table(data, "f.csv")
    with monkeypatch.context() as none:
        none.setattr(records, "plain_columns", lambda *_: [])
        return at_once, read_table(data, "f.csv"), counts


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("odd", ODD)
def test_whatever_stands_below_plain_numbers_is_read_as_ever(monkeypatch, odd, delimiter):
    """Ids with zeros, signs, blanks, words and line breaks below plain numbers change nothing of what is read."""
    rows = [f"c{i}\t{i}\t{i + 0.5}\t{7 - i}" for i in range(1, 6)] + [f"c6\t{odd}\t2.5\t1", "c7\t7\t0.5\t0"]
    data = "\n".join(["id\tcount\tspend\tleft", *rows]).replace("\t", delimiter).encode()
    at_once, as_text, _ = both_ways(monkeypatch, data)
    pd.testing.assert_frame_equal(at_once.frame, as_text.frame, check_exact=True)
    assert (at_once.hash, at_once.reading) == (as_text.hash, as_text.reading)
    assert at_once.rows.tolist() == as_text.rows.tolist()


def test_plain_numbers_are_not_text_first(monkeypatch):
    """Whole numbers, decimals and blanks come as numbers at once, dates and words as text; totals are left out."""
    rows = [f"c{i},{i},{i + 0.25},2024-01-0{i},9:0{i},{'' if i % 2 else i}" for i in range(1, 8)]
    data = "\n".join(["id,count,spend,day,time,blank", *rows, "Total,28,29.75,,,12"]).encode()
    at_once, as_text, counts = both_ways(monkeypatch, data)
    assert counts == [3]
    assert at_once.frame["count"].tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert at_once.reading.left_out == ((9, "row of totals"),) == as_text.reading.left_out
    pd.testing.assert_frame_equal(at_once.frame, as_text.frame, check_exact=True)


@given(st.lists(st.sampled_from(["00", "05", "+", "0", "10", "0.5", "-", ",", "\n", '"', " ", "a"]), min_size=1))
def test_every_cell_that_may_be_a_name_is_found(pieces):
    """A zero before a digit, or a plus, behind a delimiter, line end, quotation mark or blank is never passed over."""
    text = "".join(pieces)
    cells = [cell.strip(' "') for line in text.split("\n") for cell in line.split(",")]
    if any(cell[:1] in ("+", "0") and cell[1:2].isdigit() for cell in cells):
        for delimiter in ",;":
            as_bytes = text.replace(",", delimiter).encode()
            assert _zeros_or_signs_in_front(np.frombuffer(as_bytes, np.uint8), ord(delimiter), "+" in text)
