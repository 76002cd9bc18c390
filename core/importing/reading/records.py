"""Text -> records -> columns of text: by Arrow where all rows are alike, else record by record.

A row with too few or too many values is read where that is safe, else left out with its reason; the others go on.
"""

import csv
import io
from collections.abc import Callable, Collection
from dataclasses import dataclass
from itertools import islice
from mmap import mmap

import numpy as np
import pyarrow as pa
import pyarrow.csv
from pyarrow.csv import InvalidRow

from core.importing.reading.delimiters import first_records
from core.importing.reading.heading_row import HEAD_RECORDS, is_number, is_present
from core.importing.reading.plain_numbers import are_amounts, plain_columns
from core.importing.reading.rows_left_out import is_totals_label
from core.importing.reading.signs import Signs
from core.importing.table import MOST_COLUMNS, SAVE_AGAIN, too_many
from core.importing.values import NO_VALUE
from core.problems import DataProblem

HEAD_BYTES = 1_000_000  # looked at to find the delimiter and the headings
ROWS_SEEN = 1000  # complete rows looked at to judge incomplete ones


@dataclass(frozen=True, eq=False)
class Records:
    """The body of a text: w columns of (n,) text, null or "" for blank, the (n,) row numbers, and the rows left out.

    Columns of plain numbers in a large text are float64 already.
    """

    columns: list[pa.ChunkedArray]
    numbers: np.ndarray
    left_out: tuple[tuple[int, str], ...] = ()


def cut_fast(text: bytes | mmap, signs: Signs, head: str, delimiter: str, body: int, width: int) -> Records | None:
    """The records from index `body` on, by Arrow; None where many rows differ in length or quotation marks are odd.

    `width` is the number of headings; where the first row has more values, there are more columns.
    """
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
    before = list(islice(reader, body))
    skipped = "".join(islice(io.StringIO(head, newline=""), reader.line_num if before else 0))
    start = len(skipped.encode())
    breaks, quotes = signs.breaks - skipped.count("\n"), signs.quotes - skipped.count('"')
    if start >= len(text) or not delimiter.isascii() or quotes % 2:
        return None
    first = first_records(text[start : start + HEAD_BYTES].decode(errors="ignore"), delimiter, HEAD_RECORDS)
    rest = pa.py_buffer(text).slice(start)  # not copied
    headings, width = width, max(width, len(next(filter(None, first), [])))
    if width < 2 or width > MOST_COLUMNS:
        return None
    lines = breaks + (text[-1:] != b"\n")
    try:
        columns = _arrow_columns(rest, delimiter, width, quotes > 0, lines, signs.plus)
        return Records(columns, body + 1 + np.arange(len(columns[0])))
    except pa.ArrowInvalid:
        return _cut_around_odd_rows(rest, delimiter, body, width, quotes > 0, headings)


def _arrow_columns(
    text: pa.Buffer, delimiter: str, width: int, quoted: bool, lines: int, plus: bool
) -> list[pa.ChunkedArray]:
    """The columns of a text without headings, plain numbers as such. Raises ArrowInvalid where rows differ."""
    plain = plain_columns(text, delimiter, width)
    try:
        table = _arrow_table(text, delimiter, width, False, plain)
        if table.num_rows == lines and are_amounts([table.column(i) for i in plain], text, delimiter, plus):
            return table.columns
    except pa.ArrowInvalid:
        pass
    return _arrow_table(text, delimiter, width, quoted).columns


def _arrow_table(
    text: pa.Buffer,
    delimiter: str,
    width: int,
    breaks: bool,
    plain: Collection[int] = (),
    odd: Callable[[InvalidRow], str] | None = None,
) -> pa.Table:
    """The columns of a text without headings, the `plain` ones as numbers; `breaks`: lines may break within quotes.

    `odd` is told of each row of another width, by number, and skips it.
    """
    return pyarrow.csv.read_csv(
        text,
        # Only one thread counts the rows.
        read_options=pyarrow.csv.ReadOptions(
            column_names=[str(i) for i in range(width)], block_size=4_000_000, use_threads=odd is None
        ),
        parse_options=pyarrow.csv.ParseOptions(
            delimiter=delimiter,
            newlines_in_values=breaks,
            ignore_empty_lines=False,
            invalid_row_handler=odd,
        ),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types={str(i): pa.float64() if i in plain else pa.large_string() for i in range(width)},
            null_values=[""],
            strings_can_be_null=True,
        ),
    )


