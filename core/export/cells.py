"""The cells of a table as text, column by column: numbers that read back equal, words that no program runs."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

# A spreadsheet takes a cell that begins like this for a formula, and may run it.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
NO_SIGNS = dict.fromkeys((0xFFFE, 0xFFFF), 0xFFFD)
ROWS_AT_ONCE = 20_000  # that are text in memory at one time


def harmless(value: object) -> object:
    """`value`, with a text that a spreadsheet would take for a formula led by an apostrophe."""
    return "'" + value if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def harmless_text(value: object) -> str:
    """Any value as harmless text that every file can hold: half a pair of UTF-16 is a question mark."""
    return storable(str(harmless(str(value))))


def storable(text: str) -> str:
    """The text as UTF-8 and XML can hold it."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode().translate(NO_SIGNS)


def number_cells(column: pd.Series) -> pa.StringArray:
    """(n,) numbers in their shortest form that reads back equal; null where there is none."""
    if pd.api.types.is_integer_dtype(column) and not column.hasnans:
        return pc.cast(pa.array(column.to_numpy(dtype=np.int64)), pa.string())
    numbers = column.to_numpy(dtype=float, na_value=np.nan)
    return pc.cast(pa.array(np.where(np.isinf(numbers), np.nan, numbers), from_pandas=True), pa.string())


def word_cells(column: pd.Series, dressed: Callable[[str], str]) -> pa.StringArray:
    """(n,) words, each made harmless and then `dressed` for its file; null where there is none."""
    words = pa.array(_as_words(column), pa.string(), from_pandas=True).dictionary_encode()
    made = [dressed(harmless_text(word)) for word in words.dictionary.to_pylist()]  # each different one only once
    return pc.take(pa.array(made, pa.string()), words.indices)


def _as_words(column: pd.Series) -> "pd.Series | list[str | None]":
    """A column of any kind as text, missing where nothing is; days without their midnight."""
    if pd.api.types.is_datetime64_any_dtype(column):
        days = (column.dropna() == column.dropna().dt.normalize()).all()
        return column.dt.strftime("%Y-%m-%d" if days else "%Y-%m-%d %H:%M:%S")
    if isinstance(column.dtype, pd.StringDtype | pd.CategoricalDtype):
        return column.astype(object)
    return [None if gone else storable(str(v)) for v, gone in zip(column, column.isna(), strict=True)]


def is_number(column: pd.Series) -> bool:
    """Whether a column holds numbers; yes and no are words."""
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def joined_cells(lines: pa.StringArray, between: str = "") -> str:
    """All texts in one."""
    return pc.binary_join(pa.ListArray.from_arrays(pa.array([0, len(lines)], pa.int32()), lines), between)[0].as_py()
