"""Text with delimiters: bytes -> UTF-8 -> delimiter -> layout -> records -> columns of one type each."""

import os
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from mmap import mmap

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.importing.coded import Column, end_bytes
from core.importing.reading.delimiters import BLANKS, NAMES, first_records, found_delimiter, single_blanks
from core.importing.reading.encoding import decode, detect
from core.importing.reading.layout import layout, rows_to_see
from core.importing.reading.records import HEAD_BYTES, Records, cut_exactly, cut_fast
from core.importing.reading.rows_left_out import rows_left_out
from core.importing.reading.signs import Signs, signs_in
from core.importing.table import MOST_ROWS, SAVE_AGAIN, Columns, Reading, text_or_coded, too_many
from core.importing.values import NO_VALUE, cast_or_none, is_any_of, numbers_in_words
from core.problems import DataProblem
from core.recipe import FileSettings

BEGINS_A_NAME = np.isin(np.arange(256), list(b"+-0"))  # of a number that may be a name, by its first byte
CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1f]")
ENCODING_NAMES = {
    "utf-8-sig": "UTF-8",
    "big5": "Big5",
    "mac-roman": "Mac Roman",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "Windows-1252",
}


def text_columns(data: bytes | mmap, settings: FileSettings, name: str, signs: Signs | None = None) -> Columns:
    """The columns of a text file, whose `signs` may be known. Raises DataProblem for no text, or none of records."""
    text, signs, encoding = _utf8(data, signs or signs_in(data), settings.encoding, name)
    delimiter = settings.delimiter
    if directive := re.match(rb"sep=(.)\n", text):  # a line for Excel, which does not show it as a row
        text, delimiter = text[directive.end() :], delimiter or directive[1].decode("latin-1")
        signs = signs_in(text)
    if signs.breaks > MOST_ROWS + 1000:
        raise too_many("rows", signs.breaks, MOST_ROWS, name)
    head = text[:HEAD_BYTES].decode("utf-8", errors="ignore")
    delimiter = delimiter or found_delimiter(head, name)
    if delimiter in '"\r\n':
        raise DataProblem(
            f"{delimiter!r} cannot separate columns", file=name, accepted="comma, semicolon, tab or another"
        )
    if delimiter == BLANKS:
        text = single_blanks(text[:])
        head = text[:HEAD_BYTES].decode("utf-8", errors="ignore")
    found = layout(first_records(head, delimiter, rows_to_see(settings)), settings, name)
    body, width = found.rows.stop, len(found.headings)
    records = cut_fast(text, signs, head, delimiter, body, width)
    records = records or cut_exactly(text[:].decode(), delimiter, body, width, name)
    found = replace(found, headings=_headings(found.headings, records))
    numeric = {i for i, column in enumerate(records.columns) if pa.types.is_floating(column.type)}
    out = rows_left_out(
        found, lambda i, first: _as_text(records.columns[i].slice(first)), records.numbers, settings, numeric
    )
    columns, numbers = records.columns, records.numbers
    if out.rows:
        keep = pa.array(out.keep)
        columns, numbers = [column.filter(keep) for column in columns], numbers[out.keep]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        values = list(pool.map(_typed_texts, columns))
    left_out = [*records.left_out, *((int(records.numbers[index]), reason) for index, reason in out.rows)]
    reading = Reading(
        f"text in {encoding}, separated by {NAMES.get(delimiter, repr(delimiter))}, {found.in_words()}",
        found.tool,
        _on_ragged_rows(records) + out.remarks,
        tuple(sorted(left_out)),
    )
    return Columns(found.headings, values, numbers, reading)


