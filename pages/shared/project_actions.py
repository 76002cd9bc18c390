"""What is done with a project as a whole, from Home: opened, renamed, copied, put away, deleted, started anew.

One that is in memory is saved first, so that nothing of it is missing in the copy.
"""

import time
from contextlib import suppress
from typing import TYPE_CHECKING

import streamlit as st

from core.problems import DataProblem
from pages.shared.saving import project_name
from pages.shared.workspaces import Workspace, current, registry, tell

if TYPE_CHECKING:
    from core.store.store import Store


def start_new() -> Workspace:
    """An empty project for this window; the one it had stays as it is."""
    return enter(registry().create())


def enter(workspace: Workspace) -> Workspace:
    """Have this window work on another project from here on."""
    st.session_state["token"] = st.query_params["w"] = workspace.token
    st.session_state["seen"] = workspace.revision
    return workspace


def rename(store: "Store", project: str, name: str) -> None:
    """Call a project by another name; so are the files it makes."""
    from core.store import projects

    held, name = registry().find(project), project_name(name)
    if held is None:
        tell("This project is gone: it was deleted in another window.")
        return
    with held.lock:
        held.study = held.study.change(recipe=held.study.recipe.replaced("name", name))
        held.revision += 1
    _save(held)
    projects.rename(store, project, name)


def duplicate(store: "Store", project: str, name: str) -> None:
    """A copy of all that a project holds, under a name of its own."""
    from core.store import projects

    save_held(project)
    projects.duplicate(store, project, project_name(f"{name} (copy)"))


def archive(store: "Store", project: str, archived: bool) -> None:
    """Put a project away, or bring it back."""
    from core.store import projects

    projects.archive(store, project, archived)


def delete(store: "Store", project: str, name: str) -> None:
    """Take a project off the list; Home offers to undo it, where deletions can be undone."""
    from core.store import projects
    from core.store.keeping import keeping

    with suppress(DataProblem):  # undone, it is as it was last saved
        save_held(project)
    projects.delete(store, project)
    registry().forget(project)
    here = st.session_state.get("token") == project
    if here:
        start_new()
    if keeping(store).undo_days == 0:
        projects.purge(store, project)
    else:
        st.session_state["deleted"] = (project, name, here)


def purge(store: "Store", project: str) -> None:
    """Take a deleted project off the disk for good."""
    from core.store import projects

    projects.purge(store, project, deleted_until=time.time())
    st.session_state.pop("deleted", None)


def undelete(store: "Store", project: str) -> None:
    """Bring a deleted project back, and into this window where it was deleted from here."""
    from core.store import projects

    projects.undelete(store, project)
    was, _, here = st.session_state.pop("deleted", (None, None, False))
    if was == project and here and current().study.table is None and (workspace := registry().find(project)):
        enter(workspace)


def keep_as_copy(workspace: Workspace) -> None:
    """Keep this server's state of a project that somebody else has saved meanwhile, as a project of its own."""
    copy, study = registry().create(), workspace.study
    copy.study = study.change(recipe=study.recipe.replaced("name", project_name(f"{study.recipe.name} (copy)")))
    copy.file, copy.second = workspace.file, workspace.second
    registry().forget(workspace.token)
    enter(copy)


def reload_newest(workspace: Workspace) -> None:
    """Let go of this server's state of a project that another has saved, and show that one's."""
    registry().forget(workspace.token)
    st.session_state.pop("seen", None)


def save_held(project: str) -> None:
    """Have the store hold what this server holds of a project. Raises DataProblem where it cannot be saved."""
    held = {workspace.token: workspace for workspace in registry().held()}.get(project)
    if held is None or held.study.table is None:
        return
    _save(held)
    if held.overtaken:
        raise DataProblem(
            "this project was changed in another window, on another server",
            fix="open it and reload its newest state, or keep yours as a copy",
        )
    if held.not_saved:
        raise DataProblem(held.not_saved)


def _save(held: Workspace) -> None:
    if saver := registry().saver:
        saver.save(held)
