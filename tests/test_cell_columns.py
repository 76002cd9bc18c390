"""Rows of a sheet become columns block by block."""

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest

from core.importing.reading.cell_columns import BLOCK, cell_columns, kept
from core.importing.reading.excel_cells import cells_as_text, typed_cells

MANY = 2 * BLOCK + 7


def column(cells: list):
    """The cells as the only column of a sheet."""
    return cell_columns(([cell] for cell in cells), 1)[0]


def test_numbers_and_words_lie_in_arrays():
    """A column of one kind is no list of Python objects, however many blocks it has."""
    numbers, words = cell_columns(([float(i), f"w{i}"] for i in range(MANY)), 2)
    assert isinstance(numbers, np.ndarray)
    assert numbers.tolist() == [float(i) for i in range(MANY)]
    assert isinstance(words, pa.ChunkedArray)
    assert words.to_pylist() == [f"w{i}" for i in range(MANY)]


@pytest.mark.parametrize("late", ["", "words", True, 7, dt.datetime(2025, 1, 2), dt.time(1, 30), "n/a", 1e300])
@pytest.mark.parametrize("rest", [3.0, "words", ""])
def test_a_column_of_several_kinds_is_the_same_as_if_it_were_read_at_once(late, rest):
    """One odd cell in the last block changes nothing of the other blocks' cells."""
    cells = (*[rest] * (MANY - 1), late)
    assert typed_cells(column(list(cells))).equals(typed_cells(cells))
    assert cells_as_text(column(list(cells))).equals(cells_as_text(cells))


@pytest.mark.parametrize("cells", [[1.0, 2.0, 3.0], ["a", "b", "c"], [1.0, "b", 3.0]])
def test_rows_are_left_out_of_any_kind_of_column(cells):
    """Numbers, words and mixed columns lose the same rows."""
    left = kept(column(cells), np.array([True, False, True]))
    assert cells_as_text(left).to_pylist() == cells_as_text((cells[0], cells[2])).to_pylist()


def test_a_sheet_without_rows_has_its_columns():
    """No row at all gives empty columns, as many as there are headings."""
    assert cell_columns(iter([]), 3) == [(), (), ()]
