"""Tables as sheets of a workbook, row by row: a million customers take no more memory than a thousand.

The workbook has to be made with `OPTIONS`. xlsxwriter then keeps one row in memory; its ten calls a cell would take
minutes for a million customers, so whole blocks of rows are written as XML beside what is written cell by cell.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from core.export.cells import ROWS_AT_ONCE, harmless_text, is_number, joined_cells, number_cells, word_cells
from core.export.progress import Progress, part_of, unwatched

# One moment for every workbook, so that equal results are equal bytes.
CREATED = dt.datetime(2000, 1, 1)
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
MOST_ROWS = 1_048_575  # of one sheet, without the heading
WRAPPED = 200  # rows, below which long words are broken into lines
LINE = 15  # points
A4 = 9
LEFT = {"align": "left", "indent": 1}  # of the numbers that stand before it
MOST_CHARACTERS = 32_767  # of one cell
# What XML cannot hold, and what a spreadsheet would take for the writing of such a sign.
NO_XML = re.compile("[\x00-\x08\x0b-\x1f]|_(?=x[0-9A-Fa-f]{4}_)")


def write_table(
    book: Workbook, name: str, table: pd.DataFrame, formats: dict[str, str], progress: Progress = unwatched
) -> list[str]:
    """A frame as a sheet, or as several where one cannot hold its rows; the names of them.

    A bold frozen heading with a filter; each column has its format (by heading, else by what it holds) and its width.
    """
    names = []
    for start in range(0, max(len(table), 1), MOST_ROWS):
        names.append(name if start == 0 else f"{name} {start // MOST_ROWS + 1}")
        sheet, rows = new_sheet(book, names[-1]), table.iloc[start : start + MOST_ROWS]
        styles, widths = [], []
        for column in range(rows.shape[1]):
            heading, values = str(rows.columns[column]), rows.iloc[:, column]
            styles.append(_style(book, heading, values, formats))
            widths.append(width(heading, values))
            sheet.set_column(column, column, widths[-1], styles[-1])
        end = start + len(rows)
        write_block(
            book, sheet, 0, rows, styles, widths, part_of(progress, start / max(end, 1), end / max(len(table), 1))
        )
        sheet.freeze_panes(1, 1 if rows.shape[1] > 1 else 0)
        if len(rows) and rows.shape[1] > 1:
            sheet.autofilter(0, 0, len(rows), rows.shape[1] - 1)
        sheet.repeat_rows(0)
    return names


def new_sheet(book: Workbook, name: str) -> Worksheet:
    """An empty sheet that prints on pages as wide as it is."""
    sheet = book.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    return sheet


def write_blocks(
    book: Workbook, name: str, blocks: list[tuple[str, pd.DataFrame]], formats: dict[str, str]
) -> tuple[Worksheet, list[int]]:
    """Several small tables on one sheet, one below the other, each under a sentence; the sheet, and the rows of their
    headings (from 0).
    """
    sheet, row = new_sheet(book, name), 0
    title = book.add_format({"bold": True, "font_size": 12})
    most = max(table.shape[1] for _, table in blocks)
    widths = [0.0] * most
    for _, table in blocks:
        for column in range(table.shape[1]):
            widths[column] = max(widths[column], width(str(table.columns[column]), table.iloc[:, column]))
    for column, characters in enumerate(widths):
        sheet.set_column(column, column, characters)
    headings = []
    for sentence, table in blocks:
        sheet.write_string(row, 0, plain(sentence), title)
        headings.append(row + 1)
        styles = [_style(book, str(table.columns[c]), table.iloc[:, c], formats) for c in range(table.shape[1])]
        row = write_block(book, sheet, row + 1, table, styles, widths) + 1
    return sheet, headings


def write_block(
    book: Workbook,
    sheet: Worksheet,
    row: int,
    table: pd.DataFrame,
    styles: list[Format],
    widths: list[float],
    progress: Progress = unwatched,
) -> int:
    """Headings at `row` (from 0), and below them the rows of a frame; the row after them."""
    look = {"bold": True, "bottom": 1, "valign": "top"}
    words, numbers = book.add_format(look | LEFT), book.add_format(look | {"align": "right"})
    for column, heading in enumerate(table.columns):
        sheet.write_string(row, column, plain(heading), words if styles[column].num_format == "@" else numbers)
    row += 1
    for start in range(0, len(table), ROWS_AT_ONCE):
        rows = table.iloc[start : start + ROWS_AT_ONCE]
        _append(sheet, row, rows, styles, _heights(rows, widths) if len(table) < WRAPPED else None)
        row += len(rows)
        progress((start + len(rows)) / len(table))
    return row


def plain(value: object) -> str:
    """A text for one cell, harmless and not too long, that xlsxwriter does not take for markup of its own."""
    text = harmless_text(value)[:MOST_CHARACTERS]
    return text + " " if text.startswith("<r>") and text.endswith("</r>") else text


def width(heading: str, values: pd.Series) -> float:
    """Of a column, in characters: as the heading and the first 200 cells need it."""
    shown = values.dropna().head(200).astype(str)
    if is_number(values):
        shown = shown.str.slice(0, 8)  # the format cuts digits
    return min(60, max([len(heading) + 4, *(len(text) + 3 for text in shown)]))


def _heights(rows: pd.DataFrame, widths: list[float]) -> list[str]:
    """What each row says of its height, where its words need several lines: a program may not look by itself."""
    return [
        f' ht="{LINE * lines}" customHeight="1"' if (lines := most_lines(row, widths)) > 1 else ""
        for row in rows.itertuples(index=False)
    ]


def most_lines(row: Iterable[object], widths: Sequence[float]) -> int:
    """How many lines the longest text of a row takes in columns of these widths."""
    return max(
        [
            sum(-(-len(line) // max(1, int(w))) or 1 for line in value.split("\n"))
            for value, w in zip(row, widths, strict=False)
            if isinstance(value, str)
        ],
        default=1,
    )


def _append(
    sheet: Worksheet, row: int, rows: pd.DataFrame, styles: list[Format], heights: list[str] | None = None
) -> None:
    """Write rows of a frame from `row` on, below all that the sheet holds so far."""
    sheet._write_single_row(row + len(rows))  # what was written cell by cell comes first
    sheet.dim_rowmax = row + len(rows) - 1  # the sheet's own note of its size
    numbers = pc.cast(pa.array(range(row + 1, row + len(rows) + 1)), pa.string())
    line = ['<row r="', numbers, '"', pa.array(heights) if heights else "", ">"]
    for column, style in enumerate(styles):
        begin = f'<c r="{xl_col_to_name(column)}', numbers, f'" s="{style._get_xf_index()}"'
        line.append(pc.fill_null(pc.binary_join_element_wise(*begin, *_rest(rows.iloc[:, column]), "</c>", ""), ""))
    sheet.fh.write(joined_cells(pc.binary_join_element_wise(*line, "</row>", "")))


def _rest(values: pd.Series) -> tuple[str | pa.StringArray, ...]:
    """What stands in the cells of a column, from the kind of each on; null where there is no value, and so no cell."""
    if is_number(values):
        return "><v>", number_cells(values), "</v>"
    if _mixed(values):
        mixed = [None if pd.isna(v) else _words(v) if isinstance(v, str) else f"><v>{v}</v>" for v in values]
        return (pa.array(mixed, pa.string()),)
    return ' t="inlineStr"><is>', word_cells(values, _string), "</is>"


def _words(value: object) -> str:
    return f' t="inlineStr"><is>{_string(harmless_text(value))}</is>'


def _string(text: str) -> str:
    """A text as a cell of XML holds it."""
    text = NO_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", text[:MOST_CHARACTERS])
    return f'<t xml:space="preserve">{escape(text)}</t>' if text != text.strip() else f"<t>{escape(text)}</t>"


def _style(book: Workbook, heading: str, values: pd.Series, formats: dict[str, str]) -> Format:
    """The look of a column; words of several lines stay in their cell."""
    form = formats.get(heading) or _format(values)
    words = {"text_wrap": len(values) < WRAPPED, **LEFT} if form == "@" else {}
    if _mixed(values):
        words = {"align": "right"}  # the words for hidden counts stand below numbers
    return book.add_format({"num_format": form, "valign": "top", **words})


def _format(values: pd.Series) -> str:
    numbers = values.dropna() if is_number(values) else _numbers_among(values)
    if is_number(values) or len(numbers):
        whole = (numbers % 1 == 0).all() if isinstance(numbers, pd.Series) else all(n % 1 == 0 for n in numbers)
        return "#,##0" if whole else "0.00"
    return "@"


def _numbers_among(values: pd.Series) -> list[float]:
    """The numbers of a column that holds words beside them, as that of counts some of which are hidden."""
    return [value for value in values if isinstance(value, int | float) and value == value] if _mixed(values) else []


def _mixed(values: pd.Series) -> bool:
    return values.dtype == object and len(values) < WRAPPED and any(isinstance(v, int | float) for v in values)
