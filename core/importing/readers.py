"""From an uploaded file to a `Table`: text with delimiters, .xlsx and .xls, whatever the file's name says.

    bytes -> kind, by content -> sheet or records -> heading row -> columns of one type each -> Table

Every file either becomes a Table or is refused with one DataProblem. Nothing is guessed about a column beyond "plain
numbers", "Excel dates" and "text": `values` reads the rest, when it is known what a column is for.
"""

import csv
import datetime as dt
import io
import math
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum

from core.importing.encoding import decode, detect
from core.importing.table import Table, content_hash
from core.importing.values import NO_VALUE, as_dates, as_numbers, cast_or_none, is_any_of
from core.problems import DataProblem, shortened
from core.recipe import FileSettings

FIND_OUT = FileSettings()
MOST_BYTES, MOST_UNPACKED, MOST_RATIO = 200_000_000, 2_000_000_000, 200
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 5_000_000, 2_000, 100_000_000
HEAD_RECORDS, HEAD_BYTES = 50, 1_000_000  # looked at to find the delimiter and the headings
SHEET_ROWS = 300  # looked at to compare sheets
DELIMITERS = (",", ";", "\t", "|")
# What zipfile raises on a damaged archive: fields that make no sense reach seek, struct and zlib unchecked.
ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError)
SAVE_AGAIN = "save the table as .xlsx or .csv and choose that file"
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NOT_A_TABLE = {
    b"\x89PNG\r\n": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"%PDF-": "a PDF document",
    b"{\\rtf": "a text document",
    b"\x1f\x8b\x08": "a packed file",
    b"7z\xbc\xaf\x27": "a packed file",
    b"Rar!\x1a": "a packed file",
    b"SQLite format 3\0": "a database",
    b"PAR1\x15": "a Parquet file",
    b"$FL2@(#)": "an SPSS file",
}
VISIBLE = re.compile(rb"[^\s\0\x1a\xef\xbb\xbf\xff\xfe]")
CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1f]")
MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|table|\?xml)", re.IGNORECASE)
ID_HEADING = re.compile(r"(?:^|[\W_]|[a-z](?=I))ids?$|customer|client|user|member|编号|客户|用户|会员", re.IGNORECASE)


@dataclass(frozen=True)
class SheetNote:
    """What one sheet holds (`rows` below the headings, `columns` with a heading), and why it is proposed or not."""

    name: str
    rows: int
    columns: int
    reason: str
    score: float  # the higher, the more it looks like one row per customer; 0: no table


@dataclass(frozen=True, eq=False)
class Columns:
    """A table on the way: headings as found ("" where there is none), one (n,) series each, the (n,) row numbers."""

    headings: list[str]
    values: list[pd.Series]
    rows: np.ndarray


def read_table(data: bytes, name: str, settings: FileSettings = FIND_OUT) -> Table:
    """The table in an uploaded file; `name` is quoted, never used as a path. Raises nothing but DataProblem."""
    if _is_text(data, name):
        return _table(_text_columns(data, settings, name), name, None)
    book = _workbook(data, name)
    sheet = _best_sheet(book, name) if settings.sheet is None else _load(book, settings.sheet, name)
    return _table(_sheet_columns(sheet, settings.header_row, name), name, sheet.name)


def sheets(data: bytes, name: str) -> list[SheetNote]:
    """The sheets of a workbook, the proposed one first; [] for a text file. Raises DataProblem as `read_table` does."""
    if _is_text(data, name):
        return []
    book = _workbook(data, name)
    notes = [_note(_load(book, sheet, name)) for sheet in _worksheets(book)]
    return sorted(notes, key=lambda note: -note.score)


def _is_text(data: bytes, name: str) -> bool:
    """Whether the file is text rather than a workbook, by content. Raises DataProblem for what is neither."""
    if len(data) > MOST_BYTES:
        size = f"the file has {len(data) / 1e6:,.0f} MB"
        raise DataProblem(size, file=name, accepted="up to 200 MB", fix="leave out columns or split it")
    if not VISIBLE.search(data):
        raise DataProblem("the file is empty", file=name, fix="export it again and choose the new file")
    if data.startswith((ZIP, OLE)):
        return False
    for magic, what in NOT_A_TABLE.items():
        if data.startswith(magic):
            raise DataProblem(f"this is {what}, not a table", file=name, fix=SAVE_AGAIN)
    if MARKUP.match(data[:500]):
        raise DataProblem("this is a web page or XML, not a table", file=name, fix=f"open it in Excel, {SAVE_AGAIN}")
    return True


# --- text files -------------------------------------------------------------------------------------------------------


