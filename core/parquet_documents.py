"""Columns with a JSON document beside them, as one Parquet file: the form of most blobs.

Every number comes back to the bit: Parquet's dictionaries, which know one NaN and one zero only, are not used
for numbers with a point. Nothing in such a file is run or unpickled.
"""

import json
from mmap import mmap
from typing import Any

import pyarrow as pa

from core.problems import DataProblem

KEY = b"tierboard"
MOST_DOCUMENT = 100_000_000  # bytes; what Parquet itself takes by default
MOST_UNPACKED = 2_000_000_000
Columns = dict[str, pa.ChunkedArray]
FAILURES = (pa.ArrowException, OSError, ValueError, KeyError, TypeError, NotImplementedError, RecursionError)


def to_parquet(
    document: dict[str, Any], columns: dict[str, pa.Array | pa.ChunkedArray], rows_a_group: int | None = None
) -> bytes:
    """The bytes of a file with `columns` (of any lengths) and `document`; equal contents give equal bytes.

    rows_a_group: in groups of so many rows, so that a few can be read alone.
    """
    import pyarrow.parquet as pq

    longest = max(map(len, columns.values()), default=0)
    padded = [_padded(column, longest) for column in columns.values()]
    table = pa.table(padded, names=[str(k) for k in range(len(padded))])  # headings may hold anything, names may not
    exact = [field.name for field in table.schema if not pa.types.is_floating(field.type)]
    about = {
        "columns": list(columns),
        "types": [str(kind) for kind in table.schema.types],
        "lengths": list(map(len, columns.values())),
        "document": document,
    }
    sink = pa.BufferOutputStream()
    with pq.ParquetWriter(
        sink, table.schema, compression="zstd", compression_level=1, use_dictionary=exact, write_statistics=False
    ) as writer:
        writer.write_table(table, rows_a_group)
        writer.add_key_value_metadata({KEY: json.dumps(about).encode()})
    return sink.getvalue().to_pybytes()


def from_parquet(data: bytes, name: str) -> tuple[dict[str, Any], Columns]:
    """Document and columns of a file, with the types they were given. Raises DataProblem; `name` is quoted."""
    return columns_of(*unpacked(data, name), name)


def unpacked(data: bytes | mmap, name: str) -> tuple[dict[str, Any], pa.Table]:
    """What a file tells of itself, and its table as it lies there, for `columns_of`. Raises DataProblem.

    A file of unknown origin could hurt the process that calls this; `reading.apart.saved_apart` calls it in another.
    """
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(pa.BufferReader(pa.py_buffer(data)), thrift_string_size_limit=MOST_DOCUMENT)
        about = file.metadata
        if sum(about.row_group(k).total_byte_size for k in range(about.num_row_groups)) > MOST_UNPACKED:
            raise DataProblem("the table is too large unpacked", file=name, accepted="up to 2 GB")
        told, table = json.loads(about.metadata[KEY]), file.read()
    except FAILURES:
        raise _damaged(name) from None
    if not isinstance(told, dict):
        raise _damaged(name)
    return told, table


def columns_of(told: dict[str, Any], table: pa.Table, name: str) -> tuple[dict[str, Any], Columns]:
    """Document and columns from what a file holds. Raises DataProblem where they do not fit together."""
    try:
        lines = zip(told["columns"], told["types"], told["lengths"], table.columns, strict=True)
        # Parquet knows no whole seconds, and columns of one length only.
        columns = {heading: column.slice(0, length).cast(_type(kind)) for heading, kind, length, column in lines}
        document = told["document"]
    except FAILURES:
        raise _damaged(name) from None
    if not isinstance(document, dict) or len(columns) != table.num_columns:
        raise _damaged(name)
    return document, columns


def _damaged(name: str) -> DataProblem:
    return DataProblem("this is no table that Tierboard saved, or it is damaged", file=name)


def _padded(column: pa.Array | pa.ChunkedArray, length: int) -> pa.ChunkedArray:
    chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
    rest = [pa.nulls(length - len(column), column.type)] if len(column) < length else []
    return pa.chunked_array([*chunks, *rest], column.type)


def _type(words: str) -> pa.DataType:
    """The type of a column that `str` has told."""
    if words.startswith("timestamp["):
        return pa.timestamp(words[len("timestamp[") : -1])
    return {
        "double": pa.float64(),
        "float": pa.float32(),
        "int8": pa.int8(),
        "int16": pa.int16(),
        "int32": pa.int32(),
        "int64": pa.int64(),
        "large_string": pa.large_string(),
    }[words]
