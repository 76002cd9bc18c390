"""The parts of the sample that do not train, by share or by number of customers."""

import streamlit as st

from core.recipe import Recipe
from core.sampling import split_as
from pages.shared.widgets import field
from pages.shared.workspaces import current, write_recipe

UNITS = {"share": "by share", "count": "by number"}
DOES = {"validation": "validate", "test": "test"}


def split_fields(recipe: Recipe, size: int) -> None:
    """How the parts are told, and those that validate and test, of a sample of `size`."""
    split = recipe.training.split
    st.session_state["split.unit"] = split.unit
    st.segmented_control(
        "Parts of the sample",
        list(UNITS),
        format_func=UNITS.get,
        key="split.unit",
        on_change=_choose_unit,
        args=(size,),
        required=True,
        help="To validate: when to stop training. To test: how well it did, on customers it never saw.",
    )
    for part, does in DOES.items():
        if split.unit == "share":
            field(
                st.slider,
                f"Share to {does}, percent",
                f"training.split.{part}",
                shown=lambda f: round(f * 100),
                stored=lambda p: p / 100,
                min_value=0,
                max_value=45,
            )
        else:
            field(
                st.number_input,
                f"Customers to {does}",
                f"training.split.{part}",
                shown=int,
                min_value=0,
                step=1,
            )


def _choose_unit(size: int) -> None:
    chosen = st.session_state["split.unit"]
    write_recipe("training.split", lambda: split_as(current().study.recipe.training.split, chosen, size))
