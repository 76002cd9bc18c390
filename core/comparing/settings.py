"""Which choices differ between two recipes, as lines in words: what it is, how it was, how it is now."""

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from core import cutting
from core.indicators import DIMENSIONS, INDICATORS
from core.problems import DataProblem
from core.recipe import Categories, CutOffs, Measure, Quintiles, Recipe, Words
from core.rules_in_words import edges_in_words, rule_in_words
from core.tiers import TIERS, tier_names
from core.weights import Shares, shares

NOTHING = "not set"
# Choices that are made of several fields, and told by a function of their own.
TOLD_APART = ("scoring.indicators", "weights", "cutoffs", "tier_names")
# What is said, shown or handed out, and moves no customer.
WITHOUT_EFFECT = (
    *("version", "name", "file", "sent_out", "sensitivity", "grading", "judging"),
    *("strategy", "audiences", "changeable", "sharing"),
)
WORDS = {
    "orders": "Columns of the order lines",
    "second": "Second file",
    "scoring.id_column": "Column that names the customer",
    "scoring.pseudonyms": "Ids replaced by pseudonyms",
    "scoring.duplicates": "Of customers that occur twice, kept",
    "scoring.review": "What is flagged for review",
    "scoring.reference_date": "Reference date",
    "bands.edges": "Edges of the bands",
    "sample.fraction": "Share of each band in the sample",
    "sample.cap": "Largest sample",
    "sample.seed": "Seed of the sample",
    "target.kind": "Expected value",
    "target.column": "Column of the expected value",
    "target.scale": "Scale of the grades",
    "target.reversed": "Low outcomes are good",
    "network.hidden": "Hidden units",
    "network.hidden_transfer": "Transfer function of the hidden layer",
    "network.output_transfer": "Transfer function of the output",
    "network.nets": "Nets",
    "network.seed": "Seed of the network",
    "training.algorithm": "Training function",
    "training.epochs": "Most epochs",
    "training.goal": "Goal (MSE)",
    "training.max_fail": "Validation checks (max_fail)",
    "training.max_seconds": "Most seconds for each net",
    "training.stop_at": "Stopped by hand at",
    "training.split": "Validation and test part",
    "training.normalise_on": "Ranges of the inputs are those of",
    "training.weighting": "How much each customer counts in training",
    "training.weight_column": "Column of weights",
}
VALUES = {
    "weighted": "the weighted score",
    "grade": "grades",
    "outcome": "an outcome",
    "none": "all the same",
}


@dataclass(frozen=True)
class Difference:
    """One choice that differs: what it is, and what it was and is, in words."""

    what: str
    before: str
    now: str


def differences(before: Recipe, now: Recipe, cutoffs: tuple[CutOffs, CutOffs] | None = None) -> list[Difference]:
    """The choices behind scores, bands, sample, K and tiers that differ, in the order of the way through.

    cutoffs: those that were in force, where they were found by shares or breaks; else as the recipes have them.
    """
    old, new = (dict(_lines(recipe)) for recipe in (before, now))
    old_cuts, new_cuts = cutoffs or (before.cutoffs, now.cutoffs)
    old["Cut-offs"], new["Cut-offs"] = cutting.in_words(old_cuts), cutting.in_words(new_cuts)
    for tier in TIERS:
        old[f"Name of tier {tier}"], new[f"Name of tier {tier}"] = tier_names(before)[tier], tier_names(now)[tier]
    return [
        Difference(what, old.get(what, NOTHING), new.get(what, NOTHING))
        for what in {**old, **new}
        if old.get(what, NOTHING) != new.get(what, NOTHING)
    ]


def choices(recipe: Recipe) -> list[tuple[str, str]]:
    """Every choice behind scores, bands, sample, K and tiers: what it is and how it stands, in words."""
    tiers = [(f"Name of tier {tier}", name) for tier, name in tier_names(recipe).items()]
    return [*_lines(recipe), ("Cut-offs", cutting.in_words(recipe.cutoffs)), *tiers]


