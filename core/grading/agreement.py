"""How far graders agree on the customers that several of them graded (METHOD.md section 10).

On an ordinal scale quadratic weighted kappa for two, ordinal Krippendorff's alpha for more; on 0 to 100 ICC(2,1).
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

FEWEST_IN_COMMON = 10
# Customary limits: Krippendorff's 0.8 and 2/3, and 0.4 below which Landis and Koch no longer say "moderate".
MEANINGS = (
    (0.8, "very good", "the graders mean the same by their grades"),
    (2 / 3, "good", "good enough to learn from"),
    (0.4, "moderate", "it can be learned from; better, talk about where you differ and grade those again"),
    (-np.inf, "poor", "the grades tell more of the graders than of the customers: agree on what each means first"),
)


@dataclass(frozen=True)
class Agreement:
    """How far graders agree: at most 1 (always), 0 as by chance; `value` None where it cannot be told.

    customers: how many were graded by more than one.
    """

    measure: str
    value: float | None
    customers: int

    @property
    def level(self) -> str:
        """The value in a word or two."""
        if self.value is None:
            return "too few in common" if self.customers < FEWEST_IN_COMMON else "cannot be told"
        return next(level for limit, level, _ in MEANINGS if self.value >= limit)

    @property
    def in_words(self) -> str:
        """One sentence with what it means."""
        many = f"{self.customers:,} customer{'' if self.customers == 1 else 's'}"
        if self.customers < FEWEST_IN_COMMON:
            return f"{many} graded by more than one: too few to tell how far the graders agree ({FEWEST_IN_COMMON})."
        if self.value is None:
            return f"All grades of the {many} graded by more than one are the same: agreement cannot be told."
        meaning = next(words for limit, _, words in MEANINGS if self.value >= limit)
        return f"Agreement is {self.level} ({self.measure} {self.value:.2f} on {many}): {meaning}."


def agreement(ratings: np.ndarray, scale: str) -> Agreement | None:
    """Agreement of `ratings` (u, g): u customers by g graders, NaN where not graded; None without two graders.

    scale: "A-D", "1-5" or "0-100".
    """
    present = ~np.isnan(ratings)
    ratings = ratings[:, present.any(axis=0)]
    if ratings.shape[1] < 2:
        return None
    shared = ratings[(~np.isnan(ratings)).sum(axis=1) >= 2]
    count = len(shared)
    measure = "ICC(2,1)" if scale == "0-100" else "weighted kappa" if shared.shape[1] == 2 else "Krippendorff's alpha"
    if count < FEWEST_IN_COMMON:
        return Agreement(measure, None, count)
    if scale == "0-100":
        return Agreement(measure, _icc_of_all_or_pairs(shared), count)
    two = shared.shape[1] == 2
    value = quadratic_weighted_kappa(shared[:, 0], shared[:, 1]) if two else ordinal_alpha(shared)
    return Agreement(measure, value, count)


def quadratic_weighted_kappa(first: np.ndarray, second: np.ndarray) -> float | None:
    """Cohen's kappa with quadratic weights of two graders' (n,) grades; None where nobody ever differs from anybody.

    1 - (mean squared difference) / (mean squared difference of all pairs, whoever was graded), which is what the
    table of weights comes to on evenly spaced grades.
    """
    by_chance = first.var() + second.var() + (first.mean() - second.mean()) ** 2
    if by_chance < 1e-12:
        return None
    return float(1 - np.mean((first - second) ** 2) / by_chance)


def ordinal_alpha(ratings: np.ndarray) -> float | None:
    """Krippendorff's alpha with the ordinal metric of ratings (u, g), NaN for none; None where all are the same.

    After Krippendorff, Computing Krippendorff's Alpha-Reliability (2011).
    """
    levels = np.unique(ratings[~np.isnan(ratings)])
    if len(levels) < 2:
        return None
    counts = np.stack([(ratings == level).sum(axis=1) for level in levels], axis=1).astype(float)  # (u, levels)
    raters = counts.sum(axis=1)
    counts, raters = counts[raters >= 2], raters[raters >= 2]
    each = counts / (raters - 1)[:, None]
    coincidences = each.T @ counts - np.diag(each.sum(axis=0))
    totals = coincidences.sum(axis=0)
    up_to = np.cumsum(totals)
    middle = up_to - totals / 2
    distance = (middle[:, None] - middle[None, :]) ** 2  # ranks between two levels, half of each of them counted
    expected = float((np.outer(totals, totals) * distance).sum())
    if expected == 0:
        return None
    return float(1 - (totals.sum() - 1) * (coincidences * distance).sum() / expected)


def icc_2_1(ratings: np.ndarray) -> float | None:
    """ICC(2,1) of ratings (u, g) without gaps: two-way random effects, absolute agreement, a single grader.

    After Shrout and Fleiss (1979). None where all ratings are the same.
    """
    n, k = ratings.shape
    grand = ratings.mean()
    rows, columns = ratings.mean(axis=1), ratings.mean(axis=0)
    between = k * np.sum((rows - grand) ** 2) / (n - 1)
    judges = n * np.sum((columns - grand) ** 2) / (k - 1)
    error = np.sum((ratings - rows[:, None] - columns[None, :] + grand) ** 2) / ((n - 1) * (k - 1))
    total = between + (k - 1) * error + k * (judges - error) / n
    return None if abs(total) < 1e-12 else float((between - error) / total)


def _icc_of_all_or_pairs(ratings: np.ndarray) -> float | None:
    """ICC(2,1) over those graded by all; where they are too few, the mean over the pairs of graders with enough."""
    whole = ratings[~np.isnan(ratings).any(axis=1)]
    if len(whole) >= FEWEST_IN_COMMON:
        return icc_2_1(whole)
    found = []
    for a, b in combinations(range(ratings.shape[1]), 2):
        both = ratings[:, [a, b]]
        both = both[~np.isnan(both).any(axis=1)]
        if len(both) >= 3:
            found.append((icc_2_1(both), len(both)))
    known = [(value, weight) for value, weight in found if value is not None]
    return float(np.average([v for v, _ in known], weights=[w for _, w in known])) if known else None
