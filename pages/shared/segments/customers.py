"""The list of customers, with search and filter."""

import streamlit as st

from core.export.customers import SPREAD, customer_table
from core.indicators import INDICATORS
from core.study import Study
from core.tiers import TIERS


def customers(study: Study) -> None:
    """All customers with search and filter; the most valuable on top."""
    table = customer_table(study)
    st.subheader("Customers", anchor=False)
    with st.grid(2, min_column_width=220):
        wanted = st.pills("Tiers", TIERS, selection_mode="multi", default=TIERS, key="list-tiers")
        searched = st.text_input("Find a customer by id", key="list-search", placeholder="part of an id")
    shown = table[table["Tier"].isin(wanted)]
    if searched:
        shown = shown[shown["Customer"].astype(str).str.contains(searched.strip(), case=False, regex=False)]
    if shown.empty:
        st.info("No customer fits this search.", icon=":material/search_off:")
        return
    st.dataframe(
        shown.sort_values("Customer value K", ascending=False),
        hide_index=True,
        column_config={
            "Customer value K": st.column_config.NumberColumn(format="%.3f"),
            SPREAD: st.column_config.NumberColumn(
                format="%.3f", help="How far the nets stand apart on this customer: their standard deviation."
            ),
            "Current value C": st.column_config.NumberColumn(format="%.2f"),
            **{INDICATORS[i].label: st.column_config.NumberColumn(format="%.2g") for i in INDICATORS},
        },
        alt="Customers with tier, K, band, C and scores.",
    )
    st.caption(f"{len(shown):,} of {len(table):,} customers.")
