"""Text with delimiters: bytes -> UTF-8 -> delimiter -> heading row -> columns, by Arrow or record by record."""

import csv
import io
import os
import re
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from core.importing.encoding import decode, detect
from core.importing.heading_row import HEAD_RECORDS, heading_row
from core.importing.table import MOST_COLUMNS, MOST_ROWS, SAVE_AGAIN, Columns, text_column, too_many
from core.importing.values import NO_VALUE, cast_or_none, is_any_of
from core.problems import DataProblem
from core.recipe import FileSettings

HEAD_BYTES = 1_000_000  # looked at to find the delimiter and the headings
DELIMITERS = (",", ";", "\t", "|")
CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1f]")


def text_columns(data: bytes, settings: FileSettings, name: str) -> Columns:
    """The columns of a text file. Raises DataProblem where it is no text or cannot be cut into records."""
    text = _utf8(data, settings.encoding, name)
    delimiter = settings.delimiter
    if directive := re.match(rb"sep=(.)\n", text):  # a line for Excel, which does not show it as a row
        text, delimiter = text[directive.end() :], delimiter or directive[1].decode("latin-1")
    if text.count(b"\n") > MOST_ROWS + 1000:
        raise too_many("rows", text.count(b"\n"), MOST_ROWS, name)
    head = text[:HEAD_BYTES].decode("utf-8", errors="ignore")
    delimiter = delimiter or _delimiter(head, name)
    if delimiter in '"\r\n':
        raise DataProblem(
            f"{delimiter!r} cannot separate columns", file=name, accepted="comma, semicolon, tab or another"
        )
    most = max(HEAD_RECORDS, settings.header_row or 0)
    header = heading_row(_records(head, delimiter, most), settings.header_row, name)
    return parsed_fast(text, head, delimiter, header) or parsed_exactly(text.decode(), delimiter, header, name)


def _utf8(data: bytes, encoding: str | None, name: str) -> bytes:
    r"""The text as UTF-8 without byte-order mark, every line end \n. Plain ASCII is not copied needlessly."""
    found = encoding or detect(data)
    no_text = DataProblem("it holds NUL or control bytes, so it is damaged or no text", file=name, fix=SAVE_AGAIN)
    if b"\0" in data and not found.lower().startswith("utf"):
        raise no_text
    if not (encoding is None and found == "utf-8"):
        data = decode(data, encoding, name)[0].encode("utf-8", errors="replace")
    if b"\0" in data or len(CONTROL.findall(data[:10_000])) > 20:
        raise no_text
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return data.rstrip(b"\x1a\n") if data.endswith((b"\n\n", b"\x1a")) else data.removesuffix(b"\n")


def _records(text: str, delimiter: str, most: int) -> list[list[str]]:
    """The first records of a text that may be cut off anywhere; a broken end is left out."""
    records = []
    try:
        for record in islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), most):
            records.append(record)
    except csv.Error:  # an endless quotation: told with its row when the whole text is read
        pass
    return records


def _delimiter(head: str, name: str) -> str:
    """The one that cuts the most records into one and the same number of fields; the more fields the better."""

    def merit(delimiter: str) -> tuple[float, int]:
        widths = [len(record) for record in _records(head, delimiter, HEAD_RECORDS) if any(record)]
        usual = max(sorted(set(widths), reverse=True), key=widths.count, default=1)
        return (round(widths.count(usual) / len(widths), 2), usual) if usual > 1 else (0.0, 1)

    best = max(DELIMITERS, key=merit)
    if merit(best)[1] == 1:
        raise DataProblem(
            "only one column was found",
            file=name,
            accepted="columns separated by comma, semicolon or tab",
            fix="choose the delimiter, or " + SAVE_AGAIN,
        )
    return best


