"""The small-cell rule for counts that hang together over several tables, as those of a movement between tiers do.

Each count is a sum of the same groups of customers. Whoever has the file knows the counts that are shown, and of the
hidden ones that they are 1 to 4, or 5 and more. A small one is safe where other groups fit all that is known, by which
it would be one more or one less. A linear programme finds those that ask for the fewest other counts to be hidden.
Where there are none, as 1 to 4 customers in four groups of 1 to 4 can only be 4, less is said: that there are some.
"""

from collections.abc import Callable, Hashable, Mapping, Set
from typing import TypeVar

import numpy as np

from core.export.small_cells import FEWEST, NOT_SMALL, SMALL

Item = TypeVar("Item", bound=Hashable)
Group = TypeVar("Group", bound=Hashable)
SOME = "some"  # one or more
NEARLY = 1e-6


def words_of_hidden(
    groups: Mapping[Group, int],
    parts: Mapping[Item, Set[Group]],
    told: Mapping[Item, str],
    dear: Callable[[Item], float] = lambda item: 1,
) -> dict[Item, str]:
    """What is shown in place of each count that has to be hidden, small ones and those that would give them away.

    groups: how many customers are in each. parts: which of them each count sums up. told: counts that stand elsewhere
    in the file, as they are shown there. dear: how much is lost where a count that is not small is hidden, above 0.
    """
    items = list(parts)
    sums = np.array([[group in parts[item] for group in groups] for item in items], dtype=float)
    known = _Known(np.array(list(groups.values()), dtype=float), sums)
    # Of two that are as dear the smaller one is hidden.
    losses = np.array([dear(item) for item in items]) * (1 + known.counts / max(1, known.counts.max()))
    fixed = np.array([item in told for item in items]) | (known.counts == 0)
    hidden = known.small & ~fixed
    hidden |= np.array([told.get(item) in (SMALL, NOT_SMALL) for item in items])
    for place in np.flatnonzero(known.small & hidden).tolist():
        beside = (sums * sums[place]).any(axis=1)
        for less_said in (np.zeros(len(items), dtype=bool), beside, ~np.zeros(len(items), dtype=bool)):
            if known.open(place):
                break
            known.vague |= less_said & ~fixed
            hidden = known.opened(place, hidden, fixed, losses)
    words = np.where(known.vague, SOME, np.where(known.small, SMALL, NOT_SMALL))
    return {item: str(word) for item, word, out in zip(items, words, hidden, strict=True) if out}


class _Known:
    """Counts (c,) as sums (c, g) of groups (g,), and the least and the most that each was found able to be."""

    def __init__(self, groups: np.ndarray, sums: np.ndarray) -> None:
        self.groups, self.sums, self.counts = groups, sums, sums @ groups
        self.small = (self.counts > 0) & (self.counts < FEWEST)
        self.vague = np.zeros(len(sums), dtype=bool)  # of which it is said, once hidden, that there are some
        self._low, self._high = self.counts.copy(), self.counts.copy()

    def open(self, place: int) -> bool:
        """Whether a count could be one more or less than it is, as far as others were found."""
        count = self.counts[place]
        return bool(self._low[place] <= count - 1 + NEARLY or self._high[place] >= count + 1 - NEARLY)

    def opened(self, place: int, hidden: np.ndarray, fixed: np.ndarray, losses: np.ndarray) -> np.ndarray:
        """What has to be hidden (c,) for a small count to be open; as it was where nothing helps."""
        found = [one for sign in (1, -1) if (one := self._shortest(place, sign, hidden, fixed, losses)) is not None]
        if not found:
            return hidden
        _, changes = min(found, key=lambda one: one[0])
        self._low = np.minimum(self._low, self.counts + changes)
        self._high = np.maximum(self._high, self.counts + changes)
        return hidden | (np.abs(changes) > NEARLY)

    def _shortest(
        self, place: int, sign: int, hidden: np.ndarray, fixed: np.ndarray, losses: np.ndarray
    ) -> tuple[float, np.ndarray] | None:
        """The loss, and the change (c,) of all counts, by which this one is one more (sign 1) or less (-1)."""
        from scipy.optimize import linprog

        sums, counts = self.sums, self.counts
        groups = len(self.groups)
        able = ~hidden & ~fixed  # may be hidden as well
        moved, many = sums[able], int(able.sum())
        tight = np.vstack([sums[~hidden & fixed], sums[place]])  # stays as it is shown; and this one moves
        few = hidden & self.small & ~self.vague
        least = np.where(self.vague, 1, FEWEST)[~few]
        # Changes of the groups, then how far each count that may be hidden moves, up or down.
        found = linprog(
            np.concatenate([np.zeros(groups), losses[able]]),
            A_ub=np.vstack(
                [
                    np.hstack([moved, -np.eye(many)]),
                    np.hstack([-moved, -np.eye(many)]),
                    np.hstack([sums[few], np.zeros((few.sum(), many))]),
                    np.hstack([-sums[few], np.zeros((few.sum(), many))]),
                    np.hstack([-sums[~few], np.zeros(((~few).sum(), many))]),
                ]
            ),
            b_ub=np.concatenate(
                [
                    np.zeros(2 * many),
                    FEWEST - 1 - counts[few],
                    counts[few] - 1,
                    np.maximum(counts[~few] - least, 0),  # what is hidden is said to be 5 or more
                ]
            ),
            A_eq=np.hstack([tight, np.zeros((len(tight), many))]),
            b_eq=np.concatenate([np.zeros(len(tight) - 1), [sign]]),
            bounds=[(-n, None) for n in self.groups] + [(0, None)] * many,
            method="highs",
        )
        return None if found.x is None else (found.fun, sums @ found.x[:groups])
