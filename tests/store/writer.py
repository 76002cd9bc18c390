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

from core.__main__ import write_by
from core.export.csv_and_parquet import write_csv
from core.export.customers import customer_table
from core.importing.reading.readers import read_table
from core.importing.table import Table
from core.network.threads import one_blas_thread
from core.parquet_documents import from_parquet
from core.store import bringing, portable, projects, runs, saving
from core.store.backup import backup
from core.store.keeping import sweep
from core.store.store import Store
from core.study import Study
from pages.shared.jobs import TrainingJob
from pages.shared.saving import Saver
from pages.shared.workspaces import Workspace
from tests.test_study import people, recipe

CUSTOMERS = 60
MOST_PROJECTS = 4  # of one writer
MOST_RUNS = 3  # of one project
PR_SET_PDEATHSIG = 1


def main() -> None:
    """Fork a writer for each line, a JSON object with `url`, `notes`, `seed` and `mine`; answer with its number."""
    one_blas_thread()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those that are killed
    trained = Study(people(CUSTOMERS), recipe().replaced("training.epochs", 5)).trained()
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
        self.held: list[Workspace] = []
        self.saver = Saver(self.store, lambda: self.held)  # its thread works beside all this, as a server's does
        self.note(opened=True)
        while True:
            if len(self.mine) < 2:
                self.create()
            often = [self.save] * 4 + [self.run, self.train, self.take_along, self.take_away] * 2
            self.random.choice([*often, self.create, self.copy, self.purge, self.purge, self.tidy])()

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
        """A file of customers brought: a new project, there with the first state that is saved."""
        if len(self.mine) >= MOST_PROJECTS:
            return
        csv = self.trained.table.frame.to_csv(index=False).encode()  # type: ignore[union-attr]  # it is trained
        study, mark = self.another()
        study = Study(read_table(csv, "people.csv"), study.recipe, customer_notes={"c1": mark})
        project = projects.new_id()
        self.mine[project] = saving.save(self.store, project, study, None)
        self.note(saved=project, revision=self.mine[project], mark=mark)

    def save(self, project: str | None = None) -> None:
        """The next revision of a project."""
        project = project or self.random.choice(list(self.mine))
        study, mark = self.another()
        self.mine[project] = saving.save(self.store, project, study, self.mine[project])
        self.note(saved=project, revision=self.mine[project], mark=mark)

    def run(self) -> None:
        """A run of a project; an old one goes where there are many."""
        project = self.with_room()
        study, mark = self.another()
        self.note(run=runs.add(self.store, project, study, mark), of=project, mark=mark)

    def train(self) -> None:
        """A project opened, trained by the job of the pages, and saved by their saver, the run with it."""
        project = self.with_room()
        found, (study, mark) = saving.load(self.store, project), self.another()
        workspace = Workspace(project, study, stored=found.study, stored_revision=found.revision)
        workspace.job = TrainingJob(study.change(model=None))
        self.held.append(workspace)
        workspace.job.wait()
        while not self.saver.save(workspace):
            assert not workspace.overtaken, "nobody else changes it"
        self.held.remove(workspace)
        self.mine[project] = workspace.stored_revision
        self.note(saved=project, revision=self.mine[project], mark=mark)
        new = runs.listed(self.store, project)[0]
        self.note(run=new.id, of=project, mark=new.name)

    def with_room(self) -> str:
        """A project that can take another run; old ones go where there are many."""
        project = self.random.choice(list(self.mine))
        for old in runs.listed(self.store, project)[MOST_RUNS:]:
            self.note(takes=old.id)
            runs.delete(self.store, old.id)
        return project

    def take_along(self) -> None:
        """A project exported and imported again."""
        if len(self.mine) < MOST_PROJECTS:
            data = portable.packed(self.store, self.random.choice(list(self.mine)))
            project = bringing.brought(self.store, data, "p.zip", from_parquet)
            self.mine[project] = 0
            self.note(saved=project, revision=0)

    def take_away(self) -> None:
        """A project and its list of customers, written as files."""
        project = self.random.choice(list(self.mine))
        path = self.folder / f"{self.seed}-{self.number}"
        write_by(path.with_suffix(".zip"), lambda out: out.write(portable.packed(self.store, project)))
        study = saving.load(self.store, project).study
        if study.model:
            write_by(path.with_suffix(".csv"), lambda out: write_csv(customer_table(study), out))

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
