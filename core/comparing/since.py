"""A former run that files are compared with: what it is called, when it was trained, and what has moved since."""

import datetime as dt
from dataclasses import dataclass, field

from core.comparing.movement import Movement, movement
from core.comparing.settings import Difference, differences
from core.keys import hashed
from core.study import Study


@dataclass(frozen=True)
class Since:
    """A former state: two are equal where they have the same name and day, and their tiers the same `key`."""

    name: str
    day: dt.date
    key: str
    before: Study = field(compare=False, repr=False)


def since(before: Study, name: str, day: dt.date) -> Since:
    """A trained study as it was on a day, to compare with. Raises DataProblem where it has no tiers."""
    before.segments()
    return Since(name, day, before.key("segments"), before)


def moved_since(then: Since, now: Study) -> Movement:
    """Who has moved since then, and by what; remembered by both states."""
    key = hashed((then.key, now.key("segments")))
    return now.memo.get("moved since", key, lambda: movement(then.before, now))


def differences_since(then: Since, now: Study) -> list[Difference]:
    """The choices that differ between the results of then and now."""
    cutoffs = then.before.segments().cutoffs, now.segments().cutoffs
    return differences(then.before.recipe_of_result(), now.recipe_of_result(), cutoffs)
