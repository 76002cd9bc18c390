"""How long projects are kept, and what the sweep takes away."""

import os
import time

import pytest

from core.problems import DataProblem
from core.store import projects, saving
from core.store.keeping import DAY, Keeping, keeping, set_keeping, sweep


def test_a_deleted_project_is_purged_when_its_time_is_over(store, trained):
    """By default a deletion can be undone for 30 days; then rows and blobs are gone."""
    project = projects.create(store, "P")
    saving.save(store, project, trained, 0)
    projects.delete(store, project)
    assert sweep(store, time.time() + 29 * DAY) == (0, 0, 0)
    assert sweep(store, time.time() + 31 * DAY) == (0, 1, 0)
    assert (projects.listed(store, deleted=True), list(store.blobs.folder.iterdir())) == ([], [])


def test_a_project_that_nobody_uses_is_deleted_where_that_is_set(store, trained):
    """Unused for the days that are set, it is deleted, and can be undone; one that is opened stays."""
    used, unused = projects.create(store, "Used"), projects.create(store, "Unused")
    now = time.time()
    assert sweep(store, now + 1_000 * DAY).deleted == 0
    set_keeping(store, Keeping(unused_days=90, undo_days=7))
    assert keeping(store) == Keeping(90, 7)
    saving.save(store, used, trained, 0)
    assert sweep(store, now + 89 * DAY).deleted == 0
    assert sweep(store, now + 91 * DAY).deleted == 2
    projects.undelete(store, used)
    assert [p.name for p in projects.listed(store)] == ["P"]
    assert sweep(store, now + 99 * DAY) == (1, 1, 0)
    assert projects.listed(store, deleted=True)[0].name == "P"
    assert unused not in [p.id for p in projects.listed(store, deleted=True)]


def test_opening_a_project_counts_as_use(store, trained, monkeypatch):
    """A project that is looked at and never changed is not taken for unused."""
    project = projects.create(store, "P")
    saving.save(store, project, trained, 0)
    later = time.time() + 80 * DAY
    monkeypatch.setattr(time, "time", lambda: later)
    saving.load(store, project)
    set_keeping(store, Keeping(unused_days=90))
    assert sweep(store, later + 89 * DAY).deleted == 0


@pytest.mark.parametrize("wrong", [Keeping(unused_days=0), Keeping(undo_days=-1), Keeping(unused_days=10_000)])
def test_days_out_of_range_are_refused(store, wrong):
    """The sentence names the range."""
    with pytest.raises(DataProblem, match=r"accepted: [01] to 3,650 days"):
        set_keeping(store, wrong)
    assert keeping(store) == Keeping()


def test_the_sweep_leaves_what_was_just_written(store, trained):
    """Files that nothing points at go after an hour, with what a killed writer has left; younger ones may be in use."""
    store.keep(trained)
    (store.blobs.folder / ".abc.part").write_bytes(b"half")
    assert sweep(store).files == 0
    for path in store.blobs.folder.iterdir():
        os.utime(path, (0, time.time() - 3_700))
    assert sweep(store).files == 5
    assert list(store.blobs.folder.iterdir()) == []
