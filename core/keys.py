"""What each step of the way reads, in words: from it follow the keys of results and what has changed since."""

import hashlib
import json
from typing import TYPE_CHECKING

from core.cutting import read_of
from core.indicators import INDICATORS, RFM
from core.problems import DataProblem
from core.recipe import Recipe
from core.weights import shares

if TYPE_CHECKING:
    from core.study import Study

STEPS = ("customers", "scores", "bands", "sensitivity", "sample", "target", "model", "judging", "valued", "segments")


def parts(study: "Study", step: str) -> dict[str, str]:
    """Everything a step reads: words for it -> a hash of it."""
    recipe = study.recipe
    found: dict[str, str] = {}

    def reads(words: str, *values: object) -> None:
        found[words] = hashed(values)

    if step == "customers":
        reads("the data", study.table.hash if study.table else None)
        # Said also where there are none: what is gone is a change as well.
        second = study.second.hash if study.second and recipe.second else None
        reads("the order columns", recipe.orders.model_dump() if recipe.orders else None)
        reads("the second file", second)
        reads("how the second file is joined", recipe.second and recipe.second.model_dump(exclude={"file"}))
        if recipe.orders or (recipe.second and recipe.second.orders):
            reads("the reference date", str(recipe.scoring.reference_date))
    elif step == "scores":
        found = parts(study, "customers")
        measures = recipe.scoring.indicators
        if any(m.dates for m in measures.values()):
            reads("the reference date", str(recipe.scoring.reference_date))
        reads("the id column", recipe.scoring.id_column, recipe.scoring.pseudonyms)
        reads("how doubles are handled", recipe.scoring.duplicates)
        reads("what is flagged for review", recipe.scoring.review.model_dump())
        for indicator in recipe.scoring.mapped:
            # Without what is None: fifths that keep no edges have the keys they had before there were kept edges.
            measure = measures[indicator].model_dump(mode="json", exclude_none=True)
            reads(f"the scoring of {INDICATORS[indicator].label}", measure)
    elif step == "bands":
        found = parts(study, "scores")
        reads("the weights of R, F and M", _shares_or_importances(recipe, RFM))
        reads("the edges of the bands", recipe.bands.edges)
    elif step == "sensitivity":
        found = parts(study, "bands")
        if recipe.target.kind == "weighted":  # tiers follow from the weights by a formula then
            found |= parts(study, "target")
            reads("the cut-offs", read_of(recipe.cutoffs, binary=False))
        reads("how far the weights are moved", recipe.sensitivity.model_dump())
    elif step == "sample":
        found = parts(study, "bands")
        reads("the sample settings", recipe.sample.model_dump())
    elif step == "target":
        found = parts(study, "scores")
        kind = recipe.target.kind
        used = {
            "weighted": {"kind"},
            "grade": {"kind", "column", "scale"},
            "outcome": {"kind", "column", "reversed"},
        }
        on_sheets = kind == "grade" and recipe.target.column is None
        if on_sheets:
            used["grade"] = {"kind", "column"}  # their scale came back with them
        reads("the expected value", recipe.target.model_dump(include=used[kind]))
        if on_sheets:
            reads("the grades", study.grades.hash if study.grades else None)
        if kind == "weighted":
            reads("the weights", _shares_or_importances(recipe, None))
        if kind == "outcome":  # ranked among the customers that train
            reads("the drawn sample", _sample_hash(study))
            reads("the parts of the sample", recipe.training.split.model_dump())
    elif step == "model":
        found = parts(study, "scores") | parts(study, "target")
        reads("the drawn sample", _sample_hash(study))
        reads("the network settings", recipe.network.model_dump())
        training = recipe.training
        reads("the training settings", training.model_dump(exclude={"weight_column"}))
        if training.weighting == "column":  # the rest of its column is in the data
            reads("the column of weights", training.weight_column)
        if training.weighting == "band":
            found |= parts(study, "bands")
    elif step == "judging":
        found = parts(study, "model")
        reads("how the check is made", recipe.judging.model_dump())
    elif step == "valued":
        # Customers are valued by the model as it was trained, not by the recipe as it stands.
        reads("the data", study.table.hash if study.table else None)
        if study.second:
            reads("the second file", study.second.hash)
        reads("the model", study.model.hash if study.model else None)
        if study.on_another_file:  # whose days and ids are its own
            own = recipe.scoring
            reads("the reference date", str(own.reference_date))
            reads("the id column", own.id_column, own.pseudonyms)
    elif step == "segments":
        found = parts(study, "valued")
        reads("the cut-offs", read_of(recipe.cutoffs, study.model is not None and study.model.binary))
        reads("what the tiers are called", recipe.tier_names)
    else:
        raise ValueError(f"unknown step {step!r}; steps are {', '.join(STEPS)}")
    return found


def hashed(values: object) -> str:
    """A hash of values that JSON can say."""
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()


def _sample_hash(study: "Study") -> str | None:
    return hashed(list(study.sample.ids)) if study.sample else None


def _shares_or_importances(recipe: Recipe, wanted: tuple[str, ...] | None) -> object:
    """The weights that a step reads: as shares, so that 3:3:4 is 6:6:8; as given where no share follows from them."""
    try:
        found = shares(recipe.weights, recipe.scoring.mapped)
    except DataProblem:
        return recipe.weights.model_dump()
    read = {i: found.within.get(i) for i in wanted} if wanted else found.overall
    return {i: None if share is None else round(share, 12) for i, share in read.items()}  # 0.1 + 0.2 is 0.3
