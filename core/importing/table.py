"""A table as it was read: one frame, and where it came from; its columns on the way there, and how large it may be."""

import hashlib
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.importing.coded import VISIBLE, Coded, Column, coded, end_bytes, holds_text, in_arrow, in_text, repeated
from core.problems import DataProblem

ADDED_UP = "added up from order lines"  # how a table was read that nobody filled in
MOST_BYTES, MOST_ROWS, MOST_COLUMNS = 200_000_000, 5_000_000, 2_000
SAVE_AGAIN = "save the table as .xlsx or .csv and choose that file"


@dataclass(frozen=True)
class Personal:
    """A column with personal data: its kind ("name", "mail", "phone", "address", "IP", "coordinates") and its fate."""

    column: str
    kind: str
    done: str  # "left out", "pseudonyms" or "kept"


@dataclass(frozen=True)
class Reading:
    """How a file was read: what was found by itself, and what was left out on the way.

    how: a phrase such as "text in GB18030, separated by semicolons"; tool: the survey tool or shop that wrote it;
    remarks: sentences on headings that were joined, totals left out, other tables in the file; left_out: (row, reason)
    of rows that are no customers' answers ("preview", "unfinished"); personal: columns with personal data;
    scales: heading -> (value, label) of declared value labels, by rising value.
    """

    how: str = ""
    tool: str | None = None
    remarks: tuple[str, ...] = ()
    left_out: tuple[tuple[int, str], ...] = ()
    personal: tuple[Personal, ...] = ()
    scales: dict[str, tuple[tuple[float, str], ...]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Table:
    """An uploaded table of n rows.

    held: the columns as a frame, or by heading, those of text in which values come again as `Coded`.
    rows: (n,) int64, the number of each row in the user's own program (the first line of a file is 1).
    hash: of headings and values; equal tables have equal hashes.
    """

    held: pd.DataFrame | dict[str, Column]
    rows: np.ndarray
    name: str
    sheet: str | None
    hash: str
    reading: Reading = Reading()

    @cached_property
    def frame(self) -> pd.DataFrame:
        """All columns as a frame, made when it is first asked for.

        Headings are unique, non-empty strings; each column is float64 (blank: NaN), datetime64 (blank: NaT) or string
        (blank: NA). Nothing is guessed beyond that: dates and money written as text stay text here.
        """
        if isinstance(self.held, pd.DataFrame):
            return self.held
        return as_frame({heading: in_text(column) for heading, column in self.held.items()})

    @property
    def headings(self) -> list[str]:
        """The headings of the columns, in their order."""
        return list(map(str, self.held))

    def column(self, heading: str) -> Column:
        """One column as it is held: a series as in `frame`, or `Coded`."""
        return self.held[heading]


@dataclass(frozen=True, eq=False)
class Columns:
    """A table on the way: headings as found ("" where there is none), one (n,) column each, the (n,) row numbers."""

    headings: list[str]
    values: Sequence[Column]
    rows: np.ndarray
    reading: Reading = Reading()


def as_frame(columns: dict[str, pd.Series]) -> pd.DataFrame:
    """Columns by heading as a frame that shares their memory."""
    frame = pd.DataFrame(dict(enumerate(columns.values())), copy=False)
    frame.columns = pd.Index(list(columns), dtype="str")
    return frame


def content_hash(columns: pd.DataFrame | Mapping[str, Column]) -> str:
    """SHA-256 over headings, types and every value, in hexadecimal."""
    held = {str(heading): column for heading, column in columns.items()}
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # hashing lets other threads go on
        return hash_of_columns(dict(zip(held, pool.map(column_hash, held.values()), strict=True)))


def hash_of_columns(hashes: dict[str, bytes]) -> str:
    """The hash of a table, in hexadecimal, from those of its columns by heading."""
    digest = hashlib.sha256(repr(list(hashes)).encode())
    for part in hashes.values():
        digest.update(part)
    return digest.hexdigest()


def column_hash(column: Column) -> bytes:
    """SHA-256 over a column's type and values, however they lie in memory."""
    if not isinstance(column, Coded) and not holds_text(column):
        digest = hashlib.sha256(str(column.dtype).encode())
        digest.update(np.ascontiguousarray(column.to_numpy()).view(np.uint8).data)
        return digest.digest()
    found = repeated(column)
    if found is None:
        return _text_hash(in_arrow(in_text(column)))
    digest = hashlib.sha256(b"coded")
    digest.update(found.places.view(np.uint8).data)
    digest.update(_text_hash(in_arrow(found.cells)))
    return digest.digest()


def _text_hash(text: pa.ChunkedArray) -> bytes:
    digest = hashlib.sha256(b"text")
    digest.update(np.packbits(text.is_valid().to_numpy()).data)
    for chunk in (text.fill_null("") if text.null_count else text).chunks:
        digest.update(pc.binary_length(chunk).cast(pa.int64()).to_numpy().data)
    digest.update(b";")
    for chunk in (text.fill_null("") if text.null_count else text).chunks:
        _, offsets, characters = chunk.cast(pa.large_string()).buffers()
        if characters is not None and len(chunk):
            ends = np.frombuffer(offsets, np.int64)[chunk.offset :][[0, len(chunk)]]
            digest.update(memoryview(characters)[ends[0] : ends[1]])
    return digest.digest()


def text_or_coded(text: pa.ChunkedArray) -> Column:
    """A column of text, NA for what is blank; as numbers where its cells come again."""
    found = coded(text)
    return text_column(text) if found is None else found


def text_column(text: pa.Array | pa.ChunkedArray) -> pd.Series:
    """A column of text, NA for what is blank."""
    chunks = text.chunks if isinstance(text, pa.ChunkedArray) else [text]
    return pd.Series(pa.chunked_array(map(_without_blanks, chunks), text.type).to_pandas(), dtype="str")


def _without_blanks(text: pa.Array) -> pa.Array:
    """The text with null for what is blank; itself where every cell begins with a letter, digit or sign of ASCII."""
    if not text.null_count and VISIBLE[end_bytes(text)[0]].all():
        return text
    return pc.if_else(pc.not_equal(pc.utf8_trim_whitespace(text), ""), text, pa.scalar(None, text.type))


def too_many(what: str, count: int, most: int, name: str) -> DataProblem:
    """The refusal of a table with more rows or columns than can be worked with."""
    return DataProblem(f"the table has {count:,} {what}", file=name, accepted=f"up to {most:,}", fix="split the table")
