"""Segments page: who is A, B, C and D, what sets them apart, and what to do."""

import streamlit as st

from pages.shared.segments.cards import honesty, tier_cards
from pages.shared.segments.customers import customers
from pages.shared.segments.how_sure import how_sure
from pages.shared.segments.overview import overview
from pages.shared.segments.tier_by_tier import tier_by_tier
from pages.shared.segments.what_to_do import what_to_do
from pages.shared.segments.why import why
from pages.shared.shell import next_step, out_of_date, page

PURPOSE = "Who your best customers are, why, how sure that is, and what to do next."
VIEWS = {
    "Overview": overview,
    "Tier by tier": tier_by_tier,
    "What to do": what_to_do,
    "Why": why,
    "How sure": how_sure,
    "Customers": customers,
}

with page("segments", PURPOSE, needs="model") as study:
    old = out_of_date(study, "These tiers are")
    tier_cards(study)
    honesty(study)
    for view, draw in zip(st.tabs(list(VIEWS), key="view", on_change="rerun"), VIEWS.values(), strict=True):
        if view.open:  # the others are not computed
            with view:
                draw(study)
    next_step("export", primary=not old)
