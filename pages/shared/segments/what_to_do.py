"""What to do: advice and a plan for each tier and corner, the usual plays, a sketch of the budget."""

import streamlit as st

from core.recipe import Group
from core.strategy.plans import GROUPS, meant, plan_table, standing
from core.study import Study
from core.tiers import TIERS
from pages.shared.segments.budget_sketch import budget_sketch
from pages.shared.segments.filters import ASKED
from pages.shared.segments.plays import play_rows
from pages.shared.segments.strategy_notes import advice, checklist, plan_fields
from pages.shared.widgets import wide_and_narrow


def what_to_do(study: Study) -> None:
    """Choose a tier or corner and plan for it; below, what holds for all of them."""
    st.subheader("What to do with them", anchor=False)
    group: Group = st.segmented_control(
        "Tier or corner of bands and tiers",
        GROUPS,
        format_func=lambda g: f"Tier {g}" if g in TIERS else g.capitalize(),
        default="A",
        required=True,
        key="strategy-group",
    )
    customers = standing(study).customers[group]
    left, right = wide_and_narrow()
    with left:
        advice(study, group)
        st.button(
            f"Show the {customers:,} {'customer' if customers == 1 else 'customers'}",
            on_click=_show,
            args=(group,),
            disabled=not customers,
            key="show-group",
        )
        checklist(study, group)
    with right, st.container(border=True):
        plan_fields(study, group)
    _all_plans(study)
    play_rows(study)
    budget_sketch(study)


def _all_plans(study: Study) -> None:
    """Who does what until when, for all tiers and corners."""
    st.subheader("Who does what", anchor=False)
    columns = st.column_config
    with st.container(key="plans"):
        st.dataframe(
            plan_table(study)[["For", "Customers", "Owner", "Next action", "Until", "What to do"]],
            hide_index=True,
            column_config={
                "For": columns.TextColumn(width=140),
                "Customers": columns.NumberColumn(format="localized", width=80),
                "Owner": columns.TextColumn(width=90),
                "Next action": columns.TextColumn(width=150),
                "Until": columns.TextColumn(width=90),
                "What to do": columns.TextColumn(width="large"),
            },
            alt="Tiers and corners with owner, next action, day and what to do.",
        )
    st.caption(
        "Corners are made of bands and tiers, so their customers are in a tier as well: someone may have two plans."
        " Where you have written nothing, the starting advice stands, here and in the workbook."
    )


def _show(group: Group) -> None:
    st.session_state[ASKED] = meant(group).model_dump()
    st.session_state["view"] = "Customers"
