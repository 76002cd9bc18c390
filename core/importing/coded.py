"""Columns of text in which values come again, held as numbers: each different cell once, and which of them a row holds.

A million answers in words are five words and a million small numbers: they are sent, hashed and scored as such, and
become text only where somebody asks for it.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

VISIBLE = (np.arange(256) > 32) & (np.arange(256) < 127)  # bytes of letters, digits and signs of ASCII
MANY = 10_000  # rows of which the first so many tell whether values come again; shorter columns stay text
TEXT: Any = pd.StringDtype(na_value=np.nan)  # the dtype called "str"


@dataclass(frozen=True, eq=False)
class Coded:
    """A column of n cells of text, m of them different.

    places: (n,) signed whole numbers, as small as they can be: which of the cells a row holds, -1 for missing.
    cells: (m,) the different cells in the order in which they come first, as `str`.
    """

    places: np.ndarray
    cells: pd.Series

    def __len__(self) -> int:
        return len(self.places)

    @cached_property
    def text(self) -> pd.Series:
        """The column as (n,) `str`."""
        return self.in_other_words(self.cells, None)

    def in_other_words(self, words: pd.Series, missing: str | None) -> pd.Series:
        """(n,) `str`: what each row holds, from a text for each of the m cells and one for a missing cell."""
        known = in_arrow(words).combine_chunks().cast(pa.large_string())
        if self.hasnans:
            known = pa.concat_arrays([known, pa.array([missing], pa.large_string())])
        places = np.where(self.places < 0, len(words), self.places) if self.hasnans else self.places
        return as_text(pa.DictionaryArray.from_arrays(pa.array(places), known).dictionary_decode())

    @cached_property
    def hasnans(self) -> bool:
        """Whether a cell is missing."""
        return bool(len(self.places)) and bool(self.places.min() < 0)

    @property
    def counts(self) -> np.ndarray:
        """(m,) how many rows hold each of the cells."""
        return np.bincount(self.places.astype(np.int64) + 1, minlength=len(self.cells) + 1)[1:]

    def spread(self, values: np.ndarray, missing: Any) -> np.ndarray:
        """(n,) what each row holds, from what each of the m cells stands for, and a missing one."""
        return np.append(values, np.asarray(missing, dtype=values.dtype))[self.places]  # -1 is the last


Column = pd.Series | Coded


def as_text(text: pa.Array | pa.ChunkedArray) -> pd.Series:
    """Arrow's large strings as a column, in the same memory."""
    chunked = text if isinstance(text, pa.ChunkedArray) else pa.chunked_array([text])
    return pd.Series(TEXT.__from_arrow__(chunked), copy=False)


def in_text(column: Column) -> pd.Series:
    """The column as a series."""
    return column.text if isinstance(column, Coded) else column


def holds_text(column: Column) -> bool:
    """Whether the column holds text."""
    return isinstance(column, Coded) or pd.api.types.is_string_dtype(column)


def holds_numbers(column: Column) -> bool:
    """Whether the column holds numbers."""
    return isinstance(column, pd.Series) and pd.api.types.is_numeric_dtype(column)


def holds_dates(column: Column) -> bool:
    """Whether the column holds dates as such."""
    return isinstance(column, pd.Series) and pd.api.types.is_datetime64_any_dtype(column)


def some_rows(column: Column, chosen: slice) -> pd.Series:
    """Some rows of the column as a series; a million others are not written out for them."""
    return Coded(column.places[chosen], column.cells).text if isinstance(column, Coded) else column.iloc[chosen]


def rows_at(column: Column, places: np.ndarray) -> pd.Series:
    """The rows at some places as a series."""
    if isinstance(column, Coded):
        return Coded(column.places[places], column.cells).text
    return column.take(places).reset_index(drop=True)


def first_present(column: Column, most: int) -> pd.Series:
    """The first `most` values that are not missing; a million others are not looked at for them."""
    first = some_rows(column, slice(most))
    return in_text(column).dropna().iloc[:most] if first.hasnans else first


def present(column: Column) -> np.ndarray:
    """(n,) bool: rows with a value."""
    return column.places >= 0 if isinstance(column, Coded) else column.notna().to_numpy()


def coded(text: pa.ChunkedArray) -> Coded | None:
    """The text as numbers where its cells come again, blank ones as missing; None where most differ, or of few rows.

    Whether they do follows from the cells alone, however they lie in memory: the hash of a table relies on it.
    """
    if len(text) <= MANY or np.count_nonzero(_not_blank(pc.unique(text.slice(0, MANY)))) > MANY / 2:
        return None
    found = _encoded(text)
    return found if len(found.cells) <= len(text) / 4 else None


def repeated(column: Column) -> Coded | None:
    """A column of text as numbers, where its cells come again."""
    return column if isinstance(column, Coded) else coded(in_arrow(column))


def each_once(column: Column) -> Coded:
    """A column of text as numbers, whether its cells come again or not."""
    return column if isinstance(column, Coded) else _encoded(in_arrow(column))


def _encoded(text: pa.ChunkedArray) -> Coded:
    encoded = pc.dictionary_encode(text).unify_dictionaries()
    cells = encoded.chunk(0).dictionary if encoded.num_chunks else pa.array([], text.type)
    known = _not_blank(cells)
    kind = next(kind for kind in (np.int8, np.int16, np.int32) if len(cells) <= np.iinfo(kind).max)
    number = np.append(np.where(known, np.cumsum(known) - 1, -1), -1).astype(kind)  # the last is that of missing cells
    indices = (chunk.indices.fill_null(-1) if chunk.null_count else chunk.indices for chunk in encoded.chunks)
    places = np.concatenate([np.empty(0, kind), *(number[np.asarray(part)] for part in indices)])
    return Coded(places, as_text(cells.filter(pa.array(known)).cast(pa.large_string())))


def in_arrow(column: pd.Series) -> pa.ChunkedArray:
    """A column of text as Arrow holds it."""
    text = pa.array(column, from_pandas=True)
    return text if isinstance(text, pa.ChunkedArray) else pa.chunked_array([text])


def end_bytes(text: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """(n,) uint8 twice: the first byte of each cell and the last; 0 for none."""
    _, offsets, characters = text.buffers()
    if not len(text) or characters is None or not characters.size:
        return np.zeros(len(text), dtype=np.uint8), np.zeros(len(text), dtype=np.uint8)
    kind = np.int64 if pa.types.is_large_string(text.type) else np.int32
    ends = np.frombuffer(offsets, kind)[text.offset : text.offset + len(text) + 1]
    everything = np.frombuffer(characters, np.uint8)
    first, last = everything[np.minimum(ends[:-1], len(everything) - 1)], everything[np.maximum(ends[1:] - 1, 0)]
    nothing = ends[1:] == ends[:-1]
    first[nothing] = last[nothing] = 0
    return first, last


def _not_blank(text: pa.Array | pa.ChunkedArray) -> np.ndarray:
    """(n,) bool: cells with something else than blanks in them."""
    return np.asarray(pc.fill_null(pc.not_equal(pc.utf8_trim_whitespace(text), ""), False))
