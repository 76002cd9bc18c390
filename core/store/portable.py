"""A project as one file, to be taken to another installation: a .zip of JSON, Parquet and .npz.

    project.json          what it is, the recipe, which member is which part, the runs
    <SHA-256>.parquet     tables, samples, results; and so on, each named by its content

Nothing in such a file is trusted: sizes are known before anything is unpacked, Parquet is parsed in another process, a
table's hash must come out again, and what is a figure in a list is computed anew. Ids are new with every import.
"""

import hashlib
import io
import json
import re
import zipfile
from typing import Annotated, Any, Literal, NoReturn

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.importing.table import MOST_BYTES, content_hash
from core.npz import DAMAGED
from core.parquet_documents import Columns
from core.problems import DataProblem, shortened
from core.recipe import validated
from core.store import runs as running
from core.store.overview import overview_of
from core.store.parts import FORMS, Reader, read_held
from core.store.projects import LONGEST_NAME, clean_name
from core.store.projects import insert as insert_project
from core.store.runs import MOST_RUNS, RESULT, Made
from core.store.saving import TRIES, no_project, parts_in, replace_parts
from core.store.schema import PROJECT, project_parts, projects, run_parts, runs
from core.store.store import Store
from core.study import Study

VERSION = 1
DOCUMENT = "project.json"
MEMBER = re.compile(r"[0-9a-f]{64}\.(parquet|npz|json)")
ENDINGS = {"model": "npz", "grades": "json", "customer_notes": "json"}  # the others are Parquet
MOST_UNPACKED = 2 * MOST_BYTES  # its members are compressed in themselves
MOST_IN_MEMORY = 2_000_000_000  # bytes of its tables
MOST_DOCUMENT = 50_000_000  # bytes of JSON
MOST_MEMBERS = 50_000
CHOOSE = "choose a project file that Tierboard saved"

