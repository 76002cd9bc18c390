"""Whether the project is saved: at the top of each page where it is not, and one word in the sidebar, which follows."""

import itertools
from collections.abc import Iterator

import streamlit as st

from pages.shared.literal import literal
from pages.shared.project_actions import keep_as_copy, reload_newest
from pages.shared.workspaces import Workspace, registry

SECONDS_BETWEEN_LOOKS = 1.0
SAVED = ":material/cloud_done: Saved"


def saving_notices(workspace: Workspace) -> None:
    """Where the project is not saved: say so, and what can be done."""
    overtaken, not_saved = st.session_state["saving.told"] = _notice(workspace)
    if overtaken:
        st.error(
            "This project was changed in another window a moment ago, on another server of this installation.",
            icon=":material/sync_problem:",
        )
        with st.container(horizontal=True):
            st.button("Reload its newest state", on_click=reload_newest, args=(workspace,))
            st.button("Keep yours as a copy", on_click=keep_as_copy, args=(workspace,))
    elif not_saved:
        st.warning(
            f"Your work is not saved: {literal(not_saved[:1].lower() + not_saved[1:])}", icon=":material/cloud_off:"
        )


def saving_state(workspace: Workspace) -> None:
    """One word; nothing where projects are not kept, where there is none yet, or where a run is looked at."""
    if registry().saver is None or workspace.study.table is None or workspace.shows:
        return
    if _is_saved(workspace) and _notice(workspace) == st.session_state["saving.told"]:
        st.caption(SAVED)
    else:  # followed only then: most changes are saved before their page is drawn
        st.fragment(_followed, run_every=SECONDS_BETWEEN_LOOKS)(workspace, itertools.count())


def _followed(workspace: Workspace, looks: Iterator[int]) -> None:
    """One look; where the top of the page says otherwise by now the page is drawn anew."""
    overtaken, not_saved = now = _notice(workspace)
    later = next(looks) > 0  # the first one is drawn with the page, which may be on its way to another
    if later and now != st.session_state["saving.told"]:
        st.rerun()
    if _is_saved(workspace):
        st.caption(SAVED)
    else:
        st.caption(":material/cloud_off: Not saved" if overtaken or not_saved else ":material/cloud_upload: Saving …")


def _is_saved(workspace: Workspace) -> bool:
    return workspace.stored is workspace.study and not (workspace.runs_to_keep or workspace.overtaken)


def _notice(workspace: Workspace) -> tuple[bool, str | None]:
    """What the top of the page says: whether another server has overtaken it, and why it is not saved."""
    return workspace.overtaken, workspace.not_saved or registry().problem
