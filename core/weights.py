"""From importance 0-10 to weights: two levels, each summing to 1 (METHOD.md section 3)."""

from dataclasses import dataclass

from core.indicators import INDICATORS, RFM
from core.panel.levels import TOP, label, level_name, members
from core.panel.shares_of import LevelResult, panel_results
from core.problems import DataProblem
from core.recipe import Weights

CURRENT = INDICATORS[RFM[0]].dimension


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
    """The weights in force over the `mapped` indicators: the panel's where it decides, else those set by hand.

    What the file lacks drops out and the rest of its level is scaled up. Raises DataProblem where all that is left of a
    level has importance 0, for then no share follows.
    """
    panel = panel_results(weights, mapped) if weights.decided == "panel" else {}
    present = members(TOP, mapped)
    of_dimensions = _importances(weights, TOP, present, panel)
    within: dict[str, float] = {}
    for dimension in present:
        given = _importances(weights, dimension, members(dimension, mapped), panel)
        # A dimension that counts for nothing needs no shares of its own, except that C always does.
        if not sum(given.values()) and (dimension == CURRENT or of_dimensions[dimension] > 0):
            raise DataProblem(
                f"all importances in {level_name(dimension)!r} are 0 ({', '.join(map(label, given))})",
                accepted="0 to 10",
                fix="give at least one of them more than 0",
            )
        within |= _normalised(given)
    if not sum(of_dimensions.values()):
        raise DataProblem(
            "the importances of all dimensions are 0", accepted="0 to 10", fix="give at least one of them more than 0"
        )
    dimensions = _normalised(of_dimensions)
    return Shares(dimensions, within, {i: within[i] * dimensions[INDICATORS[i].dimension] for i in within})


def _importances(
    weights: Weights, level: str, wanted: tuple[str, ...], panel: dict[str, LevelResult]
) -> dict[str, float]:
    """The importances in force on a level: the panel's shares, or those set by hand where it has said nothing."""
    if level in panel:
        return panel[level].shares
    by_hand = weights.dimensions if level == TOP else weights.indicators
    return {i: by_hand[i] for i in wanted}


def _normalised(importances: dict[str, float]) -> dict[str, float]:
    total = sum(importances.values())
    return {i: v / total if total else 0.0 for i, v in importances.items()}
