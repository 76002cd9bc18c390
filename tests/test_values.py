"""Reading columns as numbers, dates, words and ids."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.importing.coded import each_once, first_present
from core.importing.values import (
    as_dates,
    as_ids,
    as_numbers,
    as_words,
    looks_like_dates,
    reference_date,
)


def texts(*values):
    """A column of text as a reader makes it."""
    return pd.Series(list(values), dtype="str")


def days(*values):
    """(n,) datetime64[D] from ISO texts; "" is NaT."""
    return np.array([value or "NaT" for value in values], dtype="datetime64[D]")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (["€1.234,50", "12,5", "7"], [1234.5, 12.5, 7]),
        (["1,234", "2,500", "300"], [1234, 2500, 300]),
        (["1,234", "0,500"], [1.234, 0.5]),
        (["1.234", "2.5"], [1.234, 2.5]),
        (["1.234.567", "2.000"], [1234567, 2000]),
        (["$1,234.50", "USD 20", "20 usd", "RM25,000"], [1234.5, 20, 20, 25000]),
        (["1 234,5", "1 234 567", "12"], [1234.5, 1234567, 12]),
        (["1'234", "1\u2019234.50"], [1234, 1234.5]),
        (["12 %", "12.5%"], [12, 12.5]),
        (["-€5", "€-5", "(5.00)", "\u22125"], [-5, -5, -5, -5]),
        (["1e5", ".5", "+3"], [1e5, 0.5, 3]),
        (["¥1,200", "￥800元"], [1200, 800]),
    ],
)
def test_numbers_as_people_write_them(written, meant):
    """Separators are decided by the column as a whole; currency, percent and sign are understood."""
    numbers, unreadable = as_numbers(texts(*written))
    assert numbers.tolist() == pytest.approx(meant)
    assert not unreadable.any()


def test_blank_is_not_unreadable():
    """The usual marks for no value are NaN and no fault; a word among numbers is a fault."""
    column = texts("5", "", "  ", None, "N/A", "null", "-", "无", "many", "12 34", "inf")
    numbers, unreadable = as_numbers(column)
    assert np.isnan(numbers[1:]).all()
    assert unreadable.tolist() == [False] * 8 + [True] * 3


def test_a_number_column_is_returned_as_it_is():
    """float64 columns keep every value and their NaN."""
    numbers, unreadable = as_numbers(pd.Series([1.5, np.nan, -2]))
    np.testing.assert_array_equal(numbers, [1.5, np.nan, -2])
    assert not unreadable.any()


def test_excel_dates_are_no_numbers():
    """A date in a column of numbers is unreadable, a missing one blank."""
    _, unreadable = as_numbers(pd.Series(days("2024-01-31", "").astype("datetime64[s]")))
    assert unreadable.tolist() == [True, False]


@given(
    st.lists(st.floats(-1e12, 1e12).map(lambda x: round(x, 2)), min_size=1), st.sampled_from([",.", ".,", " ,", "'."])
)
def test_money_reads_back_in_any_style(amounts, style):
    """A column of two-decimal amounts reads back equal whatever its separators are."""
    thousands, decimal = style
    written = [f"{x:,.2f}".translate(str.maketrans(",.", thousands + decimal)) for x in amounts]
    numbers, unreadable = as_numbers(texts(*written))
    assert not unreadable.any()
    assert numbers.tolist() == pytest.approx(amounts)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2019-10-01", "2019-10-01"),
        ("2019/10/01 12:38:43 PM GMT+8", "2019-10-01"),
        ("2022-01-11 04:32:31 -0500", "2022-01-11"),
        ("2020-02-29T10:00:00.000Z", "2020-02-29"),
        ("30.09.2022", "2022-09-30"),
        ("30.9.22 14:05", "2022-09-30"),
        ("21-08-2013", "2013-08-21"),
        ("12/31/2020", "2020-12-31"),
        ("20190101", "2019-01-01"),
        ("2019年10月1日", "2019-10-01"),
        ("1 Oct 2019", "2019-10-01"),
        ("Oct 1st, 2019", "2019-10-01"),
        ("05-Jan-20", "2020-01-05"),
    ],
)
def test_dates_as_programs_write_them(written, meant):
    """A day is read out of every usual spelling; its time and zone are dropped."""
    dates, unreadable = as_dates(texts(written))
    assert dates.tolist() == days(meant).tolist()
    assert not unreadable.any()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (["03/04/2020", "13/04/2020"], ["2020-04-03", "2020-04-13"]),
        (["03/04/2020", "04/13/2020"], ["2020-03-04", "2020-04-13"]),
        (["03/01/2020", "04/01/2020"], ["2020-03-01", "2020-04-01"]),
        (["03/04/2020", "05/06/2020"], ["2020-04-03", "2020-06-05"]),
    ],
)
def test_day_or_month_first_follows_from_the_column(written, meant):
    """A part above 12, or one that is always 1, is the day; where nothing tells, the day comes first."""
    assert as_dates(texts(*written))[0].tolist() == days(*meant).tolist()


def test_impossible_dates_are_unreadable():
    """31 February, month 13 and years outside 1900-2100 are no dates; a blank is none either, but no fault."""
    column = texts("31.02.2020", "2020-13-01", "1/2/3", "soon", "1066-10-14", "", None, "n/a", "0000-00-00")
    dates, unreadable = as_dates(column)
    assert np.isnat(dates).all()
    assert unreadable.tolist() == [True] * 5 + [False] * 4


def test_dates_as_numbers_and_from_excel():
    """YYYYMMDD may be a number column; Excel's dates arrive as datetime64 and lose their time."""
    dates, unreadable = as_dates(pd.Series([20190101.0, np.nan, 20190230.0]))
    assert dates.tolist() == days("2019-01-01", "", "").tolist()
    assert unreadable.tolist() == [False, False, True]
    dates, _ = as_dates(pd.Series(np.array(["2020-01-01T18:30", "NaT"], dtype="datetime64[us]")))
    assert dates.tolist() == days("2020-01-01", "").tolist()


