"""The histogram of C agrees with the bands, and the pictures say what they show."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.band_movement import movement
from core.bands import bands
from core.charts import Palette
from core.charts_of_bands import band_bars, c_histogram, columns_of_c, movement_matrix, part_bar

EDGES = [(2.0, 3.0, 4.0, 5.0), (1.5, 2.25, 3.3, 4.7)]


@pytest.mark.parametrize("edges", EDGES)
@given(weights=st.lists(st.integers(0, 20), min_size=3, max_size=3).filter(any))
def test_columns_of_c_add_up_to_the_bands(edges, weights):
    """No column belongs to two bands: those of a band hold its customers, those on an edge included."""
    rfm = np.array(np.meshgrid(*[np.arange(1.0, 6)] * 3)).reshape(3, -1).T
    made = bands(rfm, tuple(weights), edges)
    borders, counts = columns_of_c(made)
    of_band = np.searchsorted(edges, borders[:-1] + 1e-9, side="right")
    assert np.bincount(of_band, counts, minlength=5).astype(int).tolist() == made.counts.tolist()


def test_the_histogram_sends_columns_and_no_customers():
    """A hundred thousand customers are some fifty numbers."""
    made = bands(np.random.default_rng(1).uniform(1, 5, (100_000, 3)), (1, 1, 1), EDGES[1])
    picture = c_histogram(made, Palette())
    assert len(picture.data[0].x) == len(picture.data[0].y) < 60
    assert sum(picture.data[0].y) == 100_000
    assert [line.x0 for line in picture.layout.shapes] == list(EDGES[1])
    assert len(picture.to_json()) < 20_000


def test_bars_carry_count_share_and_range():
    """What the colour says stands beside it."""
    made = bands(np.array([[1.0, 1, 1], [5, 5, 5], [5, 5, 5], [2, 2, 2]]), (1, 1, 1))
    bar = band_bars(made, Palette()).data[0]
    assert bar.text[4] == "<b>2</b><br>50.0%"
    assert bar.x[4] == "<b>5</b><br>C = 5"


def test_moves_carry_arrows():
    """Up, down and stayed are told apart without colour; where nobody is the field is empty."""
    cells = movement_matrix(movement(np.array([1, 5, 3]), np.array([2, 4, 3])), Palette(dark=True)).data[0].text
    assert (cells[4][1], cells[0][3], cells[2][2], cells[4][0]) == ("▲ 1", "▼ 1", "1", "")


def test_the_bar_of_the_parts_leaves_out_an_empty_one():
    """229 train and 45 test, nobody validates."""
    assert [bar.text[0] for bar in part_bar((229, 0, 45), Palette()).data] == ["train 229", "test 45"]
