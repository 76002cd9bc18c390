"""Bands page: the five-band table of current value, who is where and who moves, and the sample drawn from it."""

import streamlit as st

from pages.shared.band_customers import customers_of_a_band
from pages.shared.band_movement import before_and_after, moved_in_short, who_moves
from pages.shared.band_settings import edge_fields, rfm_sliders
from pages.shared.band_views import band_bars, band_table, histogram, not_placed
from pages.shared.grading import grading_panel
from pages.shared.sample_panel import sample_panel
from pages.shared.shell import next_step, page
from pages.shared.widgets import metrics, percent, wide_and_narrow

PURPOSE = (
    "Current value C of each customer from recency, frequency and spend, in five bands, and a sample drawn from them."
)

with page("bands", PURPOSE, needs="weights") as study:
    bands, quotas = study.bands(), study.quotas()
    top = int(bands.counts[4])
    metrics(
        ("Customers", f"{len(bands.c):,}", "each in exactly one band"),
        ("Mean current value C", f"{bands.c.mean():.2f}", "of 1 to 5"),
        ("In the top band", f"{top:,}", f"{percent(top / len(bands.c))} have {bands.ranges[4]}"),
        ("Sample", f"{len(study.sample.ids):,}" if study.sample else "not drawn", study.state("sample").status),
    )
    left, right = wide_and_narrow()
    with left:
        st.subheader("Five bands of current value", anchor=False)
        band_bars(bands)
    with right:
        rfm_sliders(study)
        moved_in_short(study)
        edge_fields(study)
    band_table(study, bands, quotas)
    not_placed(study.scores())
    left, right = wide_and_narrow()
    with left:
        histogram(bands)
    with right:
        before_and_after(study)
    who_moves(study)
    customers_of_a_band(study, bands)
    sample_panel(study)
    grading_panel(study)
    next_step("training")
