"""What goes between the server and its reading processes: length-prefixed messages, and a table as one of them.

    message = lengths of header and body (two unsigned 64-bit numbers), header (JSON), body (bytes)

A table travels as an Arrow stream without copies of its columns, a large one in `sealed_memory` that the header names;
what was noted about it, as JSON. Nothing is pickled.
"""

import json
import struct
from mmap import mmap
from typing import Any, BinaryIO

import numpy as np
import pandas as pd
import pyarrow as pa
from pydantic import TypeAdapter

from core.importing.coded import Coded, Column, as_text, holds_text, in_arrow
from core.importing.reading.sealed_memory import WORTH, sealed
from core.importing.reading.workbooks import SheetNote
from core.importing.table import Reading, Table

LENGTHS = struct.Struct("<QQ")
MOST_HEADER = 100_000_000  # bytes: a longer one is no header
READING, SHEET_NOTES = TypeAdapter(Reading), TypeAdapter(list[SheetNote])


def write_message(stream: BinaryIO, header: dict[str, Any], body: bytes | pa.Table = b"") -> None:
    """Write one message and flush it. Raises OSError where nobody reads any more."""
    text = json.dumps(header).encode()
    if isinstance(body, pa.Table):
        counted = pa.MockOutputStream()  # takes the size alone: a large table is sent as it lies, without a copy
        _write_table(counted, body)
        length = counted.size()
    else:
        length = len(body)
    stream.write(LENGTHS.pack(len(text), length))
    stream.write(text)
    if isinstance(body, pa.Table):
        _write_table(pa.PythonFile(stream, mode="w"), body)
    else:
        stream.write(body)
    stream.flush()


def held_apart(body: bytes | pa.Table) -> int | None:
    """The number of sealed memory with the body of a message; None where it is small, or the system has no such."""
    if not isinstance(body, pa.Table) or body.nbytes < WORTH:
        return None
    return sealed(lambda file: _write_table(pa.PythonFile(file, mode="w"), body))


def _write_table(sink: pa.NativeFile, table: pa.Table) -> None:
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)


def read_message(stream: BinaryIO) -> tuple[dict[str, Any], bytes]:
    """The header and the body of the next message. Raises EOFError where the other side has ended."""
    of_header, of_body = LENGTHS.unpack(_exactly(stream, LENGTHS.size))
    if of_header > MOST_HEADER:
        raise EOFError("what was sent is no message")
    return json.loads(_exactly(stream, of_header)), _exactly(stream, of_body)


def _exactly(stream: BinaryIO, count: int) -> bytes:
    data = stream.read(count)
    if len(data) < count:
        raise EOFError("the other side has ended")
    return data


def table_to_message(table: Table) -> tuple[dict[str, Any], pa.Table]:
    """A table as header and body of a message."""
    header = {
        "headings": table.headings,
        "name": table.name,
        "sheet": table.sheet,
        "hash": table.hash,
        "reading": READING.dump_python(table.reading, mode="json"),
    }
    columns = [_to_arrow(table.column(heading)) for heading in table.headings]
    columns.append(pa.chunked_array([pa.array(table.rows)]))
    # Headings may hold anything, names may not.
    return header, pa.table(columns, names=[str(i) for i in range(len(columns))])


def table_from_message(header: dict[str, Any], body: bytes | mmap) -> Table:
    """The table in a message, with the columns that `table_to_message` was given; they share the memory of `body`."""
    sent = pa.ipc.open_stream(pa.py_buffer(body)).read_all()
    *columns, rows = sent.columns
    held = dict(zip(header["headings"], map(_from_arrow, columns), strict=True))
    reading = READING.validate_python(header["reading"])
    return Table(held, rows.to_numpy(), header["name"], header["sheet"], header["hash"], reading)


def _to_arrow(column: Column) -> pa.ChunkedArray:
    if isinstance(column, Coded):
        places = pa.array(column.places, mask=column.places < 0) if column.hasnans else pa.array(column.places)
        cells = in_arrow(column.cells).combine_chunks()
        return pa.chunked_array([pa.DictionaryArray.from_arrays(places, cells)])
    if holds_text(column):
        text = in_arrow(column)
        return pa.chunked_array([text.combine_chunks()]) if text.num_chunks > 1 else text
    return pa.chunked_array([pa.array(column.to_numpy())])  # NaN stays NaN, NaT becomes a null


def _from_arrow(column: pa.ChunkedArray) -> Column:
    if pa.types.is_dictionary(column.type):
        one = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
        places = one.indices.fill_null(-1) if one.null_count else one.indices
        return Coded(np.asarray(places), as_text(one.dictionary))
    if pa.types.is_large_string(column.type) or pa.types.is_string(column.type):
        return as_text(column)
    return pd.Series(column.to_numpy(), copy=False)
