"""Reading the values of one column: as numbers, dates, words or ids.

Each reader looks at the column as a whole, because one value seldom tells: "1,234" is one thousand in one file and one
and a quarter in another, 03/04/2024 is in March or in April. Blank and unreadable are kept apart: a blank was never
answered, an unreadable value was, and its row is listed for the user.
"""

import datetime as dt
import re

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.importing.coded import (
    MANY,
    VISIBLE,
    Coded,
    Column,
    end_bytes,
    first_present,
    holds_dates,
    holds_numbers,
    holds_text,
    in_arrow,
    in_text,
    repeated,
)

# Answers that give none: blanks among answers in words as well.
NO_ANSWERS = (
    *("no answer", "no response", "not answered", "not stated", "not specified", "not provided"),
    *("prefer not to say", "i prefer not to say", "prefer not to answer", "prefer not to disclose"),
    *("rather not say", "i'd rather not say", "would rather not say", "decline to answer", "declined to answer"),
    *("keine angabe", "keine angaben", "k.a.", "k. a.", "keine antwort", "möchte ich nicht sagen"),
    *("不愿透露", "不愿意透露", "不想透露", "不便透露", "不愿回答", "不愿意回答", "不想回答", "拒绝回答"),
    *("无回答", "未回答", "未作答", "未填写", "未填", "保密"),
)
BLANKS = (
    "",
    "-",
    "--",
    "---",
    "—",
    "\u2013",
    ".",
    "?",
    "na",
    "n/a",
    "n.a.",
    "#n/a",
    "#null!",
    "null",
    "nan",
    "<na>",
    "nat",
    *NO_ANSWERS,
)
# As an answer in words these can be meant ("None of these"); in a column of numbers or dates they are blanks.
NO_VALUE = (*BLANKS, "none", "nil", "missing", "unknown", "不详", "未知", "无", "没有", "0000-00-00")

CURRENCIES = (
    "€|£|¥|￥|₹|₽|₩|฿|₫|₺|₴|US\\$|R\\$|A\\$|C\\$|HK\\$|NT\\$|S\\$|\\$|元|块|円|圆|圓|"
    "USD|EUR|GBP|CHF|CNY|RMB|JPY|MYR|RM|AUD|NZD|CAD|HKD|SGD|TWD|KRW|INR|IDR|THB|VND|PHP|BRL|MXN|ZAR|RUB|TRY|AED|SAR|"
    "SEK|NOK|DKK|kr\\.?|PLN|zł|CZK|Kč|HUF|Ft|Rs\\.?|Rp\\.?"
)
SPACES = "[\\s\\x{00A0}\\x{202F}\\x{2009}'\\x{2019}]"  # the Swiss write 1'234
MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTHS = {name: number for number, name in enumerate(MONTH_NAMES, start=1)}
ISOLATED_DAYS = 180


# --- numbers ----------------------------------------------------------------------------------------------------------


def as_numbers(column: Column) -> tuple[np.ndarray, np.ndarray]:
    """The column as (n,) float64 with NaN for blank, and (n,) bool: present, but no number.

    Reads thousands separators, decimal comma or point, currency signs and codes, "(5.00)" as -5, and "12 %" as 12.
    """
    column = in_text(column)
    if pd.api.types.is_numeric_dtype(column):
        return column.to_numpy(dtype=float, na_value=np.nan), np.zeros(len(column), dtype=bool)
    text = _trimmed(column)
    if pd.api.types.is_datetime64_any_dtype(column):
        return np.full(len(column), np.nan), np.asarray(text.is_valid())
    blank = is_any_of(text, NO_VALUE)
    text = pc.if_else(blank, pa.scalar(None, pa.string()), text)
    numbers = cast_or_none(text)
    if numbers is None:
        numbers = _numbers_with_signs(text)
    values = numbers.to_numpy(zero_copy_only=False).astype(float)
    values = np.where(np.isfinite(values), values, np.nan)  # "inf" is no amount
    return values, np.isnan(values) & ~np.asarray(blank)


