"""Bands page: the five-band table of current value, and the sample drawn from it."""

import streamlit as st

from core import charts_of_bands
from core.indicators import RFM
from pages.shared.grading import grading_panel
from pages.shared.pictures import palette, picture
from pages.shared.shell import next_step, page
from pages.shared.widgets import field, metrics, percent, shares_in_percent, wide_and_narrow
from pages.shared.workspaces import Workspace, write

PURPOSE = (
    "Current value C of each customer from recency, frequency and spend, in five bands, and a sample drawn from them."
)


def draw_sample() -> None:
    """Draw the sample under the settings in force."""

    def change(workspace: Workspace) -> None:
        workspace.study = workspace.study.draw()

    write(change)


with page("bands", PURPOSE, needs="weights") as study:
    bands, quotas = study.bands(), study.quotas()
    top = int(bands.counts[4])
    metrics(
        ("Customers", f"{len(bands.c):,}", "each in exactly one band"),
        ("Mean current value C", f"{bands.c.mean():.2f}", "of 1 to 5"),
        ("In the top band", f"{top:,}", f"{percent(top / len(bands.c))} have C = 5"),
        ("Sample", f"{len(study.sample.ids):,}" if study.sample else "not drawn", study.state("sample").status),
    )
    left, right = wide_and_narrow()
    with left:
        st.subheader("Five bands of current value", anchor=False)
        picture(charts_of_bands.band_bars(bands, palette()), charts_of_bands.in_words(bands), key="bands-chart")
        table = bands.table[["band", "range", "customers", "share"]]
        table["share"] *= 100
        table["sample"] = quotas
        st.dataframe(
            table,
            hide_index=True,
            column_config={
                "band": st.column_config.NumberColumn("Band", width=50),
                "range": st.column_config.TextColumn("Current value", width=90),
                "customers": st.column_config.NumberColumn("Customers", format="localized", width=70),
                "share": st.column_config.NumberColumn("Share", format="%.1f%%", width=60),
                "sample": st.column_config.NumberColumn("Sample", format="localized", width=60),
            },
            alt=charts_of_bands.in_words(bands),
        )
        st.caption(
            "C = R × its weight + F × its weight + M × its weight, scores 1 to 5. Why bands: so that the sample holds"
            " customers of every kind, not only the many average ones."
        )
    with right:
        st.subheader("How much each counts", anchor=False)
        counted = shares_in_percent(dict(zip(RFM, study.shares().rfm, strict=True)))
        for i, name in zip(RFM, ("R Recency", "F Frequency", "M Spend"), strict=True):
            label = f"{name} counts {counted[i]}"
            field(st.slider, label, f"weights.indicators.{i}", min_value=0.0, max_value=10.0, step=0.5, format="%g")
        st.subheader("The sample", anchor=False)
        field(
            st.slider,
            "Share of each band, percent",
            "sample.fraction",
            shown=lambda f: round(f * 100),
            stored=lambda p: p / 100,
            min_value=5,
            max_value=100,
            step=5,
            help="The paper draws 50%. Of a large file at most 20,000 customers are drawn: more would add nothing.",
        )
        field(
            st.number_input,
            "Seed",
            "sample.seed",
            min_value=0,
            max_value=2**32 - 1,
            step=1,
            help="The same seed draws the same customers again.",
        )
        state = study.state("sample")
        with st.container():
            if state.status == "out of date":
                st.warning(
                    f"The sample is {state.in_words}. It stays usable; draw it again to follow.", icon=":material/sync:"
                )
        st.button(
            "Draw the sample" if state.status == "to do" else "Draw it again",
            on_click=draw_sample,
            icon=":material/casino:",
            type="primary" if state.status == "to do" else "secondary",
        )
        if study.sample:
            per_band = " + ".join(f"{q:,}" for q in study.sample.quotas)
            st.caption(f"Drawn: {per_band} = {len(study.sample.ids):,} customers, shuffled and numbered.")
    grading_panel(study)
    next_step("training")
