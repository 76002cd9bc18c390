"""The present state kept as a run: former customers valued anew, moved cut-offs, a new wave under a former network."""

from typing import TYPE_CHECKING

import streamlit as st

from core.store import runs
from core.study import Study
from pages.shared.card_button import card_button
from pages.shared.workspaces import current, registry, tell

if TYPE_CHECKING:
    from core.store.store import Store


def keep_present(store: "Store", study: Study) -> None:
    """Offer to keep it, where it is no run yet. Keeps one place on the page."""
    workspace = current()
    with st.container():
        if study.model is None or workspace.shows or workspace.runs_to_keep or workspace.training():
            return
        if runs.holding(store, workspace.token, study) is None:
            label = "Keep the present state as a run"
            card_button(label, "bookmark_add", workspace.token, _keep, store, width="content")
            st.caption("Its tiers are those of no run: other customers, other cut-offs or another network.")


def _keep(store: "Store") -> None:
    """Keep the state as it is by now; once, however often it is clicked."""
    workspace = current()
    saver = registry().saver
    if saver is None or not saver.save(workspace):
        tell(f"It could not be kept: {workspace.not_saved or 'another window has changed the project'}.")
        return
    study = workspace.study
    if runs.holding(store, workspace.token, study) is None:
        runs.add(store, workspace.token, study)
