"""A training that runs in a thread of its own, so that pages can come and go while it works.

The thread never touches Streamlit. Pages look at it through `snapshot` and steer it through `pause`, `resume`, `stop`.
"""

import logging
import math
import secrets
import threading
import time
from dataclasses import dataclass

from core.model import Curve, Model, Progress
from core.network.training import Epoch
from core.problems import DataProblem
from core.study import Study

LOG = logging.getLogger("tierboard.jobs")
MOST_AT_ONCE = 8
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


class TrainingJob:
    """One training of one study, from `start` until it is finished, stopped or failed."""

    def __init__(self, study: Study) -> None:
        """Raises DataProblem where the study cannot be trained, or where too many trainings run already."""
        self.recipe = study.recipe
        self._records = study.train()
        if not _slots.acquire(blocking=False):
            raise DataProblem(f"{MOST_AT_ONCE} trainings run at this moment", fix="wait a minute and start again")
        self._lock = threading.Lock()
        self._go, self._stop = threading.Event(), threading.Event()
        self._go.set()
        self._curve, self._net, self._nets, self._epochs = Curve(), 1, study.recipe.network.nets, 0
        self._since, self._seconds = time.monotonic(), 0.0  # since the start or the last pause, and before it
        self.token = secrets.token_hex(8)  # tells the window that started it
        self._status, self._problem = "running", None
        self.model: Model | None = None
        self.adopted = False  # whether the workspace has taken the model over
        self._thread = threading.Thread(target=self._run, name="training", daemon=True)
        self._thread.start()

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

    def wait(self, seconds: float | None = None) -> None:
        """Block until the training has ended, for tests."""
        self._thread.join(seconds)

    def _run(self) -> None:
        try:
            command: bool | None = None
            while self.model is None:
                progress = next(self._records) if not command else self._records.send(True)
                self._note(progress)
                if not self._go.is_set():
                    _slots.release()  # a paused training keeps nobody else from training
                    self._go.wait()
                    _slots.acquire()
                command = self._stop.is_set()
            self._end("finished")
        except DataProblem as problem:
            self._end("failed", str(problem))
        except Exception:
            # A bug must not leave the page waiting for ever: say so there, and in full in the log.
            LOG.exception("the training failed")
            self._end("failed", "Something went wrong in the training; the log has the details. Please start it again.")
        finally:
            _slots.release()

    def _note(self, progress: Progress) -> None:
        with self._lock:
            if progress.net != self._net:
                self._net, self._curve = progress.net, Curve()
            self._curve.add(progress.epoch)
            self._epochs += 1
            self.model = progress.model

    def _end(self, status: str, problem: str | None = None) -> None:
        with self._lock:
            self._seconds, self._since = self._worked(), math.inf
            self._status, self._problem = status, problem
