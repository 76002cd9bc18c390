"""Blank answers filled by the median score or by similar customers."""

import numpy as np
import pytest

from core.blanks import MOST_DONORS, donors_of, fill_by_similar
from core.recipe import Measure, Scale, Scoring
from core.scoring import score
from tests.test_scoring import table

COLUMNS = {"recency": "r", "frequency": "f", "monetary": "m", "brand": "b", "visits": "v"}


def scoring(**blanks: str) -> Scoring:
    """Five indicators on a scale of 1 to 5, each with what is done with its blanks ("median" where not said)."""
    return Scoring(
        indicators={i: Measure(columns=(c,), rule=Scale(), blanks=blanks.get(i, "median")) for i, c in COLUMNS.items()}
    )


def two_kinds(n: int = 100) -> dict[str, np.ndarray]:
    """n customers, half of whom answer 1 to everything and half 5; the last two leave out the brand."""
    answers = np.where(np.arange(n) % 2 == 0, 1.0, 5.0)
    columns = {c: answers.copy() for c in COLUMNS.values()}
    columns["b"][-2:] = np.nan
    return columns


def test_a_blank_gets_the_mean_score_of_similar_customers():
    """Who is like the ones gets 1 and who is like the fives gets 5, where the median would give both the same."""
    made = score(table(**two_kinds()), scoring(brand="similar"))
    assert made.column("brand")[-2:].tolist() == [1, 5]
    assert made.filled == {"brand": 2}
    assert made.blanks == {"brand": 2, "visits": 0, "recency": 0, "frequency": 0, "monetary": 0}
    by_median = score(table(**two_kinds()), scoring())
    assert by_median.column("brand")[-2:].tolist() == [3, 3]


def test_the_nearest_five_are_weighted_by_their_distance():
    """A hand-worked case: donors at distances 1 and 2 (of the one score they share) count 1 and 1/2."""
    donors = np.array([[2.0, 5.0], [3.0, 2.0]])
    values = np.array([[1.0, np.nan]])
    fill_by_similar(values, [1], donors)
    assert values[0, 1] == pytest.approx((5 * 1 + 2 * 0.5) / 1.5)


def test_only_indicators_marked_similar_are_filled_from_similar_customers():
    """Beside one of them, a blank of another indicator still gets its median."""
    columns = two_kinds()
    columns["v"][-1] = np.nan
    made = score(table(**columns), scoring(brand="similar"))
    assert made.column("visits")[-1] == np.median(columns["v"][:-1])
    assert made.filled == {"brand": 2, "visits": 1}


def test_a_later_file_is_filled_by_the_donors_of_the_first():
    """One customer alone in her file is compared with the customers of the file that was learned from."""
    first = score(table(**two_kinds()), scoring(brand="similar"))
    alone = table(r=[5.0], f=[5.0], m=[5.0], b=[np.nan], v=[5.0])
    assert score(alone, scoring(brand="similar"), first.fitted).column("brand").tolist() == [5]
    with pytest.raises(AssertionError):
        assert score(alone, scoring(brand="similar")).column("brand").tolist() == [5]


def test_an_indicator_that_no_donor_answered_gets_the_median():
    """Nobody's answer is nobody's mean: the score is the middle, and nothing fails."""
    columns = two_kinds() | {"b": np.full(100, np.nan)}
    assert set(score(table(**columns), scoring(brand="similar")).column("brand")) == {3.0}


def test_donors_are_the_fullest_rows_evenly_spaced_and_at_most_a_thousand():
    """Complete rows first; of too many equally full ones every so manieth; nothing is drawn by chance."""
    values = np.arange(5.0 * 3000).reshape(3000, 5)
    values[::2, 3] = np.nan
    donors = donors_of(values, scoring(brand="similar"))
    assert len(donors) == MOST_DONORS
    assert not np.isnan(donors).any()
    assert donors[[0, -1], 0].tolist() == [values[1, 0], values[2997, 0]]
    few = donors_of(values[:1200], scoring(brand="similar"))
    assert (len(few), np.isnan(few).sum()) == (1000, 400)
    assert donors_of(values, scoring()) is None


def test_what_was_learned_has_one_hash_whatever_its_size():
    """Two results that differ in one score of one donor have different hashes."""
    first = score(table(**two_kinds(1500)), scoring(brand="similar"))
    before = first.fitted.hash
    first.fitted.donors[500, 0] += 1
    assert first.fitted.hash != before
