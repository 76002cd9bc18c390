"""How long an answer took, in seconds: from plain numbers, 85秒, 1分25秒, 00:01:25 or "2 min 5 s"."""

import re

import numpy as np
import pandas as pd

from core.importing.values import as_numbers, as_words

NUMBER = r"(\d+(?:[.,]\d+)?)"
IN_UNITS = re.compile(
    rf"(?:{NUMBER}\s*(?:h|hr|hrs|hours?|std\.?|stunden?|小时|时)[\s,]*)?"
    rf"(?:{NUMBER}\s*(?:m|min|mins|min\.|minutes?|minuten?|分钟|分)[\s,]*)?"
    rf"(?:{NUMBER}\s*(?:s|sec|secs|sec\.|seconds?|sek|sek\.|sekunden?|秒钟|秒))?",
    re.IGNORECASE,
)
CLOCK = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{1,2}(?:[.,]\d+)?)")


def as_seconds(column: pd.Series) -> np.ndarray:
    """(n,) seconds; NaN for blank, and for what cannot be read as a duration. Plain numbers are seconds."""
    if pd.api.types.is_numeric_dtype(column):
        return as_numbers(column)[0]
    codes, found = pd.factorize(column)
    words = as_words(pd.Series(found))
    numbers, _ = as_numbers(words)
    read = [x if not np.isnan(x) else seconds_of(word) for x, word in zip(numbers.tolist(), words, strict=True)]
    return np.array([*read, np.nan])[codes]


def seconds_of(text: str) -> float:
    """The seconds that one text says; NaN for none."""
    parts = IN_UNITS.fullmatch(text.strip()) or CLOCK.fullmatch(text.strip())
    if parts is None or not any(parts.groups()):
        return np.nan
    hours, minutes, seconds = (float((part or "0").replace(",", ".")) for part in parts.groups())
    return hours * 3600 + minutes * 60 + seconds
