"""Overview: where the value lies, and what customers are worth now beside what they could be worth."""

import numpy as np
import pandas as pd
import streamlit as st

from core import charts
from core.export.customers import customer_table
from core.notices import nets_in_words
from core.study import Study
from pages.shared.pictures import palette, picture
from pages.shared.segments.cut_offs import cut_off_fields, tier_name_fields
from pages.shared.widgets import wide_and_narrow


def overview(study: Study) -> None:
    """Customers by K with the cut-offs, and by band and tier."""
    left, right = wide_and_narrow()
    with left:
        _by_value(study)
        cut_off_fields(study)
        tier_name_fields()
    with right:
        _bands_and_tiers(study)


def _by_value(study: Study) -> None:
    segments = study.segments()
    st.subheader("Where the value lies", anchor=False)
    words = ", ".join(f"{line.tier} {line.customers:,}" for line in segments.table.itertuples())
    picture(charts.tier_histogram(segments, palette()), f"Customers by K; tiers: {words}.")
    st.caption(
        "Each column is customers of about the same K. A customer just beside a dotted line could as well be in"
        " the next tier."
    )
    if words := nets_in_words(study):
        st.caption(words)


def _bands_and_tiers(study: Study) -> None:
    st.subheader("Bands and tiers", anchor=False)
    table = customer_table(study)
    placed = table["Band"].notna() if "Band" in table else pd.Series(np.zeros(len(table), bool))
    if placed.any():
        band, tier = table.loc[placed, "Band"].astype(int).to_numpy(), table.loc[placed, "Tier"].to_numpy()
        picture(charts.band_tier_matrix(band, tier, palette()), "Customers by band and tier.")
        st.caption(
            "Top right: protect. Low band but high tier: grow, their potential exceeds what they buy today."
            " High band but low tier: watch."
        )
