"""A study saved whole, and opened again with the same keys and the same bytes.

What has not changed is not written again: after a slider has moved, a save is one row.
"""

import json
import time
from typing import Any, NamedTuple

import sqlalchemy as sa

from core.problems import DataProblem, shortened
from core.recipe import Recipe, recipe_from_json
from core.store.overview import overview_of
from core.store.projects import LONGEST_NAME, check_room, insert
from core.store.schema import PROJECT, RUN, project_parts, projects
from core.store.store import Overtaken, Store, no_project
from core.study import Study

TRIES = 3
USED_EVERY = 3600  # seconds between two notes that a project is in use


class Opened(NamedTuple):
    """A project as it was opened."""

    study: Study
    revision: int
    name: str


def save(store: Store, project: str, study: Study, expected: int | None) -> int:
    """Save the study as the project's state, and the new revision: when this returns, it is on the disk.

    expected: the revision that the study comes from; None for a project that is not there yet and is made with it, so
    that no process ends between the two. Raises Overtaken where the project has another one by now, Gone where there is
    no such project, DataProblem where nothing could be saved.
    """
    # A project is called what its recipe is called; unseen signs are none of a name.
    row = {
        "name": shortened(study.recipe.name, LONGEST_NAME) or Recipe().name,
        "recipe": json.dumps(study.recipe.model_dump(mode="json")),
        "overview": overview_of(study).to_json(),
    }
    for _ in range(TRIES):
        kept = store.keep(study)
        with store.database.write() as connection:
            if store.blobs.missing(kept.values()):
                continue  # taken away in between, as nothing pointed at them: written again
            return _write(connection, project, row, kept, expected)
    raise DataProblem("the project could not be saved", fix="try again in a moment")


def _write(
    connection: sa.Connection, project: str, row: dict[str, str], kept: dict[str, str], expected: int | None
) -> int:
    """Write a revision within a transaction, and its number. Raises Overtaken, Gone."""
    here = (projects.c.id == project) & projects.c.deleted.is_(None)
    there = connection.execute(sa.select(projects.c.revision, projects.c.recipe).where(here)).one_or_none()
    revision, now = (expected or 0) + 1, time.time()
    if there is None and expected is None:
        check_room(connection)
        insert(connection, **row, project=project, revision=revision)
    elif there is None:
        raise no_project()
    elif there.revision == revision and there.recipe == row["recipe"]:
        if parts_in(connection, project_parts, project) == kept:
            return revision  # written before, by a save whose answer was lost on its way
        raise Overtaken(revision)
    else:
        new = {"revision": revision, "changed": now, "used": now}
        still = here & (projects.c.revision == expected)
        if not connection.execute(sa.update(projects).where(still).values(**row, **new)).rowcount:
            raise Overtaken(there.revision)
    replace_parts(connection, project_parts, project, kept)
    return revision


def load(store: Store, project: str) -> Opened:
    """The project as it was last saved. Raises Gone where there is none, DataProblem where it cannot be read."""
    with store.database.read() as connection:
        row, parts = row_of(connection, project)
    if row.used < time.time() - USED_EVERY:
        with store.database.write() as connection:
            connection.execute(sa.update(projects).where(projects.c.id == project).values(used=time.time()))
    recipe = recipe_in(row.recipe, row.name).model_copy(update={"name": row.name})  # renamed, or a copy
    return Opened(Study(recipe=recipe, **store.read(parts)), row.revision, row.name)


def row_of(connection: sa.Connection, project: str) -> tuple[Any, dict[str, str]]:
    """The row of a project and its parts. Raises Gone where there is none, or where it is deleted."""
    here = (projects.c.id == project) & projects.c.deleted.is_(None)
    row = connection.execute(sa.select(projects).where(here)).one_or_none()
    if row is None:
        raise no_project()
    return row, parts_in(connection, project_parts, project)


def recipe_in(text: str, name: str) -> Recipe:
    """The recipe in a row. Raises DataProblem where a newer program wrote it."""
    return recipe_from_json(text, name)


def parts_in(connection: sa.Connection, table: sa.Table, owner: str) -> dict[str, str]:
    """Part -> blob of one project or run."""
    rows = connection.execute(sa.select(table.c.part, table.c.blob).where(owner_of(table) == owner))
    return {row.part: row.blob for row in rows}


def replace_parts(connection: sa.Connection, table: sa.Table, owner: str, parts: dict[str, str]) -> None:
    """Have a project or run point at these blobs and no others; rows that stay as they are, are left alone."""
    before = parts_in(connection, table, owner)
    gone = [part for part, blob in before.items() if parts.get(part) != blob]
    if gone:
        connection.execute(sa.delete(table).where(owner_of(table) == owner, table.c.part.in_(gone)))
    new: list[dict[str, Any]] = [
        {owner_of(table).name: owner, "part": part, "blob": blob}
        for part, blob in parts.items()
        if before.get(part) != blob
    ]
    if new:
        connection.execute(sa.insert(table), new)


def owner_of(table: sa.Table) -> sa.Column:
    """The column of a table of parts that names the project or run."""
    return table.c[PROJECT if PROJECT in table.c else RUN]
