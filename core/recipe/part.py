"""What every part of the recipe shares: frozen, strict, and the types of single values."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Seed = Annotated[int, Field(ge=0, le=2**32 - 1)]
Column = Annotated[str, Field(min_length=1)]
Text = Annotated[str, Field(max_length=10_000)]
Importance = Annotated[float, Field(ge=0, le=10)]
GraderName = Annotated[str, Field(min_length=1, max_length=60)]


class Part(BaseModel):
    """A frozen part of the recipe that refuses unknown fields, NaN and infinity."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
