"""Which rows of a text or a sheet hold the headings: below title lines, above the values; one row, two or three."""

import re
from collections.abc import Set

from core.importing.values import NO_VALUE
from core.problems import DataProblem
from core.recipe import FileSettings

HEAD_RECORDS = 50  # looked at to find the headings
MOST_HEADING_ROWS = 3
NUMBER_OR_DATE = re.compile(r"[-+(]?[€$£¥]?\s*\d[\d\s.,:/T-]*(?:[AP]M)?[\s\dGMTUCZ+:-]*%?\)?")
YEAR = re.compile(r"(?:19|20)\d\d(?:\.0)?")
UNIT = re.compile(
    r"[(\[（].*[)\]）]|%|[€$£¥]|EUR|USD|GBP|CNY|RMB|元|天|次|number|count|days?|months?|years?", re.IGNORECASE
)

Cells = list[list]


def heading_rows(
    head: Cells, settings: FileSettings, name: str, top: int = 0, merged: Set[tuple[int, int]] = frozenset()
) -> range:
    """Indices in `head` of the rows with headings; empty where there are none. The body begins where the range stops.

    `head` begins below `top` empty rows; `merged` are the (row, column) of its cells that a merged cell covers.
    """
    wanted, count = settings.header_row, settings.header_rows
    if count == 0:
        start = _below_titles(head) if wanted is None else wanted - top - 1
        return range(start, start)
    first = heading_row(head, wanted, name, top)
    if (
        first < 0
        and (upper := next(iter(_wide_rows(head)), 0)) + 2 < len(head)
        and _is_above(head, upper, upper + 2, merged)
    ):
        first = upper  # years among the names of groups
    if first < 0:
        start = _below_titles(head)
        return range(start, min(start + (count or 0), len(head)))
    rows = range(first, first + 1)
    if wanted is None:
        while len(rows) < MOST_HEADING_ROWS and rows.start and _is_above(head, rows.start - 1, rows.stop, merged):
            rows = range(rows.start - 1, rows.stop)
    if len(rows) == 1 and rows.stop < len(head) - 1 and _is_above(head, first, first + 2, merged):
        rows = range(first, first + 2)
    if 1 < len(rows) < MOST_HEADING_ROWS and _names_the_unnamed(head, rows, merged):
        rows = range(rows.start, rows.stop + 1)
    return rows if count is None else _as_many(rows, count, head, wanted)


def heading_row(head: Cells, wanted: int | None, name: str, top: int = 0) -> int:
    """Index in `head` of the first row that must hold headings, -1 for a table without.

    Title lines are narrower than the table; headings are words, or stand over columns of numbers.
    """
    if wanted is not None:
        index = wanted - top - 1
        if not (0 <= index < len(head) and any(is_present(cell) for cell in head[index])):
            raise DataProblem("no headings stand there", file=name, row=wanted, fix="choose the row with the headings")
        return index
    first, *second = _wide_rows(head)[:2] or [-1]
    for i in (first, *second):
        if i < 0 or any(is_present(cell) and is_number(cell) for cell in head[i]):
            continue
        if i == first or _is_wide_title(head[first], head[i], apart=i - first > 1):
            return i
    return first if first >= 0 and _words_over_numbers(head[first], head[first + 1 :]) else -1


def _is_wide_title(upper: list, lower: list, apart: bool) -> bool:
    """Whether a row with a number or a date in it, about as wide as the headings below it, may be a title."""
    numbers = [plain(cell) for cell in upper if is_present(cell) and is_number(cell)]
    narrower = sum(map(is_present, upper)) < sum(map(is_present, lower))
    return apart or narrower or all(YEAR.fullmatch(number) for number in numbers)


def joined_headings(head: Cells, rows: range, merged: Set[tuple[int, int]] = frozenset()) -> list[str]:
    """One heading for each column: that of a group, which spans the blank cells to its right, before its own."""
    if not rows:
        return []
    joined = [plain(cell) for cell in head[rows[-1]]]
    for row in reversed(rows[:-1]):
        above = _spread([plain(cell) for cell in head[row]], joined, row, merged)
        joined += [""] * (len(above) - len(joined))
        above += [""] * (len(joined) - len(above))
        joined = [_both(group, own) for group, own in zip(above, joined, strict=True)]
    return joined


# --- two rows of headings ---------------------------------------------------------------------------------------------


def _is_above(head: Cells, above: int, stop: int, merged: Set[tuple[int, int]]) -> bool:
    """Whether row `above` belongs to the headings that end before row `stop`: a group, a code or a unit of each.

    A row of answers must never pass for headings: the lower row holds words where the values below are numbers.
    """
    upper, lower = [plain(cell) for cell in head[above]], [plain(cell) for cell in head[above + 1]]
    width = max(len(upper), len(lower))
    upper, lower = upper + [""] * (width - len(upper)), lower + [""] * (width - len(lower))
    body = [row for row in head[stop:] if any(is_present(cell) for cell in row)]
    columns = [[plain(row[i]) for row in body if i < len(row) and is_present(row[i])] for i in range(width)]
    if not body or not any(lower) or not all(_may_be_heading(cell) for cell in upper):
        return False
    if any(is_number(cell) and not _is_year_over_others(cell, columns[i]) for i, cell in enumerate(lower) if cell):
        return False
    if any(cell in column or cell.lower() in NO_VALUE for cell, column in zip(lower, columns, strict=True) if cell):
        return False
    numbers = [i for i, column in enumerate(columns) if column and _share_of_numbers(column) >= 0.9]
    named = [i for i in numbers if lower[i] and len(columns[i]) > 1]
    if _spans_groups(upper, lower, above, merged):
        if any(not lower[i] and not upper[i] for i in numbers):
            return False
        if len(set(upper)) < len(upper) and "" not in upper:  # names told twice: a group, or a careless heading
            return len(named) > 1 and len(body) > 2
        return bool(named) or (_repeat(lower) and len(body) >= 5)
    if not all(upper[i] for i in range(width) if lower[i]) or not named:
        return False
    units = all(UNIT.fullmatch(cell) for cell in lower if cell)
    different = len({lower[i] for i in named}) == len(named)
    return units or (len(named) >= 3 and len(named) == len(numbers) and different and len(body) >= 5)


