"""Pictures of the five bands of current value."""

import numpy as np
import plotly.graph_objects as go

from core.band_movement import Movement
from core.bands import HIGHEST, LOWEST, TOLERANCE, Bands
from core.charts import Palette, cross_table, figure
from core.palette import BAND_COLOURS

STEP = 0.1  # width of the histogram's columns, in points of C
WAYS = ("▼", "", "▲")


def band_bars(bands: Bands, palette: Palette) -> go.Figure:
    """Customers per band, with count and share above each bar."""
    share = bands.counts / bands.counts.sum()
    made = figure(palette, 340, "band of current value C", "customers")
    made.add_bar(
        x=[f"<b>{b + 1}</b><br>{bands.ranges[b]}" for b in range(5)],
        y=bands.counts,
        marker={"color": BAND_COLOURS, "line": {"color": palette.muted, "width": 0.5}},
        # A bar that was clicked looks like the others: which band is open stands beside its customers.
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        text=[f"<b>{n:,}</b><br>{s:.1%}" for n, s in zip(bands.counts, share, strict=True)],
        textposition="outside",
        cliponaxis=False,
        hovertemplate="band %{x}<br>%{y:,} customers<extra></extra>",
    )
    made.update_layout(dragmode=False)
    made.update_xaxes(type="category")
    made.update_yaxes(range=[0, max(bands.counts) * 1.18], tickformat=",")
    return made


def in_words(bands: Bands) -> str:
    """The band picture in one sentence, for those who do not see it."""
    counts = ", ".join(f"band {b + 1} {n:,}" for b, n in enumerate(bands.counts))
    return f"Customers by band of current value: {counts}."


def columns_of_c(bands: Bands) -> tuple[np.ndarray, np.ndarray]:
    """Borders (k + 1,) and counts (k,) of a histogram of C: steps of 0.1, cut where a band begins.

    The last column begins at 5 and holds those with C = 5. As in the bands, a border is reached within 1e-9.
    """
    grid = np.round(np.arange(LOWEST, HIGHEST + 2 * STEP, STEP), 10)
    borders = np.unique([*grid, *bands.edges])
    counts, _ = np.histogram(np.minimum(bands.c, HIGHEST) + TOLERANCE, borders)
    return borders, counts


def c_histogram(bands: Bands, palette: Palette) -> go.Figure:
    """Customers by C in columns of 0.1, coloured by band, with the edges drawn in and the bands' numbers above."""
    borders, counts = columns_of_c(bands)
    left, width = borders[:-1], np.diff(borders)
    band = 1 + np.sum(left[:, None] >= np.array(bands.edges) - TOLERANCE, axis=1)
    made = figure(palette, 340, "current value C", "customers")
    made.add_bar(
        x=left,
        y=counts,
        width=width * 0.9,
        offset=width * 0.05,
        marker={"color": [BAND_COLOURS[b - 1] for b in band], "line": {"color": palette.muted, "width": 0.5}},
        customdata=[c_of_column(low, low + w, b) for low, w, b in zip(left, width, band, strict=True)],
        hovertemplate="%{customdata}<br>%{y:,} customers<extra></extra>",
    )
    end = float(borders[-1])
    for b, (low, high) in enumerate(zip((LOWEST, *bands.edges), (*bands.edges, end), strict=True), start=1):
        made.add_annotation(
            x=(low + high) / 2, y=1.09, yref="paper", text=f"<b>{b}</b>", showarrow=False, font={"size": 15}
        )
    for edge in bands.edges:
        made.add_vline(x=edge, line={"color": palette.ink, "dash": "dot", "width": 1})
    made.update_layout(bargap=0)
    made.update_xaxes(
        range=[LOWEST - 0.05, end + 0.05],
        tickvals=[LOWEST, *bands.edges],
        ticktext=[f"{value:.10g}" for value in (LOWEST, *bands.edges)],
    )
    made.update_yaxes(range=[0, max(1, counts.max()) * 1.05], tickformat=",")
    return made


def c_of_column(low: float, high: float, band: int) -> str:
    """What a column of the histogram holds, in words."""
    return f"band {band}, C = 5" if low >= HIGHEST else f"band {band}, C from {low:.10g} to below {high:.10g}"


def movement_matrix(moved: Movement, palette: Palette) -> go.Figure:
    """Customers from each band before (rows, 5 on top) to each band now (columns); arrows say who goes up and down."""
    rows = moved.counts[::-1]
    way = np.sign(np.arange(5)[None, :] - np.arange(5)[::-1, None])  # -1 down, 0 same, 1 up
    text = [
        [f"{WAYS[w + 1]} {n:,}".strip() if n else "" for w, n in zip(*row, strict=True)]
        for row in zip(way, rows, strict=True)
    ]
    bands = [str(b) for b in range(1, 6)]
    return cross_table(
        palette,
        np.where(rows > 0, way, np.nan),
        text,
        (bands[::-1], bands),
        ("band before", "band now"),
        "from band %{y} to band %{x}: %{text}",
        zmin=-1,
        zmax=1,
        colorscale=[[0, palette.down], [0.5, palette.line], [1, palette.up]],
        hoverongaps=False,
    )


def movement_in_words(moved: Movement) -> str:
    """The picture of the moves in one sentence, for those who do not see it."""
    return f"Customers by band before and now: {moved.up:,} go up, {moved.down:,} go down, {moved.same:,} stay."


def part_bar(sizes: tuple[int, int, int], palette: Palette) -> go.Figure:
    """The sample's training, validation and test parts as one bar, each with its number of customers."""
    made = figure(palette, 96)
    names = ("train", "validate", "test")
    for name, size, colour, text in zip(names, sizes, palette.parts, palette.on_parts, strict=True):
        if size:
            made.add_bar(
                orientation="h",
                x=[size],
                y=["sample"],
                marker={"color": colour},
                text=[f"{name} {size:,}"],
                textposition="inside",
                insidetextanchor="middle",
                insidetextfont={"color": text},
                textangle=0,
                hovertemplate=f"{size:,} customers {name}<extra></extra>",
            )
    made.update_layout(
        barmode="stack", bargap=0, margin={"l": 0, "r": 0, "t": 8, "b": 8}, uniformtext={"minsize": 11, "mode": "hide"}
    )
    made.update_xaxes(visible=False, range=[0, sum(sizes)])
    made.update_yaxes(visible=False, showgrid=False)
    return made
