"""The whole store as one file, and back."""

import io
import json
import threading
import zipfile

import pytest

from core.__main__ import main
from core.problems import DataProblem
from core.store import projects, runs, saving
from core.store.backup import backup, restore
from core.store.keeping import Keeping, keeping, set_keeping
from core.store.store import Store
from tests.store.test_saving import same, with_everything

pytestmark = pytest.mark.thorough


@pytest.fixture
def filled(store, trained) -> Store:
    """A store with two projects, one with a run, one deleted, and a setting."""
    one, two = projects.create(store, "P"), projects.create(store, "Two")
    saving.save(store, one, with_everything(trained), 0)
    runs.add(store, one, trained, "A run")
    projects.delete(store, two)
    set_keeping(store, Keeping(400, 4))
    return store


def check(store, trained):
    """Whether a store holds what `filled` does."""
    (one,), (two,) = projects.listed(store), projects.listed(store, deleted=True)
    same(saving.load(store, one.id).study, with_everything(trained))
    (run,) = runs.listed(store, one.id)
    assert runs.load(store, run.id).study.segments().k.tobytes() == trained.segments().k.tobytes()
    assert (one.name, two.name, run.name, keeping(store)) == ("P", "Two", "A run", Keeping(400, 4))


def test_a_backup_brings_everything_back_into_an_empty_store(filled, trained, tmp_path, monkeypatch, url, folder):
    """Projects, runs, deleted ones and settings, with their ids; into the other kind of database as well."""
    assert backup(filled, tmp_path / "b.zip") == 2
    monkeypatch.setenv("TIERBOARD_DATA", str(tmp_path / "new"))
    other = Store.open(f"sqlite:///{tmp_path / 'new.sqlite'}")
    own = other.blobs.folder
    assert restore(other, tmp_path / "b.zip") == 2
    check(other, trained)
    other.close()
    again = Store.open(f"sqlite:///{tmp_path / 'new.sqlite'}")
    assert again.blobs.folder == own  # two databases never share a folder
    check(again, trained)
    again.close()


def test_a_backup_takes_the_place_of_what_is_there_only_where_that_is_said(filled, trained, tmp_path):
    """Without --replace nothing changes; with it what came after is gone, and no blob of it stays."""
    backup(filled, tmp_path / "b.zip")
    projects.create(filled, "Later")
    with pytest.raises(DataProblem, match=r"There are 3 projects here already; to have .* add --replace"):
        restore(filled, tmp_path / "b.zip")
    restore(filled, tmp_path / "b.zip", replace=True)
    check(filled, trained)
    assert filled.collect(grace=-1) == 0


def test_a_backup_fits_together_while_others_work(filled, trained, tmp_path, url):
    """Projects are made, saved and purged all the while: each backup restores, and every project in it opens."""
    over, other = threading.Event(), Store.open(url)

    def work() -> None:
        number = 0
        while not over.is_set():
            number += 1
            made = projects.create(other, f"Number {number}")
            saving.save(other, made, trained.change(customer_notes={"c1": str(number)}), 0)
            if number % 2:
                projects.purge(other, made)

    worker = threading.Thread(target=work)
    worker.start()
    try:
        files = [tmp_path / f"{k}.zip" for k in range(4)]
        for file in files:
            backup(filled, file)
    finally:
        over.set()
        worker.join()
    other.close()
    for file in files:
        restore(filled, file, replace=True)
        for project in projects.listed(filled):
            table = saving.load(filled, project.id).study.table
            assert table is None if project.revision == 0 else table.hash == trained.table.hash


def changed(path, name, new):
    """Rewrite one member of an archive."""
    content = io.BytesIO()
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(content, "w") as after:
        for member in before.namelist():
            after.writestr(member, new(before.read(member)) if member.startswith(name) else before.read(member))
    path.write_bytes(content.getvalue())


@pytest.mark.parametrize(
    ("name", "new", "sentence"),
    [
        ("backup.json", lambda _: b"{}", "This is not a backup|this is not a backup"),
        (
            "backup.json",
            lambda text: json.dumps(json.loads(text) | {"schema": "0999"}).encode(),
            "this backup is of a newer Tierboard; update",
        ),
        ("blobs/", lambda data: data + b"x", "not a backup of Tierboard, or it is damaged"),
        ("rows/projects", lambda data: data + b"{", "not a backup of Tierboard, or it is damaged"),
        ("rows/projects", lambda data: data + data, "not a backup of Tierboard, or it is damaged"),
    ],
)
def test_a_damaged_backup_changes_nothing(filled, trained, tmp_path, name, new, sentence):
    """One sentence, and the store as it was."""
    backup(filled, tmp_path / "b.zip")
    changed(tmp_path / "b.zip", name, new)
    with pytest.raises(DataProblem, match=sentence):
        restore(filled, tmp_path / "b.zip", replace=True)
    check(filled, trained)


def test_the_commands_back_up_restore_and_sweep(url, filled, trained, tmp_path, monkeypatch, capsys):
    """`python -m core store ...` works on the store of the environment; what is wrong is one sentence and exit 2."""
    monkeypatch.setenv("DATABASE_URL", url)
    file = str(tmp_path / "b.zip")
    assert main(["store", "backup", file]) == 0
    assert "2 projects in b.zip" in capsys.readouterr().err
    assert main(["store", "restore", file]) == 2
    assert "There is 1 project" not in capsys.readouterr().err
    assert main(["store", "restore", file, "--replace"]) == 0
    check(filled, trained)
    assert main(["store", "restore", str(tmp_path / "none.zip"), "--replace"]) == 2
    assert "none.zip: there is no such file" in capsys.readouterr().err
    assert main(["store", "backup", str(tmp_path / "no" / "b.zip")]) == 2
    assert main(["store", "sweep"]) == 0
    assert "0 deleted, 0 purged, 0 files" in capsys.readouterr().err
