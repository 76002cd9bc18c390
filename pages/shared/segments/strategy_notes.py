"""What to do with a tier or corner: the advice, the 4C checklist with its evidence, and the team's own plan."""

import pandas as pd
import streamlit as st

from core.honesty import outcome_in_words
from core.indicators import INDICATORS
from core.recipe import Group
from core.signed import signed
from core.strategy import EVIDENCE, FOUR_C, strategy
from core.strategy.plans import FEWEST_TO_ADVISE, STANDS_OUT, evidence, said, standing, stands_out
from core.study import Study
from core.tiers import TIERS
from pages.shared.literal import literal
from pages.shared.widgets import field


def advice(study: Study, group: Group) -> None:
    """What a tier or corner is, where a start can be made, and where it stands out."""
    model, found = study.model, standing(study)
    assert model is not None  # the page needs one
    text, customers = strategy(model.source)[group], found.customers[group]
    with st.container():
        if customers < FEWEST_TO_ADVISE:
            some = "No customer is" if customers == 0 else "Only 1 customer is" if customers == 1 else None
            where = f"in tier {group}" if group in TIERS else f"in the corner {group}"
            st.write(f"{some or f'Only {customers} customers are'} {where}: too few to say what to do with them.")
        else:
            st.markdown(f"**{text['summary']}**")
            if model.source == "outcome":
                st.caption(literal(outcome_in_words(study, model.recipe.target)))
            st.write(text["advice"])
            st.markdown(stands_out(found.gaps.loc[group]))


def checklist(study: Study, group: Group) -> None:
    """The four questions, each with the scores in which these customers stand out."""
    assert study.model is not None  # the page needs one
    text, found = strategy(study.model.source)[group], standing(study)
    few = found.customers[group] < FEWEST_TO_ADVISE
    st.markdown("**Four questions to ask (4C)**")
    with st.grid(2, min_column_width=250):
        for question, name in FOUR_C.items():
            with st.container(border=True, height="stretch"):
                st.markdown(f"**{name}.** {text[question]}")
                if not few:
                    st.caption(_evidence_in_words(found.gaps.loc[group], question))
    if not few:
        st.caption(
            f"In grey the evidence: mean scores at least {STANDS_OUT:g} points above (+) or below (−) those of all"
            " customers. A high score is always the good one: a high Recency means bought lately."
        )


def _evidence_in_words(gaps: pd.Series, question: str) -> str:
    """`Rating +0.8, Cross purchases −0.4`, or why nothing is there."""
    told = [f"{INDICATORS[str(i)].label} {signed(gap, 1)}" for i, gap in evidence(gaps, question).items()]
    if told:
        return literal(", ".join(told))
    if not set(EVIDENCE[question]) & set(gaps.index):
        return "Your file holds nothing on this."
    return "They answer much like everybody here."


def plan_fields(study: Study, group: Group) -> None:
    """The team's own words, who owns them, the next action and its day."""
    field(
        st.text_area,
        "Your own words",
        f"strategy.notes.{group}",
        shown=lambda note: note or "",
        stored=lambda note: note or None,
        placeholder="Stands in the exports in place of the advice",
        max_chars=10_000,
        height=120,
    )
    field(
        st.text_input,
        "Next action",
        f"strategy.actions.{group}",
        shown=lambda action: action or "",
        stored=lambda action: action or None,
        max_chars=300,
    )
    with st.grid(2, min_column_width=120):
        field(
            st.text_input,
            "Owner",
            f"strategy.owners.{group}",
            shown=lambda owner: owner or "",
            stored=lambda owner: owner or None,
            max_chars=100,
        )
        field(st.date_input, "Until", f"strategy.until.{group}", value=None, format="YYYY-MM-DD")
    st.caption(f"Saved with the recipe as the plan for {literal(said(study, group))}.")
