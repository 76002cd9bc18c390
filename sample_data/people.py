"""The invented customers behind all samples: 600 questionnaires of which 548 are valid (paper, Table 2)."""

from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.stats import norm

from core.indicators import INDICATORS, RFM

VALID = 548
BAND_TOTALS = (102, 150, 110, 105, 81)  # Table 2
FIFTHS = (110, 109, 110, 109, 110)  # scores 1..5 of R, F and M alike: the fifths by rank of 548 distinct values
CORRELATION = (0.5, 0.7)  # of each two of R, F and M
BLANK, DOUBLE, OFF_SCALE = 24, 16, 12  # the 52 questionnaires that do not count

# How strongly R, F and M follow one common factor before the bands are forced upon them. Unequal on purpose:
# R and F weigh the same, and with equal loadings the integer programme would have mirrored optima to choose from.
RFM_LOADINGS = (0.36, 0.48, 0.42)

# The other indicators: how strongly each follows the customer's latent attachment, and its shares of scores 1..5.
OTHERS: dict[str, tuple[float, tuple[float, ...]]] = {
    "basic": (0.55, (0.14, 0.24, 0.30, 0.20, 0.12)),
    "visits": (0.70, (0.16, 0.22, 0.26, 0.20, 0.16)),
    "time": (0.70, (0.18, 0.24, 0.25, 0.20, 0.13)),
    "interaction": (0.60, (0.24, 0.26, 0.22, 0.17, 0.11)),
    "repeat": (0.68, (0.20, 0.22, 0.23, 0.20, 0.15)),
    "cross": (0.65, (0.17, 0.25, 0.27, 0.19, 0.12)),
    "persistence": (0.60, (0.17, 0.20, 0.26, 0.22, 0.15)),
    "brand": (0.60, (0.07, 0.16, 0.29, 0.31, 0.17)),
    "recommend": (0.70, (0.12, 0.17, 0.24, 0.27, 0.20)),
    "rating": (0.65, (0.06, 0.13, 0.26, 0.34, 0.21)),
    "member": (0.60, (0.15, 0.18, 0.24, 0.24, 0.19)),
}
UNANSWERED = 0.03  # of these other questions, also in valid questionnaires
WRONG = (0, 6, 7, 55, 11, -1)  # what people and keyboards put on a 1-5 scale

CELLS = np.array(list(product(range(1, 6), repeat=3)))  # (125, 3), every R x F x M


@dataclass(frozen=True, eq=False)
class People:
    """The 600 questionnaires in the order they came in.

    scores: 600 rows; `customer_id`, then the 14 indicators in the order of Table 1: 1-5, NaN or off the scale.
    kind: (600,) what each row is: "valid", "blank", "double" or "off scale".
    """

    scores: pd.DataFrame
    kind: np.ndarray

    @property
    def valid(self) -> pd.DataFrame:
        """The 548 rows that count."""
        return self.scores[self.kind == "valid"]


def make_people(rng: np.random.Generator) -> People:
    """All 600, with ids that rise in the order of the file; a double comes after the questionnaire it repeats."""
    valid = valid_scores(rng)
    spoilt = valid.iloc[rng.choice(VALID, BLANK + OFF_SCALE, replace=False)]
    people = pd.concat([valid, blanked(spoilt[:BLANK], rng), off_scale(spoilt[BLANK:], rng)], ignore_index=True)
    kind = np.repeat(["valid", "blank", "off scale"], [VALID, BLANK, OFF_SCALE])

    order = rng.permutation(len(people))
    people, kind = people.iloc[order].reset_index(drop=True), kind[order]
    people.insert(0, "customer_id", [f"C{number:04d}" for number in range(1, len(people) + 1)])
    return with_doubles(people, kind, rng)


# --- R, F and M -----------------------------------------------------------------------------------------------------


def rfm_counts() -> np.ndarray:
    """(125,) how many valid customers have each R x F x M of `CELLS`.

    A smooth distribution that has the wanted totals is rounded, each cell up or down, by an integer programme that
    keeps these totals exactly and is otherwise as close to it as whole people can be.
    """
    sums, totals = wanted_totals()
    smooth = fitted(copula(), sums, totals)
    floor = np.floor(smooth)
    # What rounding a cell up costs against rounding it down, in squared error relative to the cell's size.
    cost = ((floor + 1 - smooth) ** 2 - (smooth - floor) ** 2) / (smooth + 0.2)
    products = correlation_terms()
    low, high = (bound + sign * 0.01 for bound, sign in zip(CORRELATION, (1, -1), strict=True))
    result = milp(
        cost,
        integrality=np.ones(len(CELLS)),
        bounds=Bounds(0, 1),
        constraints=[
            LinearConstraint(sums, totals - sums @ floor, totals - sums @ floor),
            LinearConstraint(products, low - products @ floor, high - products @ floor),
        ],
        options={"mip_rel_gap": 0},
    )
    if not result.success:
        raise RuntimeError(f"the integer programme found no customers: {result.message}")
    return (floor + np.round(result.x)).astype(int)


