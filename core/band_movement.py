"""Who goes up and who goes down when weights or edges move: the bands of two rules, customer by customer."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.bands import EDGES, BandRule
from core.keys import hashed
from core.recipe import Weights
from core.study import Study
from core.weights import shares


@dataclass(frozen=True, eq=False)
class Movement:
    """Band before and after (n,) of each valid customer; counts (5, 5): from band (row) to band (column)."""

    before: np.ndarray
    after: np.ndarray
    counts: np.ndarray

    @property
    def up(self) -> int:
        """Customers in a higher band than before."""
        return int(np.triu(self.counts, 1).sum())

    @property
    def down(self) -> int:
        """Customers in a lower band than before."""
        return int(np.tril(self.counts, -1).sum())

    @property
    def same(self) -> int:
        """Customers in the same band as before."""
        return int(np.trace(self.counts))

    def places(self, way: str) -> np.ndarray:
        """(m,) places of the customers that go "up" or "down", those that go furthest first."""
        steps = self.after.astype(int) - self.before
        gone = np.flatnonzero(steps > 0 if way == "up" else steps < 0)
        furthest: np.ndarray = gone[np.argsort(-np.abs(steps[gone]), kind="stable")]
        return furthest


def movement(before: np.ndarray, after: np.ndarray) -> Movement:
    """The movement between bands 1-5 (n,) before and after."""
    pairs = (before.astype(np.intp) - 1) * 5 + (after - 1)
    return Movement(before, after, np.bincount(pairs, minlength=25).reshape(5, 5))


def usual_rule(study: Study) -> BandRule:
    """The weights that a new project starts with (R 0.30, F 0.30, M 0.40), and the paper's edges."""
    return BandRule(shares(Weights(), study.recipe.scoring.mapped).rfm, EDGES)


def movement_since(study: Study, rule: BandRule) -> Movement:
    """The movement of the study's customers from the bands of `rule` to those in force."""
    key = hashed((study.key("bands"), rule.weights, rule.edges))
    return study.memo.get("band movement", key, lambda: movement(rule.band(study.rfm()), study.bands().band))


def movers(study: Study, moved: Movement, places: np.ndarray) -> pd.DataFrame:
    """One line a customer at `places`: id, band before and now, C now."""
    return pd.DataFrame(
        {
            "Customer": study.scores().ids[places],
            "Band before": moved.before[places],
            "Band now": moved.after[places],
            "Current value C": study.bands().c[places],
        }
    )
