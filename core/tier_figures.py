"""What the tiers hold: people, mean scores of the dimensions, C, spend; and the counts behind the Overview's pictures.

All of it is counted here, so that a page sends a few numbers and no customer.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from core.bands import TOLERANCE
from core.customer_choice import current_of_valued
from core.indicators import DIMENSIONS, INDICATORS
from core.keys import hashed
from core.problems import DataProblem
from core.scoring import Scores
from core.study import Study
from core.tiers import TIERS, place_of
from core.weights import Shares, shares

POINTS = 200  # of a curve
MIDDLE = 3.0  # of the scale of scores
MANY = 20_000  # customers from which the density is counted in finer cells


@dataclass(frozen=True, eq=False)
class Placed:
    """Of the n customers of the segments: tier as its place (n,) in TIERS, band (n,) 1-5, C (n,), dimensions (n, d).

    band is 0 and C is NaN where not known, as after a change of the data since the training. The columns of dimensions,
    1-5, are those of `names`: weighted means of their scores. spend (n,) is NaN where blank, None where the file holds
    no amounts.
    """

    place: np.ndarray
    k: np.ndarray
    band: np.ndarray
    c: np.ndarray
    dimensions: np.ndarray
    names: tuple[str, ...]
    spend: np.ndarray | None

    @property
    def matrix(self) -> np.ndarray:
        """Customers (5, 4) by band 1 to 5 and tier A to D."""
        return np.bincount(self.band.astype(np.intp) * 4 + self.place, minlength=24).reshape(6, 4)[1:]

    @cached_property
    def by_tier(self) -> pd.DataFrame:
        """What `group_figures` tells of A, B, C and D."""
        return group_figures(self, self.place, len(TIERS))

    @cached_property
    def by_band(self) -> pd.DataFrame:
        """The same of bands 1 to 5."""
        return group_figures(self, (self.band - 1) % 6, 6).head(5)  # those of no band come last

    @cached_property
    def curve(self) -> "SpendCurve | None":
        """Who brings how much; None where spend is not known."""
        return spend_curve(self)

    @cached_property
    def density(self) -> "Density | None":
        """Customers by current and potential value; None where one of them is not known."""
        return density(self)

    @property
    def potential(self) -> np.ndarray | None:
        """Potential value (n,), 1-5; None where the file holds no indicator of it."""
        return self.dimensions[:, self.names.index("potential")] if "potential" in self.names else None


@dataclass(frozen=True, eq=False)
class SpendCurve:
    """Who brings how much: share of customers (p,) from the top against their share of all spend (p,), 0..1.

    by_k: the highest K first; by_spend: who spends most first, which no order can beat. ends: share of the customers
    and of the spend up to the end of A, B, C and D. known: customers whose spend is known; only they count here.
    """

    customers: np.ndarray
    by_k: np.ndarray
    by_spend: np.ndarray
    ends: tuple[tuple[float, float], ...]
    known: int


@dataclass(frozen=True, eq=False)
class Density:
    """Customers counted in square cells of C (columns) and potential value (rows), `step` points wide, from 1 to 5.

    Shares of them (0..1) that reach the middle of the scale, 3, in both, in potential value only, in C only, in none.
    """

    counts: np.ndarray
    step: float
    both: float
    potential_only: float
    current_only: float
    none: float


def placed(study: Study) -> Placed:
    """Every customer of the segments with what is known of her now."""
    key = hashed((study.key("segments"), study.key("bands"), study.recipe.weights.model_dump()))
    return study.memo.get("placed", key, lambda: _placed(study))


def _placed(study: Study) -> Placed:
    segments, now, (weights, names) = study.segments(), current_of_valued(study), _within(study)
    place = place_of(segments.k, segments.cutoffs)
    return Placed(
        place, segments.k, now.band, now.c, segments.scores.values @ weights, names, _spend_of(study, segments.scores)
    )


def _spend_of(study: Study, valued: Scores) -> np.ndarray | None:
    """Spend (n,) of the customers that the model values; None where the file holds no amounts, or cannot be read."""
    if study.recipe.scoring.missing:
        return None
    try:
        scores, spend = study.scores(), study.spend()
    except DataProblem:
        return None
    if spend is None or scores is valued:
        return spend
    return pd.Series(spend, index=scores.ids).reindex(valued.ids).to_numpy(dtype=float)


def _within(study: Study) -> tuple[np.ndarray, tuple[str, ...]]:
    """Weights (k, d) of the model's k indicators within their d dimensions, and the dimensions."""
    model = study.model
    assert model is not None  # there are segments
    try:
        found: Shares = shares(study.recipe.weights, model.indicators)
    except DataProblem:  # weights of 0 that were set since the training
        found = shares(model.recipe.weights, model.indicators)
    of = [INDICATORS[i].dimension for i in model.indicators]
    names = tuple(d for d in DIMENSIONS if d in of)
    members = np.array([[float(d == name) for name in names] for d in of])
    made = members * np.array([found.within[i] for i in model.indicators])[:, None]
    total = made.sum(axis=0)
    return np.where(total > 0, made, members) / np.where(total > 0, total, members.sum(axis=0)), names


