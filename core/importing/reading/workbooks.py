"""Workbooks (.xlsx, .xlsm, .xlsb, .xls, .ods): refused where they would do harm, else one table of one sheet."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from core.importing.reading.cell_columns import CellColumn, cell_columns, kept
from core.importing.reading.excel_cells import are_minutes, cells_as_text, typed_cells
from core.importing.reading.heading_row import Cells
from core.importing.reading.layout import Layout, layout, rows_to_see
from core.importing.reading.rows_left_out import rows_left_out
from core.importing.reading.sheet_notes import SheetNote, note_on
from core.importing.reading.tables_on_a_sheet import ROWS_SEEN, Region, extended, tables_on_a_sheet
from core.importing.table import MOST_BYTES, MOST_COLUMNS, SAVE_AGAIN, Columns, Reading, too_many
from core.problems import DataProblem, shortened
from core.recipe import FileSettings

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_UNPACKED, MOST_RATIO, MOST_CELLS = 2_000_000_000, 200, 100_000_000
# What zipfile raises on a damaged archive: fields that make no sense reach seek, struct and zlib unchecked.
ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError)
FIND_OUT = FileSettings()


Span = tuple[tuple[int, int], tuple[int, int]]  # (row, column) of the first and of the last cell of a merged one


@dataclass(frozen=True, eq=False)
class Sheet:
    """A sheet on the way: its first `cells`, below `top` empty rows and beside `left` empty columns, and its tables."""

    source: CalamineSheet
    cells: Cells
    top: int
    left: int
    tables: list[Region]
    hidden: bool
    merged: list[Span]  # within the cells; [] where the kind of workbook tells none

    @property
    def name(self) -> str:
        """As on the tab."""
        return self.source.name


def sheet_columns(data: bytes, settings: FileSettings, name: str) -> tuple[str, Columns]:
    """The name and the columns of the chosen table, or of the one that looks most like one row per customer."""
    book = opened(data, name)
    names = worksheets(book)
    if not names:
        raise DataProblem("the workbook has no sheet with cells", file=name, fix=SAVE_AGAIN)
    loaded = [_load(book, sheet, name) for sheet in (names if settings.sheet is None else [settings.sheet])]
    sheet = loaded[0] if len(loaded) == 1 else max(loaded, key=lambda sheet: max(n.score for n in _notes(sheet)))
    return sheet.name, _columns(sheet, settings, name)


def sheet_notes(data: bytes, name: str) -> list[SheetNote]:
    """What each table of the workbook holds, the proposed one first."""
    book = opened(data, name)
    notes = [note for sheet in worksheets(book) for note in _notes(_load(book, sheet, name))]
    return sorted(notes, key=lambda note: -note.score)


# --- opening ----------------------------------------------------------------------------------------------------------


@contextmanager
def plain_words(name: str) -> Iterator[None]:
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


def opened(data: bytes, name: str) -> CalamineWorkbook:
    """The workbook in `data`. Raises DataProblem where it is damaged, locked, or would do harm."""
    if data.startswith(OLE) and _is_encrypted(data):
        raise _protected(name)
    with plain_words(name):
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
            if part.filename.startswith("xl/worksheets/") and part.filename.endswith((".xml", ".bin")):
                with archive.open(part) as sheet:
                    _check_extent(sheet.read(4000), name)


def _check_extent(start: bytes, name: str) -> None:
    """Calamine lays a sheet out cell by cell up to its last one: a stray value in XFD1048576 would end the process."""
    if extent := re.search(rb'<dimension ref="[A-Z]+\d+:([A-Z]+)(\d+)"', start):
        columns = sum((letter - 64) * 26**i for i, letter in enumerate(reversed(extent[1])))
        rows, last = int(extent[2]), (extent[1] + extent[2]).decode()
    elif extent := re.search(rb"\x94\x01\x10.{4}(.{4}).{4}(.{4})", start, re.DOTALL):  # the record of .xlsb
        rows, columns = (int.from_bytes(part, "little") + 1 for part in extent.groups())
        last = f"{_letters(columns - 1)}{rows}"
    else:
        return
    if columns * rows > MOST_CELLS:
        what = f"a sheet reaches as far as {last}"
        raise DataProblem(what, file=name, fix="delete what stands far right of or below the table (Ctrl+End)")


# --- sheets and their tables ------------------------------------------------------------------------------------------


def worksheets(book: CalamineWorkbook) -> list[str]:
    """The names of the sheets that hold cells, charts left aside."""
    return [sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]


def _load(book: CalamineWorkbook, sheet: str, name: str) -> Sheet:
    known = worksheets(book)
    if sheet not in known:
        there = ", ".join(shortened(other) for other in known[:10])
        raise DataProblem(f"there is no sheet {shortened(sheet)!r}", file=name, accepted=there, fix="choose another")
    hidden = any(one.name == sheet and one.visible != SheetVisibleEnum.Visible for one in book.sheets_metadata)
    with plain_words(name):
        source = book.get_sheet_by_name(sheet)
        if source.start is None:
            return Sheet(source, [], 0, 0, [], hidden, [])
        cells, (top, left) = source.to_python(nrows=ROWS_SEEN), source.start
        spans = source.merged_cell_ranges or []
    tables = extended(tables_on_a_sheet(cells), len(cells), source.height)
    merged = [((one[0] - top, one[1] - left), (other[0] - top, other[1] - left)) for one, other in spans]
    return Sheet(source, cells, top, left, tables, hidden, merged)


def _notes(sheet: Sheet) -> list[SheetNote]:
    """One note a table; one for a sheet without any."""
    notes = []
    for table in sheet.tables:
        found = _layout(sheet, table, FIND_OUT, "")
        body = Region(table.top + found.rows.stop, table.left, table.bottom, table.right)
        corner = _corner(sheet, table, found) if len(sheet.tables) > 1 else None
        headings = found.headings or [""] * table.width
        notes.append(note_on(sheet.name, headings, body.of(sheet.cells), body.height, sheet.hidden, corner))
    return notes or [note_on(sheet.name, [], [], 0, sheet.hidden, None)]


def _layout(sheet: Sheet, table: Region, settings: FileSettings, name: str) -> Layout:
    head, top = table.of(sheet.cells, rows_to_see(settings)), sheet.top + table.top
    return layout(head, settings, name, top, _merged(sheet, table, len(head)))


def _corner(sheet: Sheet, table: Region, found: Layout) -> str:
    """The top left cell of the table's headings, as in H3."""
    return f"{_letters(sheet.left + table.left)}{sheet.top + table.top + found.rows.start + 1}"


