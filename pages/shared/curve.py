"""The live curve of a training: mean squared error over epochs, on a logarithmic axis.

Altair, not plotly: it swaps its rows in place, so that the picture does not flicker while it grows.
"""

import altair as alt
import pandas as pd
import streamlit as st

from core.network.training import Epoch
from pages.shared.pictures import palette

PARTS = {"training": "train_mse", "validation": "validation_mse", "test": "test_mse"}
COLOURS = {"training": ("#12437F", "#8DBBF2"), "validation": ("#D9822B", "#D9822B"), "test": ("#5B8C5A", "#5B8C5A")}
DASHES = {"training": [1, 0], "validation": [6, 3], "test": [2, 2]}
SMALLEST = 1e-12  # a logarithmic axis has no zero
POWERS = [10.0**k for k in range(-12, 3)]  # one grid line a power of ten


def curve_rows(curve: tuple[Epoch, ...]) -> pd.DataFrame:
    """Epoch records as rows (epoch, part, mse), parts without customers left out."""
    rows = [
        (record.epoch, part, max(mse, SMALLEST))
        for record in curve
        for part, name in PARTS.items()
        if (mse := getattr(record, name)) is not None
    ]
    return pd.DataFrame(rows, columns=["epoch", "part", "mse"])


def best_so_far(curve: tuple[Epoch, ...], colour: str) -> list[alt.Chart]:
    """A dotted line with its words at the epoch of the lowest error: of validation, else of training."""
    best = min(curve, key=lambda r: r.train_mse if r.validation_mse is None else r.validation_mse)
    at_best = pd.DataFrame({"epoch": [best.epoch], "words": [f"best, epoch {best.epoch:,}"]})
    left = 2 * best.epoch > curve[-1].epoch  # the words stand where there is room
    return [
        alt.Chart(at_best).mark_rule(strokeDash=[2, 3], color=colour).encode(x="epoch:Q"),
        alt.Chart(at_best)
        .mark_text(align="right" if left else "left", dx=-4 if left else 4, baseline="top", color=colour)
        .encode(x="epoch:Q", y=alt.value(0), text="words:N"),
    ]


def draw_curve(curve: tuple[Epoch, ...], goal: float, key: str) -> None:
    """Draw the curve with its goal line and the best epoch so far."""
    rows, colours = curve_rows(curve), palette()
    parts = [p for p in PARTS if p in set(rows["part"])]
    dark = st.context.theme.type == "dark"
    lines = (
        alt.Chart(rows)
        .mark_line(strokeWidth=2)
        .encode(
            x=alt.X("epoch:Q", title="epoch", axis=alt.Axis(grid=False, format=",d", tickMinStep=1)),
            y=alt.Y(
                "mse:Q",
                title="mean squared error",
                scale=alt.Scale(type="log"),
                axis=alt.Axis(format="~g", values=POWERS),
            ),
            color=alt.Color(
                "part:N",
                title=None,
                scale=alt.Scale(domain=parts, range=[COLOURS[p][dark] for p in parts]),
                legend=alt.Legend(orient="top"),
            ),
            strokeDash=alt.StrokeDash(
                "part:N", title=None, scale=alt.Scale(domain=parts, range=[DASHES[p] for p in parts]), legend=None
            ),
            tooltip=[alt.Tooltip("epoch:Q", format=",d"), "part:N", alt.Tooltip("mse:Q", format=".3g", title="MSE")],
        )
    )
    layers = [lines]
    if goal > 0:
        at_goal = pd.DataFrame({"mse": [goal], "words": [f"goal {goal:g}"]})
        layers.append(alt.Chart(at_goal).mark_rule(strokeDash=[4, 4], color=colours.muted).encode(y="mse:Q"))
        layers.append(
            alt.Chart(at_goal)
            .mark_text(align="left", dx=4, dy=-7, color=colours.muted)
            .encode(y="mse:Q", x=alt.value(0), text="words:N")
        )
    layers += best_so_far(curve, colours.muted)
    last = curve[-1]
    st.altair_chart(
        alt.layer(*layers).properties(height=340),
        key=key,
        alt=f"Mean squared error by epoch; at epoch {last.epoch:,} the training error is {last.train_mse:.3g}.",
    )
