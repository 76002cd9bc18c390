"""One chart of the report: the figure in light colours, and what stands beside it for those who do not see it."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from core.charts import Palette, figure
from core.export.story import Chart, Grid
from core.export.story.hiding import HIDDEN
from core.figures_in_words import number
from core.signed import signed

LIGHT = Palette()
MOST_LINES = 24  # of a table beside a chart: of a longer one, lines evenly spread


@dataclass(frozen=True, eq=False)
class Drawing:
    """id: of the chart in the file. words: what to read from it; alt: what it shows; table: its numbers."""

    id: str
    title: str
    figure: go.Figure
    words: str
    alt: str
    table: Grid


def printed(chart: Chart, label: str) -> Grid:
    """The numbers of a chart as a table, one line a label; `label` heads them."""
    rows = [
        (name, *(_printed(values[at], chart.form) for values in chart.series.values()))
        for at, name in enumerate(chart.labels)
    ]
    return Grid((label, *chart.series), few(rows), (False, *[True] * len(chart.series)), chart.alt)


def few(rows: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """At most MOST_LINES of the lines, the first and the last among them."""
    if len(rows) <= MOST_LINES:
        return tuple(rows)
    return tuple(rows[round(k * (len(rows) - 1) / (MOST_LINES - 1))] for k in range(MOST_LINES))


def _printed(value: float | None, form: str) -> str:
    if value is None:
        return HIDDEN
    match form:
        case "count":
            return f"{value:,.0f}"
        case "share":
            return f"{value:.1%}"
        case "gap":
            return signed(value, 1)
        case "score":
            return f"{value:.2f}"
    return number(value)


def pairs_of_bars(chart: Chart, colours: tuple[str, ...]) -> go.Figure:
    """Bars of shares side by side, one colour a series, each with its share above it."""
    made = figure(LIGHT, 340, chart.axis)
    for (name, values), colour in zip(chart.series.items(), colours, strict=False):
        made.add_bar(
            x=list(range(len(chart.labels))),
            y=values,
            name=name,
            marker={"color": colour},
            text=["" if value is None else f"{value:.0%}" for value in values],
            textposition="outside",
            cliponaxis=False,
            hovertemplate=f"{name}: %{{y:.1%}}<extra></extra>",
        )
    made.update_layout(
        barmode="group", showlegend=True, legend={"orientation": "h", "y": 1.04, "yanchor": "bottom", "x": 0}
    )
    # Letters alone: names are the user's, and may be long.
    made.update_xaxes(tickvals=list(range(len(chart.labels))), ticktext=[label[:1] for label in chart.labels])
    made.update_yaxes(tickformat=".0%", rangemode="tozero")
    return made
