"""The cut-offs between the tiers, and how they are moved."""

import streamlit as st

from core.recipe import CutOffs
from core.study import Study
from pages.shared.widgets import field
from pages.shared.workspaces import write_recipe


def cut_off_fields(study: Study) -> None:
    """The three cut-offs, movable, with the way back to the paper's."""
    with st.expander("Move the cut-offs"):
        with st.grid(3, min_column_width=120):
            for letter in "abc":
                field(
                    st.number_input,
                    f"{letter.upper()} from K =",
                    f"cutoffs.{letter}",
                    min_value=0.01,
                    max_value=0.99,
                    step=0.01,
                    format="%.2f",
                )
        st.button("Back to 0.75 / 0.50 / 0.25", on_click=write_recipe, args=("cutoffs", CutOffs()))
