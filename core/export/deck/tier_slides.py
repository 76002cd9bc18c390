"""The slides of the tiers: all of them, one each, and beside the bands."""

from dataclasses import replace

from core.export.deck import charts
from core.export.deck.canvas import Area, Words, rectangle, text_box, write
from core.export.deck.measuring import clean
from core.export.deck.paint import PALETTE, letters_on, mixed
from core.export.deck.pieces import BODY, SMALL, number_column, panel, points
from core.export.deck.stage import Stage
from core.export.deck.tables import grounded, in_the_middle, table
from core.export.story.parts import Chart, Grid, TierSection
from core.tiers import TIERS, Tier


def footer(stage: Stage) -> tuple[str, ...]:
    """What stands below every tier: how far to trust it, and where K is cut."""
    return stage.story.trust, f"Cut-offs of K: {stage.story.cut_offs}"


def tiers(stage: Stage) -> None:
    """Who they are and what they bring, and the tiers in numbers."""
    section, ruler = stage.story.tiers, stage.ruler
    slide, body = stage.slide(section, footer(stage))
    upper, lower = body.rows(1.2, 1, gap=16 * ruler.scale)
    said = points(section.points)
    left, right = upper.columns(1.7, 1, gap=36 * ruler.scale)
    shares = section.charts.get("shares")
    if shares is not None and _whole(shares):
        lettered = replace(shares, labels=TIERS)
        charts.shares_of_a_whole(slide, left, lettered, ruler, ruler.tones.tiers)
    else:
        charts.columns(slide, left, replace(section.charts["customers"], labels=TIERS), ruler, ruler.tones.tiers)
    text_box(slide, right, said, ruler, "middle")
    grid = section.tables["tiers"]
    names = [clean(row[0])[2:] for row in grid.rows]
    lettered_grid = Grid(
        ("", *grid.heads),
        tuple((t, name, *row[1:]) for t, name, row in zip(TIERS, names, grid.rows, strict=True)),
        (False, *grid.numbers),
        grid.what,
    )
    made = table(slide, lower, lettered_grid, ruler, 14).table
    for row, tier in enumerate(TIERS, start=1):
        grounded(made.cell(row, 0), ruler.tones.tier(tier), letters_on(ruler.tones.tier(tier)))


def _whole(chart: Chart) -> bool:
    """Whether all its series are parts of a whole: nothing hidden, and nothing given back."""
    return all(value is not None and value >= 0 for values in chart.series.values() for value in values) and all(
        abs(sum(v or 0 for v in values) - 1) < 1e-6 for values in chart.series.values()
    )


def one_tier(stage: Stage, of: TierSection) -> None:
    """Who they are, in numbers and beside everybody, and what to do with them."""
    ruler = stage.ruler
    slide, body = stage.slide(of, footer(stage))
    narrow, middle, right = body.columns(0.62, 1.6, 1.35, gap=28 * ruler.scale)
    side = 56 * ruler.scale
    badge, numbers = narrow.below(side, gap=12 * ruler.scale)
    _badge(slide, replace(badge, width=side), of.tier, stage)
    figures = of.figures
    number_column(slide, numbers, figures, ruler, 24)
    heading, chart = middle.below(22 * ruler.scale)
    if "gaps" in of.charts:
        gaps = of.charts["gaps"]
        text_box(slide, heading, [Words("Mean score less that of all customers, in points", SMALL, bold=True)], ruler)
        charts.bars(slide, chart, gaps, ruler, [ruler.tones.tier(of.tier)])
    else:
        text_box(slide, middle, [Words(of.summary, BODY, colour="muted")], ruler)
    words = [
        Words("What to do", BODY, bold=True, after=0.4),
        Words("" if of.by_the_team or "gaps" not in of.charts else of.summary, BODY, colour="muted", after=0.6),
        Words(of.words, 18, after=0.6),
        Words(of.next, BODY, bold=True),
    ]
    if of.words or of.next:
        panel(slide, right, words, ruler, ruler.tones.tier(of.tier))


def _badge(slide, area: Area, tier: Tier, stage: Stage) -> None:  # type: ignore[no-untyped-def]
    colour = stage.ruler.tones.tier(tier)
    letter = Words(tier, stage.ruler.size(32), bold=True, colour=letters_on(colour), align="center")
    write(rectangle(slide, area, colour, f"Tier {tier}").text_frame, [letter], "middle")


def matrix(stage: Stage) -> None:
    """The counts, the more the darker, and the four corners with what they ask for."""
    section, ruler = stage.story.matrix, stage.ruler
    slide, body = stage.slide(section, footer(stage))
    left, right = body.columns(1.25, 1, gap=36 * ruler.scale)
    axis, rest = left.below(22 * ruler.scale, gap=2)
    text_box(slide, axis, [Words("Band of current value (rows) by tier (columns)", SMALL, bold=True)], ruler)
    made = table(slide, rest, section.tables["matrix"], ruler, 16, airy=3.0).table
    counts = [section.charts["matrix"].series[f"Tier {t}"] for t in reversed(TIERS)]
    most = max((value for values in counts for value in values if value), default=1)
    for x, values in enumerate(counts, start=1):
        for y, value in enumerate(reversed(values), start=1):
            if value:
                part = 0.12 + 0.88 * (value / most) ** 0.6
                grounded(made.cell(y, x), mixed(PALETTE.tiers["C"], part), "dark", bold=False)
            else:
                in_the_middle(made.cell(y, x))
        in_the_middle(made.cell(0, x))
    for place, figure in zip(right.rows(1, 1, 1, 1, gap=8), section.figures, strict=True):
        number, said = place.columns(1, 2.6, gap=12)
        text_box(slide, number, [Words(figure.value, 26, bold=True, align="right", least=14)], ruler)
        text_box(
            slide,
            said,
            [Words(figure.label.capitalize(), BODY, bold=True, after=0.15), Words(figure.note, BODY, colour="muted")],
            ruler,
        )
