"""Filling the scores of blank answers: by the indicator's median score, or by the mean score of similar customers."""

import numpy as np

from core.recipe import Scoring

NEIGHBOURS = 5
MOST_DONORS = 1_000
CHUNK = 20_000  # customers filled at once: the memory for their distances does not grow with the table


def middle(points: np.ndarray) -> float:
    """The median score; 3 where nobody answered."""
    if not len(points):
        return 3.0
    if not np.issubdtype(points.dtype, np.integer) and not np.array_equal(np.rint(points), points):
        return float(np.median(points))
    # Whole scores, as fifths and thresholds give them, are counted: no need to put a million in order.
    reached = [0, *(int(np.count_nonzero(points <= score)) for score in range(1, 5)), len(points)]
    lower, upper = (
        int(np.searchsorted(reached, place, side="right")) for place in ((len(points) - 1) // 2, len(points) // 2)
    )
    return (lower + upper) / 2


def donors_of(values: np.ndarray, scoring: Scoring) -> np.ndarray | None:
    """The scores (m, k) of at most 1,000 customers with the fewest blanks, evenly spaced; None where none is asked for.

    Kept with the result, so that a later file is filled by the same customers.
    """
    if not any(scoring.indicators[i].blanks == "similar" for i in scoring.mapped):
        return None
    blanks = np.isnan(values).sum(axis=1)
    enough = np.sort(blanks)[:MOST_DONORS][-1]  # so many blanks has the last of them
    surely, perhaps = np.flatnonzero(blanks < enough), np.flatnonzero(blanks == enough)
    wanted = min(MOST_DONORS - len(surely), len(perhaps))
    spaced = perhaps[np.arange(wanted) * len(perhaps) // wanted]
    return values[np.sort(np.concatenate([surely, spaced]))]


def fill_blanks(
    values: np.ndarray,
    blank: dict[str, np.ndarray],
    scoring: Scoring,
    medians: dict[str, float],
    donors: np.ndarray | None,
) -> dict[str, int]:
    """Fill the NaN of (n, k) scores in place; how many were filled per indicator, without zeros.

    blank: the rows of the NaN of each indicator.
    """
    if donors is not None:
        similar = [k for k, i in enumerate(scoring.mapped) if scoring.indicators[i].blanks == "similar"]
        # Where no donor has answered, there is only the median.
        fill_by_similar(values, [k for k in similar if not np.isnan(donors[:, k]).all()], donors)
    for k, indicator in enumerate(scoring.mapped):
        left = blank[indicator][np.isnan(values[blank[indicator], k])]
        values[left, k] = medians.get(indicator, 3.0)
    return {i: len(rows) for i, rows in blank.items() if len(rows)}


def fill_by_similar(values: np.ndarray, wanted: list[int], donors: np.ndarray) -> None:
    """Fill the NaN of the `wanted` columns, in place, by the mean score of the nearest donors, near ones counting more.

    The distance is over the scores that both have.
    """
    rows = np.flatnonzero(np.isnan(values[:, wanted]).any(axis=1))
    if not len(rows):
        return
    from sklearn.impute import KNNImputer

    imputer = KNNImputer(n_neighbors=NEIGHBOURS, weights="distance", keep_empty_features=True).fit(donors)
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        whole = imputer.transform(values[part])
        for k in wanted:
            blank = np.isnan(values[part, k])
            values[part[blank], k] = np.clip(whole[blank, k], 1, 5)
