"""People who grade: they fill grading sheets by a rule of their own, with noise, and send them back."""

import io
from collections.abc import Callable

import numpy as np
import openpyxl

LETTERS = "DCBA"
Rule = Callable[[list[dict[str, object]]], list[object]]


def rows_of(data: bytes) -> list[dict[str, object]]:
    """The customers of a grading sheet, as a program reads them that did not write them."""
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Customers"]
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def filled(data: bytes, rule: Rule) -> bytes:
    """The sheet with the grades that `rule` gives its rows; None leaves one blank."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["Customers"]
    head = [cell.value for cell in sheet[1]]
    column = next(place for place, name in enumerate(head, start=1) if str(name).startswith("Grade ("))
    for row, grade in enumerate(rule(rows_of(data)), start=2):
        sheet.cell(row, column, grade)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def by_rank(*columns: str, scale: str = "A-D", noise: float = 0.15, seed: int = 1) -> Rule:
    """A grader who goes by some columns alone ("-Complain": the fewer the better) and is not quite sure of herself.

    The noise is hers; two graders by the same columns agree as far as it lets them.
    """

    def grades(rows: list[dict[str, object]]) -> list[object]:
        rng = np.random.default_rng(seed)
        judged = np.zeros(len(rows))
        for column in columns:
            values = np.array([_number(row[column.removeprefix("-")]) for row in rows])
            ranks = values.argsort(kind="stable").argsort() / max(len(rows) - 1, 1)
            judged += -ranks if column.startswith("-") else ranks
        place = (judged.argsort(kind="stable").argsort() + 0.5) / len(rows) + rng.normal(0, noise, len(rows))
        place = np.clip(place, 0, 0.999)
        if scale == "0-100":
            return [round(100 * float(p)) for p in place]
        if scale == "1-5":
            return [1 + int(5 * p) for p in place]
        return [LETTERS[int(4 * p)] for p in place]

    return grades


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
