"""Writers that are killed: `python -m tests.store.writer` makes one for each line that it reads, ready in a moment.

A writer works on the store without an end, each time differently, and notes in a file, line by line, what it is about
to take away and what it was told is saved. It is forked from a process that has imported and trained all that it needs.
"""

import ctypes
import json
import os
import random
import signal
import sys
from pathlib import Path
from typing import Any

from core.importing.table import Table
from core.network.threads import one_blas_thread
from core.parquet_documents import from_parquet
from core.store import portable, projects, runs, saving
from core.store.backup import backup
from core.store.keeping import sweep
from core.store.store import Store
from core.study import Study
from tests.test_study import people, recipe

MOST_PROJECTS = 4  # of one writer
MOST_RUNS = 3  # of one project
PR_SET_PDEATHSIG = 1


def main() -> None:
    """Fork a writer for each line, a JSON object with `url`, `notes`, `seed` and `mine`; answer with its number."""
    one_blas_thread()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those that are killed
    trained = Study(people(60), recipe().replaced("training.epochs", 5)).trained()
    trained.segments()
    print("ready", flush=True)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # none outlives the tests
            Writer(trained=trained, **json.loads(line)).work()
        print(child, flush=True)


class Writer:
    """One that works until it is killed. mine: the projects that it may change, with their revisions."""

    def __init__(self, trained: Study, url: str, notes: str, seed: int, mine: dict[str, int]) -> None:
        self.trained, self.mine, self.random = trained, mine, random.Random(seed)
        self.notes, self.folder = os.open(notes, os.O_WRONLY | os.O_CREAT | os.O_APPEND), Path(notes).parent
        os.environ["TIERBOARD_DATA"] = str(self.folder)
        self.url, self.number, self.seed = url, 0, seed

    def note(self, **what: Any) -> None:
        """One line, which a kill cannot take back."""
        os.write(self.notes, json.dumps(what).encode() + b"\n")

    def work(self) -> None:
        """Do one thing after the other."""
        self.store = Store.open(self.url)
        self.note(opened=True)
        while True:
            if len(self.mine) < 2:
                self.create()
            act = self.random.choice(
                [self.save] * 4 + [self.run] * 2 + [self.take_along, self.copy, self.purge, self.tidy]
            )
            act()

    def another(self) -> tuple[Study, str]:
        """A study that was not there before, and the mark by which it is known again."""
        self.number += 1
        mark = f"{self.seed}-{self.number}"
        study = self.trained.change(customer_notes={"c1": mark}, recipe=self.trained.recipe.replaced("name", mark))
        if self.random.random() < 0.3:  # a table that no other shares
            table = study.table
            assert table is not None  # it is trained
            study = study.change(table=Table(table.held, table.rows, mark, None, table.hash))
        return study, mark

    def create(self) -> None:
        """A new project, saved for the first time."""
        project = projects.create(self.store, "New")
        self.note(saved=project, revision=0)
        self.mine[project] = 0
        self.save(project)

    def save(self, project: str | None = None) -> None:
        """The next revision of a project."""
        project = project or self.random.choice(list(self.mine))
        study, mark = self.another()
        self.mine[project] = saving.save(self.store, project, study, self.mine[project])
        self.note(saved=project, revision=self.mine[project], mark=mark)

    def run(self) -> None:
        """A run of a project; an old one goes where there are many."""
        project = self.random.choice(list(self.mine))
        for old in runs.listed(self.store, project)[MOST_RUNS:]:
            self.note(takes=old.id)
            runs.delete(self.store, old.id)
        study, mark = self.another()
        self.note(run=runs.add(self.store, project, study, mark), of=project, mark=mark)

    def take_along(self) -> None:
        """A project exported and imported again."""
        if len(self.mine) < MOST_PROJECTS:
            data = portable.packed(self.store, self.random.choice(list(self.mine)))
            project = portable.brought(self.store, data, "p.zip", from_parquet)
            self.mine[project] = 0
            self.note(saved=project, revision=0)

    def copy(self) -> None:
        """A copy of a project."""
        if len(self.mine) < MOST_PROJECTS:
            project = projects.duplicate(self.store, self.random.choice(list(self.mine)), "Copy")
            self.mine[project] = 0
            self.note(saved=project, revision=0)

    def purge(self) -> None:
        """A project taken away for good."""
        if len(self.mine) > 2:
            project = self.random.choice(list(self.mine))
            del self.mine[project]
            self.note(takes=project)
            projects.purge(self.store, project)

    def tidy(self) -> None:
        """What nothing points at is taken away, and all is backed up."""
        sweep(self.store)
        self.store.collect(grace=0.0)
        path = self.folder / f"{self.seed}-{self.number}.backup"
        backup(self.store, path)
        self.note(backup=str(path))


if __name__ == "__main__":
    main()