def cast_or_none(text: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray | None:
    """`text` as float64 where every value is a plain number such as -12.5 or null; None otherwise."""
    try:
        return pc.cast(text, pa.float64())
    except pa.ArrowInvalid:
        return None


def _numbers_with_signs(text: pa.Array) -> pa.Array:
    """Numbers from text with currency, percent and separators; null where there is none."""
    gap, sign = f"{SPACES}*", "([-+]?)"
    bare = pc.replace_substring_regex(text, pattern="^\\((.*)\\)$", replacement="-\\1")
    bare = pc.replace_substring_regex(bare, pattern="[\\x{2212}\\x{2013}]", replacement="-")
    front = f"(?i)^{gap}{sign}{gap}(?:{CURRENCIES})?{gap}{sign}{gap}"
    bare = pc.replace_substring_regex(bare, pattern=front, replacement="\\1\\2")
    bare = pc.replace_substring_regex(bare, pattern=f"(?i){gap}(?:{CURRENCIES}|[%\\x{{FF05}}])?{gap}$", replacement="")
    decimal, thousands = _separators(bare)
    grouped = f"\\d{{1,3}}(?:[{thousands}]\\d{{3}})+|\\d{{1,3}}(?:{SPACES}\\d{{3}})+"
    form = f"^[-+]?(?:\\d+|{grouped})?([{decimal}]\\d*)?([eE][-+]?\\d+)?$"
    fits = pc.and_(pc.match_substring_regex(bare, pattern=form), pc.match_substring_regex(bare, pattern="^[^eE]*\\d"))
    plain = pc.replace_substring_regex(bare, pattern=f"^\\+|{SPACES}|[{thousands}]", replacement="")
    plain = pc.replace_substring(plain, decimal, ".")
    return pc.cast(pc.if_else(fits, plain, pa.scalar(None, pa.string())), pa.float64())


def _separators(bare: pa.Array) -> tuple[str, str]:
    """(decimal, thousands) of the column. A separator followed by exactly three digits proves nothing by itself."""

    def votes(decimal: str, thousands: str) -> int:
        # Both present with the decimal last; the decimal once with other than three digits after; "0,500"; "1.234.567".
        d, t = re.escape(decimal), re.escape(thousands)
        proof = f"{t}.*{d}\\d*$|^[^.,]*{d}(\\d{{0,2}}|\\d{{4,}})$|^[-+]?0{d}\\d+$|{t}\\d+{t}"
        return pc.sum(pc.match_substring_regex(bare, pattern=proof)).as_py() or 0

    return (",", ".") if votes(",", ".") > votes(".", ",") else (".", ",")


# --- dates ------------------------------------------------------------------------------------------------------------

TIME = r"(?i)(?:T|\s+|\s*,\s*)\d{1,2}[:.]\d{2}.*$|\s*(?:Z|UTC|GMT).*$"
YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$")
YEAR_LAST = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4}|\d{2})$")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\.0+)?$")
DAY_MONTH_NAME = re.compile(
    r"(?:[a-z]{3,9},?\s+)?(\d{1,2})(?:st|nd|rd|th)?[-\s./]*([a-z]{3,9})\.?[-,\s./]+(\d{4}|\d{2})$", re.I
)
MONTH_NAME_DAY = re.compile(r"(?:[a-z]{3,9},?\s+)??([a-z]{3,9})\.?[-\s]+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$", re.I)


def as_dates(column: Column) -> tuple[np.ndarray, np.ndarray]:
    """The column as (n,) datetime64[D] with NaT for blank, and (n,) bool: present, but no date of 1900-2100.

    Reads ISO, slashes, dots, YYYYMMDD (as a number too), month names, 年月日; a time and a zone after the date are
    dropped. Day-first or month-first follows from the column as a whole; where nothing tells, day-first.
    """
    if not isinstance(column, Coded) and holds_dates(column):
        dates = column.to_numpy().astype("datetime64[D]")
        return dates, np.zeros(len(dates), dtype=bool)
    if not isinstance(column, Coded) and holds_numbers(column):
        return _dates_from_numbers(column.to_numpy(dtype=float, na_value=np.nan))
    if (numbers := repeated(column)) is not None:  # days come again: each is read once
        dates, unreadable = as_dates(numbers.cells)
        return numbers.spread(dates, np.datetime64("NaT")), numbers.spread(unreadable, False)
    text = _trimmed(in_text(column))
    blank = np.asarray(is_any_of(text, NO_VALUE))
    # Times differ from row to row, days repeat: with the time cut off, few distinct texts are left to read one by one.
    days = pc.dictionary_encode(pc.replace_substring_regex(text, pattern=TIME, replacement=""))
    known = _dates_from_texts(days.dictionary.to_pylist())
    places = days.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    dates = np.append(known, np.datetime64("NaT"))[places].astype("datetime64[D]")
    dates[blank] = np.datetime64("NaT")
    return dates, np.isnat(dates) & ~blank


