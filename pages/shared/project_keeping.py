"""How long projects are kept: the two settings, what they lead to and when, and what was deleted and is still there."""

from typing import TYPE_CHECKING

import streamlit as st

from core.problems import DataProblem, shortened
from pages.shared import project_actions as actions
from pages.shared.card_button import card_button
from pages.shared.literal import literal
from pages.shared.workspaces import tell

if TYPE_CHECKING:
    from core.store.keeping import Keeping
    from core.store.projects import Project
    from core.store.store import Store

MOST_SHOWN = 20
USUAL_DAYS = 365


def keeping_settings(store: "Store") -> None:
    """The expander on Home; what is in it is read when it is opened."""
    expander = st.expander("How long projects are kept", icon=":material/schedule:", key="keeping", on_change="rerun")
    with expander:
        if not expander.open:
            return
        try:
            _settings(store)
            _deleted(store)
        except DataProblem as problem:
            st.warning(literal(problem), icon=":material/cloud_off:")


def _settings(store: "Store") -> None:
    from core.store.keeping import MOST_DAYS, due, keeping

    now = keeping(store)
    st.markdown(in_words(now))
    unused, gone = due(store, now)
    st.caption(due_in_words(unused, gone))
    with st.form("keeping.form", border=False):
        with st.grid(2, min_column_width=250, vertical_alignment="bottom"):
            st.number_input(
                "Delete projects that nobody has opened for (days)",
                min_value=1,
                max_value=MOST_DAYS,
                value=now.unused_days,
                placeholder="never",
                key="keeping.unused",
                help="Leave it empty and nothing is deleted by itself.",
            )
            st.number_input(
                "A deletion can be undone for (days)",
                min_value=0,
                max_value=MOST_DAYS,
                value=now.undo_days,
                key="keeping.undo",
                help="With 0, what is deleted is gone at once.",
            )
        st.form_submit_button("Set these days", on_click=_set, args=(store,))


def in_words(now: "Keeping") -> str:
    """What holds for all projects of this installation."""
    if now.unused_days is None:
        kept = "Projects stay until somebody deletes them."
    else:
        kept = f"A project that nobody has opened for {days(now.unused_days)} is deleted by itself, also one put away."
    if now.undo_days == 0:
        gone = "What is deleted is gone at once: its table, its network and its runs are taken off the disk for good."
    else:
        gone = (
            f"What is deleted can be brought back for {days(now.undo_days)}; then its table, its network and its runs"
            " are taken off the disk for good."
        )
    return f"{kept} {gone} Backups and project files that were made before still hold it."


def days(count: int) -> str:
    """`1 day`, `30 days`."""
    return f"{count:,} day{'' if count == 1 else 's'}"


def due_in_words(unused: int, gone: int) -> str:
    """What the next sweep does."""
    if not unused and not gone:
        return "Once a day the server looks for what is past its time. At this moment nothing is."
    parts = [f"delete {counted(unused)} that nobody uses"] if unused else []
    parts += [f"take {counted(gone)} off the disk for good"] if gone else []
    return f"Once a day the server looks for what is past its time. The next time it will {' and '.join(parts)}."


def counted(count: int) -> str:
    """`1 project`, `12 projects`."""
    return f"{count:,} project{'' if count == 1 else 's'}"


def _set(store: "Store") -> None:
    from core.store.keeping import Keeping, set_keeping

    state = st.session_state
    try:
        set_keeping(store, Keeping(state["keeping.unused"], state["keeping.undo"]))
    except DataProblem as problem:
        tell(problem)


def _deleted(store: "Store") -> None:
    """What was deleted and can be brought back, the last first."""
    from core.store.projects import listed

    found = sorted(listed(store, deleted=True), key=lambda project: -(project.deleted or 0))
    if not found:
        st.caption("No deleted project is left on the disk.")
        return
    st.markdown(f"**Deleted, and still on the disk: {counted(len(found))}**")
    for project in found[:MOST_SHOWN]:
        with st.container(horizontal=True, vertical_alignment="center"):
            _line(store, project)
    if len(found) > MOST_SHOWN:
        st.caption(f"And {len(found) - MOST_SHOWN:,} that were deleted before.")


def _line(store: "Store", project: "Project") -> None:
    from pages.shared.projects_list import when

    file = f" · {literal(shortened(project.overview.file, 40))}" if project.overview.file else ""
    words = f"{literal(shortened(project.name))}{file} · deleted {when(project.deleted or 0)}"
    st.markdown(words, width="stretch")
    with st.container(width=150):
        card_button("Bring back", "undo", f"deleted.{project.id}", actions.undelete, store, project.id)
    for_good(store, project.id, project.name, "deleted")


def for_good(store: "Store", project: str, name: str, place: str) -> None:
    """Delete a project for good, after a second click. place: another name where one page draws it twice."""
    with st.popover("Delete for good", icon=":material/delete_forever:", key=f"{place}.for-good.{project}"):
        st.markdown(
            f"**{literal(shortened(name))}**: its table, its network and its runs are taken off the disk now."
            " Nobody can bring them back."
        )
        card_button("Yes, delete it for good", "delete_forever", f"{place}.{project}", actions.purge, store, project)
