"""Who works on what: a bounded registry on the server, under an unguessable token that stands in the page's address.

A reload, a second tab or a dropped connection finds the same workspace again; after a restart of the server it is
opened from the store (saving.py), whose projects have the same tokens. Session state holds the token and the revision
this window last drew; a write on an older revision is refused in words.

A former run is looked at in a workspace of its own, whose token is `run.` and the run's id: every page shows it as any
other, `write` refuses whatever would change it, and it is never saved.
"""

import datetime as dt
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import streamlit as st

from core.importing.mapping.proposal import Reason
from core.importing.mapping.remembered import remember_change
from core.problems import DataProblem, shortened
from core.recipe import Recipe
from core.study import Study
from pages.shared.jobs import TrainingJob
from pages.shared.saving import Saver, keep_trying, open_store
from pages.shared.work import Work

if TYPE_CHECKING:
    from core.store.histories import Histories
    from core.store.runs import Run
    from core.store.store import Store

MOST = 200
OF_A_RUN = "run."  # no token of a project holds a point
MOST_RUNS_WAITING = 20
HOURS_KEPT = 24
STALE = "Another window changed this project a moment ago. You now see its newest state; please make your change again."


@dataclass
class Workspace:
    """One person's work: the study, the file it came from, the training and other work in progress."""

    token: str
    study: Study = field(default_factory=Study)
    shows: "Run | None" = None  # the former run that is only looked at here
    revision: int = 0
    file: tuple[str, bytes] | None = None  # name and bytes as uploaded, to read another sheet
    second: tuple[str, bytes] | None = None  # of the file that is joined to it
    # Place (sheet, corner) and what was seen of each table of the "first" and "second" workbook, once looked at.
    sheets: dict[str, list[tuple[tuple[str, str | None], str]]] = field(default_factory=dict)
    shape: str | None = None  # of an uploaded file's headings, under which its mapping is remembered
    remembered: dt.date | None = None  # the day of the remembered mapping in use
    proposed: Recipe | None = None  # what was proposed for it, and why
    reasons: dict[str, Reason] = field(default_factory=dict)
    hints: tuple[str, ...] = ()
    could_follow: Study | None = None  # the trained state before a file of other headings that has all it needs
    job: TrainingJob | None = None
    work: dict[str, Work] = field(default_factory=dict)  # "judging", "retraining", and files by what they are
    look: dict[str, tuple[str, bytes]] = field(default_factory=dict)  # the deck's "template" and "logo": name, bytes
    since: str | None = None  # the former run that files are compared with
    runs_in_sight: dict[str, Study] = field(default_factory=dict)  # of two runs at most, while they are compared
    # Trained studies that the store does not yet hold as runs.
    runs_to_keep: deque[Study] = field(default_factory=lambda: deque(maxlen=MOST_RUNS_WAITING))
    stored: Study | None = None  # the study as it lies in the store, once it does
    stored_revision: int = 0
    not_saved: str | None = None  # why the last save failed, in one sentence
    try_again: float = 0.0  # when it is saved again then
    overtaken: bool = False  # another server has saved the project since it was opened here
    saving: threading.Lock = field(default_factory=threading.Lock)
    lock: threading.RLock = field(default_factory=threading.RLock)
    used: float = field(default_factory=time.monotonic)

    @property
    def project(self) -> str:
        """The token of the project that this is, or whose run it shows."""
        return self.shows.project if self.shows else self.token

    def adopt(self) -> None:
        """Take over the model of a training that has ended, and the results of a check and of retrainings.

        Changes made meanwhile show as out of date.
        """
        with self.lock:
            job = self.job
            if job and job.model is not None and not job.adopted:
                self.study = self.study.change(model=job.model)
                self.runs_to_keep.append(job.study.change(model=job.model))
                job.adopted = True
            for work in self.work.values():
                if work.part and work.result is not None and not work.adopted:
                    self.study = self.study.change(**{work.part: work.result})
                    work.adopted = True

    def touch(self) -> None:
        """Note that somebody looks at it now."""
        self.used = time.monotonic()
        if self.job:
            self.job.touch()

    def leave_training(self) -> None:
        """Stop a training, and end all other work, whose file or recipe has been replaced."""
        if self.job:
            self.job.stop()
            self.job = None
        for work in self.work.values():
            work.cancel()
        self.work = {}

    def training(self) -> bool:
        """Whether a training runs or is paused."""
        return self.job is not None and self.job.snapshot().active

    def working(self) -> bool:
        """Whether a check, retrainings or the making of a file runs or waits."""
        return any(work.snapshot().active for work in list(self.work.values()))  # another window may add one


