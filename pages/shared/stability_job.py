"""Retrainings in the background, ended by `cancel`."""

from core.stability import Stability, retrain
from core.study import Study
from pages.shared.background import BackgroundJob
from pages.shared.judging_job import Snapshot


class StabilityJob(BackgroundJob):
    """The retrainings of one study's model, until they are finished, cancelled or failed."""

    name = "retraining"

    def __init__(self, study: Study) -> None:
        """Begin at once."""
        super().__init__("running")
        self._steps, self._done, self._of = retrain(study), 0, 1
        self.stability: Stability | None = None
        self._thread.start()

    def cancel(self) -> None:
        """End without a result, after the present epoch."""
        self._turn("cancelled")

    def snapshot(self) -> Snapshot:
        """Where the retrainings stand now."""
        with self._lock:
            return Snapshot(self._status, self._done, self._of, self._problem)

    def _work(self) -> None:
        for step in self._steps:
            with self._lock:
                if self._status != "running":
                    return
                self._done, self._of, self.stability = step.done, step.of, step.stability
        self._turn("finished")

    def _fail(self, problem: str) -> None:
        self._turn("failed", problem)

    def _turn(self, status: str, problem: str | None = None) -> None:
        with self._lock:
            if self._status == "running":  # what was cancelled stays so
                self._status, self._problem = status, problem
