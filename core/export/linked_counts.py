"""The small-cell rule for counts that hang together over several tables, as those of a movement between tiers do.

Each count is a sum of the same small groups. Whoever has the file knows the counts that are shown, and of the hidden
ones that they are 1 to 4, or 5 and more; a linear programme asks whether a small one follows from that. While one
does, the smallest count that it follows from is hidden too.
"""

from collections.abc import Callable, Hashable, Mapping, Set
from typing import Any, TypeVar

import numpy as np

from core.export.small_cells import FEWEST, NOT_SMALL, SMALL

Item = TypeVar("Item", bound=Hashable)
NEARLY = 1e-6


def words_of_hidden(
    counts: Mapping[Item, int],
    parts: Mapping[Item, Set[Hashable]],
    told: Mapping[Item, str],
    dear: Callable[[Item], int] = lambda item: 0,
) -> dict[Item, str]:
    """What is shown in place of each count that has to be hidden, small ones and those that would give them away.

    parts: the groups that each count sums up. told: counts that stand elsewhere in the file, as they are shown there.
    dear: of counts that would give one away, those for which it is lowest are hidden first.
    """
    known = _Known(counts, parts)
    out = {item for item, count in counts.items() if 0 < count < FEWEST and item not in told}
    out |= {item for item, words in told.items() if words in (SMALL, NOT_SMALL)}
    while known.given_away(out):
        others = [other for other in counts if counts[other] and other not in told and other not in out]
        if not others:
            break  # all that can be hidden is: those that stand elsewhere tell it
        telling = [other for other in others if other in known.telling]
        out.add(min(telling or others, key=lambda other: (dear(other), counts[other])))
    return {item: SMALL if counts[item] < FEWEST else NOT_SMALL for item in counts if item in out}


class _Known:
    """What can be known of the counts; between two looks only ever less, as more and more of them are hidden."""

    def __init__(self, counts: Mapping[Any, int], parts: Mapping[Any, Set[Hashable]]) -> None:
        self._items = list(counts)
        self._counts = np.array([counts[item] for item in self._items], dtype=float)
        groups = {group: k for k, group in enumerate(sorted(set().union(*parts.values()), key=str))}
        self._sums = np.zeros((len(self._items), len(groups)))
        for row, item in enumerate(self._items):
            self._sums[row, [groups[group] for group in parts[item]]] = 1
        # The least and the most that each count was found able to be, as far as was looked.
        self._low, self._high = self._counts.copy(), self._counts.copy()
        self.telling: set[Any] = set()

    def given_away(self, out: Set[Any]) -> bool:
        """Whether some small hidden count can be no other; `telling` then holds what one follows from."""
        hidden = np.array([item in out for item in self._items])
        small = (self._counts > 0) & (self._counts < FEWEST)
        for place in np.flatnonzero(hidden & small).tolist():
            self.telling = set()
            for sign in (1, -1):
                if not self._open(place):
                    self._look(place, sign, hidden, small)
            if not self._open(place):
                return True
        return False

    def _open(self, place: int) -> bool:
        """Whether a count could be at least one more or less than it is."""
        count = self._counts[place]
        return bool(self._low[place] <= count - 1 + NEARLY or self._high[place] >= count + 1 - NEARLY)

    def _look(self, place: int, sign: int, hidden: np.ndarray, small: np.ndarray) -> None:
        """Make a count as small (sign 1) or as large (-1) as what is shown allows."""
        from scipy.optimize import linprog

        shown, sums = ~hidden, self._sums[hidden]
        least = np.where(small, 1, FEWEST)[hidden]
        few = small[hidden]
        found = linprog(
            sign * self._sums[place],
            A_ub=np.vstack([-sums, sums[few]]),
            b_ub=np.concatenate([-least, np.full(few.sum(), FEWEST - 1)]),
            A_eq=self._sums[shown],
            b_eq=self._counts[shown],
            bounds=(0, float(2 * self._counts.max() + FEWEST)),
            method="highs",
        )
        if found.x is None:
            return  # never where the counts are sums of their groups
        able = self._sums @ found.x
        self._low, self._high = np.minimum(self._low, able), np.maximum(self._high, able)
        places = np.flatnonzero(shown)[np.abs(found.eqlin.marginals) > NEARLY]
        self.telling |= {self._items[p] for p in places}
