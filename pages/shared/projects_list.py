"""The projects on Home: each with its state, its last change, a small picture of its tiers, and what to do with it."""

import datetime as dt
from typing import TYPE_CHECKING

import streamlit as st

from core.problems import DataProblem, shortened
from core.states import State
from core.tiers import TIERS
from pages.shared import project_actions as actions
from pages.shared.card_button import card_button
from pages.shared.literal import literal
from pages.shared.pictures import palette
from pages.shared.project_files import bring_box, download_project
from pages.shared.project_keeping import days, for_good, keeping_settings
from pages.shared.workspaces import current, registry

if TYPE_CHECKING:
    from core.store.projects import Project
    from core.store.store import Store

AT_ONCE = 9
# What each state is called, and the page that such a project opens on: one other than Home, since a link from a page to
# itself leaves the address in the browser as it is.
STATES = {
    "empty": ("no customers yet", "pages/1_data.py"),
    "data": ("customers read", "pages/1_data.py"),
    "sample drawn": ("sample drawn", "pages/4_training.py"),
    "trained": ("trained", "pages/5_segments.py"),
}


def projects_list(here: str) -> None:
    """All projects of this installation, the one changed last first; nothing where none is kept."""
    store = registry().store
    if store is None:
        return
    from core.store.projects import listed

    try:
        found = listed(store)
    except DataProblem as problem:
        st.warning(literal(problem), icon=":material/cloud_off:")
        return
    undo(store)
    if found:
        st.subheader("Your projects", anchor=False)
        _cards(store, found, here)
    with st.expander("Bring a project from a file", icon=":material/drive_folder_upload:", key="bring-project"):
        if bring_box():
            _open_brought()
    keeping_settings(store)


def _open_brought() -> None:
    """Show the project that was brought, on the page that such a project opens on."""
    from core.store.overview import overview_of

    study = current().study
    st.switch_page(STATES[overview_of(study).state][1], query_params={"w": st.session_state["token"]})


def _cards(store: "Store", found: "list[Project]", here: str) -> None:
    """A card for each, the newest at once; where there are many, a search."""
    from core.store.portable import fits

    wanted, put_away = "", False
    if len(found) > AT_ONCE or any(project.archived for project in found):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            wanted = st.text_input("Find a project", key="projects.find", placeholder="part of its name or file")
            put_away = st.checkbox("Show those put away", key="projects.archived")
    shown = [p for p in found if _meant(p, wanted) and (put_away or not p.archived)]
    if not shown:
        st.caption("No project is called so." if wanted else "All projects are put away.")
    most = st.session_state.get("projects.most", AT_ONCE)
    whole = fits(store, [project.id for project in shown[:most]])
    with st.grid(3, min_column_width=280, gap="medium"):
        for project in shown[:most]:
            with st.container(border=True, height="stretch"):
                _card(store, project, here, whole[project.id])
    if len(shown) > most:
        st.button(f"Show {min(len(shown) - most, 3 * AT_ONCE):,} older", on_click=_show_more, args=(most,))


def _show_more(most: int) -> None:
    st.session_state["projects.most"] = most + 3 * AT_ONCE


def _meant(project: "Project", wanted: str) -> bool:
    words = f"{project.name} {project.overview.file or ''}".casefold()
    return all(word in words for word in wanted.casefold().split())


def _card(store: "Store", project: "Project", here: str, fits: bool) -> None:
    """Name, state, tiers, and what can be done; `fits`: whether one file holds it with its runs."""
    name, seen = shortened(project.name, 60), project.overview
    state, opens_on = STATES.get(seen.state, (seen.state, "pages/1_data.py"))
    st.page_link(opens_on, label=literal(name), icon=":material/folder_open:", query_params={"w": project.id})
    lines = [f"{seen.rows:,} rows of {literal(shortened(seen.file, 40))}"] if seen.file else []
    state = State("out of date", seen.since).in_words if seen.since else state
    lines += [literal(state), f"changed {when(project.changed)}"]
    lines += ["open here"] if project.id == here else ["put away"] if project.archived else []
    st.caption(" · ".join(lines))
    if seen.tiers and sum(seen.tiers):
        st.html(tier_strip(seen.tiers))
        st.caption(" · ".join(f"{tier} {count:,}" for tier, count in zip(TIERS, seen.tiers, strict=True)))
    with st.popover("Change", icon=":material/more_horiz:", key=f"change.{project.id}"):
        st.text_input("Name", value=project.name, max_chars=200, key=f"name.{project.id}")
        card_button("Rename", "edit", project.id, _renamed, store, project.id)
        card_button("Duplicate", "content_copy", project.id, actions.duplicate, store, project.id, project.name)
        download_project(store, project, with_runs=fits)
        if project.archived:
            card_button("Bring back", "unarchive", project.id, actions.archive, store, project.id, False)
        else:
            card_button("Put away", "archive", project.id, actions.archive, store, project.id, True)
        card_button("Delete", "delete", project.id, actions.delete, store, project.id, project.name)


def _renamed(store: "Store", project: str) -> None:
    actions.rename(store, project, st.session_state[f"name.{project}"])


def undo(store: "Store") -> None:
    """A deletion just made can be undone. Keeps one place on the page."""
    from core.store.keeping import keeping

    with st.container():
        if deleted := st.session_state.get("deleted"):
            project, name, _ = deleted
            with st.container(horizontal=True, vertical_alignment="center"):
                for_so_long = days(keeping(store).undo_days)
                st.markdown(f"Deleted: **{literal(shortened(name))}**, off the disk for good in {for_so_long}")
                card_button("Undo", "undo", project, actions.undelete, store, project)
                for_good(store, project, name, "just")


def when(seconds: float) -> str:
    """A moment since 1970 as people say it: `just now`, `12 minutes ago`, `today 09:40`, `3 Nov 2026`."""
    then, now = dt.datetime.fromtimestamp(seconds), dt.datetime.now()
    ago = (now - then).total_seconds()
    if ago < 60:
        return "just now"
    if ago < 3600:
        minutes = int(ago // 60)
        return f"{minutes} minute{'' if minutes == 1 else 's'} ago"
    if then.date() == now.date():
        return f"today {then:%H:%M}"
    return f"{then.day} {then:%b %Y}"


def tier_strip(tiers: tuple[int, ...]) -> str:
    """A bar of the shares of A to D, made of counts alone: no word of a user is in it. The counts stand below it."""
    colours, total = palette(), sum(tiers)
    parts = [
        f'<div style="width:{100 * count / total:.3f}%;background:{colours.tiers[tier]}"></div>'
        for tier, count in zip(TIERS, tiers, strict=True)
    ]
    look = "display:flex;height:10px;border-radius:4px;overflow:hidden"
    return f'<div aria-hidden="true" style="{look}">{"".join(parts)}</div>'
