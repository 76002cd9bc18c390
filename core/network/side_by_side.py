"""Nets of one training, read one after the other; where they take long, processes of our own train the next ones.

    server ── reader: trains a net itself where no process has begun it, else reads its records <── slices that wait
                                                                                                        │
    processes ── net 2, net 3 ..., each the next that nobody has begun, in slices of 0.1 s ─────────────┘

Who trains a net, and when, changes none of its numbers. A process is given the rows once, and works only while it is
asked to go on: while the reader rests at a record all rest, and what is made ahead of the reader is bounded.
"""

import logging
import os
import pickle
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Generator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast

from core.network.network import Network
from core.network.training import Epoch, Parts, train
from core.recipe import TrainingSettings

log = logging.getLogger(__name__)
ROOT = Path(__file__).parents[2]
Records = Generator[Epoch, bool | None, None]
WORTH = 3.0  # seconds that the nets to come may take in turn before processes are worth their start
MOST_PROCESSES = 8
MOST_WAITING = 100_000  # records of a net that are made before they are read, of some 60 bytes each
RESTS = 0.2  # seconds without a reader after which all rest
LOOK = 0.1  # seconds between two looks of those who wait


class Slice(NamedTuple):
    """Some records of a net, still pickled, as plain tuples: they may wait long before they are read."""

    length: int
    ended: bool
    records: bytes


class SideBySide:
    """Trainings whose records a reader takes in their order; `close` when no more are wanted."""

    def __init__(self, trainings: Sequence[tuple[Network, TrainingSettings]], parts: Parts) -> None:
        """trainings: start and settings of each net; parts: what `train` is given besides, the same for all."""
        self._trainings, self._parts = trainings, parts
        self._next, self._stopped = 0, -1  # the first net that nobody has begun; the one that is stopped by hand
        self._waiting: list[deque[Slice | Exception]] = [deque() for _ in trainings]
        self._turn = threading.Condition()
        self._going, self._closed, self._left, self._seconds = False, False, 0.0, 0.0
        self._processes: set[TrainingProcess] | None = None  # None: not worth their while until now
        self._at_work = 0  # nets in work at this moment
        self._worth = WORTH

    def records(self, place: int) -> Records:
        """The records of one net, as `train` gives them; nets are to be read in their order.

        After a stop by hand those that were waiting come first; the last record has the stop reason. Raises
        RuntimeError where the process that trains it has died.
        """
        with self._turn:
            own = place == self._next
            if own:
                self._next += 1
                self._at_work += 1
        net, settings = self._trainings[place]
        source = train(net, settings, *self._parts) if own else self._from_a_process(place)
        told: bool | None = None
        while True:
            since, self._going = time.perf_counter(), True
            try:
                record = source.send(told)
            finally:
                self._left, self._going = time.perf_counter(), False  # until the reader is back, whatever keeps it
            if self._processes is None:
                self._seconds += self._left - since
                self._weigh(place)
            if own and record.result is not None:
                with self._turn:
                    self._at_work -= 1
            told = yield record
            if record.result is not None:
                return

    def close(self) -> None:
        """End all processes, whatever they are doing."""
        with self._turn:
            self._closed = True
            for process in self._processes or ():
                process.kill()
            self._turn.notify_all()
        with _shares:
            _sharing.discard(self)

    def _weigh(self, place: int) -> None:
        """Start processes once the nets to come would take long, by what those begun have taken.

        Not while others keep all processors busy: nothing would be won, and their start is lost.
        """
        to_come = len(self._trainings) - place - 1
        if self._seconds * to_come <= self._worth * (place + 1):
            return
        if processors() < 2 or busy():
            self._worth = 2 * self._seconds * to_come / (place + 1)  # asked again when twice as much is to be won
            return
        self._processes = set()
        with _shares:
            _sharing.add(self)
        for _ in range(min(processors(), to_come)):
            threading.Thread(target=self._keep_a_process, name="net", daemon=True).start()

    # --- the reader's side of a net that a process trains -----------------------------------------------------------

    def _from_a_process(self, place: int) -> Records:
        while True:
            with self._turn:
                self._turn.wait_for(lambda: self._waiting[place])
                made = self._waiting[place].popleft()
            if isinstance(made, Exception):
                raise made
            for fields in pickle.loads(made.records):
                if (yield Epoch(*fields)):
                    self._stopped = place

    # --- a thread for each process ----------------------------------------------------------------------------------

    def _keep_a_process(self) -> None:
        """Start a process and have it train one net after the other, the next that nobody has begun."""
        try:
            process = TrainingProcess()
        except OSError:
            log.exception("No process could be started to train in")  # the reader trains all nets itself
            return
        with self._turn:
            assert self._processes is not None  # the thread was started with them
            self._processes.add(process)
            if self._closed:
                process.kill()
        place: int | None = None
        try:
            process.say(self._parts)
            while (place := self._begin()) is not None:
                try:
                    self._train(process, place)
                finally:
                    with self._turn:
                        self._at_work -= 1
        except Exception as error:
            if place is not None and not self._closed:
                self._waits(place, error if not _died(error) else RuntimeError(process.last_words()))
            elif not self._closed:
                log.exception("A process to train in has ended before it was given a net")
        finally:
            with self._turn:
                self._processes.discard(process)
            process.end()

    def _begin(self) -> int | None:
        """The next net that nobody has begun, once it is this training's turn; None where no more is to be done."""
        while True:
            with self._turn, _shares:
                if self._closed or not self._wants():
                    return None
                if self._may_begin():
                    self._next += 1
                    self._at_work += 1
                    return self._next - 1
            time.sleep(LOOK)

    def _may_begin(self) -> bool:
        """Whether a processor is free for this training, and no other that wants one has fewer.

        It hangs on nets, not on processes: somebody who comes later waits for the end of a net at most, and trains in
        the open until then.
        """
        awake = [one for one in _sharing if one is self or one._awake()]
        fewest = min(one._at_work for one in awake if one._wants())
        return sum(one._at_work for one in awake) < processors() and self._at_work == fewest

    def _wants(self) -> bool:
        """Whether there are nets that nobody has begun."""
        return self._next < len(self._trainings)

    def _awake(self) -> bool:
        """Whether somebody reads; not so while a training is paused."""
        return self._going or time.perf_counter() - self._left < RESTS

    def _train(self, process: "TrainingProcess", place: int) -> None:
        """Train one net to its end, a slice at a time."""
        process.say(self._trainings[place])
        while True:
            made = process.hear()
            self._waits(place, made)
            if isinstance(made, Exception) or made.ended:
                return
            with self._turn:
                while not self._closed and not (self._awake() and self._ahead(place) < MOST_WAITING):
                    self._turn.wait(LOOK)
            if self._closed:
                return
            process.say(self._stopped == place)

    def _waits(self, place: int, made: Slice | Exception) -> None:
        with self._turn:
            self._waiting[place].append(made)
            self._turn.notify_all()

    def _ahead(self, place: int) -> int:
        with self._turn:
            return sum(made.length for made in self._waiting[place] if isinstance(made, Slice))


