"""What deck and report say: the pages' own numbers, in whole sentences, and nothing of a handful of customers."""

import dataclasses
import datetime as dt

import numpy as np
import pytest

from core.export.story import Section, Story, story
from core.problems import DataProblem
from core.study import Study
from core.tier_figures import placed, tier_figures
from core.tiers import TIERS
from tests.test_study import people, recipe

DAY = dt.date(2026, 3, 1)


@pytest.fixture(scope="module")
def trained() -> Study:
    """A trained study of 200 people."""
    return Study(people(), recipe()).trained()


def sections(told: Story) -> list[Section]:
    """All sections of a story, in the order in which they are told."""
    held = [getattr(told, field.name) for field in dataclasses.fields(told)]
    return [
        part
        for value in held
        for part in (value if isinstance(value, tuple) else (value,))
        if isinstance(part, Section)
    ]


def cut_for(study: Study, customers: int) -> Study:
    """The study with its cut-off of tier A so high that so many customers are in it."""
    ordered = np.sort(study.segments().k)[::-1]
    cut = float(ordered[:2].mean() + 1) / 2 if not customers else float(ordered[customers - 1 : customers + 1].mean())
    low = {"b": min(cut / 2, 0.5), "c": min(cut / 4, 0.25)}
    return study.change(recipe=study.recipe.replaced("cutoffs", {"by": "values", "a": cut, **low}))


def test_a_story_tells_the_pages_numbers(trained):
    """Tiers, bands, matrix and weights are those that the study holds."""
    told, segments = story(trained, DAY), trained.segments()
    assert told.tiers.charts["customers"].series["Customers"] == tuple(segments.table["customers"])
    assert told.bands.charts["customers"].series["Customers"] == tuple(trained.bands().counts)
    assert told.matrix.charts["matrix"].series["Tier B"] == tuple(placed(trained).matrix[:, 1])
    assert sum(told.weights.charts["indicators"].series["Overall weight"]) == pytest.approx(1)
    means = tier_figures(trained)["K"]
    for one in told.each:
        assert [f.value for f in one.figures if f.label == "mean K"] == [f"{means[TIERS.index(one.tier)]:.2f}"]
        assert one.range == segments.table["range"][TIERS.index(one.tier)]
    assert told.honesty in told.how.say
    assert told.cut_offs == "A from 0.75, B from 0.50, C from 0.25, D below"
    assert (told.title, told.day, told.state, told.small) == ("My customers", DAY, "", "")


def test_every_section_leads_with_a_finding_and_has_something_to_say(trained):
    """A headline is a statement of at most two lines; what is said are whole sentences; tables are rectangular."""
    for section in sections(story(trained, DAY)):
        assert 20 < len(section.finding) < 130, section.finding
        assert section.finding != section.heading
        assert section.say
        assert all(sentence.endswith((".", ")", "?")) for sentence in section.say), section.say
        for grid in section.tables.values():
            assert all(len(row) == len(grid.heads) == len(grid.numbers) for row in grid.rows)
        for chart in section.charts.values():
            assert all(len(values) == len(chart.labels) for values in chart.series.values())


def test_of_a_handful_of_customers_nothing_is_told_where_small_counts_are_hidden(trained):
    """Their count is `<5`, and shares, means, what sets them apart and their bars are left out."""
    few = cut_for(trained, 3)
    open_, hidden = story(few, DAY), story(few.change(recipe=few.recipe.replaced("sharing.hide_small", True)), DAY)
    assert open_.each[0].shown == "3"
    one = hidden.each[0]
    assert one.shown == "<5"
    assert {figure.value for figure in one.figures} == {"<5", "–"}
    assert not one.charts
    assert hidden.tiers.charts["customers"].series["Customers"][0] is None
    assert hidden.tiers.charts["customers"].series["Customers"].count(None) > 1  # or the total would give it away
    assert all(values.count(None) for values in [hidden.matrix.charts["matrix"].series["Tier A"]])
    assert "<5" in hidden.matrix.tables["matrix"].what or "5 or more" in hidden.matrix.tables["matrix"].what
    assert hidden.small
    assert "too few to advise on" in one.finding


def test_an_empty_tier_is_told_as_such(trained):
    """Nobody in A: no advice, no chart, and the findings name the next tier."""
    told = story(cut_for(trained, 0), DAY)
    assert told.each[0].finding == "Tier A Champions: nobody, under the present cut-offs"
    assert (told.each[0].words, told.each[0].charts) == ("", {})
    assert told.tiers.finding.startswith("Tier B Growers")


def test_the_team_s_words_and_next_action_stand_in_the_story(trained):
    """A note takes the advice's place; the next action names owner and day."""
    planned = trained.recipe.replaced("strategy.notes.B", "=Call them").replaced("strategy.actions.B", "Call")
    told = story(trained.change(recipe=planned.replaced("strategy.owners.B", "Ann")), DAY)
    assert (told.each[1].words, told.each[1].by_the_team) == ("=Call them", True)
    assert told.each[1].next == "Next for Tier B Growers: Call (Ann)."


def test_a_training_that_is_out_of_date_is_told(trained):
    """The story says since what."""
    moved = trained.change(recipe=trained.recipe.replaced("weights.indicators.recency", 9.0))
    assert "out of date: " in story(moved, DAY).state


def test_an_untrained_study_has_no_story():
    """One sentence says what to do first."""
    with pytest.raises(DataProblem, match="no tiers to export yet; train the network first"):
        story(Study(people(), recipe()), DAY)
