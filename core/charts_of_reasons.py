"""Pictures of why: one customer's way to her K, what moves K over many, one indicator's part, data beside experts."""

import numpy as np
import plotly.graph_objects as go

from core.charts import Palette, figure
from core.explaining.dependence import GRID, Dependence
from core.explaining.importance import Importance
from core.explaining.reasons import NOTHING, Reasons, score_in_words
from core.explaining.summary import Summary
from core.indicators import INDICATORS
from core.signed import signed

MOST_BARS = 8  # of one customer; the others are one bar
DOWN = {False: "#D9822B", True: "#E09A4F"}  # beside the accent also told apart by those who see no red or green


def waterfall(found: Reasons, palette: Palette) -> go.Figure:
    """From K of the reference customer (top) to K of this one (bottom), the indicator that moves it most first."""
    shown = [i for i in found.ranked if abs(found.values[i]) >= NOTHING / 4][:MOST_BARS]
    rest = [i for i in found.ranked if i not in shown]
    if len(rest) == 1:  # one alone is no group
        shown, rest = shown + rest, []
    labels = [
        f"{INDICATORS[found.indicators[i]].label}: {score_in_words(found.scores[i])}"
        f" (mean {score_in_words(found.reference[i])})"
        for i in shown
    ]
    moves = [float(found.values[i]) for i in shown]
    if rest:
        labels.append(f"{len(rest)} others")
        moves.append(float(found.values[rest].sum()))
    ends = found.base + np.cumsum([0.0, *moves])
    rows = ["Mean scores", *labels, "This customer"]
    made = figure(palette, 80 + 30 * len(rows), "customer value K")
    lengths, starts = [found.base, *moves, found.k], [0.0, *ends[:-1], 0.0]
    up, down, whole = palette.accent, DOWN[palette.dark], palette.muted
    made.add_bar(
        orientation="h",
        y=rows,
        x=lengths,
        base=starts,
        marker={"color": [whole, *(up if move >= 0 else down for move in moves), whole]},
        hovertemplate="%{y}: %{customdata}<extra></extra>",
        customdata=[f"K = {found.base:.3f}", *(signed(move, 3) for move in moves), f"K = {found.k:.3f}"],
    )
    texts = [f"<b>{found.base:.2f}</b>", *(signed(move) for move in moves), f"<b>{found.k:.2f}</b>"]
    right = [max(start, start + length) for start, length in zip(starts, lengths, strict=True)]
    for row, x, text in zip(rows, right, texts, strict=True):
        made.add_annotation(x=x, y=row, text=text, showarrow=False, xanchor="left", xshift=4)
    # Hairlines from where a bar ends to where the next one begins.
    for above, end in enumerate(ends):
        made.add_shape(
            type="line",
            x0=end,
            x1=end,
            y0=above,
            y1=above + 1,
            line={"color": palette.muted, "width": 1, "dash": "dot"},
        )
    made.update_xaxes(range=[min(0.0, min(starts)), max(*right, 0.1) * 1.15])
    made.update_yaxes(type="category", autorange="reversed", showgrid=False)
    return made


def waterfall_in_words(found: Reasons) -> str:
    """The picture in one sentence, for those who do not see it."""
    moves = ", ".join(
        f"{INDICATORS[found.indicators[i]].label} {signed(float(found.values[i]))}" for i in found.ranked[:MOST_BARS]
    )
    return f"From K {found.base:.2f} of the sample's mean scores to {found.k:.2f} of this customer: {moves}."


def what_moves_k(found: Summary, palette: Palette) -> go.Figure:
    """A swarm of customers for each indicator, what moves K most on top: what it adds to K, coloured by its score.

    Beside the name its sign: + where high scores lift K, − where they lower it, ± where it is not that simple.
    """
    ranked, size = found.ranked, found.size
    made = figure(palette, 120 + 34 * len(ranked), "what the indicator adds to K")
    low, high = DOWN[palette.dark], palette.accent
    widest = max(float(np.abs(found.values).max()), NOTHING)
    for row, i in enumerate(ranked):
        values = found.values[:, i]
        made.add_scatter(
            x=values,
            y=row + swarm(values, widest),
            mode="markers",
            marker={
                "color": found.scores[:, i],
                "colorscale": [[0, low], [0.5, palette.muted], [1, high]],
                "cmin": 1,
                "cmax": 5,
                "size": 5,
                "opacity": 0.75,
                "showscale": row == 0,
                "colorbar": {
                    "title": {"text": "score", "font": {"size": 12}},
                    "tickvals": [1, 3, 5],
                    "thickness": 10,
                    "len": 0.6,
                    "outlinewidth": 0,
                },
            },
            customdata=found.scores[:, i],
            text=[signed(value, 3) for value in values],
            hovertemplate=f"{INDICATORS[found.indicators[i]].label} %{{customdata:.2g}}: %{{text}}<extra></extra>",
        )
        made.add_annotation(
            x=1, xref="paper", y=row, text=f"{size[i]:.2f}", showarrow=False, xanchor="right", bgcolor=palette.ground
        )
    made.add_annotation(
        x=1, xref="paper", y=-0.8, text="mean move", showarrow=False, xanchor="right", font={"color": palette.muted}
    )
    made.add_vline(x=0, line={"color": palette.muted, "width": 1})
    made.update_xaxes(range=[-widest * 1.08, widest * 1.35], tickformat=".2~f")
    made.update_yaxes(
        range=[len(ranked) - 0.4, -1.1],
        tickvals=list(range(len(ranked))),
        ticktext=[f"{INDICATORS[found.indicators[i]].label}  <b>{found.signs[i]}</b>" for i in ranked],
        showgrid=False,
    )
    return made


