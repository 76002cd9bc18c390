"""The database: migrated on opening, safe with others at work, and what it refuses is one sentence."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from core.problems import DataProblem
from core.store import projects, saving
from core.store.database import MIGRATIONS, Database, version
from core.store.schema import VERSIONS, metadata
from core.store.store import Store
from tests.conftest import ROOT


def test_the_migrations_make_the_tables_that_the_program_uses(store):
    """After all migrations the database differs in nothing from schema.py, on both."""
    with store.database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert version(connection) == VERSIONS[-1]


def test_the_versions_are_those_of_the_migrations():
    """Every migration is known by name, oldest first."""
    scripts = [script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]
    assert tuple(reversed(scripts)) == VERSIONS


def test_two_servers_that_start_at_once_make_one_store(url):
    """Eight of them open an empty database at once: one migration, one folder of blobs."""
    with ThreadPoolExecutor(8) as pool:
        stores = list(pool.map(lambda _: Store.open(url), range(8)))
    assert len({store.blobs.folder for store in stores}) == 1
    for store in stores:
        store.close()


def test_a_store_of_a_newer_program_is_refused_and_left_alone(store, url):
    """One sentence with both versions; the database is as it was."""
    with store.database.write() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0999'"))
    with pytest.raises(DataProblem, match=r"newer Tierboard \(version 0999 .*up to version 0001\); update Tierboard"):
        Store.open(url)
    with store.database.read() as connection:
        assert connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar() == "0999"


def test_two_databases_have_folders_of_their_own(folder):
    """What nothing points at in one database may be in use in another that shares the data folder."""
    folder.mkdir()
    stores = [Store.open(f"sqlite:///{folder / name}") for name in ("a.sqlite", "b.sqlite")]
    assert stores[0].blobs.folder != stores[1].blobs.folder
    for store in stores:
        store.close()


@pytest.mark.parametrize("url", ["mysql://x/y", "nonsense", "postgresql//x"])
def test_an_address_that_is_none_is_refused_without_repeating_it(folder, url):
    """The sentence names what is accepted, not the address, which may hold a password."""
    with pytest.raises(DataProblem, match="DATABASE_URL names no database") as refused:
        Store.open(url)
    assert url not in str(refused.value)


def test_the_database_is_where_the_environment_says(folder, monkeypatch, tmp_path):
    """DATABASE_URL is used; without it, a file in the data folder."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    Store.open().close()
    assert (folder / "projects.sqlite").exists()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'other.sqlite'}")
    Store.open().close()
    assert (tmp_path / "other.sqlite").exists()


def test_a_provider_s_short_form_of_the_address_is_taken():
    """postgres:// and postgresql:// mean the same; the driver is chosen by the program."""
    for given in ("postgres://u:p@h/d", "postgresql://u:p@h/d"):
        assert Database(given).engine.url.render_as_string(False) == "postgresql+psycopg://u:p@h/d"


def test_a_server_that_is_not_there_is_one_sentence(folder):
    """No connection: the database does not answer."""
    with pytest.raises(DataProblem, match="The database of projects does not answer"):
        Store.open("postgresql://u@/d?host=/nowhere")


def test_a_file_that_is_no_database_is_one_sentence(folder):
    """A damaged file is told, with the way back."""
    folder.mkdir()
    (folder / "projects.sqlite").write_bytes(b"no database at all" * 100)
    with pytest.raises(DataProblem, match="The database of projects is damaged; restore a backup"):
        Store.open(f"sqlite:///{folder / 'projects.sqlite'}")


def test_a_database_that_goes_midway_loses_nothing_and_is_found_again(server, folder, trained):
    """All its connections cut: one sentence at most, then the next call finds the server again."""
    import psycopg

    with psycopg.connect(server.format("postgres"), autocommit=True) as admin:
        admin.execute("CREATE DATABASE midway")
        store = Store.open(server.format("midway"))
        project = projects.create(store, "P")
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'midway'"

        def write_then_lose(connection):
            connection.execute(sa.text("UPDATE projects SET name = 'half'"))
            admin.execute(cut)
            connection.execute(sa.text("UPDATE projects SET revision = 9"))

        with pytest.raises(DataProblem, match="does not answer"), store.database.write() as connection:
            write_then_lose(connection)
        assert saving.load(store, project).name == "P"
        admin.execute(cut)  # while nobody writes: found again without a word
        assert saving.save(store, project, trained, 0) == 1
        store.close()
        admin.execute("DROP DATABASE midway")


def test_what_is_wrong_in_the_program_is_no_sentence(store):
    """A statement that makes no sense stays an error, for the log."""
    with pytest.raises(sa.exc.IntegrityError), store.database.write() as connection:  # noqa: PT012
        for _ in range(2):
            connection.execute(sa.text("INSERT INTO settings VALUES ('x', 'y')"))


def test_a_failed_transaction_leaves_nothing(store):
    """What was written before an error is not there after it; references to nowhere are refused."""
    with pytest.raises(sa.exc.IntegrityError), store.database.write() as connection:  # noqa: PT012
        connection.execute(sa.text("INSERT INTO settings VALUES ('x', 'y')"))
        connection.execute(sa.text("INSERT INTO project_parts VALUES ('nobody', 'table', 'z')"))
        connection.commit()
    with store.database.read() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM settings WHERE name = 'x'")).scalar() == 0


def test_reading_sees_one_moment(store):
    """Within one reading, what another connection commits meanwhile is not seen: two queries fit together."""
    projects.create(store, "One")
    with store.database.read() as connection:
        count = sa.text("SELECT count(*) FROM projects")
        before = connection.execute(count).scalar()
        projects.create(store, "Two")
        assert connection.execute(count).scalar() == before
    assert len(projects.listed(store)) == 2


def test_the_engine_does_not_load_the_database_library():
    """Whoever computes without projects, as the command line does, does not wait for SQLAlchemy."""
    code = (
        "import sys, core.study, core.__main__; assert 'sqlalchemy' not in sys.modules\n"
        "import core.store.store; assert not {'alembic', 'psycopg', 'pyarrow.parquet'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
