"""How much each customer counts in the training error, against classes or bands of very different size.

    weighted MSE = sum of w (K - expected value)^2 / sum of w        over the customers that train

Only the training error is weighted: validation and test errors stay plain means, so that they can be compared.
"""

import numpy as np
import pandas as pd

from core.importing.values import as_numbers
from core.problems import DataProblem, shortened
from core.recipe import CutOffs
from core.tiers import tier_of

ACCEPTED = "numbers of 0 or more, some of them above 0"
# The fourths of the scale, whatever the cut-offs are: moving those trains nothing anew.
FOURTHS = CutOffs()


def inverse_size(group: np.ndarray) -> np.ndarray:
    """(n,) weights by which every group (n,) counts the same in all: n / (groups * customers of the group)."""
    _, place, counts = np.unique(group, return_inverse=True, return_counts=True)
    return len(group) / (len(counts) * counts[place])


def by_class(expected: np.ndarray) -> np.ndarray:
    """(n,) weights by which each class counts the same: the fourth of 0..1 in which the expected value (n,) lies.

    Grades A to D are these fourths; a yes/no outcome fills the first and the last.
    """
    return inverse_size(tier_of(expected, FOURTHS))


def from_column(column: pd.Series, rows: np.ndarray) -> np.ndarray:
    """(n,) weights from the cells (n,) of the customers that train; `rows` (n,) are their row numbers.

    Raises DataProblem that names the first cell that is no weight, or says that all are 0.
    """
    weights, unreadable = as_numbers(column)
    for wrong, why in (
        (unreadable, "the weight {} is no number"),
        (np.isnan(weights), "this customer has no weight"),
        (weights < 0, "the weight {} is below 0"),
        (np.isinf(weights), "the weight {} is no finite number"),
    ):
        for place in np.flatnonzero(wrong)[:1]:
            cell = column.iat[place]
            raise DataProblem(
                why.format(repr(f"{cell:.15g}" if isinstance(cell, float) else shortened(cell, 20))),
                row=int(rows[place]),
                column=str(column.name),
                accepted=ACCEPTED,
                fix="mend the cell, or weigh customers in another way",
            )
    if not weights.any():
        raise DataProblem(
            "all weights of the customers that train are 0",
            column=str(column.name),
            accepted=ACCEPTED,
            fix="choose another column, or weigh customers in another way",
        )
    return weights
