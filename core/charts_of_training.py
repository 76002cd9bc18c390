"""Pictures of a training that has ended: its errors and its state by epoch, and how K meets the expected value."""

import html

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from core.charts import Palette, cross_table, figure
from core.diagnostics import Confusion, regression
from core.indicators import INDICATORS
from core.network.training import Epoch
from core.recipe import CutOffs
from core.signed import signed
from core.tiers import TIERS, k_words

PARTS = {"training": "train_mse", "validation": "validation_mse", "test": "test_mse"}
DASHES = {"training": "solid", "validation": "dash", "test": "dot"}
SYMBOLS = {"training": "circle-open", "validation": "diamond-open", "test": "x-thin-open"}
SMALLEST = 1e-12  # a logarithmic axis has no zero


def part_colours(palette: Palette) -> dict[str, str]:
    """The colour of each part of the sample."""
    return {"training": "#8DBBF2" if palette.dark else "#12437F", "validation": "#D9822B", "test": "#5B8C5A"}


def performance(curve: tuple[Epoch, ...], best: int, goal: float, palette: Palette) -> go.Figure:
    """Mean squared error of the parts by epoch on a logarithmic axis, the best epoch and the goal marked."""
    made = figure(palette, 340, "epoch", "mean squared error")
    colours = part_colours(palette)
    errors_drawn: list[float] = []
    for part, name in PARTS.items():
        known = [(r.epoch, max(mse, SMALLEST)) for r in curve if (mse := getattr(r, name)) is not None]
        if known:
            epochs, errors = zip(*known, strict=True)
            errors_drawn += errors
            made.add_scatter(
                x=epochs,
                y=errors,
                mode="lines",
                name=part,
                line={"color": colours[part], "dash": DASHES[part], "width": 2},
                hovertemplate=f"{part}, epoch %{{x:,}}: %{{y:.3g}}<extra></extra>",
            )
    made.add_vline(
        x=best,
        line={"color": palette.muted, "dash": "dot", "width": 1},
        annotation={"text": f"best, epoch {best:,}", "font": {"color": palette.muted, "size": 12}},
        annotation_position="top left" if 2 * best > curve[-1].epoch else "top right",
    )
    if goal > 0:
        # Plotly places shapes on a logarithmic axis by their value, but words by its logarithm.
        made.add_hline(y=goal, line={"color": palette.muted, "dash": "dash", "width": 1})
        made.add_annotation(
            x=0,
            xref="paper",
            y=np.log10(goal),
            text=f"goal {goal:g}",
            showarrow=False,
            xanchor="left",
            yanchor="bottom",
            font={"color": palette.muted, "size": 12},
        )
    made.update_layout(showlegend=True, legend={"orientation": "h", "y": 1.04, "yanchor": "bottom", "x": 0})
    made.update_xaxes(fixedrange=False, rangemode="tozero", tickformat=",d")
    # Powers of ten; where hardly one lies within reach, 2 and 5 of each as well.
    steps = (1,) if max(errors_drawn) > 50 * min(errors_drawn) else (1, 2, 5)
    ticks = [step * 10.0**power for power in range(-12, 3) for step in steps]
    made.update_yaxes(type="log", fixedrange=False, tickvals=ticks, exponentformat="none", tickformat="~g")
    return made


def training_state(curve: tuple[Epoch, ...], rate: str | None, palette: Palette) -> go.Figure:
    """Gradient, rate (`rate` names it, None: there is none) and validation checks by epoch, one below the other."""
    rows = [("gradient", [r.gradient for r in curve])]
    if rate:
        rows.append((rate, [r.rate or 0.0 for r in curve]))
    if curve[-1].validation_mse is not None:
        rows.append(("validation checks", [float(r.validation_checks) for r in curve]))
    epochs, base = [r.epoch for r in curve], figure(palette, 60 + 130 * len(rows))
    made = make_subplots(rows=len(rows), shared_xaxes=True, vertical_spacing=0.1)
    made.update_layout(base.layout)
    for place, (name, values) in enumerate(rows, start=1):
        counted = name == "validation checks"
        made.add_scatter(
            x=epochs,
            y=values if counted else [max(v, SMALLEST) for v in values],
            mode="lines",
            line={"color": palette.accent, "width": 2, "shape": "hv" if counted else "linear"},
            hovertemplate=f"{name}, epoch %{{x:,}}: %{{y:.3g}}<extra></extra>",
            row=place,
            col=1,
        )
        made.update_xaxes(base.layout.xaxis, row=place, col=1)
        made.update_yaxes(base.layout.yaxis, row=place, col=1)
        made.update_yaxes(
            title_text=name,
            type="linear" if counted else "log",
            tickformat="d" if counted else "~g",
            exponentformat="e",
            nticks=4,
            row=place,
            col=1,
        )
    made.update_xaxes(title_text="epoch", tickformat=",d", row=len(rows), col=1)
    return made


