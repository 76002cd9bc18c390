"""What happens when a second file arrives, or is read otherwise: it is joined to the first as proposed."""

from core.importing.mapping.remembered import shape_of
from core.importing.orders.columns import Found
from core.importing.reading.apart import read_apart
from core.importing.second_file import hints_left, propose_second, without_second
from core.importing.table import Table
from core.problems import DataProblem
from core.recipe import FileSettings
from core.study import Study
from core.wave import check_all_columns
from pages.shared.workspaces import Workspace, current, tell, write


def bring_second(name: str, data: bytes) -> bool:
    """Join a file to the first as proposed; a refused file changes nothing."""
    try:
        # Before the workspace is locked: a large file takes seconds, and other windows go on meanwhile.
        return _join(read_apart(data, name), None, (name, data), FileSettings())
    except DataProblem as problem:
        return tell(problem)


def holds_second(study: Study, table: Table) -> bool:
    """Whether a file has the headings of the second one, and so is the next of those."""
    return study.second is not None and shape_of(table) == shape_of(study.second)


def bring_next_second(name: str, data: bytes) -> bool:
    """Take a file as the next of the second one, joined and scored as that; one with other headings as proposed."""
    study = current().study
    assert study.second is not None and study.recipe.second is not None  # there is one  # noqa: PT018
    try:
        table = read_apart(data, name, study.recipe.second.file)
        if not holds_second(study, table):
            return bring_second(name, data)
        check_all_columns(study.change(second=table))
    except DataProblem as problem:
        return tell(problem)

    def change(workspace: Workspace) -> None:
        workspace.second = (name, data)
        workspace.sheets.pop("second", None)
        workspace.study = workspace.study.change(second=table)

    return write(change)


def read_second_again(settings: FileSettings) -> bool:
    """Read the second file otherwise, and join it anew as proposed; weights, training and the first file stay."""
    file = current().second
    assert file is not None  # the page offers it for a file that is there
    try:
        return _join(read_apart(file[1], file[0], settings), None, file, settings)
    except DataProblem as problem:
        return tell(problem)


def join_again(rows: Found) -> bool:
    """Join the second file with its rows taken as order lines, or as customers."""
    workspace = current()
    study = workspace.study
    assert study.second is not None and study.recipe.second is not None  # there is one  # noqa: PT018
    try:
        return _join(study.second, rows, workspace.second, study.recipe.second.file)
    except DataProblem as problem:
        return tell(problem)


def _join(table: Table, rows: Found | None, file: tuple[str, bytes] | None, settings: FileSettings) -> bool:
    study = current().study
    first = study.first()
    base = without_second(study.recipe, first)
    made = propose_second(first, table, base, file=settings, rows=rows)

    def change(workspace: Workspace) -> None:
        if workspace.second is not file:
            workspace.second = file
            workspace.sheets.pop("second", None)
        workspace.study = workspace.study.change(second=table, recipe=made.recipe)
        if workspace.proposed is not None:  # what the user has chosen otherwise keeps no reason
            scoring = workspace.proposed.scoring
            added = {i: made.recipe.scoring.indicators[i] for i in made.reasons}
            known = scoring.model_copy(update={"indicators": {**scoring.indicators, **added}})
            workspace.proposed = workspace.proposed.model_copy(update={"scoring": known})
            workspace.reasons = {**workspace.reasons, **made.reasons}
        workspace.hints = (*hints_left(workspace.hints, made.recipe), *made.hints)

    return write(change)
