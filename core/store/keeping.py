"""How long projects are kept, and the sweep that takes away what is past its time."""

import json
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import NamedTuple

import sqlalchemy as sa

from core.problems import DataProblem
from core.store.projects import purge
from core.store.schema import projects, settings
from core.store.store import Store

NAME = "keeping"
DAY = 86_400
MOST_DAYS = 3_650


@dataclass(frozen=True)
class Keeping:
    """unused_days: projects that nobody opened for so long are deleted, archived ones too; None: never.

    undo_days: for so long a deletion can be undone; 0 purges with the next sweep.
    """

    unused_days: int | None = None
    undo_days: int = 30


class Swept(NamedTuple):
    """How many projects were deleted for want of use, how many purged, and how many files taken away."""

    deleted: int
    purged: int
    files: int


def keeping(store: Store) -> Keeping:
    """The setting of this store."""
    with store.database.read() as connection:
        text = connection.execute(sa.select(settings.c.value).where(settings.c.name == NAME)).scalar()
    return Keeping(**json.loads(text)) if text else Keeping()


def set_keeping(store: Store, new: Keeping) -> None:
    """Change the setting; it holds from the next sweep on. Raises DataProblem for days that are out of range."""
    for days, least, what in (
        (new.unused_days, 1, "projects that nobody uses are kept"),
        (new.undo_days, 0, "a deletion can be undone"),
    ):
        if days is not None and not least <= days <= MOST_DAYS:
            raise DataProblem(f"{what} for {days:,} days cannot be", accepted=f"{least} to {MOST_DAYS:,} days")
    with store.database.write() as connection:
        connection.execute(sa.delete(settings).where(settings.c.name == NAME))
        connection.execute(sa.insert(settings).values(name=NAME, value=json.dumps(asdict(new))))


def due(store: Store, setting: Keeping, now: float | None = None) -> tuple[int, int]:
    """How many projects the next sweep would delete for want of use, and how many it would purge."""
    now = time.time() if now is None else now
    counts = [sa.select(sa.func.count()).select_from(projects).where(w) for w in _past(setting, now)]
    with store.database.read() as connection:
        unused, gone = (connection.execute(count).scalar_one() for count in counts)
    return unused, gone


def in_use(store: Store, some: Iterable[str]) -> None:
    """Note that somebody has these projects open, who may not have changed them for long."""
    wanted = list(some)
    if wanted:
        with store.database.write() as connection:
            connection.execute(sa.update(projects).where(projects.c.id.in_(wanted)).values(used=time.time()))


def sweep(store: Store, now: float | None = None) -> Swept:
    """Delete what nobody has used for long, purge what was deleted long ago, take away files nobody points at.

    Safe at any time, with others at work; meant to be called when a server starts, and once a day.
    """
    setting, now = keeping(store), time.time() if now is None else now
    unused, gone = _past(setting, now)
    with store.database.write() as connection:
        deleted = connection.execute(sa.update(projects).where(unused).values(deleted=now)).rowcount
    with store.database.read() as connection:
        ids = connection.execute(sa.select(projects.c.id).where(gone)).scalars().all()
    purged = sum(purge(store, project, now - setting.undo_days * DAY) for project in ids)
    return Swept(deleted, purged, store.collect())


def _past(setting: Keeping, now: float) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    """Which projects nobody has used for too long, and which were deleted too long ago."""
    unused: sa.ColumnElement[bool] = sa.false()
    if setting.unused_days is not None:
        unused = (projects.c.used < now - setting.unused_days * DAY) & projects.c.deleted.is_(None)
    return unused, projects.c.deleted <= now - setting.undo_days * DAY
