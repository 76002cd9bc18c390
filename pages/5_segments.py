"""Segments page: who is A, B, C and D, what sets them apart, and what to do."""

import numpy as np
import pandas as pd
import streamlit as st

from core import charts
from core.export.customers import customer_table
from core.notices import HONESTY, nets_in_words
from core.tiers import TIER_NAMES, TIERS
from pages.shared.pictures import palette, picture
from pages.shared.shell import next_step, out_of_date, page
from pages.shared.tier_views import customer_list, cut_off_fields, strategy_notes, tier_cards
from pages.shared.widgets import error_size, wide_and_narrow

PURPOSE = "Who your best customers are, what sets each tier apart, and what to do next."

with page("segments", PURPOSE, needs="model") as study:
    model, segments = study.model, study.segments()
    old = out_of_date(study, "These tiers are")
    tier_cards(segments)
    test, (training, _, others) = model.evaluation.mse("test"), model.evaluation.sizes
    tested = f"; on {others:,} others K is typically off by {error_size(test)}" if test is not None else ""
    st.info(f"{HONESTY[model.source]} Trained on {training:,} customers{tested}.", icon=":material/info:")

    left, right = wide_and_narrow()
    with left:
        st.subheader("Where the value lies", anchor=False)
        words = ", ".join(f"{line.tier} {line.customers:,}" for line in segments.table.itertuples())
        picture(charts.tier_histogram(segments, study.recipe.cutoffs, palette()), f"Customers by K; tiers: {words}.")
        st.caption(
            "Each column is customers of about the same K. A customer just beside a dotted line could as well be in"
            " the next tier."
        )
        if words := nets_in_words(study):
            st.caption(words)
        cut_off_fields(study)
    with right:
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

    st.subheader("What sets each tier apart", anchor=False)
    tier = st.segmented_control(
        "Tier",
        TIERS,
        format_func=lambda t: f"{t} {TIER_NAMES[t]}",
        default="A",
        required=True,
        label_visibility="collapsed",
    )
    left, right = wide_and_narrow()
    with left:
        picture(charts.tier_profile(segments, tier, palette()), f"Mean scores of tier {tier} beside all customers.")
        st.caption(
            "Why it matters: the longer the way from the bar to the dot, the more this tier differs from everybody."
        )
    with right:
        strategy_notes(study, tier)
    customer_list(table)
    next_step("export", primary=not old)
