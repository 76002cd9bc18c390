"""Where things stand on a slide, and text that is measured before it is put there. All lengths are points."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from core.export.deck.measuring import LINE, clean, cut, lines_of
from core.export.deck.paint import Tones

if TYPE_CHECKING:
    from pptx.shapes.base import BaseShape
    from pptx.slide import Slide

EMU = 12_700  # of a point
WIDE = (960.0, 540.0)  # a slide of 13.33 x 7.5 inches


@dataclass(frozen=True)
class Area:
    """A place on a slide: left and top corner, width and height."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.top + self.height

    @property
    def emu(self) -> tuple[Any, Any, Any, Any]:
        """Left, top, width and height as files hold them; Any, as python-pptx calls whole numbers lengths."""
        return (round(self.left * EMU), round(self.top * EMU), round(self.width * EMU), round(self.height * EMU))

    def columns(self, *shares: float, gap: float) -> "list[Area]":
        """Places side by side, as wide as their shares."""
        free, left, made = self.width - gap * (len(shares) - 1), self.left, []
        for share in shares:
            made.append(replace(self, left=left, width=free * share / sum(shares)))
            left = made[-1].right + gap
        return made

    def rows(self, *shares: float, gap: float) -> "list[Area]":
        """Places one below the other, as high as their shares."""
        free, top, made = self.height - gap * (len(shares) - 1), self.top, []
        for share in shares:
            made.append(replace(self, top=top, height=free * share / sum(shares)))
            top = made[-1].bottom + gap
        return made

    def below(self, height: float, gap: float = 0) -> "tuple[Area, Area]":
        """The upper part of so much height, and what lies below it."""
        height = min(height, self.height)
        rest = max(self.height - height - gap, 1.0)
        return replace(self, height=height), replace(self, top=self.bottom - rest, height=rest)

    def inset(self, by: float) -> "Area":
        """The place within it, so far from its edges."""
        return Area(self.left + by, self.top + by, max(self.width - 2 * by, 1), max(self.height - 2 * by, 1))


@dataclass(frozen=True)
class Words:
    """A paragraph. colour: of core.export.deck.paint; after: the space below, in sizes of its letters."""

    text: str
    size: float
    bold: bool = False
    colour: str = "ink"
    after: float = 0.0
    align: str = "left"
    least: float = 12.0  # the smallest size it may get


@dataclass(frozen=True)
class Ruler:
    """How a deck measures. scale: of all sizes, 1 on a slide of 13.33 x 7.5 inches; wider: by how much fonts are.

    tones: the colours that suit the ground.
    """

    scale: float = 1.0
    wider: float = 1.0
    tones: Tones = field(default_factory=Tones)

    def size(self, points: float) -> float:
        """A size on this slide, in whole or half points."""
        return max(round(points * self.scale * 2) / 2, 9.0)

    def fitted(self, words: Sequence[Words], area: Area) -> list[Words]:
        """Paragraphs that fit a place: as they are, else smaller, else cut; empty ones are left out.

        Their sizes are those on this slide already.
        """
        shown = [
            replace(w, text=text, size=self.size(w.size), least=min(self.size(w.least), self.size(w.size)))
            for w in words
            if (text := clean(w.text[:20_000]))
        ]
        while shown and self.height(shown, area.width) > area.height:
            smaller = [replace(w, size=max(w.size - 0.5, w.least)) for w in shown]
            if smaller == shown:
                return self._cut(shown, area)
            shown = smaller
        return shown

    def height(self, words: Sequence[Words], room: float) -> float:
        """How high paragraphs are in so much room."""
        inner = sum(self._lines(w, room) * w.size * LINE for w in words)
        return inner + sum(w.after * w.size for w in words[:-1])

    def _lines(self, w: Words, room: float) -> int:
        return len(lines_of(w.text[:3000], w.size * self.wider, room, w.bold))

    def _cut(self, words: list[Words], area: Area) -> list[Words]:
        """Line by line less of the longest paragraph, then of the last one, until all fit."""
        shown = list(words)
        counts = [self._lines(w, area.width) for w in shown]
        while shown and self._sum(shown, counts) > area.height:
            k = max(range(len(shown)), key=lambda k: (counts[k], k))
            if counts[k] > 1:
                counts[k] -= 1
            else:
                shown.pop()
                counts.pop()
        return [
            replace(w, text=cut(w.text, w.size * self.wider, area.width, n, w.bold))
            for w, n in zip(shown, counts, strict=True)
        ]

    def _sum(self, words: list[Words], counts: list[int]) -> float:
        inner = sum(n * w.size * LINE for w, n in zip(words, counts, strict=True))
        return inner + sum(w.after * w.size for w in words[:-1])


def write(frame: Any, words: Sequence[Words], anchor: str = "top") -> None:
    """Put measured paragraphs into a text frame without margins."""
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
    from pptx.util import Pt

    from core.export.deck.paint import paint

    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = {"top": MSO_ANCHOR.TOP, "middle": MSO_ANCHOR.MIDDLE, "bottom": MSO_ANCHOR.BOTTOM}[anchor]
    for k, w in enumerate(words):
        paragraph = frame.paragraphs[0] if k == 0 else frame.add_paragraph()
        paragraph.alignment = {"left": PP_ALIGN.LEFT, "right": PP_ALIGN.RIGHT, "center": PP_ALIGN.CENTER}[w.align]
        paragraph.line_spacing = 1.0
        paragraph.space_before = Pt(0)
        paragraph.space_after = Pt(w.after * w.size if k + 1 < len(words) else 0)
        run = paragraph.add_run()
        run.text = w.text
        run.font.size, run.font.bold = Pt(w.size), w.bold
        paint(run.font.color, w.colour)


def text_box(slide: "Slide", area: Area, words: Sequence[Words], ruler: Ruler, anchor: str = "top") -> "BaseShape":
    """A box of text that fits its place."""
    box = slide.shapes.add_textbox(*area.emu)
    write(box.text_frame, ruler.fitted(words, area), anchor)
    return box


def rectangle(slide: "Slide", area: Area, colour: str, name: str, opaque: float = 100) -> Any:
    """A plain rectangle: no line, no shadow, nothing of the theme but perhaps its colour."""
    from pptx.enum.shapes import MSO_SHAPE

    from core.export.deck.paint import fill, see_through

    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *area.emu)
    for style in shape._element.xpath("./p:style"):
        shape._element.remove(style)
    fill(shape, colour)
    if opaque < 100:
        see_through(shape._element.spPr, opaque)
    shape.line.fill.background()
    shape.name = name
    return shape


def described(shape: Any, words: str) -> None:
    """Give a shape its alternative text."""
    properties = shape._element.xpath(".//p:cNvPr")[0]
    properties.set("descr", clean(words)[:2000])
