"""Projects in a store on SQLite: a hundred of 5,630 customers and one of a million, against bare files and rows.

Opened is each time as by another server, with nothing in memory.
"""

import contextlib
import io
import json
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from core.importing.table import Table, content_hash
from core.recipe import Measure, Recipe, Scale, Scoring
from core.store import portable, projects, saving
from core.store.store import Store
from core.study import Study
from tests.bench.measure import Rows, measure

PROJECTS, CUSTOMERS, MILLION, COLUMNS = 100, 5_630, 1_000_000, 15
INDICATORS = ("recency", "frequency", "monetary", "brand", "visits")


def rows() -> Rows:
    """The rows of this module, each measured when it is asked for."""
    with tempfile.TemporaryDirectory() as name, data_folder(name):
        store = Store.open(f"sqlite:///{name}/projects.sqlite")
        yield from of_a_store(store, Path(name) / "projects.sqlite")
        store.close()


def of_a_store(store: Store, file: Path) -> Rows:
    """The rows of one store, filled here."""
    small = trained(CUSTOMERS, seed=1)
    ids = [projects.new_id() for _ in range(PROJECTS)]
    for number, project in enumerate(ids):
        saving.save(store, project, small.change(customer_notes={"C1": str(number)}), None)
    yield measure(
        f"list {PROJECTS} projects for Home / bare rows and JSON",
        lambda: portable.fits(store, [project.id for project in projects.listed(store)[:9]]),
        lambda: bare_rows(file),
        at_most=10,
    )
    million = projects.new_id()
    large = trained(MILLION, seed=2)
    saving.save(store, million, large, None)
    for project, study in ((ids[0], small), (million, large)):
        yield from of_a_project(store, file, project, study)


def of_a_project(store: Store, file: Path, project: str, study: Study) -> Rows:
    """Opened, saved after a slider has moved, saved with another table, packed as a file."""
    size = f"{len(study.table.rows):,} x {COLUMNS}"  # type: ignore[union-attr]  # it has one
    blobs = list(store.keep(study).values())
    paths = [store.blobs.folder / blob for blob in blobs]
    bar = {"at_most": 4, "unit": "s", "repeats": 5}
    yield measure(
        f"open a project of {size} / bare Parquet",
        lambda: opened(file, project),
        lambda: [bare_read(path) for path in paths],
        **bar,
    )
    weights = iter(range(1, 1_000))
    here = saving.load(store, project)
    revision = here.revision

    def after_a_slider() -> None:
        nonlocal revision
        recipe = here.study.recipe.replaced("weights.indicators.recency", next(weights) % 90 / 10)
        revision = saving.save(store, project, here.study.change(recipe=recipe), revision)

    bare = sqlite3.connect(file.with_name("bare.sqlite"), isolation_level=None)
    bare.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE IF NOT EXISTS t (a TEXT)")
    text = json.dumps(study.recipe.model_dump(mode="json"))
    bare.execute("INSERT INTO t VALUES (?)", (text,))
    yield measure(
        f"save {size} after a slider / a bare row",
        after_a_slider,
        lambda: bare.execute("UPDATE t SET a = a || ?", (str(next(weights)),)),
        at_most=20,
        repeats=15,
    )
    bare.close()
    tables = iter([table_of(len(study.table.rows), seed) for seed in range(10, 17)])  # type: ignore[union-attr]

    def with_another_table() -> None:
        nonlocal revision
        revision = saving.save(store, project, Study(next(tables), study.recipe), revision)

    yield measure(
        f"save another table of {size} / bare Parquet, flushed",
        with_another_table,
        lambda: bare_write(file.with_name("bare.parquet"), study.table.frame),  # type: ignore[union-attr]
        **bar,
    )


def trained(customers: int, seed: int) -> Study:
    """A study of so many customers, trained by one net."""
    measures = {i: Measure(columns=(f"x{k}",), rule=Scale()) for k, i in enumerate(INDICATORS)}
    recipe = Recipe(scoring=Scoring(id_column="id", indicators=measures))
    recipe = recipe.replaced("network.nets", 1).replaced("training.epochs", 20)
    return Study(table_of(customers, seed), recipe).trained()


def table_of(customers: int, seed: int) -> Table:
    """COLUMNS columns: an id, answers of 1 to 5, sums with cents."""
    rng = np.random.default_rng(seed)
    held: dict[str, Any] = {"id": pd.Series(np.char.add("C", np.arange(customers).astype(str)), dtype="str")}
    held |= {f"x{k}": pd.Series(rng.integers(1, 6, customers).astype(float)) for k in range(9)}
    held |= {f"y{k}": pd.Series(rng.gamma(2, 100, customers).round(2)) for k in range(COLUMNS - 10)}
    return Table(held, np.arange(2, customers + 2), "customers.csv", None, content_hash(held))


def opened(file: Path, project: str) -> Study:
    """The project as another server opens it."""
    with contextlib.closing(Store.open(f"sqlite:///{file}")) as store:
        return saving.load(store, project).study


def bare_rows(file: Path) -> list[dict]:
    """What the list shows, by the driver alone."""
    with contextlib.closing(sqlite3.connect(file)) as connection:
        found = connection.execute("SELECT id, name, overview FROM projects ORDER BY changed DESC").fetchall()
        return [json.loads(overview) for _, _, overview in found]


def bare_read(path: Path) -> Any:
    """A file of the store as a frame where it is Parquet, else its bytes."""
    data = path.read_bytes()
    return pq.read_table(io.BytesIO(data)).to_pandas() if data[:4] == b"PAR1" else data


def bare_write(path: Path, frame: pd.DataFrame) -> None:
    """A frame as a flushed file, packed as the store does."""
    frame.to_parquet(path, compression="zstd", compression_level=1)
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


@contextlib.contextmanager
def data_folder(name: str) -> Iterator[None]:
    """A data folder for as long as this is measured."""
    before = os.environ.get("TIERBOARD_DATA")
    os.environ["TIERBOARD_DATA"] = name
    try:
        yield
    finally:
        os.environ.pop("TIERBOARD_DATA") if before is None else os.environ.update(TIERBOARD_DATA=before)
