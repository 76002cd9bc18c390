"""What several slides are built of: big numbers, a panel of text, and a list of points."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from core.export.deck.canvas import Area, Ruler, Words, rectangle, text_box
from core.export.story.parts import Figure

if TYPE_CHECKING:
    from pptx.slide import Slide

BIG = 32.0
BODY = 14.0
SMALL = 12.0


def big_number(slide: "Slide", area: Area, of: Figure, ruler: Ruler, size: float = BIG) -> None:
    """A number, what it is, and a word below."""
    text_box(slide, area, _words(of, size), ruler)


def _words(of: Figure, size: float) -> list[Words]:
    return [
        Words(of.value, size, bold=True, after=0.08, least=16),
        Words(of.label, BODY, colour="muted"),
        Words(of.note, SMALL, colour="muted"),
    ]


def _height(of: Figure, room: float, ruler: Ruler, size: float) -> float:
    return ruler.height(ruler.fitted(_words(of, size), Area(0, 0, room, 10_000)), room) + 2


def number_row(slide: "Slide", area: Area, figures: Sequence[Figure], ruler: Ruler, size: float = BIG) -> None:
    """Big numbers side by side, each below a hairline."""
    for place, figure in zip(area.columns(*[1] * len(figures), gap=20 * ruler.scale), figures, strict=True):
        rule(slide, Area(place.left, place.top, place.width, 1))
        big_number(slide, Area(place.left, place.top + 8, place.width, place.height - 8), figure, ruler, size)


def rule(slide: "Slide", area: Area, colour: str = "ink", opaque: float = 20) -> None:
    """A line as thin as its area."""
    rectangle(slide, area, colour, "Rule", opaque)


def panel(slide: "Slide", area: Area, words: Sequence[Words], ruler: Ruler, edge: str = "accent") -> None:
    """Text on a faint ground with a coloured edge, as high as its text: for what must not be overlooked."""
    inner = Area(area.left + 18, area.top + 14, area.width - 34, area.height - 28)
    fitted = ruler.fitted(words, inner)
    height = min(ruler.height(fitted, inner.width) + 28, area.height)
    rectangle(slide, replace(area, height=height), "ink", "Panel", 5)
    rectangle(slide, replace(area, width=4, height=height), edge, "Edge")
    text_box(slide, replace(inner, height=height - 28), words, ruler)


def number_column(slide: "Slide", area: Area, figures: Sequence[Figure], ruler: Ruler, size: float) -> None:
    """Big numbers one below the other, with as much space between them as there is, up to a limit."""
    heights = [_height(figure, area.width, ruler, size) for figure in figures]
    free = (area.height - sum(heights)) / max(len(figures) - 1, 1)
    gap, top = max(0.0, min(free, 20 * ruler.scale)), area.top
    squeezed = min(1.0, area.height / max(sum(heights), 1))
    for figure, height in zip(figures, heights, strict=True):
        big_number(slide, Area(area.left, top, area.width, height * squeezed), figure, ruler, size)
        top += height * squeezed + gap


def points(texts: Sequence[str], size: float = BODY, colour: str = "ink", after: float = 0.55) -> list[Words]:
    """One paragraph a sentence, apart from one another."""
    return [Words(text, size, colour=colour, after=after) for text in texts if text]