def regression_plot(expected: np.ndarray, value: np.ndarray, part: str, palette: Palette) -> go.Figure:
    """K of each customer of a part against her expected value, the line through them, and where they would be equal."""
    made = figure(palette, 340, "expected value", "customer value K")
    made.add_scatter(
        x=[0, 1], y=[0, 1], mode="lines", line={"color": palette.muted, "dash": "dot", "width": 1}, hoverinfo="skip"
    )
    made.add_scattergl(
        x=expected,
        y=value,
        mode="markers",
        marker={
            "color": part_colours(palette).get(part, palette.accent),
            "symbol": SYMBOLS.get(part, "circle-open"),
            "size": 7,
        },
        hovertemplate="expected %{x:.2f}, K %{y:.2f}<extra></extra>",
    )
    if line := regression(expected, value):
        ends = np.array([0.0, 1.0])
        made.add_scatter(
            x=ends,
            y=line.slope * ends + line.intercept,
            mode="lines",
            line={"color": palette.ink, "width": 2},
            hoverinfo="skip",
        )
    made.update_xaxes(range=[-0.02, 1.02], dtick=0.25)
    made.update_yaxes(range=[-0.02, 1.02], dtick=0.25)
    return made


def error_histogram(errors: dict[str, np.ndarray], palette: Palette) -> go.Figure:
    """Customers by K - expected value, in 20 columns over all parts, the parts stacked."""
    made = figure(palette, 340, "K less expected value", "customers")
    most = max(float(np.abs(np.concatenate(list(errors.values()))).max()), 1e-6)
    edges = np.linspace(-most, most, 21)
    for part, values in errors.items():
        counts, _ = np.histogram(values, edges)
        made.add_bar(
            x=(edges[:-1] + edges[1:]) / 2,
            y=counts,
            width=np.diff(edges) * 0.92,
            name=part,
            marker={"color": part_colours(palette)[part]},
            hovertemplate=f"{part}: %{{y:,}} customers off by about %{{x:.2f}}<extra></extra>",
        )
    made.add_vline(x=0, line={"color": palette.muted, "dash": "dot", "width": 1})
    made.update_layout(
        barmode="stack", bargap=0, showlegend=True, legend={"orientation": "h", "y": 1.04, "yanchor": "bottom", "x": 0}
    )
    made.update_yaxes(tickformat=",", rangemode="tozero")
    return made


def simulation_plot(lines: pd.DataFrame, cutoffs: CutOffs, palette: Palette) -> go.Figure:
    """Expected value (line) and K (signs) of the test customers in the order of their numbers, cut-offs drawn in."""
    made = figure(palette, 340, "number in the sample", "value")
    for cut, tier in ((cutoffs.a, "A"), (cutoffs.b, "B"), (cutoffs.c, "C")):
        made.add_hline(y=cut, line={"color": palette.line, "width": 1})
        made.add_annotation(
            x=1.01,
            xref="paper",
            xanchor="left",
            y=cut,
            text=f"{tier} from {k_words(cut)}",
            showarrow=False,
            font={"color": palette.muted, "size": 11},
        )
    made.add_scatter(
        x=lines["number"],
        y=lines["expected"],
        mode="lines+markers",
        name="expected",
        line={"color": palette.muted, "width": 1},
        marker={"symbol": "line-ew-open", "size": 10, "line": {"width": 2}},
        hovertemplate="number %{x}: expected %{y:.2f}<extra></extra>",
    )
    for hit, name, symbol in ((True, "K, same tier", "circle"), (False, "K, other tier", "x")):
        own = lines[lines["hit"] == hit]
        made.add_scatter(
            x=own["number"],
            y=own["value"],
            mode="markers",
            name=name,
            marker={"symbol": symbol, "size": 9, "color": palette.accent if hit else "#D9822B"},
            customdata=own["id"].astype(str).map(html.escape),
            hovertemplate="%{customdata}: K %{y:.2f}<extra></extra>",
        )
    made.update_layout(showlegend=True, legend={"orientation": "h", "y": 1.04, "yanchor": "bottom", "x": 0})
    made.update_layout(margin={"r": 80})
    made.update_yaxes(range=[-0.02, 1.02], dtick=0.25)
    return made


def confusion_plot(found: Confusion, palette: Palette) -> go.Figure:
    """Customers by expected tier (rows, A on top) and given tier (columns)."""
    text = [[f"{n:,}" for n in row] for row in found.counts]
    titles = "tier expected", "tier given by K"
    hover = "expected %{y}, given %{x}: %{z:,} customers"
    return cross_table(palette, found.counts, text, (TIERS, TIERS), titles, hover)


def leaning_bars(indicators: tuple[str, ...], leaning: np.ndarray, palette: Palette) -> go.Figure:
    """Correlation of the errors with each indicator, the largest on top."""
    order = np.argsort(np.abs(leaning))
    made = figure(palette, 90 + 26 * len(order), "correlation of the error with the score")
    made.add_bar(
        orientation="h",
        x=leaning[order],
        y=[INDICATORS[indicators[k]].label for k in order],
        marker={"color": palette.accent},
        text=[signed(leaning[k]) for k in order],
        textposition="outside",
        cliponaxis=False,
        hovertemplate="%{y}: %{text}<extra></extra>",
    )
    reach = max(0.3, float(np.abs(leaning).max()) * 1.3)
    made.add_vline(x=0, line={"color": palette.muted, "width": 1})
    made.update_xaxes(range=[-reach, reach])
    made.update_yaxes(type="category", showgrid=False)
    return made
