"""Projects: create, list, rename, duplicate, archive, delete with undo, purge."""

import json
import secrets
import time
from dataclasses import dataclass

import sqlalchemy as sa

from core.problems import DataProblem, shortened
from core.recipe import Recipe
from core.store.overview import Overview
from core.store.schema import PROJECT, RUN, project_parts, projects, run_parts, runs
from core.store.store import Store, no_project

MOST_PROJECTS = 10_000
LONGEST_NAME = 200


@dataclass(frozen=True)
class Project:
    """A line in the list of projects. Times are seconds since 1970; archived, deleted: since when, None where not."""

    id: str
    name: str
    revision: int
    created: float
    changed: float
    archived: float | None
    deleted: float | None
    overview: Overview
    runs: int


def create(store: Store, name: str, project: str | None = None) -> str:
    """A new empty project, at revision 0, under the id that the caller has drawn (`new_id`) or a new one."""
    recipe = json.dumps(Recipe().model_dump(mode="json"))
    with store.database.write() as connection:
        check_room(connection)
        return insert(connection, clean_name(name), recipe, Overview().to_json(), project)


def check_room(connection: sa.Connection) -> None:
    """Raises DataProblem where there are as many projects as there may be."""
    if connection.execute(sa.select(sa.func.count()).select_from(projects)).scalar_one() >= MOST_PROJECTS:
        raise DataProblem(f"there are {MOST_PROJECTS:,} projects already", fix="delete some that are not needed")


def listed(store: Store, deleted: bool = False) -> list[Project]:
    """All projects, the one changed last first; archived ones among them. `deleted`: those that can be undone."""
    counted = sa.select(runs.c.project_id, sa.func.count().label("runs")).group_by(runs.c.project_id).subquery()
    columns = [column for column in projects.c if column.name not in ("recipe", "used")]
    with store.database.read() as connection:
        rows = connection.execute(
            sa.select(*columns, sa.func.coalesce(counted.c.runs, 0).label("runs"))
            .join_from(projects, counted, isouter=True)
            .where(projects.c.deleted.is_not(None) if deleted else projects.c.deleted.is_(None))
            .order_by(projects.c.changed.desc(), projects.c.id)
        ).mappings()
        return [Project(**{**row, "overview": Overview.from_row(row["overview"])}) for row in rows]


def rename(store: Store, project: str, name: str) -> None:
    """Give a project another name. Raises Gone."""
    _set(store, project, name=clean_name(name))


def archive(store: Store, project: str, archived: bool = True) -> None:
    """Put a project away, or bring it back; it can be opened either way. Raises Gone."""
    _set(store, project, archived=time.time() if archived else None)


def delete(store: Store, project: str) -> None:
    """Mark a project as deleted: it can be neither opened nor saved, until `undelete` or `purge`. Raises Gone."""
    _set(store, project, deleted=time.time())


def undelete(store: Store, project: str) -> None:
    """Undo a deletion. Raises Gone where the project was purged."""
    with store.database.write() as connection:
        if not connection.execute(
            sa.update(projects).where(projects.c.id == project).values(deleted=None, used=time.time())
        ).rowcount:
            raise no_project()


def purge(store: Store, project: str, deleted_until: float | None = None) -> bool:
    """Take away a project for good: its rows, its runs, and every blob that nothing else points at; False if none.

    deleted_until: only where it was deleted by that time, and nobody has undone it since.
    """
    which = projects.c.id == project
    if deleted_until is not None:
        which &= projects.c.deleted <= deleted_until
    of_its_runs = sa.select(runs.c.id).where(runs.c.project_id == project)
    with store.database.write() as connection:
        own = sa.select(project_parts.c.blob).where(project_parts.c[PROJECT] == project)
        blobs = set(connection.execute(own).scalars())
        blobs |= set(connection.execute(sa.select(run_parts.c.blob).where(run_parts.c[RUN].in_(of_its_runs))).scalars())
        if not connection.execute(sa.delete(projects).where(which)).rowcount:  # the rest goes with it
            return False
    store.collect(only=blobs)
    store.database.forget_journal()
    return True


def duplicate(store: Store, project: str, name: str) -> str:
    """A copy of a project with its runs, and its id. Its blobs are shared, so it takes no room. Raises Gone."""
    with store.database.write() as connection:
        row = connection.execute(
            sa.select(projects.c.recipe, projects.c.overview).where(
                projects.c.id == project, projects.c.deleted.is_(None)
            )
        ).one_or_none()
        if row is None:
            raise no_project()
        copy = insert(connection, clean_name(name), **row._mapping)
        _copy(connection, project_parts, project_parts.c[PROJECT] == project, {PROJECT: copy})
        for run in connection.execute(sa.select(runs.c.id).where(runs.c.project_id == project)).scalars().all():
            new = new_id()
            _copy(connection, runs, runs.c.id == run, {"id": new, PROJECT: copy})
            _copy(connection, run_parts, run_parts.c[RUN] == run, {RUN: new})
    return copy


def new_id() -> str:
    """An unguessable id, fit for an address."""
    return secrets.token_urlsafe(18)


def clean_name(name: str) -> str:
    """A name on one line, without unseen signs. Raises DataProblem where nothing is left."""
    clean = shortened(name, LONGEST_NAME)
    if not clean:
        raise DataProblem("a project needs a name", fix="give it one")
    return clean


def insert(
    connection: sa.Connection, name: str, recipe: str, overview: str, project: str | None = None, revision: int = 0
) -> str:
    """Write a project within a transaction, under a given id or a new one, and its id."""
    project, now = project or new_id(), time.time()
    connection.execute(
        sa.insert(projects).values(
            id=project,
            name=name,
            revision=revision,
            created=now,
            changed=now,
            used=now,
            recipe=recipe,
            overview=overview,
        )
    )
    return project


def _copy(connection: sa.Connection, table: sa.Table, which: sa.ColumnElement[bool], new: dict[str, str]) -> None:
    """Copy rows of a table with some columns changed."""
    chosen = [sa.literal(new[column.name]) if column.name in new else column for column in table.c]
    names = [column.name for column in table.c]
    connection.execute(sa.insert(table).from_select(names, sa.select(*chosen).where(which)))


def _set(store: Store, project: str, **values: object) -> None:
    """Set columns of a project that is not deleted; its content and revision stay."""
    with store.database.write() as connection:
        here = (projects.c.id == project) & projects.c.deleted.is_(None)
        if not connection.execute(sa.update(projects).where(here).values(**values)).rowcount:
            raise no_project()
