"""Projects are saved by themselves, a moment after each change, by a thread that never touches Streamlit.

No page waits for the disk: the thread looks at the workspaces that the server holds and saves each study that is not
yet the one in the store. What a training or a check has left behind is adopted first: it is kept though nobody looks.
"""

import atexit
import logging
import os
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from core.problems import DataProblem, shortened

if TYPE_CHECKING:
    from core.store.store import Store
    from core.study import Study
    from pages.shared.workspaces import Workspace

LOG = logging.getLogger("tierboard.saving")
SECONDS_BETWEEN_LOOKS = 0.5
SECONDS_BEFORE_ANOTHER_TRY = 10
SECONDS_BETWEEN_SWEEPS = 24 * 3600
DELETED = "this project was deleted. Bring it back on Home, under How long projects are kept"


def open_store() -> "tuple[Store | None, str | None]":
    """The store of this server, and why there is none: no sentence where TIERBOARD_SAVE=0 switches it off."""
    if os.environ.get("TIERBOARD_SAVE", "1").strip().casefold() in ("0", "no", "off", "false"):
        return None, None
    from core.store.store import Store

    try:
        return Store.open(), None
    except DataProblem as problem:
        return None, str(problem)


def keep_trying(begin: "Callable[[Store], None]") -> None:
    """Open the store once that is possible, in a thread, and `begin` with it: servers may start before databases."""

    def work() -> None:
        store, problem = None, "not tried"
        while problem:
            time.sleep(SECONDS_BEFORE_ANOTHER_TRY)
            store, problem = open_store()
        if store:
            begin(store)

    threading.Thread(target=work, name="opening the store", daemon=True).start()


class Saver:
    """Saves what has changed in the workspaces that are held; one for a server."""

    def __init__(self, store: "Store", held: Callable[[], "list[Workspace]"]) -> None:
        """Begin at once, and once more when the server ends."""
        self._store, self._held = store, held
        self._wake = threading.Event()
        threading.Thread(target=self._run, name="saving", daemon=True).start()
        atexit.register(self.save_all)

    def soon(self) -> None:
        """Look now: something has just changed."""
        self._wake.set()

    def save_all(self) -> None:
        """Save every workspace that has changed; one that could not be is tried again after a while."""
        for workspace in self._held():
            if workspace.not_saved is None or time.monotonic() >= workspace.try_again:
                workspace.try_again = time.monotonic() + SECONDS_BEFORE_ANOTHER_TRY
                self.save(workspace)

    def save(self, workspace: "Workspace") -> bool:
        """Save one workspace where it has changed; whether the store now holds what it was when this began.

        Why not is kept in the workspace, for its pages to say.
        """
        from core.store.store import Gone, Overtaken

        with workspace.saving:  # one at a time, and no page waits for it
            workspace.adopt()
            study = workspace.study
            empty = study.table is None and workspace.stored is None
            changed = (study is not workspace.stored and not empty) or bool(workspace.runs_to_keep)
            if not changed or workspace.overtaken:
                return study is workspace.stored
            try:
                if workspace.stored is None:
                    self._save_state(workspace, study)
                try:  # before the state: whatever ends the server in between, the run is there
                    self._keep_runs(workspace)
                finally:
                    self._save_state(workspace, study)
                workspace.not_saved = None
            except Overtaken:
                workspace.overtaken = True
            except Gone:
                workspace.not_saved = DELETED
            except DataProblem as problem:
                workspace.not_saved = str(problem)
            except Exception:
                # A bug must not end the saving of all other projects.
                LOG.exception("a project could not be saved")
                workspace.not_saved = "this project could not be saved; the log has the details"
            return workspace.stored is study

    def _save_state(self, workspace: "Workspace", study: "Study") -> None:
        """Save the study where the store has not got it yet. Raises Overtaken, DataProblem."""
        from core.store.saving import save

        if study is not workspace.stored:
            known = None if workspace.stored is None else workspace.stored_revision
            workspace.stored_revision = save(self._store, workspace.token, study, known)
            workspace.stored = study

    def _keep_runs(self, workspace: "Workspace") -> None:
        """Keep what trainings have made since the last look, each as a run. Raises DataProblem."""
        from core.store.runs import add

        while workspace.runs_to_keep:
            add(self._store, workspace.token, workspace.runs_to_keep[0])
            workspace.runs_to_keep.popleft()

    def sweep(self) -> None:
        """Take away what is past its time: projects deleted a month ago, files that nothing points at."""
        from core.store.keeping import in_use, sweep

        since = time.monotonic() - SECONDS_BETWEEN_SWEEPS
        try:
            # Whoever looks at a project and changes nothing is not seen by the store, which has it in memory.
            in_use(self._store, [w.token for w in self._held() if w.stored is not None and w.used >= since])
            sweep(self._store)
        except DataProblem as problem:
            LOG.warning("old projects could not be taken away: %s", problem)
        except Exception:
            LOG.exception("old projects could not be taken away")

    def _run(self) -> None:
        next_sweep = 0.0
        while True:
            if time.monotonic() >= next_sweep:
                self.sweep()
                next_sweep = time.monotonic() + SECONDS_BETWEEN_SWEEPS
            self._wake.wait(SECONDS_BETWEEN_LOOKS)
            self._wake.clear()
            self.save_all()


def project_name(name: str) -> str:
    """What a project is called in the list: its recipe's name."""
    return shortened(name, 200) or "My customers"
