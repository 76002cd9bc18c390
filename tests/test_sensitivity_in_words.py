"""The sentences about moved weights: which matters most, and what the weights do not decide."""

import numpy as np
import pytest

from core.charts import Palette
from core.charts_of_sensitivity import band_moves
from core.moves import Moves
from core.recipe import Target
from core.sensitivity_in_words import (
    most_in_words,
    moves_in_words,
    share_in_words,
    tiers_in_words,
    usual_in_words,
)
from core.study import Study
from tests.test_study import people, recipe


def found(alone, changing=(0.01, 0.03)):
    """Moves of two customers of band 1 and none elsewhere."""
    to = np.zeros((5, 5))
    to[0, :2] = 1.5, 0.5
    return Moves(np.zeros(2), np.ones(2), np.zeros(2, bool), np.array(changing), to, alone)


def test_the_one_weight_that_matters_most_is_named_with_both_directions():
    """And the next two, with the most they do."""
    alone = {"recency": (0.01, 0.02), "frequency": (0.0, 0.001), "monetary": (0.041, 0.0004)}
    assert most_in_words(found(alone), 0.15, "band") == (
        "For the band, Spend matters most: with its weight alone 15% lower 4.1% of the customers change band, with it"
        " 15% higher under 0.1%. Then come Recency (up to 2%) and Frequency (up to 0.1%)."
    )


def test_equals_are_named_together_and_nothing_is_said_to_matter_where_nobody_moves():
    """No order is made up among weights that do the same."""
    alone = {"recency": (0.02, 0.0), "frequency": (0.0, 0.02), "monetary": (0.0, 0.0)}
    assert most_in_words(found(alone), 0.1, "tier") == (
        "For the tier, Recency and Frequency matter most: moved alone by 10%, each changes the tier of up to 2% of the"
        " customers."
    )
    none = dict.fromkeys(alone, (0.0, 0.0))
    assert most_in_words(found(none), 0.1, "band") == "No weight moved alone by 10% changes anybody's band."


def test_shares_keep_one_decimal_and_something_is_never_called_nothing():
    """Nor is what is not all called all."""
    words = {0: "0%", 0.0001: "under 0.1%", 0.05: "5%", 0.0512: "5.1%", 0.9999: "over 99.9%", 1: "100%"}
    assert {share: share_in_words(share) for share in words} == words
    assert usual_in_words(found({}, [0.02] * 9)) == "2% in nearly every draw"
    assert usual_in_words(found({}, np.linspace(0, 1, 101))) == "5% to 95% in nine draws of ten"


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (Target(), "the weights decide tiers as well. By its formula"),
        (Target(kind="grade", column="grade", scale="0-100"), "learns the grades that people gave: the weights shape"),
        (Target(kind="outcome", column="spent"), "learns what customers did: the weights shape the bands and through"),
    ],
)
def test_only_with_the_weighted_score_the_weights_decide_tiers(target, words):
    """With grades and outcomes they shape bands and sample, not K, and that is said."""
    said = tiers_in_words(Study(people(), recipe(target=target)))
    assert words in said
    assert ("not K" in said) == (target.kind != "weighted")


def test_cut_offs_that_are_found_are_found_in_the_formula_s_values():
    """By shares or at breaks no cut-off of K is in force there, and that is said."""
    study = Study(people(), recipe())
    assert "By its formula and the cut-offs in force " in tiers_in_words(study)
    for way in ("shares", "breaks"):
        cut = study.change(recipe=study.recipe.replaced("cutoffs.by", way))
        assert "By its formula, and cut-offs found anew in its values, not in K, " in tiers_in_words(cut)


def test_the_picture_says_shares_of_each_band_and_leaves_empty_bands_blank():
    """1.5 of the 2 customers of band 1 stay in a draw."""
    assert moves_in_words(found({})).endswith("when the weights move: band 1 75%.")
    cells = band_moves(found({}), Palette()).data[0].text
    assert list(cells[4]) == ["75%", "25%", "", "", ""]
    assert list(cells[3]) == [""] * 5