def parsed_fast(text: bytes, head: str, delimiter: str, header: int) -> Columns | None:
    """By Arrow, on all cores; None where rows differ in length or blank lines stand between them."""
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
    before = list(islice(reader, header + 1))
    skipped = "".join(islice(io.StringIO(head, newline=""), reader.line_num if before else 0))
    body = text[len(skipped.encode()) :]
    if not body or body.startswith(b"\n") or b"\n\n" in body or body.count(b'"') % 2 or not delimiter.isascii():
        return None
    first = _records(body[:HEAD_BYTES].decode(errors="ignore"), delimiter, 1)
    headings = before[-1] if before else []
    names = [str(i) for i in range(max(map(len, [headings, *first])))]
    if not first or len(names) > MOST_COLUMNS:
        return None
    try:
        table = pyarrow.csv.read_csv(
            pa.py_buffer(body),
            read_options=pyarrow.csv.ReadOptions(column_names=names, block_size=4_000_000),
            parse_options=pyarrow.csv.ParseOptions(delimiter=delimiter, newlines_in_values=b'"' in body),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), null_values=[""], strings_can_be_null=True
            ),
        )
    except pa.ArrowInvalid:
        return None
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        values = list(pool.map(_typed_texts, table.columns))
    headings = headings + [""] * (len(names) - len(headings))
    return Columns(headings, values, header + 2 + np.arange(table.num_rows))


def parsed_exactly(text: str, delimiter: str, header: int, name: str) -> Columns:
    """Record by record: blank lines keep their numbers, short rows are filled up with blanks."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records: list[list[str]] = []
    try:
        records.extend(reader)
    except csv.Error as error:
        what = f"the quotation marks do not match ({error})"
        raise DataProblem(what, file=name, row=len(records) + 1, fix="mend that row, or " + SAVE_AGAIN) from None
    headings = records[header] if header >= 0 else []
    body = records[header + 1 :]
    width = max((len(record) for record in body), default=0)
    if width > len(headings) and headings:
        long = [i for i, record in enumerate(body) if any(cell.strip() for cell in record[len(headings) :])]
        if long and len(long) <= len(body) / 2:  # an accident of some rows, not a column without heading
            raise DataProblem(
                f"{len(body[long[0]])} values stand under {len(headings)} headings",
                file=name,
                row=header + 2 + long[0],
                fix=f"put values that hold a {delimiter!r} between quotation marks",
            )
        width = width if long else len(headings)
    width = max(width, len(headings))
    if width > MOST_COLUMNS:
        raise too_many("columns", width, MOST_COLUMNS, name)
    filled = [record[:width] + [""] * (width - len(record)) for record in body]
    columns = zip(*filled, strict=True) if filled else [()] * width
    values = [
        _typed_texts(pa.chunked_array([pa.array([cell or None for cell in column], type=pa.string())]))
        for column in columns
    ]
    return Columns(headings + [""] * (width - len(headings)), values, header + 2 + np.arange(len(body)))


def _typed_texts(text: pa.ChunkedArray) -> pd.Series:
    """float64 where every value is a plain number or a blank; else text. Ids such as 00042 and +49123 stay text."""
    numbers, written = cast_or_none(text), text
    if numbers is None:
        trimmed = pc.utf8_trim_whitespace(text)
        written = pc.if_else(is_any_of(trimmed, NO_VALUE), pa.scalar(None, pa.string()), trimmed)
        if written.null_count < len(written):
            numbers = cast_or_none(written)
    if numbers is not None:
        values = numbers.to_numpy()
        if not np.isinf(values).any() and not _name_things(written, values):
            return pd.Series(values, copy=False)
    return text_column(text)


def _name_things(text: pa.ChunkedArray, values: np.ndarray) -> bool:
    """Whether some number in `text` is a name: 00042, +49123, or longer than the 15 digits that a float keeps."""
    if np.any(values[:1000] % 1 > 0):  # names have no decimals; spares the search where it takes longest
        return False
    return bool(pc.any(pc.match_substring_regex(text, r"^(?:\+|-?0\d|\d{16,}$)")).as_py())
