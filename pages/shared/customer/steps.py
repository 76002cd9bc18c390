"""From one customer to another: by id, or to the next of those that the list shows."""

import streamlit as st

from core.customer_choice import chosen, in_words
from core.one_customer import neighbours
from core.recipe import Filter
from core.study import Study
from pages.shared.customer_links import open_customer
from pages.shared.literal import literal
from pages.shared.segments.filters import KEPT

MOST_OFFERED = 50


def steps(study: Study, place: int | None) -> int | None:
    """Draw the buttons and the search; the place of the customer to be shown."""
    rows = study.segments().scores.rows
    listed = st.session_state.get(KEPT, Filter())
    among, words = chosen(study, listed), literal(in_words(listed))
    outside = place is not None and place not in among
    if outside:  # found by id: the list does not hold her
        among = chosen(study, Filter())
    before, after = neighbours(among, place) if place is not None else (None, None)
    with st.container(key="steps"), st.grid(3, min_column_width=200, vertical_alignment="bottom"):
        wanted = st.text_input("Find a customer by id", key="customer-search", placeholder="part of an id").strip()
        if st.button("Next higher K", icon=":material/arrow_upward:", disabled=before is None, width="stretch"):
            open_customer(int(rows[before]))
        if st.button("Next lower K", icon=":material/arrow_downward:", disabled=after is None, width="stretch"):
            open_customer(int(rows[after]))
    with st.container():  # full or empty: what is below keeps its place
        if place is not None and listed != Filter():
            st.caption(
                f"Higher and lower among all customers: this one is not in the list ({words})."
                if outside
                else f"Higher and lower among the customers of the list ({words})."
            )
        if wanted:
            _found(study, wanted, place)
    return place


def _found(study: Study, wanted: str, place: int | None) -> None:
    found = chosen(study, Filter(), wanted)
    scores = study.segments().scores
    same = found[(scores.names.iloc[found] == wanted).to_numpy(bool)]
    if len(same) == 1 or len(found) == 1:
        only = int((same if len(same) == 1 else found)[0])
        if only != place:
            open_customer(int(scores.rows[only]))
        return
    if not len(found):
        st.info(f"No customer's id holds {literal(repr(wanted))}.", icon=":material/search_off:")
        return
    st.caption(f"{len(found):,} customers' ids hold this" + (":" if len(found) <= MOST_OFFERED else "; the first:"))
    with st.container(horizontal=True):
        for other in found[:MOST_OFFERED]:
            label = literal(str(scores.names.iloc[other]))
            if st.button(label, key=f"found-{scores.rows[other]}", type="tertiary"):
                open_customer(int(scores.rows[other]))
