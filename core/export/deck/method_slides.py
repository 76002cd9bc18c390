"""The slides up to the tiers: the title, how it was done, weights, bands, the training."""

from typing import TYPE_CHECKING

from core.export.deck import charts, since_slides
from core.export.deck.canvas import EMU, Area, Words, rectangle, text_box, write
from core.export.deck.paint import PALETTE
from core.export.deck.pieces import BODY, SMALL, number_column, number_row, panel, points
from core.export.deck.stage import FRONT_TITLE, FRONT_WORDS, TITLES, Stage, day_in_words
from core.export.deck.tables import grounded, table
from core.export.story.parts import Grid
from core.tiers import TIERS

if TYPE_CHECKING:
    from pptx.slide import Slide


def front(stage: Stage) -> None:
    """What it is about, of whom, and when."""
    story, ruler = stage.story, stage.ruler
    slide = stage.made.slides.add_slide(stage.front)
    words = [Words(story.subtitle, 20, after=0.5, least=14), Words(day_in_words(story), 16, colour="muted")]
    words += [Words(text, SMALL, colour="muted") for text in (story.state, story.small) if text]
    title, other = slide.shapes.title, None
    for shape in list(slide.placeholders):
        if shape.placeholder_format.type.name in TITLES:
            continue
        if shape.placeholder_format.type.name in ("SUBTITLE", "BODY") and other is None:
            other = shape
        else:
            shape._element.getparent().remove(shape._element)
    if stage.own:
        places = FRONT_TITLE, FRONT_WORDS
        _mark(slide, Area(640, 150, 270, 240))
    else:
        wide, high = stage.size
        left = Area(stage.margin, 0.3 * high, wide - 2 * stage.margin, 0.2 * high)
        places = (
            _placed(title, left, stage),
            _placed(other, Area(left.left, 0.53 * high, left.width, 0.25 * high), stage),
        )
    for shape, area, said in (
        (title, places[0], [Words(story.title, 40, bold=stage.own, least=24)]),
        (other, places[1], words),
    ):
        box = shape if shape is not None else slide.shapes.add_textbox(*area.emu)
        box.left, box.top, box.width, box.height = area.emu
        if stage.own:
            write(box.text_frame, ruler.fitted(said, area), "bottom" if shape is title else "top")
        else:
            _in_its_own_look(box.text_frame, ruler.fitted(said, area))
    if stage.logo:
        high = 44 * ruler.scale
        stage._picture(slide, Area(stage.margin, 0.09 * stage.size[1], 200 * ruler.scale, high), left=True)
    stage._notes(slide, (f"{story.title}: {story.subtitle}, as of {day_in_words(story)}.", *story.how.say[:1]))


def _placed(shape, usual: Area, stage: Stage) -> Area:  # type: ignore[no-untyped-def]
    """Where a template has put a placeholder, if it lies on the slide."""
    if shape is None or None in (shape.left, shape.top, shape.width, shape.height):
        return usual
    area = Area(*(v / 12_700 for v in (shape.left, shape.top, shape.width, shape.height)))
    wide, high = stage.size
    inside = area.left >= 0 and area.top >= 0 and area.right <= wide + 1 and area.bottom <= high + 1
    return area if inside and area.width > 0.3 * wide and area.height > 30 else usual


def _in_its_own_look(frame, words: list[Words]) -> None:  # type: ignore[no-untyped-def]
    from pptx.util import Pt

    frame.text = "\n".join(w.text for w in words)
    for paragraph, w in zip(frame.paragraphs, words, strict=True):
        for run in paragraph.runs:
            run.font.size = Pt(w.size)


def _mark(slide: "Slide", area: Area) -> None:
    """Four rising bars in the colours of the tiers: the sign that the app's pages carry too."""
    places = area.columns(1, 1, 1, 1, gap=16)
    for place, tier, high in zip(places, reversed(TIERS), (0.34, 0.55, 0.77, 1.0), strict=True):
        bar = Area(place.left, place.bottom - high * place.height, place.width, high * place.height)
        rectangle(slide, bar, PALETTE.tiers[tier], f"Mark {tier}")


