"""Runs: every finished training kept whole, with what it was made of and what came out.

A run is never changed but for its name and note. It shares the blobs of its table with the project and with other runs.
"""

import json
import platform
import time
import tomllib
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import sqlalchemy as sa
from threadpoolctl import threadpool_info

from core.data_folder import PROJECT as FOLDER
from core.importing.coded import as_text, in_arrow
from core.parquet_documents import Columns, from_parquet, to_parquet
from core.problems import UNSEEN, DataProblem, shortened
from core.recipe import Recipe
from core.store.parts import FORMS
from core.store.projects import LONGEST_NAME, new_id
from core.store.saving import TRIES, no_project, parts_in, recipe_in, replace_parts
from core.store.schema import PROJECT, RUN, projects, run_parts, runs
from core.store.store import Gone, Store
from core.study import Study
from core.summary import network_figures, summary, to_json
from core.tiers import TIERS

RESULT = "result"  # the part with K and tier of every customer
ROWS_A_GROUP = 65_536  # of which one is read to look at one customer (histories.py)
DECIDING = ("table", "second", "model")  # what K follows from
WITH_THEM = {part for name in DECIDING for part in FORMS[name].parts}
TOLD = ("cutoffs", "tier_names")  # and what tiers follow from
LONGEST_NOTE = 10_000
MOST_RUNS = 5_000  # of a project


@dataclass(frozen=True)
class Run:
    """A line in the list of runs. made: seconds since 1970; data_hash: of the table; metrics: see core/summary.py.

    named: whether a column names the customers; else they are known by their rows, within one table alone.
    """

    id: str
    project: str
    number: int
    name: str
    note: str
    made: float
    data_hash: str
    versions: dict[str, str]
    metrics: dict[str, Any]
    named: bool = True

    def knows_those_of(self, other: "Run") -> bool:
        """Whether an id stands for one and the same customer in both: row 17 of two tables is two people."""
        return (self.named and other.named) or self.data_hash == other.data_hash


class OpenedRun(NamedTuple):
    """A run as it was: its study, to be looked at, compared, or taken over as the project's state."""

    study: Study
    run: Run


class Made(NamedTuple):
    """A run before it is written: its row but for number and project, and its blobs."""

    row: dict[str, Any]
    parts: dict[str, str]


def add(store: Store, project: str, study: Study, name: str | None = None, note: str = "") -> str:
    """Keep a trained study as a run of the project, and its id: when this returns, it is on the disk, whole.

    The study is the one that the training began with, and its model: a recipe that was changed meanwhile is none of it.
    Raises Gone where there is no such project, DataProblem where nothing is trained or could be saved.
    """
    for _ in range(TRIES):
        made = prepared(store, study, name, note)
        with store.database.write() as connection:
            if not store.blobs.missing(made.parts.values()):
                return insert(connection, project, made)
    raise DataProblem("the run could not be saved", fix="try again in a moment")


def prepared(
    store: Store,
    study: Study,
    name: str | None = None,
    note: str = "",
    made: float | None = None,
    versions: dict[str, str] | None = None,
) -> Made:
    """The run of a trained study with its blobs written. Raises DataProblem."""
    segments, table = study.segments(), study.table
    assert table is not None  # there are segments
    place = np.searchsorted(TIERS, segments.tier)
    columns = {
        "id": in_arrow(pd.Series(segments.scores.ids, dtype="str")).cast(pa.large_string()),
        "k": pa.array(segments.k),
        "tier": pa.array(TIERS, pa.large_string()).take(pa.array(place)),
    }
    parts = store.keep(study) | store.keep_bytes(RESULT, to_parquet({}, columns, ROWS_A_GROUP))
    row = {
        "name": shortened(name or "", LONGEST_NAME),
        "note": clean_note(note),
        "made": made or time.time(),
        "data_hash": table.hash,
        "versions": json.dumps(versions or present_versions()),
        "metrics": json.dumps(metrics(study)),
        "recipe": json.dumps(study.recipe.model_dump(mode="json")),
    }
    return Made(row, parts)


def insert(connection: sa.Connection, project: str, made: Made, number: int | None = None) -> str:
    """Write a run within a transaction that has made sure of its blobs, and its id."""
    here = sa.select(projects.c.id).where(projects.c.id == project, projects.c.deleted.is_(None))
    if connection.execute(here.with_for_update()).scalar() is None:
        raise no_project()
    most = sa.select(sa.func.max(runs.c.number), sa.func.count()).where(runs.c[PROJECT] == project)
    highest, count = connection.execute(most).one()
    if count >= MOST_RUNS:
        raise DataProblem(f"the project has {MOST_RUNS:,} runs already", fix="delete some that are not needed")
    number, run = number or (highest or 0) + 1, new_id()
    row = made.row | {"name": made.row["name"] or f"Run {number}"}
    connection.execute(sa.insert(runs).values(id=run, project_id=project, number=number, **row))
    replace_parts(connection, run_parts, run, made.parts)
    return run


def listed(store: Store, project: str, words: str = "") -> list[Run]:
    """The project's runs, the newest first; those whose name or note holds `words`, whatever their case."""
    with store.database.read() as connection:
        query = sa.select(runs).where(runs.c[PROJECT] == project).order_by(runs.c.number.desc(), runs.c.made.desc())
        found = [_run(row) for row in connection.execute(query)]
    wanted = words.casefold()
    return [run for run in found if wanted in run.name.casefold() or wanted in run.note.casefold()]


