"""What a table on a sheet holds, how much it looks like one row per customer, and whether it is rather a report."""

import math
import re
from dataclasses import dataclass

from core.importing.reading.excel_cells import cell_text
from core.importing.reading.heading_row import Cells, is_present, mostly_numbers
from core.importing.reading.rows_left_out import is_totals_label
from core.importing.reading.tables_on_a_sheet import ID_HEADING

ROWS_COMPARED = 300
PIVOT = re.compile(
    r"(?:row|column) labels|grand total|(?:zeilen|spalten)beschriftungen|gesamtergebnis|行标签|列标签|总计|"
    r"étiquettes de (?:lignes|colonnes)|total général|etiquetas de (?:fila|columna)|total general",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class SheetNote:
    """What one table holds (`rows` below the headings, `columns` with a heading), and why it is proposed or not.

    corner: the table's top left cell where its sheet holds several, None where it is the only one.
    """

    name: str
    rows: int
    columns: int
    reason: str
    score: float  # the higher, the more it looks like one row per customer; 0: no table
    corner: str | None = None


def note_on(name: str, headings: list[str], body: Cells, rows: int, hidden: bool, corner: str | None) -> SheetNote:
    """The note on a table of `rows` rows, of which `body` are the first, below its `headings`."""
    named = sum(bool(heading.strip()) for heading in headings)
    columns = named or len(headings)
    if rows < 1 or columns < 2 or not body:
        return SheetNote(name, rows, named, "holds no table", 0.0, corner)
    body = body[:ROWS_COMPARED]
    cells = list(zip(*body, strict=True))
    numbers = sum(mostly_numbers(column) for column in cells)
    score = math.log10(1 + rows) * (0.2 + numbers / len(cells))
    reason = f"{rows:,} rows, {numbers} of {columns} columns hold numbers or dates"
    report = _like_a_report(headings, body, numbers)
    if report:
        reason, score = f"looks like a report ({report}); {reason}", score * 0.2
    if hidden:
        reason, score = f"{reason}; the sheet is hidden", score * 0.5
    for heading, column in zip(headings, cells, strict=False):
        if ID_HEADING.search(heading.strip()):
            known = [cell for cell in column if cell != ""]
            if len(known) > 1 and len(set(known)) == len(known):
                return SheetNote(name, rows, columns, f"{reason}, each with its own {heading}", score * 1.5, corner)
            if len(set(known)) < 0.9 * len(known):
                return SheetNote(name, rows, columns, f"{reason}, several with the same {heading}", score * 0.5, corner)
    return SheetNote(name, rows, columns, reason, score, corner)


def _like_a_report(headings: list[str], body: Cells, numbers: int) -> str:
    """What makes the table a report for the eye rather than one row a customer; "" for an ordinary table."""
    filled = [[cell_text(cell) for cell in row if is_present(cell)] for row in body]
    filled = [row for row in filled if row]
    totals = sum(is_totals_label(row[0]) for row in filled)
    lines = sum(len(row) == 1 for row in filled)
    if any(PIVOT.fullmatch(heading.strip()) for heading in headings) or any(
        PIVOT.fullmatch(cell) for row in filled[:3] for cell in row
    ):
        return "a pivot table"
    if totals > 2 or (totals == 2 and len(filled) < 20):
        return f"{totals} rows of totals"
    if len(headings) > 2 and lines >= 3 and lines >= 0.2 * len(filled):
        return f"{lines} lines of text between the rows"
    if sum(map(len, filled)) < 0.3 * len(filled) * len(headings) and numbers < len(headings) / 2:
        return "few cells are filled"
    return ""
