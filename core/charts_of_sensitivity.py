"""The picture of moved weights: from which band to which."""

import plotly.graph_objects as go

from core.charts import Palette, cross_table
from core.moves import Moves
from core.sensitivity_in_words import share_in_words


def band_moves(found: Moves, palette: Palette) -> go.Figure:
    """Of the customers of each band (rows, 5 on top), the share that is in each band (columns) in a draw."""
    rows = found.to[::-1]
    share = rows / rows.sum(axis=1).clip(min=1e-12)[:, None]
    names = [str(b + 1) for b in range(len(share))]
    return cross_table(
        palette,
        share**0.5,  # so that the few who leave are seen beside the many who stay
        [[share_in_words(value) if value else "" for value in row] for row in share],
        (names[::-1], names),
        ("band with the weights in force", "band with moved weights, in a draw"),
        "from band %{y} to band %{x}: %{customdata:,.1f} customers a draw",
        zmin=0,
        zmax=1,
        customdata=rows,
    )
