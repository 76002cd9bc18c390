"""The slides on what has moved since a former run: who went from where to where, and by what."""

from collections.abc import Callable
from dataclasses import replace

from core.comparing.movement import GROUPS
from core.export.deck import charts
from core.export.deck.canvas import Words, text_box
from core.export.deck.paint import PALETTE
from core.export.deck.pieces import BODY, SMALL, number_column, points
from core.export.deck.stage import Stage
from core.export.deck.tables import grounded, in_the_middle, table
from core.export.story.parts import Grid, SinceStory


def slides(since: SinceStory | None) -> tuple[Callable[[Stage], None], ...]:
    """The slides there are to make: none without a former run, one where nobody moved."""
    if since is None:
        return ()
    return (who_moved,) if since.why is None else (who_moved, what_moved_them)


def appendix(since: SinceStory | None) -> tuple[tuple[str, Grid], ...]:
    """What was set otherwise, as a table with its title, where anything was."""
    if since is None or not since.settings.rows:
        return ()
    return ((f"What was set otherwise than in {since.name}", since.settings),)


def who_moved(stage: Stage) -> None:
    """Tiers before and now, with arrows; beside them how many rose and fell, are new and have gone."""
    since, ruler = _told(stage), stage.ruler
    slide, body = stage.slide(since.who, _footer(stage, since))
    left, right = body.columns(3.4, 1, gap=40 * ruler.scale)
    heading, rest = left.below(22 * ruler.scale, gap=2)
    words = "Tier before (rows) and tier now (columns); ▲ rose, ▼ fell"
    text_box(slide, heading, [Words(words, SMALL, bold=True)], ruler)
    made = table(slide, rest, _with_arrows(since), ruler, 16, airy=2.2).table
    counts = since.counts
    for row in range(GROUPS + 1):
        for now in range(GROUPS + 1):
            cell = made.cell(row + 1, now + 1)
            way = row - now if GROUPS not in (row, now) else 0
            if way and counts["cell", row, now]:
                grounded(cell, PALETTE.up if way > 0 else PALETTE.down, "dark", bold=False)
            else:
                in_the_middle(cell)
    for column in range(1, GROUPS + 3):
        in_the_middle(made.cell(0, column))
        in_the_middle(made.cell(GROUPS + 2, column))
    for row in range(1, GROUPS + 2):
        in_the_middle(made.cell(row, GROUPS + 2))
    number_column(slide, right, since.who.figures, ruler, 26)


def _with_arrows(since: SinceStory) -> Grid:
    """The matrix with arrows, for those who do not see colours apart; cells of nobody are empty."""
    grid, counts = since.who.tables["matrix"], since.counts
    rows = [list(row) for row in grid.rows]
    for row in range(GROUPS + 1):
        for now in range(GROUPS + 1):
            if (row, now) == (GROUPS, GROUPS):
                continue
            arrow = "" if GROUPS in (row, now) or row == now else "▲ " if row > now else "▼ "
            rows[row][now + 1] = f"{arrow}{rows[row][now + 1]}" if counts["cell", row, now] else ""
    return replace(grid, rows=tuple(map(tuple, rows)))


def what_moved_them(stage: Stage) -> None:
    """Who rose or fell to each tier by what, and the same in sentences."""
    since, ruler = _told(stage), stage.ruler
    assert since.why is not None  # or there is no such slide
    slide, body = stage.slide(since.why, _footer(stage, since))
    left, right = body.columns(1.35, 1, gap=36 * ruler.scale)
    heading, rest = left.below(20 * ruler.scale)
    chart, tones = since.why.charts["causes"], ruler.tones
    hidden = any(value is None for values in chart.series.values() for value in values)
    words = "Customers who changed tier, by what moved them" + ("; small parts left out" if hidden else "")
    text_box(slide, heading, [Words(words, SMALL, bold=True)], ruler)
    if any(value for values in chart.series.values() for value in values):
        charts.parts_of_bars(slide, rest, chart, ruler, [tones.causes[name] for name in chart.series])
    else:  # all are hidden
        table(slide, rest, since.why.tables["causes"], ruler, 14)
    differ = len(since.settings.rows)
    more = f"{differ} choices differ from then" if differ > 1 else "One choice differs from then"
    said = points(since.why.points)
    if differ:
        said.append(Words(f"{more}: see the appendix.", BODY, colour="muted"))
    text_box(slide, right, said, ruler, "middle")


def _told(stage: Stage) -> SinceStory:
    assert stage.story.since is not None  # or there are no such slides
    return stage.story.since


def _footer(stage: Stage, since: SinceStory) -> tuple[str, ...]:
    return f"Compared with {since.run}", f"Cut-offs of K: {stage.story.cut_offs}"
