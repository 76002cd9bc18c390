"""The bare cells of a small form that was filled in, in words: no headings looked for, nothing left out."""

import csv
import io
from dataclasses import dataclass

from core.importing.reading.archives import unpacked
from core.importing.reading.delimiters import found_delimiter
from core.importing.reading.encoding import decode
from core.importing.reading.excel_cells import cell_text
from core.importing.reading.parquet_files import LOCKED, PARQUET
from core.importing.reading.readers import is_text, measured
from core.importing.reading.statistics_files import SAV
from core.importing.reading.workbooks import opened, plain_words, worksheets
from core.importing.table import SAVE_AGAIN
from core.problems import DataProblem

MOST_ROWS = MOST_COLUMNS = 1_000  # of a form; what lies beyond is not looked at


@dataclass(frozen=True)
class Cells:
    """Rows of cells in words ("" for a blank); the first lies in row `top` + 1, as the user's program counts."""

    sheet: str | None
    top: int
    rows: list[list[str]]


def cells(data: bytes, name: str, most_rows: int = MOST_ROWS) -> list[Cells]:
    """The cells of every sheet that holds any, or of a text. Raises DataProblem for what is neither."""
    content, name = unpacked(measured(data, name), name)
    data = content[:]
    if data.startswith((*SAV, PARQUET, LOCKED)):
        raise DataProblem("this is neither a workbook nor a text", file=name, fix=SAVE_AGAIN)
    if is_text(data, name):
        return [Cells(None, 0, text_cells(decode(data, None, name)[0], name, most_rows))]
    book, found = opened(data, name), []
    for sheet in worksheets(book):
        with plain_words(name):
            source = book.get_sheet_by_name(sheet)
            if source.start is None:
                continue
            (top, left), rows = source.start, source.to_python(nrows=most_rows)
        before = [""] * left
        found.append(Cells(sheet, top, [before + [cell_text(cell) for cell in row[:MOST_COLUMNS]] for row in rows]))
    return found


def text_cells(text: str, name: str, most_rows: int = MOST_ROWS) -> list[list[str]]:
    """The cells of a text, or of what was copied from a sheet (separated by tabs). Raises DataProblem."""
    head = text[:100_000]
    first = next((line for line in head.splitlines() if line.strip()), "")
    delimiter = "\t" if "\t" in first else _delimiter(head, name)
    found: list[list[str]] = []
    records = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for record in records:
            found.append(record[:MOST_COLUMNS])
            if len(found) == most_rows:
                break
    except csv.Error:
        what = "the quotation marks are not in pairs"
        raise DataProblem(what, file=name, row=records.line_num, fix="close them or take them away") from None
    return found


def _delimiter(head: str, name: str) -> str:
    """What separates the cells; where there is one column only, whoever asked for a form says what is missing."""
    try:
        return found_delimiter(head, name)
    except DataProblem:
        return ","
