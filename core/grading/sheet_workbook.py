"""One grader's workbook: instructions in plain words, then the customers with a grade column to fill."""

import datetime as dt
import io
import math
import re

import numpy as np
import pandas as pd
import xlsxwriter

from core.export.cells import harmless
from core.export.xlsx_sheets import CREATED
from core.grading.scales import CUSTOMER, CUSTOMERS, GRADER, MEANS, READ_ME, SHOWN, heading_of
from core.indicators import INDICATORS
from core.recipe import Recipe

LONGEST = 300  # letters of a cell
PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,6})?")  # not 007, nor more digits than a cell keeps
WIDTH = 95  # letters of a line of the instructions


def sheet_workbook(recipe: Recipe, grader: str, ids: np.ndarray, frame: pd.DataFrame, scale: str) -> bytes:
    """The workbook of (m,) customers `ids` with what is known of them, `frame` of m rows; the same bytes each time."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    columns = list(map(str, frame))
    headings = _headings(columns, scale)
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": "Grading sheet", "created": CREATED})
        known = dict(zip(columns, headings, strict=True))
        _instructions(book, recipe, grader, len(ids), known, scale)
        _customers(book, grader, ids, frame.set_axis(headings, axis=1), scale)
    return buffer.getvalue()


def _headings(columns: list[str], scale: str) -> list[str]:
    """The columns' headings on the sheet: ours are not taken by one of theirs, and none looks like a formula."""
    taken = {name.casefold() for name in (CUSTOMER, GRADER, heading_of(scale))}
    found: list[str] = []
    for column in columns:
        plain = str(harmless(column))
        names = (plain if i == 1 else f"{plain} ({i})" for i in range(1, len(columns) + 5))
        found.append(next(name for name in names if name.casefold() not in taken))
        taken.add(found[-1].casefold())
    return found


def words_for_graders(scale: str, shared: bool) -> list[tuple[str, str]]:
    """What a grader is told: label and words."""
    together = " Some customers are graded by colleagues as well, to see how far you agree: please do not compare."
    return [
        (
            "What to do",
            f"Each row of the sheet '{CUSTOMERS}' is one customer. Read what is known of her or him, then fill the"
            f" column '{heading_of(scale)}': how valuable is this customer to us, all in all?",
        ),
        (
            "How to judge",
            "Use your own judgement: what the customer does today, and what you expect from your experience. Do not"
            " add up a formula. What counts is what you know and a formula does not.",
        ),
        (
            "One at a time",
            "The rows stand in no order. Grade each customer by herself, and use the whole scale."
            + (together if shared else ""),
        ),
        (
            "If you cannot say",
            "Leave the grade blank. A blank is no bad grade, it only means that nobody judged.",
        ),
        (
            "What to leave alone",
            f"The columns '{CUSTOMER}' and '{GRADER}': by them your grades find their way back. You may sort, filter,"
            " hide columns and stop halfway. Then save the file and send it back.",
        ),
    ]


def _instructions(
    book: xlsxwriter.Workbook, recipe: Recipe, grader: str, count: int, headings: dict[str, str], scale: str
) -> None:
    """The first sheet, in plain words."""
    sheet = book.add_worksheet(READ_ME)
    title, top = book.add_format({"bold": True, "font_size": 16}), {"valign": "top"}
    bold, wrap = book.add_format({"bold": True, **top}), book.add_format({"text_wrap": True, **top})
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, WIDTH)
    sheet.write_string(0, 0, "How valuable is this customer?", title)
    shared = len(recipe.grading.graders) > 1 and recipe.grading.overlap > 0
    lines: list[tuple[str, str]] = [
        ("Project", recipe.name),
        ("For", f"{grader}: {count:,} customers"),
        ("", ""),
        *words_for_graders(scale, shared),
        ("", ""),
        (f"The scale, {SHOWN[scale]}", ""),
        *MEANS[scale],
        ("", ""),
        ("What the columns tell", ""),
    ]
    measures = recipe.scoring.indicators
    plain = len(lines)
    lines += [
        (headings[column], INDICATORS[indicator].name)
        for indicator in recipe.scoring.mapped
        for column in measures[indicator].columns
        if column in headings
    ]
    for row, (label, words) in enumerate(lines, start=1):
        sheet.write_string(row, 0, str(harmless(label)), wrap if row > plain else bold)
        sheet.write_string(row, 1, str(harmless(words)), wrap)
        tallest = max(math.ceil(len(words) / WIDTH), math.ceil(len(label) / 30))
        if tallest > 1:
            sheet.set_row(row, 15 * tallest)


