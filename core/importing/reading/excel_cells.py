"""Cells of a workbook -> columns of one type each, and cells in words."""

import datetime as dt
import math

import numpy as np
import pandas as pd
import pyarrow as pa

from core.importing.reading.cell_columns import CellColumn
from core.importing.table import text_column
from core.importing.values import NO_VALUE

TIMES = {dt.time, dt.timedelta}


def typed_cells(cells: CellColumn) -> pd.Series:
    """float64 or datetime64 where all cells but blanks are numbers, times (in minutes) or dates; else text.

    Text is roughly as Excel shows it. Cells with an error such as #N/A come as blanks.
    """
    if isinstance(cells, np.ndarray):
        return _numbers(cells)
    if isinstance(cells, pa.ChunkedArray):
        return text_column(cells)
    kinds = set(map(type, cells))
    mixed, kinds = str in kinds and len(kinds) > 1, kinds - {str}
    texts = {cell for cell in cells if isinstance(cell, str)} if mixed else set()
    if kinds and all(text.strip().lower() in NO_VALUE for text in texts):
        if kinds <= {float, int}:
            numbers = [math.nan if isinstance(cell, str) else cell for cell in cells] if texts else cells
            return _numbers(np.array(numbers, dtype=float))
        if kinds <= TIMES:
            return pd.Series(np.array([_minutes(cell) for cell in cells], dtype=float))
        if kinds <= {dt.date, dt.datetime}:
            dates = [None if isinstance(cell, str) else cell for cell in cells]
            return pd.Series(np.array(dates, dtype="datetime64[us]"))
    return text_column(cells_as_text(cells))


def _numbers(values: np.ndarray) -> pd.Series:
    return pd.Series(np.where(np.isfinite(values), values, np.nan))  # 400 digits are no amount


def cells_as_text(cells: CellColumn) -> pa.ChunkedArray:
    """(n,) text of the cells, "" for blank ones."""
    if isinstance(cells, pa.ChunkedArray):
        return cells
    return pa.chunked_array([pa.array(map(cell_text, cells), type=pa.string())])


def are_minutes(cells: CellColumn, values: pd.Series) -> bool:
    """Whether the numbers in `values` are minutes, made from times in `cells`."""
    return isinstance(cells, tuple) and values.dtype.kind == "f" and not TIMES.isdisjoint(map(type, cells))


def cell_text(cell: object) -> str:
    """The cell roughly as Excel shows it: TRUE, 17850 without ".0", 26:03:04 for more than a day."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.timedelta):
        seconds = round(abs(cell.total_seconds()))
        sign = "-" if cell < dt.timedelta() else ""
        return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return str(cell)


def _minutes(cell: object) -> float:
    if isinstance(cell, dt.time):
        return cell.hour * 60 + cell.minute + (cell.second + cell.microsecond / 1e6) / 60
    return cell.total_seconds() / 60 if isinstance(cell, dt.timedelta) else math.nan
