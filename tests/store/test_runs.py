"""Runs: kept whole, listed, opened as they were, renamed, deleted."""

import json

import numpy as np
import pytest

from core.problems import DataProblem
from core.store import projects, runs, saving
from core.store.store import Gone
from core.summary import summary, to_json


@pytest.fixture
def project(store, trained) -> str:
    """A project with a trained study."""
    made = projects.create(store, "P")
    saving.save(store, made, trained, 0)
    return made


def test_a_run_keeps_all_that_went_in_and_came_out(store, project, trained):
    """Recipe, data hash, versions, metrics, K and tier of every customer, name, note and time."""
    run = runs.add(store, project, trained, note="First\x00 try")
    (line,) = runs.listed(store, project)
    assert (line.id, line.project, line.number, line.name, line.note) == (run, project, 1, "Run 1", "First try")
    assert line.data_hash == trained.table.hash
    assert line.named
    assert line.metrics == json.loads(to_json(summary(trained)))
    assert line.versions["numpy"] == np.__version__
    assert {"tierboard", "python", "pandas"} <= line.versions.keys()
    assert runs.recipe_of(store, run) == trained.recipe
    kept, segments = runs.result(store, run), trained.segments()
    assert kept["k"].to_numpy().tobytes() == segments.k.tobytes()
    assert kept["id"].tolist() == segments.scores.ids.tolist()
    assert kept["tier"].tolist() == segments.tier.tolist()
    assert projects.listed(store)[0].runs == 1


def test_a_run_opens_as_it_was_whatever_the_project_has_become(opened, store, project, trained):
    """The project moves on; the run's study has the keys and bytes of its day."""
    run = runs.add(store, project, trained)
    saving.save(store, project, trained.change(model=None, sample=None), 1)
    back = runs.load(opened(), run)
    assert back.run.name == "Run 1"
    assert back.study.recipe == trained.recipe
    assert back.study.segments().k.tobytes() == trained.segments().k.tobytes()
    assert back.study.state("model").status == "done"
    assert back.study.key("segments") == trained.key("segments")


def test_runs_are_listed_newest_first_and_found_by_their_words(store, project, trained):
    """The filter looks at names and notes, whatever the case."""
    for name, note in (("Spring", ""), ("Autumn", "with ÄNNE's weights"), (None, "")):
        runs.add(store, project, trained, name, note)
    assert [run.name for run in runs.listed(store, project)] == ["Run 3", "Autumn", "Spring"]
    assert [run.name for run in runs.listed(store, project, "änne")] == ["Autumn"]
    assert [run.name for run in runs.listed(store, project, "SPR")] == ["Spring"]
    assert runs.listed(store, projects.create(store, "Other")) == []


def test_a_run_is_renamed_and_noted(store, project, trained):
    """Name and note can change, and nothing else of a run."""
    run = runs.add(store, project, trained)
    runs.rename(store, run, "Before\nEaster")
    runs.write_note(store, run, "Seen by all.\nGood.")
    (line,) = runs.listed(store, project)
    assert (line.name, line.note) == ("Before Easter", "Seen by all.\nGood.")
    with pytest.raises(DataProblem, match="A run needs a name"):
        runs.rename(store, run, " ")


def test_a_deleted_run_takes_its_own_blobs_and_no_others(store, project, trained):
    """The result goes; the table that the project points at stays; the second deletion of all leaves nothing."""
    before = {path.name for path in store.blobs.folder.iterdir()}
    run = runs.add(store, project, trained)
    assert len({path.name for path in store.blobs.folder.iterdir()} - before) == 1
    runs.delete(store, run)
    assert {path.name for path in store.blobs.folder.iterdir()} == before
    for ask in (runs.load, runs.result, runs.recipe_of):
        with pytest.raises(Gone, match="no such run"):
            ask(store, run)
    runs.delete(store, run)
    runs.add(store, project, trained)
    projects.purge(store, project)
    assert list(store.blobs.folder.iterdir()) == []


def test_runs_go_and_come_with_their_project(store, project, trained):
    """Of a deleted project no run opens; undone, all do; a copy has runs of its own."""
    run = runs.add(store, project, trained, "One")
    projects.delete(store, project)
    with pytest.raises(Gone, match="no such run"):
        runs.load(store, run)
    with pytest.raises(Gone, match="no such project"):
        runs.add(store, project, trained)
    projects.undelete(store, project)
    copy = projects.duplicate(store, project, "Copy")
    runs.delete(store, run)
    (kept,) = runs.listed(store, copy)
    assert kept.name == "One"
    assert runs.load(store, kept.id).study.segments().k.tobytes() == trained.segments().k.tobytes()


def test_a_run_needs_a_trained_network(store, project, trained):
    """Without one there is nothing to keep, which is said; and a project has not endlessly many runs."""
    with pytest.raises(DataProblem, match="No network is trained yet"):
        runs.add(store, project, trained.change(model=None))


def test_a_project_has_not_endlessly_many_runs(store, project, trained, monkeypatch):
    """At the most, the next one is refused with what to do."""
    monkeypatch.setattr(runs, "MOST_RUNS", 1)
    runs.add(store, project, trained)
    with pytest.raises(DataProblem, match="The project has 1 runs already; delete some"):
        runs.add(store, project, trained)


def test_a_run_is_kept_where_the_recipe_has_moved_away(store, project, trained):
    """Where the recipe no longer fits the data, the run keeps the figures of its network."""
    moved = trained.change(recipe=trained.recipe.replaced("scoring.indicators.recency", None))
    run = runs.add(store, project, moved)
    assert {"network"} == runs.listed(store, project)[0].metrics.keys()
    assert len(runs.result(store, run)) == 200
