"""The presentation that slides are put into, own or a template's: where titles stand, and what every slide has."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from core.export.deck import Look
from core.export.deck.canvas import EMU, WIDE, Area, Ruler, Words, described, text_box, write
from core.export.deck.measuring import clean
from core.export.deck.paint import Tones
from core.export.deck.plain_base import FOOTER, FRONT_TITLE, FRONT_WORDS, MARGIN, TITLE, plain_base
from core.export.story.parts import Section, Story

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import Slide, SlideLayout

HEADLINE = 28.0
WIDER = 1.2  # than Arial is a template's font at most, such as Verdana
SMALL = 12.0
QUIET = ("DATE", "FOOTER", "SLIDE_NUMBER")  # placeholders that hold nothing of a slide's own
TITLES = ("TITLE", "CENTER_TITLE")


@dataclass
class Stage:
    """A presentation in the making. margin: to the left and right; low: where a slide's own part ends."""

    made: "Presentation"
    ruler: Ruler
    own: bool
    size: tuple[float, float]
    logo: bytes | None
    story: Story
    front: "SlideLayout" = field(init=False)
    inside: "SlideLayout" = field(init=False)

    def __post_init__(self) -> None:
        """Choose the layouts of the first slide and of all others."""
        layouts = list(self.made.slide_layouts)
        self.front = min(layouts, key=lambda layout: (not _has(layout, "CENTER_TITLE"), len(_open(layout))))
        self.inside = min(layouts, key=lambda layout: (not _has(layout, "TITLE"), len(_open(layout))))

    @property
    def margin(self) -> float:
        """To the left and right of what stands on a slide."""
        return MARGIN * self.size[0] / WIDE[0]

    @property
    def title_area(self) -> Area:
        """Where headlines stand: in the template's own place, where that is a usual one."""
        if self.own:
            return TITLE
        usual = Area(self.margin, 0.07 * self.size[1], self.size[0] - 2 * self.margin, 0.135 * self.size[1])
        for place in list(self.inside.placeholders):
            if place.placeholder_format.type.name in TITLES and None not in (place.left, place.top):
                area = Area(place.left / EMU, place.top / EMU, place.width / EMU, place.height / EMU)
                wide, high = area.width > 0.55 * self.size[0], 0.06 * self.size[1] < area.height
                inside = area.left >= 0 and area.top >= 0 and area.right <= self.size[0] + 1
                if wide and high and inside and area.bottom < 0.36 * self.size[1]:
                    return area
        return usual

    @property
    def low(self) -> float:
        """How far down a slide's own part may go: to the template's footers, or to a margin."""
        if self.own:
            return FOOTER.bottom
        tops = [
            shape.top / EMU
            for shape in list(self.inside.placeholders)
            if shape.placeholder_format.type.name in QUIET and shape.top is not None
        ]
        usual = self.size[1] - 0.04 * self.size[1]
        return min([usual, *(top - 2 for top in tops if top > 0.85 * self.size[1])])

    def slide(self, section: Section, footer: Sequence[str] = (), title: str = "") -> "tuple[Slide, Area]":
        """A slide with its headline, footer and notes; and the place for what it shows."""
        slide = self.made.slides.add_slide(self.inside)
        place = self.title_area
        used = self._headline(slide, place, title or section.finding, section.heading)
        lines = [*footer, f"{self.story.title}  ·  {day_in_words(self.story)}"]
        line_height = self.ruler.size(SMALL) * 1.25
        top = self.low - line_height * len(lines)
        self._footer(slide, Area(self.margin, top, self.size[0] - 2 * self.margin, line_height * len(lines)), lines)
        self._notes(slide, section.say)
        gap = 18 * self.ruler.scale
        start = (place.top + used if self.own else place.bottom) + gap
        return slide, Area(self.margin, start, self.size[0] - 2 * self.margin, max(top - gap - start, 60))

    def _headline(self, slide: "Slide", place: Area, words: str, kicker: str) -> float:
        """The finding as the slide's title, and above it, in the deck's own look, what it is about; how high it is."""
        size = HEADLINE if place.width > 700 * self.ruler.scale else HEADLINE - 2
        shown = [Words(words, size, bold=self.own, least=18)]
        fitted = self.ruler.fitted(shown, place)
        title: Any = slide.shapes.title
        if title is None:
            title = slide.shapes.add_textbox(*place.emu)
        else:
            title.left, title.top, title.width, title.height = place.emu
        if self.own:
            write(title.text_frame, fitted)
            above = Area(place.left, place.top - 20, place.width, 16)
            text_box(slide, above, [Words(kicker.upper(), SMALL, bold=True, colour="accent")], self.ruler)
        else:
            _plainly(title.text_frame, fitted)
        for shape in list(slide.placeholders):
            if shape.placeholder_format.type.name not in TITLES:
                shape._element.getparent().remove(shape._element)
        return self.ruler.height(fitted, place.width)

    def _footer(self, slide: "Slide", area: Area, lines: Sequence[str]) -> None:
        """Small lines at the bottom; at their right end the number of the slide, and the logo."""
        number, gap = 30 * self.ruler.scale, 8 * self.ruler.scale
        right = area.right
        if self.logo:
            high = min(area.height, 24 * self.ruler.scale)
            most = 110 * self.ruler.scale
            right -= gap + self._picture(slide, Area(right - most, area.bottom - high, most, high))
        text = Area(area.left, area.top, right - number - gap - area.left, area.height)
        cuts = [self._one_line(line, text.width) for line in lines]
        text_box(slide, text, [Words(line, SMALL, colour="muted") for line in cuts], self.ruler, "bottom")
        letters = self.ruler.size(SMALL)
        box = slide.shapes.add_textbox(*Area(right - number, area.bottom - letters * 1.25, number, letters * 1.25).emu)
        write(box.text_frame, [Words(f"{len(self.made.slides)}", letters, colour="muted", align="right")], "bottom")
        _numbered(box)

    def _one_line(self, text: str, room: float) -> str:
        from core.export.deck.measuring import cut

        return cut(clean(text[:2000]), self.ruler.size(SMALL) * self.ruler.wider, room, 1)

    def _picture(self, slide: "Slide", area: Area, left: bool = False) -> float:
        """The logo within a place, at its right or left end; how wide it came out."""
        assert self.logo is not None  # asked for where there is one
        picture: Any = slide.shapes.add_picture(io.BytesIO(self.logo), *area.emu[:2])
        scale = min(area.width * EMU / picture.width, area.height * EMU / picture.height)
        picture.width, picture.height = round(picture.width * scale), round(picture.height * scale)
        wide = picture.width / EMU
        picture.left = round((area.left if left else area.right - wide) * EMU)
        picture.top = round((area.bottom - picture.height / EMU) * EMU)
        described(picture, "Logo")
        return wide

    def _notes(self, slide: "Slide", say: Sequence[str]) -> None:
        frame = slide.notes_slide.notes_text_frame
        if frame is not None:
            frame.text = "\n".join(clean(sentence[:10_000]) for sentence in say)


