"""The process that reads files for the server: requests on stdin, answers on stdout, until stdin ends.

Run as `python -m core.importing.reading.reading_process` by `apart`. Whatever a file does to it, the server goes on.
"""

import contextlib
import gc
import os
import select
import signal
import sys
import traceback
from dataclasses import asdict
from mmap import mmap
from pathlib import Path
from typing import Any

MOST_MEMORY = 8_000_000_000  # bytes of address space; a text of 200 MB with rows of uneven length takes 5
MOST_HELD = 600_000_000  # bytes that may stay behind after a file; with more the process makes room for a new one
IDLE = 5.0  # seconds after which unused memory is given back
RETIRED = 77  # its exit code then
GRACE = 5  # seconds after which a file that the server has given up ends the process, should the server be gone


def main() -> None:
    """Answer requests one after the other."""
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints goes to the log, not among the answers
    _limit_itself()
    import pyarrow as pa

    import core.importing.reading.readers  # noqa: F401  # before the first file comes
    from core.importing.reading.messages import held_apart, read_message, write_message
    from core.importing.reading.sealed_memory import found_in

    # A sheet is a million small objects, none of them in a circle: looking for circles again and again costs a third.
    gc.disable()
    write_message(answers, {"ready": True})
    with contextlib.suppress(EOFError):  # the server has ended
        while True:
            request, sent = read_message(requests)
            data = sent if request["inbox"] is None else found_in(request["inbox"])
            _ring_in(request["seconds"])
            header, body = answer(request, data)
            held = held_apart(body) if request["maps"] else None
            if held is None:
                write_message(answers, header, body)
            else:
                write_message(answers, {**header, "held": held})
                taken, _ = read_message(requests)
                os.close(held)
                if not taken["taken"]:
                    write_message(answers, header, body)
            _ring_in(0)
            del request, sent, data, header, body
            if not _comes_within(IDLE):  # memory at hand makes the next file quicker, should there be one at once
                gc.collect()
                pa.default_memory_pool().release_unused()
                if _held() > MOST_HELD:
                    sys.exit(RETIRED)


def answer(request: dict[str, Any], data: bytes | mmap) -> tuple[dict[str, Any], Any]:
    """Header and body of the answer to one request; never raises."""
    from core.importing.reading.cells import cells
    from core.importing.reading.messages import SHEET_NOTES, table_to_message
    from core.importing.reading.readers import read_table, sheets
    from core.importing.reading.signs import Signs
    from core.parquet_documents import unpacked
    from core.problems import DataProblem
    from core.recipe import FileSettings

    name, options = request["name"], request["options"]
    try:
        if request["do"] == "sheets":
            return {"sheets": SHEET_NOTES.dump_python(sheets(data, name, **options), mode="json")}, b""
        if request["do"] == "cells":
            return {"cells": [asdict(sheet) for sheet in cells(data[:], name, **options)]}, b""
        if request["do"] == "saved":
            told, table = unpacked(data, name)
            return {"told": told}, table
        if request["do"] in ("template", "logo"):
            from core.export.deck import dressing  # few files are, and python-pptx takes its time

            return {}, getattr(dressing, request["do"])(data[:], name)
        settings = FileSettings.model_validate(request["settings"])
        if request["signs"]:
            options = {**options, "signs": Signs(**request["signs"])}
        return table_to_message(read_table(data, name, settings, **options))
    except DataProblem as problem:
        return {"refused": str(problem)}, b""
    except MemoryError:
        what = "the file could not be read: it needs too much memory"
        fix = request.get("fix", "leave out rows or columns, or save only the table as .csv")
        return {"refused": str(DataProblem(what, file=name, fix=fix))}, b""
    except (RecursionError, Exception):
        return {"bug": traceback.format_exc()}, b""


def _limit_itself() -> None:
    """Limits of memory, no core files, and the first to go where the machine runs out; as far as it can."""
    if sys.platform != "win32":
        import resource

        for what, most in ((resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_CORE, 0)):
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(what, (most, resource.getrlimit(what)[1]))
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the server's; it closes stdin
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500", encoding="ascii")


def _comes_within(seconds: float) -> bool:
    """Whether the next request comes within that time; False at once where the system cannot wait for it."""
    try:
        return bool(select.select([0], [], [], seconds)[0])
    except (OSError, ValueError):
        return False


def _ring_in(seconds: float) -> None:
    """End this process by the system's clock, even within foreign code; 0 puts it off."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds + GRACE if seconds else 0)


def _held() -> int:
    """The memory that this process holds, in bytes; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


if __name__ == "__main__":
    main()
