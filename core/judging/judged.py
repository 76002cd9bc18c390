"""The whole check of a study: who is judged, by what folds, with which verdict."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from core.importing.table import Table
from core.judging.alike import Groups, groups
from core.judging.crossvalidation import case, cross_validate
from core.judging.learners import NETWORK
from core.judging.verdict import Calibration, Verdict, calibration, verdict
from core.recipe import Recipe
from core.scoring import Scores
from core.target import Expected


@dataclass(frozen=True, eq=False)
class Judged:
    """What a check leaves behind, for m customers.

    ids, expected: (m,); estimates: (repeats, m) of each learner, by those who were not taught on the customer; fold:
    (repeats, m); parts: the study's key parts it was made under.
    """

    verdict: Verdict
    calibration: Calibration
    ids: np.ndarray
    expected: np.ndarray
    estimates: dict[str, np.ndarray]
    fold: np.ndarray
    groups: Groups
    parts: dict[str, str]


class Checked(NamedTuple):
    """How much of a check is done; the last one carries the result."""

    done: int
    of: int
    judged: Judged | None = None


def judge(
    recipe: Recipe,
    table: Table,
    scores: Scores,
    drawn: np.ndarray,
    expected: Expected,
    parts: dict[str, str],
    going: Path | None = None,
    workers: int | None = None,
    importance_of: Callable[[np.ndarray], np.ndarray | None] = lambda places: None,
) -> Generator[Checked, None, None]:
    """Check the recipe's network on the drawn customers (places in the scores) that have an expected value.

    importance_of: the weights (t,) of customers that learn, by their (t,) places in the scores. going, workers: as in
    `cross_validate`; a cancelled check ends without a result. Raises DataProblem, before the
    first step, where there are too few customers, or where the column to keep together is not there.
    """
    places = drawn[expected.known[drawn]]
    together = groups(recipe, table, scores, places)
    target = expected.values[places]
    judged = case(recipe, scores.values[places], target, together)

    def steps() -> Generator[Checked, None, None]:
        yield Checked(0, 1)
        for step in cross_validate(judged, going, workers, lambda learn: importance_of(places[learn])):
            result = None
            if step.estimates is not None:
                result = Judged(
                    verdict(target, step.estimates, together.of, expected.source == "weighted", recipe.judging.seed),
                    calibration(target, step.estimates[NETWORK]),
                    scores.ids[places],
                    target,
                    step.estimates,
                    judged.fold,
                    together,
                    parts,
                )
            yield Checked(step.done, step.of, result)

    return steps()


def figures(judged: Judged) -> dict:
    """The check in plain JSON types, for the summary."""
    found, right = judged.verdict, judged.calibration
    return {
        "verdict": found.kind,
        "in_words": found.sentence,
        "customers": found.customers,
        "groups": judged.groups.count,
        "kept_together": list(judged.groups.words),
        "repeats": len(judged.fold),
        "folds": int(judged.fold.max()) + 1,
        "learners": {
            c.learner: {"mse": c.mse, "better_than_line": c.better, "low": c.low, "high": c.high}
            for c in found.learners
        },
        "calibration": {
            "k": list(right.k),
            "expected": list(right.expected),
            "slope": right.slope,
            "mean_difference": right.difference,
            "in_words": right.in_words,
        },
    }
