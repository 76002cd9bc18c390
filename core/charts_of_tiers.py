"""Pictures of the tiers: where K is cut, bands beside tiers, the three dimensions, who brings how much, potential."""

import html
from itertools import pairwise

import numpy as np
import plotly.graph_objects as go

from core.charts import Palette, figure
from core.corners import CORNERS, corner_counts
from core.indicators import DIMENSIONS
from core.study import Segments
from core.tier_figures import Density, Placed, SpendCurve
from core.tiers import TIERS, k_words, limits

SYMBOLS = {"A": "circle", "B": "square", "C": "diamond", "D": "triangle-up"}
CHARACTER, LETTER = 0.015, 0.035  # of the width: what a character of a number takes, and a tier's letter
# What a click on the matrix means, point by point: band and tier of a cell, or the name of a corner.
CELLS = tuple((band, tier) for band in range(1, 6) for tier in TIERS[::-1])
CLICKS: tuple[tuple[int, str] | str, ...] = (*CELLS, *CORNERS)


def tier_histogram(segments: Segments, palette: Palette) -> go.Figure:
    """Customers by K in about 40 columns, coloured by tier, with the cut-offs drawn in and the letters above."""
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
            name=html.escape(f"{tier} {names[tier]}"),  # plotly reads tags
            hovertemplate=f"tier {tier}, K about %{{x:.3f}}<br>%{{y:,}} customers<extra></extra>",
        )
    _cut_labels(made, segments, palette)
    made.update_layout(barmode="overlay", bargap=0)
    made.update_xaxes(range=[0, 1], dtick=0.25, tickformat=".2f")
    made.update_yaxes(range=[0, highest * 1.05], tickformat=",")
    return made


def _cut_labels(made: go.Figure, segments: Segments, palette: Palette) -> None:
    """A dotted line at each cut-off; above them numbers and letters in a row, apart where they would meet."""
    ends = limits(segments.cutoffs)
    wanted: list[tuple[float, str, str]] = [(sum(ends[tier]) / 2, f"<b>{tier}</b>", palette.ink) for tier in TIERS]
    for cut in segments.cutoffs.numbers:
        made.add_vline(x=cut, line={"color": palette.muted, "dash": "dot", "width": 1})
        wanted.append((cut, k_words(cut), palette.muted))
    wanted.sort()
    widths = [LETTER if "<b>" in text else CHARACTER * len(text) for _, text, _ in wanted]
    for x, (_, text, colour) in zip(apart([x for x, _, _ in wanted], widths, 0.02, 0.98), wanted, strict=True):
        made.add_annotation(
            x=x,
            y=1.09,
            yref="paper",
            text=text,
            showarrow=False,
            font={"color": colour, "size": 15 if "<b>" in text else 12},
        )


def apart(wanted: list[float], widths: list[float], low: float, high: float) -> list[float]:
    """Rising middles near the wanted ones, so that nothing of these widths meets, between low and high."""
    least = [(own + other) / 2 for own, other in pairwise(widths)]
    found: list[float] = []
    for place, x in enumerate(wanted):
        found.append(max(x, found[-1] + least[place - 1] if place else low))
    for place in reversed(range(len(found))):
        found[place] = min(found[place], found[place + 1] - least[place] if place + 1 < len(found) else high)
    return found


