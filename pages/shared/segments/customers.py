"""The list of customers: search, filters, columns, and the audiences saved from it."""

import numpy as np
import pandas as pd
import streamlit as st

from core.customer_choice import chosen, in_order, in_words
from core.export.customers import LANDS, SPREAD, customer_table
from core.indicators import INDICATORS
from core.recipe import Filter
from core.study import Study
from pages.shared.customer_links import open_customer
from pages.shared.literal import literal
from pages.shared.segments.audiences import audience_fields
from pages.shared.segments.filters import filter_fields, show

MOST_LISTED = 10_000  # all are sent to the browser: a list that sends those in sight alone has no boxes to tick
K = "Customer value K"
ALWAYS = ("Customer", "Tier", K, "Band", "Current value C")


def customers(study: Study) -> None:
    """The customers that are meant, the highest K on top; a ticked one opens."""
    st.subheader("Customers", anchor=False)
    with st.container(border=True):
        wanted = filter_fields(study)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        part_of_id = st.text_input("Find a customer by id", key="list-search", placeholder="part of an id").strip()
        with st.popover("Columns", icon=":material/view_column:"):
            columns = _columns(study)
        by, lowest_first = _sorting(study)
    places = chosen(study, wanted, part_of_id)
    if (by, lowest_first) != (K, False):
        places = in_order(places, customer_table(study)[by].to_numpy(float, na_value=np.nan), lowest_first)
    with st.container():  # full or empty: what is below keeps its place
        _list(study, places, columns, wanted)
        if len(places) > MOST_LISTED:
            end, what = "lowest" if lowest_first else "highest", "K" if by == K else by
            st.caption(
                f"The {MOST_LISTED:,} with the {end} {what} are listed; filters, search and *Sorted by* look at all."
            )
    audience_fields(study, wanted)


def _columns(study: Study) -> list[str]:
    others = [name for name in customer_table(study).columns if name not in ALWAYS]
    hidden = st.session_state.setdefault("hidden", [])  # what was left out stays so, what comes new is shown
    st.session_state["list-columns"] = [name for name in others if name not in hidden]
    return list(
        st.multiselect("Beside id, tier, K, band and C", others, key="list-columns", on_change=_hide, args=(others,))
    )


def _hide(others: list[str]) -> None:
    chosen = st.session_state["list-columns"]
    st.session_state["hidden"] = [name for name in others if name not in chosen]


def _sorting(study: Study) -> tuple[str, bool]:
    """By which numbers all customers are sorted, and whether the lowest come first: a list may hold only the first."""
    table = customer_table(study)
    numbers = [name for name in table.columns if name != "Row" and pd.api.types.is_numeric_dtype(table[name])]
    with st.popover("Sorted by", icon=":material/sort:"):
        by = st.selectbox("By", numbers, index=numbers.index(K), key="list-sort")
        lowest_first = st.toggle("Lowest first", key="list-lowest-first")
    return by, lowest_first


def _list(study: Study, places: np.ndarray, columns: list[str], wanted: Filter) -> None:
    table = customer_table(study)
    if not len(places):
        st.info("No customer fits this search.", icon=":material/search_off:")
        st.button("Show all customers", on_click=_all)
        return
    shown = table[[c for c in table.columns if c in ALWAYS or c in columns]].iloc[places[:MOST_LISTED]]
    number = st.column_config.NumberColumn
    picked = st.dataframe(
        shown,
        hide_index=True,
        column_config={
            K: number(format="%.3f"),
            SPREAD: number(
                format="%.3f", help="How far the nets stand apart on this customer: their standard deviation."
            ),
            LANDS: number(format="percent", help="In how many of the retrainings the customer is in this tier."),
            "Current value C": number(format="%.2f"),
            **{INDICATORS[i].label: number(format="%.2g") for i in INDICATORS},
        },
        alt="Customers with tier, K, band, C and scores.",
        key="list",
        on_select="rerun",
        selection_mode="single-row",
        placeholder="",  # blank, not None: nothing is to be known of most customers' certainty
        lazy=False,  # else Streamlit decides by the size
    )
    st.caption(
        f"{len(places):,} of {len(table):,} customers ({literal(in_words(wanted))}). Tick the box before a row to see"
        " all that is known of this customer."
    )
    if rows := picked["selection"]["rows"]:
        open_customer(int(table["Row"].iloc[shown.index[rows[0]]]))


def _all() -> None:
    show(Filter())
    st.session_state["list-search"] = ""
