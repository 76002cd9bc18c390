"""Parts of the Segments page: tier cards, cut-offs, notes, and the list of customers."""

import pandas as pd
import streamlit as st

from core.export.customers import SPREAD
from core.indicators import INDICATORS
from core.recipe import CutOffs
from core.strategy import FOUR_C, strategy
from core.study import Segments, Study, joined
from core.tiers import TIERS
from pages.shared.expected_value import outcome_in_words
from pages.shared.literal import literal
from pages.shared.pictures import palette
from pages.shared.widgets import CARD, field, percent
from pages.shared.workspaces import write_recipe

FEWEST_TO_ADVISE = 5


def tier_cards(segments: Segments) -> None:
    """One card a tier: letter and name, customers, share, range of K; and whether they are lopsided."""
    colours = palette().tiers
    st.html(f"<style>{''.join(f'.st-key-tier-{t} {{border-top: 5px solid {c}}}' for t, c in colours.items())}</style>")
    cards = st.grid(4, min_column_width=CARD)
    for line in segments.table.itertuples():
        with cards.container(border=True, height="stretch", key=f"tier-{line.tier}"):
            st.metric(f"**{line.tier}** {line.name}", f"{line.customers:,}")
            st.caption(f"{percent(line.share)} of customers  \n{line.range}")
    with st.container():  # full or empty: "Move the cut-offs" below stays open while they are moved
        if sentence := lopsided(segments):
            st.info(sentence, icon=":material/balance:")


def lopsided(segments: Segments) -> str | None:
    """One sentence where a tier holds under 5% or over 60% of the customers; None where none does."""
    odd = [line for line in segments.table.itertuples() if not 0.05 <= line.share <= 0.6]
    if not odd:
        return None
    held = joined(tuple(f"{percent(line.share)} in {line.tier}" for line in odd))
    return f'The tiers are uneven, with {held}: if that is of no use to you, "Move the cut-offs" below draws them anew.'


def cut_off_fields(study: Study) -> None:
    """The three cut-offs, movable, with the way back to the paper's."""
    with st.expander("Move the cut-offs"):
        with st.grid(3, min_column_width=120):
            for letter in "abc":
                field(
                    st.number_input,
                    f"{letter.upper()} from K =",
                    f"cutoffs.{letter}",
                    min_value=0.01,
                    max_value=0.99,
                    step=0.01,
                    format="%.2f",
                )
        st.button("Back to 0.75 / 0.50 / 0.25", on_click=write_recipe, args=("cutoffs", CutOffs()))


def strategy_notes(study: Study, tier: str) -> None:
    """Advice, where this tier stands out, the 4C questions, and the team's own words."""
    model, segments = study.model, study.segments()
    assert model is not None  # the page needs one
    text = strategy(model.source)[tier]
    own = segments.scores.values[segments.tier == tier]
    with st.container():
        if len(own) < FEWEST_TO_ADVISE:
            some = "No customer is" if len(own) == 0 else "Only 1 customer is" if len(own) == 1 else None
            st.write(f"{some or f'Only {len(own)} customers are'} in tier {tier}: too few to say what to do with them.")
        else:
            st.markdown(f"**{text['summary']}**")
            if model.source == "outcome":
                st.caption(literal(outcome_in_words(study, model.recipe.target)))
            st.write(text["advice"])
            gaps = pd.Series(own.mean(axis=0) - segments.scores.values.mean(axis=0), index=segments.scores.indicators)
            st.markdown(stands_out(gaps))
    with st.expander("Four questions to ask (4C)"):
        for key, words in FOUR_C.items():
            st.markdown(f"**{words}.** {text[key]}")
    field(
        st.text_area,
        f"Your note on tier {tier}",
        f"notes.{tier}",
        shown=lambda note: note or "",
        placeholder="What will you do, who, until when?",
        max_chars=10_000,
    )


def stands_out(gaps: pd.Series) -> str:
    """Where a tier lies furthest from everybody: mean score less that of all, by indicator, in words."""
    high, low = str(gaps.idxmax()), str(gaps.idxmin())
    first = "Most above average" if gaps[high] > 0 else "Least below average"
    last = "most below average" if gaps[low] < 0 else "least above average"
    return (
        f"{first}: *{INDICATORS[high].label}* ({gaps[high]:+.1f}); {last}: *{INDICATORS[low].label}*"
        f" ({gaps[low]:+.1f})."
    )


def customer_list(table: pd.DataFrame) -> None:
    """All customers with search and filter; the most valuable on top."""
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
