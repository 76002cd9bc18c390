"""A file that Tierboard saved as a .zip with a JSON document in it, brought back without trust.

Sizes are known before anything is unpacked, and no member is looked into that was not asked for.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from core.problems import DataProblem, shortened

# What a broken archive, array or document is found by.
DAMAGED = (
    zipfile.BadZipFile, zlib.error, struct.error, ValueError, TypeError, KeyError, OverflowError, EOFError, OSError,
    RuntimeError, SyntaxError,
)  # fmt: skip


class Part(BaseModel):
    """A part of a document: nothing is in it that is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


AnyDocument = TypeVar("AnyDocument", bound=Part)


@dataclass(frozen=True)
class Limits:
    """How many members an archive may have, and how many bytes unpacked: all of them, and one that is JSON."""

    members: int
    unpacked: int
    document: int


def members_of(data: bytes, limits: Limits, allowed: Callable[[set[str]], bool]) -> dict[str, bytes]:
    """Name -> content of each member. Raises one of DAMAGED where it holds other names, or is too large."""
    # Entries of an archive are many times larger as objects: count them before they are made. In content that is
    # compressed the same four bytes come up by chance.
    if data.count(b"PK\x01\x02") > 2 * limits.members:
        raise ValueError("too many members")
    found = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        names = {entry.filename for entry in entries}
        if len(names) < len(entries) or len(entries) > limits.members or not allowed(names):
            raise ValueError("other members")
        if sum(entry.file_size for entry in entries) > limits.unpacked:
            raise ValueError("too large")
        for entry in entries:
            if entry.filename.endswith(".json") and entry.file_size > limits.document:
                raise ValueError("too large a document")
            if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise ValueError("another compression")
            with archive.open(entry) as stream:
                content = stream.read(entry.file_size + 1)  # no more than was said, whatever is inside
            if len(content) != entry.file_size:
                raise ValueError("another size")
            found[entry.filename] = content
    return found


def document_of(kind: type[AnyDocument], plain: Any, version: int, what: str, name: str, fix: str) -> AnyDocument:
    """The document of parsed JSON. Raises DataProblem; `what` it is ("model") and the file's `name` are quoted."""
    found = plain.get("version") if isinstance(plain, dict) else None
    if isinstance(found, int) and found > version:
        raise DataProblem(
            f"this {what} has version {found}, newer than this program",
            file=name,
            accepted=f"version {version}",
            fix="update Tierboard",
        )
    try:
        return kind.model_validate(plain)
    except ValidationError as error:
        place = ".".join(str(step) for step in error.errors()[0]["loc"]) or "the document"
        why = f"{shortened(place)!r} cannot be used"
        raise DataProblem(f"this {what} does not fit together: {why}", file=name, fix=fix) from None
