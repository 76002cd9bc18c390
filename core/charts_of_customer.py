"""One customer's scores beside those of her tier and of everybody."""

import pandas as pd
import plotly.graph_objects as go

from core.charts import Palette, figure
from core.tiers import Tier


def customer_profile(answers: pd.DataFrame, tier: Tier, palette: Palette) -> go.Figure:
    """A dot for the customer, a ring for the mean of her tier, a bar for the mean of all; one line an indicator."""
    labels = answers["Indicator"]
    made = figure(palette, 90 + 26 * len(labels), "score, 1 to 5")
    for name, column, marker in (
        ("all customers", "Mean of all", {"symbol": "line-ns-open", "size": 14, "color": palette.muted}),
        (f"tier {tier}", "Mean of the tier", {"symbol": "circle-open", "size": 11, "color": palette.accent}),
        ("this customer", "Score", {"symbol": "diamond", "size": 12, "color": palette.accent}),
    ):
        made.add_scatter(
            x=answers[column],
            y=labels,
            mode="markers",
            name=name,
            marker={**marker, "line": {"width": 2, "color": marker["color"]}},
            hovertemplate=f"{name}, %{{y}}: %{{x:.2f}}<extra></extra>",
        )
    made.update_layout(showlegend=True, legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0})
    made.update_xaxes(range=[0.8, 5.2], dtick=1)
    made.update_yaxes(type="category", autorange="reversed")
    return made
