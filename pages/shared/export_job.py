"""The making of a file in the background: progress, cancel, then its download; cancelled, nothing is left of it."""

import datetime as dt
import tempfile
import threading
import weakref
from typing import Any

from core.export.files import File
from core.problems import DataProblem
from core.study import Study
from pages.shared.work import Work

MOST_AT_ONCE = 2  # on a server: each takes a processor for as long as it goes on
SECONDS_BETWEEN_TRIES = 0.2
_slots = threading.BoundedSemaphore(MOST_AT_ONCE)


class FileJob(Work):
    """The making of one file; its result is the open file, which goes when the last who holds it lets go."""

    name = "making of the file"

    def __init__(self, study: Study, file: File, day: dt.date, settings: Any = None) -> None:
        """Begin at once. settings: what the file is made of beside the study, to tell whether it is still of now."""
        super().__init__("waiting")
        self.study, self.file, self.day = study, file, day
        self.file_name = file.name(study.recipe.name, day)
        self._state = state_of(study), settings
        self._thread.start()

    def made_of(self, study: Study, settings: Any = None) -> bool:
        """Whether the file is of this state of the study, and of these settings."""
        return self._state == (state_of(study), settings)

    def data(self) -> bytes:
        """The whole file."""
        self.result.seek(0)
        return self.result.read()

    def _steps(self) -> None:
        while not _slots.acquire(timeout=SECONDS_BETWEEN_TRIES):
            if not self.snapshot().active:
                return
        try:
            self._note(0, 1)
            out = tempfile.TemporaryFile(prefix="tierboard-export-")  # noqa: SIM115  # kept as the result
            try:
                self.file.make(self.study, out, self.day, lambda done: self._note(done, 1))
                out.flush()
                weakref.finalize(self, out.close)  # before the file itself is found to be left open
                self._note(1, 1, out)
            except BaseException:
                out.close()
                raise
        except OSError as error:
            raise not_written(error) from None
        finally:
            _slots.release()


def not_written(error: OSError) -> DataProblem:
    """Why a file could not be made on the server, in one sentence."""
    return DataProblem(
        f"the file cannot be made: {error.strerror or error}",
        fix="make room in the server's folder for temporary files, then make it again",
    )


def state_of(study: Study) -> tuple[object, ...]:
    """All that a file may show of a study; equal where the files are equal."""
    # Tables, samples, models and results are equal only where they are the same one.
    made = (study.table, study.second, study.sample, study.model, study.grades, study.judged, study.stability)
    return (*map(id, made), study.recipe, study.customer_notes)
