"""The picture of moved weights: from which band to which."""

import plotly.graph_objects as go

from core.charts import Palette, figure
from core.moves import Moves
from core.sensitivity_in_words import share_in_words


def band_moves(found: Moves, palette: Palette) -> go.Figure:
    """Of the customers of each band (rows, 5 on top), the share that is in each band (columns) in a draw."""
    customers = found.to.sum(axis=1)
    share = found.to / customers.clip(min=1e-12)[:, None]
    names = [str(b + 1) for b in range(len(share))]
    made = figure(palette, 340, "band with moved weights, in a draw", "band with the weights in force")
    made.add_heatmap(
        z=share**0.5,  # so that the few who leave are seen beside the many who stay
        x=names,
        y=names,
        zmin=0,
        zmax=1,
        colorscale=[[0, palette.ground], [1, palette.tiers["C"]]],
        text=[[share_in_words(value) if value else "" for value in row] for row in share],
        customdata=found.to,
        texttemplate="%{text}",
        textfont={"color": palette.ink},
        xgap=3,
        ygap=3,
        showscale=False,
        hovertemplate="from band %{y} to band %{x}: %{customdata:,.1f} customers a draw<extra></extra>",
    )
    made.update_xaxes(type="category")
    made.update_yaxes(type="category", showgrid=False)
    return made
