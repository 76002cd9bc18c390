"""Projects: listed, renamed, copied, put away, deleted with undo, purged for good."""

import pytest

from core.problems import DataProblem
from core.store import projects, saving
from core.store.store import Gone


def names(store, **how):
    """The names in the list of projects."""
    return [project.name for project in projects.listed(store, **how)]


def blobs(store):
    """The names of all files in the store's folder."""
    return {path.name for path in store.blobs.folder.iterdir()}


def test_a_list_shows_each_project_without_opening_it(store, trained, monkeypatch):
    """Name, file, rows, state, what has changed since, and customers by tier; the one changed last stands first."""
    empty, full = projects.create(store, "Empty"), projects.create(store, "Full")
    trained = trained.change(recipe=trained.recipe.replaced("name", "Full"))
    saving.save(store, full, trained, 0)
    moved = trained.change(recipe=trained.recipe.replaced("training.epochs", 7))
    saving.save(store, full, moved, 1)
    monkeypatch.setattr(store.blobs, "get", lambda name: pytest.fail("a blob was read"))
    first, second = projects.listed(store)
    assert (first.id, first.name, first.revision, second.id, second.revision) == (full, "Full", 2, empty, 0)
    assert first.changed > first.created >= second.changed
    shown = first.overview
    assert (shown.file, shown.rows, shown.state, shown.since) == (
        "people.csv",
        200,
        "trained",
        ("the training settings",),
    )
    assert sum(shown.tiers) == 200
    assert (second.overview.state, second.overview.tiers) == ("empty", None)


def test_a_project_passes_through_its_states(store, trained):
    """Empty, data, sample drawn, trained."""
    project, told = projects.create(store, "P"), []
    untrained = trained.change(model=None)
    steps = (untrained.change(sample=None, table=None), untrained.change(sample=None), untrained, trained)
    for revision, study in enumerate(steps):
        saving.save(store, project, study, revision)
        told.append(projects.listed(store)[0].overview.state)
    assert told == ["empty", "data", "sample drawn", "trained"]


def test_a_name_is_one_line_and_not_empty(store):
    """Unseen signs are taken out; a name of nothing else is refused."""
    project = projects.create(store, "  Spring\n\u202esurvey\x00 ")
    assert names(store) == ["Spring survey"]
    projects.rename(store, project, "客户 2026")
    assert names(store) == ["客户 2026"]
    with pytest.raises(DataProblem, match="A project needs a name"):
        projects.rename(store, project, " \x00")


def test_a_project_is_put_away_and_brought_back(store, trained):
    """Archived it is still listed, opened and saved."""
    project = projects.create(store, "P")
    projects.archive(store, project)
    assert projects.listed(store)[0].archived is not None
    assert saving.save(store, project, trained, 0) == 1
    projects.archive(store, project, archived=False)
    assert projects.listed(store)[0].archived is None


def test_a_deletion_is_undone_with_nothing_lost(opened, trained):
    """Deleted it is not in the list, but among the deleted; undone it opens as it was."""
    store = opened()
    project = projects.create(store, "P")
    saving.save(store, project, trained, 0)
    projects.delete(store, project)
    assert (names(store), names(store, deleted=True)) == ([], [trained.recipe.name])
    assert store.collect(grace=-1) == 0
    projects.undelete(store, project)
    assert saving.load(opened(), project).study.segments().k.tobytes() == trained.segments().k.tobytes()


def test_a_purge_takes_rows_and_blobs_that_nothing_else_points_at(store, trained):
    """Two projects share a table: purging one leaves the table to the other, purging both leaves nothing."""
    one, two = projects.create(store, "One"), projects.create(store, "Two")
    saving.save(store, one, trained, 0)
    saving.save(store, two, trained.change(sample=None, model=None), 0)
    projects.delete(store, one)
    projects.purge(store, one)
    assert blobs(store) == {store.keep(trained.change(sample=None, model=None))["table"]}
    with pytest.raises(Gone, match="no such project"):
        projects.undelete(store, one)
    projects.purge(store, two)
    assert (blobs(store), names(store)) == (set(), [])


def test_what_was_purged_stands_in_no_file_any_more(store, url, trained):
    """A name, a note and a recipe are overwritten in SQLite's file and its journal, not only unlisted."""
    project = projects.create(store, "Erika Mustermann")
    named = trained.change(recipe=trained.recipe.replaced("name", "Erika Mustermann"), customer_notes={"c1": "Erika"})
    saving.save(store, project, named, 0)
    if store.database.kind == "sqlite":
        assert any(b"Erika" in path.read_bytes() for path in files_of(store))
    projects.purge(store, project)
    assert not any(b"Erika" in path.read_bytes() for path in files_of(store))


def files_of(store):
    """All files in the data folder."""
    return [path for path in store.blobs.folder.parents[1].rglob("*") if path.is_file()]


def test_a_copy_goes_its_own_way(store, trained):
    """A copy opens as the original, at revision 0; it is changed and purged without touching the original."""
    one = projects.create(store, "One")
    saving.save(store, one, trained, 0)
    before = blobs(store)
    two = projects.duplicate(store, one, "Two")
    assert blobs(store) == before
    copied = saving.load(store, two)
    assert (copied.revision, copied.name) == (0, "Two")
    saving.save(store, two, copied.study.change(recipe=copied.study.recipe.replaced("name", "Other")), 0)
    projects.purge(store, two)
    assert saving.load(store, one).study.recipe == trained.recipe
    with pytest.raises(Gone, match="no such project"):
        projects.duplicate(store, two, "Three")


def test_there_are_not_endlessly_many_projects(store, monkeypatch):
    """At the most, the next one is refused with what to do."""
    monkeypatch.setattr(projects, "MOST_PROJECTS", 1)
    projects.create(store, "One")
    with pytest.raises(DataProblem, match="There are 1 projects already; delete some"):
        projects.create(store, "Two")
