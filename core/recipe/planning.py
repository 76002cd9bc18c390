"""What the team will do: notes, owners and next actions for tiers and corners, and a sketch of the budget."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from core.recipe.acting import TierLetter
from core.recipe.part import Part, Text

Group = Literal["A", "B", "C", "D", "protect", "grow", "watch", "let go"]
Owner = Annotated[str, Field(max_length=100)]
Action = Annotated[str, Field(max_length=300)]


class Strategy(Part):
    """Words and numbers by tier and by corner of the matrix (core/corners.py); what is not said is not in there.

    notes: the team's own words, in place of the starting advice; until: the day by which the action is done.
    contacts: planned for each customer of a tier; cost: of one contact, in `currency`, which is only a word beside it.
    """

    notes: dict[Group, Text] = {}
    owners: dict[Group, Owner] = {}
    actions: dict[Group, Action] = {}
    until: dict[Group, dt.date] = {}
    contacts: dict[TierLetter, Annotated[float, Field(ge=0, le=1000)]] = {}
    cost: dict[TierLetter, Annotated[float, Field(ge=0, le=1_000_000)]] = {}
    currency: Annotated[str, Field(max_length=12)] = ""
