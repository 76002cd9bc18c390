"""How long projects are kept, and the sweep that takes away what is past its time."""

import json
import time
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


def sweep(store: Store, now: float | None = None) -> Swept:
    """Delete what nobody has used for long, purge what was deleted long ago, take away files nobody points at.

    Safe at any time, with others at work; meant to be called when a server starts, and once a day.
    """
    setting, now = keeping(store), time.time() if now is None else now
    unused = 0
    with store.database.write() as connection:
        if setting.unused_days is not None:
            old = (projects.c.used < now - setting.unused_days * DAY) & projects.c.deleted.is_(None)
            unused = connection.execute(sa.update(projects).where(old).values(deleted=now)).rowcount
    until = now - setting.undo_days * DAY
    with store.database.read() as connection:
        gone = connection.execute(sa.select(projects.c.id).where(projects.c.deleted <= until)).scalars().all()
    purged = sum(purge(store, project, until) for project in gone)
    return Swept(unused, purged, store.collect())
