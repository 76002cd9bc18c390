"""Long trainings in threads, each read record by record as if it ran in the open.

    threads ── train net 2, 3 ... as far ahead as there are threads ──> records that wait
                                                                          │ in the order of the nets
    reader <─────────────────────────────────────────────────────────────┘

Which thread trains a net, and when, changes none of its numbers: nets share only the rows, which nobody writes to.
While the reader rests at a record, the threads rest as well, so that a pause is one for all.
"""

import os
import threading
from collections import deque
from collections.abc import Callable, Generator, Sequence

from core.network.training import Epoch
from core.recipe import TrainingSettings

Records = Generator[Epoch, bool | None, None]
MOST_WAITING = 20_000  # records of a net that are made before they are read
WORTH = 5.0  # seconds that all nets may take in turn before threads are worth their while
LONG_EPOCH = 5e-4  # seconds; in a shorter one Python's own steps, which wait for each other, weigh too much


class SideBySide:
    """Trainings that threads run ahead of their reader, who takes them in order; `close` when no more are wanted."""

    def __init__(self, trainings: Sequence[Callable[[], Records]], threads: int) -> None:
        """Each of the `trainings` is begun only when a thread comes to it: it takes room for its rows."""
        self._trainings = trainings
        self._waiting: list[deque[Epoch | Exception]] = [deque() for _ in trainings]
        self._next, self._stopped = 0, -1
        self._going, self._closed = False, False
        self._turn = threading.Condition()
        for _ in range(threads):
            threading.Thread(target=self._work, name="net", daemon=True).start()

    def records(self, place: int) -> Records:
        """The records of one training, as `train` gives them.

        After a stop by hand those that were waiting come first; the last record has the stop reason.
        """
        while True:
            with self._turn:
                self._going = True
                self._turn.notify_all()
                self._turn.wait_for(lambda: self._waiting[place])
                record = self._waiting[place].popleft()
                self._going = False  # until the reader is back, whatever keeps it
            if isinstance(record, Exception):
                raise record
            if (yield record):
                self._stopped = place
            if record.result is not None:
                return

    def close(self) -> None:
        """Let the threads end after the epoch they are in."""
        with self._turn:
            self._closed = True
            self._turn.notify_all()

    def _work(self) -> None:
        """Train one net after the other, the next that no thread has begun."""
        while True:
            with self._turn:
                place = self._next
                self._next += 1
            if place >= len(self._trainings) or not self._train(place):
                return

    def _train(self, place: int) -> bool:
        """Train one net to its end; False where the reader wants no more."""
        waiting = self._waiting[place]
        training: Records | None = None
        record: Epoch | Exception | None = None
        while not isinstance(record, Exception) and (record is None or record.result is None):
            with self._turn:
                self._turn.wait_for(lambda: self._closed or (self._going and len(waiting) < MOST_WAITING))
                if self._closed:
                    return False
            try:
                training = training or self._trainings[place]()
                record = training.send(True) if record and self._stopped == place else next(training)
            except Exception as error:  # a bug: the reader raises it, where it is told and logged
                record = error
            with self._turn:
                waiting.append(record)
                self._turn.notify_all()
        return True


def threads_for(nets: int, rows: int, shape: tuple[int, ...], settings: TrainingSettings) -> int:
    """How many threads to train `nets` in, of the shape (inputs, hidden units); 1: in turn, in the open.

    An estimate from the shape alone, by what an epoch takes on a usual processor: a wrong one costs time, never a bit.
    Threads gain nothing while other work keeps all processors busy, and lose little then.
    """
    inputs, hidden = shape
    weights = inputs * hidden + 2 * hidden + 1
    if settings.algorithm == "trainlm" and rows < weights:
        epoch = 6e-11 * (rows + inputs + 2 * hidden) * rows**2
    elif settings.algorithm == "trainlm":
        epoch = 1e-10 * (rows + weights) * weights**2
    else:
        epoch = 3e-10 * rows * hidden * (inputs + 8)
    worth = epoch > LONG_EPOCH and nets * settings.epochs * epoch > WORTH
    return min(nets, os.cpu_count() or 1) if worth else 1
