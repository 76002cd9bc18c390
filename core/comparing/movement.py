"""Who moved between the tiers of two runs, and by what: herself, another model, other cut-offs (METHOD.md section 10).

    before         the former model on the former data, the former cut-offs
      │ customers  the former model on the new data, the former cut-offs
      │ model      the new model on the new data, the former cut-offs
      v cut-offs   the new model on the new data, the new cut-offs
    now

In that order each customer goes from her tier before to her tier now, so that the three steps add up exactly. Who
joined or left has no way to go; she is counted apart.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from core.problems import DataProblem
from core.study import Study
from core.tiers import TIERS, Tier, place_of

CAUSES = ("customers", "model", "cut-offs", "untold")
NOBODY = -1  # the place of a tier that is not known
GROUPS = len(TIERS)


@dataclass(frozen=True, eq=False)
class Movement:
    """The m customers of both runs on their way, and who joined (j,) and left (l,).

    ids: (m,); steps: (4, m) place in TIERS (0 for A, 3 for D) before, with the new data, with the new model, now;
    NOBODY in the second where the former model cannot value her new data. k: (3, m) K before, by the former model on
    the new data (NaN where it cannot), now. joined, left: places (j,), (l,) in TIERS of those in one run only;
    joined_ids, left_ids: who they are. problem: why the former model can value nobody's new data; None where it can.
    """

    ids: np.ndarray
    steps: np.ndarray
    k: np.ndarray
    joined: np.ndarray
    left: np.ndarray
    joined_ids: np.ndarray
    left_ids: np.ndarray
    problem: str | None = None

    @cached_property
    def matrix(self) -> np.ndarray:
        """(5, 5) customers by tier before (rows A to D, then not there) and now (columns A to D, then gone)."""
        counts = np.zeros((GROUPS + 1, GROUPS + 1), dtype=int)
        np.add.at(counts, (self.steps[0], self.steps[-1]), 1)
        counts[GROUPS, :GROUPS] = np.bincount(self.joined, minlength=GROUPS)
        counts[:GROUPS, GROUPS] = np.bincount(self.left, minlength=GROUPS)
        return counts

    @cached_property
    def cause(self) -> np.ndarray:
        """(m,) place in CAUSES of the step that brought each customer to her tier of now; NOBODY for who stays.

        It is the last step that changed her tier: who rose to A by herself, fell by the model and rose again by the
        cut-offs is in A by the cut-offs. Untold where the former model cannot say what her data alone would do.
        """
        before, alone, model, now = self.steps
        found = np.full(len(before), NOBODY)
        found[before != model] = CAUSES.index("untold")
        known = alone != NOBODY
        found[known & (alone != before)] = CAUSES.index("customers")
        found[known & (model != alone)] = CAUSES.index("model")
        found[now != model] = CAUSES.index("cut-offs")
        found[now == before] = NOBODY
        return found

    @cached_property
    def changes(self) -> np.ndarray:
        """(4, 4) by how many each tier (rows) grew or shrank through each of CAUSES (columns).

        A tier's customers of both runs before, and its row, add up to its customers of both runs now.
        """
        before, alone, model, now = self.steps
        known = alone != NOBODY

        def gained(start: np.ndarray, end: np.ndarray) -> np.ndarray:
            return np.bincount(end, minlength=GROUPS) - np.bincount(start, minlength=GROUPS)

        return np.column_stack(
            [
                gained(before[known], alone[known]),
                gained(alone[known], model[known]),
                gained(model, now),
                gained(before[~known], model[~known]),
            ]
        )

    def moved(self, before: Tier | None, now: Tier | None) -> np.ndarray:
        """Ids of one cell of the matrix; None stands for not there before, or gone now. Those with most K first."""
        if before is None and now is not None:
            return self.joined_ids[self.joined == TIERS.index(now)]
        if before is not None and now is None:
            return self.left_ids[self.left == TIERS.index(before)]
        assert before is not None and now is not None  # nobody is in no run  # noqa: PT018
        places = np.flatnonzero((self.steps[0] == TIERS.index(before)) & (self.steps[-1] == TIERS.index(now)))
        ordered: np.ndarray = places[np.argsort(-self.k[-1][places], kind="stable")]
        return self.ids[ordered]

    def by_cause(self, chosen: np.ndarray) -> dict[str, int]:
        """How many of the chosen (m,) bool customers came to their tier of now by each of CAUSES."""
        counts = np.bincount(self.cause[chosen & (self.cause != NOBODY)], minlength=len(CAUSES))
        return dict(zip(CAUSES, counts.tolist(), strict=True))

    @property
    def up(self) -> np.ndarray:
        """(m,) who is in a higher tier than before."""
        found: np.ndarray = self.steps[-1] < self.steps[0]
        return found

    @property
    def down(self) -> np.ndarray:
        """(m,) who is in a lower tier than before."""
        found: np.ndarray = self.steps[-1] > self.steps[0]
        return found


def movement(before: Study, now: Study) -> Movement:
    """The movement from one trained study to another: two runs, or one run and the present state."""
    old, new = before.segments(), now.segments()
    old_ids, new_ids = pd.Index(old.scores.ids), pd.Index(new.scores.ids)
    place = old_ids.get_indexer(new_ids)
    if not (_named(before) and _named(now)) and before.parts("valued")["the data"] != now.parts("valued")["the data"]:
        place[:] = NOBODY  # row 17 of two files is two people
    both, gone = place >= 0, np.ones(len(old_ids), dtype=bool)
    gone[place[both]] = False
    alone, problem = _former_model_on_new_data(before, now, new_ids)

    old_place, new_place = place_of(old.k, old.cutoffs), place_of(new.k, new.cutoffs)
    alone = alone[both]
    of_alone = np.where(np.isnan(alone), NOBODY, place_of(np.nan_to_num(alone), old.cutoffs))
    steps = np.array(
        [old_place[place[both]], of_alone, place_of(new.k[both], old.cutoffs), new_place[both]], dtype=np.int8
    )
    return Movement(
        ids=np.asarray(new_ids)[both],
        steps=steps,
        k=np.array([old.k[place[both]], alone, new.k[both]]),
        joined=new_place[~both],
        left=old_place[gone],
        joined_ids=np.asarray(new_ids)[~both],
        left_ids=np.asarray(old_ids)[gone],
        problem=problem,
    )


def _named(study: Study) -> bool:
    """Whether a column names the customers, or they are known by their rows."""
    return study.recipe.scoring.id_column is not None


def _former_model_on_new_data(before: Study, now: Study, ids: pd.Index) -> tuple[np.ndarray, str | None]:
    """K (n,) of the customers with these ids in the new data by the former model, NaN where it has none, and why."""
    former, present = before.model, now.model
    assert former is not None and present is not None  # both have segments  # noqa: PT018
    if former.hash == present.hash:
        return now.segments().k, None
    try:
        valued = now.change(model=former).segments()
    except DataProblem as problem:
        return np.full(len(ids), np.nan), str(problem)
    place = pd.Index(valued.scores.ids).get_indexer(ids)
    return np.where(place >= 0, valued.k[place], np.nan), None
