"""Work in a thread of its own, so that pages can come and go while it goes on.

The thread never touches Streamlit. A page looks at its work through a snapshot that the kind of work offers.
"""

import logging
import threading

from core.problems import DataProblem

LOG = logging.getLogger("tierboard.jobs")


class BackgroundJob:
    """Work that goes on from `_start` until it is finished, cancelled or failed; what comes of it is adopted once."""

    name: str  # what the page and the log call it: "training"

    def __init__(self, status: str) -> None:
        """Make ready; `status` is where it stands before anything is done."""
        self.adopted = False  # whether the workspace has taken over what came of it
        self._lock = threading.Lock()
        self._status, self._problem = status, None
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)

    def wait(self, seconds: float | None = None) -> None:
        """Block until the work has ended, for tests."""
        self._thread.join(seconds)

    def _work(self) -> None:
        """Do all of it, in the thread; what is raised is told to the page."""
        raise NotImplementedError

    def _fail(self, problem: str) -> None:
        """Note why it ended."""
        with self._lock:
            self._status, self._problem = "failed", problem

    def _leave(self) -> None:
        """Give back what the work has held, however it ended."""

    def _run(self) -> None:
        try:
            self._work()
        except DataProblem as problem:
            self._fail(str(problem))
        except Exception:
            # A bug must not leave the page waiting for ever: say so there, and in full in the log.
            LOG.exception("the %s failed", self.name)
            again = "the log has the details. Please start it again."
            self._fail(f"Something went wrong in the {self.name}; {again}")
        finally:
            self._leave()