def _text_columns(data: bytes, settings: FileSettings, name: str) -> Columns:
    text = _utf8(data, settings.encoding, name)
    delimiter = settings.delimiter
    if directive := re.match(rb"sep=(.)\n", text):  # a line for Excel, which does not show it as a row
        text, delimiter = text[directive.end() :], delimiter or directive[1].decode("latin-1")
    if text.count(b"\n") > MOST_ROWS + 1000:
        raise _too_many("rows", text.count(b"\n"), MOST_ROWS, name)
    head = text[:HEAD_BYTES].decode("utf-8", errors="ignore")
    delimiter = delimiter or _delimiter(head, name)
    if delimiter in '"\r\n':
        raise DataProblem(
            f"{delimiter!r} cannot separate columns", file=name, accepted="comma, semicolon, tab or another"
        )
    most = max(HEAD_RECORDS, settings.header_row or 0)
    header = _header(_records(head, delimiter, most), settings.header_row, name)
    return _parsed_fast(text, head, delimiter, header) or _parsed_exactly(text.decode(), delimiter, header, name)


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


def _parsed_fast(text: bytes, head: str, delimiter: str, header: int) -> Columns | None:
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


def _parsed_exactly(text: str, delimiter: str, header: int, name: str) -> Columns:
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
        raise _too_many("columns", width, MOST_COLUMNS, name)
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
    return _typed_words(text)


def _typed_words(text: pa.Array | pa.ChunkedArray) -> pd.Series:
    present = pc.not_equal(pc.utf8_trim_whitespace(text), "")
    return pd.Series(pc.if_else(present, text, pa.scalar(None, pa.string())).to_pandas(), dtype="str")


def _name_things(text: pa.ChunkedArray, values: np.ndarray) -> bool:
    """Whether some number in `text` is a name: 00042, +49123, or longer than the 15 digits that a float keeps."""
    if np.any(values[:1000] % 1 > 0):  # names have no decimals; spares the search where it takes longest
        return False
    return bool(pc.any(pc.match_substring_regex(text, r"^(?:\+|-?0\d|\d{16,}$)")).as_py())


# --- workbooks --------------------------------------------------------------------------------------------------------


@contextmanager
def _plain_words(name: str) -> Iterator[None]:
    """What calamine and zipfile raise on a broken workbook, as one DataProblem."""
    damaged = DataProblem("the workbook is damaged or incomplete", file=name, fix="open it in Excel and save it again")
    try:
        yield
    except PasswordError:
        raise _protected(name) from None
    except (CalamineError, *ZIP_ERRORS):
        raise damaged from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # pyo3's, for a bug in the Rust code; it cannot be imported
            raise
        raise damaged from None


def _protected(name: str) -> DataProblem:
    fix = "remove it in Excel (File, Info, Protect Workbook) and save the file again"
    return DataProblem("the workbook is protected by a password", file=name, fix=fix)


def _workbook(data: bytes, name: str) -> CalamineWorkbook:
    if data.startswith(OLE) and _is_encrypted(data):
        raise _protected(name)
    with _plain_words(name):
        if data.startswith(ZIP):
            _check_archive(data, name)
        return CalamineWorkbook.from_filelike(io.BytesIO(data))


def _is_encrypted(data: bytes) -> bool:
    """Whether an OLE file is an encrypted .xlsx, or an .xls with a FilePass record, which calamine does not tell."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return True
    place = data.find(b"\x09\x08\x10\x00\x00\x06\x05\x00")  # the record that begins a workbook
    for _ in range(5 if place >= 0 else 0):  # FilePass stands among the first: each has its kind and length in front
        kind, length = struct.unpack_from("<HH", data.ljust(place + 4), place)
        if kind == 0x2F:
            return True
        place += 4 + length
    return False


def _check_archive(data: bytes, name: str) -> None:
    """Refuse a zip that is no workbook, or would fill the memory when unpacked."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if not any(part.filename in ("xl/workbook.xml", "xl/workbook.bin", "content.xml") for part in parts):
            raise DataProblem("this is a packed file or document, not a workbook", file=name, fix=SAVE_AGAIN)
        if any(part.flag_bits & 1 for part in parts):
            raise _protected(name)
        unpacked = sum(part.file_size for part in parts)
        if unpacked > MOST_UNPACKED or (unpacked > MOST_BYTES and unpacked > MOST_RATIO * len(data)):
            size = f"unpacked, the workbook would take {unpacked / 1e9:,.1f} GB"
            raise DataProblem(size, file=name, accepted="up to 2 GB", fix="save only the table, as .csv")
        for part in parts:
            if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                with archive.open(part) as sheet:
                    _check_extent(sheet.read(4000), name)