def _lines(recipe: Recipe) -> Iterator[tuple[str, str]]:
    """What each choice is and how it stands, in words."""
    for indicator in recipe.scoring.mapped:
        measure, name = recipe.scoring.indicators[indicator], INDICATORS[indicator].label
        yield f"{name}: column", ", ".join(measure.columns)
        yield f"{name}: scored by", rule_in_words(measure.cut_anew)
        yield f"{name}: details of its scoring", _further(measure)
    yield "Edges of the fifths", _kept_edges(recipe)
    yield from _weights(recipe)
    for path, value in fields(recipe):
        yield words_of(path), _value(value)


def _kept_edges(recipe: Recipe) -> str:
    """`cut from the file's own customers`, or which edges are kept: one line for all, as they are kept together."""
    rules = {i: recipe.scoring.indicators[i].rule for i in recipe.scoring.mapped}
    kept = [
        f"{INDICATORS[i].label} {edges_in_words(rule.edges)}"
        for i, rule in rules.items()
        if isinstance(rule, Quintiles) and rule.edges is not None
    ]
    return f"kept from a former file: {'; '.join(kept)}" if kept else "cut from the file's own customers"


def _further(measure: Measure) -> str:
    """What a measure says beside its columns and the kind of its rule."""
    rule, said = measure.rule, [f"blanks: {measure.blanks}"]
    if isinstance(rule, Words):
        said += [" < ".join(rule.words[::-1] if rule.reversed else rule.words)]
        said += [f"{variant} = {word}" for variant, word in rule.variants.items()]
    elif isinstance(rule, Categories):
        said += [f"{category} = {score:g}" for category, score in rule.scores.items()]
    elif rule.reversed:
        said += ["low is good"]
    if len(measure.columns) > 1:
        said += [f"columns together: {measure.combine}"]
    if measure.no_answers:
        said += [f"no answers: {', '.join(measure.no_answers)}"]
    return "; ".join(said + [words for words, on in (("dates", measure.dates), ("choices", measure.choices)) if on])


def _weights(recipe: Recipe) -> Iterator[tuple[str, str]]:
    try:
        found: Shares = shares(recipe.weights, recipe.scoring.mapped)
    except DataProblem:
        yield "Weights", "no shares follow from them"
        return
    for dimension, share in found.dimensions.items():
        yield f"Weight of {DIMENSIONS[dimension]}", f"{share:.1%}"
    for indicator, share in found.within.items():
        yield f"Weight of {INDICATORS[indicator].label} within its dimension", f"{share:.1%}"


def fields(recipe: Recipe) -> Iterator[tuple[str, object]]:
    """Path and value of every choice that has an effect and is told by its own value."""
    for path, value in _leaves(recipe, ""):
        if not path.startswith(TOLD_APART + WITHOUT_EFFECT):
            yield path, value


def _leaves(part: BaseModel, way: str) -> Iterator[tuple[str, object]]:
    for name in type(part).model_fields:
        path, value = f"{way}{name}", getattr(part, name)
        if isinstance(value, BaseModel) and path not in WORDS:
            yield from _leaves(value, f"{path}.")
        else:
            yield path, value


def words_of(path: str) -> str:
    """A choice in words; MATLAB's parameters of training keep their names."""
    return WORDS.get(path) or path.removeprefix("training.")


def _value(value: object) -> str:
    if isinstance(value, BaseModel):
        return ", ".join(
            f"{name.replace('_', ' ')} {_value(part)}" for name, part in value.model_dump(mode="json").items() if part
        )
    if isinstance(value, tuple):
        return ", ".join(_value(part) for part in value)
    if value is None or isinstance(value, bool):
        return {None: NOTHING, True: "yes", False: "no"}[value]
    if isinstance(value, float):
        return f"{value:.12g}"
    return VALUES.get(str(value), str(value))