def _letters(column: int) -> str:
    return (_letters(column // 26 - 1) if column >= 26 else "") + chr(65 + column % 26)


def _chosen(sheet: Sheet, settings: FileSettings, name: str) -> Region:
    """The table that the settings name, or the one most like one row per customer, or all cells where there is none."""
    whole = Region(0, 0, sheet.source.height, len(sheet.cells[0]))
    tables = sheet.tables or [whole]
    if settings.corner is not None:
        corners = [_corner(sheet, table, _layout(sheet, table, FIND_OUT, name)) for table in tables]
        at = next((i for i, corner in enumerate(corners) if corner == settings.corner), None)
        if at is None:
            what = f"no table begins in cell {settings.corner}"
            raise DataProblem(what, file=name, sheet=sheet.name, accepted=", ".join(corners[:20]), fix="choose another")
        return tables[at]
    if settings.header_row is not None:
        row = settings.header_row - 1 - sheet.top
        tables = [table for table in tables if table.top <= row < table.bottom]
        if not tables:
            return whole
    if len(tables) == 1:
        return tables[0]
    scores = dict(zip(sheet.tables, (note.score for note in _notes(sheet)), strict=True))
    return max(tables, key=scores.__getitem__)


# --- merged cells -----------------------------------------------------------------------------------------------------


def _merged(sheet: Sheet, table: Region, height: int) -> frozenset[tuple[int, int]]:
    """(row, column) within the table's first rows of the cells that one to their left covers."""
    return frozenset(
        (first[0] - table.top, column - table.left)
        for first, last in sheet.merged
        if table.top <= first[0] < table.top + height
        for column in range(max(first[1] + 1, table.left), min(last[1] + 1, table.right))
    )


def _spans(sheet: Sheet, body: Region) -> list[tuple[int, int, tuple[int, int]]]:
    """(first row, row behind the last, row and column of what it holds) of each cell merged over rows of the body."""
    spans = [
        (max(first[0], body.top), min(last[0] + 1, body.bottom), first)
        for first, last in sheet.merged
        if first[1] == last[1] and last[0] > first[0] >= body.top and body.left <= first[1] < body.right
    ]
    overlap = sum(stop - start for start, stop, _ in spans) > sheet.source.height * body.width  # a damaged sheet
    return [] if overlap else spans


def _fill(spans: list[tuple[int, int, tuple[int, int]]], cells: Cells) -> None:
    """Write what a merged cell holds into every row that it spans, in place."""
    for start, stop, (row, column) in spans:
        for i in range(start + 1, stop):
            cells[i][column] = cells[row][column]


# --- reading ----------------------------------------------------------------------------------------------------------


def _columns(sheet: Sheet, settings: FileSettings, name: str) -> Columns:
    if sheet.source.start is None:
        raise DataProblem("the sheet is empty", file=name, sheet=sheet.name, fix="choose another sheet")
    table = _chosen(sheet, settings, name)
    if table.width > MOST_COLUMNS:
        raise too_many("columns", table.width, MOST_COLUMNS, name)
    found = _layout(sheet, table, settings, name)
    found = replace(found, headings=found.headings + [""] * (table.width - len(found.headings)))
    body = Region(table.top + found.rows.stop, table.left, table.bottom, table.right)
    with plain_words(name):
        cells, spans = _body_cells(sheet, body)
    numbers = sheet.top + body.top + 1 + np.arange(len(cells[0]))
    out = rows_left_out(found, lambda i, first: cells_as_text(cells[i][first:]), numbers, settings)
    if out.rows:
        cells = [kept(column, out.keep) for column in cells]
    values = [typed_cells(column) for column in cells]
    minutes = [
        heading
        for heading, column, value in zip(found.headings, cells, values, strict=True)
        if are_minutes(column, value)
    ]
    corner = _corner(sheet, table, found)
    remarks = [
        *(["Merged cells count for every row that they span."] if spans else []),
        *([f"Times in {', '.join(map(repr, minutes))} are read as minutes."] if minutes else []),
        *out.remarks,
        *_others(sheet, table),
    ]
    reading = Reading(
        f"sheet {sheet.name!r}, {found.in_words(sheet.top + table.top)}"
        + ("" if corner == "A1" else f", table from {corner}"),
        found.tool,
        tuple(remarks),
        tuple((int(numbers[index]), reason) for index, reason in out.rows),
    )
    return Columns(found.headings, values, numbers[out.keep], reading)


def _body_cells(sheet: Sheet, body: Region) -> tuple[list[CellColumn], bool]:
    """The columns of a table's body, and whether merged cells were filled in it."""
    spans = _spans(sheet, body)
    if not spans and body.bottom > len(sheet.cells):
        rows = islice(sheet.source.iter_rows(), sheet.top + body.top, sheet.top + body.bottom)
        return cell_columns((row[body.left : body.right] for row in rows), body.width), False
    cells = sheet.cells if body.bottom <= len(sheet.cells) else sheet.source.to_python()
    _fill(spans, cells)
    return cell_columns(body.of(cells), body.width), bool(spans)


def _others(sheet: Sheet, table: Region) -> list[str]:
    """A sentence on each other table of the sheet."""
    notes = zip(sheet.tables, _notes(sheet), strict=True) if len(sheet.tables) > 1 else ()
    return [
        f"The sheet holds another table from {note.corner} ({note.reason})."
        for other, note in notes
        if other != table and note.score > 0
    ]
