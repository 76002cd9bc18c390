"""Where the customers of each tier land when the network is trained again."""

import plotly.graph_objects as go

from core.charts import Palette, figure
from core.stability import Landing
from core.tiers import TIERS


def landings(found: Landing, palette: Palette) -> go.Figure:
    """Share of the retrainings in which a tier's customers (rows, A on top) land in each tier (columns)."""
    made = figure(palette, 300, "tier in the retrainings", "tier shown")
    made.add_heatmap(
        z=found.between,
        x=list(TIERS),
        y=list(TIERS),
        zmin=0,
        zmax=1,
        colorscale=[[0, palette.ground], [1, palette.tiers["C"]]],
        text=[[f"{share:.0%}" if share else "" for share in row] for row in found.between],
        texttemplate="%{text}",
        textfont={"color": palette.ink},
        xgap=3,
        ygap=3,
        showscale=False,
        hovertemplate="of tier %{y}, in tier %{x}: %{z:.1%}<extra></extra>",
    )
    made.update_xaxes(type="category")
    made.update_yaxes(type="category", autorange="reversed", showgrid=False)
    return made


def landings_in_words(found: Landing) -> str:
    """The picture in one sentence, for those who do not see it."""
    kept = ", ".join(f"{tier} {found.between[row, row]:.0%}" for row, tier in enumerate(TIERS))
    return f"How often the customers of a tier land in it again when the network is trained anew: {kept}."
