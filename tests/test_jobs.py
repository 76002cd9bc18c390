"""A training in a thread: steered from outside, watched without harm, and it always ends."""

import threading
import time

import pytest

from core.problems import DataProblem
from core.study import Study
from pages.shared import jobs
from pages.shared.jobs import TrainingJob
from tests.test_study import people, recipe


def endless() -> Study:
    """A study whose training would take hours."""
    long = recipe().replaced("training.epochs", 10_000_000).replaced("training.min_grad", 0)
    return Study(people(), long.replaced("training.max_fail", 10_000_000).replaced("network.nets", 1)).draw()


def until(condition, seconds: float = 20) -> None:
    """Wait for a condition, or fail."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.005)


def test_a_job_trains_to_its_end_and_gives_the_model_of_a_plain_run():
    """The thread changes nothing: the same K as a training in the open."""
    study = Study(people(), recipe()).draw()
    job = TrainingJob(study)
    job.wait(30)
    assert job.snapshot().status == "finished"
    values = study.change(model=job.model).segments().k
    assert values.tobytes() == study.trained().segments().k.tobytes()


def test_pause_resume_and_stop():
    """A pause holds the epochs still, resume goes on, stop keeps the best so far."""
    job = TrainingJob(endless())
    until(lambda: job.snapshot().epochs > 10)
    job.pause()
    until(lambda: job.snapshot().status == "paused")
    time.sleep(0.05)  # the epoch in work may still end
    held = job.snapshot().epochs
    time.sleep(0.1)
    assert job.snapshot().epochs == held
    job.resume()
    until(lambda: job.snapshot().epochs > held)
    job.stop()
    job.wait(10)
    assert job.snapshot().status == "finished"
    assert job.model.best.last.stop_reason == "stopped by the user"


def test_a_paused_job_can_be_stopped():
    """Stop wakes a paused training up to end it."""
    job = TrainingJob(endless())
    job.pause()
    job.stop()
    job.wait(10)
    assert job.snapshot().status == "finished"


def test_the_curve_stays_bounded_while_a_job_runs():
    """However long a training, a page gets at most a few hundred points, rising in epoch, the newest among them."""
    job = TrainingJob(endless())
    until(lambda: job.snapshot().epochs > 3000)
    curve = job.snapshot().curve
    job.stop()
    job.wait(10)
    epochs = [record.epoch for record in curve]
    assert len(curve) <= 502
    assert epochs == sorted(set(epochs))


def test_a_bug_in_the_training_ends_it_with_a_calm_word_and_a_loud_log(monkeypatch, caplog):
    """The page is told that something went wrong; the log has the traceback."""

    def broken(self):
        yield None
        raise AssertionError

    monkeypatch.setattr(Study, "train", broken)
    job = TrainingJob(Study(people(), recipe()).draw())
    job.wait(10)
    assert job.snapshot().status == "failed"
    assert "Something went wrong" in job.snapshot().problem
    assert "Traceback" in caplog.text


def test_only_so_many_trainings_run_at_once(monkeypatch):
    """One too many is refused in words, and a place is free again when one has ended."""
    monkeypatch.setattr(jobs, "_slots", threading.BoundedSemaphore(1))
    first = TrainingJob(endless())
    with pytest.raises(DataProblem, match="trainings run at this moment"):
        TrainingJob(endless())
    first.stop()
    first.wait(10)
    second = TrainingJob(endless())
    second.stop()
    second.wait(10)
    assert second.snapshot().status == "finished"


def test_a_paused_training_keeps_nobody_from_training(monkeypatch):
    """Its place is free while it is paused, and it goes on when it is resumed."""
    monkeypatch.setattr(jobs, "_slots", threading.BoundedSemaphore(1))
    first = TrainingJob(endless())
    first.pause()
    until(lambda: jobs._slots._value == 1)
    second = TrainingJob(endless())
    second.stop()
    second.wait(10)
    first.stop()
    first.wait(10)
    assert (first.snapshot().status, second.snapshot().status) == ("finished", "finished")
