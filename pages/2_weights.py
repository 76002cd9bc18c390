"""Weights page: how much each indicator and each dimension counts, set by hand or by a panel of experts."""

from functools import partial

import streamlit as st

from core import charts
from pages.shared.agreement import how_far_they_agree, panel_says
from pages.shared.by_hand import choose_who_decides, set_by_hand
from pages.shared.literal import literal
from pages.shared.panel import experts
from pages.shared.panel_sheets import sheets
from pages.shared.pictures import picture
from pages.shared.sensitivity import sensitivity_panel
from pages.shared.shell import next_step, page
from pages.shared.widgets import wide_and_narrow

PURPOSE = "Say how much each indicator counts. The bands follow at once, and so does the weighted score."


with page("weights", PURPOSE, needs="data") as study:
    problem = study.problem("weights")
    with st.container():  # full or empty, so that what is below keeps its place and stays open
        if problem:
            st.error(literal(problem), icon=":material/error:")
    counted = None if problem else study.shares()
    weights = study.recipe.weights

    choose_who_decides()
    left, right = wide_and_narrow()
    with left:
        if weights.decided == "hand":
            set_by_hand(study, counted)
        else:
            sheets(study)
            experts(study)
    with right:
        st.subheader("What follows", anchor=False)
        if counted:
            st.caption("Overall weight of each indicator: its dimension's share times its own. All add up to 100%.")
            picture(
                partial(charts.weight_bars, counted),
                "How much each indicator counts",
                "Overall weight of each indicator.",
            )
    if weights.panel:
        panel_says(study, counted)
        how_far_they_agree(study)
    if counted:
        sensitivity_panel(study)
    next_step("bands")