def tier_figures(study: Study) -> pd.DataFrame:
    """One line a tier: tier, name, range of K, and what `group_figures` tells."""
    table, found = study.segments().table, placed(study)
    return pd.concat([table[["tier", "name", "range"]], found.by_tier], axis=1)


def band_figures(study: Study) -> pd.DataFrame:
    """The same of the five bands, 5 on top: band, range of C, and what `group_figures` tells."""
    found, ranges = placed(study), study.bands().ranges
    table = found.by_band.copy()
    table.insert(0, "band", range(1, 6))
    table.insert(1, "range", ranges)
    return table[::-1].reset_index(drop=True)


def group_figures(found: Placed, group: np.ndarray, groups: int) -> pd.DataFrame:
    """One line a group (n,) 0 to groups - 1: customers, share (0..1), mean of K, of each dimension and of C.

    Where spend is known also its mean, its sum, and the group's share (0..1) of all of it. NaN where nobody is.
    """
    group = group.astype(np.intp)
    counts = np.bincount(group, minlength=groups)
    table = pd.DataFrame({"customers": counts, "share": counts / max(len(group), 1)})
    for name, values in (("K", found.k), *zip(found.names, found.dimensions.T, strict=True), ("C", found.c)):
        table[name] = _mean(values, group, groups)[0]
    if found.spend is not None:
        mean, total = _mean(found.spend, group, groups)
        table["mean spend"] = mean
        table["share of spend"] = total / total.sum() if total.sum() else np.nan
        table["spend"] = total
    return table


def _mean(values: np.ndarray, group: np.ndarray, groups: int) -> tuple[np.ndarray, np.ndarray]:
    """Mean (g,) and sum (g,) of values (n,) by group, NaN left out."""
    known = ~np.isnan(values)
    if not known.all():
        values, group = values[known], group[known]
    total, count = np.bincount(group, values, groups), np.bincount(group, minlength=groups)
    return np.divide(total, count, out=np.full(groups, np.nan), where=count > 0), total


def spend_curve(found: Placed) -> SpendCurve | None:
    """Who brings how much; None where spend is not known, or adds up to nothing."""
    if found.spend is None:
        return None
    known = ~np.isnan(found.spend)
    spend, k, place = found.spend[known], found.k[known], found.place[known]
    total = spend.sum()
    if total <= 0:
        return None
    by_k = np.concatenate(([0], np.cumsum(spend[np.argsort(-k, kind="stable")]))) / total
    by_spend = np.concatenate(([0], np.cumsum(np.sort(spend)[::-1]))) / total
    ends = np.cumsum(np.bincount(place, minlength=4))
    at = np.unique(np.concatenate([np.linspace(0, len(spend), POINTS + 1).astype(np.intp), ends]))
    points = tuple((float(end / len(spend)), float(by_k[end])) for end in ends)
    return SpendCurve(at / len(spend), by_k[at], by_spend[at], points, len(spend))


def density(found: Placed) -> Density | None:
    """Customers by current and potential value; None where the file holds no indicator of potential value."""
    potential = found.potential
    if potential is None:
        return None
    known = ~np.isnan(found.c)
    if not known.any():
        return None
    cells = 40 if known.sum() > MANY else 20
    step = 4 / cells

    def cell(values: np.ndarray) -> np.ndarray:
        return np.clip(((values[known] - 1) / step + 1e-9).astype(np.intp), 0, cells - 1)

    counts = np.bincount(cell(potential) * cells + cell(found.c), minlength=cells * cells)
    up, far = potential[known] >= MIDDLE - TOLERANCE, found.c[known] >= MIDDLE - TOLERANCE
    quarters = np.bincount(2 * ~up + ~far, minlength=4) / max(len(up), 1)
    return Density(counts.reshape(cells, cells), step, *quarters.tolist())
