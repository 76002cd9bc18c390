"""Two files are joined on the key whose values meet, and what does not meet is counted."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.importing.joining import joined_table, no_join, proposed_join
from core.importing.table import Table, content_hash
from core.problems import DataProblem


def table(name="a.csv", **columns):
    """A table of the given columns, text where any value is text."""
    frame = pd.DataFrame(columns)
    frame = frame.astype({h: "str" for h in frame if frame[h].map(type).eq(str).any()})
    return Table(frame, np.arange(2, len(frame) + 2), name, None, content_hash(frame))


IDS = [f"K{i:03d}" for i in range(40)]
PEOPLE = table(Kundennummer=IDS, mail=[f"{i}@x.org" for i in IDS], age=[20.0 + i for i in range(40)])


def test_the_key_is_the_pair_whose_values_meet():
    """By value, whatever the headings say, and with the share that meets as the reason."""
    answers = table("b.csv", respondent=["K001", "K004", "K999", "K007"], who=list("abcd"), rating=[5.0, 4, 3, 4])
    join = proposed_join(PEOPLE, answers)
    assert (join.key, join.second_key, join.overlap) == ("Kundennummer", "respondent", 0.75)
    assert join.reason == "3 of 4 values meet (75%)."


def test_headings_break_ties():
    """Two columns that meet equally well: the one called alike."""
    answers = table("b.csv", other=IDS, Kundennummer=IDS)
    assert proposed_join(PEOPLE, answers).second_key == "Kundennummer"


def test_short_numbers_meet_by_chance():
    """Scores from 0 to 9 are all among the ids from 0 to 39, and no key; a number that tells all rows apart is one."""
    people = table(id=[float(i) for i in range(40)], age=[30.0] * 40)
    marks = table("b.csv", score=[float(i % 10) for i in range(20)], word=["x"] * 20)
    assert proposed_join(people, marks) is None
    running = table("b.csv", nr=[float(i) for i in range(20)], score=[float(i % 10) for i in range(20)])
    assert proposed_join(people, running).second_key == "nr"
    orders = table("b.csv", customer_id=[float(i % 10) for i in range(20)], score=[float(i % 10) for i in range(20)])
    assert proposed_join(people, orders).second_key == "customer_id"


def test_a_key_tells_rows_apart_on_one_side_at_least():
    """Countries meet as well, and are no key."""
    ours, theirs = table(country=["de", "fr"] * 20), table("b.csv", country=["de", "fr"] * 5)
    assert proposed_join(ours, theirs) is None


def test_no_common_key_names_the_best_pair_tried():
    """One sentence with the two headings and how much of them meets."""
    answers = table("b.csv", who=["K001", *"abcdefghijk"], word=["x", "y"] * 6)
    assert proposed_join(PEOPLE, answers) is None
    assert "of 'who' and 'Kundennummer', the likeliest, 0% of the values meet" in str(no_join(PEOPLE, answers))


def test_the_search_compares_the_same_part_of_large_tables():
    """Of 60,000 customers one in three is compared, in both files the same ones."""
    many = [f"C{i}" for i in range(60_000)]
    join = proposed_join(table(id=many, x=[1.0] * 60_000), table("b.csv", nr=many[::-1], y=["a", "b"] * 30_000))
    assert (join.key, join.second_key, join.overlap) == ("id", "nr", 1)
    assert "of one in 3 that were compared" in join.reason


def test_a_worked_join():
    """All rows of the first in their order; the second's first row of each key; taken headings get a number."""
    second = table("b.csv", nr=["k002", "K001", "K002", "K777", None], age=[1.0, 2, 3, 4, 5], word=list("abcde"))
    joined = joined_table(PEOPLE, second, "Kundennummer", "nr")
    frame = joined.table.frame
    assert list(frame) == ["Kundennummer", "mail", "age", "age (2)", "word"]
    assert joined.columns == {"age": "age (2)", "word": "word"}
    assert frame["word"].iloc[:4].fillna("-").tolist() == ["-", "b", "a", "-"]
    assert frame["age"].tolist() == PEOPLE.frame["age"].tolist()
    assert (joined.matched, joined.doubled, joined.blank_first, joined.blank_second) == (2, 1, 0, 1)
    assert joined.unmatched_second == ("k777",)
    assert len(joined.unmatched_first) == 38
    assert joined.table.rows.tolist() == PEOPLE.rows.tolist()
    assert joined.table.hash != PEOPLE.hash


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (["00042", "10000"], [42.0, 10000.0]),  # a spreadsheet read them as numbers
        (["00042", "00043"], ["42", "43"]),  # and wrote them as text again
        (["A@X.org", "b@x.org"], ["a@x.org", "B@x.org"]),
        ([17850.0, 17851.0], ["17850.0", "17851"]),
    ],
)
def test_one_key_written_in_two_ways(ours, theirs):
    """Zeros in front, upper case and a decimal zero make no other customer."""
    assert joined_table(table(k=ours, x=[1.0, 2]), table("b.csv", k=theirs, y=[3.0, 4]), "k", "k").matched == 2


def test_zeros_that_tell_customers_apart_are_kept():
    """Where keys meet as they are written, 042 and 42 are two customers."""
    joined = joined_table(table(k=["042", "42"], x=[1.0, 2]), table("b.csv", k=["42", "7"], y=[3.0, 4]), "k", "k")
    assert joined.table.frame["y"].fillna(0).tolist() == [0, 3]


def test_what_cannot_be_joined_is_told():
    """A missing column and a key without any match, in one sentence each."""
    second = table("b.csv", nr=["x", "y"], word=list("ab"))
    with pytest.raises(DataProblem, match=r"b\.csv, column 'gone': there is no such column"):
        joined_table(PEOPLE, second, "Kundennummer", "gone")
    with pytest.raises(DataProblem, match=r"no value of 'nr' is found in 'Kundennummer' of a\.csv"):
        joined_table(PEOPLE, second, "Kundennummer", "nr")


KEY = st.one_of(st.none(), st.sampled_from(["a", "b", "c", "d", "e"]))


@given(st.lists(KEY, min_size=1), st.lists(KEY, min_size=1))
def test_every_row_is_counted_once(ours, theirs):
    """Rows of the first: matched, unmatched or blank; of the second: used, doubled, unmatched or blank."""
    first = table(k=[*ours, "z"], x=[1.0] * (len(ours) + 1))
    second = table("b.csv", k=[*theirs, "z"], y=[float(i) for i in range(len(theirs) + 1)])
    joined = joined_table(first, second, "k", "k")
    unmatched = sum(key in joined.unmatched_first for key in ours if key)
    assert joined.matched + unmatched + joined.blank_first == len(first.frame)
    used = joined.table.frame["y"].dropna().nunique()
    assert used + joined.doubled + len(joined.unmatched_second) + joined.blank_second == len(second.frame)
    places = {}
    for place, key in enumerate([*theirs, "z"]):
        places.setdefault(key, float(place))
    expected = [places.get(key) if key else None for key in [*ours, "z"]]
    assert joined.table.frame["y"].astype(object).where(joined.table.frame["y"].notna(), None).tolist() == expected
