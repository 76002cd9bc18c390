"""Files read in processes of their own, so that none can end the server, fill its memory or hold it up.

    server ── request: bytes, name, settings ──> reading process: core.importing.reading.reading_process
           <── table, or one sentence ──────────

At most two such processes stand ready. Each has a limit of memory, each file one of time; a process that dies of a
file, overruns its time or has grown large is replaced, and the next file finds another.
"""

import atexit
import contextlib
import logging
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from mmap import mmap
from pathlib import Path
from typing import Any, BinaryIO, cast

import pyarrow as pa

from core.importing.reading import sealed_memory
from core.importing.reading.cells import Cells
from core.importing.reading.messages import SHEET_NOTES, read_message, table_from_message, write_message
from core.importing.reading.signs import signs_in
from core.importing.reading.workbooks import SheetNote
from core.importing.table import Table
from core.parquet_documents import columns_of
from core.problems import DataProblem
from core.recipe import FileSettings

log = logging.getLogger(__name__)
ROOT = Path(__file__).parents[3]
FIND_OUT = FileSettings()
MOST_PROCESSES = 2
SECONDS, SECONDS_PER_MB = 5.0, 2.0
SECONDS_OF_DECKS = 60  # more for the first of them on a busy machine, which brings python-pptx
START_SECONDS = 120  # for the imports of a new process on a busy machine; no file is open yet
RETIRED = 77  # the exit code of a process that ended by itself after a large file
LARGE = 20_000_000  # bytes of a file after which it may have
SMALLER = "leave out rows or columns, or save only the table as .csv"


def read_apart(data: bytes, name: str, settings: FileSettings = FIND_OUT, **options: Any) -> Table:
    """`readers.read_table` in a process of its own; raises nothing but DataProblem.

    `options` (JSON values) are handed on to `read_table` as they are.
    """
    request = {"do": "table", "name": name, "settings": settings.model_dump(mode="json"), "options": options}
    return table_from_message(*_answer(request, data))


def sheets_apart(data: bytes, name: str, **options: Any) -> list[SheetNote]:
    """`readers.sheets` in a process of its own; raises nothing but DataProblem."""
    header, _ = _answer({"do": "sheets", "name": name, "options": options}, data)
    return SHEET_NOTES.validate_python(header["sheets"])


def cells_apart(data: bytes, name: str, **options: Any) -> list[Cells]:
    """`cells.cells` in a process of its own; raises nothing but DataProblem."""
    header, _ = _answer({"do": "cells", "name": name, "options": options}, data)
    return [Cells(**sheet) for sheet in header["cells"]]


def saved_apart(data: bytes, name: str) -> tuple[dict[str, Any], dict[str, pa.ChunkedArray]]:
    """`parquet_documents.from_parquet` in a process of its own; raises nothing but DataProblem."""
    header, body = _answer({"do": "saved", "name": name, "options": {}}, data)
    return columns_of(header["told"], pa.ipc.open_stream(pa.py_buffer(body)).read_all(), name)


def made_apart(what: str, data: bytes, name: str, fix: str) -> bytes:
    """A file of a deck made harmless (core.export.deck.dressing: "template" or "logo") in a process of its own.

    fix: what is advised where the process dies of it. Raises nothing but DataProblem.
    """
    _, body = _answer({"do": what, "name": name, "options": {}, "fix": fix, "more_seconds": SECONDS_OF_DECKS}, data)
    return bytes(body)


def warm_up(delay: float = 2.0) -> None:
    """Have a process ready for the first file, started `delay` seconds from now; at once where one is ready."""
    _pool.warm_up(delay)


def _answer(request: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes | mmap]:
    """What a reading process says to a request. Raises DataProblem where it refuses, dies or takes too long."""
    header, body = _pool.ask(request, data)
    if "refused" in header:
        raise _as_told(header["refused"])
    if "bug" in header:
        log.error("Reading a file failed:\n%s", header["bug"])
        fix = request.get("fix", "save the table as .xlsx or .csv")
        raise _unread(request["name"], "something in it was not foreseen", fix)
    return header, body


def _as_told(sentence: str) -> DataProblem:
    """A problem whose sentence is whole already.

    It is made here because an exception that a variable names beside its `raise` keeps that frame, and with it the
    file's bytes, until the garbage is next collected.
    """
    problem = DataProblem("refused")
    problem.args = (sentence,)
    return problem


def _unread(name: str, why: str, fix: str) -> DataProblem:
    return DataProblem(f"the file could not be read: {why}", file=name, fix=fix)


