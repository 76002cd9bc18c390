"""The pictures, as plotly figures, shared by pages and exports. Letters and labels say what the colours say."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from core.indicators import INDICATORS
from core.palette import Palette
from core.study import Segments
from core.tiers import Tier
from core.weights import Shares


def figure(palette: Palette, height: int, x_title: str = "", y_title: str = "") -> go.Figure:
    """An empty figure in the house's look: no box, few grid lines, words on the axes."""
    axis = {
        "showgrid": False,
        "zeroline": False,
        "linecolor": palette.line,
        "tickfont": {"color": palette.muted, "size": 12},
        "title": {"font": {"color": palette.muted, "size": 13}},
        "automargin": True,
        "fixedrange": True,
    }
    made = go.Figure()
    made.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 36, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"color": palette.ink, "size": 13, "family": '"Source Sans", sans-serif'},
        showlegend=False,
        bargap=0.25,
    )
    made.update_xaxes(**axis)
    made.update_yaxes(**axis)
    made.update_xaxes(title_text=x_title)
    made.update_yaxes(title_text=y_title, showgrid=True, gridcolor=palette.line)
    return made


def cross_table(
    palette: Palette,
    z: np.ndarray,
    text: list[list[str]],
    names: tuple[Sequence[str], Sequence[str]],
    titles: tuple[str, str],
    hover: str,
    **options: Any,
) -> go.Figure:
    """Cells (rows, columns) that say their `text` and are the darker the larger z; the first row on top.

    names and titles: of the rows, of the columns; hover: plotly's template; options: of its heat map.
    """
    made = figure(palette, 90 + 50 * len(z), titles[1], titles[0])
    usual = {"colorscale": [[0, palette.ground], [1, palette.tiers["C"]]]}
    made.add_heatmap(
        z=z,
        x=list(names[1]),
        y=list(names[0]),
        text=text,
        texttemplate="%{text}",
        textfont={"color": palette.ink},
        xgap=3,
        ygap=3,
        showscale=False,
        hovertemplate=hover + "<extra></extra>",
        **usual | options,
    )
    made.update_xaxes(type="category")
    made.update_yaxes(type="category", autorange="reversed", showgrid=False)
    return made


def weight_bars(shares: Shares, palette: Palette) -> go.Figure:
    """The overall weight of every indicator, largest on top, as one bar each."""
    ordered = sorted(shares.overall.items(), key=lambda pair: pair[1])
    made = figure(palette, 60 + 26 * len(ordered))
    made.add_bar(
        orientation="h",
        x=[share for _, share in ordered],
        y=[INDICATORS[i].label for i, _ in ordered],
        marker={"color": palette.accent},
        text=[f"{share:.1%}" for _, share in ordered],
        textposition="outside",
        cliponaxis=False,
        hovertemplate="%{y}: %{x:.1%}<extra></extra>",
    )
    made.update_xaxes(visible=False, range=[0, max(shares.overall.values()) * 1.4])
    made.update_yaxes(type="category", showgrid=False)
    return made


def tier_profile(segments: Segments, tier: Tier, palette: Palette) -> go.Figure:
    """Mean score of one tier on every indicator (dot) beside the mean of all customers (bar)."""
    scores, labels = segments.scores, [INDICATORS[i].label for i in segments.scores.indicators]
    everyone = scores.values.mean(axis=0)
    own = scores.values[segments.tier == tier]
    made = figure(palette, 90 + 26 * len(labels), "mean score, 1 to 5")
    made.add_scatter(
        x=everyone,
        y=labels,
        mode="markers",
        name="all customers",
        marker={"symbol": "line-ns-open", "size": 14, "color": palette.muted, "line": {"width": 2}},
        hovertemplate="all customers, %{y}: %{x:.2f}<extra></extra>",
    )
    if len(own):
        made.add_scatter(
            x=own.mean(axis=0),
            y=labels,
            mode="markers",
            name=f"tier {tier}",
            marker={"size": 12, "color": palette.tiers[tier], "line": {"width": 1, "color": palette.ink}},
            hovertemplate=f"tier {tier}, %{{y}}: %{{x:.2f}}<extra></extra>",
        )
    made.update_layout(showlegend=True, legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0})
    made.update_xaxes(range=[0.9, 5.1], dtick=1)
    made.update_yaxes(type="category", autorange="reversed")
    return made