@given(
    st.lists(st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)), min_size=1),
    st.sampled_from(["%Y-%m-%d", "%Y/%m/%d 10:30", "%d.%m.%Y", "%Y%m%d", "%d %b %Y"]),
)
def test_dates_read_back(dates, form):
    """Any column of dates in one unambiguous form reads back equal."""
    written = texts(*(date.strftime(form) for date in dates))
    if form == "%d.%m.%Y" and all(date.day <= 12 for date in dates):
        return  # nothing tells; see the test of day and month above
    assert as_dates(written)[0].tolist() == dates


def test_looks_like_dates():
    """Nine in ten readable dates make a column of dates; counts, years and words do not."""
    assert looks_like_dates(texts(*["01.02.2020"] * 9, "see notes"))
    assert looks_like_dates(pd.Series([20190101.0, 20190102.0]))
    assert looks_like_dates(pd.Series(days("2020-01-01").astype("datetime64[s]")))
    assert not looks_like_dates(texts("2010-11", "2019", "yes"))
    assert not looks_like_dates(pd.Series([1.0, 2019.0, 43739.0]))
    assert not looks_like_dates(texts(None, None))


def test_words_are_stripped_and_numbers_lose_their_point():
    """Words for rules: no blanks around, "" for blank, 2 and not 2.0."""
    assert as_words(texts(" Yes ", None, "  ", "n/a", "None")).tolist() == ["Yes", "", "", "", "None"]
    assert as_words(pd.Series([2.0, 2.5, np.nan])).tolist() == ["2", "2.5", ""]
    assert as_words(pd.Series(days("2024-01-31", "").astype("datetime64[s]"))).tolist() == ["2024-01-31", ""]


@pytest.mark.parametrize("answer", ["No answer", "PREFER NOT TO ANSWER ", "keine Angabe", "不愿透露", "不想回答"])
def test_an_answer_that_gives_none_is_a_blank(answer):
    """Who would not say has no level on any scale: her answer is left for the blank rule, in words and in numbers."""
    assert as_words(texts("20-30", answer)).tolist() == ["20-30", ""]
    numbers, unreadable = as_numbers(texts("20", answer))
    assert np.isnan(numbers[1])
    assert not unreadable.any()


def test_ids_keep_zeros_and_lose_point_zero():
    """00042 is another customer than 42; 17850.0 is 17850."""
    assert as_ids(texts("00042", "17850.0", None, " C7 ")).tolist() == ["00042", "17850", "", "C7"]
    assert as_ids(pd.Series([17850.0, np.nan])).tolist() == ["17850", ""]


@pytest.mark.parametrize(
    ("dates", "found"),
    [
        (["2024-01-01", "2024-03-05", ""], dt.date(2024, 3, 6)),
        (["2024-01-01", "2024-03-05", "2030-01-01"], dt.date(2024, 3, 6)),  # in the future
        (["2022-01-01", "2022-03-05", "2024-03-05"], dt.date(2022, 3, 6)),  # isolated
        (["2022-01-01", "2024-03-05", "2024-03-05"], dt.date(2024, 3, 6)),  # two on one day are not
        (["2024-01-01", "2024-06-29"], dt.date(2024, 6, 30)),  # 180 days after the one before
        (["2024-01-01", "2024-06-30"], dt.date(2024, 1, 2)),  # 181
        (["", ""], None),
    ],
)
def test_reference_date(dates, found):
    """The day after the last date that is neither in the future nor isolated by more than 180 days."""
    assert reference_date(days(*dates), dt.date(2025, 1, 1)) == found


def test_first_present_values_skip_the_missing():
    """As many values as were asked for, however many rows are missing before them."""
    column = pd.Series([np.nan, 1.0, 2.0, np.nan, 3.0])
    assert first_present(column, 2).tolist() == column.dropna().iloc[:2].tolist() == [1.0, 2.0]
    assert first_present(column.iloc[1:], 2).tolist() == [1.0, 2.0]


def test_each_text_once():
    """Places among the different texts; a missing one has none."""
    found = each_once(texts("b", None, "a", "b"))
    assert (found.places.tolist(), found.cells.tolist()) == ([0, -1, 1, 0], ["b", "a"])


@given(
    st.lists(st.sampled_from(["7", "00042", "C9", " 1", "1 ", "17850.0", "n/a", "na1", "-", "ä1", "5.00"]), min_size=1)
)
def test_ids_that_end_in_digits_are_the_ids_of_the_long_way(cells):
    """Ids read at a glance are those that are trimmed and compared with the words for a blank."""
    words = as_words(texts(*cells))
    assert as_ids(texts(*cells)).tolist() == words.str.replace(r"^(\d+)\.0+$", r"\1", regex=True).tolist()
