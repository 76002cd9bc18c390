"""Small pictures of one indicator: its values before scoring, its scores after."""

import html

import plotly.graph_objects as go

from core.charts import Palette, figure
from core.distributions import Bars

HEIGHT = 150
MOST_TICKS = 4


def small_bars(bars: Bars, palette: Palette, *, after: bool = False) -> go.Figure:
    """Customers per value, small enough to stand beside another; scores in the accent colour, values in grey."""
    made = figure(palette, HEIGHT)
    places = list(range(len(bars.labels)))
    made.add_bar(
        x=places,
        y=bars.counts,
        marker={"color": palette.accent if after else palette.muted},
        customdata=[html.escape(label) for label in bars.labels],  # plotly reads tags
        hovertemplate="%{customdata}: %{y:,} customers<extra></extra>",
    )
    shown = places[:: max(1, len(places) - 1)] if bars.unit == "answer" else spread(places)
    made.update_layout(margin={"l": 4, "r": 4, "t": 6, "b": 4}, bargap=0.12)
    made.update_xaxes(
        tickvals=shown,
        ticktext=[short(bars.labels[k]) for k in shown],
        tickfont={"size": 11},
        tickangle=0,
        ticklabeloverflow="allow",
    )
    made.update_yaxes(nticks=3, tickformat="~s", tickfont={"size": 11}, rangemode="tozero")
    return made


def spread(places: list[int]) -> list[int]:
    """All places of a few bars, else a few of them with both ends."""
    if len(places) <= MOST_TICKS + 1:
        return places
    return [round(k * (len(places) - 1) / (MOST_TICKS - 1)) for k in range(MOST_TICKS)]


def short(label: str) -> str:
    """A label for an axis of a small picture: the lower end of a range, an answer cut to eleven letters."""
    start = label.partition("\u2013")[0] if label[:1].isdigit() or label[:1] == "-" else label
    return html.escape(start if len(start) <= 11 else start[:10].rstrip() + "…")
