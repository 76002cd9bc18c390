"""Why one customer has her K: the numbers, the sentences, the picture."""

from dataclasses import replace

import numpy as np
import pytest

from core.charts import Palette
from core.charts_of_reasons import MOST_BARS, waterfall, waterfall_in_words
from core.explaining.reasons import Reasons, named, reasons, reasons_in_words
from core.explaining.remembered import reasons_of
from core.indicators import INDICATORS
from core.problems import DataProblem
from core.study import Study
from tests.test_study import people, recipe

IDS = tuple(INDICATORS)


def reasons_with(*values: float, base: float = 0.4) -> Reasons:
    """Reasons of a customer who scores 5 on the first indicators, with the given values; the mean score is 2.96."""
    n = len(values)
    return Reasons(IDS[:n], np.full(n, 5.0), np.full(n, 2.96), base + sum(values), base, np.array(values))


@pytest.fixture(scope="module")
def trained() -> Study:
    """200 people and two nets."""
    return Study(people(), recipe()).trained()


def test_they_lead_from_the_reference_to_k(trained):
    """For every tenth customer: the model's own K, and the sum of all values."""
    segments = trained.segments()
    for place in range(0, 200, 10):
        found = reasons_of(trained, place)
        assert found.k == pytest.approx(segments.k[place], abs=1e-9)
        assert found.values.sum() == pytest.approx(found.k - found.base, abs=1e-9)
        assert found.scores == pytest.approx(segments.scores.values[place])
        assert found.reference == pytest.approx(trained.scores().values[trained.drawn()].mean(axis=0))


def test_they_are_remembered(trained):
    """The same customer again is not computed again; another one is."""
    assert reasons_of(trained, 3) is reasons_of(trained, 3)
    assert reasons_of(trained, 4) is not reasons_of(trained, 3)


def test_a_score_beyond_the_training_counts_as_its_bound(trained):
    """As K sees it, and so it is shown."""
    model = trained.model
    narrow = replace(model, normaliser=replace(model.normaliser, high=np.full(5, 4.0)))
    assert reasons(narrow, np.full(5, 5.0)).scores == pytest.approx(np.full(5, 4.0))


def test_a_model_saved_without_a_reference_says_so(trained):
    """One sentence with what to do."""
    old = trained.change(model=replace(trained.model, reference=None))
    with pytest.raises(DataProblem, match=r"saved before reasons were kept .* train it again"):
        reasons_of(old, 0)


def test_the_sentences_name_the_largest_on_both_sides():
    """At most three a side, none below a quarter of the largest."""
    first, second = reasons_in_words(reasons_with(0.2, -0.1, 0.04, 0.1, -0.01))
    assert first == "K is 0.63, 0.23 above the 0.40 of a customer with the sample's mean scores."
    assert second == (
        "Mainly because of *Basic properties* (5, mean 3) and *Interaction* (5, mean 3);"
        " held back by *Site visits* (5, mean 3)."
    )


def test_the_difference_is_that_of_the_numbers_shown():
    """0.635 and 0.404 are shown as 0.64 and 0.40: 0.24 apart for whoever subtracts, and not 0.23."""
    found = replace(reasons_with(0.231), k=0.6352, base=0.4042)
    assert reasons_in_words(found)[0].startswith("K is 0.64, 0.24 above the 0.40 of")


def test_below_the_reference_the_sides_change_places():
    """What lowers K is the main thing, what lifts it comes after."""
    first, second = reasons_in_words(reasons_with(-0.2, 0.1))
    assert "0.10 below the 0.40" in first
    assert second.startswith("Mainly because of *Basic properties*")
    assert "; lifted by *Site visits*" in second


def test_near_the_reference_nothing_is_made_up():
    """Nothing stands out; what cancels out is said to; many small ones add up."""
    assert reasons_in_words(reasons_with(0.01, -0.019, 0.0))[1] == (
        "Nothing stands out: no indicator moves K by 0.02 or more; *Site visits* (5, mean 3) moves it most, by −0.019."
    )
    assert reasons_in_words(reasons_with(0.004))[1] == "Nothing stands out: no indicator moves K by 0.02 or more."
    first, second = reasons_in_words(reasons_with(0.2, -0.195))
    assert "about the same as" in first
    assert second.startswith("What lifts it and what holds it back cancel out: *Basic properties* (5, mean 3) against")
    assert reasons_in_words(reasons_with(*[0.015] * 4, -0.03))[1].startswith("Many small differences add up; held back")


def test_not_more_than_three_are_named():
    """The sentence stays one."""
    assert len(named(reasons_with(*[0.05] * 6), 1)) == 3


@pytest.mark.parametrize("dark", [False, True])
def test_the_waterfall_ends_at_k(dark):
    """Each bar begins where the last one ended; small ones are one bar; every move has its sign in words."""
    values = [0.1, -0.05, *[0.01] * 9, 0.001, 0.001]
    found = reasons_with(*values)
    made = waterfall(found, Palette(dark))
    bars = made.data[0]
    assert len(bars.y) == MOST_BARS + 3
    assert bars.y[-2] == "5 others"
    ends = np.array(bars.base) + np.array(bars.x)
    assert bars.base[1:-1] == pytest.approx(ends[:-2])
    assert ends[-2] == pytest.approx(found.k) == pytest.approx(bars.x[-1])
    texts = [note.text for note in made.layout.annotations]
    assert texts[1:3] == ["+0.10", "−0.05"]
    assert "Basic properties +0.10, Site visits −0.05" in waterfall_in_words(found)


def test_one_small_bar_alone_keeps_its_name():
    """ "1 others" is never shown."""
    assert "Interaction: 5 (mean 3)" in waterfall(reasons_with(0.1, 0.1, 0.1, 0.001), Palette()).data[0].y
