"""Blobs: files in the data folder, each named by the SHA-256 of its content, written whole or not at all.

A file is written before the transaction that points at it, and that transaction makes sure that it is there
(`missing`). It is taken away only by a transaction that is alone and finds nothing that points at it (`collect`).
So a file that stands in the database is in the folder, whenever a process ends.
"""

import hashlib
import math
import os
import time
from collections.abc import Iterable
from pathlib import Path

from core.data_folder import write_whole
from core.problems import DataProblem

GRACE = 3600.0  # seconds that a file nobody points at is left for whoever has just written it


class Blobs:
    """The blobs in one folder."""

    def __init__(self, folder: Path) -> None:
        """`folder` is made where there is none. Raises OSError."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder = folder

    def put(self, data: bytes) -> str:
        """Keep `data`, and its hash. A file that is there already counts as written now. Raises OSError."""
        name = hashlib.sha256(data).hexdigest()
        if not self.touch(name):
            write_whole(self.folder / name, data, replace=False)
            _flush_names(self.folder)
        return name

    def touch(self, name: str) -> bool:
        """Whether a blob is there; it counts as written now then."""
        try:
            os.utime(self.folder / name)
        except FileNotFoundError:
            return False
        return True

    def get(self, name: str) -> bytes:
        """What was kept under a hash. Raises DataProblem where it is gone or is no longer that."""
        try:
            data = (self.folder / name).read_bytes()
        except FileNotFoundError:
            data = b""
        if hashlib.sha256(data).hexdigest() != name:
            raise DataProblem(
                "a part of what was saved is missing or damaged in the data folder",
                fix="restore a backup: python -m core store restore FILE",
            )
        return data

    def size(self, name: str) -> int:
        """The bytes of a blob; 0 where it is gone."""
        try:
            return (self.folder / name).stat().st_size
        except FileNotFoundError:
            return 0

    def missing(self, names: Iterable[str]) -> bool:
        """Whether one of the blobs is not there; asked within the transaction that points at them."""
        return not all((self.folder / name).exists() for name in names)

    def collect(self, used: set[str], only: Iterable[str] | None = None, grace: float = GRACE) -> int:
        """Take away blobs that are not in `used`, and how many; asked within a transaction that is alone.

        only: those looked at, whatever their age; all by default, but for those written in the last `grace` seconds,
        and what writers that were killed have left.
        """
        taken, now = 0, time.time()
        if only is not None:
            candidates = [self.folder / name for name in only]
        else:
            candidates = [path for path in self.folder.iterdir() if _age(path, now) > max(grace, _least_grace(path))]
        for path in candidates:
            if path.name not in used and path.exists():
                path.unlink()
                taken += 1
        return taken


def _age(path: Path, now: float) -> float:
    """Seconds since a file was written; of one that is gone already, none."""
    try:
        return now - path.stat().st_mtime
    except FileNotFoundError:
        return -math.inf


def _least_grace(path: Path) -> float:
    """What a writer is at work on is left to it, whoever asks."""
    return GRACE if path.suffix == ".part" else -math.inf


def _flush_names(folder: Path) -> None:
    """Have the disk know the folder's new names; where the system cannot, it does so by itself."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
