"""Parquet files: limits by their own metadata, then each column as numbers, dates or text."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.importing.table import MOST_COLUMNS, MOST_ROWS, SAVE_AGAIN, Columns, Reading, text_column, too_many
from core.problems import DataProblem, shortened

PARQUET, LOCKED = b"PAR1", b"PARE"
MOST_UNPACKED = 2_000_000_000  # bytes
EXACT = 2**53  # whole numbers up to here are exact as float64
PANDAS_INDEX = "__index_level_"
FAILURES = (pa.ArrowException, OSError, ValueError, KeyError, NotImplementedError)


def parquet_columns(data: bytes, name: str) -> Columns:
    """The columns of a Parquet file; what is nested too deep for a table is left out and said. Raises DataProblem."""
    import pyarrow.parquet as pq

    if data.startswith(LOCKED):
        raise DataProblem("the Parquet file is encrypted", file=name, fix="save it without encryption")
    damaged = DataProblem("the Parquet file is damaged or incomplete", file=name, fix=SAVE_AGAIN)
    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        about = file.metadata
        unpacked = sum(about.row_group(i).total_byte_size for i in range(about.num_row_groups))
    except FAILURES:
        raise damaged from None
    for what, count, most in (("rows", about.num_rows, MOST_ROWS), ("columns", about.num_columns, MOST_COLUMNS)):
        if count > most:
            raise too_many(what, count, most, name)
    if unpacked > MOST_UNPACKED:
        size = f"unpacked, the table would take {unpacked / 1e9:,.1f} GB"
        raise DataProblem(size, file=name, accepted="up to 2 GB", fix="leave out columns or split it")
    try:
        table = _without_structs(file.read())
        read = [
            (str(heading), _column(column))
            for heading, column in zip(table.column_names, table.columns, strict=True)
            if not str(heading).startswith(PANDAS_INDEX)
        ]
    except FAILURES:
        raise damaged from None
    kept = [(heading, column) for heading, column in read if column is not None]
    nested = [shortened(heading) for heading, column in read if column is None]
    remarks = [f"Left out, as they hold lists or other nested values: {', '.join(nested[:5])}."] if nested else []
    if len(nested) > 5:
        remarks = [f"{len(nested)} columns are left out, as they hold lists or other nested values."]
    if not kept:
        raise DataProblem("no column holds plain values", file=name, fix=SAVE_AGAIN)
    reading = Reading(how="a Parquet file", remarks=tuple(remarks))
    return Columns([h for h, _ in kept], [c for _, c in kept], np.arange(1, table.num_rows + 1), reading)


def _without_structs(table: pa.Table) -> pa.Table:
    """Columns of named parts as one column each, "address.city"; at most as many as a table may have."""
    while table.num_columns <= MOST_COLUMNS and any(pa.types.is_struct(kind) for kind in table.schema.types):
        table = table.flatten()
    return table


def _column(column: pa.ChunkedArray) -> pd.Series | None:
    """float64, datetime64 or text; None for what is nested."""
    kind = column.type
    if isinstance(kind, pa.BaseExtensionType):
        column = pa.chunked_array([chunk.storage for chunk in column.chunks], kind.storage_type)
        kind = column.type
    if pa.types.is_dictionary(kind) or pa.types.is_run_end_encoded(kind):
        column = column.cast(kind.value_type)
        kind = column.type
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return _joined(column)
    if pa.types.is_nested(kind) or pa.types.is_union(kind):
        return None
    if pa.types.is_boolean(kind):
        return text_column(pc.if_else(column, "TRUE", "FALSE"))
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return _number(column)
    if pa.types.is_timestamp(kind):
        return _date(pc.local_timestamp(column) if kind.tz else column)  # the day where it happened
    if pa.types.is_date(kind):
        return _date(column.cast(pa.timestamp("s" if pa.types.is_date32(kind) else "ms")))
    if pa.types.is_duration(kind):
        seconds = {"s": 1, "ms": 1e3, "us": 1e6, "ns": 1e9}[kind.unit]
        return pd.Series(_floats(column.cast(pa.int64())) / seconds)
    if pa.types.is_null(kind):
        return pd.Series(np.full(len(column), np.nan))
    try:
        return text_column(column.cast(pa.string()))
    except pa.ArrowInvalid:  # bytes that are no text
        return None


def _joined(column: pa.ChunkedArray) -> pd.Series | None:
    """Several answers in a cell, joined as survey tools write them."""
    try:
        return text_column(pc.binary_join(column.cast(pa.list_(pa.string())), ";"))
    except FAILURES:
        return None


def _number(column: pa.ChunkedArray) -> pd.Series:
    """float64; text where a whole number is too long for it, as ids may be."""
    if pa.types.is_integer(column.type) and column.type.bit_width == 64 and len(column) > column.null_count:
        ends = pc.min_max(column)
        if max(abs(ends["min"].as_py()), abs(ends["max"].as_py())) > EXACT:
            return text_column(column.cast(pa.string()))
    values = _floats(column)
    return pd.Series(np.where(np.isfinite(values), values, np.nan))


def _floats(column: pa.ChunkedArray) -> np.ndarray:
    floats = column.cast(pa.float64(), safe=False)
    return floats.to_numpy() if floats.null_count == 0 else floats.fill_null(np.nan).to_numpy()


def _date(column: pa.ChunkedArray) -> pd.Series:
    return pd.Series(column.to_numpy())
