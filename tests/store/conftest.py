"""A store on each database, empty for every test."""

import contextlib
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.recipe import recipe_from_json
from core.store.store import Store
from core.study import Study
from tests.store import postgres
from tests.test_study import people, recipe

NUMBERS = itertools.count()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a PostgreSQL, `{}` where a database's name goes."""
    if postgres.find() is None:
        pytest.skip("there is no PostgreSQL here; `make test` installs it on Debian and Ubuntu")
    with postgres.running() as address:
        yield address


@pytest.fixture
def folder(monkeypatch, tmp_path) -> Path:
    """A data folder of the test's own."""
    monkeypatch.setenv("TIERBOARD_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.thorough)])
def url(request, folder) -> Iterator[str]:
    """An empty database of each kind."""
    folder.mkdir()
    if request.param == "sqlite":
        yield f"sqlite:///{folder / 'projects.sqlite'}"
        return
    import psycopg

    server = request.getfixturevalue("server")
    name = f"test{next(NUMBERS)}"
    with contextlib.closing(psycopg.connect(server.format("postgres"), autocommit=True)) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield server.format(name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def opened(url) -> Iterator[Callable[[], Store]]:
    """Opens the store, each time as another server would, with nothing in memory."""
    stores = []

    def again() -> Store:
        stores.append(Store.open(url))
        return stores[-1]

    yield again
    for one in stores:
        one.close()


@pytest.fixture
def store(opened) -> Store:
    """An empty store."""
    return opened()


@pytest.fixture(scope="session")
def trained() -> Study:
    """Two hundred people and a network of few epochs; its projects are called P."""
    chosen = recipe(name="P")
    return Study(people(), chosen.replaced("training.epochs", 20)).trained()


@pytest.fixture(scope="session")
def shipped(samples) -> dict[str, Study]:
    """The shipped examples, trained."""
    names = {
        "survey.csv": "paper",
        "survey_raw.xlsx": "survey_raw",
        "survey_graded.csv": "survey_graded",
        "orders.csv": "orders",
    }
    made = {}
    for file, name in names.items():
        chosen = recipe_from_json((samples / f"{name}.recipe.json").read_bytes())
        chosen = chosen.replaced("training.epochs", 30)
        made[file] = Study.from_file((samples / file).read_bytes(), file, chosen).trained()
    return made
