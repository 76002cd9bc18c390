"""From importance 0-10 to weights: two levels, each summing to 1 (METHOD.md section 3)."""

from dataclasses import dataclass

from core.indicators import DIMENSIONS, INDICATORS, RFM
from core.problems import DataProblem
from core.recipe import Weights


@dataclass(frozen=True)
class Shares:
    """Weights over the mapped indicators: of dimensions, of indicators within theirs, and overall (the product)."""

    dimensions: dict[str, float]
    within: dict[str, float]
    overall: dict[str, float]

    @property
    def rfm(self) -> tuple[float, float, float]:
        """W_R, W_F, W_M: the weights within current value."""
        return (self.within["recency"], self.within["frequency"], self.within["monetary"])


def shares(weights: Weights, mapped: tuple[str, ...]) -> Shares:
    """The weights in force over the `mapped` indicators.

    What the file lacks drops out and the rest of its level is scaled up. Raises DataProblem where all that is left of a
    level has importance 0, for then no share follows.
    """
    within: dict[str, float] = {}
    for dimension, words in DIMENSIONS.items():
        members = [i for i in mapped if INDICATORS[i].dimension == dimension]
        # A dimension that counts for nothing needs no shares of its own, except that C always does.
        if members and not sum(weights.indicators[i] for i in members) and _counts(weights, dimension):
            names = ", ".join(INDICATORS[i].label for i in members)
            raise DataProblem(
                f"all importances in {words!r} are 0 ({names})",
                accepted="0 to 10",
                fix="give at least one of them more than 0",
            )
        within |= _normalised({i: weights.indicators[i] for i in members})
    present = {d: weights.dimensions[d] for d in DIMENSIONS if any(INDICATORS[i].dimension == d for i in mapped)}
    if not sum(present.values()):
        raise DataProblem(
            "the importances of all dimensions are 0", accepted="0 to 10", fix="give at least one of them more than 0"
        )
    dimensions = _normalised(present)
    return Shares(dimensions, within, {i: within[i] * dimensions[INDICATORS[i].dimension] for i in within})


def _counts(weights: Weights, dimension: str) -> bool:
    return dimension == INDICATORS[RFM[0]].dimension or weights.dimensions[dimension] > 0


def _normalised(importances: dict[str, float]) -> dict[str, float]:
    total = sum(importances.values())
    return {i: v / total if total else 0.0 for i, v in importances.items()}
