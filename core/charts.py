"""The pictures, as plotly figures, shared by pages and exports. Letters and labels say what the colours say."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from core.indicators import INDICATORS
from core.study import Segments
from core.tiers import TIERS, Tier, k_words, limits
from core.weights import Shares


class Palette:
    """Colours of one theme. `ink` is text, `muted` secondary text, `line` hairlines."""

    def __init__(self, dark: bool = False) -> None:
        self.dark = dark
        self.tiers = dict(
            zip(
                TIERS,
                ("#8DBBF2", "#4F93DE", "#2F62A0", "#6B7480") if dark else ("#12437F", "#3C7FC9", "#9CC3E8", "#A9AFB9"),
                strict=True,
            )
        )
        self.accent = "#7FB0EE" if dark else "#2456A6"
        self.ink, self.muted, self.line = (
            ("#E6EAF0", "#9AA5B4", "#2B3340") if dark else ("#1C2430", "#5B6675", "#E3E7EE")
        )
        # Training, validation, test, and the text on each; grounds for what goes up and what goes down.
        self.parts = ("#8DBBF2" if dark else "#12437F", "#D9822B", "#5B8C5A")
        self.on_parts = ("#12171F" if dark else "#FFFFFF", "#12171F", "#12171F")
        self.up, self.down = ("#1F3F6B", "#5A3A1E") if dark else ("#CFE0F5", "#F6DCC4")
        self.ground = "#12171F" if dark else "#FFFFFF"


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


def tier_histogram(segments: Segments, palette: Palette) -> go.Figure:
    """Customers by K in 40 columns, coloured by tier, with the cut-offs drawn in and the letters above."""
    made = figure(palette, 340, "customer value K", "customers")
    # Edges start at each cut-off, so that no column belongs to two tiers.
    highest, cutoffs = 1, segments.cutoffs
    names = dict(zip(segments.table["tier"], segments.table["name"], strict=True))
    for tier, (low, high) in limits(cutoffs).items():
        edges = np.linspace(low, high, max(2, round((high - low) * 40) + 1))
        own = segments.k[segments.tier == tier]
        counts, _ = np.histogram(np.clip(own, low, high), edges)
        highest = max(highest, counts.max())
        made.add_bar(
            x=(edges[:-1] + edges[1:]) / 2,
            y=counts,
            width=np.diff(edges) * 0.92,
            marker={"color": palette.tiers[tier]},
            name=f"{tier} {names[tier]}",
            hovertemplate=f"tier {tier}, K about %{{x:.2f}}<br>%{{y:,}} customers<extra></extra>",
        )
        made.add_annotation(
            x=(low + high) / 2, y=1.09, yref="paper", text=f"<b>{tier}</b>", showarrow=False, font={"size": 15}
        )
    for cut in (cutoffs.a, cutoffs.b, cutoffs.c):
        made.add_vline(x=cut, line={"color": palette.muted, "dash": "dot", "width": 1})
        made.add_annotation(
            x=cut, y=1.09, yref="paper", text=k_words(cut), showarrow=False, font={"color": palette.muted, "size": 12}
        )
    made.update_layout(barmode="overlay", bargap=0)
    made.update_xaxes(range=[0, 1], dtick=0.25)
    made.update_yaxes(range=[0, highest * 1.05], tickformat=",")
    return made


def band_tier_matrix(band: np.ndarray, tier: np.ndarray, palette: Palette) -> go.Figure:
    """How many customers of each band (rows, 5 on top) are in each tier (columns, A on the right)."""
    counts = pd.crosstab(band, tier).reindex(index=range(1, 6), columns=TIERS[::-1], fill_value=0).to_numpy()
    made = figure(palette, 340, "tier by customer value K", "band of current value C")
    made.add_heatmap(
        z=counts,
        x=list(TIERS[::-1]),
        y=[str(b) for b in range(1, 6)],
        colorscale=[[0, palette.ground], [1, palette.tiers["C"]]],
        text=[[f"{n:,}" for n in row] for row in counts],
        texttemplate="%{text}",
        textfont={"color": palette.ink},
        xgap=3,
        ygap=3,
        showscale=False,
        hovertemplate="band %{y}, tier %{x}: %{z:,} customers<extra></extra>",
    )
    made.update_xaxes(type="category")
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
