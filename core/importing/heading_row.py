"""Which row of a text or a sheet holds the headings: below title lines, above the values."""

import re

from core.problems import DataProblem

HEAD_RECORDS = 50  # looked at to find the headings
NUMBER_OR_DATE = re.compile(r"[-+(]?[€$£¥]?\s*\d[\d\s.,:/T-]*(?:[AP]M)?[\s\dGMTUCZ+:-]*%?\)?")


def heading_row(head: list[list], wanted: int | None, name: str, top: int = 0) -> int:
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
        _is_present(cell) and not _is_number(cell) and mostly_numbers(column)
        for cell, column in zip(row, columns, strict=True)
    )


def _is_present(cell: object) -> bool:
    return not (isinstance(cell, str) and not cell.strip())


def _is_number(cell: object) -> bool:
    """A number or a date, typed or written."""
    return bool(NUMBER_OR_DATE.fullmatch(cell.strip())) if isinstance(cell, str) else not isinstance(cell, bool)


def mostly_numbers(column: list | tuple) -> bool:
    """Whether more than half of the cells present are numbers or dates."""
    known = [_is_number(cell) for cell in column if _is_present(cell)]
    return sum(known) > len(known) / 2
