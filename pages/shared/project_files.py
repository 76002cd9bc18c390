"""Projects as files: taken along from Home, brought back there or wherever customers are brought."""

import datetime as dt
import re
from typing import TYPE_CHECKING

import streamlit as st

from core.problems import DataProblem
from pages.shared.project_actions import enter, save_held
from pages.shared.workspaces import registry, tell

if TYPE_CHECKING:
    from core.store.projects import Project
    from core.store.store import Store

NOT_IN_A_NAME = re.compile(r"[^\w\- .()]+")


def download_project(store: "Store", project: "Project", with_runs: bool) -> None:
    """The project as a file, made by the click; saved first, so that nothing of it is missing."""

    def made() -> bytes:
        from core.store.portable import packed

        save_held(project.id)
        return packed(store, project.id, with_runs)

    st.download_button(
        "Download as a file" if with_runs else "Download without its runs",
        made,
        file_name=file_name(project.name, dt.date.today()),
        mime="application/zip",
        on_click="ignore",
        icon=":material/download:",
        help=None if with_runs else "With its runs it is too large for one file (200 MB).",
        key=f"take.{project.id}",
        width="stretch",
    )


def file_name(name: str, day: dt.date) -> str:
    """`My customers 2026-11-03.project.zip`, whatever stands in the name."""
    plain = " ".join(NOT_IN_A_NAME.sub(" ", name).split())[:80].strip(". ") or "project"
    return f"{plain} {day:%Y-%m-%d}.project.zip"


def bring_box() -> bool:
    """The uploader of project files; True on the drawing on which one has become this window's project."""
    upload = st.file_uploader(
        "A project file that Tierboard saved (.zip)",
        type=["zip"],
        key=f"project-{st.session_state.get('projects.brought', 0)}",
        on_change=lambda: st.session_state.update({"project.arrived": True}),
    )
    if not st.session_state.pop("project.arrived", False) or upload is None:
        return False
    with st.spinner("Reading the project …"):
        taken = bring_project(upload.name, upload.getvalue())
    # Under a new key it shows no former file, and the server lets go of that file's bytes.
    st.session_state["projects.brought"] = st.session_state.get("projects.brought", 0) + 1
    if not taken:
        st.rerun()  # why not is said at the top of the page
    return True


def is_project_file(data: bytes) -> bool:
    """Whether a file is a saved project, and no customers."""
    if not data.startswith(b"PK"):
        return False  # most files; what follows loads the database's library
    from core.store.bringing import is_project

    return is_project(data)


def bring_project(name: str, data: bytes) -> bool:
    """Open the project in a file, as a new one; the present one stays as it is. False where it is refused."""
    store = registry().store
    if store is None:
        what = "this is a project file, and this server keeps no projects"
        return tell(DataProblem(what, file=name, fix="start it without TIERBOARD_SAVE=0"))
    from core.store.bringing import brought

    try:
        workspace = registry().find(brought(store, data, name))
    except DataProblem as problem:
        return tell(problem)
    assert workspace is not None  # brought a moment ago
    enter(workspace)
    return True
