"""Nets trained in processes: the same bytes, the same live records, pause and stop as when trained in turn."""

import os
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

from core.network import side_by_side
from core.network.network import nguyen_widrow
from core.network.side_by_side import SideBySide
from core.network.training import run, train
from core.recipe import NetworkSettings, Split, StopAt, TrainingSettings
from core.study import Study
from pages.shared.jobs import TrainingJob
from tests.conftest import ROOT
from tests.test_apart import _runs as runs
from tests.test_jobs import until
from tests.test_study import people, recipe

pytestmark = pytest.mark.thorough

ENDLESS = TrainingSettings(epochs=10_000_000, min_grad=0, max_fail=10_000_000)


def study(epochs: int = 60, nets: int = 5, **training) -> Study:
    """A drawn study of several nets."""
    settings = TrainingSettings(epochs=epochs, **training)
    chosen = recipe().model_copy(update={"network": NetworkSettings(nets=nets), "training": settings})
    return Study(people(), chosen).draw()


def bytes_of(study: Study) -> bytes:
    """K of everybody."""
    return study.segments().k.tobytes()


def rows():
    """Parts as `train` takes them: few rows to learn from, no others."""
    rng = np.random.default_rng(1)
    return (rng.random((30, 3)), rng.random(30)), None, None, None


def nets(*settings: TrainingSettings):
    """A net, each from its own start, for each of the settings."""
    return [(nguyen_widrow(3, 4, "tansig", "logsig", np.random.default_rng(i)), s) for i, s in enumerate(settings)]


@pytest.fixture
def in_processes(monkeypatch):
    """From the first record on, whatever it would be worth, on a machine with three processors."""
    monkeypatch.setattr(side_by_side, "WORTH", -1)
    monkeypatch.setattr(side_by_side, "processors", lambda: 3)
    monkeypatch.setattr(side_by_side, "busy", lambda: False)
    yield
    until(nothing_is_left)


def nothing_is_left() -> bool:
    """Whether all threads that keep a process have ended, each after its process, and no training shares any more."""
    return not any(thread.name == "net" for thread in threading.enumerate()) and not side_by_side._sharing


def with_company(records):
    """The records of a training, the second of them only once processes have begun other nets."""
    first = next(records)
    yield first
    until(lambda: records.gi_frame.f_locals["side_by_side"]._next > 1)
    yield from records


def test_processes_give_the_same_records_and_the_same_bytes(in_processes, monkeypatch):
    """Every record of every net in the order of the nets, every curve, and K to the byte."""
    beside = list(with_company(study().train()))
    monkeypatch.setattr(side_by_side, "WORTH", 1e9)
    in_turn = list(study().train())
    plain = [(p.net, p.nets, p.epoch._replace(result=None)) for p in in_turn]
    assert [(p.net, p.nets, p.epoch._replace(result=None)) for p in beside] == plain
    ours, theirs = beside[-1].model, in_turn[-1].model
    assert ours.hash == theirs.hash
    assert [len(net.curve) for net in ours.nets] == [len(net.curve) for net in theirs.nets]
    assert bytes_of(study().change(model=ours)) == bytes_of(study().change(model=theirs))


@pytest.mark.parametrize("after", [1, 20, 130])
def test_a_stop_can_be_repeated_to_the_last_bit(in_processes, monkeypatch, after):
    """Wherever it falls: the net in work keeps its best, later nets are as good as never begun."""
    drawn = study(epochs=100, nets=3, split=Split(validation=0))
    training = drawn.train()
    records = with_company(training)
    for _ in range(after):
        last = next(records)
    net = last.net
    while last.model is None:
        last = training.send(True)
    stopped = drawn.change(model=last.model)
    assert len(last.model.nets) == net
    stop_at = stopped.recipe_of_result().training.stop_at
    assert stop_at == StopAt(net=net, epoch=last.model.nets[-1].last.epoch)
    until(nothing_is_left)
    monkeypatch.setattr(side_by_side, "WORTH", 1e9)
    assert bytes_of(Study(people(), stopped.recipe_of_result()).trained()) == bytes_of(stopped)


