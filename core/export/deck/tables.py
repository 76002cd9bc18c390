"""Native tables: hairlines instead of boxes, numbers to the right, every cell measured."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from core.export.deck.canvas import EMU, Area, Ruler, Words, described, write
from core.export.deck.measuring import LINE, clean, cut, lines_of, width
from core.export.deck.paint import fill
from core.export.story.parts import Grid

if TYPE_CHECKING:
    from pptx.slide import Slide

PAD = 5.0  # between the text of a cell and its edges, left and right
ABOVE = 3.0  # and above and below it
NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # "No Style, No Grid"
LETTERS = 12.0
LEAST_OF_TEXT = 90.0  # a column of texts gets no narrower


def table(
    slide: "Slide",
    area: Area,
    of: Grid,
    ruler: Ruler,
    largest: float = LETTERS,
    most_lines: int = 2,
    bold: bool = False,
    airy: float = 0.7,
) -> Any:
    """A table as wide as its area, its rows as high as their text, and airier where there is room.

    largest: its letters' size, smaller down to 12 where the texts would not fit; bold: the texts of the first column;
    airy: so much higher may a row get, in sizes of its letters.
    """
    from pptx.enum.text import MSO_ANCHOR

    letters = _letters(of, area, ruler, largest, most_lines)
    widths = column_widths(of, area.width, letters * ruler.wider)
    lines = _fitted(of, widths, letters * ruler.wider, most_lines)
    heights = [_height(cells, widths, letters, ruler) for cells in lines]
    spare = max(0.0, area.height - sum(heights)) / max(len(of.rows), 1)
    heights = [heights[0], *(height + min(spare, letters * airy) for height in heights[1:])]
    frame = slide.shapes.add_table(len(lines), len(of.heads), *replace(area, height=sum(heights)).emu)
    described(frame, of.what)
    _unstyled(frame)
    made: Any = frame.table
    for column, wide in zip(list(made.columns), widths, strict=True):
        column.width = round(wide * EMU)
    for row, high in zip(list(made.rows), heights, strict=True):
        row.height = round(high * EMU)
    for y, cells in enumerate(lines):
        for x, text in enumerate(cells):
            words = Words(
                text,
                letters,
                bold=bold and x == 0 and y > 0,
                colour="ink" if y else "muted",
                align="right" if of.numbers[x] else "left",
            )
            cell = made.cell(y, x)
            write(cell.text_frame, [words])
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE if y else MSO_ANCHOR.BOTTOM
            cell.margin_top = cell.margin_bottom = round(ABOVE * EMU)
            cell.margin_left = cell.margin_right = round(PAD * EMU)
            _underlined(cell, strong=y == 0)
    return frame


def _letters(of: Grid, area: Area, ruler: Ruler, largest: float, most_lines: int) -> float:
    """The greatest size at which no text is cut and all rows fit; the smallest where there is none."""
    size = max(largest, LETTERS)
    while size > LETTERS:
        letters = ruler.size(size)
        widths = column_widths(of, area.width, letters * ruler.wider)
        lines = _fitted(of, widths, letters * ruler.wider, most_lines)
        whole = all(
            text == clean(said)
            for cells, row in zip(lines, [of.heads, *of.rows], strict=True)
            for text, said in zip(cells, row, strict=True)
        )
        if whole and sum(_height(cells, widths, letters, ruler) for cells in lines) <= area.height:
            return letters
        size -= 1
    return ruler.size(LETTERS)


def heights_of(of: Grid, room: float, ruler: Ruler, size: float = LETTERS, most_lines: int = 2) -> list[float]:
    """The least height of the heading and of each row in so much room, to share rows out over slides."""
    letters = ruler.size(size)
    widths = column_widths(of, room, letters * ruler.wider)
    return [_height(cells, widths, letters, ruler) for cells in _fitted(of, widths, letters * ruler.wider, most_lines)]


def column_widths(of: Grid, room: float, letters: float) -> list[float]:
    """Widths of the columns: what their texts take, the widest giving way where all of it is too much."""
    wanted, least = [], []
    for x, head in enumerate(of.heads):
        longest = max((width(clean(row[x])[:200], letters, True) for row in of.rows), default=0)
        word = max((width(w, letters, True) for w in clean(head).split()), default=0)
        wanted.append(max(longest, word) + 2 * PAD + 1)
        least.append(wanted[-1] if of.numbers[x] else min(wanted[-1], LEAST_OF_TEXT))
    if sum(wanted) <= room:
        spare = room - sum(wanted)
        if any(of.numbers):
            return [w + spare / len(wanted) for w in wanted]
        return [*wanted[:-1], wanted[-1] + spare]
    low, high = 0.0, max(wanted)
    for _ in range(40):  # no column wider than the middle, unless its least is
        middle = (low + high) / 2
        if sum(max(min(w, middle), at_least) for w, at_least in zip(wanted, least, strict=True)) > room:
            high = middle
        else:
            low = middle
    made = [max(min(w, low), at_least) for w, at_least in zip(wanted, least, strict=True)]
    return [w * room / sum(made) for w in made]


def _fitted(of: Grid, widths: list[float], letters: float, most_lines: int) -> list[list[str]]:
    """The texts of the heading and of all rows, cut to so many lines."""
    return [
        [
            cut(clean(text[:2000]), letters, widths[x] - 2 * PAD, 3 if y == 0 else most_lines, bold=True)
            for x, text in enumerate(row)
        ]
        for y, row in enumerate([of.heads, *of.rows])
    ]


def _height(cells: Sequence[str], widths: list[float], letters: float, ruler: Ruler) -> float:
    lines = (
        len(lines_of(text, letters * ruler.wider, wide - 2 * PAD, bold=True))
        for text, wide in zip(cells, widths, strict=True)
    )
    return max(lines) * letters * LINE + 2 * ABOVE


def _unstyled(frame: Any) -> None:
    properties = frame._element.xpath(".//a:tblPr")[0]
    properties.set("bandRow", "0")
    properties.set("firstRow", "1")  # read out as the heading
    for style in properties.xpath("./a:tableStyleId"):
        style.text = NO_STYLE


def _underlined(cell: Any, strong: bool) -> None:
    """A hairline below a cell, and no other; python-pptx has no word for the lines of cells."""
    from lxml import etree

    space = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
    line = etree.Element(f"{space}lnB", w="12700" if strong else "6350", cap="flat", cmpd="sng", algn="ctr")
    colour = etree.SubElement(etree.SubElement(line, f"{space}solidFill"), f"{space}schemeClr", val="tx1")
    # The theme's text, far lighter: on a dark ground, where the text is white, it stays so.
    etree.SubElement(colour, f"{space}lumMod", val="50000" if strong else "20000")
    etree.SubElement(colour, f"{space}lumOff", val="50000" if strong else "80000")
    etree.SubElement(line, f"{space}prstDash", val="solid")
    cell._tc.get_or_add_tcPr().insert(0, line)


def grounded(cell: Any, colour: str, letters: str, *, bold: bool = True) -> None:
    """A cell in a colour of its own, its text in another that can be read there, in the middle."""
    from pptx.enum.text import PP_ALIGN

    from core.export.deck.paint import paint

    fill(cell, colour)
    for paragraph in cell.text_frame.paragraphs:
        paragraph.alignment = PP_ALIGN.CENTER
        for run in paragraph.runs:
            run.font.bold = bold
            paint(run.font.color, letters)


def in_the_middle(cell: Any) -> None:
    """The text of a cell in its middle."""
    from pptx.enum.text import PP_ALIGN

    for paragraph in cell.text_frame.paragraphs:
        paragraph.alignment = PP_ALIGN.CENTER