Parts = dict[str, str]
Time = Annotated[float, Field(ge=0, le=1e11)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class SavedRun(_Part):
    """A run in the document; parts: name -> member."""

    name: Annotated[str, Field(max_length=LONGEST_NAME)]
    note: Annotated[str, Field(max_length=running.LONGEST_NOTE)]
    made: Time
    versions: dict[str, Annotated[str, Field(max_length=100)]]
    recipe: dict
    parts: Parts


class Document(_Part):
    """What `project.json` holds; runs: the oldest first."""

    format: Literal["tierboard project"] = "tierboard project"
    version: Annotated[int, Field(ge=1, le=VERSION)] = VERSION
    name: Annotated[str, Field(max_length=LONGEST_NAME)]
    recipe: dict
    parts: Parts
    runs: Annotated[tuple[SavedRun, ...], Field(max_length=MOST_RUNS)]


# --- export -----------------------------------------------------------------------------------------------------------


def packed(store: Store, project: str, with_runs: bool = True) -> bytes:
    """The project as the bytes of a file. Raises Gone; DataProblem where it would be larger than can be imported."""
    with store.database.read() as connection:
        row = connection.execute(
            sa.select(projects).where(projects.c.id == project, projects.c.deleted.is_(None))
        ).one_or_none()
        if row is None:
            raise no_project()
        parts = parts_in(connection, project_parts, project)
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
    if sum(store.blobs.size(member.partition(".")[0]) for member in members) > MOST_BYTES - 5_000_000:
        fix = "export it without its runs" if with_runs and kept else "leave out columns of its table"
        raise DataProblem(f"the project {row.name!r} is too large for one file", accepted="up to 200 MB", fix=fix)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        _write(archive, DOCUMENT, json.dumps(document.model_dump(mode="json"), indent=1).encode())
        for member in sorted(members):
            _write(archive, member, store.blobs.get(member.partition(".")[0]))
    return content.getvalue()


def _members(parts: Parts) -> Parts:
    return {part: f"{blob}.{ENDINGS.get(part, 'parquet')}" for part, blob in parts.items()}


def _write(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name)  # made in 1980: no clock is in the bytes
    # Parquet and .npz are compressed already.
    entry.compress_type = zipfile.ZIP_DEFLATED if name.endswith(".json") else zipfile.ZIP_STORED
    archive.writestr(entry, data)


# --- import -----------------------------------------------------------------------------------------------------------


def brought(store: Store, data: bytes, name: str, reader: Reader | None = None) -> str:
    """The project in a file as a new one, whole or not at all, and its id. Raises DataProblem; `name` is quoted.

    reader: of Parquet; by default in another process, which no file can hurt the server through.
    """
    read = _limited(reader or _apart(), name)
    document, members = _opened(data, name)
    held: dict[tuple[str, ...], Any] = {}  # a table is shared by many runs, and read once
    study = _study(document.recipe, document.parts, members, held, read, name)
    studies = [_study(run.recipe, run.parts, members, held, read, name) for run in document.runs]
    for _ in range(TRIES):
        kept, made = store.keep(study), [_run(store, *pair) for pair in zip(document.runs, studies, strict=True)]
        with store.database.write() as connection:
            if store.blobs.missing({*kept.values(), *(blob for one in made for blob in one.parts.values())}):
                continue
            recipe, overview = json.dumps(study.recipe.model_dump(mode="json")), overview_of(study).to_json()
            project = insert_project(connection, clean_name(document.name), recipe, overview)
            replace_parts(connection, project_parts, project, kept)
            for one in made:
                running.insert(connection, project, one)
        return project
    raise DataProblem("the project could not be saved", file=name, fix="try again in a moment")


def _apart() -> Reader:
    from core.importing.reading.apart import saved_apart

    return saved_apart


def _limited(reader: Reader, name: str) -> Reader:
    """The reader, which refuses to go on where the tables of one file take more memory than one table may."""
    taken = 0

    def read(data: bytes, what: str) -> tuple[dict[str, Any], Columns]:
        nonlocal taken
        document, columns = reader(data, what)
        taken += sum(column.nbytes for column in columns.values())
        if taken > MOST_IN_MEMORY:
            raise DataProblem("the project is too large unpacked", file=name, accepted="up to 2 GB")
        return document, columns

    return read


def _run(store: Store, run: SavedRun, study: Study) -> Made:
    return running.prepared(store, study, run.name, run.note, run.made, run.versions)


def _opened(data: bytes, name: str) -> tuple[Document, dict[str, bytes]]:
    """The document and the members of a file, each of which is what its name says. Raises DataProblem."""
    if len(data) > MOST_BYTES:
        raise DataProblem(f"the file has {len(data) / 1e6:,.0f} MB", file=name, accepted="up to 200 MB")
    try:
        members = _unpacked(data)
        plain = json.loads(members.pop(DOCUMENT))
    except (*DAMAGED, RecursionError):
        raise DataProblem("this is not a saved project, or it is damaged", file=name, fix=CHOOSE) from None
    version = plain.get("version") if isinstance(plain, dict) else None
    if isinstance(version, int) and version > VERSION:
        raise DataProblem(
            f"this project has version {version}, newer than this program",
            file=name,
            accepted=f"version {VERSION}",
            fix="update Tierboard",
        )
    try:
        document = Document.model_validate(plain)
    except ValidationError as error:
        place = ".".join(str(step) for step in error.errors()[0]["loc"]) or "the document"
        _refuse(name, f"{shortened(place)!r} cannot be used")
    return document, members


def _unpacked(data: bytes) -> dict[str, bytes]:
    """The members by name. Raises one of DAMAGED where the archive is of another kind, or too large."""
    # Entries of an archive are many times larger as objects: count them before they are made.
    if data.count(b"PK\x01\x02") > 2 * MOST_MEMBERS:
        raise ValueError("too many members")
    found = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        if len({entry.filename for entry in entries}) < len(entries) or len(entries) > MOST_MEMBERS:
            raise ValueError("other members")
        if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
            raise ValueError("too large")
        for entry in entries:
            if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise ValueError("another compression")
            document = entry.filename == DOCUMENT
            if not document and not MEMBER.fullmatch(entry.filename):
                raise ValueError("another member")
            if entry.filename.endswith(".json") and entry.file_size > MOST_DOCUMENT:
                raise ValueError("too large a document")
            with archive.open(entry) as stream:
                content = stream.read(entry.file_size + 1)  # no more than was said, whatever is inside
            if len(content) != entry.file_size:
                raise ValueError("another size")
            if not document and hashlib.sha256(content).hexdigest() != entry.filename.partition(".")[0]:
                raise ValueError("another content")
            found[entry.filename] = content
    return found


def _study(
    recipe: dict, parts: Parts, members: dict[str, bytes], held: dict[tuple[str, ...], Any], reader: Reader, name: str
) -> Study:
    """The study of a recipe and of the members that are its parts. Raises DataProblem."""
    known = {part for form in FORMS.values() for part in form.parts}
    if unknown := parts.keys() - known - {RESULT}:
        _refuse(name, f"it holds {shortened(min(unknown))!r}, which this program does not know")
    if missing := sorted(set(parts.values()) - members.keys()):
        _refuse(name, f"{shortened(missing[0], 20)!r} is missing")
    found = {}
    for what, form in FORMS.items():
        own = {part: parts[part] for part in form.parts if part in parts}
        key = (what, *own.values())
        if own and key not in held:
            made = read_held(what, {part: members[member] for part, member in own.items()}, reader)
            if what in ("table", "second") and content_hash(made.held) != made.hash:
                _refuse(name, "the hash of a table is another one: something in it was changed")
            held[key] = made
        if own:
            found[what] = held[key]
    return Study(recipe=validated(recipe, name), **found)


def _refuse(name: str, why: str) -> NoReturn:
    raise DataProblem(f"this project does not fit together: {why}", file=name, fix=CHOOSE)
