"""Pictures of the five bands of current value."""

import plotly.graph_objects as go

from core.bands import Bands
from core.charts import Palette, figure

BAND_COLOURS = ("#F3E3CF", "#EBC79A", "#DFA261", "#C97B2E", "#8F4E12")


def band_bars(bands: Bands, palette: Palette) -> go.Figure:
    """Customers per band, with count and share above each bar."""
    share = bands.counts / bands.counts.sum()
    made = figure(palette, 340, "band of current value C", "customers")
    made.add_bar(
        x=[f"<b>{b + 1}</b><br>{bands.ranges[b]}" for b in range(5)],
        y=bands.counts,
        marker={"color": BAND_COLOURS, "line": {"color": palette.muted, "width": 0.5}},
        text=[f"<b>{n:,}</b><br>{s:.1%}" for n, s in zip(bands.counts, share, strict=True)],
        textposition="outside",
        cliponaxis=False,
        hovertemplate="band %{x}<br>%{y:,} customers<extra></extra>",
    )
    made.update_xaxes(type="category")
    made.update_yaxes(range=[0, max(bands.counts) * 1.18], tickformat=",")
    return made


def in_words(bands: Bands) -> str:
    """The band picture in one sentence, for those who do not see it."""
    counts = ", ".join(f"band {b + 1} {n:,}" for b, n in enumerate(bands.counts))
    return f"Customers by band of current value: {counts}."
