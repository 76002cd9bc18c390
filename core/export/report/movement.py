"""The pictures of what has moved since a former run. Counts that are hidden are neither drawn nor in the file."""

from core import charts_of_comparing
from core.comparing.movement import Movement
from core.export.report.drawing import LIGHT, Drawing
from core.export.story import SinceStory

LEFT_OUT = " Streams of fewer than five customers, and those that would tell them, are left out."
NOT_DRAWN = " Parts of fewer than five customers, and those that would tell them, are left out."


def of_movement(moved: Movement, told: SinceStory) -> tuple[Drawing, ...]:
    """Streams from tier to tier, the same in numbers, and by what they moved; nothing where nobody is there."""
    counts, matrix = told.counts, told.who.tables["matrix"]
    streams = charts_of_comparing.flows(moved, LIGHT, counts)
    drawings = []
    if streams.data[0].link.value:
        words = "From the tier before (left) to the tier now (right). Who is new or has gone has a stream of her own."
        alt = f"Streams of customers from tier to tier. {told.who.points[0]}"
        words += LEFT_OUT if counts.words else ""
        drawings.append(Drawing("streams", "From tier to tier", streams, words, alt, matrix))
    words = "In numbers: arrows say who rose and who fell."
    cells = charts_of_comparing.cells(moved, LIGHT, counts)
    drawings.append(Drawing("moved-cells", "Tiers before and now", cells, words, matrix.what, matrix))
    if told.why is not None:
        bars = charts_of_comparing.causes(moved, LIGHT, counts)
        words = f"{told.why.finding}." + (NOT_DRAWN if counts.words else "")
        if bars.data:
            table = told.why.tables["causes"]
            drawings.append(Drawing("causes", told.why.heading, bars, words, told.why.charts["causes"].alt, table))
    return tuple(drawings)