def holding(store: Store, project: str, study: Study) -> str | None:
    """The name of a run of the project with the tables, network and cut-offs of this study; None where there is none.

    Such a run has the same K and tier of every customer. What is not yet saved is in no run.
    """
    blobs = store.known(study, *DECIDING)
    if blobs is None or "model" not in blobs:
        return None
    now = study.recipe.model_dump(mode="json", include=set(TOLD))
    with store.database.read() as connection:
        with_it = sa.select(run_parts.c[RUN]).where(run_parts.c.part == "model", run_parts.c.blob == blobs["model"])
        query = sa.select(runs).where(runs.c[PROJECT] == project, runs.c.id.in_(with_it))
        for row in connection.execute(query.order_by(runs.c.number.desc())).all():
            parts = parts_in(connection, run_parts, row.id)
            if {part: blob for part, blob in parts.items() if part in WITH_THEM} == blobs:
                then = json.loads(row.recipe)
                if all(then.get(name) == now[name] for name in TOLD):
                    return str(row.name)
    return None


def load(store: Store, run: str) -> OpenedRun:
    """The run's study with the keys and bytes it had. Raises Gone, DataProblem."""
    row, parts = _row(store, run)
    parts.pop(RESULT, None)
    return OpenedRun(Study(recipe=recipe_in(row.recipe, row.name), **store.read(parts)), _run(row))


def one(store: Store, run: str) -> Run:
    """A run's line in the list. Raises Gone."""
    return _run(_row(store, run)[0])


def recipe_of(store: Store, run: str) -> Recipe:
    """The recipe of a run, without its tables. Raises Gone, DataProblem."""
    row, _ = _row(store, run)
    return recipe_in(row.recipe, row.name)


def result_blobs(store: Store, project: str) -> dict[str, str]:
    """Run -> the blob with K and tier of its customers, of a project."""
    wanted = sa.select(run_parts.c[RUN], run_parts.c.blob).join(runs, runs.c.id == run_parts.c[RUN])
    with store.database.read() as connection:
        rows = connection.execute(wanted.where(runs.c[PROJECT] == project, run_parts.c.part == RESULT))
        return {row[0]: row.blob for row in rows}


def result(store: Store, run: str) -> pd.DataFrame:
    """id, k (0..1) and tier of each customer of a run, as it was; no model is asked. Raises Gone, DataProblem."""
    _, parts = _row(store, run)
    return result_in(from_parquet(store.blobs.get(parts[RESULT]), "saved result")[1])


def result_in(columns: Columns) -> pd.DataFrame:
    """The frame of a result. Raises ValueError or KeyError where it is none."""
    frame = pd.DataFrame(
        {"id": as_text(columns["id"]), "k": columns["k"].to_numpy(), "tier": as_text(columns["tier"])}, copy=False
    )
    if not (frame["tier"].isin(TIERS).all() and frame["k"].between(0, 1).all()):
        raise ValueError("no tier, or no K")
    return frame


def rename(store: Store, run: str, name: str) -> None:
    """Give a run another name. Raises Gone, DataProblem."""
    clean = shortened(name, LONGEST_NAME)
    if not clean:
        raise DataProblem("a run needs a name", fix="give it one")
    _set(store, run, name=clean)


def write_note(store: Store, run: str, note: str) -> None:
    """What the team says of a run. Raises Gone."""
    _set(store, run, note=clean_note(note))


def delete(store: Store, run: str) -> None:
    """Take away a run for good, and every blob that nothing else points at."""
    with store.database.write() as connection:
        blobs = parts_in(connection, run_parts, run).values()
        connection.execute(sa.delete(runs).where(runs.c.id == run))
    store.collect(only=blobs)


def metrics(study: Study) -> dict[str, Any]:
    """The summary in plain JSON types; of the network alone where the recipe has moved away from the data."""
    try:
        return json.loads(to_json(summary(study)))
    except DataProblem:
        assert study.model is not None  # there are segments
        return json.loads(to_json({"network": network_figures(study.model, study.segments().cutoffs)}))


def present_versions() -> dict[str, str]:
    """Of this program, and of what its numbers depend on."""
    with open(FOLDER / "pyproject.toml", "rb") as file:
        own = tomllib.load(file)["project"]["version"]
    found = {"tierboard": own, "numpy": np.__version__, "pandas": pd.__version__, "python": platform.python_version()}
    # Sums are rounded otherwise by another kind of processor.
    for blas in threadpool_info():
        if blas["user_api"] == "blas" and "numpy" in blas["filepath"]:
            found["linear algebra"] = f"{blas['internal_api']} {blas['version']} {blas.get('architecture', '')}".strip()
    return found


def clean_note(note: str) -> str:
    """A note without unseen signs, at its longest."""
    return UNSEEN.sub("", note)[:LONGEST_NOTE]


def _row(store: Store, run: str) -> tuple[Any, dict[str, str]]:
    with store.database.read() as connection:
        there = projects.c.deleted.is_(None)
        row = connection.execute(sa.select(runs).join(projects).where(runs.c.id == run, there)).one_or_none()
        if row is None:
            raise _no_run()
        return row, parts_in(connection, run_parts, run)


def _run(row: Any) -> Run:
    named = json.loads(row.recipe)["scoring"].get("id_column") is not None
    return Run(
        row.id, row.project_id, row.number, row.name, row.note, row.made, row.data_hash,
        json.loads(row.versions), json.loads(row.metrics), named,
    )  # fmt: skip


def _no_run() -> Gone:
    return Gone("there is no such run, or it was deleted", fix="choose one from the list")


def _set(store: Store, run: str, **values: object) -> None:
    with store.database.write() as connection:
        if not connection.execute(sa.update(runs).where(runs.c.id == run).values(**values)).rowcount:
            raise _no_run()
