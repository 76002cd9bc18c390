"""One tier at a time: what sets it apart, and what to do with it."""

from functools import partial

import streamlit as st

from core import charts
from core.study import Study
from core.tiers import TIERS
from pages.shared.pictures import picture
from pages.shared.segments.strategy_notes import advice
from pages.shared.segments.tier_lift import what_lifts_a_tier
from pages.shared.widgets import wide_and_narrow


def tier_by_tier(study: Study) -> None:
    """Choose a tier: its profile beside all customers, and the advice."""
    st.subheader("What sets each tier apart", anchor=False)
    tier = st.segmented_control(
        "Tier",
        TIERS,
        format_func=lambda t: f"{t} {study.tier_names()[t]}",
        default="A",
        required=True,
        label_visibility="collapsed",
    )
    left, right = wide_and_narrow()
    with left:
        picture(
            partial(charts.tier_profile, study.segments(), tier),
            f"What sets tier {tier} apart",
            f"Mean scores of tier {tier} beside all customers.",
        )
        st.caption(
            "Why it matters: the longer the way from the bar to the dot, the more this tier differs from everybody."
        )
    with right:
        advice(study, tier)
        st.caption("Plan it, with an owner and a next action, in the view *What to do*.")
        what_lifts_a_tier(study, tier)
