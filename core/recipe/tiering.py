"""How K is cut into tiers, and what the tiers are called."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from core.recipe.part import Part

Way = Literal["values", "shares", "breaks"]
TierName = Annotated[str, Field(min_length=1, max_length=30)]
Cut = Annotated[float, Field(gt=0, lt=1)]


class CutOffs(Part):
    """The lowest K of tiers A, B and C; D is what lies below (paper, Table 3).

    by: "values", the numbers a, b and c; "shares", so many of the customers from the top (D takes the rest); "breaks",
    where K has gaps. None: nobody has chosen, which is the paper's numbers, or shares where K learned a yes/no outcome
    (core/cutting.py). Cut-offs that are in force are one of these too: `by` tells then how a, b and c were found.
    """

    by: Way | None = None
    a: Cut = 0.75
    b: Cut = 0.50
    c: Cut = 0.25
    share_a: Cut = 0.2
    share_b: Cut = 0.3
    share_c: Cut = 0.3

    @property
    def numbers(self) -> tuple[float, float, float]:
        """The lowest K of A, B and C."""
        return self.a, self.b, self.c

    @property
    def shares(self) -> tuple[float, float, float, float]:
        """Wanted shares of the customers in A, B, C and D, which sum to 1."""
        given = (self.share_a, self.share_b, self.share_c)
        return (*given, 1 - sum(given))

    @model_validator(mode="after")
    def _fall(self) -> "CutOffs":
        if not self.a > self.b > self.c:
            raise ValueError("the cut-offs must fall from A to C, each below the one before")
        if self.shares[3] < 0.005:
            raise ValueError("the shares of A, B and C together must stay below 100 %, so that some are left for D")
        return self
