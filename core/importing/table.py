"""A table as it was read: one frame, and where it came from; its columns on the way there, and how large it may be."""

import hashlib
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.problems import DataProblem

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

    frame: n rows; headings are unique, non-empty strings; each column is float64 (blank: NaN), datetime64 (blank: NaT)
        or string (blank: NA). Nothing is guessed beyond that: dates and money written as text stay text here.
    rows: (n,) int64, the number of each row in the user's own program (the first line of a file is 1).
    hash: of headings and values; equal tables have equal hashes.
    """

    frame: pd.DataFrame
    rows: np.ndarray
    name: str
    sheet: str | None
    hash: str
    reading: Reading = Reading()


@dataclass(frozen=True, eq=False)
class Columns:
    """A table on the way: headings as found ("" where there is none), one (n,) series each, the (n,) row numbers."""

    headings: list[str]
    values: list[pd.Series]
    rows: np.ndarray
    reading: Reading = Reading()


def content_hash(frame: pd.DataFrame) -> str:
    """SHA-256 over headings, types and every value, in hexadecimal."""
    digest = hashlib.sha256(repr([(name, str(kind)) for name, kind in frame.dtypes.items()]).encode())
    digest.update(pd.util.hash_pandas_object(frame, index=False).to_numpy().tobytes())
    return digest.hexdigest()


def text_column(text: pa.Array | pa.ChunkedArray) -> pd.Series:
    """A column of text, NA for what is blank."""
    present = pc.not_equal(pc.utf8_trim_whitespace(text), "")
    return pd.Series(pc.if_else(present, text, pa.scalar(None, pa.string())).to_pandas(), dtype="str")


def too_many(what: str, count: int, most: int, name: str) -> DataProblem:
    """The refusal of a table with more rows or columns than can be worked with."""
    return DataProblem(f"the table has {count:,} {what}", file=name, accepted=f"up to {most:,}", fix="split the table")
