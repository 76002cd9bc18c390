"""What happens when a second file arrives, or is read otherwise: it is joined to the first as proposed."""

from core.importing.orders.columns import Found
from core.importing.reading.apart import read_apart
from core.importing.second_file import hints_left, propose_second, without_second
from core.importing.table import Table
from core.problems import DataProblem
from pages.shared.workspaces import Workspace, current, tell, write


def bring_second(name: str, data: bytes) -> bool:
    """Join a file to the first as proposed; a refused file changes nothing."""
    try:
        # Before the workspace is locked: a large file takes seconds, and other windows go on meanwhile.
        return _join(read_apart(data, name), None, (name, data))
    except DataProblem as problem:
        return tell(problem)


def join_again(rows: Found) -> bool:
    """Join the second file with its rows taken as order lines, or as customers."""
    workspace = current()
    assert workspace.study.second is not None  # there is one
    try:
        return _join(workspace.study.second, rows, workspace.second)
    except DataProblem as problem:
        return tell(problem)


def _join(table: Table, rows: Found | None, file: tuple[str, bytes] | None) -> bool:
    study = current().study
    first = study.first()
    base = without_second(study.recipe, first)
    made = propose_second(first, table, base, rows=rows)

    def change(workspace: Workspace) -> None:
        workspace.second = file
        workspace.study = workspace.study.change(second=table, recipe=made.recipe)
        if workspace.proposed is not None:  # what the user has chosen otherwise keeps no reason
            scoring = workspace.proposed.scoring
            added = {i: made.recipe.scoring.indicators[i] for i in made.reasons}
            known = scoring.model_copy(update={"indicators": {**scoring.indicators, **added}})
            workspace.proposed = workspace.proposed.model_copy(update={"scoring": known})
            workspace.reasons = {**workspace.reasons, **made.reasons}
        workspace.hints = (*hints_left(workspace.hints, made.recipe), *made.hints)

    return write(change)
