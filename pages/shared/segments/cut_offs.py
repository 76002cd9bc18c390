"""The cut-offs between the tiers, how they are found or moved, and what the tiers are called."""

import streamlit as st

from core import cutting
from core.recipe import CutOffs
from core.study import Study
from core.tiers import TIERS, decimals_of, k_words, usual_names
from pages.shared.widgets import field
from pages.shared.workspaces import write_recipe

WAYS = {"values": "By value", "shares": "By share of customers", "breaks": "At natural breaks"}


def cut_off_fields(study: Study) -> None:
    """The three ways to cut, each with its settings; the way back to what is proposed; the names."""
    segments = study.segments()
    st.caption(f"Cut-offs in force: {cutting.in_words(segments.cutoffs)}.")
    with st.expander("Move the cut-offs"):
        by = segments.cutoffs.by
        field(
            st.segmented_control,
            "How the tiers are cut",
            "cutoffs.by",
            shown=lambda _: by,
            options=list(WAYS),
            format_func=WAYS.__getitem__,
            required=True,
            label_visibility="collapsed",
        )
        with st.grid(3, min_column_width=120):
            if by == "values":
                _numbers(segments.cutoffs)
            elif by == "shares":
                _shares()
            else:
                for letter, cut in zip("ABC", segments.cutoffs.numbers, strict=True):
                    st.metric(f"{letter} from K =", k_words(cut))
        st.caption(_why(study))
        proposal = "shares of the customers" if study.model and study.model.binary else "0.75 / 0.50 / 0.25"
        st.button(f"Back to {proposal}", on_click=write_recipe, args=("cutoffs", CutOffs()))


def tier_name_fields(source: str) -> None:
    """The words beside the letters. source: what K was learned from."""
    with st.expander("Name the tiers"):
        with st.grid(4, min_column_width=120):
            for tier in TIERS:
                usual = usual_names(source)[tier]
                field(
                    st.text_input,
                    f"Name of {tier}",
                    f"tier_names.{tier}",
                    shown=lambda name, usual=usual: name or usual,
                    stored=lambda name, usual=usual: None if name.strip() in ("", usual) else name.strip(),
                    max_chars=30,
                )
        st.caption("The names stand beside the letters in every picture, list and file.")


def _numbers(cutoffs: CutOffs) -> None:
    for letter in "abc":
        field(
            st.number_input,
            f"{letter.upper()} from K =",
            f"cutoffs.{letter}",
            min_value=0.01,
            max_value=0.99,
            step=0.01,
            format=f"%.{decimals_of(cutoffs)}f",
        )


def _shares() -> None:
    for letter in "abc":
        field(
            st.number_input,
            f"{letter.upper()}, % of customers",
            f"cutoffs.share_{letter}",
            shown=lambda share: round(100 * share, 6),
            stored=lambda percent: percent / 100,
            min_value=1.0,
            max_value=97.0,
            step=5.0,
            format="%.3g",
        )


def _why(study: Study) -> str:
    """One or two sentences on the way in force."""
    segments = study.segments()
    if segments.cutoffs.by == "values":
        return "The same numbers for every file, so that tiers compare from quarter to quarter. D is what lies below C."
    later = " A saved model keeps the numbers found here, so that the tiers of the next file compare."
    if segments.cutoffs.by == "breaks":
        return "Cut where customers lie furthest apart: the least spread of K within the four tiers." + later
    rest = f"D takes the rest, {100 * segments.cutoffs.shares[3]:.3g}%."
    came = cutting.unmet(segments.cutoffs, segments.table["share"].to_numpy())
    return " ".join(filter(None, (rest, came))) + later
