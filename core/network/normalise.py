"""Min-max normalisation of scores (paper, formula 2)."""

from dataclasses import dataclass

import numpy as np

from core.problems import DataProblem


@dataclass(frozen=True, eq=False)
class Normaliser:
    """X' = (X - low) / (high - low) for each of d indicators, with the bounds of the rows it was fitted on."""

    low: np.ndarray  # (d,)
    high: np.ndarray  # (d,)

    @classmethod
    def fit(cls, scores: np.ndarray) -> "Normaliser":
        """Bounds of (n, d) scores. Raises DataProblem where there is no row."""
        if len(scores) == 0:
            raise DataProblem(
                "there are no customers to take the bounds of the scores from",
                accepted="1 or more",
                fix="put more customers into the training part",
            )
        return cls(np.min(scores, axis=0), np.max(scores, axis=0))

    @property
    def constant(self) -> np.ndarray:
        """(d,) True for an indicator that was the same for all: it becomes 0 and tells the network nothing."""
        return self.low == self.high

    def apply(self, scores: np.ndarray) -> tuple[np.ndarray, int]:
        """Inputs (n, d) in 0..1 for (n, d) scores, and how many values lay outside the bounds and were clipped."""
        x = scores - self.low
        x /= np.where(self.constant, 1, self.high - self.low)
        x[:, self.constant] = 0
        outside = int(np.count_nonzero((x < 0) | (x > 1)))
        return np.clip(x, 0, 1, out=x), outside