def band_tier_matrix(matrix: np.ndarray, source: str, palette: Palette) -> go.Figure:
    """Customers (5, 4) of bands 1 to 5 (5 on top) in tiers A to D (A on the right), the corners framed and named.

    source: what K was learned from. Above the cells lie points that take clicks: the meaning of each is in CLICKS.
    """
    counts, corners = matrix[:, ::-1], corner_counts(matrix)
    made = figure(palette, 400, "tier by customer value K", "band of current value C")
    made.add_heatmap(
        z=counts,
        x=list(range(4)),
        y=list(range(1, 6)),
        colorscale=[[0, palette.ground], [1, palette.tiers["C"]]],
        xgap=3,
        ygap=3,
        showscale=False,
        hoverinfo="skip",
    )
    places = {name: (0.5 if "D" in c.tiers else 2.5, 5.85 if 5 in c.bands else 0.15) for name, c in CORNERS.items()}
    for x, y in places.values():
        top = y > 3
        made.add_shape(
            type="rect",
            x0=x - 0.98,
            x1=x + 0.98,
            y0=3.52 if top else 0.52,
            y1=5.48 if top else 2.48,
            line={"color": palette.muted, "width": 1.5},
        )
    made.add_scatter(
        x=[*(x for _ in range(5) for x in range(4)), *(x for x, _ in places.values())],
        y=[*(y for y in range(1, 6) for _ in range(4)), *(y for _, y in places.values())],
        mode="markers+text",
        marker={"size": 34, "color": palette.ink, "opacity": 0, "symbol": "square"},
        text=[*(f"{n:,}" for n in counts.ravel()), *(f"<b>{name}</b> {n:,}" for name, n in corners.items())],
        textfont={"color": palette.ink, "size": 13},
        textposition="middle center",
        cliponaxis=False,
        # A cell that was clicked looks like the others: the list it opens says what it shows.
        selected={"marker": {"opacity": 0}, "textfont": {"color": palette.ink}},
        unselected={"marker": {"opacity": 0}, "textfont": {"color": palette.ink}},
        customdata=[
            *(f"band {b}, tier {t}: {n:,} customers" for (b, t), n in zip(CELLS, counts.ravel(), strict=True)),
            *(f"<b>{name}</b><br>{corner.in_words(source).replace('. ', '.<br>')}" for name, corner in CORNERS.items()),
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )
    made.update_layout(dragmode=False, clickmode="event+select", margin={"l": 8, "r": 8, "t": 8, "b": 8})
    made.update_xaxes(range=[-0.55, 3.55], tickvals=list(range(4)), ticktext=list(TIERS[::-1]))
    made.update_yaxes(range=[-0.15, 6.15], tickvals=list(range(1, 6)), showgrid=False)
    return made


def dimension_dots(means: np.ndarray, everybody: np.ndarray, names: tuple[str, ...], palette: Palette) -> go.Figure:
    """Mean score (4, d) of each tier on the dimensions `names` (symbols) beside that of all customers (d,) (bars)."""
    rows = [DIMENSIONS[name] for name in names]
    made = figure(palette, 130 + 56 * len(rows), "mean score, 1 to 5")
    made.add_scatter(
        x=everybody,
        y=rows,
        mode="markers",
        name="all customers",
        marker={"symbol": "line-ns-open", "size": 22, "color": palette.muted, "line": {"width": 2}},
        hovertemplate="all customers, %{y}: %{x:.2f}<extra></extra>",
    )
    for tier, own in zip(TIERS, means, strict=True):
        if not np.isnan(own).all():
            made.add_scatter(
                x=own,
                y=rows,
                mode="markers",
                name=f"tier {tier}",
                marker={
                    "symbol": SYMBOLS[tier],
                    "size": 14,
                    "color": palette.tiers[tier],
                    "line": {"width": 1, "color": palette.ink},
                },
                hovertemplate=f"tier {tier}, %{{y}}: %{{x:.2f}}<extra></extra>",
            )
    made.update_layout(showlegend=True, legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0})
    made.update_xaxes(range=[0.9, 5.1], dtick=1)
    made.update_yaxes(type="category", autorange="reversed")
    return made


def spend_plot(curve: SpendCurve, palette: Palette) -> go.Figure:
    """Share of spend by share of customers, the highest K first, with the ends of the tiers; dotted the best order."""
    made = figure(palette, 340, "customers, the highest K first", "share of all spend")
    left = 0.0
    for tier, (end, _) in zip(TIERS, curve.ends, strict=True):
        if end > left:
            made.add_vrect(x0=left, x1=end, fillcolor=palette.tiers[tier], opacity=0.16, line_width=0, layer="below")
            if end - left > 0.03:
                made.add_annotation(
                    x=(left + end) / 2, y=1.09, yref="paper", text=f"<b>{tier}</b>", showarrow=False, font={"size": 15}
                )
        left = end
    for y, name, line in (
        (curve.by_spend, "biggest spenders first", {"color": palette.muted, "dash": "dot", "width": 1.5}),
        (curve.by_k, "highest K first", {"color": palette.accent, "width": 2.5}),
    ):
        made.add_scatter(
            x=curve.customers,
            y=y,
            mode="lines",
            name=name,
            line=line,
            hovertemplate=f"{name}: %{{x:.0%}} of the customers, %{{y:.0%}} of the spend<extra></extra>",
        )
    made.update_layout(showlegend=True, legend={"x": 0.98, "xanchor": "right", "y": 0.04, "yanchor": "bottom"})
    made.update_xaxes(range=[0, 1.01], tickformat=".0%", tickvals=[0, 0.25, 0.5, 0.75, 1])
    made.update_yaxes(range=[min(0, curve.by_k.min()), max(1, curve.by_spend.max()) * 1.02], tickformat=".0%")
    return made


def density_plot(found: Density, palette: Palette) -> go.Figure:
    """Customers by current value C (right) and potential value (up): the darker a cell, the more, on a log scale."""
    middles = 1 + found.step * (np.arange(len(found.counts)) + 0.5)
    made = figure(palette, 400, "current value C", "potential value")
    made.add_heatmap(
        z=np.where(found.counts > 0, np.log1p(found.counts), np.nan),
        x=middles,
        y=middles,
        zmin=0,
        colorscale=[[0, palette.ground], [0.35, palette.tiers["C"]], [1, palette.tiers["A"]]],
        showscale=False,
        hoverongaps=False,
        customdata=found.counts,
        hovertemplate="C about %{x:.1f}, potential about %{y:.1f}<br>%{customdata:,} customers<extra></extra>",
    )
    for add in (made.add_vline, made.add_hline):
        add(3, line={"color": palette.muted, "dash": "dot", "width": 1})
    made.update_xaxes(range=[1, 5], dtick=1)
    made.update_yaxes(range=[1, 5], dtick=1, showgrid=False)
    return made


def matrix_in_words(found: Placed) -> str:
    """The matrix in one sentence, for those who do not see it."""
    counts = ", ".join(f"{name} {n:,}" for name, n in corner_counts(found.matrix).items())
    return f"Customers by band and tier; corners: {counts}."
