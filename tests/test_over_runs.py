"""Who moved most over many runs, and one customer's way in words and as a picture."""

import numpy as np
import pandas as pd
import pytest

from core.charts import Palette
from core.charts_of_comparing import named_runs
from core.charts_of_runs import customer_over_runs
from core.comparing.over_runs import most_moved, way_in_words


def run(ids: str, k: list[float], tiers: str) -> tuple[pd.Index, np.ndarray, np.ndarray]:
    """A result as it is asked for."""
    return pd.Index(list(ids)), np.array(k), np.array(["ABCD".index(tier) for tier in tiers], np.int8)


def test_who_moved_most_stands_first_with_her_way():
    """By K of the last run against the first, in whatever order the files were; a dash where she was not in between."""
    results = [
        run("abcd", [0.1, 0.5, 0.9, 0.3], "DBAC"),
        run("ca", [0.8, 0.4], "AC"),
        run("dcbae", [0.3, 0.2, 0.6, 0.55, 1.0], "CDBBA"),
    ]
    found = most_moved(results, 10)
    assert found["Customer"].tolist() == ["c", "a", "b"]  # d stayed, e is new
    assert found["Tiers"].tolist() == ["A A D", "D C B", "B – B"]
    assert found["Change"].tolist() == pytest.approx([-0.7, 0.45, 0.1])
    assert found["K before"].tolist() == [0.9, 0.1, 0.5]
    assert found["K now"].tolist() == [0.2, 0.55, 0.6]
    assert most_moved(results, 1)["Customer"].tolist() == ["c"]
    assert most_moved(results[:1] * 2, 5).empty


@pytest.mark.parametrize(
    ("tiers", "words"),
    [
        (["B", "B", "B"], "In B in all 3 runs."),
        (["B"], "In B in the one run there is."),
        (["B", None, "B"], "In B over 3 runs; not in 1 of them."),
        (["C", "B", "A"], "Rose from C to A over 3 runs."),
        ([None, "A", "D"], "Fell from A to D over 3 runs; not in 1 of them."),
        (["A", "B", "A"], "In A as at first, after 2 moves over 3 runs."),
        ([None, None], "In none of these runs."),
    ],
)
def test_a_way_is_told_in_words(tiers, words):
    """From where to where, over how many runs, and in how many she was not."""
    assert way_in_words(tiers) == words


def test_of_many_runs_some_are_named_on_the_axis():
    """At most a dozen, evenly spaced, the newest always; few are all named."""
    for many in (1, 5, 12, 13, 50, 200):
        axis = named_runs([f"Run {k}" for k in range(1, many + 1)])
        assert axis["ticktext"][-1] == f"Run {many}"
        assert len(axis["ticktext"]) <= 12
        assert len(set(np.diff(axis["tickvals"]))) <= 1
        assert axis["ticktext"] == [f"Run {place + 1}" for place in axis["tickvals"]]
    assert len(named_runs(["a"] * 12)["tickvals"]) == 12


def test_the_picture_shows_each_run_with_its_own_cut_offs():
    """A gap where she was not in a run; no cut-offs where a run's are not known."""
    cuts = [(0.75, 0.5, 0.25), (0.7, 0.5, 0.25), None]
    made = customer_over_runs(["1", "2", "3"], [0.2, None, 0.8], ["D", None, "A"], cuts, Palette())
    *lines, way = made.data
    assert list(lines[0].y) == [0.75, 0.75, 0.7, None, None]
    assert list(way.y) == [0.2, None, 0.8]
    assert list(way.text) == ["D", "", "A"]
    assert len(customer_over_runs(["1"], [0.2], ["D"], [None], Palette()).data) == 1
