"""Ending work that knows nothing of being cancelled, such as a fit of another library."""

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SECONDS_BETWEEN_LOOKS = 0.1


class Cancelled(Exception):
    """The work is not wanted any more."""


@contextmanager
def wanted_while(going: Path | None) -> Iterator[None]:
    """Raise Cancelled in the Python code that runs within, a moment after the file `going` is taken away.

    A single call into compiled code is not interrupted: the exception comes when it is back.
    """
    if going is None:
        yield
        return
    thread, over, turn = threading.get_ident(), threading.Event(), threading.Lock()

    def watch() -> None:
        while not over.wait(SECONDS_BETWEEN_LOOKS):
            if not going.exists():
                with turn:
                    if not over.is_set():
                        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(Cancelled))
                return

    threading.Thread(target=watch, name="cancelling", daemon=True).start()
    try:
        yield
    finally:
        with turn:  # from here on nothing can be raised in what comes after
            over.set()
