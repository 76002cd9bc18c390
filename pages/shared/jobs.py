"""A training in the background, steered through `pause`, `resume` and `stop`.

Once nobody has looked at it for long (`touch` says that somebody does) it ends by itself and keeps the best until then.
"""

import math
import secrets
import threading
import time
from dataclasses import dataclass

from core.model import Curve, Model, Progress
from core.network.training import Epoch
from core.problems import DataProblem
from core.study import Study
from pages.shared.background import BackgroundJob

MOST_AT_ONCE = 8
HOURS_UNSEEN = 2
_slots = threading.BoundedSemaphore(MOST_AT_ONCE)


@dataclass(frozen=True)
class Snapshot:
    """A training at one moment: status is running, paused, finished or failed; curve is the present net's, thinned."""

    status: str
    net: int
    nets: int
    curve: tuple[Epoch, ...]
    epochs: int  # of all nets so far
    seconds: float  # at work, pauses not counted
    problem: str | None = None

    @property
    def active(self) -> bool:
        """Whether there is more to come."""
        return self.status in ("running", "paused")


class TrainingJob(BackgroundJob):
    """One training of one study, from the start until it is finished, stopped or failed."""

    name = "training"

    def __init__(self, study: Study, unseen: float = HOURS_UNSEEN * 3600) -> None:
        """unseen: after how many seconds without a look it ends, running or paused.

        Raises DataProblem where the study cannot be trained, or where too many trainings run already.
        """
        super().__init__("running")
        self.study, self.recipe = study, study.recipe
        self._records = study.train()
        if not _slots.acquire(blocking=False):
            raise DataProblem(f"{MOST_AT_ONCE} trainings run at this moment", fix="wait a minute and start again")
        self._go, self._stop = threading.Event(), threading.Event()
        self._go.set()
        self._curve, self._net, self._nets, self._epochs = Curve(), 1, study.recipe.network.nets, 0
        self._since, self._seconds = time.monotonic(), 0.0  # since the start or the last pause, and before it
        self.token = secrets.token_hex(8)  # tells the window that started it
        self.model: Model | None = None
        self._unseen, self._seen = unseen, time.monotonic()
        self._thread.start()

    def touch(self) -> None:
        """Note that somebody looks at it now, or works beside it."""
        self._seen = time.monotonic()

    def pause(self) -> None:
        """Wait before the next epoch until `resume` or `stop`."""
        with self._lock:
            if self._go.is_set() and self._status == "running":
                self._seconds, self._since = self._worked(), math.inf
            self._go.clear()

    def resume(self) -> None:
        """Go on after a pause."""
        with self._lock:
            if self._status == "running":
                self._since = min(self._since, time.monotonic())
            self._go.set()

    def stop(self) -> None:
        """End after the present epoch; the best weights so far are kept."""
        self._stop.set()
        self.resume()

    def snapshot(self) -> Snapshot:
        """Where the training stands now."""
        with self._lock:
            paused = self._status == "running" and not self._go.is_set()
            curve = self._curve.records() if self._epochs else ()
            status = "paused" if paused else self._status
            return Snapshot(status, self._net, self._nets, curve, self._epochs, self._worked(), self._problem)

    def _worked(self) -> float:
        """Seconds at work until now, or until its end."""
        return self._seconds + max(0.0, time.monotonic() - self._since)

    def _work(self) -> None:
        command: bool | None = None
        while self.model is None:
            progress = next(self._records) if not command else self._records.send(True)
            self._note(progress)
            if not self._go.is_set():
                _slots.release()  # a paused training keeps nobody else from training
                while not self._go.wait(max(0.0, self._seconds_left())) and self._seconds_left() > 0:
                    pass  # somebody has looked meanwhile
                _slots.acquire()
            if self._seconds_left() <= 0:
                self.stop()
            command = self._stop.is_set()
        self._end("finished")

    def _seconds_left(self) -> float:
        """Until it ends by itself, unless somebody looks at it."""
        return self._seen + self._unseen - time.monotonic()

    def _leave(self) -> None:
        self._records.close()  # with the processes that it may have, should it have failed midway
        _slots.release()

    def _note(self, progress: Progress) -> None:
        with self._lock:
            if progress.net != self._net:
                self._net, self._curve = progress.net, Curve()
            self._curve.add(progress.epoch)
            self._epochs += 1
            self.model = progress.model

    def _fail(self, problem: str) -> None:
        self._end("failed", problem)

    def _end(self, status: str, problem: str | None = None) -> None:
        with self._lock:
            self._seconds, self._since = self._worked(), math.inf
            self._status, self._problem = status, problem
