"""Nets trained in threads: the same bytes, the same live records, pause and stop as when trained in turn."""

import threading
import time

import pytest

from core import model as modelling
from core.network.side_by_side import SideBySide, threads_for
from core.problems import DataProblem
from core.recipe import NetworkSettings, Split, StopAt, TrainingSettings
from core.study import Study
from pages.shared.jobs import TrainingJob
from tests.test_jobs import until
from tests.test_study import people, recipe


def study(epochs: int = 60, nets: int = 5, **training) -> Study:
    """A drawn study of several nets."""
    settings = TrainingSettings(epochs=epochs, **training)
    chosen = recipe().model_copy(update={"network": NetworkSettings(nets=nets), "training": settings})
    return Study(people(), chosen).draw()


def bytes_of(study: Study) -> bytes:
    """K of everybody."""
    return study.segments().k.tobytes()


@pytest.fixture
def in_threads(monkeypatch):
    """Three threads, whatever an estimate says."""
    monkeypatch.setattr(modelling, "threads_for", lambda *_: 3)


def no_thread_is_left() -> bool:
    """Whether all threads of nets have ended."""
    return not any(thread.name == "net" for thread in threading.enumerate())


def test_threads_give_the_same_records_and_the_same_bytes(in_threads, monkeypatch):
    """Every record of every net in the order of the nets, every curve, and K to the byte."""
    beside = list(study().train())
    monkeypatch.undo()
    in_turn = list(study().train())
    plain = [(p.net, p.nets, p.epoch._replace(result=None)) for p in in_turn]
    assert [(p.net, p.nets, p.epoch._replace(result=None)) for p in beside] == plain
    ours, theirs = beside[-1].model, in_turn[-1].model
    assert ours.hash == theirs.hash
    assert [len(net.curve) for net in ours.nets] == [len(net.curve) for net in theirs.nets]
    assert bytes_of(study().change(model=ours)) == bytes_of(study().change(model=theirs))
    until(no_thread_is_left)


@pytest.mark.parametrize("after", [1, 20, 130])
def test_a_stop_can_be_repeated_to_the_last_bit(in_threads, monkeypatch, after):
    """Wherever it falls: the net in work keeps its best, later nets are as good as never begun."""
    drawn = study(epochs=100, split=Split(validation=0))
    records = drawn.train()
    for _ in range(after):
        last = next(records)
    net = last.net
    while last.model is None:
        last = records.send(True)
    stopped = drawn.change(model=last.model)
    assert len(last.model.nets) == net
    stop_at = stopped.recipe_of_result().training.stop_at
    assert stop_at == StopAt(net=net, epoch=last.model.nets[-1].last.epoch)
    for threads in (3, 1):
        monkeypatch.setattr(modelling, "threads_for", lambda *_, n=threads: n)
        assert bytes_of(Study(people(), stopped.recipe_of_result()).trained()) == bytes_of(stopped)
    until(no_thread_is_left)


def test_a_pause_holds_all_threads_and_a_resume_frees_them(in_threads):
    """While the job rests nobody trains ahead; resumed and stopped, it ends with the best so far."""
    job = TrainingJob(study(epochs=10_000_000, nets=3, min_grad=0, max_fail=10_000_000))
    until(lambda: job.snapshot().epochs > 50)
    job.pause()
    until(lambda: job.snapshot().status == "paused")
    side_by_side = job._records.gi_frame.f_locals["side_by_side"]
    time.sleep(0.2)  # the epochs in work may still end
    held = job.snapshot().epochs, [len(waiting) for waiting in side_by_side._waiting]
    time.sleep(0.2)
    assert (job.snapshot().epochs, [len(waiting) for waiting in side_by_side._waiting]) == held
    job.resume()
    until(lambda: job.snapshot().epochs > held[0])
    job.stop()
    job.wait(20)
    assert job.snapshot().status == "finished"
    assert len(job.model.nets) == 1
    assert job.model.best.last.stop_reason == "stopped by the user"
    until(no_thread_is_left)


def test_a_training_that_is_let_go_leaves_no_thread_behind(in_threads):
    """Closed in the middle: all threads end."""
    records = study(epochs=10_000_000).train()
    next(records)
    records.close()
    until(no_thread_is_left)


def test_what_goes_wrong_in_a_thread_is_raised_where_it_is_read():
    """A bug or a refusal is not lost; nets before it are whole."""

    def failing():
        raise DataProblem("no such luck")
        yield

    side_by_side = SideBySide([failing, failing], 2)
    with pytest.raises(DataProblem, match="No such luck"):
        next(side_by_side.records(0))
    side_by_side.close()
    until(no_thread_is_left)


def test_few_records_wait_for_a_reader_who_lags_behind(monkeypatch):
    """A thread rests where the reader has not taken what it made: memory stays bounded."""
    monkeypatch.setattr("core.network.side_by_side.MOST_WAITING", 7)
    monkeypatch.setattr(modelling, "threads_for", lambda *_: 2)
    beside = study(epochs=40).trained()
    monkeypatch.setattr(modelling, "threads_for", lambda *_: 1)
    assert bytes_of(beside) == bytes_of(study(epochs=40).trained())


def test_threads_only_where_they_are_worth_their_while(monkeypatch):
    """A survey trains in a second, and in turn; a large sample, or trainlm, in as many threads as there are cores."""
    monkeypatch.setattr("os.cpu_count", lambda: 4)
    usual = TrainingSettings()
    assert threads_for(10, 190, (14, 29), usual) == 1
    assert threads_for(10, 190, (14, 29), TrainingSettings(epochs=10_000_000)) == 1  # epochs too short
    assert threads_for(10, 14_000, (14, 29), usual) == 4
    assert threads_for(2, 14_000, (14, 29), usual) == 2
    assert threads_for(1, 14_000, (14, 29), usual) == 1
    assert threads_for(10, 190, (14, 29), TrainingSettings(algorithm="trainlm")) == 4
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    assert threads_for(10, 14_000, (14, 29), usual) == 1
