"""Filled grading sheets brought back: read, checked, and added to the grades that are there.

A sheet that cannot be used costs one sentence and nothing of what was there before. Columns may have been moved, added
or deleted, and the file saved in another format: what is needed is the customer and the grade.
"""

from dataclasses import dataclass
from pathlib import PurePosixPath

import pandas as pd

from core.grading.grades import Grades, Sheet, matched
from core.grading.scales import CUSTOMER, GRADER, SHOWN, heading_of, scale_in
from core.importing.mapping.headings import SYNONYMS, best_phrase, plays
from core.importing.reading.apart import cells_apart
from core.importing.reading.cells import Cells
from core.importing.values import as_ids, as_words
from core.problems import DataProblem, shortened
from core.study import Study
from core.target import GRADE_RANGES

MOST_ROWS = 25_000  # of a sheet: a sample has at most 20,000 customers unless its cap was raised
HEAD = 30  # rows among which the headings are looked for


@dataclass(frozen=True)
class BroughtBack:
    """The grades after some files were brought back, the problem of each that was refused, and how many were not."""

    grades: Grades | None
    refused: tuple[DataProblem, ...]
    taken: int


def bring_back(study: Study, files: list[tuple[str, bytes]]) -> BroughtBack:
    """Add filled sheets, given by name and bytes, to the grades of the study; a grader's former sheet is replaced."""
    grades, refused, taken = study.grades, [], 0
    for name, data in files:
        try:
            scale, sheets = read_sheet(data, name, study)
            if grades is not None and grades.scale != scale:
                raise DataProblem(
                    f"it was graded on {SHOWN[scale]}, the grades that are here on {SHOWN[grades.scale]}",
                    file=name,
                    fix="bring sheets of one scale, or remove the former grades first",
                )
            _check(Grades(scale, sheets), study, name)
        except DataProblem as problem:
            refused.append(problem.with_traceback(None))  # which would hold the file's bytes
            continue
        for sheet in sheets:
            grades = grades.with_sheet(sheet) if grades else Grades(scale, (sheet,))
        taken += 1
    return BroughtBack(grades, tuple(refused), taken)


def learn_from(study: Study) -> Study:
    """The study that learns the grades of the grading sheets. Raises DataProblem where there are none."""
    if study.grades is None:
        raise DataProblem("no grades have come back yet", fix="bring the filled grading sheets first")
    target = study.recipe.target.model_copy(update={"kind": "grade", "column": None, "scale": study.grades.scale})
    return study.change(recipe=study.recipe.replaced("target", target))


# --- one file ---------------------------------------------------------------------------------------------------------


def read_sheet(data: bytes, name: str, study: Study) -> tuple[str, tuple[Sheet, ...]]:
    """The scale of a filled sheet and what its grader (or each of its graders) wrote. Raises DataProblem."""
    return sheets_in(cells_apart(data, name, most_rows=MOST_ROWS + 1), name, study)


def sheets_in(forms: list[Cells], name: str, study: Study) -> tuple[str, tuple[Sheet, ...]]:
    """As `read_sheet`, of the bare cells of the file: the first row that names customers and grades is the head."""
    customers_named = False
    for form in forms:
        for number, row in enumerate(form.rows[:HEAD]):
            customer, grade = _customer_column(row, study.recipe.scoring.id_column), _grade_column(row)
            if customer is not None and grade is not None:
                return _sheets(form, number, customer, grade, name, study)
            customers_named = customers_named or customer is not None
    raise DataProblem(
        f"no column says {'which grade was given' if customers_named else 'who was graded'}",
        file=name,
        accepted=f"a column {heading_of(_scale(study)) if customers_named else CUSTOMER!r}",
        fix="bring the grading sheet as it was downloaded, filled in",
    )


def _scale(study: Study) -> str:
    """The scale of a sheet that does not say it."""
    return study.grades.scale if study.grades else study.recipe.grading.scale


def _customer_column(head: list[str], own_id: str | None) -> int | None:
    """The place of the customers' ids: called as on our sheets, as in the customer file, or like any id."""
    names = [cell.strip().casefold() for cell in head]
    for wanted in (CUSTOMER, own_id):
        if wanted and wanted.strip().casefold() in names:
            return names.index(wanted.strip().casefold())
    alike = [(best_phrase(cell, SYNONYMS["roles"]["id"])[0], -place) for place, cell in enumerate(head)]
    best, place = max(alike, default=(0.0, 0))
    return -place if best >= 0.8 else None


def _grade_column(head: list[str]) -> int | None:
    """The place of the grades: with the scale in its heading, else one that is called like grades."""
    ours = [place for place, cell in enumerate(head) if scale_in(cell)]
    alike = [place for place, cell in enumerate(head) if cell.strip() and plays("grade", cell)]
    return next(iter([*ours, *alike]), None)


def _sheets(
    form: Cells, number: int, customer: int, grade: int, name: str, study: Study
) -> tuple[str, tuple[Sheet, ...]]:
    head, rows = form.rows[number], form.rows[number + 1 :]
    if len(form.rows) > MOST_ROWS:
        raise DataProblem(f"it has more than {MOST_ROWS:,} rows", file=name, fix="bring the graded customers alone")

    def column(place: int) -> pd.Series:
        return pd.Series([row[place] if place < len(row) else "" for row in rows], dtype="str")

    ids, given = as_ids(column(customer)).tolist(), as_words(column(grade)).tolist()
    place = next((i for i, cell in enumerate(head) if cell.strip().casefold() == GRADER.casefold()), None)
    named = as_words(column(place)).tolist() if place is not None else [""] * len(rows)
    nobody = shortened(PurePosixPath(name).stem, 60)  # where none is named, the file's name stands for her
    written: dict[str, dict[str, str]] = {}
    for who, what, grader in zip(ids, given, named, strict=True):
        if who:
            # A customer who stands on it twice: the later row counts, unless it is blank.
            hers = written.setdefault(shortened(grader.lstrip("'"), 60) or nobody, {})
            hers[who] = what or hers.get(who, "")
    found = [Sheet(grader, name, tuple(hers), tuple(hers.values())) for grader, hers in written.items()]
    return scale_in(head[grade]) or _scale(study), tuple(found)


def _check(grades: Grades, study: Study, name: str) -> None:
    """Raise DataProblem where nothing of a file can be used: the first of its reasons."""
    ids = [customer for sheet in grades.sheets for customer in sheet.ids]
    given = [grade for sheet in grades.sheets for grade in sheet.given if grade]
    if not ids:
        raise DataProblem("there are no customers on it", file=name, fix="bring the sheet as it was downloaded")
    found = matched(grades, study.scores().ids)
    if len(found.unknown) == len(ids):
        first = shortened(ids[0], 30)
        raise DataProblem(
            f"none of its {len(ids):,} customers (the first is {first!r}) is among yours",
            file=name,
            fix="look whether it is a sheet of another survey",
        )
    if not given:
        raise DataProblem(
            f"none of its {len(ids):,} grades is filled in", file=name, fix="fill the grade column and save it first"
        )
    if not found.known.any():
        first = next((grade for _, _, grade in found.off_scale), given[0])
        raise DataProblem(
            f"none of its {len(given):,} grades is on the scale, the first is {shortened(first, 20)!r}",
            file=name,
            accepted=GRADE_RANGES[grades.scale],
            fix="correct the grades and bring it again",
        )