def _customers(book: xlsxwriter.Workbook, grader: str, ids: np.ndarray, frame: pd.DataFrame, scale: str) -> None:
    """The sheet to fill: customer, grade, what is known, grader. Ids are text, so that 00042 keeps its zeros."""
    sheet = book.add_worksheet(CUSTOMERS)
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E6EAF0"})
    grade = book.add_format({"bg_color": "#FFF7DB", "align": "center", "border": 1, "border_color": "#D8DDE6"})
    text, date = book.add_format({"num_format": "@"}), book.add_format({"num_format": "yyyy-mm-dd"})
    headings = [CUSTOMER, heading_of(scale), *map(str, frame), GRADER]
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, head)
    sheet.set_row(0, 45)
    count, end = len(ids), len(headings) - 1
    sheet.set_column(0, 0, max(12, min(30, max((len(str(i)) for i in ids), default=0) + 2)))
    sheet.set_column(1, 1, 14)
    sheet.set_column(end, end, 14)
    for row, customer in enumerate(ids, start=1):
        sheet.write_string(row, 0, str(harmless(customer)), text)
        sheet.write_blank(row, 1, None, grade)
        sheet.write_string(row, end, str(harmless(grader)))
    for column, heading in enumerate(map(str, frame), start=2):
        shown = [_shown(value) for value in frame[heading].tolist()]
        widest = max((10 if isinstance(v, dt.datetime) else len(str(v)) for v in shown if v is not None), default=0)
        word = max(map(len, heading.split()), default=0)  # a heading of several words is wrapped
        sheet.set_column(column, column, max(9, min(40, max(widest, word, len(heading) // 2) + 2)))
        for row, value in enumerate(shown, start=1):
            if isinstance(value, str):
                sheet.write_string(row, column, str(harmless(value)))
            elif isinstance(value, dt.datetime):
                sheet.write_datetime(row, column, value, date)
            elif value is not None:
                sheet.write_number(row, column, value)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, count, end)
    sheet.ignore_errors({"number_stored_as_text": f"A1:A{count + 1}"})
    if count:
        sheet.data_validation(1, 1, count, 1, _accepted(scale))


def _accepted(scale: str) -> dict:
    """The drop-down of a scale, or the check of a number."""
    words = {"input_title": "Grade", "input_message": f"{SHOWN[scale]}; leave it blank if you cannot say"}
    words |= {"error_title": "Not on the scale", "error_message": f"Please choose {SHOWN[scale]}, or leave it blank."}
    if scale == "0-100":
        return words | {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 100}
    return words | {"validate": "list", "source": sorted(grade for grade, _ in MEANS[scale])}


def _shown(value: object) -> str | float | dt.datetime | None:
    """A cell's value as a workbook takes it; None for a blank."""
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and not np.isfinite(value)):
        return None
    if isinstance(value, pd.Timestamp):
        # A workbook knows no day before 1900.
        return value.to_pydatetime().replace(tzinfo=None) if value.year >= 1900 else f"{value:%Y-%m-%d}"
    if isinstance(value, int | float):
        return float(value)
    words = str(value)
    if PLAIN_NUMBER.fullmatch(words):  # among words, in a column of both: it can be sorted as a number then
        return float(words)
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"
