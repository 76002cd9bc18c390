"""The filter of the customer list: widgets that show it, and the copy that outlives a look at another page."""

from typing import Any

import streamlit as st

from core.corners import CORNERS
from core.indicators import INDICATORS
from core.recipe import Filter
from core.study import Study
from core.tiers import TIERS

KEPT = "filter"  # in session state: what the widgets showed last; theirs go with the page
ASKED = "segments.filter"  # set by a click elsewhere: tiers, bands and corner to look at
CERTAINTY = ("far from the edges", "near an edge", "too new to judge")


def filter_fields(study: Study) -> Filter:
    """Draw the fields of the filter; what they say now."""
    if asked := st.session_state.pop(ASKED, None):
        show(Filter.model_validate({k: v for k, v in asked.items() if v}))
    kept: Filter = st.session_state.get(KEPT, Filter())
    with st.grid(4, min_column_width=150, gap="small"):
        tiers = _field(st.pills, "Tiers", "tiers", kept.tiers, options=TIERS, selection_mode="multi")
        bands = _field(st.pills, "Bands", "bands", kept.bands, options=range(1, 6), selection_mode="multi")
        corner = _field(st.selectbox, "Corner", "corner", kept.corner, options=list(CORNERS), placeholder="any")
        certainty = _field(st.selectbox, "Certainty", "certainty", kept.certainty, options=CERTAINTY, placeholder="any")
    found = study.segments().scores.indicators
    named = _field(
        st.multiselect,
        "Only with certain scores on",
        "indicators",
        [i for i in kept.scores if i in found],
        options=list(found),
        format_func=lambda i: INDICATORS[i].label,
        placeholder="choose indicators",
    )
    with st.container(), st.grid(3, min_column_width=220):  # full or empty: the list keeps its place
        scores = {
            i: _field(
                st.slider,
                INDICATORS[i].label,
                f"scores.{i}",
                kept.scores.get(i, (1.0, 5.0)),
                min_value=1.0,
                max_value=5.0,
                step=0.5,
            )
            for i in named
        }
    now = Filter(tiers=tuple(tiers), bands=tuple(bands), corner=corner, certainty=certainty, scores=scores)
    st.session_state[KEPT] = now
    return now


def show(wanted: Filter) -> None:
    """Let the fields show another filter at their next drawing."""
    st.session_state[KEPT] = wanted
    for key in [key for key in st.session_state if str(key).startswith("filter.")]:
        del st.session_state[key]


def _field(widget: Any, label: str, name: str, value: Any, **options: Any) -> Any:
    key = f"filter.{name}"
    if key not in st.session_state:
        st.session_state[key] = list(value) if isinstance(value, tuple) and widget is not st.slider else value
    return widget(label, key=key, **options)
