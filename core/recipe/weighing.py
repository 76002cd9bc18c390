"""Weights and who decides them; bands, sample, grading and what the network learns."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from core.indicators import DIMENSIONS, INDICATORS
from core.recipe.part import Column, GraderName, Importance, Part, Seed

_LEVEL_OF = dict.fromkeys(DIMENSIONS, "dimensions") | {i: one.dimension for i, one in INDICATORS.items()}


class Expert(Part):
    """A member of the panel: her importances 0-10, and how much she counts against the others.

    None or no entry: left blank, which is not 0. Where a level (the dimensions, or one dimension's indicators) has
    comparisons, they stand for its importances.
    """

    name: Annotated[str, Field(min_length=1, max_length=100)]
    counts: Importance = 1
    dimensions: dict[str, Importance | None] = {}
    indicators: dict[str, Importance | None] = {}
    comparisons: dict[str, Annotated[float, Field(ge=1 / 9, le=9)]] = {}  # "recency:monetary": how many times as much

    @model_validator(mode="after")
    def _known(self) -> "Expert":
        unknown = {*self.dimensions} - {*DIMENSIONS} | {*self.indicators} - {*INDICATORS}
        if unknown:
            raise ValueError(f"{sorted(unknown)[0]!r} is no dimension or indicator")
        return self

    @model_validator(mode="after")
    def _comparable(self) -> "Expert":
        for pair in self.comparisons:
            a, _, b = pair.partition(":")
            levels = [_LEVEL_OF.get(member) for member in (a, b)]
            if a == b or levels[0] is None or levels[0] != levels[1] or f"{b}:{a}" in self.comparisons:
                raise ValueError(f"{pair!r} does not compare two dimensions, or two indicators of one, once")
        return self


class Weights(Part):
    """Importance 0-10 of each dimension, and of each indicator within its dimension; shares follow from them.

    The defaults are METHOD.md's: dimensions 0.25 / 0.45 / 0.30, R 0.30, F 0.30, M 0.40, the rest equal.
    Where a panel decides, its shares stand in their place, but for a level that none of the experts has answered.
    """

    decided: Literal["hand", "panel"] = "hand"
    mean: Literal["arithmetic", "geometric"] = "arithmetic"  # of the experts' shares

    dimensions: dict[str, Importance] = {"internet": 5, "current": 9, "potential": 6}
    indicators: dict[str, Importance] = {
        i: {"recency": 6.0, "frequency": 6.0, "monetary": 8.0}.get(i, 5.0) for i in INDICATORS
    }
    panel: tuple[Expert, ...] = ()

    @model_validator(mode="after")
    def _complete(self) -> "Weights":
        for given, known, what in (
            (self.dimensions, DIMENSIONS, "dimension"),
            (self.indicators, INDICATORS, "indicator"),
        ):
            if set(given) != set(known):
                odd = sorted(set(given) ^ set(known))[0]
                raise ValueError(f"every {what} needs one importance; look at {odd!r}")
        names = [expert.name.casefold() for expert in self.panel]
        twice = next((e.name for e, name in zip(self.panel, names, strict=True) if names.count(name) > 1), None)
        if twice is not None:
            raise ValueError(f"two experts are called {twice!r}; give one of them another name")
        return self


class BandSettings(Part):
    """The four lowest C of bands 2 to 5, 1-5 points; band 1 begins at 1 (paper, Table 2)."""

    edges: tuple[float, float, float, float] = (2.0, 3.0, 4.0, 5.0)

    @model_validator(mode="after")
    def _rise(self) -> "BandSettings":
        below = (1.0, *self.edges[:3])
        if not all(low < high for low, high in zip(below, self.edges, strict=True)) or self.edges[3] > 5:
            raise ValueError("the four edges of the bands must rise from left to right, above 1 and up to 5")
        return self


class Sensitivity(Part):
    """How far every weight is moved, up and down, to see who changes band (METHOD.md section 10)."""

    spread: Annotated[float, Field(ge=0.01, le=0.5)] = 0.15
    draws: Annotated[int, Field(ge=10, le=10_000)] = 1000
    seed: Seed = 1


class SampleSettings(Part):
    """The share of each band that is drawn, at most `cap` customers in all."""

    fraction: Annotated[float, Field(gt=0, le=1)] = 0.5
    cap: Annotated[int, Field(ge=10)] = 20_000
    seed: Seed = 1


class Grading(Part):
    """Who grades the sample by hand, on which scale, and how much of it more than one person grades."""

    scale: Literal["A-D", "1-5", "0-100"] = "A-D"  # of the grading sheets; grades keep the one they came back on
    graders: Annotated[tuple[GraderName, ...], Field(min_length=1, max_length=20)] = ("Grader 1",)
    overlap: Annotated[float, Field(ge=0, le=1)] = 0.2  # share of the sample; read only where there are several graders
    shared_by: Literal["all", "two"] = "all"  # how many grade a customer of the overlap
    seed: Seed = 1

    @model_validator(mode="after")
    def _names_differ(self) -> "Grading":
        if len({name.strip().casefold() for name in self.graders} - {""}) < len(self.graders):
            raise ValueError("every grader needs a name of her own")
        return self


class Target(Part):
    """The expected value that the network learns (METHOD.md section 6)."""

    kind: Literal["weighted", "grade", "outcome"] = "weighted"
    column: Column | None = None  # of the grade or the outcome; None: the grades of the grading sheets
    scale: Literal["A-D", "1-5", "0-100"] = "A-D"  # of the grades, declared
    reversed: bool = False  # of the outcome: low is good (churn)

    @model_validator(mode="after")
    def _column_named(self) -> "Target":
        if self.kind == "outcome" and not self.column:
            raise ValueError("an expected value of the kind 'outcome' needs the column that holds it")
        return self