def wanted_totals() -> tuple[np.ndarray, np.ndarray]:
    """(20, 125) which cells each total counts, and the (20,) totals: scores 1-5 of R, F and M, then the five bands."""
    tenths = CELLS @ (3, 3, 4)  # ten times C with the weights .3, .3, .4: whole numbers, so that edges are exact
    band = np.digitize(tenths, (10, 20, 30, 40, 50))
    rows = [CELLS[:, column] == score for column in range(3) for score in range(1, 6)]
    rows += [band == number for number in range(1, 6)]
    return np.array(rows, dtype=float), np.array(FIFTHS * 3 + BAND_TOTALS, dtype=float)


def correlation_terms() -> np.ndarray:
    """(3, 125): times counts it gives the correlations R-F, R-M, F-M; linear because the marginals are given."""
    mean = np.average(range(1, 6), weights=FIFTHS)
    variance = np.average((np.arange(1, 6) - mean) ** 2, weights=FIFTHS)
    r, f, m = (CELLS - mean).T
    return np.array([r * f, r * m, f * m]) / (VALID * variance)


def copula() -> np.ndarray:
    """(125,) people in each cell if R, F and M were cut from three normal variables with one common factor."""
    edges = norm.ppf(np.cumsum((0, *FIFTHS)) / VALID)
    factor = np.linspace(-4, 4, 161)[:, None]
    density = norm.pdf(factor[:, 0]) / norm.pdf(factor).sum()
    r, f, m = (
        np.diff(norm.cdf((edges - loading * factor) / np.sqrt(1 - loading**2)), axis=1) for loading in RFM_LOADINGS
    )
    return VALID * np.einsum("z,zr,zf,zm->rfm", density, r, f, m).ravel()


def fitted(counts: np.ndarray, sums: np.ndarray, totals: np.ndarray) -> np.ndarray:
    """`counts` scaled in turn to each of the totals until all hold (iterative proportional fitting)."""
    counts = counts.copy()
    for _ in range(500):
        for cells, total in zip(sums > 0, totals, strict=True):
            counts[cells] *= total / counts[cells].sum()
    return counts


# --- whole questionnaires -------------------------------------------------------------------------------------------


def valid_scores(rng: np.random.Generator) -> pd.DataFrame:
    """548 rows of the 14 scores, with some of the other questions left unanswered."""
    rfm = rng.permutation(np.repeat(CELLS, rfm_counts(), axis=0))
    scores = pd.DataFrame(rfm.astype(float), columns=list(RFM))
    current = rfm @ (0.3, 0.3, 0.4)
    attachment = 0.75 * (current - current.mean()) / current.std() + 0.66 * rng.standard_normal(VALID)
    for name, (loading, shares) in OTHERS.items():
        latent = loading * attachment + np.sqrt(1 - loading**2) * rng.standard_normal(VALID)
        scores[name] = 1.0 + np.searchsorted(norm.ppf(np.cumsum(shares[:-1])), latent)
        scores.loc[rng.random(VALID) < UNANSWERED, name] = np.nan
    return scores[list(INDICATORS)]


def blanked(people: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """`people` with R, F or M missing, in turn, and now and then a second one of them."""
    people = people.copy()
    for position in range(len(people)):
        first = position % 3
        gone = {first, (first + 1) % 3} if rng.random() < 0.2 else {first}
        people.iloc[position, [people.columns.get_loc(RFM[each]) for each in gone]] = np.nan
    return people


def off_scale(people: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """`people` with one impossible answer each: half of them in R, F or M, half in another question."""
    people = people.copy()
    others = rng.permutation(list(OTHERS))
    values = rng.permutation(WRONG * 2)
    for position, value in zip(range(len(people)), values, strict=True):
        name = RFM[position // 2 % 3] if position % 2 else others[position // 2]
        people.iloc[position, people.columns.get_loc(name)] = value
    return people


def with_doubles(people: pd.DataFrame, kind: np.ndarray, rng: np.random.Generator) -> People:
    """Sixteen valid customers answered twice: half sent the same again, half changed their minds on two questions."""
    first = np.sort(rng.choice(np.flatnonzero(kind == "valid"), DOUBLE, replace=False))
    again = people.iloc[first].copy()
    for position in range(0, DOUBLE, 2):
        changed = rng.choice(list(INDICATORS), 2, replace=False)
        again.iloc[position, [again.columns.get_loc(name) for name in changed]] = rng.integers(1, 6, 2)
    # Half places: each double lies between two rows, somewhere after the questionnaire that it repeats.
    again.index = rng.integers(first, len(people)) + 0.5
    both = pd.concat([people, again])
    kinds = np.concatenate([kind, np.repeat("double", DOUBLE)])
    order = np.argsort(both.index.to_numpy(), kind="stable")
    return People(both.iloc[order].reset_index(drop=True), kinds[order])
