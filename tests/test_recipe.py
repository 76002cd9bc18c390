"""The recipe: round trips, refuses what it does not know, and still loads from the first version."""

import json
from pathlib import Path

import pytest

from core.problems import DataProblem
from core.recipe import Measure, Recipe, Scale, Scoring, recipe_from_json

GOLDEN = Path(__file__).parent / "golden" / "recipe_version_1.json"


def test_the_golden_recipe_of_version_1_still_loads():
    """A recipe saved by the first version loads, with every choice as it was."""
    recipe = recipe_from_json(GOLDEN.read_bytes())
    assert recipe.scoring.indicators["rating"].rule.kind == "words"
    old = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert recipe.strategy.notes == old.pop("notes")  # they are part of the plans since
    assert contains(json.loads(recipe.to_json()), old)


def contains(new: object, old: object) -> bool:
    """Whether a document holds all of an older one: fields may have come, none may have gone or changed."""
    if isinstance(old, dict):
        return isinstance(new, dict) and all(key in new and contains(new[key], value) for key, value in old.items())
    return new == old


def test_a_recipe_round_trips():
    """What is written is read back equal."""
    recipe = Recipe(scoring=Scoring(indicators={"brand": Measure(columns=("图像", "b"), rule=Scale(low=0, high=10))}))
    assert recipe_from_json(recipe.to_json()) == recipe


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "not a JSON document"),
        ("[]", "no JSON object"),
        ('{"version": 2}', "version 2, newer than this program"),
        ('{"wieghts": {}}', "'wieghts' cannot be used: extra inputs are not permitted"),
        ('{"sample": {"fraction": 2}}', "'sample.fraction' cannot be used: input should be less than or equal to 1"),
        ('{"cutoffs": {"a": 0.2}}', "cut-offs must fall from A to C"),
        ('{"scoring": {"indicators": {"charm": {"columns": ["x"]}}}}', "unknown indicator 'charm'"),
        ('{"target": {"kind": "outcome"}}', "needs the column that holds it"),
        ('{"grading": {"graders": ["Ann", "ann "]}}', "every grader needs a name of her own"),
        ('{"training": {"goal": NaN}}', "training.goal"),
        ("[" * 100_000, "not a JSON document"),
    ],
)
def test_an_unusable_recipe_gets_one_sentence(text, sentence):
    """The field at fault and what is accepted are named; the file's name leads."""
    with pytest.raises(DataProblem, match=sentence) as caught:
        recipe_from_json(text, "mine.recipe.json")
    assert str(caught.value).startswith("mine.recipe.json: ")
    assert "\n" not in str(caught.value)


def test_replaced_changes_one_field_and_validates():
    """One dotted path is changed in a copy; None drops an entry of a dictionary; nonsense is refused."""
    recipe = Recipe(scoring=Scoring(indicators={"brand": Measure(columns=("b",))}))
    assert recipe.replaced("sample.seed", 9).sample.seed == 9
    assert recipe.replaced("scoring.indicators.brand", None).scoring.indicators == {}
    assert recipe.replaced("scoring.id_column", None) == recipe
    with pytest.raises(DataProblem, match=r"'training.lr' cannot be used"):
        recipe.replaced("training.lr", -1)
    assert recipe.training.lr == 0.01
