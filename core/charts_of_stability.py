"""Where the customers of each tier land when the network is trained again."""

import plotly.graph_objects as go

from core.charts import Palette, cross_table
from core.stability import Landing
from core.tiers import TIERS


def landings(found: Landing, palette: Palette) -> go.Figure:
    """Share of the retrainings in which a tier's customers (rows, A on top) land in each tier (columns)."""
    text = [[f"{share:.0%}" if share else "" for share in row] for row in found.between]
    titles = "tier shown", "tier in the retrainings"
    return cross_table(
        palette, found.between, text, (TIERS, TIERS), titles, "of tier %{y}, in tier %{x}: %{z:.1%}", zmin=0, zmax=1
    )


def landings_in_words(found: Landing) -> str:
    """The picture in one sentence, for those who do not see it."""
    kept = ", ".join(f"{tier} {found.between[row, row]:.0%}" for row, tier in enumerate(TIERS))
    return f"How often the customers of a tier land in it again when the network is trained anew: {kept}."
