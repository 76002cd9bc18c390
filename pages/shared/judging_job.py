"""A thorough check in the background, ended by `cancel`."""

import tempfile
import threading
from contextlib import suppress
from pathlib import Path

from core.export.progress import Cancelled
from core.study import Study
from pages.shared.work import Work

SECONDS_BETWEEN_TRIES = 0.2
_slot = threading.BoundedSemaphore(1)  # a check takes all processors: one after another is soonest for all


class JudgingJob(Work):
    """One check of one study; its result is what the study keeps of it (core.judging.judged.Judged)."""

    name, part = "check", "judged"

    def __init__(self, study: Study, workers: int | None = None) -> None:
        """Raises DataProblem where the study cannot be checked."""
        super().__init__("waiting")
        handle, path = tempfile.mkstemp(prefix="tierboard-check-")
        open(handle, "wb").close()
        self._going = Path(path)  # the check goes on for as long as this file is there
        self._checks = study.judge(self._going, workers)
        self._thread.start()

    def cancel(self) -> None:
        """End without a result. Tasks in work stop within a moment, and nobody waits for them."""
        super().cancel()
        self._going.unlink(missing_ok=True)

    def _steps(self) -> None:
        while not _slot.acquire(timeout=SECONDS_BETWEEN_TRIES):
            if not self._going.exists():
                return
        try:
            for step in self._checks:
                with suppress(Cancelled):  # it ends by itself once its file is gone: its processes are let go in peace
                    self._note(step.done, step.of, step.judged)
        finally:
            _slot.release()

    def _leave(self) -> None:
        self._going.unlink(missing_ok=True)
