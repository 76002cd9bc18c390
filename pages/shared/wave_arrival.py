"""What happens when the next wave arrives: a file with the headings of the present one, in a trained project."""

from contextlib import suppress

import streamlit as st

from core.importing.mapping.remembered import shape_of
from core.importing.reading.apart import read_apart
from core.importing.table import Table
from core.problems import DataProblem
from core.recipe import FileSettings
from core.study import Study
from core.wave import check_all_columns, is_its_run, next_wave
from pages.shared.workspaces import Workspace, current, registry, write

SAME_FILE = "same-file"  # in the session: the hash of a table that was brought a second time
FOUND_ANEW = dict.fromkeys(("sheet", "corner", "encoding", "delimiter", "header_row", "header_rows"))


def read_next(present: Study, name: str, data: bytes) -> tuple[Table, FileSettings | None]:
    """A file as the present one was read, else as is found out by itself, and by which settings it has its headings.

    None: it has others; it is read as a file never seen then, or by the present settings. Raises DataProblem.
    """
    assert present.table is not None  # it is trained
    shape, own = shape_of(present.table), present.recipe.file
    ways = dict.fromkeys((own, own.model_copy(update=FOUND_ANEW)))
    for settings in ways:
        with suppress(DataProblem):  # no such sheet, say
            table = read_apart(data, name, settings)
            if shape_of(table) == shape:
                return table, settings
            if settings == FileSettings():
                return table, None
    return read_apart(data, name), None


def follows(present: Study, table: Table, settings: FileSettings) -> bool:
    """Whether a file with the present headings has all that the recipe needs, as these are spelt there."""
    try:
        check_all_columns(present.change(table=table, recipe=present.recipe.model_copy(update={"file": settings})))
    except DataProblem:
        return False
    return True


def bring_next(name: str, data: bytes, table: Table, settings: FileSettings) -> bool:
    """Take a file that follows the present one as the next wave; the present state stays as a run.

    The same table once more changes nothing, but that its file can be read otherwise again.
    """

    def change(workspace: Workspace) -> None:
        workspace.adopt()  # a training that ended a moment ago
        before = workspace.study
        assert before.table is not None  # it is trained
        if before.table.hash == table.hash:
            workspace.file, workspace.sheets, workspace.shape = (name, data), {}, shape_of(table)
            st.session_state[SAME_FILE] = table.hash
            return
        follow(workspace, before, table, settings)
        workspace.file, workspace.sheets, workspace.shape = (name, data), {}, shape_of(table)

    if saver := registry().saver:
        saver.save(current())  # so that what is kept is known
    return write(change)


def follow(workspace: Workspace, before: Study, table: Table, settings: FileSettings) -> None:
    """Have a table follow a trained state, which stays as a run. Raises DataProblem."""
    made = next_wave(before, table, settings)
    if not is_kept(workspace, before):
        workspace.runs_to_keep.append(before)
    workspace.leave_training()
    workspace.study, workspace.could_follow = made, None
    workspace.proposed, workspace.reasons, workspace.hints, workspace.remembered = None, {}, (), None


def follow_after_all() -> None:
    """Take a file of other headings, which has all that the state before needs, as the next wave of that."""

    def change(workspace: Workspace) -> None:
        before, table = workspace.could_follow, workspace.study.table
        if before is not None and table is not None:  # else another window was quicker
            follow(workspace, before, table, workspace.study.recipe.file)

    write(change)


def is_kept(workspace: Workspace, study: Study) -> bool:
    """Whether a trained state is a run, or about to be one; nothing is lost where no runs are kept at all."""
    store = registry().store
    if store is None or any(run.model is study.model and is_its_run(study) for run in workspace.runs_to_keep):
        return True
    from core.store.runs import holding

    return holding(store, workspace.project, study) is not None


def wave_read_otherwise(study: Study, table: Table, settings: FileSettings) -> Study | None:
    """A next wave that nobody has trained on yet, read by other settings; None where it has not all columns then."""
    if not study.on_another_file:
        return None
    parts = {"recipe": study.recipe.model_copy(update={"file": settings}), "sample": None}
    wave = study.change(table=table, judged=None, stability=None, **parts)
    with suppress(DataProblem):
        check_all_columns(wave)
        return wave
    return None
