"""What moved the customers, in sentences."""

import numpy as np

from core.comparing.counts import WAYS, Counts, counts_of
from core.comparing.movement import CAUSES, NOBODY, Movement
from core.tiers import TIERS

BY = {
    "customers": "changed themselves",
    "model": "by the new model",
    "cut-offs": "by the new cut-offs",
    "untold": "for reasons that cannot be told apart",
}


def in_one_sentence(moved: Movement, counts: Counts | None = None) -> str:
    """`Of 548 customers in both runs, 61 rose and 40 fell; 12 are new and 9 have gone.`

    counts: those of the movement as they may be shown, where some are hidden.
    """
    counts = counts or counts_of(moved)
    if not counts["both",]:
        new, gone = counts.shown("new"), counts.shown("gone")
        return f"No customer is in both runs; {new} are new and {gone} have gone."
    both, rose, fell = (counts.shown(item) for item in ("both", "rose", "fell"))
    people = f"{both} customer{'' if counts['both',] == 1 else 's'}"
    if counts.known("both") is None:
        people = "the customers"
    return f"Of {people} in both runs, {rose} rose and {fell} fell; {joined_and_left(counts)}."


def joined_and_left(counts: Counts) -> str:
    """`12 are new and 9 have gone`."""
    said = []
    for what, one, more in (("new", "is", "are"), ("gone", "has", "have")):
        number = counts.shown(what) if counts[what,] else "nobody"
        said.append(f"{number} {one if counts.known(what) in (0, 1) else more} {what}")
    return " and ".join(said)


def by_what(counts: Counts) -> str:
    """Why over all tiers: `Of 101 who changed tier, 60 changed themselves and 41 by the new model`."""
    return f"Of {counts.shown('moved')} who changed tier, {_list(counts, 'by')}"


def rises_and_falls(moved: Movement, counts: Counts | None = None) -> list[str]:
    """Why, for each tier that somebody came to: `Of 61 who rose to A, 40 changed themselves, 15 by the new model.`"""
    counts = counts or counts_of(moved)
    return [
        f"Of {counts.shown(way, now)} who {way} to {tier}, {_list(counts, way, now)}."
        for now, tier in enumerate(TIERS)
        for way in WAYS
        if counts.counts.get((way, now))
    ]


def _list(counts: Counts, *of: str | int) -> str:
    causes = [cause for cause in CAUSES if counts[(*of, cause)]]
    if len(causes) == 1 and counts.known(*of, causes[0]) != 1:  # where it is hidden, 1 must read as 4
        return f"all {BY[causes[0]]}"
    parts = [f"{counts.shown(*of, cause)} {BY[cause]}" for cause in causes]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def back_again(moved: Movement) -> int:
    """Customers in their tier of before whom two of the steps moved away and back."""
    steps = np.where(moved.steps == NOBODY, moved.steps[0], moved.steps)
    return int(((steps != steps[0]).any(axis=0) & (moved.steps[-1] == moved.steps[0])).sum())


assert set(BY) == set(CAUSES)  # a new cause needs its words