def _names_the_unnamed(head: Cells, rows: range, merged: Set[tuple[int, int]]) -> bool:
    """Whether the row below the headings has cells only where these have none: pandas writes the index's name there."""
    if rows.stop + 1 >= len(head):
        return False
    headings = joined_headings(head, rows, merged)
    cells = [i for i, cell in enumerate(head[rows.stop]) if is_present(cell)]
    return bool(cells) and all(i < len(headings) and not headings[i] for i in cells)


def _spans_groups(upper: list[str], lower: list[str], row: int, merged: Set[tuple[int, int]]) -> bool:
    """Whether some cell of the upper row stands over several cells of the lower one, as the name of a group does."""
    present = [i for i, cell in enumerate(upper) if cell]
    first = next((i for i, cell in enumerate(lower) if cell), 0)
    if not present or (len(present) == 1 and present[0] <= first):  # one cell at the left edge: a title
        return False
    spread = _spread(upper, lower, row, merged)
    return any(
        lower[i] and lower[i - 1] and spread[i] and spread[i] == spread[i - 1] and lower[i] != lower[i - 1]
        for i in range(1, len(upper))
    )


def _spread(upper: list[str], lower: list[str], row: int, merged: Set[tuple[int, int]]) -> list[str]:
    """The upper row with its names repeated over the blank cells to their right that have a name below."""
    told = any(place[0] == row for place in merged)  # then merged cells say how far each name reaches
    spread = list(upper)
    for i in range(1, min(len(upper), len(lower))):
        if not spread[i] and lower[i] and ((row, i) in merged or not told):
            spread[i] = spread[i - 1]
    return spread


def _both(group: str, own: str) -> str:
    if not (group and own):
        return own or group
    told = re.search(rf"(?<![^\W_]){re.escape(group)}(?![^\W_])", own, re.IGNORECASE)
    return own if told or own.startswith(group) else f"{group} {own}"


def _repeat(lower: list[str]) -> bool:
    names = [cell for cell in lower if cell]
    return len(set(names)) <= len(names) / 2 + 1 and len(set(names)) < len(names) - 1


def _may_be_heading(cell: str) -> bool:
    return not cell or (not cell.endswith((":", "：")) and (not is_number(cell) or bool(YEAR.fullmatch(cell))))


def _is_year_over_others(cell: str, column: list[str]) -> bool:
    years = sum(bool(YEAR.fullmatch(other)) for other in column)
    return bool(YEAR.fullmatch(cell)) and years < len(column) / 2


def _as_many(rows: range, count: int, head: Cells, wanted: int | None) -> range:
    """The `count` rows of headings that the user asked for, about the `rows` found."""
    if wanted is not None:
        return range(rows.start, min(rows.start + count, len(head)))
    rows = range(max(rows.start, rows.stop - count), rows.stop)
    while len(rows) < count and rows.start and sum(is_present(cell) for cell in head[rows.start - 1]) > 1:
        rows = range(rows.start - 1, rows.stop)
    return range(rows.start, min(rows.start + count, len(head)))


# --- cells ------------------------------------------------------------------------------------------------------------


def _wide_rows(head: Cells) -> list[int]:
    """Rows about as wide as the table, which title lines are not."""
    widths = [sum(is_present(cell) for cell in row) for row in head]
    return [i for i, width in enumerate(widths) if width and width >= 0.6 * max(widths)]


def _below_titles(head: Cells) -> int:
    """Where a table without headings begins: a row of one cell above a wide table is a title."""
    widths = [sum(is_present(cell) for cell in row) for row in head]
    return next((i for i, width in enumerate(widths) if width > 1 or (width and max(widths) < 3)), 0)


def _words_over_numbers(row: list, below: Cells) -> bool:
    columns = [[other[i] for other in below if i < len(other)] for i in range(len(row))]
    return any(
        is_present(cell) and not is_number(cell) and plain(cell).lower() not in NO_VALUE and mostly_numbers(column)
        for cell, column in zip(row, columns, strict=True)
    )


def plain(cell: object) -> str:
    """A cell as it stands in a heading: on one line, a whole number without its ".0"."""
    whole = isinstance(cell, float) and cell.is_integer()
    return " ".join(str(int(cell) if whole else cell).split())  # type: ignore[call-overload]


def is_present(cell: object) -> bool:
    """Whether the cell holds more than blanks."""
    return not (isinstance(cell, str) and not cell.strip())


def is_number(cell: object) -> bool:
    """A number or a date, typed or written."""
    if isinstance(cell, str):  # the search takes the square of the length
        return len(cell) < 200 and bool(NUMBER_OR_DATE.fullmatch(cell.strip()))
    return not isinstance(cell, bool)


def mostly_numbers(column: list | tuple) -> bool:
    """Whether more than half of the cells present are numbers or dates."""
    known = [cell for cell in column if is_present(cell)]
    return bool(known) and _share_of_numbers(known) > 0.5


def _share_of_numbers(known: list) -> float:
    return sum(is_number(cell) for cell in known) / len(known)
