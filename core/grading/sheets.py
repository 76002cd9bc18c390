"""Grading sheets: the drawn sample as workbooks for the people who grade it.

They hold what is known of the customers as it stood in the file, and nothing that the method made of it: no score, no
C, no band and no K, which would bias the grader.
"""

import io
import re
import zipfile
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.grading.handing_out import handed_out
from core.grading.sheet_workbook import sheet_workbook
from core.importing.mapping.headings import plays
from core.importing.mapping.roles import beside_the_answers
from core.importing.table import Table
from core.study import Study

MOST_OTHERS = 30  # columns beside the mapped ones: who sees more sees less
# What a former result may have left in the file; it would say beforehand what is to be judged.
RESULTS = {"tier", "band", "segment", "cluster", "k", "c", "customer value k", "current value c", "current value"}


@dataclass(frozen=True)
class SheetFile:
    """One grader's workbook: her name, the file's name, the ids on it in their order, the bytes."""

    grader: str
    name: str
    ids: tuple[str, ...]
    data: bytes


def grading_sheets(study: Study) -> list[SheetFile]:
    """One workbook for each grader of the recipe. Raises DataProblem where no sample is drawn."""
    grading, scale = study.recipe.grading, scale_of(study)
    places = study.drawn()
    frame = shown_columns(study, places)
    ids = study.scores().ids[places]
    files: list[SheetFile] = []
    sheets = handed_out(len(places), grading)
    for number, (grader, here) in enumerate(zip(grading.graders, sheets, strict=True), start=1):
        stem = re.sub(r"[^\w-]+", "-", grader).strip("-")[:40] or f"grader-{number}"
        taken = {file.name for file in files}
        name = next(n for n in (f"grading-{stem}.xlsx", f"grading-{stem}-{number}.xlsx") if n not in taken)
        data = sheet_workbook(study.recipe, grader, ids[here], frame.iloc[here], scale)
        files.append(SheetFile(grader, name, tuple(ids[here]), data))
    return files


def packed(files: list[SheetFile]) -> tuple[str, bytes]:
    """Name and bytes of what is handed out: the one workbook, or a ZIP of several."""
    if len(files) == 1:
        return files[0].name, files[0].data
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.writestr(zipfile.ZipInfo(file.name), file.data, zipfile.ZIP_DEFLATED)
    return "grading-sheets.zip", buffer.getvalue()


def scale_of(study: Study) -> str:
    """The scale of the sheets: that of the grades which are back already, else the declared one."""
    return study.grades.scale if study.grades else study.recipe.grading.scale


# --- what is shown of a customer --------------------------------------------------------------------------------------


def shown_columns(study: Study, places: np.ndarray) -> pd.DataFrame:
    """The sampled customers' raw values: the mapped columns, then others that help; `places` among the valid ones."""
    table, scoring = study.customers(), study.recipe.scoring
    mapped = [c for i in scoring.mapped for c in scoring.indicators[i].columns]
    frame = table.frame.iloc[study.scores().positions[places]].reset_index(drop=True)
    withheld = _withheld(study, table)
    first = [c for c in dict.fromkeys(mapped) if c in frame and c not in withheld]
    others = [c for c in map(str, frame) if c not in withheld and c not in first]
    others = [c for c in others if frame[c].nunique() > 1][:MOST_OTHERS]
    return frame[[*first, *others]]


def _withheld(study: Study, table: Table) -> set[str]:
    """Columns that a grader does not see: the id (it stands in front), personal data, grades, results, and notes."""
    target, scoring = study.recipe.target, study.recipe.scoring
    tables = [t for t in (study.table, study.second) if t is not None]
    personal = {p.column for t in tables for p in t.reading.personal}
    judged = {h for h in map(str, table.frame) if plays("grade", h) or h.strip().casefold() in RESULTS}
    learned = {target.column} if target.kind != "weighted" and target.column else set()
    mapped = {c for measure in scoring.indicators.values() for c in measure.columns}
    notes = beside_the_answers(table) - mapped
    ids = {scoring.id_column} if scoring.id_column else set()
    return ids | personal | judged | learned | notes
