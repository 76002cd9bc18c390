"""Retrainings in the background, ended by `cancel` after the present epoch."""

from core.stability import retrain
from core.study import Study
from pages.shared.work import Work


class StabilityJob(Work):
    """The retrainings of one study's model; their result is what the study keeps of them (core.stability.Stability)."""

    name, part = "retraining", "stability"

    def __init__(self, study: Study) -> None:
        """Begin at once."""
        super().__init__()
        self._retrainings = retrain(study)
        self._thread.start()

    def _steps(self) -> None:
        for step in self._retrainings:
            self._note(step.done, step.of, step.stability)
