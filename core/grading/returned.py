"""Filled grading sheets brought back: read, checked, and added to the grades that are there.

A sheet that cannot be used costs one sentence and nothing of what was there before. Columns may have been moved, added
or deleted, and the file saved in another format: what is needed is the customer and the grade.
"""

from dataclasses import dataclass
from pathlib import PurePosixPath

import numpy as np

from core.grading.grades import Grades, Sheet, matched
from core.grading.scales import CUSTOMER, CUSTOMERS, GRADER, SHOWN, heading_of, scale_in
from core.importing.mapping.headings import SYNONYMS, best_phrase, plays
from core.importing.reading.apart import read_apart
from core.importing.table import Table
from core.importing.values import as_ids, as_words
from core.problems import DataProblem, shortened
from core.recipe import FileSettings
from core.study import Study
from core.target import GRADE_RANGES


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
    own_id = study.recipe.scoring.id_column
    # Names of people are wanted here; mails that are pseudonyms in the customer file become the same ones again.
    kept = (CUSTOMER, GRADER, *study.recipe.file.keep_personal)
    loosely = FileSettings(keep_personal=kept, unfinished="keep")
    as_written = loosely.model_copy(update={"sheet": CUSTOMERS, "header_row": 1, "header_rows": 1})
    problem, found = None, None
    for settings in (as_written, loosely):
        try:
            table = read_apart(data, name, settings)
        except DataProblem as why:
            problem = why
            continue
        customer, grade = _customer_column(table, own_id), _grade_column(table)
        found = found or (table, customer, grade)
        if customer and grade:
            return _sheets(table, customer, grade, study)
    if found is None:
        assert problem is not None  # both readings were refused
        raise problem
    table, customer, _ = found
    scale = study.grades.scale if study.grades else study.recipe.grading.scale
    wanted = heading_of(scale) if customer else CUSTOMER
    raise DataProblem(
        f"no column says {'which grade was given' if customer else 'who was graded'}",
        file=name,
        sheet=table.sheet,
        accepted=f"a column {wanted!r}",
        fix="bring the grading sheet as it was downloaded, filled in",
    )


def _customer_column(table: Table, own_id: str | None) -> str | None:
    """The column with the customers' ids: called as on our sheets, as in the customer file, or like any id."""
    by_name = {heading.strip().casefold(): heading for heading in map(str, table.frame)}
    for wanted in (CUSTOMER, own_id):
        if wanted and wanted.strip().casefold() in by_name:
            return by_name[wanted.strip().casefold()]
    alike = [(best_phrase(heading, SYNONYMS["roles"]["id"])[0], heading) for heading in map(str, table.frame)]
    best = max(alike, default=(0.0, None), key=lambda pair: pair[0])
    return best[1] if best[0] >= 0.8 else None


def _grade_column(table: Table) -> str | None:
    """The column with the grades: with the scale in its heading, else one that is called like grades."""
    headings = list(map(str, table.frame))
    ours = [heading for heading in headings if scale_in(heading)]
    return next(iter(ours), None) or next((heading for heading in headings if plays("grade", heading)), None)


def _sheets(table: Table, customer: str, grade: str, study: Study) -> tuple[str, tuple[Sheet, ...]]:
    scale = scale_in(grade) or (study.grades.scale if study.grades else study.recipe.grading.scale)
    ids, given = as_ids(table.frame[customer]), as_words(table.frame[grade])
    graders = _graders(table)
    rows = (ids != "").to_numpy()
    found = []
    for grader in dict.fromkeys(graders[rows].tolist()):
        here = rows & (graders == grader)
        # A customer who stands on it twice: the later row counts, unless it is blank.
        written: dict[str, str] = {}
        for who, what in zip(ids[here], given[here], strict=True):
            written[who] = what or written.get(who, "")
        found.append(Sheet(grader, table.name, tuple(written), tuple(written.values())))
    return scale, tuple(found)


def _graders(table: Table) -> np.ndarray:
    """(n,) the grader of each row; where none is named, the file's name stands for her."""
    stem = shortened(PurePosixPath(table.name.rpartition(", ")[2]).stem, 60)
    heading = next((h for h in map(str, table.frame) if h.strip().casefold() == GRADER.casefold()), None)
    if heading is None:
        return np.full(len(table.frame), stem, dtype=object)
    names = as_words(table.frame[heading]).str.lstrip("'").str.slice(0, 60)
    return names.where(names != "", stem).to_numpy(dtype=object)


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
