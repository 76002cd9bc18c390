"""`Store`: one database and its folder of blobs, opened once a process and used by all its threads."""

import threading
import weakref
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from core.data_folder import data_folder
from core.problems import DataProblem
from core.store.blobs import GRACE, Blobs
from core.store.database import Database, told
from core.store.parts import FORMS, held_by, read_held
from core.store.schema import project_parts, run_parts, settings
from core.study import Study


class Gone(DataProblem):
    """What was asked for is not there, or no longer."""


def no_project() -> Gone:
    """The refusal of a project that is not there."""
    return Gone("there is no such project, or it was deleted", fix="choose one from the list")


class Overtaken(DataProblem):
    """Somebody else has saved the project since it was opened; `revision` is the one it has now."""

    def __init__(self, revision: int) -> None:
        super().__init__(
            "this project was changed a moment ago in another window",
            fix="reload to see its newest state, or keep yours as a copy",
        )
        self.revision = revision


class Store:
    """Where projects and runs are kept. The other modules of this folder say what is done with it."""

    def __init__(self, database: Database, blobs: Blobs) -> None:
        self.database, self.blobs = database, blobs
        # Of what is in memory: (name in the study, id of the object) -> the object and its blobs by part, and back.
        self._kept: dict[tuple[str, int], tuple[weakref.ref, dict[str, str]]] = {}
        self._read: weakref.WeakValueDictionary[tuple[str, ...], Any] = weakref.WeakValueDictionary()
        self._lock = threading.RLock()

    @classmethod
    def open(cls, url: str | None = None) -> "Store":
        """The store at `url`, else at DATABASE_URL, else in the data folder; made, or brought up to date, where needed.

        Safe where two servers start at once. Raises DataProblem where it cannot be used or is of a newer program.
        """
        database = Database(url)
        try:
            database.migrate()
            with database.read() as connection:
                # Two databases that share a data folder must not clear away each other's files.
                name = connection.execute(sa.select(settings.c.value).where(settings.c.name == "store")).scalar_one()
            with told():
                return cls(database, Blobs(data_folder() / "blobs" / name))
        except BaseException:
            database.close()
            raise

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    # --- parts and their blobs ----------------------------------------------------------------------------------------

    def keep(self, study: Study) -> dict[str, str]:
        """The blobs of a study's parts, written where they are not there yet. Raises DataProblem."""
        kept: dict[str, str] = {}
        with told():
            for name, made in held_by(study).items():
                kept |= self._keep(name, made)
        return kept

    def keep_bytes(self, part: str, data: bytes) -> dict[str, str]:
        """The blob of a part that is no study's, written where it is not there yet. Raises DataProblem."""
        with told():
            return {part: self.blobs.put(data)}

    def _keep(self, name: str, made: Any) -> dict[str, str]:
        with self._lock:
            known, blobs = self._kept.get((name, id(made)), (None, {}))
        if known is not None and known() is made and all(map(self.blobs.touch, blobs.values())):
            return blobs  # nothing is written where only a slider has moved
        blobs = {part: self.blobs.put(data) for part, data in FORMS[name].write(made).items()}
        self._note(name, made, blobs)
        return blobs

    def _note(self, name: str, made: Any, blobs: dict[str, str]) -> None:
        """Remember, for as long as the object is there, which blobs it is."""
        if isinstance(made, dict):  # notes: small, written each time
            return
        key = (name, id(made))
        with self._lock:
            self._kept[key] = (weakref.ref(made, lambda _: self._kept.pop(key, None)), blobs)
            self._read[name, *blobs.values()] = made

    def known(self, study: Study, *wanted: str) -> dict[str, str] | None:
        """The blobs of what the study holds under these names; None where one of them is not known to be kept."""
        found: dict[str, str] = {}
        for name, made in held_by(study).items():
            if name in wanted:
                with self._lock:
                    known, blobs = self._kept.get((name, id(made)), (None, {}))
                if known is None or known() is not made:
                    return None
                found |= blobs
        return found

    def read(self, parts: dict[str, str]) -> dict[str, Any]:
        """What a study holds, by the names of its parts' blobs; what is in memory is not read again. DataProblem."""
        unknown = parts.keys() - {part for form in FORMS.values() for part in form.parts}
        if unknown:
            raise DataProblem(
                f"it holds a part {min(unknown)!r}, which this program does not know", fix="update Tierboard"
            )
        found = {}
        for name, form in FORMS.items():
            blobs = {part: parts[part] for part in form.parts if part in parts}
            if blobs:
                with self._lock:
                    made = self._read.get((name, *blobs.values()))
                if made is None:
                    with told():
                        made = read_held(name, {part: self.blobs.get(blob) for part, blob in blobs.items()})
                    self._note(name, made, blobs)
                found[name] = made
        return found

    def collect(self, only: Iterable[str] | None = None, grace: float = GRACE) -> int:
        """Take away blobs that nothing points at, and how many; `only`, `grace`: see `Blobs.collect`."""
        with self.database.write(alone=True) as connection:
            used = {name for parts in (project_parts, run_parts) for name in names(connection, parts)}
            return self.blobs.collect(used, only, grace)


def names(connection: sa.Connection, parts: sa.Table) -> set[str]:
    """The blobs that a table of parts points at."""
    return set(connection.execute(sa.select(parts.c.blob).distinct()).scalars())
