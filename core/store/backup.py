"""The whole store as one file, and back: while it is in use, and from one kind of database to the other.

    backup.json           what it is, and the version of the schema
    rows/<table>.jsonl    every row of every table, of one moment
    blobs/<SHA-256>       every file that these rows point at

Rows, not a copy of the database, so that a backup of SQLite can be restored into PostgreSQL and the other way round.
"""

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from core.problems import DataProblem
from core.store.database import told, upgrade
from core.store.schema import VERSIONS, metadata, project_parts, projects, run_parts, settings
from core.store.store import Store, names

FORMAT, VERSION = "tierboard backup", 1
ABOUT = "backup.json"
ROUNDS = 20
AT_ONCE = 1_000  # rows written by one statement
DAMAGED = (
    zipfile.BadZipFile,
    ValueError,
    KeyError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    IntegrityError,
)
OWN = "store"  # the setting that names a store's folder of blobs: each database keeps its own


def backup(store: Store, path: Path) -> int:
    """Write the store of one moment to a file, whole or not at all, and how many projects are in it.

    Others may go on working. Raises DataProblem where it cannot be written.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        with told(), open(part, "wb") as file:
            with zipfile.ZipFile(file, "w", allowZip64=True) as archive:
                rows = _write_blobs(store, archive)
                for table, lines in rows.items():
                    text = "".join(json.dumps(line) + "\n" for line in lines)
                    archive.writestr(f"rows/{table}.jsonl", text, zipfile.ZIP_DEFLATED)
                about = {"format": FORMAT, "version": VERSION, "schema": VERSIONS[-1]}
                archive.writestr(ABOUT, json.dumps(about))
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    return len(rows[projects.name])


def _write_blobs(store: Store, archive: zipfile.ZipFile) -> dict[str, list[dict[str, Any]]]:
    """The rows of one moment, once every blob that they point at is in the archive.

    A project may be purged while its files are copied: then a later moment is taken. What has been copied stays, so
    that this comes to an end.
    """
    written: set[str] = set()
    for _ in range(ROUNDS):
        with store.database.read() as connection:
            rows = {
                table.name: [dict(row) for row in connection.execute(sa.select(table)).mappings()]
                for table in metadata.sorted_tables
            }
            wanted = names(connection, project_parts) | names(connection, run_parts)
        for blob in sorted(wanted - written):
            if store.blobs.missing([blob]):
                break
            archive.writestr(f"blobs/{blob}", store.blobs.get(blob), zipfile.ZIP_STORED)
            written.add(blob)
        else:
            return rows
    raise DataProblem("the projects change too quickly, or a file of theirs is missing", fix="try again in a moment")


def restore(store: Store, path: Path, replace: bool = False) -> int:
    """Bring a backup back, whole or not at all, and how many projects there are then.

    Raises DataProblem where there are projects already and `replace` is not said, or where the file is no backup.
    """
    with store.database.read() as connection:
        here = connection.execute(sa.select(sa.func.count()).select_from(projects)).scalar_one()
    if here and not replace:
        what = f"there {'is 1 project' if here == 1 else f'are {here:,} projects'} here already"
        raise DataProblem(what, fix="to have the backup in their place, add --replace")
    try:
        with zipfile.ZipFile(path) as archive:
            about = json.loads(archive.read(ABOUT))
            _check(about, path.name)
            blobs = _blobs(store, archive)
            with store.database.write(alone=True) as connection:
                if store.blobs.missing(blobs):
                    raise DataProblem("the backup could not be restored", fix="try again in a moment")
                count = _replace_rows(store, connection, archive, about["schema"])
    except FileNotFoundError:
        raise DataProblem("there is no such file", file=path.name, fix="check its name") from None
    except DAMAGED:
        raise DataProblem("this is not a backup of Tierboard, or it is damaged", file=path.name) from None
    store.collect()  # what the former rows alone pointed at
    return count


def _check(about: Any, name: str) -> None:
    if not isinstance(about, dict) or about.get("format") != FORMAT:
        raise DataProblem("this is not a backup of Tierboard", file=name)
    if about.get("version") != VERSION or about.get("schema") not in VERSIONS:
        raise DataProblem("this backup is of a newer Tierboard", file=name, fix="update Tierboard")


def _blobs(store: Store, archive: zipfile.ZipFile) -> list[str]:
    """All blobs of a backup, kept. Raises ValueError where one is not what its name says."""
    found = []
    for entry in archive.namelist():
        if entry.startswith("blobs/"):
            data, name = archive.read(entry), entry.removeprefix("blobs/")
            if hashlib.sha256(data).hexdigest() != name:
                raise ValueError("another content")
            with told():
                store.blobs.put(data)
            found.append(name)
    return found


def _replace_rows(store: Store, connection: sa.Connection, archive: zipfile.ZipFile, schema: str) -> int:
    """All tables made anew as they were at the backup's version, filled, and brought up to date."""
    own = connection.execute(sa.select(settings.c.value).where(settings.c.name == OWN)).scalar_one()
    metadata.drop_all(connection)
    connection.execute(sa.text("DROP TABLE alembic_version"))
    upgrade(connection, schema)
    then = sa.MetaData()
    then.reflect(connection)
    connection.execute(sa.delete(then.tables[settings.name]))
    for table in then.sorted_tables:
        if f"rows/{table.name}.jsonl" in archive.namelist():
            for lines in _lines(archive, f"rows/{table.name}.jsonl"):
                connection.execute(sa.insert(table), lines)
    upgrade(connection)
    connection.execute(sa.update(settings).where(settings.c.name == OWN).values(value=own))
    found: int = connection.execute(sa.select(sa.func.count()).select_from(projects)).scalar_one()
    return found


def _lines(archive: zipfile.ZipFile, entry: str) -> Iterator[list[dict[str, Any]]]:
    some: list[dict[str, Any]] = []
    with archive.open(entry) as stream:
        for line in stream:
            some.append(json.loads(line))
            if len(some) == AT_ONCE:
                yield some
                some = []
    if some:
        yield some
