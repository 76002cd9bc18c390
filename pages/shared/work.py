"""Work that is asked for, tells how far it is, can be cancelled, and has one result: checks, retrainings, files."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from core.export.progress import Cancelled
from pages.shared.background import BackgroundJob


@dataclass(frozen=True)
class Snapshot:
    """Work at one moment: status is waiting, running, finished, cancelled or failed; `done` of `of`."""

    status: str
    done: float
    of: float
    problem: str | None = None

    @property
    def active(self) -> bool:
        """Whether there is more to come."""
        return self.status in ("waiting", "running")


class Work(BackgroundJob):
    """One piece of work, from the start until it is finished, cancelled or failed. A subclass starts the thread."""

    part: str | None = None  # of the study, which its result becomes; None where it stays with the work

    def __init__(self, status: str = "running") -> None:
        """Make ready; "waiting" where others come first."""
        super().__init__(status)
        self._done: float = 0
        self._of: float = 1
        self.result: Any = None

    def cancel(self) -> None:
        """End without a result, at the next step."""
        with self._lock:
            if self._status in ("waiting", "running"):
                self._status = "cancelled"

    def snapshot(self) -> Snapshot:
        """Where the work stands now."""
        with self._lock:
            return Snapshot(self._status, self._done, self._of, self._problem)

    def _note(self, done: float, of: float, result: Any = None) -> None:
        """Tell how far it is; with a result it is finished. Raises Cancelled where nobody wants it any more."""
        with self._lock:
            if self._status not in ("waiting", "running"):
                raise Cancelled
            self._status, self._done, self._of = "running", done, of
            if result is not None:
                self.result, self._status = result, "finished"

    def _steps(self) -> None:
        """Do all of it and `_note` each step, in the thread."""
        raise NotImplementedError

    def _work(self) -> None:
        with suppress(Cancelled):
            self._steps()
        self.cancel()  # where it ended without a result

    def _fail(self, problem: str) -> None:
        with self._lock:
            if self._status in ("waiting", "running"):  # what was cancelled stays so
                self._status, self._problem = "failed", problem