def test_a_pause_holds_all_processes_and_a_resume_frees_them(in_processes):
    """While the job rests nobody trains ahead; resumed and stopped, it ends with the best so far."""
    job = TrainingJob(study(epochs=10_000_000, nets=3, min_grad=0, max_fail=10_000_000))
    until(lambda: job.snapshot().epochs > 0)
    beside = job._records.gi_frame.f_locals["side_by_side"]
    until(lambda: beside._ahead(1) and beside._ahead(2))
    job.pause()
    until(lambda: job.snapshot().status == "paused")
    time.sleep(0.6)  # the slices in work may still end
    held = job.snapshot().epochs, [beside._ahead(place) for place in range(3)]
    time.sleep(0.3)
    assert (job.snapshot().epochs, [beside._ahead(place) for place in range(3)]) == held
    job.resume()
    until(lambda: job.snapshot().epochs > held[0] and beside._ahead(1) > held[1][1])
    job.stop()
    job.wait(20)
    assert job.snapshot().status == "finished"
    assert len(job.model.nets) == 1
    assert job.model.best.last.stop_reason == "stopped by the user"


def test_a_net_in_a_process_can_be_stopped_by_hand(in_processes):
    """What was made until then is read, and the last record has the reason; to the bit as if trained until there."""
    trainings = nets(TrainingSettings(epochs=300), ENDLESS)
    beside = SideBySide(trainings, rows())
    first = beside.records(0)
    next(first)
    until(lambda: beside._next > 1)
    run(first)
    records = beside.records(1)
    told = [next(records)]
    while told[-1].result is None:
        told.append(records.send(True))
    beside.close()
    assert [record.epoch for record in told] == list(range(len(told)))
    assert told[-1].stop_reason == "stopped by the user"
    start, settings = trainings[1]
    again = run(train(start, settings.model_copy(update={"epochs": told[-1].epoch}), *rows()))
    assert told[-1].result.network.weights.tobytes() == again.result.network.weights.tobytes()


def test_a_training_that_is_let_go_leaves_no_process_behind(in_processes):
    """Closed in the middle: all threads end, and each has seen its process end."""
    records = study(epochs=10_000_000, nets=3).train()
    next(records)
    processes = records.gi_frame.f_locals["side_by_side"]._processes
    until(lambda: len(processes) == 2)
    children = [process.process for process in processes]
    records.close()
    until(nothing_is_left)
    assert all(child.returncode is not None for child in children)


@pytest.mark.thorough
def test_a_process_that_dies_is_told_where_its_net_is_read(in_processes):
    """Not a hang and nothing a user could mend; the nets before it are whole."""
    beside = SideBySide(nets(TrainingSettings(epochs=3), ENDLESS), rows())
    first = beside.records(0)
    next(first)
    until(lambda: beside._ahead(1))
    assert run(first).epoch == 3
    for process in set(beside._processes):
        process.kill()
    with pytest.raises(RuntimeError, match="ended with exit code"):
        run(beside.records(1))
    beside.close()


@pytest.mark.thorough
def test_what_goes_wrong_in_a_process_is_raised_where_it_is_read(in_processes):
    """A bug is not lost: the reader has the whole of it for the log."""
    broken = TrainingSettings(epochs=3).model_copy(update={"algorithm": "none"})
    beside = SideBySide(nets(TrainingSettings(epochs=3), broken), rows())
    first = beside.records(0)
    next(first)
    until(lambda: beside._next > 1)
    run(first)
    with pytest.raises(RuntimeError, match="KeyError: 'none'"):
        next(beside.records(1))
    beside.close()


@pytest.mark.thorough
def test_where_no_process_can_be_started_the_nets_are_trained_in_turn(in_processes, monkeypatch, caplog):
    """The log says so."""

    def refused(*args, **kwargs):
        raise OSError("no room")

    in_turn = bytes_of(study(nets=3).trained())
    until(nothing_is_left)
    monkeypatch.setattr(subprocess, "Popen", refused)
    assert bytes_of(study(nets=3).trained()) == in_turn
    until(nothing_is_left)
    assert "No process could be started" in caplog.text


@pytest.mark.thorough
def test_few_records_wait_for_a_reader_who_lags_behind(in_processes, monkeypatch):
    """A process rests where the reader has not taken what it made, so memory stays bounded; then it goes on."""
    monkeypatch.setattr(side_by_side, "MOST_WAITING", 7)
    beside = SideBySide(nets(ENDLESS, TrainingSettings(epochs=20_000, min_grad=0)), rows())
    first = beside.records(0)
    held = -1
    end = time.monotonic() + 20
    while not beside._ahead(1) or beside._ahead(1) != held:  # read on, until nothing more comes in half a second
        assert time.monotonic() < end
        held, since = beside._ahead(1), time.monotonic()
        while time.monotonic() - since < 0.5:
            next(first)
    assert held < 20_000
    assert run(beside.records(1)).epoch == 20_000
    beside.close()