# The trainings that have processes: they share the processors.
_sharing: set[SideBySide] = set()
_shares = threading.Lock()


class TrainingProcess:
    """One process that trains, and the pipes to it. It ends with this one, since its requests then end."""

    def __init__(self) -> None:
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "core.network.training_process"],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": path},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            close_fds=True,
        )
        self._to, self._from = cast(BinaryIO, self.process.stdin), cast(BinaryIO, self.process.stdout)

    def say(self, what: Any) -> None:
        """Hand on one thing. Raises OSError where the process has died."""
        pickle.dump(what, self._to, pickle.HIGHEST_PROTOCOL)
        self._to.flush()

    def hear(self) -> Slice | Exception:
        """Its next slice, or what went wrong in it. Raises EOFError where the process has died."""
        made = pickle.load(self._from)
        return made if isinstance(made, Exception) else Slice(*made)

    def kill(self) -> None:
        """End it, whatever it is doing."""
        self.process.kill()

    def end(self) -> None:
        """End it and give back what it held."""
        self.kill()
        self.process.wait()
        for pipe in (self._to, self._from):
            with suppress(OSError):
                pipe.close()

    def last_words(self) -> str:
        """Why nothing more is heard of it, for the log."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(5)
        return f"a process that trained a net has ended with exit code {self.process.returncode}"


def _died(error: Exception) -> bool:
    return isinstance(error, EOFError | OSError | pickle.UnpicklingError)


def processors() -> int:
    """How many processes this machine has room for, at most MOST_PROCESSES."""
    from joblib import cpu_count

    return min(cpu_count(), MOST_PROCESSES)


def busy() -> bool:
    """Whether the last minute's load left no processor idle; False where the system does not say."""
    return hasattr(os, "getloadavg") and os.getloadavg()[0] >= (os.cpu_count() or 1)
