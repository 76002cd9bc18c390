"""The customers of one band: chosen by a click on its bar or below, sorted, searched, to look at and to take along."""

import streamlit as st

from core.band_customers import C, customer_lines, places_in, sort_keys
from core.bands import Bands
from core.export.csv_and_parquet import to_csv
from core.study import Study
from pages.shared.band_views import CHOSEN
from pages.shared.review import MOST_SHOWN


def customers_of_a_band(study: Study, bands: Bands) -> None:
    """A choice of the five bands; the customers of the chosen one."""
    st.subheader("The customers of a band", anchor=False)
    band = st.segmented_control(
        "Band, or click on its bar above",
        range(1, 6),
        format_func=lambda b: f"{b}  ({bands.counts[b - 1]:,})",
        key=CHOSEN,
    )
    with st.container():  # full or empty: what is below keeps its place
        if band is not None:
            _customers(study, band, bands.ranges[band - 1])


def _customers(study: Study, band: int, words: str) -> None:
    with st.grid(3, min_column_width=200, vertical_alignment="bottom"):
        by = st.selectbox("Sort by", sort_keys(study), key="band-sort")
        order = st.segmented_control(
            "Order", ("highest first", "lowest first"), default="highest first", required=True, key="band-order"
        )
        wanted = st.text_input("Find a customer by id", key="band-search", placeholder="part of an id")
    places = places_in(study, band, by or C, highest_first=order == "highest first", part_of_id=wanted.strip())
    if not len(places):
        st.info("No customer fits this search." if wanted.strip() else f"Nobody is in band {band}.")
        return
    lines = customer_lines(study, places[:MOST_SHOWN])
    number = st.column_config.NumberColumn
    list_of_band = st.container(key="band-customers")
    list_of_band.dataframe(
        lines,
        hide_index=True,
        column_config={
            C: number(format="%.2f"),
            **{name: number(format="%.2f") for name in lines if name.endswith(" score")},
            **{name: number(format="localized") for name in ("Row", "Spend") if name in lines},
        },
        placeholder="–",
        alt=f"Customers of band {band}.",
    )
    shown = f"The first {MOST_SHOWN:,} of {len(places):,}" if len(places) > MOST_SHOWN else f"{len(places):,}"
    st.caption(f"{shown} customers of band {band}, {words}. The file holds all of them.")
    st.download_button(
        "Download this list",
        lambda: to_csv(customer_lines(study, places)),
        file_name=f"band-{band}.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
        key="download.band",
    )
