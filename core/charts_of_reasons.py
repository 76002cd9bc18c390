"""Pictures of why: one customer's way to her K, what moves K over many, one indicator's part, data beside experts."""

import numpy as np
import plotly.graph_objects as go

from core.charts import Palette, figure
from core.explaining.reasons import NOTHING, Reasons, score_in_words
from core.indicators import INDICATORS

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
        customdata=[f"K = {found.base:.3f}", *(f"{move:+.3f}" for move in moves), f"K = {found.k:.3f}"],
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


def signed(move: float) -> str:
    """`+0.12` or `−0.05`; a move too small to show is 0."""
    return "0" if abs(move) < 0.005 else f"{move:+.2f}".replace("-", "−")
