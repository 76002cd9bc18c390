"""Weights page: how much each indicator and each dimension counts."""

import streamlit as st

from core import charts
from core.indicators import DIMENSIONS, INDICATORS, RFM
from core.recipe import Weights
from pages.shared.literal import literal
from pages.shared.pictures import palette, picture
from pages.shared.sensitivity import sensitivity_panel
from pages.shared.shell import next_step, page
from pages.shared.widgets import field, shares_in_percent, wide_and_narrow
from pages.shared.workspaces import write_recipe

PURPOSE = "Say how much each indicator counts. The bands follow at once, and so does the weighted score."


def importance(group: str, ids: list[str], names: dict[str, str], shares: dict[str, float]) -> None:
    """One slider 0-10 per id, each with the share that follows; the shares of a group sum to 100%."""
    percent = shares_in_percent({i: shares.get(i, 0.0) for i in ids})
    with st.grid(3, min_column_width=110):
        for i in ids:
            with st.container():
                field(st.slider, names[i], f"weights.{group}.{i}", min_value=0.0, max_value=10.0, step=0.5, format="%g")
                st.markdown(f"counts **{percent[i]}**")


with page("weights", PURPOSE, needs="data") as study:
    mapped = study.recipe.scoring.mapped
    problem = study.problem("weights")
    with st.container():  # full or empty, so that what is below keeps its place and stays open
        if problem:
            st.error(literal(problem), icon=":material/error:")
    shares = None if problem else study.shares()
    labels = {i: f"{INDICATORS[i].symbol} {INDICATORS[i].label}".strip() for i in INDICATORS}

    left, right = wide_and_narrow()
    with left:
        st.subheader("Recency, frequency and spend", anchor=False)
        st.caption("Importance from 0 to 10; what counts is how they compare. These three make up current value C.")
        importance("indicators", list(RFM), labels, shares.within if shares else {})
        st.subheader("The three dimensions", anchor=False)
        st.caption("How much each side of a customer counts in the weighted score.")
        dimensions = [d for d in DIMENSIONS if any(INDICATORS[i].dimension == d for i in mapped)]
        importance("dimensions", dimensions, DIMENSIONS, shares.dimensions if shares else {})
        for dimension in ("internet", "potential"):
            members = [i for i in mapped if INDICATORS[i].dimension == dimension]
            if members:
                with st.expander(f"Within {DIMENSIONS[dimension].lower()}: {len(members)} indicators"):
                    importance("indicators", members, labels, shares.within if shares else {})
        st.button(
            "Back to the usual weights",
            on_click=write_recipe,
            args=("weights", Weights()),
            icon=":material/restart_alt:",
        )
    with right:
        st.subheader("What follows", anchor=False)
        if shares:
            st.caption("Overall weight of each indicator: its dimension's share times its own. All add up to 100%.")
            picture(charts.weight_bars(shares, palette()), "Overall weight of each indicator.")
    if shares:
        sensitivity_panel(study)
    next_step("bands")
