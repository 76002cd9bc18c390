"""The recipe: every choice a user makes, as one validated JSON document.

Two people with the same tables and the same recipe get the same bytes. Grades are data, not recipe. `version` rises
only on an incompatible change. Unknown fields are refused, so that a misspelt setting cannot pass unnoticed.
"""

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, ValidationError, model_validator

from core.problems import DataProblem
from core.recipe.acting import CHANGEABLE, Audience, Corner, Filter, IndicatorId
from core.recipe.learning import (
    AS_IN_THE_PAPER,
    RECOMMENDED,
    AlgorithmName,
    Judging,
    NetworkSettings,
    Split,
    StopAt,
    TrainingSettings,
    TransferName,
)
from core.recipe.part import Column, GraderName, Importance, Part, Seed, Text
from core.recipe.planning import Group, Strategy
from core.recipe.reading import FileSettings, OrderColumns, SecondFile
from core.recipe.scores import Categories, Flag, Measure, Quintiles, Review, Rule, Scale, Scoring, Thresholds, Words
from core.recipe.sharing import Sharing
from core.recipe.tiering import CutOffs, TierName, Way
from core.recipe.weighing import BandSettings, Expert, Grading, SampleSettings, Sensitivity, Target, Weights

__all__ = [
    "AS_IN_THE_PAPER",
    "RECOMMENDED",
    "AlgorithmName",
    "Audience",
    "BandSettings",
    "Categories",
    "Column",
    "Corner",
    "CutOffs",
    "Expert",
    "FileSettings",
    "Filter",
    "Flag",
    "GraderName",
    "Grading",
    "Group",
    "Importance",
    "Judging",
    "Measure",
    "NetworkSettings",
    "OrderColumns",
    "Part",
    "Quintiles",
    "Recipe",
    "Review",
    "Rule",
    "SampleSettings",
    "Scale",
    "Scoring",
    "SecondFile",
    "Seed",
    "Sensitivity",
    "Sharing",
    "Split",
    "StopAt",
    "Strategy",
    "Target",
    "Text",
    "Thresholds",
    "TierName",
    "TrainingSettings",
    "TransferName",
    "Way",
    "Weights",
    "Words",
    "recipe_from_json",
    "type_fields",
    "validated",
]


class Recipe(Part):
    """Every choice a user makes. Change it with `replaced`, which validates again."""

    version: Literal[1] = 1
    name: Annotated[str, Field(max_length=200)] = "My customers"
    file: FileSettings = FileSettings()
    orders: OrderColumns | None = None  # None: the table holds one row a customer
    second: SecondFile | None = None
    sent_out: Annotated[int, Field(ge=1)] | None = None  # questionnaires sent out, for the valid-response rate
    scoring: Scoring = Scoring()
    weights: Weights = Weights()
    bands: BandSettings = BandSettings()
    sensitivity: Sensitivity = Sensitivity()
    sample: SampleSettings = SampleSettings()
    grading: Grading = Grading()
    target: Target = Target()
    network: NetworkSettings = NetworkSettings()
    training: TrainingSettings = RECOMMENDED[1]
    judging: Judging = Judging()
    cutoffs: CutOffs = CutOffs()
    tier_names: dict[
        Literal["A", "B", "C", "D"], TierName
    ] = {}  # beside the letters; the usual ones where none is given
    strategy: Strategy = Strategy()
    audiences: tuple[Audience, ...] = ()
    changeable: tuple[IndicatorId, ...] = CHANGEABLE  # what a firm can move in a customer
    sharing: Sharing = Sharing()

    @model_validator(mode="before")
    @classmethod
    def _notes_were_by_themselves(cls, document: Any) -> Any:
        """Recipes saved before there were plans hold the notes on the tiers at their top."""
        if not isinstance(document, dict) or "notes" not in document:
            return document
        rest = {name: part for name, part in document.items() if name != "notes"}
        plan = rest.get("strategy", {})
        return rest | {"strategy": {"notes": document["notes"]} | plan} if isinstance(plan, dict) else document

    def replaced(self, path: str, value: object) -> "Recipe":
        """A copy with the field at the dotted `path` set, e.g. `weights.indicators.recency`.

        None drops an entry of a dictionary.

        Raises DataProblem where the new value is not accepted; this recipe is unchanged then.
        """
        document = self.model_dump()
        *way, last = path.split(".")
        place = document
        for step in way:
            if not isinstance(place, dict) or step not in place:
                raise DataProblem(f"the setting {path!r} is no longer there", fix="look at the page again")
            place = place[step]
        if value is None and last not in type_fields(self, way):
            place.pop(last, None)
        else:
            place[last] = value.model_dump() if isinstance(value, BaseModel) else value
        return validated(document)

    def to_json(self) -> str:
        """The document as saved and exported: indented, keys in the order of this file, ends with a newline."""
        return json.dumps(self.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"


def type_fields(recipe: Recipe, way: list[str]) -> set[str]:
    """Names of the declared fields at `way`; empty where that place is a dictionary."""
    place: object = recipe
    for step in way:
        place = place[step] if isinstance(place, dict) else getattr(place, step)
    return set(type(place).model_fields) if isinstance(place, BaseModel) else set()


def recipe_from_json(text: str | bytes, file: str | None = None) -> Recipe:
    """The recipe in a JSON document. Raises DataProblem that names the field at fault."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise DataProblem(
            "this is not a recipe: not a JSON document", file=file, fix="choose a .recipe.json file saved by Tierboard"
        ) from None
    if not isinstance(document, dict):
        raise DataProblem(
            "this is not a recipe: the document is no JSON object",
            file=file,
            fix="choose a .recipe.json file saved by Tierboard",
        )
    version = document.get("version")
    if isinstance(version, int) and version > 1:
        raise DataProblem(
            f"this recipe has version {version}, newer than this program",
            file=file,
            accepted="version 1",
            fix="update Tierboard",
        )
    return validated(document, file)


def validated(document: dict, file: str | None = None) -> Recipe:
    """A Recipe from plain data, or a DataProblem that says which field is wrong and what is accepted."""
    try:
        return Recipe.model_validate(document)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "the recipe"
        reason = first["msg"].removeprefix("Value error, ")
        raise DataProblem(
            f"the setting {field!r} cannot be used: {reason[:1].lower()}{reason[1:]}", file=file
        ) from None
