"""Order lines by number: equal ids get equal numbers, and what stands on one line of an order holds for the others."""

import numpy as np
import pandas as pd

from core.importing.values import as_ids


def numbered(column: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """(n,) int64, equal for equal ids and -1 for blanks, and the id (text) of each number."""
    if pd.api.types.is_numeric_dtype(column):
        codes, values = pd.factorize(column.to_numpy(dtype=float, na_value=np.nan))
        return codes, as_ids(pd.Series(values)).to_numpy(dtype=object)
    codes, texts = pd.factorize(column)
    ids = as_ids(pd.Series(texts).astype("str"))  # of distinct texts only: most come many times
    numbers, names = pd.factorize(ids.to_numpy(dtype=object))
    numbers[(ids == "").to_numpy(dtype=bool)] = -1
    return np.append(numbers, -1)[codes], names


def first_of(group: np.ndarray, where: np.ndarray) -> np.ndarray:
    """For each group (0, 1, ...; -1: none) the place of its first line where `where` is true; -1 without one."""
    first = np.full(group.max(initial=-1) + 1, -1)
    places = np.flatnonzero(where & (group >= 0))[::-1]
    first[group[places]] = places
    return first


def filled(values: np.ndarray, known: np.ndarray, group: np.ndarray) -> np.ndarray:
    """(n,) values; where not known, those of the group's first known line, if it has one."""
    gaps = np.flatnonzero(~known & (group >= 0))
    if not len(gaps):
        return values
    source = first_of(group, known)[group[gaps]]
    result = values.copy()
    result[gaps[source >= 0]] = values[source[source >= 0]]
    return result


def filled_where_one(values: np.ndarray, group: np.ndarray) -> np.ndarray:
    """(n,) numbers, -1 for blank; blanks are filled where all known lines of the group agree."""
    known = values >= 0
    if known.all():
        return values
    told = np.flatnonzero(known & (group >= 0))
    differ = values[told] != values[first_of(group, known)[group[told]]]
    torn = np.zeros(group.max(initial=-1) + 1, dtype=bool)
    torn[group[told[differ]]] = True
    return filled(values, known, np.where((group >= 0) & ~torn[group], group, -1) if len(torn) else group)
