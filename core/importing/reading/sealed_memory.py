"""Memory that the server and a reading process share: a large file on its way there, a large table on its way back.

The table lies in memory that is written once, sealed, and then mapped. The file lies in the inbox that each process has
from its start; only the server writes there, and it never maps it, so that no process can hurt it. Through a pipe every
byte would be copied twice more. Linux alone can do this; elsewhere the pipe is used.
"""

import contextlib
import mmap
import os
import sys
from collections.abc import Callable
from typing import BinaryIO

POSSIBLE = sys.platform == "linux" and hasattr(os, "memfd_create") and os.path.isdir("/proc/self/fd")
WORTH = 1_000_000  # bytes below which the pipe is as quick

if sys.platform == "linux":
    import fcntl

    SEALS = fcntl.F_SEAL_SEAL | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE


def sealed(write: Callable[[BinaryIO], None]) -> int | None:
    """A file in memory with what `write` writes, which nobody can change any more; None where the system refuses."""
    if sys.platform != "linux":
        return None
    held = None
    try:
        held = os.memfd_create("table", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        with os.fdopen(os.dup(held), "wb") as file:
            write(file)
        fcntl.fcntl(held, fcntl.F_ADD_SEALS, SEALS)
    except OSError:
        if held is not None:
            os.close(held)
        return None
    return held


def mapped(process: int, held: int) -> mmap.mmap | None:
    """What the `process` holds sealed; None where it is not, or the system shows it to nobody.

    The seals are looked at because a process gone wrong that cut the file short could end the one that maps it.
    """
    if sys.platform != "linux":
        return None
    with contextlib.suppress(OSError):
        file = os.open(f"/proc/{process}/fd/{held:d}", os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            if fcntl.fcntl(file, fcntl.F_GET_SEALS) == SEALS:
                return mmap.mmap(file, os.fstat(file).st_size, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ)
        finally:
            os.close(file)
    return None


def inbox() -> int | None:
    """The number of an empty file in memory that a process can be given at its start; None where there is none."""
    if sys.platform != "linux" or not POSSIBLE:
        return None
    with contextlib.suppress(OSError):
        return os.memfd_create("inbox", os.MFD_CLOEXEC)
    return None


def put(held: int, data: bytes) -> bool:
    """Fill an inbox; whether it could be filled."""
    try:
        os.ftruncate(held, 0)
        done = 0
        while done < len(data):
            done += os.pwrite(held, memoryview(data)[done:], done)
    except OSError:
        return False
    return True


def emptied(held: int) -> None:
    """Give an inbox's memory back."""
    with contextlib.suppress(OSError):
        os.ftruncate(held, 0)


def found_in(held: int) -> mmap.mmap:
    """What lies in an inbox."""
    return mmap.mmap(held, 0, access=mmap.ACCESS_READ)