class _Process:
    """One reading process, and the pipes to it."""

    def __init__(self) -> None:
        self.inbox = sealed_memory.inbox()
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "core.importing.reading.reading_process", str(self.inbox)],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": path, "RUST_BACKTRACE": "0"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pipesize=1 << 20,
            pass_fds=[] if self.inbox is None else [self.inbox],  # neither the server's sockets nor other pipes
        )
        self.ready = self.killed = False

    def ask(self, request: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes | mmap]:
        """The answer to one request. Raises TimeoutError, or EOFError or OSError where the process has died."""
        if not self.ready:
            with self._killed_after(START_SECONDS):
                read_message(self._from)
            self.ready = True
        seconds = seconds_for(data) + request.get("more_seconds", 0)
        with self._killed_after(seconds), contextlib.ExitStack() as at_last:
            inbox, signs = self._put(data)
            if inbox is not None:
                at_last.callback(sealed_memory.emptied, inbox)
            request = {**request, "seconds": seconds, "maps": sealed_memory.POSSIBLE, "inbox": inbox, "signs": signs}
            write_message(self._to, request, data if inbox is None else b"")
            header, body = read_message(self._from)
            if "held" not in header:
                return header, body
            taken = sealed_memory.mapped(self.process.pid, header["held"])
            write_message(self._to, {"taken": taken is not None})
            return read_message(self._from) if taken is None else (header, taken)

    def _put(self, data: bytes) -> tuple[int | None, dict[str, Any] | None]:
        """The number of the inbox with a large file, and the file's signs, counted while it is copied.

        None twice where it has to go through the pipe.
        """
        if self.inbox is None or not sealed_memory.POSSIBLE or len(data) < sealed_memory.WORTH:
            return None, None
        with ThreadPoolExecutor(1) as beside:
            counted = beside.submit(signs_in, data)
            done = sealed_memory.put(self.inbox, data)
        return (self.inbox, asdict(counted.result())) if done else (None, None)

    @contextlib.contextmanager
    def _killed_after(self, seconds: float) -> Any:
        """Kill the process where what is done inside takes longer, and raise TimeoutError."""

        def kill() -> None:
            self.killed = True
            self.process.kill()

        timer = threading.Timer(seconds, kill)
        timer.daemon = True
        timer.start()
        try:
            yield
        except (EOFError, OSError):
            if self.killed:
                raise TimeoutError(f"no answer within {seconds:.0f} seconds") from None
            raise
        finally:
            timer.cancel()

    def alive(self) -> bool:
        return self.process.poll() is None

    def end(self) -> None:
        """End the process, whatever it is doing; its memory goes back to the machine."""
        self.process.kill()
        self.process.wait()
        for pipe in (self._to, self._from):
            with contextlib.suppress(OSError):
                pipe.close()
        if self.inbox is not None:
            os.close(self.inbox)
            self.inbox = None

    @property
    def _to(self) -> BinaryIO:
        return cast(BinaryIO, self.process.stdin)

    @property
    def _from(self) -> BinaryIO:
        return cast(BinaryIO, self.process.stdout)


class _Pool:
    """The processes that stand ready. Any thread may ask; more than `MOST_PROCESSES` at a time wait for their turn."""

    def __init__(self) -> None:
        self._idle: list[_Process] = []
        self._lock = threading.Lock()
        self._turns = threading.BoundedSemaphore(MOST_PROCESSES)
        self._busy: set[_Process] = set()
        self._closed = self._waking = False

    def ask(self, request: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes | mmap]:
        """The answer of one of the processes. Raises DataProblem where it dies or takes too long."""
        name = request["name"]
        with self._turns:
            while True:
                try:
                    one = self._take()
                except OSError:
                    log.exception("No reading process could be started")
                    raise _unread(name, "the reader could not be started", "try again in a moment") from None
                try:
                    return one.ask(request, data)
                except TimeoutError as late:
                    log.warning("A file of %d bytes was given up: %s", len(data), late)
                    took = f"it took longer than {seconds_for(data) + request.get('more_seconds', 0):.0f} seconds"
                    raise _unread(name, took, request.get("fix", SMALLER)) from None
                except (EOFError, OSError):
                    code = one.process.wait()
                    if code == RETIRED:  # of the file before, just as this one came
                        continue
                    log.warning("A file of %d bytes ended the process that read it (exit code %d)", len(data), code)
                    fix = request.get("fix", SMALLER)
                    raise _unread(name, "it is damaged or needs too much memory", fix) from None
                finally:
                    self._give_back(one)
                    if len(data) > LARGE:
                        self.warm_up(delay=3.0)

    def warm_up(self, delay: float) -> None:
        """Start a process after `delay` seconds, should none be idle then."""
        with self._lock:
            if self._waking or self._closed:
                return
            self._waking = True
        timer = threading.Timer(delay, self._start_ahead)
        timer.daemon = True
        timer.start()

    def close(self) -> None:
        """End all processes; for the server's end."""
        with self._lock:
            self._closed = True
            processes = [*self._idle, *self._busy]
            self._idle.clear()
        for one in processes:
            one.end()

    def _take(self) -> _Process:
        with self._lock:
            self._bury()
            one = self._idle.pop() if self._idle else _Process()
            self._busy.add(one)
        return one

    def _give_back(self, one: _Process) -> None:
        with self._lock:
            self._busy.discard(one)
            if not one.killed and one.alive() and not self._closed:
                self._idle.append(one)
                return
        one.end()
        self._start_ahead()

    def _start_ahead(self) -> None:
        with self._lock:
            self._waking = False
            self._bury()
            if not (self._idle or self._busy or self._closed):
                with contextlib.suppress(OSError):  # told when a file comes
                    self._idle.append(_Process())

    def _bury(self) -> None:
        for one in [one for one in self._idle if not one.alive()]:
            self._idle.remove(one)
            one.end()


def seconds_for(data: bytes) -> float:
    """How long a file may take: about ten times what the slowest of its size needs."""
    return SECONDS + SECONDS_PER_MB * len(data) / 1e6


_pool = _Pool()
atexit.register(_pool.close)
