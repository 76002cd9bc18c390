"""The sliders 0-10, in the groups in which they compare: for the weights set by hand, and for each expert."""

from collections.abc import Callable

import streamlit as st

from core.indicators import DIMENSIONS, INDICATORS, RFM
from core.panel.levels import TOP, members
from core.weights import CURRENT

LABELS = {i: f"{INDICATORS[i].symbol} {INDICATORS[i].label}".strip() for i in INDICATORS} | DIMENSIONS
SLIDER = {"min_value": 0.0, "max_value": 10.0, "step": 0.5, "format": "%.3g"}


def importance_groups(
    mapped: tuple[str, ...], draw: Callable[[str], None], instead: Callable[[str], bool] = lambda level: False
) -> None:
    """R, F and M, the dimensions, and the other dimensions' indicators folded away; `draw` draws one of them.

    `instead`: draws what stands above a level's sliders; where it has answered the level, True, there are none.
    """
    st.subheader("Recency, frequency and spend", anchor=False)
    st.caption("Importance from 0 to 10; what counts is how they compare. These three make up current value C.")
    if not instead(CURRENT):
        _grid(RFM, draw)
    st.subheader("The three dimensions", anchor=False)
    st.caption("How much each side of a customer counts in the weighted score.")
    if not instead(TOP):
        _grid(members(TOP, mapped), draw)
    for dimension in ("internet", "potential"):
        if inside := members(dimension, mapped):
            with st.expander(f"Within {DIMENSIONS[dimension].lower()}: {len(inside)} indicators"):
                if not instead(dimension):
                    _grid(inside, draw)


def group_of(member: str) -> str:
    """The field of the recipe that holds a member's importance: "dimensions" or "indicators"."""
    return "dimensions" if member in DIMENSIONS else "indicators"


def _grid(ids: tuple[str, ...], draw: Callable[[str], None]) -> None:
    with st.grid(3, min_column_width=110):
        for member in ids:
            with st.container():
                draw(member)
