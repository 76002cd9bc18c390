"""From an uploaded file to a `Table`: text, workbooks, SPSS, Parquet, a ZIP of one, whatever the file's name says.

    bytes -> kind, by content -> sheet or records -> heading row -> columns of one type each -> Table

Every file either becomes a Table or is refused with one DataProblem. Nothing is guessed about a column beyond "plain
numbers", "Excel dates" and "text": `values` reads the rest, when it is known what a column is for.
"""

import dataclasses
import os
import re
from concurrent.futures import ThreadPoolExecutor
from mmap import mmap

import numpy as np

from core.importing.coded import Column, first_present, holds_text, in_text, present
from core.importing.personal.columns import without_personal
from core.importing.reading.archives import unpacked
from core.importing.reading.parquet_files import LOCKED, PARQUET, parquet_columns
from core.importing.reading.signs import Signs
from core.importing.reading.statistics_files import SAV, statistics_columns
from core.importing.reading.text_files import text_columns
from core.importing.reading.workbooks import OLE, ZIP, SheetNote, sheet_columns, sheet_notes
from core.importing.table import (
    MOST_BYTES,
    MOST_ROWS,
    SAVE_AGAIN,
    Columns,
    Table,
    column_hash,
    hash_of_columns,
    too_many,
)
from core.importing.values import as_dates, as_numbers
from core.problems import DataProblem, shortened
from core.recipe import FileSettings

FIND_OUT = FileSettings()
LONGEST_HEADING = 300  # a question of a survey; a longer one fits no page and no sheet
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
}
VISIBLE = re.compile(rb"[^\s\0\x1a\xef\xbb\xbf\xff\xfe]")
MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|table|\?xml)", re.IGNORECASE)


def read_table(data: bytes | mmap, name: str, settings: FileSettings = FIND_OUT, signs: Signs | None = None) -> Table:
    """The table in an uploaded file; `name` is quoted, never used as a path. Raises nothing but DataProblem.

    `signs`: those of `data`, where they are known.
    """
    packed = measured(data, name)
    data, name = unpacked(packed, name)
    first = data[:8]
    if first.startswith(SAV):
        return _table(statistics_columns(data[:], name), name, None, settings.keep_personal)
    if first.startswith((PARQUET, LOCKED)):
        return _table(parquet_columns(data[:], name), name, None, settings.keep_personal)
    if is_text(data, name):
        return _table(
            text_columns(data, settings, name, signs if data is packed else None), name, None, settings.keep_personal
        )
    sheet, columns = sheet_columns(data[:], settings, name)
    return _table(columns, name, sheet, settings.keep_personal)


def sheets(data: bytes | mmap, name: str) -> list[SheetNote]:
    """The sheets of a workbook, the proposed one first; [] for a text file. Raises DataProblem as `read_table` does."""
    data, name = unpacked(measured(data, name), name)
    if data[:8].startswith((*SAV, PARQUET, LOCKED)):
        return []
    return [] if is_text(data, name) else sheet_notes(data[:], name)


def measured(data: bytes | mmap, name: str) -> bytes | mmap:
    """`data`, where it is not too large. Raises DataProblem otherwise."""
    if len(data) > MOST_BYTES:
        size = f"the file has {len(data) / 1e6:,.0f} MB"
        raise DataProblem(size, file=name, accepted="up to 200 MB", fix="leave out columns or split it")
    return data


def is_text(data: bytes | mmap, name: str) -> bool:
    """Whether the file is text rather than a workbook, by content. Raises DataProblem for what is neither."""
    if not VISIBLE.search(data):
        raise DataProblem("the file is empty", file=name, fix="export it again and choose the new file")
    first = data[:500]
    if first.startswith((ZIP, OLE)):
        return False
    for magic, what in NOT_A_TABLE.items():
        if first.startswith(magic):
            raise DataProblem(f"this is {what}, not a table", file=name, fix=SAVE_AGAIN)
    if MARKUP.match(first):
        raise DataProblem("this is a web page or XML, not a table", file=name, fix=f"open it in Excel, {SAVE_AGAIN}")
    return True


def _table(columns: Columns, name: str, sheet: str | None, keep: tuple[str, ...]) -> Table:
    """Unique headings, no empty columns or rows, at least two columns and one customer; else DataProblem.

    Personal columns are left out or become pseudonyms, but for those to `keep`.
    """
    if len(columns.rows) > MOST_ROWS:
        raise too_many("rows", len(columns.rows), MOST_ROWS, name)
    values: dict[str, Column] = {}
    for number, (heading, column) in enumerate(zip(columns.headings, columns.values, strict=True), start=1):
        heading = shortened(heading, LONGEST_HEADING)
        if heading or present(column).any():
            values[_unused(heading or f"Column {number}", values)] = column
    rows = columns.rows
    if values and all(column.hasnans for column in values.values()):  # only then can a row be blank throughout
        kept = np.logical_or.reduce([present(column) for column in values.values()])
        if not kept.all():
            values = {h: in_text(column)[kept].reset_index(drop=True) for h, column in values.items()}
            rows = rows[kept]
    if len(values) < 2:
        raise DataProblem(
            "only one column was found", file=name, sheet=sheet, accepted="one row a customer, one column a property"
        )
    if len(rows) == 0 and columns.reading.left_out:
        reasons = ", ".join(sorted({reason for _, reason in columns.reading.left_out}))
        what = f"all {len(columns.reading.left_out):,} rows below the headings are left out ({reasons})"
        raise DataProblem(what, file=name, sheet=sheet, fix="choose a file with finished answers, or keep these")
    if len(rows) == 0:
        raise DataProblem(
            "there are headings but no customers below them", file=name, sheet=sheet, fix="export the rows as well"
        )
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # hashing lets other threads go on
        hashes = {heading: pool.submit(column_hash, column) for heading, column in values.items()}
        held, personal = without_personal(values, keep)
        made = {heading: column for heading, column in held.items() if column is not values[heading]}
        hashes |= {heading: pool.submit(column_hash, column) for heading, column in made.items()}
        digest = hash_of_columns({heading: hashes[heading].result() for heading in held})
    numbers_first = sorted(held.values(), key=holds_text)
    if not any(_can_be_scored(column) for column in numbers_first):
        what = "no column can be scored: none holds numbers, dates or answers that repeat"
        raise DataProblem(what, file=name, sheet=sheet, fix="choose a table with one row a customer")
    reading = dataclasses.replace(columns.reading, personal=personal)
    return Table(held, rows.astype("int64"), name, sheet, digest, reading)


def _unused(heading: str, taken: dict[str, Column]) -> str:
    """`heading`, or "heading (2)" and so on where it is taken."""
    names = (heading if i == 1 else f"{heading} ({i})" for i in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def _can_be_scored(column: Column) -> bool:
    known = first_present(column, 1000)
    if len(known) == 0 or not holds_text(known):
        return len(known) > 0
    readable = max(np.isfinite(as_numbers(known)[0]).sum(), (~np.isnat(as_dates(known)[0])).sum())
    return bool(readable > len(known) / 2 or known.nunique() <= min(20, len(known) / 2))