class Registry:
    """Workspaces by token, MOST at a time: empty ones and runs that are looked at make room first, then the oldest; one
    unused for HOURS_KEPT goes when the next one comes.

    Where there is a store they are its projects: each is opened when it is asked for, saved by itself, and goes only
    once it is saved. problem: why there is no store, where there should be one.
    """

    def __init__(self, store: "Store | None" = None, problem: str | None = None) -> None:
        self._held: dict[str, Workspace] = {}
        self._lock, self._opening = threading.Lock(), threading.Lock()
        self.store, self.problem = store, problem
        self.saver = Saver(store, self.held) if store else None
        if problem:
            keep_trying(self.begin)

    def begin(self, store: "Store") -> None:
        """Keep all projects in this store from now on: it could not be opened when the server started."""
        self.store, self.saver, self.problem = store, Saver(store, self.held), None

    @cached_property
    def histories(self) -> "Histories":
        """Customers over the runs; asked where there is a store."""
        from core.store.histories import Histories

        assert self.store is not None  # runs are listed from it
        return Histories(self.store)

    def held(self) -> list[Workspace]:
        """All projects that are in memory."""
        with self._lock:
            return [workspace for workspace in self._held.values() if workspace.shows is None]

    def find(self, token: str | None) -> Workspace | None:
        """The workspace under a token, marked as used now; None where there is none (any more).

        Raises DataProblem where its project or run cannot be read, Gone where it is a run that is there no longer.
        """
        with self._lock:
            workspace = self._held.get(token or "")
        if workspace is None and token and self.store:
            workspace = self._open(token, self.store)
        if workspace:
            workspace.touch()
        return workspace

    def create(self) -> Workspace:
        """A new empty workspace; the oldest make room for it, empty ones first."""
        return self._hold(Workspace(secrets.token_urlsafe(18)))

    def forget(self, token: str) -> None:
        """Let go of a workspace, saved or not: its project or run is deleted, or is to be read anew."""
        with self._lock:
            workspace = self._held.pop(token, None)
            for run in [w.token for w in self._held.values() if w.shows and w.project == token]:
                del self._held[run]
        if workspace:
            workspace.leave_training()

    def look_again(self, workspace: Workspace) -> None:
        """Have a run that is looked at be called as it is by now. Raises Gone where it was deleted meanwhile."""
        from core.store.runs import one
        from core.store.store import Gone

        if workspace.shows and self.store:
            try:
                workspace.shows = one(self.store, workspace.shows.id)
            except Gone:
                self.forget(workspace.token)
                raise

    def _open(self, token: str, store: "Store") -> Workspace | None:
        from core.store.saving import load
        from core.store.store import Gone

        with self._opening:  # two windows that come at once get one workspace
            with self._lock:
                if token in self._held:
                    return self._held[token]
            if token.startswith(OF_A_RUN):
                return self._hold(self._opened_run(token, store))
            try:
                found = load(store, token)
            except Gone:
                return None
            return self._hold(Workspace(token, found.study, stored=found.study, stored_revision=found.revision))

    def _opened_run(self, token: str, store: "Store") -> Workspace:
        from core.store.runs import load

        found = load(store, token.removeprefix(OF_A_RUN))
        with self._lock:
            project = self._held.get(found.run.project)
        look = project.look if project else {}  # its deck has the template and the logo of the project's
        return Workspace(token, found.study, shows=found.run, stored=found.study, look=look)

    def _hold(self, workspace: Workspace) -> Workspace:
        now = time.monotonic()
        with self._lock:
            self._held[workspace.token] = workspace
            by_age = sorted(self._held.values(), key=lambda w: (w.study.table is not None and not w.shows, w.used))
            surplus = len(by_age) - MOST
            for k, old in enumerate(by_age):
                too_old = old.used < now - HOURS_KEPT * 3600
                if (k < surplus or too_old) and old is not workspace and self._may_go(old):
                    del self._held[old.token]
        return workspace

    def _may_go(self, old: Workspace) -> bool:
        unsaved = self.store is not None and old.study.table is not None and old.study is not old.stored
        return not (unsaved or old.training() or old.working())


@st.cache_resource(show_spinner=False)
def registry() -> Registry:
    """The one registry of this server."""
    return Registry(*open_store())


def current() -> Workspace:
    """The workspace of this window: by the token in the address, else by the session, else a new one.

    Raises DataProblem where the project or run at this address cannot be read.
    """
    state, held = st.session_state, registry()
    asked = st.query_params.get("w")
    workspace = held.find(asked)
    if workspace is None and asked and held.problem:
        raise DataProblem(held.problem)  # it may well be there, and must not leave the address
    workspace = workspace or held.find(state.get("token"))
    if workspace is None:
        workspace = held.create()
        state["token_lost"] = asked is not None
    state["token"] = workspace.token
    if asked != workspace.token:
        st.query_params["w"] = workspace.token
    return workspace


def tell(sentence: object) -> bool:
    """Keep a sentence for the top of the next drawing; always False, as the answer of an action that failed."""
    st.session_state["told"] = str(sentence)
    return False


def write(change: Callable[[Workspace], None], *, harmless: bool = False) -> bool:
    """Apply a change, unless another window has changed the workspace since this one drew it; True when it is done.

    A former run refuses all that is not `harmless`, which leaves the study as it is. What the user can mend is kept in
    the session and shown at the top of the next drawing.
    """
    workspace = current()
    if workspace.shows and not harmless:
        return tell(f"{run_in_words(workspace.shows)}; work on from it to change something.")
    with workspace.lock:
        if st.session_state.get("seen", workspace.revision) != workspace.revision:
            return tell(STALE)
        file, recipe = workspace.file, workspace.study.recipe
        try:
            change(workspace)
        except DataProblem as problem:
            return tell(problem)
        if workspace.file is file:  # a change by hand, no other file
            remember_change(workspace.shape, recipe, workspace.study.recipe)
        workspace.revision += 1
        st.session_state["seen"] = workspace.revision
    if saver := registry().saver:
        saver.soon()
    return True


def run_in_words(run: "Run") -> str:
    """`This is Run 3 as it was on 3 Nov 2026, 14:05, only to be looked at`."""
    return f"This is {shortened(run.name, 60)} as it was on {day_of(run.made)}, only to be looked at"


def day_of(seconds: float) -> str:
    """A moment since 1970: `3 Nov 2026, 14:05`."""
    then = dt.datetime.fromtimestamp(seconds)
    return f"{then.day} {then:%b %Y, %H:%M}"


def write_recipe(path: str, value: object) -> None:
    """Set one field of the recipe, from a callback; a function is called for the value, and may raise DataProblem."""

    def change(workspace: Workspace) -> None:
        new = value() if callable(value) else value
        workspace.study = workspace.study.change(recipe=workspace.study.recipe.replaced(path, new))

    write(change)