def _cut_around_odd_rows(
    text: pa.Buffer, delimiter: str, body: int, width: int, quoted: bool, headings: int
) -> Records | None:
    """As `cut_fast`, where at most one row in five has too few or too many values."""
    odd: list[InvalidRow] = []

    def remember(row: InvalidRow) -> str:
        odd.append(row)
        return "skip"

    try:
        table = _arrow_table(text, delimiter, width, quoted, odd=remember)
    except pa.ArrowInvalid:
        return None
    count = table.num_rows + len(odd)
    if len(odd) > count / 5:
        return None
    rows = [next(csv.reader(io.StringIO(row.text, newline=""), delimiter=delimiter)) for row in odd]
    wrong = _wrong_rows(rows, _first_full_rows(table), width)
    places = np.array([row.number - 1 for row in odd])
    read = np.setdiff1d(np.arange(len(rows)), wrong)
    filled = zip(*(rows[i][:width] + [""] * (width - len(rows[i])) for i in read), strict=True)
    inside = np.concatenate([np.setdiff1d(np.arange(count), places), places[read]])
    columns = table.columns
    if len(read):
        columns = [
            pa.chunked_array([*column.chunks, pa.array([cell or None for cell in cells], type=pa.large_string())])
            for column, cells in zip(columns, filled, strict=True)
        ]
    if np.any(np.diff(inside) < 0):
        order = pa.array(np.argsort(inside))
        columns = [column.take(order) for column in columns]
    left_out = tuple((body + 1 + int(places[i]), _in_words(rows[i], width, headings)) for i in wrong)
    return Records(columns, body + 1 + np.sort(inside), left_out)


def _first_full_rows(table: pa.Table) -> list[list[str]]:
    return [[cell or "" for cell in row.values()] for row in table.slice(0, ROWS_SEEN).to_pylist()]


def cut_exactly(text: str, delimiter: str, body: int, width: int, name: str) -> Records:
    """The records from index `body` on, one by one: blank lines keep their numbers, rows may be short or long."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records: list[list[str]] = []
    try:
        records.extend(reader)
    except csv.Error as error:
        what = f"the quotation marks do not match ({error})"
        raise DataProblem(what, file=name, row=len(records) + 1, fix="mend that row, or " + SAVE_AGAIN) from None
    rows = records[body:]
    headings, width = width, _width(rows, width, body, delimiter, name)
    if width > MOST_COLUMNS:
        raise too_many("columns", width, MOST_COLUMNS, name)
    full = [row for row in rows if len(row) == width]
    wrong = _wrong_rows(rows, full, width)
    bad = set(wrong)
    kept = [row[:width] + [""] * (width - len(row)) for i, row in enumerate(rows) if i not in bad]
    columns = zip(*kept, strict=True) if kept else [()] * width
    return Records(
        [pa.chunked_array([pa.array([cell or None for cell in column], type=pa.large_string())]) for column in columns],
        body + 1 + np.delete(np.arange(len(rows)), wrong),
        tuple((body + 1 + i, _in_words(rows[i], width, headings)) for i in wrong),
    )


def _in_words(row: list[str], width: int, headings: int) -> str:
    return f"{len(row)} value{'s' * (len(row) > 1)} " + (
        f"under {width} headings" if headings else f"in {width} columns"
    )


def _width(rows: list[list[str]], headings: int, body: int, delimiter: str, name: str) -> int:
    """How many columns there are: as many as headings, unless most rows hold more values than there are headings."""
    widths = [len(row) for row in rows if any(cell.strip() for cell in row)]
    usual = max(sorted(set(widths)), key=widths.count, default=0)
    long = [i for i, row in enumerate(rows) if any(cell.strip() for cell in row[headings:])]
    if headings and len(long) <= len(widths) / 2:
        return headings
    if widths.count(usual) <= len(widths) / 2:  # no two rows are alike: nothing says which value belongs where
        if not headings:
            return max(widths)
        raise DataProblem(
            f"{len(rows[long[0]])} values stand under {headings} headings, and most rows differ in length",
            file=name,
            row=body + 1 + long[0],
            fix=f"put values that hold a {delimiter!r} between quotation marks, or {SAVE_AGAIN}",
        )
    return max(usual, headings)


def _wrong_rows(rows: list[list[str]], full: list[list[str]], width: int) -> list[int]:
    """Indices of rows with too many values, or with so few, and of such kinds, that some must stand in wrong places.

    `full` are rows with as many values as there are columns.
    """
    long = [i for i, row in enumerate(rows) if len(row) > width and any(cell.strip() for cell in row[width:])]
    short = [i for i, row in enumerate(rows) if 0 < len(row) < width]
    if not short or len(full) < min(len(short), ROWS_SEEN):  # blanks at the ends of rows are left out throughout
        return long
    columns = list(zip(*full[:ROWS_SEEN], strict=True))
    shares = [_share_of_numbers(column) for column in columns]

    def fits(cell: str, share: float) -> bool:
        if not is_present(cell) or cell.strip().lower() in NO_VALUE:
            return True
        return share > 0.1 if is_number(cell) else share < 0.9

    def is_safe(row: list[str]) -> bool:
        label = next((cell for cell in row if cell.strip()), "")
        return is_totals_label(label) or all(map(fits, row, shares))

    return sorted(long + [i for i in short if not is_safe(rows[i])])


def _share_of_numbers(column: tuple[str, ...]) -> float:
    known = [cell for cell in column if cell.strip() and cell.strip().lower() not in NO_VALUE]
    return sum(map(is_number, known)) / len(known) if known else 0.5
