"""The panel's picture: a dot for each expert's share, a bar for the panel's value, names beside who stands apart."""

import html

import numpy as np
import plotly.graph_objects as go

from core.charts import Palette, figure
from core.panel.agreement import Apart
from core.panel.levels import label, level_name
from core.panel.shares_of import LevelResult
from core.problems import shortened

APART = "#D9822B"
ROW, TOP, LEAST = 34, 76, 120  # pixels: a row, what stands above and below the rows, the smallest picture
CLOSE = 0.012  # of the axis: dots nearer to each other stand one above the other
LONGEST_NAME, ROOM = 20, 0.25  # letters beside a dot; the part of the axis that they need to its left
LANES = (0.0, 0.17, -0.17, 0.34, -0.34)  # of a row


class _Dots:
    """Places of the dots of one kind, and what each says."""

    def __init__(self) -> None:
        self.x: list[float] = []
        self.y: list[float] = []
        self.who: list[str] = []
        self.what: list[str] = []

    def add(self, x: float, y: float, who: str, member: str) -> None:
        self.x.append(x)
        self.y.append(y)
        self.who.append(who)
        self.what.append(label(member))


def panel_dots(results: dict[str, LevelResult], apart: list[Apart], palette: Palette) -> go.Figure:
    """Shares within their level, 0..1: one row a dimension or indicator, the levels one below the other."""
    rows = _rows(results)
    made = figure(palette, max(LEAST, TOP + ROW * len(rows)), "share within its group")
    odd = {(one.expert, one.member) for one in apart}
    widest = max(float(np.nanmax(result.by_expert)) for result in results.values())
    plain, named, means = _Dots(), _Dots(), _Dots()
    for y, (level, member) in enumerate(rows):
        if member is None:
            continue
        result = results[level]
        place = result.members.index(member)
        shares = result.by_expert[:, place]
        for expert, share, lane in zip(result.experts, shares, _lanes(shares, CLOSE * widest), strict=True):
            if not np.isnan(share):
                dots = named if (expert, member) in odd else plain
                dots.add(float(share), y + lane, expert, member)
        means.add(result.shares[member], y, "the panel", member)
    for name, dots, marker in (
        ("an expert", plain, {"size": 9, "color": palette.muted, "opacity": 0.65}),
        ("stands apart", named, {"size": 11, "color": APART, "symbol": "diamond"}),
        (
            "the panel's value",
            means,
            {"symbol": "line-ns-open", "size": 22, "color": palette.accent, "line": {"width": 3}},
        ),
    ):
        made.add_scatter(
            x=dots.x,
            y=dots.y,
            mode="markers+text" if dots is named else "markers",
            text=[html.escape(shortened(who, LONGEST_NAME)) for who in dots.who] if dots is named else None,
            textposition=[_beside(dots, k, means, widest) for k in range(len(dots.x))],
            textfont={"color": palette.ink, "size": 12},
            name=name,
            marker=marker,
            customdata=list(zip(map(html.escape, dots.who), dots.what, strict=True)),  # plotly reads tags
            hovertemplate="%{customdata[0]} gives %{customdata[1]} %{x:.0%}<extra></extra>",
            cliponaxis=False,
        )
    made.update_layout(showlegend=True, legend={"orientation": "h", "y": 1, "yanchor": "bottom", "x": 0})
    made.update_xaxes(range=[-0.01, min(1.02, widest * 1.25)], tickformat=".0%", rangemode="tozero")
    made.update_yaxes(
        range=[len(rows) - 0.5, -0.6],  # the first row on top
        tickvals=list(range(len(rows))),
        ticktext=[f"<b>{level_name(level)}</b>" if member is None else label(member) for level, member in rows],
        tickfont={"color": palette.ink},
        showgrid=False,
    )
    for y, (_, member) in enumerate(rows):
        if member is not None:
            made.add_hline(y=y, line={"color": palette.line, "width": 1}, layer="below")
    return made


def _beside(dots: _Dots, k: int, means: _Dots, widest: float) -> str:
    """Where a name stands: away from the panel's value and the other dots, as far as the axis leaves room."""
    value = next(x for x, what in zip(means.x, means.what, strict=True) if what == dots.what[k])
    return "middle right" if dots.x[k] > value else "middle left" if dots.x[k] > ROOM * widest else "top center"


def _rows(results: dict[str, LevelResult]) -> list[tuple[str, str | None]]:
    """(level, member) from top to bottom; a level's own row has no member."""
    return [(level, member) for level, result in results.items() for member in (None, *result.members)]


def _lanes(shares: np.ndarray, close: float) -> list[float]:
    """How far each dot (m,) stands above or below its row, so that equal shares are not one dot."""
    lanes, last = [0.0] * len(shares), [-np.inf] * len(LANES)
    for k in np.argsort(shares, kind="stable"):
        free = next((lane for lane, x in enumerate(last) if shares[k] - x > close), int(np.argmin(last)))
        last[free], lanes[k] = float(shares[k]), LANES[free]
    return lanes
