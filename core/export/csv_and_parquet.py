"""A table as CSV, for spreadsheets and mail tools, or as Parquet, for programs."""

import io
import re
from typing import BinaryIO

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.export.cells import ROWS_AT_ONCE, harmless_text, is_number, joined_cells, number_cells, word_cells
from core.export.progress import Progress, unwatched

END = "\r\n"
NEEDS_QUOTES = re.compile('[,"\r\n]')


def write_csv(table: pd.DataFrame, out: BinaryIO, progress: Progress = unwatched) -> None:
    """The table as CSV, UTF-8 with BOM so that spreadsheets read every language, formulas neutralised."""
    out.write((",".join(quoted(harmless_text(name)) for name in table.columns) + END).encode("utf-8-sig"))
    for start in range(0, len(table), ROWS_AT_ONCE):
        rows = table.iloc[start : start + ROWS_AT_ONCE]
        # By place: a user's own columns may be called as ours are.
        cells = [pc.fill_null(_cells(rows.iloc[:, k]), "") for k in range(rows.shape[1])]
        out.write((joined_cells(pc.binary_join_element_wise(*cells, ","), END) + END).encode())
        progress(min(1.0, (start + len(rows)) / len(table)))


def to_csv(table: pd.DataFrame) -> bytes:
    """The same as bytes."""
    out = io.BytesIO()
    write_csv(table, out)
    return out.getvalue()


def write_parquet(table: pd.DataFrame, out: BinaryIO) -> None:
    """The table as Parquet."""
    buffer = io.BytesIO()  # pyarrow would close what it is given
    table.to_parquet(buffer, index=False)
    out.write(buffer.getbuffer())


def quoted(text: str) -> str:
    """A field of CSV, in quotes where it would not be one field otherwise."""
    return '"' + text.replace('"', '""') + '"' if NEEDS_QUOTES.search(text) else text


def _cells(column: pd.Series) -> pa.StringArray:
    return number_cells(column) if is_number(column) else word_cells(column, quoted)