def stage(look: Look, story: Story) -> Stage:
    """An empty stage, of the template where one is given."""
    import pptx

    own = look.template is None
    made = plain_base() if look.template is None else pptx.Presentation(io.BytesIO(look.template))
    size = ((made.slide_width or 0) / EMU, (made.slide_height or 0) / EMU)
    scale = (size[0] * size[1] / (WIDE[0] * WIDE[1])) ** 0.5
    return Stage(made, Ruler(1.0, 1.0) if own else Ruler(scale, WIDER, Tones(_dark(made))), own, size, look.logo, story)


def day_in_words(story: Story) -> str:
    """`1 March 2026`."""
    return f"{story.day.day} {story.day:%B %Y}"


def _dark(made: "Presentation") -> bool:
    """Whether a template writes light on dark: its text is the theme's light colour."""
    return any(mapped.get("tx1") == "lt1" for mapped in made.slide_master._element.xpath("./p:clrMap"))


def _open(layout: "SlideLayout") -> list[Any]:
    """Placeholders of a layout that wait for something."""
    return [p for p in list(layout.placeholders) if p.placeholder_format.type.name not in QUIET]


def _has(layout: "SlideLayout", kind: str) -> bool:
    return any(p.placeholder_format.type.name == kind for p in list(layout.placeholders))


def _plainly(frame: Any, words: Sequence[Words]) -> None:
    """Text in the template's own colour and weight, at a measured size."""
    from pptx.util import Pt

    frame.text = words[0].text if words else ""
    for paragraph in frame.paragraphs:
        for run in paragraph.runs:
            run.font.size = Pt(words[0].size)


def _numbered(box: Any) -> None:
    """Turn the text of a box into the slide's number, which follows when slides are moved."""
    from lxml import etree

    space = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
    run = box._element.xpath(".//a:r")[0]
    number = etree.Element(f"{space}fld", id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}", type="slidenum")
    for child in list(run):
        number.append(child)
    run.getparent().replace(run, number)


__all__ = ["FRONT_TITLE", "FRONT_WORDS", "Stage", "day_in_words", "stage"]
