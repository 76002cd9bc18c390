"""A project as one file, to be taken to another installation: a .zip of JSON, Parquet and .npz.

    project.json          what it is, the recipe, which member is which part, the runs
    <SHA-256>.parquet     tables, samples, results; and so on, each named by its content

`bringing` brings it back.
"""

import io
import json
import zipfile
from collections.abc import Iterable
from typing import Annotated, Literal

import sqlalchemy as sa
from pydantic import Field

from core.importing.table import MOST_BYTES
from core.problems import DataProblem
from core.store import runs as running
from core.store.projects import LONGEST_NAME
from core.store.runs import MOST_RUNS
from core.store.saving import parts_in, row_of
from core.store.schema import PROJECT, RUN, project_parts, run_parts, runs
from core.store.store import Store
from core.untrusted_zip import Part

VERSION = 1
DOCUMENT = "project.json"
ENDINGS = {"model": "npz", "grades": "json", "customer_notes": "json"}  # the others are Parquet
ROOM = 5_000_000  # bytes for the document and what the archive adds

Parts = dict[str, str]
Time = Annotated[float, Field(ge=0, le=1e11)]


class SavedRun(Part):
    """A run in the document; parts: name -> member."""

    name: Annotated[str, Field(max_length=LONGEST_NAME)]
    note: Annotated[str, Field(max_length=running.LONGEST_NOTE)]
    made: Time
    versions: dict[str, Annotated[str, Field(max_length=100)]]
    recipe: dict
    parts: Parts


class Document(Part):
    """What `project.json` holds; runs: the oldest first."""

    format: Literal["tierboard project"] = "tierboard project"
    version: Annotated[int, Field(ge=1, le=VERSION)] = VERSION
    name: Annotated[str, Field(max_length=LONGEST_NAME)]
    recipe: dict
    parts: Parts
    runs: Annotated[tuple[SavedRun, ...], Field(max_length=MOST_RUNS)]


def packed(store: Store, project: str, with_runs: bool = True) -> bytes:
    """The project as the bytes of a file, equal for equal projects: no clock is in it.

    Raises Gone; DataProblem where it would be larger than can be brought back.
    """
    with store.database.read() as connection:
        row, parts = row_of(connection, project)
        kept = connection.execute(sa.select(runs).where(runs.c[PROJECT] == project).order_by(runs.c.number)).all()
        of_runs = [(run, parts_in(connection, run_parts, run.id)) for run in kept if with_runs]
    document = Document(
        name=row.name,
        recipe=json.loads(row.recipe),
        parts=_members(parts),
        runs=tuple(
            SavedRun(
                name=run.name,
                note=run.note,
                made=run.made,
                versions=json.loads(run.versions),
                recipe=json.loads(run.recipe),
                parts=_members(parts_of_run),
            )
            for run, parts_of_run in of_runs
        ),
    )
    members = {member for some in (document.parts, *(run.parts for run in document.runs)) for member in some.values()}
    if sum(store.blobs.size(member.partition(".")[0]) for member in members) > MOST_BYTES - ROOM:
        fix = "export it without its runs" if with_runs and kept else "leave out columns of its table"
        raise DataProblem("the project is too large for one file", accepted="up to 200 MB", fix=fix)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        _write(archive, DOCUMENT, json.dumps(document.model_dump(mode="json"), indent=1).encode())
        for member in sorted(members):
            _write(archive, member, store.blobs.get(member.partition(".")[0]))
    return content.getvalue()


def fits(store: Store, chosen: Iterable[str]) -> dict[str, bool]:
    """Of each of these projects, whether one file can hold it with its runs. Raises DataProblem."""
    wanted = list(chosen)
    own = sa.select(project_parts.c[PROJECT], project_parts.c.blob).where(project_parts.c[PROJECT].in_(wanted))
    of_runs = sa.select(runs.c[PROJECT], run_parts.c.blob).where(
        runs.c.id == run_parts.c[RUN], runs.c[PROJECT].in_(wanted)
    )
    blobs: dict[str, int] = {}
    taken = dict.fromkeys(wanted, 0)
    with store.database.read() as connection:
        for project, blob in connection.execute(sa.union(own, of_runs)):  # each blob of a project once
            if blob not in blobs:
                blobs[blob] = store.blobs.size(blob)
            taken[project] += blobs[blob]
    return {project: size <= MOST_BYTES - ROOM for project, size in taken.items()}


def _members(parts: Parts) -> Parts:
    return {part: f"{blob}.{ENDINGS.get(part, 'parquet')}" for part, blob in parts.items()}


def _write(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name)  # made in 1980: no clock is in the bytes
    # Parquet and .npz are compressed already.
    entry.compress_type = zipfile.ZIP_DEFLATED if name.endswith(".json") else zipfile.ZIP_STORED
    archive.writestr(entry, data)
