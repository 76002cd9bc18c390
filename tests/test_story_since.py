"""What files tell of a former run: the movement's own numbers, in the Runs page's sentences, and small ones hidden."""

import dataclasses
import datetime as dt
import re

import numpy as np
import pytest
from scipy.optimize import LinearConstraint, milp

from core.comparing.counts import Counts, counts_of
from core.comparing.in_words import in_one_sentence, rises_and_falls
from core.comparing.movement import CAUSES, GROUPS
from core.comparing.since import Since, differences_since, moved_since, since
from core.export.story import SinceStory, story
from core.study import Study
from core.tiers import TIERS
from tests.waves import first_wave, halves, hiding, second_wave, since_first, table_of

DAY = dt.date(2026, 3, 1)


def told(study: Study, then: Since | None = None) -> SinceStory:
    """What is said of a study since a former run."""
    found = story(study, DAY, then or since_first()).since
    assert found is not None
    return found


def texts(of: SinceStory) -> list[str]:
    """All that is printed of numbers: sentences, tables and numbers to draw."""
    sections = [of.who, *([of.why] if of.why else [])]
    found = [of.run, *of.lines]
    for section in sections:
        found += [section.finding, *section.points, *section.say, *(figure.value for figure in section.figures)]
        found += [cell for grid in section.tables.values() for row in grid.rows for cell in row[1:]]
        for chart in section.charts.values():
            found += [chart.alt, *(f"{v:.0f}" for values in chart.series.values() for v in values if v is not None)]
    return found


def test_a_file_says_what_the_runs_page_says():
    """Its sentences are the same, its tables hold the movement's counts, and all causes add up."""
    moved, of = moved_since(since_first(), second_wave()), told(second_wave())
    assert of.who.points == (in_one_sentence(moved),)
    assert of.why.points == tuple(rises_and_falls(moved))
    assert of.who.finding.startswith(f"Since Run 1, {moved.up.sum()} of {len(moved.ids)} customers rose and")
    assert of.run == "Run 1, trained on 3 November 2025"
    rows = of.who.tables["matrix"].rows
    for place in range(GROUPS):
        assert [int(cell) for cell in rows[place][1:]] == [*moved.matrix[place], moved.matrix[place].sum()]
    assert rows[-1][1:-1] == tuple(f"{n}" for n in moved.matrix.sum(axis=0))
    *ways, together = of.why.tables["causes"].rows
    assert sum(int(row[-1]) for row in ways) == int(together[-1]) == int((moved.up | moved.down).sum())
    drawn = of.why.charts["causes"]
    assert sum(v for values in drawn.series.values() for v in values) == int(together[-1])
    for _, *line in of.grew.rows:
        before, *changes, now = (int(cell.replace("−", "-")) for cell in line)
        assert before + sum(changes) == now


def test_counts_are_the_movement_s():
    """Every item is a sum of atoms: cells, ways, causes, and those in one wave alone."""
    moved = moved_since(since_first(), second_wave())
    counts = counts_of(moved)
    assert (counts["both",], counts["new",], counts["gone",]) == (len(moved.ids), len(moved.joined), len(moved.left))
    for before in range(GROUPS):
        for now in range(GROUPS):
            assert counts["cell", before, now] == moved.matrix[before, now]
    assert {c: counts["by", c] for c in CAUSES} == moved.by_cause(moved.up | moved.down)
    assert counts["moved",] == counts["rose",] + counts["fell",]


def test_small_counts_are_nowhere_in_what_is_told():
    """No number of 1 to 4 customers is printed or drawn, and none follows from those that are."""
    study, then = hiding(second_wave()), since_first()
    of = told(study, then)
    assert any(0 < n < 5 for n in of.counts.counts.values())
    for text in texts(of):
        named = text.replace("Run 1", "").replace("3 November", "")
        assert not re.search(r"(?<![\d.,<])[1-4](?![\d.,%])", named.split("Set otherwise")[0]), text
    assert of.grew is None
    assert of.counts.known("rose") is not None  # headlines are hidden last
    nothing_follows(of.counts, len(study.segments().k))


