"""The small-cell rule: counts of 1 to 4 are hidden, and what would give them away."""

import itertools

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.export.small_cells import counts_shown, hidden, hidden_cells, shown


@pytest.mark.parametrize(("count", "words"), [(0, "0"), (1, "<5"), (4, "<5"), (5, "5"), (1234, "1,234")])
def test_counts_of_one_to_four_are_hidden(count, words):
    """Nobody and five or more are no secret; without the rule every count is shown."""
    assert shown(count, hide=True) == words
    assert shown(count, hide=False) == f"{count:,}"


def test_the_next_smallest_count_keeps_the_total_from_telling_the_small_one():
    """548 less the others would be 3; now it is what two groups hold together."""
    assert counts_shown([120, 3, 25, 400], hide=True) == ["120", "<5", "5 or more", "400"]
    assert counts_shown([120, 3, 2, 423], hide=True) == ["120", "<5", "<5", "423"]
    assert counts_shown([120, 1, 1, 426], hide=True) == ["5 or more", "<5", "<5", "426"]  # two can only be 1 and 1
    assert counts_shown([3, 0, 0, 0], hide=True) == ["<5", "0", "0", "0"]  # their total is small itself
    assert counts_shown([120, 3, 25, 400], hide=False) == ["120", "3", "25", "400"]


@given(st.lists(st.integers(0, 9), min_size=2, max_size=4))
@example([1, 5, 40])
def test_no_small_count_follows_from_the_total_and_the_others(counts):
    """Whoever tries all numbers that fit what is shown finds more than one, unless nothing is left to be hidden."""
    words, total = counts_shown(counts, hide=True), sum(counts)
    ranges = [
        range(1, 5) if word == "<5" else range(5, total + 1) if word == "5 or more" else [int(word)] for word in words
    ]
    fitting = [cells for cells in itertools.product(*ranges) if sum(cells) == total]
    assert tuple(counts) in fitting
    for place, word in enumerate(words):
        if word == "<5" and any(w.isdigit() and w != "0" for w in words):
            assert len({cells[place] for cells in fitting}) > 1


@given(st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=3, max_size=3))
def test_in_a_table_no_row_and_no_column_gives_a_count_away(counts):
    """Each row and column by itself is as safe as a list of counts is; small ones are always hidden."""
    table = np.array(counts)
    out = hidden_cells(table, hide=True)
    assert out[(table > 0) & (table < 5)].all()
    assert not out[table == 0].any()
    for line, mask in [*zip(table, out, strict=True), *zip(table.T, out.T, strict=True)]:
        if mask.sum() == 1:
            assert (line > 0).sum() == 1  # alone in it: its count is the line's sum, hidden as a total
    assert not hidden_cells(table, hide=False).any()


def test_what_is_hidden_is_said_place_by_place():
    """So that shares and means are left out beside their count."""
    assert hidden([120, 3, 25, 400], hide=True) == [False, True, True, False]
