"""What would lift a customer or a tier: verified by running the network."""

from itertools import product

import numpy as np
import pytest

from core.lifting import MOST_STEPS, _spread, lift, tier_lift
from core.recipe import recipe_from_json
from core.study import Study
from core.tiers import TIERS, limits


@pytest.fixture(scope="module")
def study(samples) -> Study:
    """The graded sample, trained by one net: its pattern is bent, and not every point up is for the better."""
    recipe = recipe_from_json((samples / "survey_graded.recipe.json").read_bytes()).replaced("network.nets", 1)
    return Study.from_file((samples / "survey_graded.csv").read_bytes(), "s.csv", recipe).draw().trained()


def of(study: Study, place: int, **changed):
    """The lift of the customer at a place."""
    segments = study.segments()
    given = {"cutoffs": segments.cutoffs, "changeable": study.recipe.changeable} | changed
    return lift(study.model, segments.scores.values[place], segments.tier[place], **given)


@pytest.mark.parametrize("place", range(0, 60, 5))
def test_a_way_up_reaches_the_tier_and_nothing_shorter_does(study, place):
    """The network is run on the scores of each way; every change with a point less stays below."""
    segments, model = study.segments(), study.model
    found, scores = of(study, place), segments.scores.values[place]
    if found is None:
        assert segments.tier[place] == "A"
        return
    assert found.needed == limits(segments.cutoffs)[found.tier][0]
    for way in found.ways:
        after = scores.copy()
        for indicator, (before, to) in way.changes.items():
            at = model.indicators.index(indicator)
            assert indicator in study.recipe.changeable
            assert scores[at] == before < to <= 5
            after[at] = to
        assert model.value(after[None, :]).k[0] == pytest.approx(way.k, abs=1e-12)
        assert way.k >= found.needed
    points = int(found.ways[0].points) if found.ways else MOST_STEPS + 1
    free = [i for i, name in enumerate(model.indicators) if name in study.recipe.changeable and scores[i] < 5]
    for fewer in range(1, min(points, 3)):
        for chosen in product(free, repeat=fewer):
            after = scores.copy()
            for i in chosen:
                after[i] = min(after[i] + 1, 5)
            assert model.value(after[None, :]).k[0] < found.needed


def test_what_is_against_the_direction_is_named(study):
    """A point up that lowers K, and only that."""
    segments, model = study.segments(), study.model
    place = int(np.flatnonzero(segments.tier == "C")[0])
    scores, against = segments.scores.values[place], of(study, place).against
    for i, name in enumerate(model.indicators):
        up = scores.copy()
        up[i] = min(up[i] + 1, 5)
        assert (model.value(up[None, :]).k[0] < segments.k[place] - 1e-6) == (name in against)


def test_nothing_can_be_changed_or_nothing_is_left(study):
    """No changeable indicator, or all of them at 5: no way, and no error."""
    place = int(np.flatnonzero(study.segments().tier == "D")[0])
    assert of(study, place, changeable=()).ways == ()
    model = study.model
    best = lift(model, np.full(len(model.indicators), 5.0), "B", study.segments().cutoffs, study.recipe.changeable)
    assert best.ways == ()


def test_scores_between_two_points_end_at_five(study):
    """From 4.5 the next step is half a point."""
    model = study.model
    found = lift(
        model,
        np.full(len(model.indicators), 4.5),
        "D",
        study.segments().cutoffs.model_copy(update={"c": 1e-3}),
        ("brand",),
    )
    assert all(after == 5 for way in found.ways for _, after in way.changes.values())


def test_steps_are_spread_in_every_way_once():
    """Two steps over three indicators: six ways."""
    ways = {tuple(way) for way in _spread(2, 3)}
    assert ways == {w for w in product(range(3), repeat=3) if sum(w) == 2}
    assert list(_spread(1, 0)) == []


@pytest.mark.parametrize("tier", TIERS)
def test_for_a_tier_every_indicator_is_tried_on_every_customer(study, tier):
    """As many are lifted as reach the next tier one by one."""
    segments, model = study.segments(), study.model
    found, asked = tier_lift(study, tier)
    if tier == "A":
        assert found == ()
        return
    own = np.flatnonzero(segments.tier == tier)
    assert asked == len(own)
    needed = limits(segments.cutoffs)[TIERS[TIERS.index(tier) - 1]][0]
    assert {t.indicator for t in found} <= set(study.recipe.changeable)
    assert [t.lifted for t in found] == sorted((t.lifted for t in found), reverse=True)
    for one in found:
        at = model.indicators.index(one.indicator)
        up = segments.scores.values[own].copy()
        up = up[up[:, at] < 5]
        up[:, at] = np.minimum(up[:, at] + 1, 5)
        assert (one.asked, one.lifted) == (len(up), (model.value(up).k >= needed).sum())
