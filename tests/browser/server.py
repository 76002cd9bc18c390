"""The app as its users start it, on a free port; all that it says and every host that it calls goes to files."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
GUARD = Path(__file__).parent / "guard"


@dataclass
class Server:
    """A running server: where it answers, and the files that it leaves its words and its foreign calls in."""

    url: str
    process: subprocess.Popen
    log: Path
    foreign: Path
    _read: dict[Path, int] = field(default_factory=dict)  # bytes of each file that were looked at

    def problems(self) -> list[str]:
        """What must never happen and did since the last look: a traceback, a call to another host, an end; in words.

        Since the last look, so that of many tests on one server the one to blame is named, and only that.
        """
        found = []
        if "Traceback (most recent call last)" in (said := self._new_text(self.log)):
            found.append(f"the server's log holds a traceback:\n{said[-4000:]}")
        if calls := self._new_text(self.foreign):
            found.append(f"the server tried to reach another host:\n{calls[:4000]}")
        if self.process.poll() is not None:
            found.append(f"the server ended with {self.process.returncode}:\n{said[-4000:]}")
        return found

    def _new_text(self, file: Path) -> str:
        data = file.read_bytes()
        start, self._read[file] = self._read.get(file, 0), len(data)
        return data[start:].decode(errors="replace")


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(folder: Path, app: str = "serve.py") -> Iterator[Server]:
    """Start `app` (a path from the project's root) and stop it at the end; its files go to `folder`."""
    port = free_port()
    log, foreign = folder / "server.log", folder / "foreign.log"
    foreign.touch()
    options = {
        "server.port": str(port),
        "server.address": "127.0.0.1",
        "server.headless": "true",
        "server.fileWatcherType": "none",
    }
    command = [sys.executable, "-m", "streamlit", "run", app]
    command += [word for name, value in options.items() for word in (f"--{name}", value)]
    path = os.pathsep.join(filter(None, [str(GUARD), os.environ.get("PYTHONPATH")]))
    env = os.environ | {"PYTHONPATH": path, "FOREIGN_CONNECTS": str(foreign), "PYTHONUNBUFFERED": "1"}
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=subprocess.STDOUT)
    server = Server(f"http://127.0.0.1:{port}", process, log, foreign)
    try:
        _wait_until_healthy(server)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_healthy(server: Server, seconds: float = 60) -> None:
    """Return once the server answers; RuntimeError with its log if it ends or stays silent."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.process.poll() is None:
        try:
            with urllib.request.urlopen(f"{server.url}/_stcore/health", timeout=2):
                return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.05)
    raise RuntimeError(f"the server did not come up:\n{server.log.read_text(encoding='utf-8', errors='replace')}")
