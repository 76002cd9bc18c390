"""Audiences: filters saved under a name, to be looked at again and taken along on the Export page."""

import streamlit as st

from core.customer_choice import audience_in_words, in_words
from core.recipe import Audience, Filter
from core.study import Study
from pages.shared.literal import literal
from pages.shared.segments.filters import show
from pages.shared.workspaces import Workspace, write


def audience_fields(study: Study, wanted: Filter) -> None:
    """Save what is filtered as an audience; the saved ones with their size, to be shown or dropped."""
    st.subheader("Audiences", anchor=False)
    st.caption(
        "An audience is a filter with a name: whoever fits it belongs to it, also after the next training. Each is a"
        " list on the Export page. Those held out, drawn by chance, are marked there: do not contact them, and compare"
        " the others with them afterwards to see what the contact has done. The draw goes by id, so that whoever is"
        " held out stays so after the next training."
    )
    saved = study.recipe.audiences
    with st.container():
        for number, audience in enumerate(saved):
            _saved(study, number, audience)
    with st.grid(3, min_column_width=200, vertical_alignment="bottom"):
        st.text_input(
            "Name",
            key="audience-name",
            max_chars=60,
            help="Under a name that is taken, this filter takes the old one's place.",
            placeholder=in_words(wanted)[:60],
        )
        st.number_input("Held out, %", 0, 50, 10, 5, key="audience-hold-out")
        st.button(
            "Save this filter as an audience", icon=":material/group_add:", on_click=_save, args=(wanted,), key="save"
        )


def _saved(study: Study, number: int, audience: Audience) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"**{literal(audience.name)}** :gray[{literal(audience_in_words(study, audience))}]", width="stretch"
        )
        st.button("Show", on_click=show, args=(audience.who,), key=f"show-audience-{number}")
        st.button("Drop", on_click=_drop, args=(audience,), key=f"drop-audience-{number}")


def _save(wanted: Filter) -> None:
    name = st.session_state["audience-name"].strip() or in_words(wanted)[:60]
    share = st.session_state["audience-hold-out"] / 100

    def change(workspace: Workspace) -> None:
        others = tuple(a for a in workspace.study.recipe.audiences if a.name != name)
        made = (*others, Audience(name=name, who=wanted, hold_out=share))
        recipe = workspace.study.recipe.replaced("audiences", [a.model_dump() for a in made])
        workspace.study = workspace.study.change(recipe=recipe)

    if write(change):
        st.session_state["audience-name"] = ""


def _drop(audience: Audience) -> None:
    def change(workspace: Workspace) -> None:
        left = [a.model_dump() for a in workspace.study.recipe.audiences if a != audience]
        workspace.study = workspace.study.change(recipe=workspace.study.recipe.replaced("audiences", left))

    write(change)
