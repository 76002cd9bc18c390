"""The calibration of K as a picture."""

import plotly.graph_objects as go

from core.charts import Palette, figure
from core.judging.verdict import Calibration


def calibration_picture(found: Calibration, palette: Palette) -> go.Figure:
    """Mean expected value over mean K for ten equal groups of customers by K, beside the line where both are equal."""
    made = figure(palette, 340, "mean K of a tenth of the customers", "their mean expected value")
    made.add_scatter(
        x=[0, 1], y=[0, 1], mode="lines", line={"color": palette.muted, "dash": "dot", "width": 1}, hoverinfo="skip"
    )
    made.add_scatter(
        x=found.k,
        y=found.expected,
        mode="lines+markers",
        line={"color": palette.accent, "width": 2},
        marker={"size": 9},
        cliponaxis=False,
        hovertemplate="K %{x:.2f}: expected value %{y:.2f}<extra></extra>",
    )
    made.add_annotation(
        x=1, y=1, xanchor="right", yanchor="bottom", text="K = expected value", showarrow=False, xshift=-24,
        font={"color": palette.muted, "size": 12},
    )  # fmt: skip
    made.update_xaxes(range=[-0.02, 1.02], dtick=0.25)
    made.update_yaxes(range=[-0.02, 1.08], dtick=0.25)
    return made
