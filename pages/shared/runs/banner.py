"""The notice above every page that shows a former run: which one, and the two ways on from it."""

import streamlit as st

from core.problems import shortened
from pages.shared.card_button import card_button
from pages.shared.literal import literal
from pages.shared.workspaces import Workspace, day_of, registry


def only_looked_at(workspace: Workspace) -> None:
    """Say that this is a former run, where it is one. Keeps one place on the page."""
    with st.container(key="looked-at"):
        run, store = workspace.shows, registry().store
        if run is None or store is None:
            return
        from pages.shared.runs.taking_over import WHAT_IT_DOES, back_to_the_project, work_on_from

        with st.container(border=True):
            name = literal(shortened(run.name, 60))
            words = f":material/visibility: This is **{name}** as it was on {day_of(run.made)}, only to be looked at."
            st.markdown(words)
            with st.container(horizontal=True):
                card_button("Back to the project", "arrow_back", run.id, back_to_the_project, width="content")
                with st.popover("Work on from here", icon=":material/restore:", key="work-on"):
                    st.caption(WHAT_IT_DOES)
                    card_button("Yes, work on from here", "restore", run.id, work_on_from, store, run.id)
