"""Workbooks, .xlsx and .xls: refused where they would do harm, else the sheets compared and the columns of one."""

import datetime as dt
import io
import math
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum

from core.importing.heading_row import HEAD_RECORDS, heading_row, mostly_numbers
from core.importing.table import MOST_BYTES, MOST_COLUMNS, SAVE_AGAIN, Columns, text_column, too_many
from core.importing.values import NO_VALUE
from core.problems import DataProblem, shortened
from core.recipe import FileSettings

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_UNPACKED, MOST_RATIO, MOST_CELLS = 2_000_000_000, 200, 100_000_000
SHEET_ROWS = 300  # looked at to compare sheets
# What zipfile raises on a damaged archive: fields that make no sense reach seek, struct and zlib unchecked.
ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError)
ID_HEADING = re.compile(r"(?:^|[\W_]|[a-z](?=I))ids?$|customer|client|user|member|编号|客户|用户|会员", re.IGNORECASE)


@dataclass(frozen=True)
class SheetNote:
    """What one sheet holds (`rows` below the headings, `columns` with a heading), and why it is proposed or not."""

    name: str
    rows: int
    columns: int
    reason: str
    score: float  # the higher, the more it looks like one row per customer; 0: no table


def sheet_columns(data: bytes, settings: FileSettings, name: str) -> tuple[str, Columns]:
    """The name and the columns of the chosen sheet, or of the one that looks most like one row per customer."""
    book = _workbook(data, name)
    sheet = _best_sheet(book, name) if settings.sheet is None else _load(book, settings.sheet, name)
    return sheet.name, _columns(sheet, settings.header_row, name)


def sheet_notes(data: bytes, name: str) -> list[SheetNote]:
    """What each sheet of the workbook holds, the proposed one first."""
    book = _workbook(data, name)
    notes = [_note(_load(book, sheet, name)) for sheet in _worksheets(book)]
    return sorted(notes, key=lambda note: -note.score)


# --- opening ----------------------------------------------------------------------------------------------------------


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


# --- sheets -----------------------------------------------------------------------------------------------------------


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
    header = heading_row(head[:HEAD_RECORDS], None, "")
    headings = [_cell_text(cell).strip() for cell in head[header]] if 0 <= header < len(head) else []
    rows, columns = max(sheet.height - header - 1, 0), sum(bool(heading) for heading in headings)
    if rows < 1 or columns < 2:
        return SheetNote(sheet.name, rows, columns, "holds no table", 0.0)
    cells = list(zip(*head[header + 1 :], strict=True))
    numbers = sum(mostly_numbers(column) for column in cells)
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


# --- cells ------------------------------------------------------------------------------------------------------------


def _columns(sheet: CalamineSheet, header_row: int | None, name: str) -> Columns:
    if sheet.start is None:
        raise DataProblem("the sheet is empty", file=name, sheet=sheet.name, fix="choose another sheet")
    top = sheet.start[0]  # empty rows above, not among those calamine returns
    with _plain_words(name):
        cells = sheet.to_python()
    header = heading_row(cells[: max(HEAD_RECORDS, header_row or 0)], header_row, name, top)
    width = len(cells[0])
    if width > MOST_COLUMNS:
        raise too_many("columns", width, MOST_COLUMNS, name)
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
    return text_column(words)


def _cell_text(cell: object) -> str:
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
