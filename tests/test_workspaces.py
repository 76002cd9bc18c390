"""The registry of workspaces: bounded, the emptiest and oldest go first, and nobody trains unseen for ever."""

from types import SimpleNamespace

import pytest

from pages.shared import jobs
from pages.shared.jobs import TrainingJob
from pages.shared.workspaces import HOURS_KEPT, MOST, Registry, Workspace
from tests.test_jobs import endless, until


def test_a_workspace_is_found_by_its_token_alone():
    """Tokens cannot be guessed from one another; no token finds nothing."""
    held = Registry()
    first, second = held.create(), held.create()
    assert held.find(first.token) is first
    assert held.find("") is held.find(None) is held.find(second.token[:-1]) is None
    assert len(first.token) >= 20


def test_the_registry_is_bounded_and_empty_workspaces_go_first():
    """However many visitors come, at most MOST are held, and one with customers outlives the empty ones."""
    held = Registry()
    working = held.create()
    working.study = endless()
    for _ in range(MOST + 20):
        held.create()
    assert len(held._held) == MOST
    assert held.find(working.token) is working


def test_a_workspace_goes_a_day_after_its_last_use():
    """What nobody has used for a day makes room when the next one comes."""
    held = Registry()
    old = held.create()
    old.used -= HOURS_KEPT * 3600 + 1
    held.create()
    assert held.find(old.token) is None


@pytest.mark.parametrize("paused", [False, True])
def test_a_training_that_nobody_watches_ends_and_is_kept(paused):
    """Some time after its window was closed a training ends with the best until then, whoever comes or does not."""
    left = Registry().create()
    left.study = endless()
    left.job = TrainingJob(left.study, unseen=0.1)
    if paused:
        left.job.pause()
    left.job.wait(20)
    left.adopt()
    assert left.study.model.best.last.stop_reason == "stopped by the user"


def test_a_training_goes_on_while_its_workspace_is_in_use(monkeypatch):
    """Every look at any page counts; the limit is one of a stretch without any."""
    clock = SimpleNamespace(monotonic=lambda: clock.now, now=0.0)
    monkeypatch.setattr(jobs, "time", clock)
    held = Registry()
    used = held.create()
    used.study = endless()
    used.job = TrainingJob(used.study, unseen=100)
    for _ in range(3):
        clock.now += 60
        assert held.find(used.token) is used
        epochs = used.job.snapshot().epochs
        until(lambda epochs=epochs: used.job.snapshot().epochs > epochs + 10)
    assert used.training()
    clock.now += 101
    used.job.wait(20)
    assert used.job.snapshot().status == "finished"


def test_two_users_train_at_once_and_neither_waits_for_the_other():
    """Over the same stretch both get on, by numbers of epochs that are no further apart than chance makes them."""
    held = Registry()
    both = held.create(), held.create()
    for workspace in both:
        workspace.study = endless()
        workspace.job = TrainingJob(workspace.study)
    trainings = [workspace.job for workspace in both]
    until(lambda: all(job.snapshot().epochs > 0 for job in trainings))
    before = [job.snapshot().epochs for job in trainings]
    until(lambda: all(job.snapshot().epochs > start + 1000 for job, start in zip(trainings, before, strict=True)))
    done = [job.snapshot().epochs - start for job, start in zip(trainings, before, strict=True)]
    running = [workspace.training() for workspace in both]
    for job in trainings:
        job.stop()
        job.wait(20)
    assert running == [True, True]
    assert max(done) < 4 * min(done), done


@pytest.mark.thorough
def test_runs_that_are_looked_at_make_room_before_projects():
    """They are opened again by their address; a project that nobody has saved is not."""
    held = Registry()
    project = held.create()
    project.study = endless()
    run = SimpleNamespace(id="r", project=project.token)
    looked = held._hold(Workspace("run.r", endless(), shows=run))
    assert held.held() == [project]  # nothing of a run is ever saved
    for _ in range(MOST):
        held.create().study = endless()
    assert held.find(looked.token) is None


def test_a_project_that_is_let_go_takes_its_runs_along():
    """Deleted or to be read anew: nobody goes on looking at a run of it."""
    held = Registry()
    project, other = held.create(), held.create()
    mine = held._hold(Workspace("run.a", endless(), shows=SimpleNamespace(id="a", project=project.token)))
    others = held._hold(Workspace("run.b", endless(), shows=SimpleNamespace(id="b", project=other.token)))
    held.forget(project.token)
    assert held.find(mine.token) is held.find(project.token) is None
    assert held.find(others.token) is others