def _check_extent(start: bytes, name: str) -> None:
    """Calamine lays a sheet out cell by cell up to its last one: a stray value in XFD1048576 would end the process."""
    extent = re.search(rb'<dimension ref="[A-Z]+\d+:([A-Z]+)(\d+)"', start)
    if extent:
        columns = sum((letter - 64) * 26**i for i, letter in enumerate(reversed(extent[1])))
        if columns * int(extent[2]) > MOST_CELLS:
            what = f"a sheet reaches as far as {extent[1].decode()}{extent[2].decode()}"
            raise DataProblem(what, file=name, fix="delete what stands far right of or below the table (Ctrl+End)")


def _worksheets(book: CalamineWorkbook) -> list[str]:
    return [sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]


def _load(book: CalamineWorkbook, sheet: str, name: str) -> CalamineSheet:
    known = _worksheets(book)
    if sheet not in known:
        there = ", ".join(shortened(other) for other in known[:10])
        raise DataProblem(f"there is no sheet {shortened(sheet)!r}", file=name, accepted=there, fix="choose another")
    with _plain_words(name):
        return book.get_sheet_by_name(sheet)


def _best_sheet(book: CalamineWorkbook, name: str) -> CalamineSheet:
    names = _worksheets(book)
    if not names:
        raise DataProblem("the workbook has no sheet with cells", file=name, fix=SAVE_AGAIN)
    loaded = [_load(book, sheet, name) for sheet in names]
    return loaded[0] if len(loaded) == 1 else max(loaded, key=lambda sheet: _note(sheet).score)


def _note(sheet: CalamineSheet) -> SheetNote:
    head = sheet.to_python(nrows=SHEET_ROWS) if sheet.start else []
    header = _header(head[:HEAD_RECORDS], None, "")
    headings = [_cell_text(cell).strip() for cell in head[header]] if 0 <= header < len(head) else []
    rows, columns = max(sheet.height - header - 1, 0), sum(bool(heading) for heading in headings)
    if rows < 1 or columns < 2:
        return SheetNote(sheet.name, rows, columns, "holds no table", 0.0)
    cells = list(zip(*head[header + 1 :], strict=True))
    numbers = sum(_mostly_numbers(column) for column in cells)
    score = math.log10(1 + rows) * (0.2 + numbers / len(cells))
    reason = f"{rows:,} rows, {numbers} of {columns} columns hold numbers or dates"
    for heading, column in zip(headings, cells, strict=True):
        if ID_HEADING.search(heading):
            known = [cell for cell in column if cell != ""]
            if len(known) > 1 and len(set(known)) == len(known):
                return SheetNote(sheet.name, rows, columns, f"{reason}, each with its own {heading}", score * 1.5)
            if len(set(known)) < 0.9 * len(known):
                return SheetNote(sheet.name, rows, columns, f"{reason}, several with the same {heading}", score * 0.5)
    return SheetNote(sheet.name, rows, columns, reason, score)


def _sheet_columns(sheet: CalamineSheet, header_row: int | None, name: str) -> Columns:
    if sheet.start is None:
        raise DataProblem("the sheet is empty", file=name, sheet=sheet.name, fix="choose another sheet")
    top = sheet.start[0]  # empty rows above, not among those calamine returns
    with _plain_words(name):
        cells = sheet.to_python()
    header = _header(cells[: max(HEAD_RECORDS, header_row or 0)], header_row, name, top)
    width = len(cells[0])
    if width > MOST_COLUMNS:
        raise _too_many("columns", width, MOST_COLUMNS, name)
    headings = [_cell_text(cell) for cell in cells[header]] if header >= 0 else [""] * width
    body = cells[header + 1 :]
    columns = zip(*body, strict=True) if body else [()] * width
    return Columns(headings, [_typed_cells(column) for column in columns], top + header + 2 + np.arange(len(body)))


def _typed_cells(cells: tuple[object, ...]) -> pd.Series:
    """float64 or datetime64 where all cells but blanks are numbers or dates; else text as Excel shows it, roughly."""
    kinds = set(map(type, cells))
    mixed, kinds = str in kinds and len(kinds) > 1, kinds - {str}
    texts = {cell for cell in cells if isinstance(cell, str)} if mixed else set()
    if kinds and all(text.strip().lower() in NO_VALUE for text in texts):
        if kinds <= {float, int}:
            numbers = [math.nan if isinstance(cell, str) else cell for cell in cells] if texts else cells
            return pd.Series(np.array(numbers, dtype=float))
        if kinds <= {dt.date, dt.datetime}:
            dates = [None if isinstance(cell, str) else cell for cell in cells]
            return pd.Series(np.array(dates, dtype="datetime64[us]"))
    words = pa.array([_cell_text(cell) for cell in cells] if kinds else cells, type=pa.string())
    return _typed_words(words)


