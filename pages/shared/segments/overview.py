"""Overview: where the value lies, what each tier holds, and what customers are worth now beside what they could be."""

from functools import partial

import streamlit as st

from core import charts_of_tiers as charts
from core import tier_figures
from core.notices import nets_in_words
from core.study import Study
from pages.shared.pictures import picture
from pages.shared.segments.cut_offs import cut_off_fields, tier_name_fields
from pages.shared.segments.matrix import bands_and_tiers
from pages.shared.segments.potential import now_and_potential
from pages.shared.segments.tier_table import dimensions, tier_table, who_brings_how_much
from pages.shared.widgets import wide_and_narrow


def overview(study: Study) -> None:
    """Customers by K with the cut-offs, by band and tier; the tiers in numbers; spend; current and potential value."""
    assert study.model is not None  # the page needs one
    source = study.model.source
    found = tier_figures.placed(study)
    left, right = wide_and_narrow()
    with left:
        _by_value(study, source)
        cut_off_fields(study)
        tier_name_fields(source)
    with right:
        bands_and_tiers(found, source)
    tier_table(study)
    halves = st.grid(2 if found.spend is not None else 1, min_column_width=330, gap="medium")
    with halves.cell():
        dimensions(study, found)
    if found.spend is not None:
        with halves.cell():
            who_brings_how_much(study, found)
    now_and_potential(study, found)


def _by_value(study: Study, source: str) -> None:
    segments = study.segments()
    title = "Customers by K" if source == "outcome" else "Where the value lies"
    st.subheader(title, anchor=False)
    words = ", ".join(f"{line.tier} {line.customers:,}" for line in segments.table.itertuples())
    picture(partial(charts.tier_histogram, segments), title, f"Customers by K; tiers: {words}.")
    st.caption(
        "Each column is customers of about the same K. A customer just beside a dotted line could as well be in"
        " the next tier."
    )
    if words := nets_in_words(study):
        st.caption(words)
