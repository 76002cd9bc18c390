"""What happens when customers arrive: a file, another sheet of it, a sample, or a saved recipe."""

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from core.importing.mapping.proposal import propose
from core.importing.mapping.remembered import forget, remember, shape_of
from core.importing.reading.apart import read_apart, warm_up
from core.importing.table import Table
from core.problems import DataProblem
from core.recipe import FileSettings, Recipe, recipe_from_json
from core.study import Study
from pages.shared.project_actions import start_new
from pages.shared.project_files import bring_project, is_project_file
from pages.shared.remembered_mapping import as_remembered, has_all_columns, reasons_of
from pages.shared.second_arrival import bring_next_second, bring_second, holds_second
from pages.shared.wave_arrival import bring_next, follows, read_next, wave_read_otherwise
from pages.shared.workspaces import Workspace, current, tell, write

KINDS = ["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "xlsb", "ods", "sav", "zsav", "parquet", "zip"]
SAMPLE_FOLDER = Path(__file__).parents[2] / "sample_data"


@dataclass(frozen=True)
class SampleFile:
    """A shipped example: its file, its recipe, and what it shows."""

    label: str
    file: str
    recipe: str
    words: str


SAMPLES = {
    "survey": SampleFile(
        "Survey",
        "survey.csv",
        "paper.recipe.json",
        "600 invented questionnaires with all 14 indicators, set up as in the published study.",
    ),
    "raw": SampleFile(
        "Raw workbook",
        "survey_raw.xlsx",
        "survey_raw.recipe.json",
        "The same people before scoring: dates, money, counts and answers in words, on the second sheet.",
    ),
    "graded": SampleFile(
        "Graded survey",
        "survey_graded.csv",
        "survey_graded.recipe.json",
        "The same survey with grades from 0 to 100 that experts gave to a sample.",
    ),
    "orders": SampleFile(
        "Order lines",
        "orders.csv",
        "orders.recipe.json",
        "A shop's order lines, added up to recency, frequency and spend.",
    ),
}


def upload_box(new: bool = False) -> bool:
    """The uploader; True on the drawing on which a new file has become the study, or that of a `new` project."""
    warm_up()  # while the file is looked for
    upload = st.file_uploader(
        "Survey, customer list or order lines (.csv, .txt, .xlsx, .xls, .ods, .sav, .parquet, .zip)",
        type=KINDS,
        key=f"upload-{st.session_state.get('uploads', 0)}",
        on_change=_note_arrival,
    )
    drawn = st.session_state.pop("arrived", None)
    if drawn is None or upload is None:
        return False
    st.session_state["seen"] = drawn  # the page has been drawn anew since the file was chosen on what stood there
    with st.spinner("Reading the file …"):
        taken = bring_file(upload.name, upload.getvalue(), new)
    if not taken:
        _empty_the_uploader()
        st.rerun()  # why not is said at the top of the page
    return True


def _note_arrival() -> None:
    """A file was chosen, on the revision that this window had drawn until then."""
    st.session_state["arrived"] = st.session_state.get("seen", current().revision)


def _empty_the_uploader() -> None:
    """Under a new key it shows no former file, and the server lets go of that file's bytes."""
    st.session_state["uploads"] = st.session_state.get("uploads", 0) + 1


def try_sample(name: str) -> None:
    """Replace the customers by a shipped example with its recipe, from a callback."""
    sample = SAMPLES[name]

    def change(workspace: Workspace) -> None:
        recipe = recipe_from_json((SAMPLE_FOLDER / sample.recipe).read_bytes(), sample.recipe)
        data = (SAMPLE_FOLDER / sample.file).read_bytes()
        workspace.study = Study.from_file(data, sample.file, recipe)
        take(workspace, sample.file, data)
        workspace.proposed, workspace.reasons, workspace.hints = None, {}, ()

    write(change)
    _empty_the_uploader()


def bring_file(name: str, data: bytes, new: bool = False, anew: bool = False) -> bool:
    """Replace the customers by an uploaded file, or start a `new` project with it; a refused file changes nothing.

    Where the project is trained, a file with the headings of the present one is its next wave, unless the project is to
    start `anew`. Else its recipe is the one remembered for files with these headings, or the one proposed. A project
    file opens.
    """
    if is_project_file(data):
        return bring_project(name, data)
    present, left = current().study, None
    try:
        # Before the workspace is locked: a large file takes seconds, and other windows go on meanwhile.
        if new or anew or present.model is None:
            table = read_apart(data, name)
        else:
            table, settings = read_next(present, name, data)
            if settings is not None and follows(present, table, settings):
                return bring_next(name, data, table, settings)
            if holds_second(present, table):
                return bring_next_second(name, data)
            if settings not in (None, FileSettings()):
                table = read_apart(data, name)
            left = present if follows(present, table, FileSettings()) else None  # a column was added, say
        proposal = propose(table)
        shape = shape_of(table)
        known = as_remembered(shape, Study(table, proposal.recipe), data)
    except DataProblem as problem:
        return tell(problem)

    if new:
        start_new()

    def change(workspace: Workspace) -> None:
        take(workspace, name, data)
        workspace.shape, workspace.could_follow = shape, left
        if known:
            workspace.study, workspace.remembered = known
            workspace.reasons, workspace.hints = reasons_of(*known), ()
        else:
            workspace.study = Study(table, proposal.recipe)
            workspace.reasons, workspace.hints = proposal.reasons, proposal.hints
        workspace.proposed = workspace.study.recipe

    return write(change)


def start_anew() -> bool:
    """Take the present file as one of other customers, with a recipe of its own, as where nothing was trained."""
    workspace = current()
    if workspace.file is not None:
        return bring_file(*workspace.file, anew=True)
    table = workspace.study.table  # the file itself is not kept with a project
    assert table is not None  # there is one to start anew with
    proposal = propose(table)

    def change(workspace: Workspace) -> None:
        workspace.leave_training()
        workspace.study = Study(table, proposal.recipe)
        workspace.proposed, workspace.reasons, workspace.hints = proposal.recipe, proposal.reasons, proposal.hints

    return write(change)


def read_again(settings: FileSettings, *, by_hand: bool = True) -> bool:
    """Read the present file otherwise, with weights and training as they are; `by_hand` False remembers nothing.

    Columns are proposed anew, and a second file is joined anew. Where only the personal columns that are kept change,
    the mapping stays as it is.
    """
    workspace = current()
    present, file, second, shape = workspace.study.recipe, workspace.file, workspace.second, workspace.shape
    assert file is not None  # the page offers it for a file that is there
    try:
        table = read_apart(file[1], file[0], settings)
        if by_hand and (wave := wave_read_otherwise(workspace.study, table, settings)):
            return write(lambda workspace: setattr(workspace, "study", wave))
        proposal = propose(table)
    except DataProblem as problem:
        return tell(problem)
    recipe = read_otherwise(present, settings, proposal.recipe, table)
    grades = workspace.study.grades  # of people who may still be among the customers
    target = recipe.target if by_hand else proposal.recipe.target
    anew = Study(table, recipe.model_copy(update={"target": target}), grades=grades)
    same = Study(table, present.model_copy(update={"file": settings}), second=workspace.study.second, grades=grades)
    stays = by_hand and _but_for_personal(present.file) == _but_for_personal(settings) and has_all_columns(same)

    def change(workspace: Workspace) -> None:
        take(workspace, *file)
        workspace.shape = shape
        if stays:
            workspace.study, workspace.second = same, second
        else:
            workspace.study = anew
            workspace.proposed, workspace.reasons, workspace.hints = anew.recipe, proposal.reasons, proposal.hints
        if shape is not None and by_hand:
            remember(shape, workspace.study.recipe)

    return write(change) and (stays or second is None or bring_second(*second))


def propose_anew() -> bool:
    """Forget the mapping remembered for files of this shape, and propose one as for a file never seen."""
    if shape := current().shape:
        forget(shape)
    return read_again(FileSettings(), by_hand=False)


def _but_for_personal(settings: FileSettings) -> FileSettings:
    return settings.model_copy(update={"keep_personal": ()})


def read_otherwise(present: Recipe, settings: FileSettings, proposed: Recipe, table: Table) -> Recipe:
    """The present recipe for the same file read otherwise: columns are proposed anew, weights and training stay."""
    target = present.target if present.target.column in (None, *table.frame.columns) else proposed.target
    parts = {"file": settings, "orders": proposed.orders, "scoring": proposed.scoring, "target": target}
    return present.model_copy(update={**parts, "second": None})  # joined anew once the first file is there


def bring_recipe(name: str, data: bytes) -> bool:
    """Read the present file again by a saved recipe; a recipe for another file changes nothing."""
    try:
        recipe = recipe_from_json(data, name)
        read = _read_by(recipe, current(), name)
        read.scores()
    except DataProblem as problem:
        return tell(problem)

    def change(workspace: Workspace) -> None:
        workspace.leave_training()
        study = workspace.study
        former = study.former if study.on_another_file or read.table is study.table else None
        workspace.study = study.change(table=read.table, second=read.second, recipe=recipe, former=former)
        workspace.proposed, workspace.reasons, workspace.hints, workspace.remembered = None, {}, (), None

    return write(change)


def _read_by(recipe: Recipe, workspace: Workspace, name: str) -> Study:
    """The present file by another recipe; where only its table is at hand, as long as that was read in the same way."""
    file, study = workspace.file, workspace.study
    if file is not None:
        return Study.from_file(file[1], file[0], recipe, workspace.second if recipe.second else None)
    if study.table is None:
        raise DataProblem("there is no file yet for this recipe", file=name, fix="bring the customer file first")
    if recipe.file != study.recipe.file or (recipe.second and recipe.second != study.recipe.second):
        raise DataProblem(
            "this recipe reads the file otherwise, and the file itself is not kept with a project",
            file=name,
            fix="bring the customer file again, then the recipe",
        )
    return Study(study.table, recipe, second=study.second if recipe.second else None)


def take(workspace: Workspace, name: str, data: bytes) -> None:
    """Keep the new file's bytes, to read another sheet of it, and let go of the former file's training."""
    workspace.leave_training()
    workspace.file, workspace.second, workspace.sheets = (name, data), None, {}
    workspace.shape, workspace.remembered, workspace.could_follow = None, None, None