def nothing_follows(counts: Counts, everybody: int) -> None:
    """Fail where a small count follows from what is shown, by looking for the least and the most that it can be."""
    groups = list(counts.atoms)
    items = [*counts.parts, None]  # None: all customers of now
    sums = np.array([[group[1] < GROUPS if i is None else group in counts.parts[i] for group in groups] for i in items])
    numbers = [everybody if i is None else counts[i] for i in items]
    ranges = {"<5": (1, 4), "5 or more": (5, np.inf), "some": (1, np.inf)}
    known = [ranges.get(counts.words.get(i), (n, n)) for i, n in zip(items, numbers, strict=True)]
    shown = LinearConstraint(sums, *zip(*known, strict=True))
    for item, row in zip(items, sums, strict=True):
        if item in counts.words and counts[item] < 5:
            ends = [milp(sign * row, constraints=shown, integrality=np.ones(len(groups))) for sign in (1, -1)]
            assert ends[1].fun is None or round(ends[0].fun) < -round(ends[1].fun), item


def test_nobody_moved_since_the_same_state():
    """One section, no causes, and it is said that nothing was set otherwise."""
    of = told(first_wave())
    assert of.who.finding == "Nobody changed tier since Run 1; nobody is new and nobody has gone"
    assert of.why is None
    assert of.lines[-1] == "Nothing was set otherwise: both were made by the same choices."


def test_two_halves_of_the_customers_have_nobody_in_common():
    """Who is new and who has gone is told, and no cause."""
    before, now = halves()
    of = told(now, since(before, "The first half", DAY))
    new, gone = len(now.segments().k), len(before.segments().k)
    assert of.who.finding == f"No customer is in both runs; {new} are new and {gone} have gone"
    assert of.why is None
    assert of.counts["both",] == 0


def test_a_former_model_that_cannot_read_the_new_file_is_said():
    """Why nobody can tell what moved them stands first, and no cause is invented."""
    then, study = since_first(), second_wave()
    measure = then.before.recipe.scoring.indicators["rating"].columns[0]
    frame = study.table.frame.rename(columns={measure: "another name"})
    recipe = study.recipe.replaced("scoring.indicators.rating.columns", ("another name",))
    of = told(Study(table_of(frame, "wave.csv"), recipe).trained(), then)
    assert of.why.finding.endswith(" for reasons that cannot be told apart")
    assert set(of.why.charts["causes"].series) == {"by the new cut-offs", "for reasons that cannot be told apart"}
    assert measure in of.why.points[0]
    assert ".." not in of.why.points[0]


def test_a_former_run_is_told_by_name_day_and_state():
    """Equal where all three are; a file made of another one is stale. A long name is shortened in a headline."""
    then = since_first()
    assert then == since_first()
    assert then != dataclasses.replace(then, name="Run 2")
    assert then != since(second_wave(), "Run 1", then.day)
    of = told(second_wave(), dataclasses.replace(then, name="W" * 300))
    assert len(of.who.finding) < 130
    assert np.all([len(head) < 50 for head in (of.name, of.who.heading)])


@pytest.mark.parametrize("hide", [False, True])
def test_what_was_set_otherwise_is_told_of_the_results(hide):
    """A weight and a cut-off; a choice changed since the training had no effect on these tiers, and is not told."""
    study = hiding(second_wave()) if hide else second_wave()
    differ = differences_since(since_first(), study)
    assert "Weight of Rating within its dimension" in {d.what for d in differ}
    assert told(study).settings.rows == tuple((d.what, d.before, d.now) for d in differ)
    later = study.change(recipe=study.recipe.replaced("network.hidden", 9))
    assert differences_since(since_first(), later) == differ
    assert any(sentence.startswith("Set otherwise than then: ") for sentence in told(study).why.say)


def test_tiers_are_told_by_their_letters():
    """So that names of two runs cannot be mixed up."""
    heads = told(second_wave()).who.tables["matrix"].heads
    assert heads == ("Before", *(f"now {tier}" for tier in TIERS), "gone", "all before")
