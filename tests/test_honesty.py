"""The few sentences that stand wherever tiers are shown."""

import pytest

from core.honesty import error_size, honesty_in_words, outcome_in_words
from core.recipe import Target, recipe_from_json
from core.stability import retrain
from core.study import Study
from tests.test_study import people, recipe


@pytest.fixture(scope="module")
def study(samples) -> Study:
    """The paper's sample, trained."""
    recipe = recipe_from_json((samples / "paper.recipe.json").read_bytes())
    return Study.from_file((samples / "survey.csv").read_bytes(), "survey.csv", recipe).draw().trained()


def test_source_sample_error_and_simple_guesses_are_told(study):
    """The weighted score is a formula: a straight line is nearer than the network, and it is said."""
    said, judged = honesty_in_words(study), study.model.evaluation
    assert "K is learned from the weighted score" in said
    assert "Trained on 229 customers; on 45 others" in said
    assert (
        f"off by {error_size(judged.mse('test'))} (a straight line by {error_size(judged.mse('test', 'linear'))}"
        in said
    )
    assert f"the mean of all by {error_size(judged.mse('test', 'mean'))})" in said
    assert "times more" not in said


def test_retrainings_are_told_once_they_are_done(study):
    """How often customers land in the tier shown."""
    *_, last = retrain(study, 3)
    assert "Trained 3 times more, customers land in the tier shown" in honesty_in_words(
        study.change(stability=last.stability)
    )


@pytest.mark.parametrize(("mse", "words"), [(0.0121, "0.11"), (1e-9, "less than 0.01"), (0.25, "0.50")])
def test_an_error_is_said_in_units_of_k(mse, words):
    """The root of the mean squared error, never a zero that is none."""
    assert error_size(mse) == words


def test_the_good_end_of_an_outcome_is_named():
    """Numbers and words, high or low is good; a column that the file lacks is named without its end."""
    table = people(60)
    table.frame["Stays"] = ["yes", "no", "yes"] * 20
    study = Study(table, recipe(target=Target(kind="outcome", column="Stays"))).trained()
    assert "K near 1 means: Stays is high (yes)." in honesty_in_words(study)
    lowest = f"{table.frame['spent'].min():,.10g}"
    spent = Target(kind="outcome", column="spent", reversed=True)
    assert outcome_in_words(study, spent) == f"K near 1 means: spent is low ({lowest})."
    assert outcome_in_words(study, Target(kind="outcome", column="gone")) == "K near 1 means: gone is high."
