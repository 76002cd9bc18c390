"""The database of the store: SQLite in the data folder, or PostgreSQL where DATABASE_URL names one.

All that is written goes through `Database.write`, one transaction each, all that is read through `Database.read`, one
snapshot each. What a database or a disk refuses comes out as one sentence.
"""

import errno
import logging
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError, DataError, IntegrityError, InterfaceError, NotSupportedError, ProgrammingError

from core.data_folder import data_folder
from core.problems import DataProblem
from core.store.schema import VERSIONS

log = logging.getLogger(__name__)
MIGRATIONS = Path(__file__).parent / "migrations"
WAIT = 30  # seconds for another writer
LOCK = 7_110_001  # PostgreSQL's number for "who may take away files", see `Database.write`
BUGS = (DataError, IntegrityError, NotSupportedError, ProgrammingError)


class Database:
    """Transactions on one database, whichever it is."""

    def __init__(self, url: str | None = None) -> None:
        """url: None for DATABASE_URL, else for `projects.sqlite` in the data folder. Opens nothing yet."""
        with told():
            given = url or os.environ.get("DATABASE_URL") or f"sqlite:///{data_folder() / 'projects.sqlite'}"
        self.engine = _engine(given)

    @property
    def kind(self) -> str:
        """ "sqlite" or "postgresql"."""
        return self.engine.dialect.name

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A snapshot: whatever others commit meanwhile, all queries see the same. Raises DataProblem."""
        level = {} if self.kind == "sqlite" else {"isolation_level": "REPEATABLE READ"}
        with told(saving=False), self.engine.connect().execution_options(**level) as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self, alone: bool = False) -> Iterator[sa.Connection]:
        """One transaction, whole or not at all. Raises DataProblem.

        Whoever takes files or tables away is `alone`: others' transactions, in which they have made sure that their
        files are there, are over, and the next ones wait. SQLite has one writer at a time anyway.
        """
        with told(), self.engine.connect().execution_options(writes=True) as connection, connection.begin():
            if self.kind == "postgresql":
                lock = sa.func.pg_advisory_xact_lock if alone else sa.func.pg_advisory_xact_lock_shared
                connection.execute(sa.select(lock(LOCK)))
            yield connection

    def forget_journal(self) -> None:
        """Have SQLite empty its journal into the file, so that what was deleted no longer stands there either."""
        if self.kind == "sqlite":
            with told(), closing(self.engine.raw_connection()) as connection:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def migrate(self) -> None:
        """Bring the schema up to date; another server that starts now waits. Raises DataProblem for a newer one."""
        with self.read() as connection:
            if version(connection) == VERSIONS[-1]:
                return
        with self.write(alone=True) as connection:
            if version(connection) != VERSIONS[-1]:  # what the other one did meanwhile
                upgrade(connection)

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


def version(connection: sa.Connection) -> str | None:
    """The version of the schema; None for an empty database. Raises DataProblem for one of a newer program."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    if found is not None and found not in VERSIONS:
        raise DataProblem(
            f"the projects were saved by a newer Tierboard (version {found} of their database)",
            accepted=f"up to version {VERSIONS[-1]}",
            fix="update Tierboard",
        )
    return found


def upgrade(connection: sa.Connection, to: str = "head") -> None:
    """Run the migrations up to a version, within the connection's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    command.upgrade(config, to)


def _engine(given: str) -> sa.Engine:
    try:
        url = sa.make_url(given)
    except sa.exc.ArgumentError:
        url = None
    # Providers write postgres://; the driver is ours to choose.
    kind = None if url is None else {"postgres": "postgresql"}.get(name := url.get_backend_name(), name)
    if url is None or kind not in ("sqlite", "postgresql"):
        raise DataProblem(
            "DATABASE_URL names no database that projects can be kept in",
            accepted="postgresql://user:password@host/name or sqlite:///file",
            fix="set it right, or leave it out to keep projects in the data folder",
        )
    if kind == "postgresql":
        options: dict[str, Any] = {"pool_pre_ping": True, "connect_args": {"connect_timeout": 10}}
        return sa.create_engine(url.set(drivername="postgresql+psycopg"), hide_parameters=True, **options)
    # hide_parameters: what a user wrote does not belong in a log.
    engine = sa.create_engine(url, hide_parameters=True, connect_args={"timeout": WAIT})

    @sa.event.listens_for(engine, "connect")
    def connect(connection: Any, _: object) -> None:
        connection.isolation_level = None  # the driver begins no transactions of its own
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")  # what was said to be saved survives a power cut
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")  # what was deleted is overwritten, not only unlisted

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        # A writer asks for its turn at once: one that reads first could not wait for another any more.
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


@contextmanager
def told(saving: bool = True) -> Iterator[None]:
    """What a database or a disk refuses, as one sentence; what is wrong in the program stays an error.

    saving: whether something was to be saved, and was not.
    """
    try:
        yield
    except BUGS:
        raise
    except (DatabaseError, InterfaceError) as error:
        log.error("The database of projects failed: %s", error.orig)
        raise _refused(str(error.orig), saving) from None
    except OSError as error:
        log.error("The folder of projects failed: %s", error)
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise _refused("disk is full" if full else "folder", saving) from None


def _refused(why: str, saving: bool) -> DataProblem:
    if "full" in why or "No space" in why:
        return DataProblem("the disk is full: nothing of this was saved", fix="make room and try again")
    if "not a database" in why or "malformed" in why:
        return DataProblem(
            "the database of projects is damaged", fix="restore a backup: python -m core store restore FILE"
        )
    what = "the data folder cannot be used" if why == "folder" else "the database of projects does not answer"
    return DataProblem(f"{what}: nothing of this was saved" if saving else what, fix="try again in a moment")
