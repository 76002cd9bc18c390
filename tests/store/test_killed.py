"""Writers killed at random moments: what was said to be saved is there, every project opens, each run is whole."""

import json
import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.importing.table import content_hash
from core.store import portable, projects, runs, saving
from core.store.store import Store
from tests.conftest import ROOT
from tests.store.writer import CUSTOMERS

pytestmark = pytest.mark.thorough

WRITERS = 2  # at a time, on one store
SECONDS = 120  # for what a writer does next, on a busy machine


@pytest.fixture(scope="session")
def writers() -> Iterator[subprocess.Popen]:
    """The process that forks writers."""
    env = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # a fork copies one thread only
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.store.writer"],
        cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout.readline() == "ready\n"
    yield process
    process.stdin.close()
    process.wait(SECONDS)
    process.stdout.close()


def start(writers, **how) -> int:
    """A writer at work; its process number."""
    writers.stdin.write(json.dumps(how) + "\n")
    writers.stdin.flush()
    return int(writers.stdout.readline())


def noted(path: Path) -> list[dict]:
    """What a writer has noted; its last line may be cut off."""
    lines = path.read_text().split("\n")[:-1] if path.exists() else []
    return [json.loads(line) for line in lines]


def killed_after(pids: list[int], files: list[Path], moments: random.Random) -> None:
    """Kill the writers one after the other: some things after the start, somewhere within the next one."""
    things, until = moments.choice([0, 1, 2, 3, 5, 8]), time.monotonic() + SECONDS
    while min(len(noted(path)) for path in files) < things:
        assert time.monotonic() < until, "a writer does nothing"
        for pid in pids:
            os.kill(pid, 0)  # it has not ended by itself
        time.sleep(0.002)
    for pid in pids:
        time.sleep(moments.random() ** 2 * 0.05)
        os.kill(pid, signal.SIGKILL)


def whole_files(folder: Path) -> None:
    """Files that writers took away are whole, whichever they are; of those cut short there is none."""
    for file in folder.glob("*-*.zip"):
        with zipfile.ZipFile(file) as archive:
            assert archive.testzip() is None
            members = json.loads(archive.read(portable.DOCUMENT))["parts"].values()
            assert set(members) <= set(archive.namelist())
        file.unlink()
    for file in folder.glob("*-*.csv"):
        assert len(file.read_text().splitlines()) == 1 + CUSTOMERS
        file.unlink()


class Said:
    """What all writers so far were told is saved, and what they were about to take away."""

    def __init__(self) -> None:
        self.saved: dict[str, tuple[int, str | None]] = {}
        self.runs: dict[str, tuple[str, str]] = {}
        self.taken: set[str] = set()
        self.backups: set[str] = set()

    def take(self, lines: list[dict]) -> dict[str, int]:
        """Go on with a writer's notes, in their order; the projects that are its own, with their revisions."""
        for line in lines:
            if "saved" in line:
                self.saved[line["saved"]] = (line["revision"], line.get("mark"))
            elif "run" in line:
                self.runs[line["run"]] = (line["of"], line["mark"])
            elif "takes" in line:
                self.taken.add(line["takes"])
            elif "backup" in line:
                self.backups.add(line["backup"])
        return {line["saved"]: line["revision"] for line in lines if "saved" in line}

    def check(self, store: Store) -> dict[str, int]:
        """Hold the store to it; the revisions of all projects. Nothing is half there, not even a project."""
        there = {project.id: project for project in projects.listed(store)}
        for project, (revision, mark) in self.saved.items():
            if project in self.taken:
                continue
            assert there[project].revision >= revision, "what was said to be saved is there"
            if mark and there[project].revision == revision:
                study = saving.load(store, project).study
                assert (study.recipe.name, study.customer_notes) == (mark, {"c1": mark})
        kept = {}
        for project in there:
            study = saving.load(store, project).study
            assert content_hash(study.table.held) == study.table.hash
            assert (study.model is None) == (there[project].overview.tiers is None)
            if study.model is not None:
                assert len(study.segments().k) == sum(there[project].overview.tiers)
            for run in runs.listed(store, project):
                kept[run.id] = run
                whole = runs.load(store, run.id)
                assert runs.result(store, run.id)["k"].tolist() == whole.study.segments().k.tolist()
                assert run.metrics["network"]["nets"] == 2
        for run, (project, mark) in self.runs.items():
            if not {run, project} & self.taken:
                assert kept[run].name == mark
        for backup in self.backups:
            with zipfile.ZipFile(backup) as archive:
                assert archive.testzip() is None
            os.unlink(backup)
        self.backups.clear()
        return {project: there[project].revision for project in there}


def kill(times: int, writers: subprocess.Popen, url: str, folder: Path, seed: int) -> Store:
    """Kill writers so many times, and look at the store each time as a server that starts anew."""
    said, moments, mine = Said(), random.Random(seed), [{} for _ in range(WRITERS)]
    for number in range(times):
        files = [folder / f"notes-{number}-{k}" for k in range(WRITERS)]
        pids = [
            start(writers, url=url, notes=str(file), seed=number * WRITERS + k, mine=mine[k])
            for k, file in enumerate(files)
        ]
        killed_after(pids, files, moments)
        for own, file in zip(mine, files, strict=True):
            own |= said.take(noted(file))
        store = Store.open(url)
        now = said.check(store)
        whole_files(folder)
        mine = [{project: now[project] for project in own if project in now} for own in mine]
        if number < times - 1:
            store.close()
    return store


def test_a_few_kills_lose_nothing(writers, url, folder):
    """Two writers on one store, killed five times somewhere in what they do, from the first migration on."""
    kill(5, writers, url, folder, seed=1).close()


@pytest.mark.long
def test_two_hundred_kills_lose_nothing(writers, url, folder):
    """The same two hundred times; what killed writers have left half written goes an hour later, the rest at once."""
    store = kill(200, writers, url, folder, seed=2)
    for path in store.blobs.folder.iterdir():
        os.utime(path, (0, 0))
    store.collect()
    for project in projects.listed(store):
        projects.purge(store, project.id)
    assert list(store.blobs.folder.iterdir()) == []
    store.close()
