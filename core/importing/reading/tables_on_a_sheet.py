"""Where the tables lie on a sheet: side by side or below one another, beside titles, notes and legends.

The sheet is cut along blank columns and blank rows, and what belongs together is put together again: a table may have a
blank row or a narrow blank column in it. It is another table only where it has headings of its own.
"""

import re
from dataclasses import dataclass, replace

from core.importing.reading.heading_row import HEAD_RECORDS, Cells, heading_row, is_number, is_present, plain
from core.importing.values import NO_VALUE

ROWS_SEEN = 5000  # of a longer sheet; its last table goes on to the end
MOST_GAPS, MOST_BLANK_COLUMNS, DEEPEST = 300, 3, 4
ID_HEADING = re.compile(r"(?:^|[\W_]|[a-z](?=I))ids?$|customer|client|user|member|编号|客户|用户|会员", re.IGNORECASE)


@dataclass(frozen=True)
class Region:
    """A rectangle of cells: rows top..bottom and columns left..right, the ends not included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def height(self) -> int:
        """Number of rows."""
        return self.bottom - self.top

    @property
    def width(self) -> int:
        """Number of columns."""
        return self.right - self.left

    def of(self, cells: Cells, most: int | None = None) -> Cells:
        """The cells of the region, of its first `most` rows."""
        bottom = self.bottom if most is None else min(self.bottom, self.top + most)
        rows = cells[self.top : bottom]
        return rows if not rows or self.width == len(rows[0]) else [row[self.left : self.right] for row in rows]

    def with_(self, other: "Region") -> "Region":
        """The smallest region around both."""
        return Region(
            min(self.top, other.top),
            min(self.left, other.left),
            max(self.bottom, other.bottom),
            max(self.right, other.right),
        )


def tables_on_a_sheet(cells: Cells) -> list[Region]:
    """The regions of the tables among the cells, from left to right and down; [] where there is none."""
    whole = _trimmed(cells, Region(0, 0, len(cells), len(cells[0]) if cells else 0))
    return _tables(cells, whole, DEEPEST) if whole else []


def extended(tables: list[Region], seen: int, height: int) -> list[Region]:
    """The tables of a sheet of which only the first rows were seen: those that reach its end go on."""
    if seen >= height or not tables:
        return tables
    last = min(seen - HEAD_RECORDS, max(table.bottom for table in tables))
    return [replace(table, bottom=height) if table.bottom >= last else table for table in tables]


def _tables(cells: Cells, region: Region, depth: int) -> list[Region]:
    parts = _strips(cells, region)
    if len(parts) == 1:
        parts = _pieces(cells, region)
    if len(parts) == 1 or depth == 0:
        return [region] if _is_table(cells, region) else []
    return [table for part in parts for table in _tables(cells, part, depth - 1)]


def _is_table(cells: Cells, region: Region) -> bool:
    rows = region.of(cells, HEAD_RECORDS)
    return sum(sum(map(is_present, row)) > 1 for row in rows) > 1 and region.width > 1


# --- side by side -----------------------------------------------------------------------------------------------------


def _strips(cells: Cells, region: Region) -> list[Region]:
    """The region cut along its blank columns, except those that lie within one table."""
    rows = region.of(cells)
    filled = [any(is_present(row[i]) for row in rows) for i in range(region.width)]
    strips: list[Region] = []
    for first, stop in _runs(filled):
        strip = _trimmed(cells, Region(region.top, region.left + first, region.bottom, region.left + stop))
        if strip and strips and _is_one_table(cells, strips[-1], strip):
            strips[-1] = strips[-1].with_(strip)
        elif strip:
            strips.append(strip)
    return strips


def _is_one_table(cells: Cells, one: Region, other: Region) -> bool:
    """Whether two strips are parts of one table with a blank column, or a few beside a single one, between them."""
    gap = other.left - one.right
    if gap > MOST_BLANK_COLUMNS:
        return False
    if min(one.width, other.width) == 1:
        narrow, wide = (one, other) if one.width == 1 else (other, one)
        head = _heading(cells, wide)
        below = [is_present(cells[i][narrow.left]) for i in range(head + 1, wide.bottom)]
        named, dense = narrow.top == head, sum(below) >= 0.5 * len(below)
        return narrow.top in (head, head + 1) and (dense or (named and gap == 1)) and (named or gap == 1)
    heads = _heading(cells, one), _heading(cells, other)
    alike = abs(one.bottom - other.bottom) <= 0.2 * max(one.height, other.height)  # blanks may end a column early
    return gap == 1 and alike and abs(heads[0] - heads[1]) <= 1 and not _names_its_rows(cells, other, one)


def _names_its_rows(cells: Cells, region: Region, beside: Region) -> bool:
    """Whether the first column holds names or numbers of the rows, as that of a table of its own does."""
    head = _heading(cells, region)
    heading = plain(cells[head][region.left])
    if heading and heading in map(plain, cells[_heading(cells, beside)][beside.left : beside.right]):
        return bool(ID_HEADING.search(heading))
    names = [cells[i][region.left] for i in range(head + 1, region.bottom) if is_present(cells[i][region.left])]
    if len(names) < 3 or len(set(map(str, names))) < len(names):
        return False
    words = [name.split() for name in names if isinstance(name, str) and not is_number(name)]
    short = len(words) == len(names) and sum(len(word) > 3 for word in words) < len(words) / 2  # not remarks
    return short or bool(ID_HEADING.search(heading))


def _heading(cells: Cells, region: Region) -> int:
    return region.top + max(heading_row(region.of(cells, HEAD_RECORDS), None, ""), 0)


# --- below one another ------------------------------------------------------------------------------------------------


def _pieces(cells: Cells, region: Region) -> list[Region]:
    """The region cut along blank rows where another table begins or a table ends."""
    filled = [any(map(is_present, row)) for row in region.of(cells)]
    runs = _runs(filled)
    if len(runs) > MOST_GAPS:
        return [region]
    pieces: list[Region] = []
    for first, stop in runs:
        piece = _trimmed(cells, Region(region.top + first, region.left, region.top + stop, region.right))
        if piece is None:
            continue
        if not pieces:
            pieces.append(piece)
        elif _begins_a_table(cells, pieces[-1], piece):
            if pieces[-1].height <= 3 and pieces[-1].width < piece.width:  # title lines
                pieces.pop()
            pieces.append(piece)
        elif _is_a_legend(cells, pieces[-1], piece):
            pieces.append(piece)
        else:
            pieces[-1] = pieces[-1].with_(piece)
    return pieces


def _begins_a_table(cells: Cells, before: Region, piece: Region) -> bool:
    """Whether the piece has headings of its own: words, over each column of numbers, other than those before."""
    rows = piece.of(cells, HEAD_RECORDS)
    head = heading_row(rows, None, "")
    if head < 0 or head + 1 >= len(rows):
        return False
    names = [plain(cell) for cell in rows[head]]
    if any(is_number(name) or name.lower() in NO_VALUE for name in names if name):
        return False
    same = before.of(cells, HEAD_RECORDS)
    above = [plain(cell) for cell in same[max(heading_row(same, None, ""), 0)]]
    if [name for name in names if name] == [name for name in above if name]:
        return False
    numbers = _number_columns(rows[head + 1 :])
    mixed = [i for i in numbers if 0 < _share(cells, before, piece.left + i) < 0.9]
    return bool(numbers) and all(names[i] for i in numbers) and (not mixed or piece.width > before.width)


def _is_a_legend(cells: Cells, before: Region, piece: Region) -> bool:
    """Whether the piece has several rows, and only words or blanks where the table before it has numbers."""
    rows = before.of(cells, HEAD_RECORDS)
    filled = [sum(map(is_present, column)) for column in zip(*rows, strict=True)]
    columns = [before.left + i for i in _number_columns(rows[1:]) if filled[i] >= 0.8 * len(rows)]
    if before.height < 4 or piece.height < 2 or not columns:
        return False
    inside = [i for i in columns if piece.left <= i < piece.right]
    return not any(is_present(row[i]) and is_number(row[i]) for row in cells[piece.top : piece.bottom] for i in inside)


def _number_columns(body: Cells) -> list[int]:
    shares = [_share_of(column) for column in zip(*body, strict=True)]
    return [i for i, share in enumerate(shares) if share >= 0.9]


def _share(cells: Cells, region: Region, column: int) -> float:
    """Share of numbers below the headings in a column of the sheet; 0 outside the region."""
    if not region.left <= column < region.right:
        return 0.0
    head = _heading(cells, region)
    return _share_of([cells[i][column] for i in range(head + 1, min(region.bottom, head + HEAD_RECORDS))])


def _share_of(column: list | tuple) -> float:
    known = [cell for cell in column if is_present(cell) and not (isinstance(cell, str) and cell.lower() in NO_VALUE)]
    return sum(map(is_number, known)) / len(known) if known else 0.0


# --- rectangles -------------------------------------------------------------------------------------------------------


def _runs(filled: list[bool]) -> list[tuple[int, int]]:
    """(first, stop) of each unbroken run of True."""
    edges = [i for i in range(len(filled) + 1) if (i > 0 and filled[i - 1]) != (i < len(filled) and filled[i])]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _trimmed(cells: Cells, region: Region) -> Region | None:
    """The region without blank rows and columns at its edges; None where all of it is blank."""
    rows = [i for i in range(region.top, region.bottom) if any(map(is_present, cells[i][region.left : region.right]))]
    if not rows:
        return None
    columns = [
        i
        for i in range(region.left, region.right)
        if any(is_present(cells[j][i]) for j in range(rows[0], rows[-1] + 1))
    ]
    return Region(rows[0], columns[0], rows[-1] + 1, columns[-1] + 1)
