"""Whom to act on: a choice of customers by what is known of them, saved under a name."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from core.indicators import INDICATORS
from core.recipe.part import Part

Score = Annotated[float, Field(ge=1, le=5)]
TierLetter = Literal["A", "B", "C", "D"]
Corner = Literal["protect", "grow", "watch", "let go"]
Certainty = Literal["far from the edges", "near an edge", "too new to judge"]


def _known(indicator: str) -> str:
    if indicator not in INDICATORS:
        raise ValueError(f"unknown indicator {indicator!r}; known are {', '.join(INDICATORS)}")
    return indicator


IndicatorId = Annotated[str, AfterValidator(_known)]
# A customer is who she is, and time passes by itself.
CHANGEABLE = tuple(i for i in INDICATORS if i not in ("basic", "persistence"))


class Filter(Part):
    """Which customers are meant: those for whom all that is set holds; what is empty leaves nobody out.

    bands: 1-5; scores: lowest and highest score of an indicator; certainty: see core.customer_choice.NEAR.
    """

    tiers: tuple[TierLetter, ...] = ()
    bands: tuple[Annotated[int, Field(ge=1, le=5)], ...] = ()
    corner: Corner | None = None
    certainty: Certainty | None = None
    scores: dict[IndicatorId, tuple[Score, Score]] = {}

    @model_validator(mode="after")
    def _ranges_rise(self) -> "Filter":
        for indicator, (low, high) in self.scores.items():
            if low > high:
                raise ValueError(f"the lowest score of {indicator} must not be above its highest")
        return self


class Audience(Part):
    """Customers saved under a name, to be contacted. hold_out: the share who are not, so that the effect shows."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    who: Filter = Filter()
    hold_out: Annotated[float, Field(ge=0, le=0.5)] = 0.1
