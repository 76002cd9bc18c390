"""How raw values become scores 1 to 5: a rule for each indicator, blanks, doubles, flags for review."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, model_validator

from core.indicators import INDICATORS, RFM, in_order
from core.recipe.part import Column, Part


class Scale(Part):
    """A declared scale from `low` to `high`: score 1 + 4 (x - low)/(high - low)."""

    kind: Literal["scale"] = "scale"
    low: float = 1
    high: float = 5
    reversed: bool = False

    @model_validator(mode="after")
    def _ends_differ(self) -> "Scale":
        if self.low >= self.high:
            raise ValueError("the low end of a scale must be below its high end; tick 'reversed' to turn it round")
        return self


class Words(Part):
    """Answers in words, from worst to best, evenly spaced over 1 to 5. Upper and lower case are the same."""

    kind: Literal["words"] = "words"
    words: Annotated[tuple[str, ...], Field(min_length=2)]
    variants: dict[str, str] = {}  # other spelling -> the word it stands for
    reversed: bool = False


class Quintiles(Part):
    """Fifths of the valid customers by rank; equal values get equal scores (METHOD.md section 2)."""

    kind: Literal["quintiles"] = "quintiles"
    reversed: bool = False
    # Kept from a former file, so that its points mean the same; None: cut from the file's own customers. They may tie.
    edges: tuple[float, float, float, float] | None = None

    @model_validator(mode="after")
    def _edges_rise(self) -> "Quintiles":
        if self.edges is not None and sorted(self.edges) != list(self.edges):
            raise ValueError("the four kept edges must rise from left to right")
        return self


class Thresholds(Part):
    """Four rising edges; a value on an edge has reached it."""

    kind: Literal["thresholds"] = "thresholds"
    edges: tuple[float, float, float, float]
    reversed: bool = False

    @model_validator(mode="after")
    def _edges_rise(self) -> "Thresholds":
        if sorted(self.edges) != list(self.edges):
            raise ValueError("the four edges must rise from left to right")
        return self


class Categories(Part):
    """A score of 1 to 5 for each category; upper and lower case are the same."""

    kind: Literal["categories"] = "categories"
    scores: dict[str, Annotated[float, Field(ge=1, le=5)]]


Rule = Annotated[Scale | Words | Quintiles | Thresholds | Categories, Field(discriminator="kind")]


class Measure(Part):
    """Where one indicator comes from and how it is scored."""

    columns: Annotated[tuple[Column, ...], Field(min_length=1)]
    combine: Literal["sum", "mean", "max", "count_nonzero"] = "sum"  # read only where there are several columns
    dates: bool = False  # the column holds dates: count the days back from the reference date
    choices: bool = False  # count the answers chosen: those joined in a cell, or the columns with an answer
    no_answers: tuple[str, ...] = ()  # values that give no answer, as 0 or 99 for "not applicable"; read as blanks
    rule: Rule = Quintiles()
    # A customer without an answer is left out, or gets the median score, or the mean score of similar customers.
    blanks: Literal["exclude", "median", "similar"] = "median"

    @model_validator(mode="after")
    def _countable(self) -> "Measure":
        if isinstance(self.rule, Words | Categories):
            if self.combine == "count_nonzero":
                raise ValueError(
                    "how many columns are not zero can be scored by fifths, limits or a scale, not by words"
                )
            if self.choices:
                raise ValueError(
                    "how many answers were chosen can be scored by fifths, limits or a scale, not by words"
                )
        return self

    @property
    def cut_anew(self) -> "Measure":
        """The measure without kept edges: its fifths are cut from the file's own customers."""
        if not isinstance(self.rule, Quintiles) or self.rule.edges is None:
            return self
        return self.model_copy(update={"rule": self.rule.model_copy(update={"edges": None})})


Flag = Literal["straight-liner", "speeder", "same answers", "outlier", "too new"]


class Review(Part):
    """What is flagged for a second look; only what `leave_out` names is left out, the rest stays."""

    duration_column: Column | None = None  # how long an answer took: a number, or text such as 85秒
    fast: Annotated[float, Field(gt=0, lt=1)] = 0.33  # share of the median duration below which it was too fast
    new_days: Annotated[int, Field(ge=1)] = 90  # customers for fewer days are too new to judge
    leave_out: tuple[Flag, ...] = ()


class Scoring(Part):
    """From the raw table to the scores of valid customers."""

    id_column: Column | None = None  # None: customers are known by their row number
    pseudonyms: bool = False  # replace the ids by keyed pseudonyms
    indicators: dict[str, Measure] = {}
    # Which of several valid rows with one id is kept, or whether one customer is made of their mean values.
    duplicates: Literal["first", "last", "mean"] = "first"
    review: Review = Review()
    reference_date: dt.date | None = None  # None: found from the dates themselves

    @model_validator(mode="after")
    def _known_indicators(self) -> "Scoring":
        unknown = [i for i in self.indicators if i not in INDICATORS]
        if unknown:
            raise ValueError(f"unknown indicator {unknown[0]!r}; known are {', '.join(INDICATORS)}")
        return self

    @property
    def mapped(self) -> tuple[str, ...]:
        """Ids of the mapped indicators, in the order of Table 1."""
        return in_order(self.indicators)

    @property
    def missing(self) -> tuple[str, ...]:
        """Which of R, F and M have no column yet."""
        return tuple(i for i in RFM if i not in self.indicators)
