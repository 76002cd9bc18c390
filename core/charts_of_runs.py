"""One customer over many runs, as a picture."""

from collections.abc import Sequence

import plotly.graph_objects as go

from core.charts import Palette, figure
from core.charts_of_comparing import named_runs
from core.tiers import Tier


def customer_over_runs(
    names: Sequence[str],
    k: Sequence[float | None],
    tiers: Sequence[Tier | None],
    cuts: Sequence[tuple[float, float, float] | None],
    palette: Palette,
    height: int = 320,
) -> go.Figure:
    """K as a line with the tier at each run, the earliest on the left; the cut-offs of each run as steps below it.

    k, tiers: None where she is not in a run, which leaves a gap; cuts: a, b and c of each run, None where not known.
    """
    made = figure(palette, height, "", "customer value K")
    places = list(range(len(names)))
    for number, letter in enumerate("ABC"):
        heights = [cut[number] if cut else None for cut in cuts]
        if all(value is None for value in heights):
            continue
        # Half a step further at both ends, so that each run stands in the middle of its own cut-offs.
        made.add_scatter(
            x=[places[0] - 0.5, *places, places[-1] + 0.5],
            y=[heights[0], *heights, heights[-1]],
            mode="lines",
            line={"color": palette.muted, "dash": "dot", "width": 1, "shape": "hvh"},
            hovertemplate=f"{letter} from %{{y:.3f}}<extra></extra>",
        )
        if heights[-1] is not None:
            made.add_annotation(
                x=places[-1] + 0.5,
                y=heights[-1],
                text=letter,
                showarrow=False,
                xanchor="left",
                yanchor="bottom",
                font={"color": palette.muted, "size": 12},
            )
    made.add_scatter(
        x=places,
        y=list(k),
        mode="lines+markers+text",
        line={"color": palette.accent, "width": 2},
        marker={
            "size": 12,
            "color": [palette.tiers[tier] if tier else palette.line for tier in tiers],
            "line": {"color": palette.accent, "width": 1},
        },
        text=[tier or "" for tier in tiers],
        textposition="top center",
        connectgaps=False,
        customdata=list(names),
        hovertemplate="%{customdata}: tier %{text}, K %{y:.3f}<extra></extra>",
    )
    made.update_xaxes(**named_runs(names), range=[-0.6, len(names) - 0.3])
    made.update_yaxes(range=[0, 1.08], tickvals=[0, 0.25, 0.5, 0.75, 1])
    return made
