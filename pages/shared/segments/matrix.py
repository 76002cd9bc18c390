"""Bands beside tiers: the matrix with its corners, and the way from a cell or corner to its customers."""

from functools import partial

import streamlit as st

from core import charts_of_tiers as charts
from core.corners import CORNERS, corner_counts
from core.tier_figures import Placed
from pages.shared.pictures import picture

FILTER = "segments.filter"  # what the view Customers is to show: tiers, bands (empty: all) and a corner or None
CHART = "matrix-chart"


def bands_and_tiers(found: Placed, source: str) -> None:
    """The matrix, its corners with their counts, and what they mean. source: what K was learned from."""
    st.subheader("Bands and tiers", anchor=False)
    if not found.matrix.any():
        st.caption("The bands of these customers are not known now: look at the Bands page.")
        return
    picture(
        partial(charts.band_tier_matrix, found.matrix, source),
        "Bands and tiers",
        charts.matrix_in_words(found),
        key=CHART,
        on_select=_clicked,
        selection_mode="points",
    )
    counts = corner_counts(found.matrix)
    with st.grid(2, min_column_width=110):
        for name, corner in CORNERS.items():
            st.button(
                f"{name.capitalize()} {counts[name]:,}",
                key=f"corner-{name}",
                help=f"{corner.in_words(source)} Click for the list of them.",
                width="stretch",
                on_click=show_customers,
                kwargs={"corner": name},
            )
    tiers = "how likely the good outcome is by K" if source == "outcome" else "what K makes of them"
    st.caption(f"Bands say what customers buy today, tiers {tiers}. Click a cell or corner for its customers.")


def show_customers(tiers: list[str] | None = None, bands: list[int] | None = None, corner: str | None = None) -> None:
    """Open the view Customers on some of them, from a callback; nothing given leaves nobody out."""
    st.session_state[FILTER] = {"tiers": tiers or [], "bands": bands or [], "corner": corner}
    st.session_state["view"] = "Customers"


def _clicked() -> None:
    points = st.session_state[CHART].selection.points
    if not points:
        return
    match charts.CLICKS[points[0]["point_index"]]:
        case (band, tier):
            show_customers([tier], [band])
        case str(corner):
            show_customers(corner=corner)
