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


def summed(groups: tuple[int, ...]) -> dict[tuple[str, int], int]:
    """All counts of four groups."""
    return {item: sum(groups[k] for k in of) for item, of in parts_of(4).items()}


def test_a_total_that_stands_elsewhere_is_known():
    """548 customers now, 546 in both: two are new. So those in both are hidden as well."""
    counts = {"both": 546, "new": 2, "all": 548}
    parts = {"both": {1}, "new": {2}, "all": {1, 2}}
    assert words_of_hidden(counts, parts, {"all": "548"}) == {"both": "5 or more", "new": "<5"}


def test_what_is_dear_is_hidden_last():
    """Of two that would tell, the one that is held less dear is hidden, though it is larger."""
    counts = {"a": 3, "b": 25, "c": 400, "all": 428}
    parts = {"a": {1}, "b": {2}, "c": {3}, "all": {1, 2, 3}}
    assert set(words_of_hidden(counts, parts, {"all": "428"})) == {"a", "b"}
    assert set(words_of_hidden(counts, parts, {"all": "428"}, lambda item: item == "b")) == {"a", "c"}


def test_without_small_counts_nothing_is_hidden():
    """Five and more, and nobody, are no secret."""
    assert words_of_hidden(summed((7, 0, 12, 90)), parts_of(4), {}) == {}


@settings(max_examples=25)
@given(st.tuples(*[st.integers(0, 9)] * 4))
def test_no_small_count_follows_from_the_others(groups):
    """Whoever tries all groups that fit what is shown finds more than one number for each small count."""
    counts, parts = summed(groups), parts_of(4)
    words = words_of_hidden(counts, parts, {("all", 0): f"{sum(groups)}"})
    assert {item for item, count in counts.items() if 0 < count < 5 and item[0] != "all"} <= set(words)
    tried = np.array(list(itertools.product(range(14), repeat=4)))
    fits = np.ones(len(tried), dtype=bool)
    for item, of in parts.items():
        able = tried[:, sorted(of)].sum(axis=1)
        shown = words.get(item)
        fits &= (able == counts[item]) if shown is None else (able > 0) & (able < 5) if shown == "<5" else able >= 5
    assert fits.any()
    left = [item for item, count in counts.items() if count and item not in words and item[0] != "all"]
    for item, of in parts.items():
        if words.get(item) == "<5" and left:
            assert len(set(tried[fits][:, sorted(of)].sum(axis=1))) > 1, (item, words)
