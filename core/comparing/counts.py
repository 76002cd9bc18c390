"""Every count that is told of a movement, by name: who moved from where to where, who rose and fell, and by what.

They hang together, as each is a sum of the same small groups of customers: those who went one way for one cause. So
whoever hides some of them (core/export/linked_counts.py) can see what the others would give away.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from core.comparing.movement import CAUSES, GROUPS, Movement

# ("cell", before, now), ("before", tier), ("now", tier), ("both",), ("new",), ("gone",), ("moved",), ("by", cause),
# and for each way, rose and fell: ("rose",), ("rose", now), ("rose", now, cause). Tiers are places in TIERS, GROUPS
# stands for not there before or gone now; causes are those of CAUSES.
Item = tuple[str | int, ...]
Atom = tuple[int, int, str]  # tier before, tier now, and the cause; "" for who stays, joins or leaves
WAYS = ("rose", "fell")


@dataclass(frozen=True, eq=False)
class Counts:
    """counts: by item; parts: of which atoms each is the sum; words: of hidden ones, what is shown in their place."""

    counts: Mapping[Item, int]
    atoms: Mapping[Atom, int]
    parts: Mapping[Item, frozenset[Atom]]
    words: Mapping[Item, str] = field(default_factory=dict)

    def shown(self, *item: str | int) -> str:
        """The count as it may be shown: `1,234`, or words in its place."""
        return self.words.get(item) or f"{self.counts[item]:,}"

    def known(self, *item: str | int) -> int | None:
        """The count; None where it is hidden."""
        return None if item in self.words else self.counts[item]

    def __getitem__(self, item: Item) -> int:
        """The count, hidden or not."""
        return self.counts[item]


def counts_of(moved: Movement) -> Counts:
    """All counts of a movement, none of them hidden."""
    atoms = _atoms(moved)
    parts: dict[Item, set[Atom]] = {}
    for atom in atoms:
        for item in _items(*atom):
            parts.setdefault(item, set()).add(atom)
    return Counts(
        {item: sum(atoms[atom] for atom in of) for item, of in parts.items()},
        atoms,
        {item: frozenset(of) for item, of in parts.items()},
    )


def _atoms(moved: Movement) -> dict[Atom, int]:
    """How many went each way for each cause; ways that nobody went are there with 0."""
    shape = (GROUPS, GROUPS, len(CAUSES) + 1)
    places = np.ravel_multi_index((moved.steps[0], moved.steps[-1], moved.cause + 1), shape)
    counts = np.bincount(places, minlength=np.prod(shape)).reshape(shape)
    found: dict[Atom, int] = {}
    for before in range(GROUPS):
        for now in range(GROUPS):
            causes = [("", 0)] if before == now else [(cause, k) for k, cause in enumerate(CAUSES, start=1)]
            found |= {(before, now, cause): int(counts[before, now, k]) for cause, k in causes}
    for tier, (joined, left) in enumerate(
        zip(*(np.bincount(of, minlength=GROUPS) for of in (moved.joined, moved.left)), strict=True)
    ):
        found[GROUPS, tier, ""], found[tier, GROUPS, ""] = int(joined), int(left)
    return found


def _items(before: int, now: int, cause: str) -> list[Item]:
    """What the customers of an atom are counted in."""
    found: list[Item] = [("cell", before, now)]
    if before < GROUPS:
        found.append(("before", before))
    if now < GROUPS:
        found.append(("now", now))
    if GROUPS in (before, now):
        return [*found, ("new",) if before == GROUPS else ("gone",)]
    found.append(("both",))
    if before == now:
        return found
    way = WAYS[now > before]
    return [*found, ("moved",), ("by", cause), (way,), (way, now), (way, now, cause)]
