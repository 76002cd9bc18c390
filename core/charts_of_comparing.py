"""The pictures of two runs: from which tier to which, by what, and how tiers went over many runs."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from core.charts import Palette, cross_table, figure
from core.comparing.counts import WAYS, Counts, counts_of
from core.comparing.in_words import BY
from core.comparing.movement import CAUSES, GROUPS, Movement
from core.tiers import TIERS

NOT_THERE, GONE = "new", "gone"
MOST_NAMED = 12  # runs on one axis


def flows(moved: Movement, palette: Palette, counts: Counts | None = None) -> go.Figure:
    """Streams of customers from their tier before (left) to their tier now (right), who joined and who left.

    counts: those of the movement as they may be shown; streams whose number is hidden are left out.
    """
    counts = counts or counts_of(moved)
    colours = [*palette.tiers.values(), palette.line]
    links = [
        (row, column, number, _pale(colours[row]), f"{before} → {now}")
        for row, before in enumerate((*TIERS, NOT_THERE))
        for column, now in enumerate((*TIERS, GONE))
        if (row, column) != (GROUPS, GROUPS) and (number := counts.known("cell", row, column))
    ]
    # An empty end would upset the others' places.
    sides = [
        [
            (side, place, names[place], item)
            for place, item in enumerate(items)
            if place in {link[side] for link in links}
        ]
        for side, (names, items) in enumerate(
            (
                ((*TIERS, NOT_THERE), [*(("before", place) for place in range(GROUPS)), ("new",)]),
                ((*TIERS, GONE), [*(("now", place) for place in range(GROUPS)), ("gone",)]),
            )
        )
    ]
    nodes = [*sides[0], *sides[1]]
    at = {node[:2]: place for place, node in enumerate(nodes)}
    made = figure(palette, 420)
    made.add_sankey(
        arrangement="snap",
        textfont={"color": palette.ink, "shadow": "none"},  # its own is a white rim, which hides letters in the dark
        node={
            "label": [f"{name} {counts.shown(*item)}" for _, _, name, item in nodes],
            "color": [colours[place] for _, place, _, _ in nodes],
            "line": {"width": 0},
            "pad": 18,
            "thickness": 18,
            "x": [(0.001, 0.999)[side] for side, *_ in nodes],
            "y": [place for side in sides for place in np.linspace(0.05, 0.95, len(side))],
            "hovertemplate": "%{label}<extra></extra>",
        },
        link={
            "source": [at[0, row] for row, *_ in links],
            "target": [at[1, column] for _, column, *_ in links],
            "value": [number for _, _, number, _, _ in links],
            "color": [colour for *_, colour, _ in links],
            "customdata": [words for *_, words in links],
            "hovertemplate": "%{customdata}: %{value:,} customers<extra></extra>",
        },
    )
    made.update_layout(margin={"l": 8, "r": 8, "t": 8, "b": 16})
    return made


def _pale(colour: str) -> str:
    red, green, blue = (int(colour[k : k + 2], 16) for k in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.35)"


def cells(moved: Movement, palette: Palette, counts: Counts | None = None) -> go.Figure:
    """Customers by tier before (rows) and now (columns); arrows say who rose and fell, apart from colour."""
    counts = counts or counts_of(moved)
    way = np.sign(np.arange(GROUPS)[:, None] - np.arange(GROUPS)[None, :])  # 1 up, -1 down
    z = np.full((GROUPS + 1, GROUPS + 1), 0.0)
    z[:GROUPS, :GROUPS] = way
    arrows = {1: "▲ ", 0: "", -1: "▼ "}
    somebody = moved.matrix > 0
    text = [
        [f"{arrows[int(z[b, n])]}{counts.shown('cell', b, n)}" if somebody[b, n] else "" for n in range(GROUPS + 1)]
        for b in range(GROUPS + 1)
    ]
    return cross_table(
        palette,
        np.where(somebody, z, np.nan),
        text,
        ((*TIERS, NOT_THERE), (*TIERS, GONE)),
        ("tier before", "tier now"),
        "from %{y} to %{x}: %{text}",
        zmin=-1,
        zmax=1,
        colorscale=[[0, palette.down], [0.5, palette.line], [1, palette.up]],
        hoverongaps=False,
    )


def causes(moved: Movement, palette: Palette, counts: Counts | None = None) -> go.Figure:
    """Who rose or fell to each tier, by what moved them: one bar a tier and way, as long as they are many."""
    counts = counts or counts_of(moved)
    bars = [
        (f"{way} to {tier}", [counts.known(way, now, cause) for cause in CAUSES])
        for now, tier in enumerate(TIERS)
        for way in WAYS
        if counts.counts.get((way, now))
    ]
    fills = (*zip(palette.parts, palette.on_parts, strict=True), (palette.line, palette.ink))
    made = figure(palette, 110 + 34 * max(1, len(bars)), "customers")
    for place, (cause, (colour, ink)) in enumerate(zip(CAUSES, fills, strict=True)):
        values = [of[place] for _, of in bars]
        if not any(values):
            continue
        made.add_bar(
            orientation="h",
            y=[name for name, _ in bars],
            x=values,
            name=BY[cause],
            marker={"color": colour},
            text=[f"{n:,}" if n else "" for n in values],
            textposition="inside",
            insidetextfont={"color": ink},
            textangle=0,
            hovertemplate="%{y}: %{x:,} " + BY[cause] + "<extra></extra>",
        )
    made.update_layout(
        barmode="stack",
        showlegend=True,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
    )
    made.update_xaxes(tickformat=",")
    made.update_yaxes(type="category", autorange="reversed", showgrid=False)
    return made


def named_runs(names: Sequence[str]) -> dict[str, list]:
    """Options of an axis of runs: their names, of many only as many as can be read, the last one among them."""
    every = -(-len(names) // MOST_NAMED)
    places = list(range(len(names) - 1, -1, -every))[::-1]
    return {"tickvals": places, "ticktext": [names[place] for place in places]}


def trend(names: Sequence[str], counts: np.ndarray, palette: Palette) -> go.Figure:
    """Share of the customers in each tier over runs, the earliest on the left. counts: (runs, 4), A to D."""
    made = figure(palette, 340, "", "share of the customers")
    share = counts / counts.sum(axis=1, keepdims=True).clip(min=1)
    for place, tier in reversed(list(enumerate(TIERS))):
        made.add_bar(
            x=list(range(len(names))),
            y=share[:, place],
            name=f"tier {tier}",
            marker={"color": palette.tiers[tier]},
            text=[f"{tier} {s:.0%}" for s in share[:, place]],
            textposition="inside",
            insidetextanchor="middle",
            customdata=counts[:, place],
            hovertemplate=f"%{{x}}, tier {tier}: %{{customdata:,}} customers, %{{y:.1%}}<extra></extra>",
        )
    made.update_layout(barmode="stack", uniformtext={"minsize": 11, "mode": "hide"})
    made.update_xaxes(**named_runs(names))
    made.update_yaxes(tickformat=".0%", range=[0, 1])
    return made
