"""The mapping remembered for a file's headings: whether it fits the file that has come, and why its columns stand."""

import datetime as dt

from core.importing.mapping.proposal import Reason
from core.importing.mapping.remembered import recall, with_remembered
from core.importing.reading.apart import read_apart
from core.problems import DataProblem
from core.scoring import check_column, check_columns
from core.study import Study


def as_remembered(shape: str, proposed: Study, data: bytes) -> tuple[Study, dt.date] | None:
    """The file as it was read and mapped the last time, and the day of that; None where that does not fit any more."""
    found = recall(shape)
    if found is None or proposed.table is None:
        return None
    recipe = with_remembered(proposed.recipe, found.recipe)
    try:
        table = proposed.table
        if recipe.file != proposed.recipe.file:
            table = read_apart(data, table.name, recipe.file)
    except DataProblem:  # no such sheet, say: it is read as a file never seen
        return None
    study = Study(table, recipe)
    return (study, found.day) if has_all_columns(study) else None


def has_all_columns(study: Study) -> bool:
    """Whether the table has every column that its recipe names, order lines added up."""
    try:
        customers = study.customers()
        check_columns(customers, study.recipe.scoring)
        if study.recipe.target.column:
            check_column(customers, study.recipe.target.column)
    except DataProblem:
        return False
    return True


def reasons_of(study: Study, day: dt.date) -> dict[str, Reason]:
    """The one reason for every indicator of a remembered mapping."""
    return dict.fromkeys(study.recipe.scoring.mapped, Reason(1.0, f"remembered from {in_words(day)}"))


def in_words(day: dt.date) -> str:
    """`1 March 2026`."""
    return f"{day.day} {day:%B %Y}"
