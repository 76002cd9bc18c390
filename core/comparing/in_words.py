"""What moved the customers, in sentences."""

import numpy as np

from core.comparing.movement import CAUSES, NOBODY, Movement
from core.tiers import TIERS

BY = {
    "customers": "changed themselves",
    "model": "by the new model",
    "cut-offs": "by the new cut-offs",
    "untold": "for reasons that cannot be told apart",
}


def in_one_sentence(moved: Movement) -> str:
    """`Of 548 customers in both runs, 61 rose and 40 fell; 12 are new and 9 have gone.`"""
    both = len(moved.ids)
    if not both:
        return f"No customer is in both runs; {len(moved.joined):,} are new and {len(moved.left):,} have gone."
    up, down = int(moved.up.sum()), int(moved.down.sum())
    people = "customer" if both == 1 else "customers"
    said = f"Of {both:,} {people} in both runs, {up:,} rose and {down:,} fell"
    return f"{said}; {_number(len(moved.joined), 'new')} and {_number(len(moved.left), 'gone')}."


def _number(count: int, what: str) -> str:
    verb = {"new": ("is", "are"), "gone": ("has", "have")}[what][count != 1]
    return f"{count:,} {verb} {what}" if count else f"nobody {'is' if what == 'new' else 'has'} {what}"


def rises_and_falls(moved: Movement) -> list[str]:
    """Why, for each tier that somebody came to: `Of 61 who rose to A, 40 changed themselves, 15 by the new model.`"""
    said = []
    now, (up, down) = moved.steps[-1], (moved.up, moved.down)
    for place, tier in enumerate(TIERS):
        for chosen, verb in ((up & (now == place), "rose"), (down & (now == place), "fell")):
            if many := int(chosen.sum()):
                counts = {cause: n for cause, n in moved.by_cause(chosen).items() if n}
                said.append(f"Of {many:,} who {verb} to {tier}, {_list(counts)}.")
    return said


def _list(counts: dict[str, int]) -> str:
    parts = [f"{n:,} {BY[cause]}" for cause, n in counts.items()]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def back_again(moved: Movement) -> int:
    """Customers in their tier of before whom two of the steps moved away and back."""
    steps = np.where(moved.steps == NOBODY, moved.steps[0], moved.steps)
    return int(((steps != steps[0]).any(axis=0) & (moved.steps[-1] == moved.steps[0])).sum())


assert set(BY) == set(CAUSES)  # a new cause needs its words
