"""A table as it was read: one frame, and where it came from."""

import hashlib
from dataclasses import dataclass

import numpy as np
import pandas as pd


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


def content_hash(frame: pd.DataFrame) -> str:
    """SHA-256 over headings, types and every value, in hexadecimal."""
    digest = hashlib.sha256(repr([(name, str(kind)) for name, kind in frame.dtypes.items()]).encode())
    digest.update(pd.util.hash_pandas_object(frame, index=False).to_numpy().tobytes())
    return digest.hexdigest()