def swarm(values: np.ndarray, widest: float) -> np.ndarray:
    """Shifts (m,) within ±0.4 that lay customers of about the same value side by side; the fullest place is widest."""
    columns = np.round(values / widest * 40).astype(int)
    _, where, counts = np.unique(columns, return_inverse=True, return_counts=True)
    order = np.argsort(where, kind="stable")
    rank = np.empty(len(values))
    rank[order] = np.arange(len(values)) - np.repeat(np.cumsum(counts) - counts, counts)
    apart = min(0.08, 0.8 / max(int(counts.max()), 1))
    return (rank - (counts[where] - 1) / 2) * apart


def dependence_line(found: Dependence, palette: Palette) -> go.Figure:
    """Mean K along the score of one indicator, where most customers lie around it, and how many have each score."""
    label = INDICATORS[found.indicator].label
    made = figure(palette, 340, f"score of {label}, 1 to 5", "customer value K")
    made.add_scatter(
        x=[*GRID, *GRID[::-1]],
        y=[*found.high, *found.low[::-1]],
        fill="toself",
        fillcolor=palette.up,
        line={"width": 0},
        hoverinfo="skip",
        name="eight of ten customers",
    )
    made.add_scatter(
        x=GRID,
        y=found.mean,
        mode="lines",
        line={"color": palette.accent, "width": 3},
        hovertemplate=f"{label} %{{x:.2f}}: mean K %{{y:.2f}}<extra></extra>",
        name="mean K",
    )
    made.add_bar(
        x=found.columns,
        y=found.customers,
        width=0.4,
        yaxis="y2",
        marker={"color": palette.muted, "opacity": 0.6},
        hovertemplate="score about %{x}: %{y} customers<extra></extra>",
        name="customers",
    )
    axis = made.layout.yaxis.to_plotly_json()
    made.update_layout(
        yaxis={"domain": [0.28, 1], "range": [0, 1], "dtick": 0.25},
        yaxis2={**axis, "domain": [0, 0.18], "showgrid": False, "nticks": 3, "title": {"text": "customers"}},
        showlegend=True,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
    )
    made.update_yaxes(title_font={"color": palette.muted, "size": 13})
    made.update_xaxes(range=[0.75, 5.25], dtick=1, anchor="y2")
    return made


def data_beside_weights(found: Importance, weights: dict[str, float], palette: Palette) -> go.Figure:
    """Each indicator's share by the data (dot, with how sure it is) and by weight (diamond), the heaviest on top."""
    order = sorted(range(len(found.indicators)), key=lambda i: -weights[found.indicators[i]])
    labels = [INDICATORS[found.indicators[i]].label for i in order]
    total = float(np.maximum(found.mean, 0).sum()) or 1.0
    made = figure(palette, 120 + 28 * len(order), "share of the whole")
    made.add_scatter(
        x=[weights[found.indicators[i]] for i in order],
        y=labels,
        mode="markers",
        name="weight",
        marker={"symbol": "diamond-open", "size": 12, "color": DOWN[palette.dark], "line": {"width": 2}},
        hovertemplate="%{y}: %{x:.0%} by weight<extra></extra>",
    )
    made.add_scatter(
        x=found.shares[order],
        y=labels,
        mode="markers",
        name="data",
        marker={"size": 11, "color": palette.accent},
        error_x={"array": found.unsure[order] / total, "color": palette.accent, "thickness": 1.2, "width": 0},
        hovertemplate="%{y}: %{x:.0%} by the data<extra></extra>",
    )
    made.update_layout(showlegend=True, legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0})
    most = max(*weights.values(), *(found.shares + found.unsure / total).tolist())
    made.update_xaxes(range=[-0.03 * most, 1.05 * most], tickformat=".0%", showgrid=True, gridcolor=palette.line)
    made.update_yaxes(type="category", autorange="reversed")
    return made