def test_processes_only_where_they_are_worth_their_while(monkeypatch):
    """Told by what the nets begun have taken: as many as there are processors, for two nets at least."""
    started = []
    monkeypatch.setattr(SideBySide, "_keep_a_process", lambda self: started.append(self))
    monkeypatch.setattr(side_by_side, "processors", lambda: 4)
    monkeypatch.setattr(side_by_side, "busy", lambda: False)

    def begun(count: int, place: int, seconds: float) -> int:
        beside = SideBySide(nets(*[ENDLESS] * count), rows())
        beside._seconds = seconds
        beside._weigh(place)
        until(lambda: not any(thread.name == "net" for thread in threading.enumerate()))
        beside.close()
        found = len(started)
        started.clear()
        return found

    assert begun(10, 0, 0.02) == 0  # a survey: nine more take a fifth of a second
    assert begun(10, 0, 1) == 4
    assert begun(10, 7, 20) == 2
    assert begun(10, 8, 20) == 0  # the one to come takes two seconds
    assert begun(1, 0, 1000) == 0
    monkeypatch.setattr(side_by_side, "processors", lambda: 1)
    assert begun(10, 0, 1) == 0


def test_a_busy_machine_is_asked_again_later(monkeypatch):
    """Where others keep all processors busy nothing is won; whether they still do is asked ever more seldom."""
    started, load = [], [4.0]
    monkeypatch.setattr(SideBySide, "_keep_a_process", lambda self: started.append(self))
    monkeypatch.setattr(side_by_side, "processors", lambda: 2)
    monkeypatch.setattr("os.cpu_count", lambda: 4)
    monkeypatch.setattr("os.getloadavg", lambda: (load[0], 0.0, 0.0), raising=False)
    beside = SideBySide(nets(*[ENDLESS] * 10), rows())
    for seconds, now, wanted in ((1, 4.0, 0), (1.5, 3.9, 0), (2.5, 3.9, 2)):
        beside._seconds, load[0] = seconds, now
        beside._weigh(0)
        until(lambda: not any(thread.name == "net" for thread in threading.enumerate()))
        assert len(started) == wanted
    beside.close()


def test_two_trainings_share_the_processors(monkeypatch):
    """Who has fewer nets in work begins the next; a paused training keeps nobody waiting."""
    monkeypatch.setattr(side_by_side, "processors", lambda: 3)
    early, late = (SideBySide(nets(ENDLESS, ENDLESS, ENDLESS), rows()) for _ in range(2))
    monkeypatch.setattr(side_by_side, "_sharing", {early, late})
    early._going = late._going = True
    early._at_work = 3
    assert not early._may_begin()
    assert not late._may_begin()  # no processor is free
    early._at_work = 2
    assert not early._may_begin()
    assert late._may_begin()
    late._going = False
    assert early._may_begin()
    early._next = 3
    late._going, late._at_work = True, 2
    early._at_work = 0
    assert late._may_begin()  # the other has nothing to begin any more


@pytest.mark.thorough
@pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX does")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_processes_end_with_the_server(how):
    """Whichever way the server ends, in the midst of a training, the processes it started end too."""
    code = (
        "from core.network import side_by_side\nfrom tests.test_side_by_side import ENDLESS, nets, rows\n"
        "side_by_side.WORTH = -1\nside_by_side.processors = lambda: 2\nside_by_side.busy = lambda: False\n"
        "beside = side_by_side.SideBySide(nets(ENDLESS, ENDLESS), rows())\n"
        "for record in beside.records(0):\n"
        "    if record.epoch and beside._ahead(1):\n"
        "        print(*(one.process.pid for one in beside._processes), flush=True)\n        break\n"
        "for record in beside.records(1):\n    pass\n"
    )
    server = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE)
    with server:
        child = int(server.stdout.readline())
        assert runs(child)
        server.send_signal(how)
    end = time.monotonic() + 10
    while runs(child):
        if time.monotonic() > end:
            os.kill(child, signal.SIGKILL)
            pytest.fail("the training process outlived its server")
        time.sleep(0.05)