def how_it_was_done(stage: Stage) -> None:
    """Four numbers, the steps, and the box on how far to trust it."""
    section, ruler = stage.story.how, stage.ruler
    slide, body = stage.slide(section)
    top, rest = body.below(66 * ruler.scale, gap=14 * ruler.scale)
    number_row(slide, top, section.figures, ruler)
    left, right = rest.columns(1.75, 1, gap=28 * ruler.scale)
    steps = section.tables["steps"]
    table(slide, left, steps, ruler, 14, most_lines=3, bold=True)
    honesty = [
        Words("How far to trust it", BODY, bold=True, after=0.5),
        Words(stage.story.honesty, BODY, after=0.5),
        *([Words(stage.story.state, BODY, bold=True)] if stage.story.state else []),
    ]
    panel(slide, right, honesty, ruler)


def weights(stage: Stage) -> None:
    """Every indicator's weight as a bar; beside them the dimensions, and who decided."""
    section, ruler = stage.story.weights, stage.ruler
    slide, body = stage.slide(section)
    left, right = body.columns(1.9, 1, gap=36 * ruler.scale)
    charts.bars(slide, left, section.charts["indicators"], ruler, ["accent"], "0.0%")
    numbers, said = right.below(len(section.figures) * 66 * ruler.scale, gap=12 * ruler.scale)
    number_column(slide, numbers, section.figures, ruler, 26)
    text_box(slide, said, points(section.points), ruler)


def bands(stage: Stage) -> None:
    """Customers by band, and the same as a table with what they spend."""
    section, ruler = stage.story.bands, stage.ruler
    slide, body = stage.slide(section)
    wider = 1.5 if len(section.tables["bands"].heads) > 5 else 1.15
    left, right = body.columns(1, wider, gap=36 * ruler.scale)
    colours = [f"band {b}" for b in range(1, 6)]
    charts.columns(slide, left, section.charts["customers"], ruler, colours)
    upper, _ = right.rows(2.4, 1, gap=14 * ruler.scale)
    frame = table(slide, upper, section.tables["bands"], ruler, 14)
    made, high = frame.table, frame.height / EMU
    _, lower = right.below(high, gap=20 * ruler.scale)
    for row, colour in zip(range(1, 6), reversed(colours), strict=True):
        grounded(made.cell(row, 0), colour, "white" if colour == "band 5" else "dark")
    text_box(slide, lower, points(section.points), ruler)


def training(stage: Stage) -> None:
    """The curve, the network beside simple guesses, and what that means."""
    section, ruler = stage.story.training, stage.ruler
    slide, body = stage.slide(section)
    top, rest = body.below(84 * ruler.scale, gap=10 * ruler.scale)
    number_row(slide, top, section.figures, ruler, 28)
    left, right = rest.columns(1.25, 1, gap=36 * ruler.scale)
    heading, curve = left.below(20 * ruler.scale)
    text_box(slide, heading, [Words("Mean squared error by epoch", SMALL, bold=True)], ruler)
    chart = section.charts["curve"]
    charts.lines(slide, curve, chart, ruler, [ruler.tones.parts[part] for part in chart.series])
    if "errors" in section.charts:
        upper, lower = right.rows(1, 1.1, gap=12 * ruler.scale)
        heading, errors = upper.below(20 * ruler.scale)
        text_box(slide, heading, [Words("Typically off by, on test customers", SMALL, bold=True)], ruler)
        charts.bars(slide, errors, section.charts["errors"], ruler, ["#A9AFB9", "#A9AFB9", "accent"])
    else:
        lower = right
    text_box(slide, lower, points(section.points), ruler)


def appendix(stage: Stage) -> None:
    """Settings, where the indicators come from, and the words, on as many slides as they take."""
    section = stage.story.settings
    definitions = Grid(
        ("Word", "What it means"), tuple(stage.story.definitions.items()), (False, False), "The words used, explained."
    )
    for title, grid in (
        (section.finding, section.tables["settings"]),
        ("Where each indicator comes from, and how it is scored", section.tables["indicators"]),
        ("What the words mean", definitions),
        *since_slides.appendix(stage.story.since),
    ):
        _pages(stage, title, grid)


def _pages(stage: Stage, title: str, grid: Grid) -> None:
    from dataclasses import replace

    from core.export.deck.tables import heights_of

    section, rows = stage.story.settings, list(grid.rows)
    while rows:
        slide, body = stage.slide(section, title=title)
        heights = heights_of(replace(grid, rows=tuple(rows)), body.width, stage.ruler)
        used, count = heights[0], 0
        while count < len(rows) and (used + heights[count + 1] <= body.height or count == 0):
            used, count = used + heights[count + 1], count + 1
        table(slide, body, replace(grid, rows=tuple(rows[:count])), stage.ruler, 14, bold=True, airy=0.35)
        rows, title = rows[count:], title.removesuffix(", continued") + ", continued"
