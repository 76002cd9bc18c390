"""Projects save themselves: after a change, after a restart, beside another server, and where the disk refuses."""

import time
from types import SimpleNamespace

import pytest

from core.store import projects, runs, saving
from core.study import Study
from pages.shared import saving as savers
from pages.shared.jobs import TrainingJob
from pages.shared.workspaces import Registry, Workspace
from tests.test_study import people, recipe


@pytest.fixture
def server(tmp_path, monkeypatch):
    """Makes servers that share one folder of projects; their threads save only when they are told to."""
    monkeypatch.setenv("TIERBOARD_SAVE", "1")
    monkeypatch.setenv("TIERBOARD_DATA", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(savers.Saver, "_run", lambda self: None)

    def start() -> Registry:
        return Registry(*savers.open_store())

    return start


def filled(held: Registry) -> Workspace:
    """A new project with customers, saved."""
    workspace = held.create()
    workspace.study = Study(people(60), recipe())
    assert held.saver.save(workspace)
    return workspace


def test_a_project_is_there_after_a_restart(server):
    """The same token opens it on a new server, with the same study and the name of its recipe."""
    ours = filled(server())
    ours.study = ours.study.change(recipe=ours.study.recipe.replaced("name", "Spring"))
    first = server()
    assert first.find(ours.token).study.recipe.name == "My customers"  # not saved yet
    held = server()
    saver = savers.Saver(held.store, lambda: [ours])
    saver.save_all()
    again = server().find(ours.token)
    assert again.study.recipe == ours.study.recipe
    assert again.study.table.hash == ours.study.table.hash
    assert [p.name for p in projects.listed(held.store)] == ["Spring"]


def test_a_run_is_kept_before_the_state_it_led_to(server, monkeypatch):
    """Where the server ends between the two no training is lost; where no run fits any more the state is saved."""
    held = server()
    workspace = filled(held)
    trained = workspace.study.trained()
    workspace.study = trained
    workspace.runs_to_keep.append(trained)
    with monkeypatch.context() as broken:
        broken.setattr(saving, "save", lambda *_: pytest.fail("the server ends here"))
        with pytest.raises(pytest.fail.Exception):
            held.saver.save(workspace)
    assert [run.name for run in runs.listed(held.store, workspace.token)] == ["Run 1"]
    workspace.runs_to_keep.append(trained)
    monkeypatch.setattr(runs, "MOST_RUNS", 1)
    assert held.saver.save(workspace)
    assert "has 1 runs already" in workspace.not_saved
    assert saving.load(held.store, workspace.token).study.model.hash == trained.model.hash


def test_an_empty_project_and_an_unchanged_one_are_not_written(server):
    """A visitor who does nothing leaves nothing; a second look at the same study writes nothing."""
    held = server()
    held.saver.save(held.create())
    assert projects.listed(held.store) == []
    workspace = filled(held)
    assert held.saver.save(workspace)
    assert workspace.stored_revision == 1


def test_a_training_that_nobody_watched_to_its_end_is_kept(server):
    """The thread adopts what a training has left before it saves."""
    held = server()
    workspace = filled(held)
    study = workspace.study.change(recipe=workspace.study.recipe.replaced("training.epochs", 5))
    workspace.study = study.draw()
    workspace.job = TrainingJob(workspace.study)
    workspace.job.wait(60)
    assert held.saver.save(workspace)
    assert server().find(workspace.token).study.model.hash == workspace.study.model.hash


def test_two_servers_do_not_overwrite_each_other(server):
    """Who comes second keeps her state in memory, is told, and the first one's is in the store."""
    one, other = server(), server()
    ours = filled(one)
    theirs = other.find(ours.token)
    for workspace, name in ((ours, "Ours"), (theirs, "Theirs")):
        workspace.study = workspace.study.change(recipe=workspace.study.recipe.replaced("name", name))
    assert one.saver.save(ours)
    assert not other.saver.save(theirs)
    assert theirs.overtaken
    assert theirs.study.recipe.name == "Theirs"
    assert saving.load(one.store, ours.token).name == "Ours"
    assert not other.saver.save(theirs)  # and it is not tried again
    other.forget(theirs.token)
    assert other.find(ours.token).study.recipe.name == "Ours"


def test_a_disk_that_refuses_is_told_and_tried_again(server, monkeypatch):
    """The sentence is kept for the pages; once there is room the project is saved as it is then."""
    held = server()
    workspace = filled(held)
    workspace.study = workspace.study.change(recipe=workspace.study.recipe.replaced("name", "Later"))

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("core.store.blobs.write_whole", full)
        broken.setattr(held.store, "_kept", {})
        broken.setattr(type(held.store.blobs), "touch", lambda *_: False)
        assert not held.saver.save(workspace)
    assert "disk is full" in workspace.not_saved
    assert held.saver.save(workspace)
    assert workspace.not_saved is None
    assert saving.load(held.store, workspace.token).name == "Later"


def test_only_what_is_saved_makes_room(server, monkeypatch):
    """Of many projects the oldest go from memory once they are saved, and are opened again when asked for."""
    monkeypatch.setattr("pages.shared.workspaces.MOST", 3)
    held = server()
    saved, unsaved = filled(held), held.create()
    unsaved.study = Study(people(50), recipe())
    for _ in range(4):
        filled(held)
    in_memory = {w.token for w in held.held()}
    assert unsaved.token in in_memory
    assert saved.token not in in_memory
    assert held.find(saved.token).study.table.hash == saved.study.table.hash


def test_what_was_deleted_long_ago_goes_for_good(server, monkeypatch):
    """A month after its deletion a project is taken away by the server's own sweep; one deleted today is not."""
    held = server()
    old, new = filled(held), filled(held)
    now = time.time()
    for workspace, then in ((old, now - 31 * 86_400), (new, now)):
        with monkeypatch.context() as past:
            past.setattr("core.store.projects.time", SimpleNamespace(time=lambda then=then: then))
            projects.delete(held.store, workspace.token)
    held.saver.sweep()
    assert [p.id for p in projects.listed(held.store, deleted=True)] == [new.token]


def test_no_store_is_no_hindrance(monkeypatch):
    """Switched off, or of a newer program: work goes on in memory, and the second is told."""
    monkeypatch.setenv("TIERBOARD_SAVE", "0")
    assert savers.open_store() == (None, None)
    monkeypatch.setenv("TIERBOARD_SAVE", "1")
    monkeypatch.setenv("DATABASE_URL", "mysql://somewhere/else")
    store, problem = savers.open_store()
    assert store is None
    assert problem.startswith("DATABASE_URL names no database that projects can be kept in")


def test_a_server_that_is_up_before_its_database_saves_once_that_is_there(server, monkeypatch, tmp_path):
    """Work goes on meanwhile, and is saved as soon as the database can be opened."""
    monkeypatch.setattr(savers, "SECONDS_BEFORE_ANOTHER_TRY", 0.01)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'later' / 'projects.sqlite'}")
    held = Registry(*savers.open_store())
    assert held.problem.startswith("The database of projects does not answer")
    workspace = held.create()
    workspace.study = Study(people(60), recipe())
    (tmp_path / "later").mkdir()
    until = time.monotonic() + 60
    while held.problem:
        assert time.monotonic() < until
        time.sleep(0.01)
    assert held.saver.save(workspace)
    assert server().find(workspace.token).study.table.hash == workspace.study.table.hash