def _utf8(data: bytes | mmap, signs: Signs, encoding: str | None, name: str) -> tuple[bytes | mmap, Signs, str]:
    r"""The text as UTF-8 without byte-order mark, every line end \n; its signs, and the name of its own encoding.

    Plain ASCII is not copied needlessly.
    """
    found = encoding or "utf-8"
    no_text = DataProblem("it holds NUL or control bytes, so it is damaged or no text", file=name, fix=SAVE_AGAIN)
    if encoding or signs.beyond_ascii or signs.nul:
        data = data[:]
        found = encoding or detect(data)
        if signs.nul and not found.lower().startswith("utf"):
            raise no_text
        if not (encoding is None and found == "utf-8"):
            text, found = decode(data, encoding, name)
            data = text.encode("utf-8", errors="replace")
            signs = signs_in(data)
    if signs.nul or len(CONTROL.findall(data[:10_000])) > 20:
        raise no_text
    if signs.returns:
        data = data[:].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        signs = signs_in(data)
    if data[-2:].endswith((b"\n\n", b"\x1a")):
        data = data[:].rstrip(b"\x1a\n")
        signs = signs_in(data)
    return data, signs, ENCODING_NAMES.get(found.lower(), found.upper())


def _headings(headings: list[str], records: Records) -> list[str]:
    """One heading for each column, "" where there is none: R writes none over the numbers of its rows, in front."""
    missing = len(records.columns) - len(headings)
    if headings and missing == 1 and len(records.numbers) > 1:
        numbers = _as_text(records.columns[0].slice(0, 1000)).to_pylist()
        if numbers == [str(i) for i in range(1, len(numbers) + 1)]:
            return ["", *headings]
    return headings + [""] * missing


def _on_ragged_rows(records: Records) -> tuple[str, ...]:
    if not records.left_out:
        return ()
    (row, reason), count = records.left_out[0], len(records.left_out)
    if count == 1:
        return (f"Row {row:,} is left out: {reason}.",)
    return (f"{count:,} rows have too few or too many values and are left out, the first in row {row:,}: {reason}.",)


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The column as text, where it was read as numbers at once."""
    return pa.chunked_array([numbers_in_words(column.to_numpy())]) if pa.types.is_floating(column.type) else column


def _typed_texts(text: pa.ChunkedArray) -> Column:
    """float64 where every value is a plain number or a blank; else text. Ids such as 00042 and +49123 stay text."""
    if pa.types.is_floating(text.type):
        return pd.Series(text.to_numpy(), copy=False)
    if not _may_be_numbers(text.slice(0, 1000)):
        return text_or_coded(text)
    numbers, written = cast_or_none(text), text
    if numbers is None:
        trimmed = pc.utf8_trim_whitespace(text)
        written = pc.if_else(is_any_of(trimmed, NO_VALUE), pa.scalar(None, text.type), trimmed)
        if written.null_count < len(written):
            numbers = cast_or_none(written)
    if numbers is not None:
        values = numbers.to_numpy()
        if not np.isinf(values).any() and not _name_things(written, values):
            return pd.Series(values, copy=False)
    return text_or_coded(text)


def _may_be_numbers(first: pa.ChunkedArray) -> bool:
    """Whether the first values are all numbers or blanks: one that is neither saves the look at a million others."""
    trimmed = pc.utf8_trim_whitespace(first)
    return cast_or_none(pc.if_else(is_any_of(trimmed, NO_VALUE), pa.scalar(None, first.type), trimmed)) is not None


def _name_things(text: pa.ChunkedArray, values: np.ndarray) -> bool:
    """Whether some number in `text` is a name: 00042, +49123, or longer than the 15 digits that a float keeps."""
    if np.any(values[:1000] % 1 > 0):  # names have no decimals; spares the search where it takes longest
        return False
    for chunk in text.chunks:
        length, first = np.asarray(pc.fill_null(pc.binary_length(chunk), 0)), end_bytes(chunk)[0]
        perhaps = ((length > 1) & BEGINS_A_NAME[first]) | (length >= 16)
        if perhaps.any():
            texts = chunk.filter(pa.array(perhaps))
            if pc.any(pc.match_substring_regex(texts, r"^(?:\+|-?0\d|\d{16,}$)")).as_py():
                return True
    return False
