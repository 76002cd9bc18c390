"""Charts under the small-cell rule: what would tell of fewer than five customers is neither drawn nor in the file.

It holds for what lies in the file, not only for what is seen of it: the counts go from the figures themselves.
"""

from dataclasses import replace

import numpy as np
import plotly.graph_objects as go

from core.export.small_cells import hidden, hidden_cells
from core.export.story import Grid
from core.export.story.hiding import Counted
from core.tier_figures import Density

LEFT_BLANK = " Columns that tell of fewer than five customers are left blank."


def columns_left(made: go.Figure, gone: list[bool]) -> go.Figure:
    """A histogram whose columns belong to groups (one colour each, lowest first), small ones blank.

    gone: whether a group (in the order in which its colour comes) is hidden altogether.
    """
    groups: dict[str, list[tuple[go.Bar, int]]] = {}
    for trace in made.data:
        if isinstance(trace, go.Bar):
            colours = trace.marker.color
            for at in range(len(trace.y)):
                groups.setdefault(colours if isinstance(colours, str) else colours[at], []).append((trace, at))
    counts = {id(trace): [int(n) for n in trace.y] for trace in made.data if isinstance(trace, go.Bar)}
    left: dict[int, list[int | None]] = {key: list(values) for key, values in counts.items()}
    for group, out in zip(groups.values(), gone, strict=True):
        small = hidden([counts[id(trace)][at] for trace, at in group], hide=True)
        for (trace, at), blank in zip(group, small, strict=True):
            if blank or out:
                left[id(trace)][at] = None
    for trace in made.data:
        if isinstance(trace, go.Bar):
            trace.y = left[id(trace)]
    most = max((n for values in left.values() for n in values if n), default=1)
    return made.update_yaxes(range=[0, most * 1.05])


def bars_left(made: go.Figure, counted: Counted) -> go.Figure:
    """The bars of the bands with the counts that may be told."""
    (bars,) = made.data
    bars.y = counted.drawn(counted.counts)
    bars.text = [
        f"<b>{text}</b>" if out else old for text, out, old in zip(counted.shown, counted.out, bars.text, strict=True)
    ]
    most = max((n for n, out in zip(counted.counts, counted.out, strict=True) if not out), default=1)
    return made.update_yaxes(range=[0, most * 1.18])


def cells_left(made: go.Figure, matrix: np.ndarray, grid: Grid, corners: dict[str, str]) -> go.Figure:
    """Bands beside tiers with the counts that may be told: `grid` and `corners` hold them as printed."""
    out = hidden_cells(matrix, hide=True)[:, ::-1]
    heat, points = made.data
    heat.z = np.where(out, np.nan, matrix[:, ::-1])
    # The grid has band 5 on top; the points begin with band 1. Both have tier D first.
    cells = [cell for row in reversed(grid.rows) for cell in row[1:]]
    places = [(b, t) for b in range(1, 6) for t in grid.heads[1:]]
    points.text = [*cells, *(f"<b>{name}</b> {count}" for name, count in corners.items())]
    points.customdata = [
        *(f"band {b}, {t.lower()}: {cell} customers" for (b, t), cell in zip(places, cells, strict=True)),
        *(f"{name}: {count} customers" for name, count in corners.items()),
    ]
    return made


def density_left(found: Density) -> Density:
    """The density without the cells of fewer than five customers, and without one more where it would give one away."""
    out = np.array(hidden(found.counts.ravel(), hide=True)).reshape(found.counts.shape)
    return replace(found, counts=np.where(out, 0, found.counts))
