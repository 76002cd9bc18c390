"""Rows of a sheet -> its columns, block by block: a million cells are never held as Python objects at once."""

from collections.abc import Iterable
from itertools import chain, islice
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

BLOCK = 500  # rows whose cells stay in the processor's cache until they are part of a column

# Cells of one column: float64 where all are numbers, text where all are words, else as the workbook holds them.
CellColumn: TypeAlias = np.ndarray | pa.ChunkedArray | tuple[Any, ...]


def cell_columns(rows: Iterable[list[Any]], width: int) -> list[CellColumn]:
    """The `width` columns of the rows, all of which have as many cells."""
    rest = iter(rows)
    pieces: list[list[CellColumn]] = [[] for _ in range(width)]
    while block := list(islice(rest, BLOCK)):
        for column, cells in zip(pieces, zip(*block, strict=True), strict=True):
            column.append(_piece(cells))
    return [_joined(column) for column in pieces]


def kept(column: CellColumn, keep: np.ndarray) -> CellColumn:
    """The cells of the rows to keep, (n,) bool."""
    if isinstance(column, tuple):
        return tuple(column[i] for i in np.flatnonzero(keep).tolist())
    return column.filter(pa.array(keep)) if isinstance(column, pa.ChunkedArray) else column[keep]


def _piece(cells: tuple[object, ...]) -> CellColumn:
    kinds = set(map(type, cells))
    if kinds == {float}:
        return np.array(cells)
    return pa.chunked_array([pa.array(cells, type=pa.string())]) if kinds == {str} else cells


def _joined(pieces: list[CellColumn]) -> CellColumn:
    """One column of its pieces; as Python objects where they differ in kind."""
    numbers = [piece for piece in pieces if isinstance(piece, np.ndarray)]
    texts = [piece.combine_chunks() for piece in pieces if isinstance(piece, pa.ChunkedArray)]
    if pieces and len(numbers) == len(pieces):
        return np.concatenate(numbers)
    if pieces and len(texts) == len(pieces):
        return pa.chunked_array([pa.concat_arrays(texts)])
    return tuple(chain.from_iterable(map(_cells, pieces)))


def _cells(piece: CellColumn) -> Iterable[object]:
    if isinstance(piece, tuple):
        return piece
    values: list[object] = piece.to_pylist() if isinstance(piece, pa.ChunkedArray) else piece.tolist()
    return values
