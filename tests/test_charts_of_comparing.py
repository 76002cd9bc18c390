"""The pictures of two runs show the movement's own counts."""

import numpy as np
import pytest

from core.charts import Palette
from core.charts_of_comparing import causes, cells, flows, trend
from core.comparing.movement import Movement


@pytest.fixture
def moved() -> Movement:
    """One rises to A by herself, one falls to D by the cut-offs, one stays in B, one joins in A; nobody leaves."""
    steps = np.array([[1, 2, 1], [0, 2, 1], [0, 2, 1], [0, 3, 1]], dtype=np.int8)
    nobody = np.array([], int)
    return Movement(np.array(["a", "b", "c"]), steps, np.zeros((3, 3)), np.array([0]), nobody, np.array(["d"]), nobody)


@pytest.mark.parametrize("dark", [False, True])
def test_streams_leave_out_who_is_nobody_and_add_up(moved, dark):
    """Nobody left, so there is no such end; each customer is in one stream."""
    made = flows(moved, Palette(dark=dark)).data[0]
    assert list(made.node.label) == ["B 2", "C 1", "new 1", "A 2", "B 1", "D 1"]
    assert sum(made.link.value) == 4
    assert list(made.link.customdata) == ["B → A", "B → B", "C → D", "new → A"]


def test_streams_of_nobody_are_an_empty_picture():
    """Two runs of no common customer, and none alone."""
    nobody = np.array([], int)
    empty = Movement(nobody, np.zeros((4, 0), np.int8), np.zeros((3, 0)), nobody, nobody, nobody, nobody)
    assert not flows(empty, Palette()).data[0].link.value
    assert causes(empty, Palette()).data == ()


def test_cells_carry_arrows_and_the_new_have_none(moved):
    """Rising and falling are told apart without colour."""
    text = cells(moved, Palette()).data[0].text
    assert (text[1][0], text[2][3], text[1][1], text[4][0], text[0][0]) == ("▲ 1", "▼ 1", "1", "1", "")


def test_bars_name_what_moved_them(moved):
    """Only causes that moved somebody have a bar."""
    bars = {bar.name: dict(zip(bar.y, bar.x, strict=True)) for bar in causes(moved, Palette()).data}
    assert bars == {
        "changed themselves": {"rose to A": 1, "fell to D": 0},
        "by the new cut-offs": {"rose to A": 0, "fell to D": 1},
    }


def test_the_trend_stacks_to_all_customers():
    """Shares of each run add up to one, an empty run included."""
    made = trend(["spring", "autumn", "none"], np.array([[1, 1, 1, 1], [2, 0, 0, 2], [0, 0, 0, 0]]), Palette())
    totals = np.sum([bar.y for bar in made.data], axis=0)
    assert totals.tolist() == [1, 1, 0]
    assert [bar.name for bar in made.data] == ["tier D", "tier C", "tier B", "tier A"]
