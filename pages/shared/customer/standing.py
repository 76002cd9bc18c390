"""Where a customer stands: tier, K, band, and how near she is to another tier."""

import math

import streamlit as st

from core.one_customer import OneCustomer, one_customer
from core.study import Study
from core.tiers import k_in_tier, range_words
from pages.shared.literal import literal
from pages.shared.widgets import metrics


def standing(study: Study, place: int) -> None:
    """The id as a heading, and four numbers."""
    customer = one_customer(study, place)
    st.subheader(f"Customer {literal(customer.id)}", anchor=False)
    size = f"±{customer.spread:.2f}" if customer.spread >= 0.005 else "less than ±0.01"
    spread = "" if math.isnan(customer.spread) else f"nets stand {size} apart"
    segments, name = study.segments(), literal(study.tier_names()[customer.tier])
    k = segments.k
    rank = int((k > customer.k).sum()) + 1
    metrics(
        ("Tier", f"{customer.tier} {name}", range_words(customer.tier, segments.cutoffs)),
        ("Customer value K", k_in_tier(customer.k, segments.cutoffs), spread or None),
        ("Place by K", f"{rank:,}", f"of {len(k):,} customers"),
        ("Band of current value", *_band(customer)),
    )
    if customer.next_tier:
        st.caption(
            f":material/compare_arrows: K lies just beside a cut-off: this customer could as well be in tier"
            f" {customer.next_tier}."
        )


def _band(customer: OneCustomer) -> tuple[str, str | None]:
    return (str(customer.band), f"C = {customer.c:.2f}") if customer.band else ("–", "not scored as things stand")
