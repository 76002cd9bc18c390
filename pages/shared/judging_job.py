"""A thorough check in the background, ended by `cancel`."""

import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

from core.judging.judged import Judged
from core.study import Study
from pages.shared.background import BackgroundJob

SECONDS_BETWEEN_TRIES = 0.2
_slot = threading.BoundedSemaphore(1)  # a check takes all processors: one after another is soonest for all


@dataclass(frozen=True)
class Snapshot:
    """A check at one moment: status is waiting, running, finished, cancelled or failed; `done` of `of` tasks."""

    status: str
    done: int
    of: int
    problem: str | None = None

    @property
    def active(self) -> bool:
        """Whether there is more to come."""
        return self.status in ("waiting", "running")


class JudgingJob(BackgroundJob):
    """One check of one study, from the start until it is finished, cancelled or failed."""

    name = "check"

    def __init__(self, study: Study, workers: int | None = None) -> None:
        """Raises DataProblem where the study cannot be checked."""
        super().__init__("waiting")
        handle, path = tempfile.mkstemp(prefix="tierboard-check-")
        open(handle, "wb").close()
        self._going = Path(path)  # the check goes on for as long as this file is there
        self._steps = study.judge(self._going, workers)
        self._done, self._of = 0, 1
        self.judged: Judged | None = None
        self._thread.start()

    def cancel(self) -> None:
        """End without a result. Tasks in work stop within a moment, and nobody waits for them."""
        with self._lock:
            if self._status in ("waiting", "running"):
                self._status = "cancelled"
        self._going.unlink(missing_ok=True)

    def snapshot(self) -> Snapshot:
        """Where the check stands now."""
        with self._lock:
            return Snapshot(self._status, self._done, self._of, self._problem)

    def _work(self) -> None:
        while not _slot.acquire(timeout=SECONDS_BETWEEN_TRIES):
            if not self._going.exists():
                return
        try:
            self._check()
        finally:
            _slot.release()

    def _leave(self) -> None:
        self._going.unlink(missing_ok=True)

    def _check(self) -> None:
        self._turn("running", before="waiting")
        for step in self._steps:
            with self._lock:
                self._done, self._of = step.done, step.of
                if step.judged is not None and self._status == "running":
                    self.judged, self._status = step.judged, "finished"
        self._turn("cancelled")  # it ended without a result

    def _fail(self, problem: str) -> None:
        self._turn("failed", problem)

    def _turn(self, status: str, problem: str | None = None, before: str = "running") -> None:
        with self._lock:
            if self._status == before:  # what was cancelled stays so
                self._status, self._problem = status, problem
