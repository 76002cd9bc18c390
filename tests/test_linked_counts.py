"""Counts that hang together over several tables: no small one follows from what is shown."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from core.export.linked_counts import words_of_hidden


def parts_of(groups: int) -> dict[tuple[str, int], frozenset[int]]:
    """Two ways to sum up four groups that cross, beside each group: rows, columns and the diagonal."""
    found = {("cell", k): frozenset([k]) for k in range(groups)}
    found |= {("row", 0): frozenset([0, 1]), ("row", 1): frozenset([2, 3])}
    found |= {("column", 0): frozenset([0, 2]), ("column", 1): frozenset([1, 3]), ("diagonal", 0): frozenset([0, 3])}
    return found | {("all", 0): frozenset(range(groups))}


def test_a_total_that_stands_elsewhere_is_known():
    """548 customers now, 546 in both: two are new. So those in both are hidden as well."""
    parts = {"both": {1}, "new": {2}, "all": {1, 2}}
    assert words_of_hidden({1: 546, 2: 2}, parts, {"all": "548"}) == {"both": "5 or more", "new": "<5"}


def test_what_is_dear_is_hidden_last():
    """Of two that would tell, the one that is held less dear is hidden, though it is larger."""
    groups, parts = {1: 3, 2: 25, 3: 400}, {"a": {1}, "b": {2}, "c": {3}, "all": {1, 2, 3}}
    assert set(words_of_hidden(groups, parts, {"all": "428"})) == {"a", "b"}
    assert set(words_of_hidden(groups, parts, {"all": "428"}, {"a": 1, "b": 9, "c": 1, "all": 9}.get)) == {"a", "c"}


def test_where_small_groups_make_a_small_total_less_is_said():
    """Four groups of 1 to 4 that are 1 to 4 together are one each: so it is only said that there are some."""
    groups = dict.fromkeys("abcd", 1) | {"e": 90}
    parts = {group: {group} for group in groups} | {"new": set("abcd"), "all": set("abcde")}
    words = words_of_hidden(groups, parts, {"all": "94"})
    assert words["new"] == "some"
    assert "e" in words


def test_without_small_counts_nothing_is_hidden():
    """Five and more, and nobody, are no secret."""
    assert words_of_hidden(dict(enumerate((7, 0, 12, 90))), parts_of(4), {}) == {}


@settings(max_examples=20)
@given(st.tuples(*[st.integers(0, 9)] * 4))
def test_no_small_count_follows_from_the_others(groups):
    """Whoever tries all groups that fit what is shown finds more than one number for each small count."""
    parts = parts_of(4)
    counts = {item: sum(groups[k] for k in of) for item, of in parts.items()}
    words = words_of_hidden(dict(enumerate(groups)), parts, {("all", 0): f"{sum(groups)}"})
    assert {item for item, count in counts.items() if 0 < count < 5 and item[0] != "all"} <= set(words)
    tried = np.array(list(itertools.product(range(12), repeat=4)))

    def fits(item, shown: str | None) -> np.ndarray:
        able = tried[:, sorted(parts[item])].sum(axis=1)
        low, high = {"<5": (1, 4), "5 or more": (5, 99), "some": (1, 99)}.get(shown, (counts[item], counts[item]))
        return (able >= low) & (able <= high)

    def able(words: dict, item) -> set:
        fitting = np.all([fits(other, words.get(other)) for other in parts], axis=0)
        return set(tried[fitting][:, sorted(parts[item])].sum(axis=1))

    most = {item: "some" for item, count in counts.items() if count and item[0] != "all"}
    for item in words:
        found = able(words, item)
        assert counts[item] in found
        if counts[item] < 5 and len(able(most, item)) > 1:  # else no hiding helps
            assert len(found) > 1, (item, words)