def _cell_text(cell: object) -> str:
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


# --- headings and the finished table ----------------------------------------------------------------------------------

NUMBER_OR_DATE = re.compile(r"[-+(]?[€$£¥]?\s*\d[\d\s.,:/T-]*(?:[AP]M)?[\s\dGMTUCZ+:-]*%?\)?")


def _header(head: list[list], wanted: int | None, name: str, top: int = 0) -> int:
    """Index in `head` of the row with the headings, -1 for a table without; `head` begins below `top` empty rows.

    Title lines are narrower than the table; headings are words, or stand over columns of numbers.
    """
    widths = [sum(_is_present(cell) for cell in row) for row in head]
    if wanted is not None:
        index = wanted - top - 1
        if not (0 <= index < len(head) and widths[index]):
            raise DataProblem("no headings stand there", file=name, row=wanted, fix="choose the row with the headings")
        return index
    wide = [i for i, width in enumerate(widths) if width and width >= 0.6 * max(widths)]
    words = [i for i in wide[:2] if not any(_is_present(cell) and _is_number(cell) for cell in head[i])]
    return next(iter([*words, *(i for i in wide[:2] if _words_over_numbers(head[i], head[i + 1 :]))]), -1)


def _words_over_numbers(row: list, below: list[list]) -> bool:
    columns = [[other[i] for other in below if i < len(other)] for i in range(len(row))]
    return any(
        _is_present(cell) and not _is_number(cell) and _mostly_numbers(column)
        for cell, column in zip(row, columns, strict=True)
    )


def _is_present(cell: object) -> bool:
    return not (isinstance(cell, str) and not cell.strip())


def _is_number(cell: object) -> bool:
    """A number or a date, typed or written."""
    return bool(NUMBER_OR_DATE.fullmatch(cell.strip())) if isinstance(cell, str) else not isinstance(cell, bool)


def _mostly_numbers(column: list | tuple) -> bool:
    known = [_is_number(cell) for cell in column if _is_present(cell)]
    return sum(known) > len(known) / 2


def _table(columns: Columns, name: str, sheet: str | None) -> Table:
    """Unique headings, no empty columns or rows, at least two columns and one customer; else DataProblem."""
    if len(columns.rows) > MOST_ROWS:
        raise _too_many("rows", len(columns.rows), MOST_ROWS, name)
    values: dict[str, pd.Series] = {}
    for number, (heading, column) in enumerate(zip(columns.headings, columns.values, strict=True), start=1):
        heading = " ".join(heading.split())
        if heading or column.notna().any():
            values[_unused(heading or f"Column {number}", values)] = column
    frame = pd.DataFrame(values, copy=False)
    rows = columns.rows
    if all(frame[heading].hasnans for heading in frame):  # only then can a row be blank throughout
        present = frame.notna().any(axis=1).to_numpy()
        frame, rows = frame[present].reset_index(drop=True), rows[present]
    if len(frame.columns) < 2:
        raise DataProblem(
            "only one column was found", file=name, sheet=sheet, accepted="one row a customer, one column a property"
        )
    if len(frame) == 0:
        raise DataProblem(
            "there are headings but no customers below them", file=name, sheet=sheet, fix="export the rows as well"
        )
    if not any(_can_be_scored(frame[heading]) for heading in frame):
        what = "no column can be scored: none holds numbers, dates or answers that repeat"
        raise DataProblem(what, file=name, sheet=sheet, fix="choose a table with one row a customer")
    return Table(frame, rows.astype("int64"), name, sheet, content_hash(frame))


def _unused(heading: str, taken: dict[str, pd.Series]) -> str:
    """`heading`, or "heading (2)" and so on where it is taken."""
    names = (heading if i == 1 else f"{heading} ({i})" for i in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def _can_be_scored(column: pd.Series) -> bool:
    known = column.dropna().iloc[:1000]
    if len(known) == 0 or not pd.api.types.is_string_dtype(known):
        return len(known) > 0
    readable = max(np.isfinite(as_numbers(known)[0]).sum(), (~np.isnat(as_dates(known)[0])).sum())
    return bool(readable > len(known) / 2 or known.nunique() <= min(20, len(known) / 2))


def _too_many(what: str, count: int, most: int, name: str) -> DataProblem:
    return DataProblem(f"the table has {count:,} {what}", file=name, accepted=f"up to {most:,}", fix="split the table")
