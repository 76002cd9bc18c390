"""Templates of the usual plays, each with the audience that it fits."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from core.customer_choice import chosen
from core.recipe import Audience, Filter
from core.strategy import read
from core.study import Study
from core.tiers import TIERS


@dataclass(frozen=True)
class Play:
    """A usual play: what to do, a hint from the 4C checklist, and whom it fits."""

    name: str
    what: str
    hint: str
    who: Filter

    @property
    def audience(self) -> Audience:
        """The audience to save, with the usual part held out."""
        return Audience(name=self.name, who=self.who)

    def lacking(self, indicators: tuple[str, ...]) -> tuple[str, ...]:
        """Indicators that this play asks for and a file with these `indicators` does not hold."""
        return tuple(i for i in self.who.scores if i not in indicators)


@cache
def plays() -> tuple[Play, ...]:
    """The plays in `plays.toml`, in its order."""
    return tuple(
        Play(play["name"], play["what"], play["hint"], Filter.model_validate(play["who"]))
        for play in read("plays.toml")["play"]
    )


def fitting(study: Study) -> dict[str, np.ndarray]:
    """Customers (4,) in each tier whom a play fits now, by its name.

    A play that lacks an indicator fits nobody, and is not in there.
    """
    segments = study.segments()

    def by_tier(play: Play) -> np.ndarray:
        tier = segments.tier[chosen(study, play.who)]
        return np.array([(tier == t).sum() for t in TIERS])

    return study.memo.get(
        "customers of the plays",
        study.key("segments") + study.key("bands"),
        lambda: {play.name: by_tier(play) for play in plays() if not play.lacking(segments.scores.indicators)},
    )
