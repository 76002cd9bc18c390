"""A run made again in the background, ended by `cancel` after the present epoch."""

import threading
from contextlib import closing
from typing import TYPE_CHECKING

from core.comparing.reproducing import reproduce
from core.store import runs
from pages.shared.work import Work

if TYPE_CHECKING:
    from core.store.store import Store

MOST_AT_ONCE = 2  # on a server: each takes a processor for as long as it goes on
SECONDS_BETWEEN_TRIES = 0.2
_slots = threading.BoundedSemaphore(MOST_AT_ONCE)


class ReproduceJob(Work):
    """One run made again; its result says what came of it (core.comparing.reproducing.Reproduced)."""

    name = "reproduction"

    def __init__(self, store: "Store", run: str) -> None:
        """Begin at once."""
        super().__init__("waiting")
        self._store, self._run_id = store, run
        self._thread.start()

    def _steps(self) -> None:
        while not _slots.acquire(timeout=SECONDS_BETWEEN_TRIES):
            if not self.snapshot().active:
                return
        try:
            self._note(0, 1)
            opened, kept = runs.load(self._store, self._run_id), runs.result(self._store, self._run_id)
            with closing(reproduce(opened.study, kept, opened.run.versions, runs.present_versions())) as steps:
                for step in steps:
                    self._note(step.done, 1, step.reproduced)
        finally:
            _slots.release()
