"""The usual plays: whom each fits now, looked at with a click or saved as an audience."""

import numpy as np
import streamlit as st

from core.customer_choice import in_words
from core.indicators import INDICATORS
from core.problems import joined
from core.strategy.budget import cost_of_contacting
from core.strategy.plays import Play, fitting, plays
from core.study import Study
from pages.shared.literal import literal
from pages.shared.segments.filters import ASKED
from pages.shared.workspaces import Workspace, write


def play_rows(study: Study) -> None:
    """One row a play: what to do, whom it fits and how many these are now."""
    st.subheader("The usual plays", anchor=False)
    st.caption(
        "Each comes with the customers it usually fits. Save them as an audience: one in ten is held out by chance, so"
        " that you can see afterwards what the play has done. Audiences are changed in the view *Customers* and taken"
        " along on the Export page."
    )
    counts, has = fitting(study), study.segments().scores.indicators
    for number, play in enumerate(plays()):
        _row(study, play, counts.get(play.name), play.lacking(has), number)


def _row(study: Study, play: Play, by_tier: np.ndarray | None, lacking: tuple[str, ...], number: int) -> None:
    fits = None if by_tier is None else int(by_tier.sum())
    saved = next((a for a in study.recipe.audiences if a.name == play.name), None)
    if fits is None or by_tier is None:
        asked = joined(tuple(f'"{INDICATORS[i].label}"' for i in lacking))
        whom = f"This play asks for {asked}, on which your file holds nothing."
    else:
        whom = f"{fits:,} {'customer fits' if fits == 1 else 'customers fit'} now: {in_words(play.who)}."
        if saved:
            same = "" if saved.who == play.who else " with another filter"
            whom += f" Saved as an audience{same}, {saved.hold_out:.0%} held out."
        plan = study.recipe.strategy
        if cost := cost_of_contacting(by_tier, play.audience.hold_out, plan):
            whom += f" By your budget {cost:,.0f} {plan.currency}".rstrip() + ", those held out not counted."
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container(width="stretch", gap="xsmall"):
            st.markdown(f"**{play.name}.** {play.what} *{play.hint}*")
            st.caption(literal(whom))
        with st.container(width=190, gap="small"):
            st.button(
                "Show them",
                on_click=_show,
                args=(play,),
                disabled=not fits,
                key=f"show-play-{number}",
                width="stretch",
            )
            st.button(
                "Save as an audience",
                on_click=_save,
                args=(play,),
                disabled=fits is None,
                key=f"save-play-{number}",
                width="stretch",
            )


def _show(play: Play) -> None:
    st.session_state[ASKED] = play.who.model_dump()
    st.session_state["view"] = "Customers"


def _save(play: Play) -> None:
    def change(workspace: Workspace) -> None:
        recipe = workspace.study.recipe
        others = [a.model_dump() for a in recipe.audiences if a.name != play.name]
        made = recipe.replaced("audiences", [*others, play.audience.model_dump()])
        workspace.study = workspace.study.change(recipe=made)

    write(change)
