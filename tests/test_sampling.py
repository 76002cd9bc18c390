"""The sample and its parts: METHOD.md section 5."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.problems import DataProblem
from core.recipe import SampleSettings, Split
from core.sampling import draw, largest_remainder, part_numbers, part_sizes, quotas, split_as

TABLE_2 = np.array([102, 150, 110, 105, 81])


def test_half_of_table_2_is_274_people():
    """Largest remainder: 51 + 75 + 55 + 53 + 40 = 274, the odd one to the larger band."""
    assert quotas(TABLE_2, SampleSettings()) == [51, 75, 55, 53, 40]


@given(st.lists(st.integers(0, 500), min_size=5, max_size=5).filter(any), st.integers(1, 100))
def test_quotas_sum_to_the_rounded_whole_and_fit_their_bands(counts, percent):
    """The total is floor(f n + 1/2); no band gives more than it has, nor a whole person off its exact share."""
    n, f = sum(counts), percent / 100
    given_ = quotas(np.array(counts), SampleSettings(fraction=f))
    assert sum(given_) == (percent * n * 2 + 100) // 200
    assert all(abs(q - c * sum(given_) / n) < 1 for q, c in zip(given_, counts, strict=True))
    assert all(q <= c for q, c in zip(given_, counts, strict=True))


def test_ties_go_to_the_larger_band_and_then_to_the_lower_number():
    """One person for two equal bands goes to the first, for unequal ones to the larger."""
    assert largest_remainder([1, 1], 1) == [1, 0]
    assert largest_remainder([1, 3], 2) == [0, 2]


def test_a_large_file_gives_at_most_the_cap():
    """Half of a million would be far more than the network gains from."""
    assert sum(quotas(np.array([200_000] * 5), SampleSettings())) == 20_000


def test_the_sample_is_drawn_by_band_without_repeats_and_shuffled():
    """The quotas are kept, nobody is drawn twice, and the last 45 are not all of one band."""
    band = np.repeat(np.arange(1, 6), TABLE_2)
    drawn = draw(band, SampleSettings(seed=3))
    assert len(set(drawn)) == 274
    assert Counter(band[drawn].tolist()) == {1: 51, 2: 75, 3: 55, 4: 53, 5: 40}
    assert len(set(band[drawn][229:])) == 5


def test_a_seed_draws_the_same_customers_again():
    """Equal seeds draw equal samples in equal order; another seed draws others."""
    band = np.repeat(np.arange(1, 6), TABLE_2)
    first, again, other = (draw(band, SampleSettings(seed=s)).tolist() for s in (7, 7, 8))
    assert first == again != other


def test_parts_of_the_paper_and_of_the_recommended_split():
    """274 customers are 229 and 45 by count; shares of 15 % are rounded half up."""
    assert part_sizes(274, Split(unit="count", validation=0, test=45)) == (229, 0, 45)
    assert part_sizes(274, Split()) == (192, 41, 41)


def test_too_small_a_sample_is_refused():
    """Parts that leave fewer than ten customers to train are refused with the numbers."""
    with pytest.raises(DataProblem, match="sample of 50 with 0 customers to validate and 45 to test leaves 5 to train"):
        part_sizes(50, Split(unit="count", validation=0, test=45))


def test_the_numbers_of_the_parts_in_words():
    """The paper's 1-229 and 230-274; a part without customers is not named."""
    assert part_numbers((229, 0, 45)) == "Numbers 1–229 train, 230–274 test."
    assert part_numbers((192, 41, 41)) == "Numbers 1–192 train, 193–233 validate, 234–274 test."


def test_parts_told_by_share_or_by_count_are_the_same_parts():
    """15 % of 274 are 41 customers; 45 of 274 are 16 %, whole percent."""
    by_count = split_as(Split(), "count", 274)
    assert (by_count.unit, by_count.validation, by_count.test) == ("count", 41, 41)
    assert part_sizes(274, by_count) == part_sizes(274, Split())
    paper = Split(unit="count", validation=0, test=45)
    assert split_as(paper, "share", 274) == Split(validation=0, test=0.16)
    assert split_as(paper, "count", 274) is paper


@given(st.lists(st.integers(0, 400), min_size=5, max_size=5), st.integers(5, 100), st.integers(0, 99))
def test_what_is_drawn_keeps_the_quotas_in_every_band(counts, percent, seed):
    """Under any sizes, share and seed: exactly the quota of each band, nobody twice."""
    settings = SampleSettings(fraction=percent / 100, seed=seed)
    band = np.random.default_rng(seed).permutation(np.repeat(np.arange(1, 6), counts))
    assume(len(band))
    drawn = draw(band, settings)
    assert len(set(drawn.tolist())) == len(drawn)
    assert np.bincount(band[drawn], minlength=6)[1:].tolist() == quotas(np.array(counts), settings)