def looks_like_dates(column: Column) -> bool:
    """Whether nine in ten of the first 1,000 values present are dates: Excel's own, text, or numbers like 20240131."""
    present = first_present(column, 1000)
    if len(present) == 0:
        return False
    dates, _ = as_dates(present)
    return bool(np.mean(~np.isnat(dates)) >= 0.9)


def reference_date(dates: np.ndarray, today: dt.date) -> dt.date | None:
    """The day from which days are counted back: the day after the last date that can be believed (METHOD.md section 2).

    `dates` is (n,) datetime64[D]. Passed over are NaT, dates after `today`, and a last date more than 180 days after
    the one before it. None where no date is left.
    """
    dates = dates.astype("datetime64[D]")
    known = dates[dates <= np.datetime64(today, "D")]  # NaT is neither before nor after
    while len(known):
        last = known.max()
        before = known[known < last]
        comes_again = len(known) - len(before) > 1
        if comes_again or not len(before) or (last - before.max()).astype(int) <= ISOLATED_DAYS:
            day: dt.date = last.item() + dt.timedelta(days=1)
            return day
        known = before
    return None


def _dates_from_numbers(numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    present = ~np.isnan(numbers)
    whole = present & (numbers % 1 == 0) & (numbers >= 19000101) & (numbers <= 21001231)
    packed = np.where(whole, numbers, 19000101).astype(int)
    dates = _calendar(packed // 10000, packed // 100 % 100, packed % 100)
    dates[~whole] = np.datetime64("NaT")
    return dates, present & np.isnat(dates)


def _dates_from_texts(texts: list[str | None]) -> np.ndarray:
    """(n,) datetime64[D] of date texts without time; NaT for what is none."""
    parts = np.zeros((len(texts), 3), dtype=int)  # year, month, day; zeros fail the calendar
    open_rows, open_parts = [], []  # numbers in front, year last: which is the month is decided below
    for i, text in enumerate(texts):
        if not text:
            continue
        if found := YEAR_FIRST.match(text) or COMPACT.match(text):
            parts[i] = [int(part) for part in found.groups()]
        elif found := YEAR_LAST.match(text):
            open_rows.append(i)
            open_parts.append([_full_year(found[3]), int(found[1]), int(found[2])])
        elif found := DAY_MONTH_NAME.match(text):
            parts[i] = _full_year(found[3]), MONTHS.get(found[2][:3].lower(), 0), int(found[1])
        elif found := MONTH_NAME_DAY.match(text):
            parts[i] = _full_year(found[3]), MONTHS.get(found[1][:3].lower(), 0), int(found[2])
    if open_rows:
        year, first, second = np.array(open_parts).T
        month, day = (first, second) if _month_comes_first(first, second) else (second, first)
        parts[open_rows] = np.column_stack([year, month, day])
    return _calendar(*parts.T)


def _month_comes_first(first: np.ndarray, second: np.ndarray) -> bool:
    """From the distinct dates of a column: a part above 12 is a day, and so is a part that is 1 throughout."""
    evidence = int((second > 12).sum()) - int((first > 12).sum())
    if evidence == 0 and len(first) > 1:
        return bool((second == 1).all() and not (first == 1).all())
    return evidence > 0


def _full_year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) == 4 else year + (1900 if year >= 69 else 2000)


def _calendar(year: np.ndarray, month: np.ndarray, day: np.ndarray) -> np.ndarray:
    """(n,) datetime64[D]; NaT where there is no such day (31 February) or the year is outside 1900-2100."""
    valid = (year >= 1900) & (year <= 2100) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    months = (np.where(valid, year, 1970) - 1970) * 12 + np.where(valid, month, 1) - 1
    starts = months.astype("datetime64[M]")
    dates = starts.astype("datetime64[D]") + (np.where(valid, day, 1) - 1)
    valid &= dates.astype("datetime64[M]") == starts
    dates[~valid] = np.datetime64("NaT")
    return dates


# --- words and ids ----------------------------------------------------------------------------------------------------


def as_words(column: Column) -> pd.Series:
    """The column as (n,) stripped text, "" for blank; numbers without a needless ".0", dates as 2024-01-31."""
    if isinstance(column, Coded):
        return column.in_other_words(as_words(column.cells), "")
    text = _trimmed(column)
    text = pc.if_else(is_any_of(text, BLANKS), pa.scalar("", pa.string()), text)
    return pd.Series(text.to_pandas().array, index=column.index, name=column.name, dtype="str")


def as_ids(column: Column) -> pd.Series:
    """The column as (n,) text that names customers: 00042 keeps its zeros, 17850.0 becomes 17850, blank is ""."""
    words = in_text(column).copy(deep=False) if _end_in_digits(column) else as_words(column)
    if holds_numbers(column):
        return words
    text = pa.array(words)
    perhaps = pc.match_substring(text.filter(pc.ends_with(text, "0")), ".0")  # few of a million, mostly none
    return words.str.replace(r"^(\d+)\.0+$", r"\1", regex=True) if pc.any(perhaps).as_py() else words


def _end_in_digits(column: Column) -> bool:
    """Whether every cell of a text begins with a letter, digit or sign of ASCII and ends in a digit, as most ids do.

    Then there is nothing to trim, and none of the words for a blank among them.
    """
    if isinstance(column, Coded) or not holds_text(column):
        return False
    for chunk in in_arrow(column).chunks:
        first, last = end_bytes(chunk)
        if chunk.null_count or not VISIBLE[first].all() or not (last - ord("0") < 10).all():
            return False
    return True


def all_differ(ids: Column) -> bool:
    """Whether no value comes twice; ids in rising order, as most files have them, are seen through at a glance."""
    if isinstance(ids, Coded):
        return False
    if len(ids) > MANY:
        array = pa.array(ids, from_pandas=True)
        if pc.all(pc.less(array[:-1], array[1:]), skip_nulls=False).as_py():
            return True
    return bool(ids.is_unique)


def _trimmed(column: pd.Series) -> pa.Array:
    """The column as one Arrow array of stripped text, null for missing."""
    if pd.api.types.is_datetime64_any_dtype(column):
        written = column.dt.strftime("%Y-%m-%d")
    elif pd.api.types.is_numeric_dtype(column):
        return numbers_in_words(column.to_numpy(dtype=float, na_value=np.nan))
    else:
        written = column
    text = pa.array(written.astype("str"), type=pa.string(), from_pandas=True)
    if isinstance(text, pa.ChunkedArray):  # a large file's column comes in pieces
        text = text.combine_chunks()
    return pc.utf8_trim(text, characters=" \t\r\n\f\v\u00a0\u2009\u202f\u3000\ufeff\u200b")


def numbers_in_words(numbers: np.ndarray) -> pa.Array:
    """Numbers as they were typed: 17850, not 17850.0; null for NaN."""
    missing = np.isnan(numbers)
    if np.all(missing | ((numbers % 1 == 0) & (np.abs(numbers) < 2**53))):
        return pc.cast(pa.array(np.where(missing, 0, numbers).astype("int64"), mask=missing), pa.string())
    words = [None if np.isnan(x) else str(int(x)) if x.is_integer() else repr(x) for x in numbers.tolist()]
    return pa.array(words, type=pa.string())


def is_any_of(text: pa.Array | pa.ChunkedArray, markers: tuple[str, ...]) -> pa.Array:
    """(n,) bool without nulls: missing, or one of the lower-case `markers`."""
    marked = pc.is_in(pc.utf8_lower(text), value_set=pa.array([*markers, None], type=pa.string()))
    return pc.fill_null(marked, True)
