"""A project file (portable.py) brought back, as a new project: whole, or refused in one sentence.

Nothing in such a file is trusted: sizes are known before anything is unpacked, Parquet is parsed in another process, a
table's hash must come out again, and what is a figure in a list is computed anew. Ids are new each time.
"""

import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import Any, NoReturn

from core.importing.table import MOST_BYTES, content_hash
from core.memo import Memo
from core.parquet_documents import Columns
from core.problems import DataProblem, shortened
from core.recipe import validated
from core.store import runs as running
from core.store.overview import overview_of
from core.store.parts import FORMS, Reader, read_held
from core.store.portable import DOCUMENT, VERSION, Document, Parts, SavedRun
from core.store.projects import check_room, clean_name, insert
from core.store.runs import RESULT, Made
from core.store.saving import TRIES, replace_parts
from core.store.schema import project_parts
from core.store.store import Store
from core.study import Study
from core.untrusted_zip import DAMAGED, Limits, document_of, members_of

MEMBER = re.compile(r"[0-9a-f]{64}\.(parquet|npz|json)")
LIMITS = Limits(members=50_000, unpacked=2 * MOST_BYTES, document=50_000_000)  # members are compressed in themselves
MOST_IN_MEMORY = 2_000_000_000  # bytes of its tables
CHOOSE = "choose a project file that Tierboard saved"


def is_project(data: bytes) -> bool:
    """Whether a file says of itself that it is a project, whole or damaged: its first member is the document."""
    return data[:4] == b"PK\x03\x04" and data[30 : 30 + len(DOCUMENT)] == DOCUMENT.encode()


def brought(store: Store, data: bytes, name: str, reader: Reader | None = None) -> str:
    """The project in a file as a new one, whole or not at all, and its id. Raises DataProblem; `name` is quoted.

    reader: of Parquet; by default in another process, which no file can hurt the server through.
    """
    read = _limited(reader or _apart(), name)
    document, members = _opened(data, name)
    within = _Within(name, members, read)
    study = _study(within, document.recipe, document.parts)
    studies = [_study(within, run.recipe, run.parts) for run in document.runs]
    title, recipe = clean_name(document.name), json.dumps(study.recipe.model_dump(mode="json"))
    overview = overview_of(study).to_json()
    for _ in range(TRIES):
        kept, made = store.keep(study), [_run(store, *pair) for pair in zip(document.runs, studies, strict=True)]
        with store.database.write() as connection:
            if store.blobs.missing({*kept.values(), *(blob for one in made for blob in one.parts.values())}):
                continue
            check_room(connection)
            project = insert(connection, title, recipe, overview)
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
        members = members_of(data, LIMITS, lambda names: all(map(MEMBER.fullmatch, names - {DOCUMENT})))
        plain = json.loads(members.pop(DOCUMENT))
        if any(hashlib.sha256(held).hexdigest() != member.partition(".")[0] for member, held in members.items()):
            raise ValueError("another content")
    except DAMAGED:
        if b"rows/projects.jsonl" in data:
            what, fix = "this is a backup of all projects", "restore it by python -m core store restore FILE"
            raise DataProblem(what, file=name, fix=fix) from None
        raise DataProblem("this is not a saved project, or it is damaged", file=name, fix=CHOOSE) from None
    return document_of(Document, plain, VERSION, "project", name, CHOOSE), members


@dataclass(frozen=True)
class _Within:
    """A file while it is read: its members, what was read of them, which many runs share, and computed of it."""

    name: str
    members: dict[str, bytes]
    reader: Reader
    held: dict[tuple[str, ...], Any] = field(default_factory=dict)
    memo: Memo = field(default_factory=Memo)


def _study(within: _Within, recipe: dict, parts: Parts) -> Study:
    """The study of a recipe and of the members that are its parts. Raises DataProblem."""
    name, members, held = within.name, within.members, within.held
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
            made = read_held(what, {part: members[member] for part, member in own.items()}, within.reader)
            if what in ("table", "second") and content_hash(made.held) != made.hash:
                _refuse(name, "the hash of a table is another one: something in it was changed")
            held[key] = made
        if own:
            found[what] = held[key]
    return Study(recipe=validated(recipe, name), memo=within.memo, **found)


def _refuse(name: str, why: str) -> NoReturn:
    raise DataProblem(f"this project does not fit together: {why}", file=name, fix=CHOOSE)
