"""The corners of bands and tiers."""

import numpy as np
import pytest

from core.corners import CORNERS, corner_counts, corner_of
from core.strategy import strategy
from core.target import SOURCES


def test_each_corner_holds_two_bands_and_two_tiers():
    """High band and high tier protect, low band and high tier grow, high and low watch, low and low let go."""
    band = np.array([5, 4, 2, 1, 5, 4, 1, 2, 3, 3, 0, 0])
    tier = np.array(list("ABABCDCDADAD"))
    found = ["protect", "protect", "grow", "grow", "watch", "watch", "let go", "let go", "", "", "", ""]
    assert corner_of(band, tier).tolist() == found
    for b, t, name in zip(band, tier, found, strict=True):
        assert [c.name for c in CORNERS.values() if b in c.bands and t in c.tiers] == ([name] if name else [])


def test_counts_of_the_matrix_are_those_of_the_customers():
    """Counting cells and naming customers one by one say the same."""
    rng = np.random.default_rng(1)
    band, place = rng.integers(0, 6, 500), rng.integers(0, 4, 500)
    matrix = np.zeros((5, 4), int)
    np.add.at(matrix, (band[band > 0] - 1, place[band > 0]), 1)
    names = corner_of(band, np.array(list("ABCD"))[place])
    assert corner_counts(matrix) == {name: int((names == name).sum()) for name in CORNERS}


@pytest.mark.parametrize("source", SOURCES)
def test_a_corner_is_said_by_what_k_was_learned_from(source):
    """Bands, tiers and a sentence; an outcome makes K no value that somebody is worth."""
    for corner in CORNERS.values():
        words = corner.in_words(source)
        assert words.startswith(f"Bands {corner.bands[0]} and {corner.bands[1]}, tiers {corner.tiers[0]} and")
        assert words.endswith(f"{corner.tiers[1]}. {strategy(source)[corner.name]['summary']}")
        assert ("K sees" in words) == (source != "outcome")
