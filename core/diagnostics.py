"""How well K follows the expected value: regression, errors, tiers given and expected, residuals by indicator.

All figures are of the customers of `Evaluation`: the sampled ones with an expected value, by part.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.model import PARTS, Evaluation
from core.recipe import CutOffs
from core.tiers import TIERS, place_of, tier_of


@dataclass(frozen=True)
class Line:
    """The straight line K = slope * expected + intercept through n customers, and their correlation R."""

    n: int
    slope: float
    intercept: float
    r: float


def regression(expected: np.ndarray, value: np.ndarray) -> Line | None:
    """The line of K on the expected value; None where one of them does not vary (fewer than two customers as well)."""
    if len(expected) < 2 or np.ptp(expected) == 0 or np.ptp(value) == 0:
        return None
    slope, intercept = np.polyfit(expected, value, 1)
    return Line(len(expected), float(slope), float(intercept), float(np.corrcoef(expected, value)[0, 1]))


def parts_of(judged: Evaluation) -> dict[str, slice]:
    """The parts that hold customers, each with its place, and `all` of them last."""
    held = {part: judged.part(part) for part, size in zip(PARTS, judged.sizes, strict=True) if size}
    return {**held, "all": slice(None)}


def simulation(judged: Evaluation, cutoffs: CutOffs) -> pd.DataFrame:
    """The paper's simulation test: one line a test customer with her number in the sample.

    Columns: number, id, expected, value (K), expected_tier, tier, hit.
    """
    here = judged.part("test")
    expected, value = judged.expected[here], judged.value[here]
    wanted, given = tier_of(expected, cutoffs), tier_of(value, cutoffs)
    return pd.DataFrame(
        {
            "number": np.arange(here.start + 1, here.stop + 1),
            "id": judged.ids[here],
            "expected": expected,
            "value": value,
            "expected_tier": wanted,
            "tier": given,
            "hit": wanted == given,
        }
    )


@dataclass(frozen=True, eq=False)
class Confusion:
    """Customers by expected tier (rows, A first) and given tier (columns), (4, 4), and what follows."""

    counts: np.ndarray

    @property
    def accuracy(self) -> float:
        """Share of customers in the tier of their expected value."""
        return float(np.trace(self.counts) / self.counts.sum())

    @property
    def table(self) -> pd.DataFrame:
        """One line a tier: tier, expected, given, precision, recall, f1 (NaN where nobody is expected or given)."""
        right = np.diag(self.counts).astype(float)
        expected, given = self.counts.sum(axis=1), self.counts.sum(axis=0)
        with np.errstate(invalid="ignore", divide="ignore"):
            precision, recall = right / given, right / expected
            f1 = 2 * right / (expected + given)
        columns = {"expected": expected, "given": given, "precision": precision, "recall": recall, "f1": f1}
        return pd.DataFrame({"tier": TIERS, **columns})

    @property
    def macro(self) -> pd.Series:
        """Precision, recall and F1 as means over the tiers that have one."""
        return self.table[["precision", "recall", "f1"]].mean()


def confusion(expected: np.ndarray, value: np.ndarray, cutoffs: CutOffs) -> Confusion:
    """Expected against given tiers of customers (n,), n >= 1, under the cut-offs."""
    rows, columns = (pd.Categorical(tier_of(x, cutoffs), TIERS).codes for x in (expected, value))
    counts = np.zeros((4, 4), dtype=int)
    np.add.at(counts, (rows, columns), 1)
    return Confusion(counts)


def outcome_by_tier(judged: Evaluation, cutoffs: CutOffs) -> pd.DataFrame:
    """Of a yes/no outcome: one line a tier with its test customers (all where nobody tests) and how many had the good.

    Columns: tier, customers, share (0..1; NaN in an empty tier).
    """
    here = judged.part("test") if judged.sizes[2] else slice(None)
    place = place_of(judged.value[here], cutoffs)
    customers = np.bincount(place, minlength=len(TIERS))
    good = np.bincount(place, judged.expected[here], minlength=len(TIERS))
    share = np.divide(good, customers, out=np.full(len(TIERS), np.nan), where=customers > 0)
    return pd.DataFrame({"tier": TIERS, "customers": customers, "share": share})


def residuals(judged: Evaluation, ids: np.ndarray, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Scores (m, k) and errors K - expected (m,) of the judged customers who are still among `ids` (n,), scores (n, k).

    Of the test part, or of all where nobody tests.
    """
    here = judged.part("test") if judged.sizes[2] else slice(None)
    places = pd.Index(ids).get_indexer(pd.Index(judged.ids[here]))
    known = places >= 0
    return scores[places[known]], (judged.value[here] - judged.expected[here])[known]


def leaning(scores: np.ndarray, errors: np.ndarray) -> np.ndarray:
    """Correlation (k,) of the errors (m,) with each indicator's scores (m, k); 0 where one does not vary."""
    found = np.zeros(scores.shape[1])
    if len(errors) < 3 or np.ptp(errors) == 0:
        return found
    for k, column in enumerate(scores.T):
        if np.ptp(column) > 0:
            found[k] = np.corrcoef(column, errors)[0, 1]
    return found
