"""Agreement between graders: published examples, scikit-learn's kappa, and what it is called in words."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.grading.agreement import agreement, icc_2_1, ordinal_alpha, quadratic_weighted_kappa

NAN = np.nan
# Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section D: 4 observers, 12 units.
KRIPPENDORFF = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3],
        [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
    ]
).T
# Shrout and Fleiss, Intraclass Correlations (1979), table 2: 6 targets, 4 judges.
SHROUT_FLEISS = np.array(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], dtype=float
)
GRADES = some.lists(some.tuples(some.integers(1, 5), some.integers(1, 5)), min_size=2, max_size=40)


def test_ordinal_alpha_of_krippendorff_s_own_example():
    """Four observers with gaps: 0.815."""
    assert ordinal_alpha(KRIPPENDORFF) == pytest.approx(0.815, abs=5e-4)


def test_icc_of_shrout_and_fleiss_table_2():
    """Four judges, one of them strict: ICC(2,1) is 0.29."""
    assert icc_2_1(SHROUT_FLEISS) == pytest.approx(0.29, abs=5e-3)


def test_kappa_by_hand():
    """Differences 0, 0, 1, 1 on grades of mean 2 and 2.5: 1 - 0.5 / (0.5 + 1.25 + 0.25) = 0.75."""
    first, second = np.array([1.0, 3.0, 2.0, 2.0]), np.array([1.0, 4.0, 3.0, 2.0])
    differences = [0, 1, 1, 0]
    chance = np.mean([(a - b) ** 2 for a in first for b in second])
    assert quadratic_weighted_kappa(first, second) == pytest.approx(1 - np.mean(differences) / chance)
    assert chance == pytest.approx(0.5 + 1.25 + 0.25)


@given(GRADES)
def test_kappa_is_scikit_learn_s(pairs):
    """For any grades of 1 to 5; where all are the same there is none."""
    from sklearn.metrics import cohen_kappa_score

    first, second = np.array(pairs, dtype=float).T
    made = quadratic_weighted_kappa(first, second)
    if len({*first, *second}) == 1:
        assert made is None
    else:
        theirs = cohen_kappa_score(first.astype(int), second.astype(int), weights="quadratic", labels=[1, 2, 3, 4, 5])
        assert made == pytest.approx(theirs, abs=1e-9)


@given(GRADES)
def test_agreement_is_at_most_one_and_one_only_where_all_agree(pairs):
    """Alpha and ICC alike, whoever stands first."""
    ratings = np.array(pairs, dtype=float)
    for measure in (ordinal_alpha, icc_2_1):
        value = measure(ratings)
        assert value is None or value <= 1 + 1e-12
        assert value == pytest.approx(measure(ratings[:, ::-1]))
        if value is not None and value > 1 - 1e-9:
            assert (ratings[:, 0] == ratings[:, 1]).all()


@pytest.mark.parametrize(
    ("graders", "scale", "measure"),
    [(2, "A-D", "weighted kappa"), (3, "1-5", "Krippendorff's alpha"), (3, "0-100", "ICC(2,1)")],
)
def test_the_measure_follows_from_scale_and_graders(graders, scale, measure):
    """Equal grades are full agreement; customers graded by one alone do not count."""
    ratings = np.repeat(np.arange(12.0)[:, None] % 4, graders, axis=1)
    ratings = np.vstack([ratings, [[1.0] + [NAN] * (graders - 1)] * 5])
    made = agreement(ratings, scale)
    assert (made.measure, made.value, made.customers, made.level) == (measure, pytest.approx(1), 12, "very good")
    assert f"very good ({measure} 1.00 on 12 customers)" in made.in_words


def test_too_few_in_common_and_grades_that_never_differ_are_said():
    """No number is made up where there is none."""
    few = agreement(np.array([[1.0, 2.0]] * 9), "1-5")
    assert (few.value, few.level) == (None, "too few in common")
    assert few.in_words.startswith("9 customers graded by more than one: too few")
    same = agreement(np.ones((20, 2)), "1-5")
    assert (same.value, same.level) == (None, "cannot be told")
    assert agreement(np.ones((20, 1)), "1-5") is None
    assert agreement(np.column_stack([np.ones(20), np.full(20, NAN)]), "1-5") is None


def test_pairs_are_taken_where_nobody_was_graded_by_all():
    """Three graders, every customer graded by two of them: the mean over the pairs."""
    rng = np.random.default_rng(1)
    true = rng.uniform(0, 1, 30)
    ratings = true[:, None] + rng.normal(0, 0.01, (30, 3))
    ratings[np.arange(30), np.arange(30) % 3] = NAN
    assert agreement(ratings, "0-100").value > 0.95
