"""The experts' sheet to fill in (.xlsx), blank or with what the panel has said."""

import io

import xlsxwriter

from core.export.cells import harmless
from core.export.xlsx_sheets import CREATED
from core.indicators import DIMENSIONS, INDICATORS
from core.panel.levels import LEVELS, label, level_name, members
from core.panel.shares_of import importances_of
from core.panel.sheet import COUNTS, DESCRIBING
from core.recipe import Expert

HOW = (
    "How much does each count, from 0 (nothing) to 10 (most)? Only how the numbers of one group compare matters.",
    "One column an expert: put your name at its head. Leave blank what you cannot judge; a blank is not a 0.",
)
BLANK_COLUMNS = 10


def panel_sheet(mapped: tuple[str, ...], panel: tuple[Expert, ...] = ()) -> bytes:
    """The sheet over the `mapped` indicators: a column for each expert of the panel, or ten to be named."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"title": "Importance of indicators", "created": CREATED})
        _write(book, mapped, panel)
    return buffer.getvalue()


def _write(book: xlsxwriter.Workbook, mapped: tuple[str, ...], panel: tuple[Expert, ...]) -> None:
    sheet = book.add_worksheet("Panel")
    bold, wrapped = book.add_format({"bold": True, "bottom": 1}), book.add_format({"text_wrap": True, "valign": "top"})
    for row, sentence in enumerate(HOW):
        sheet.write_string(row, 0, sentence)
    heading = len(HOW) + 1
    names = [e.name for e in panel] or [f"Expert {k}" for k in range(1, BLANK_COLUMNS + 1)]
    for column, name in enumerate((*DESCRIBING, *names)):
        sheet.write_string(heading, column, str(harmless(name)), bold)
    row = heading
    for level in LEVELS:
        for member in members(level, mapped):
            row += 1
            meaning = INDICATORS[member].name if member in INDICATORS else _contents(member, mapped)
            for column, text in enumerate((level_name(level), label(member), meaning)):
                sheet.write_string(row, column, text, wrapped)
            for column, expert in enumerate(panel, start=len(DESCRIBING)):
                value = importances_of(expert, level).get(member)
                if value is not None:
                    sheet.write_number(row, column, value)
    first, last = len(DESCRIBING), len(DESCRIBING) + len(names) - 1
    sheet.data_validation(
        heading + 1,
        first,
        row,
        last,
        {
            "validate": "decimal",
            "criteria": "between",
            "minimum": 0,
            "maximum": 10,
            "error_title": "From 0 to 10",
            "error_message": "A number from 0 (nothing) to 10 (most), or nothing where you cannot judge.",
        },
    )
    if any(expert.counts != 1 for expert in panel):
        sheet.write_string(row + 1, 1, COUNTS)
        for column, expert in enumerate(panel, start=first):
            sheet.write_number(row + 1, column, expert.counts)
    sheet.set_column(0, 1, 20)
    sheet.set_column(2, 2, 44)
    sheet.set_column(first, last, 12)
    sheet.freeze_panes(heading + 1, first)


def _contents(dimension: str, mapped: tuple[str, ...]) -> str:
    """What a dimension is made of: `Recency, Frequency, Spend`."""
    return ", ".join(label(i) for i in members(dimension, mapped)) if dimension in DIMENSIONS else ""
