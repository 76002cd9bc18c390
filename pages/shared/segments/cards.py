"""What stands above all views of the Segments page: a card for each tier, and how far they can be trusted."""

import streamlit as st

from core.honesty import honesty_in_words
from core.problems import joined
from core.study import Segments, Study
from core.tier_figures import tier_figures
from pages.shared.literal import literal
from pages.shared.pictures import palette
from pages.shared.widgets import CARD, percent


def tier_cards(study: Study) -> None:
    """One card a tier: name, customers, share of customers and of spend, range of K; and whether they are lopsided."""
    segments, figures = study.segments(), tier_figures(study)
    spend = figures["share of spend"].tolist() if "share of spend" in figures else [None] * 4
    colours = palette().tiers
    st.html(f"<style>{''.join(f'.st-key-tier-{t} {{border-top: 5px solid {c}}}' for t, c in colours.items())}</style>")
    cards = st.grid(4, min_column_width=CARD)
    for line, share in zip(segments.table.itertuples(), spend, strict=True):
        with cards.container(border=True, height="stretch", key=f"tier-{line.tier}"):
            st.metric(f"**{line.tier}** {literal(line.name)}", f"{line.customers:,}")
            brings = f"  \n{percent(share)} of spend" if share is not None and share == share else ""
            st.caption(f"{percent(line.share)} of customers{brings}  \n{line.range}")
    with st.container():  # full or empty: "Move the cut-offs" below stays open while they are moved
        if sentence := lopsided(segments):
            st.info(sentence, icon=":material/balance:")


def lopsided(segments: Segments) -> str | None:
    """One sentence where a tier holds under 5% or over 60% of the customers; None where none does."""
    odd = [line for line in segments.table.itertuples() if not 0.05 <= line.share <= 0.6]
    if not odd:
        return None
    held = joined(tuple(f"{percent(line.share)} in {line.tier}" for line in odd))
    way = '"Move the cut-offs" in the Overview draws them anew'
    return f"The tiers are uneven, with {held}: if that is of no use to you, {way}."


def honesty(study: Study) -> None:
    """The small box on how far these tiers can be trusted, wherever tiers are shown."""
    st.info(literal(honesty_in_words(study)), icon=":material/info:")
