"""Bands and tiers under moved weights: who changes, who stands nearest an edge, which weight matters most."""

import numpy as np
import pytest

from core.bands import bands
from core.indicators import INDICATORS, RFM
from core.recipe import CutOffs, Sensitivity, Target, Weights
from core.sensitivity import steadiness
from core.study import Study
from core.target import weighted_score
from core.tiers import TIERS, tier_of
from core.weights import shares
from tests.test_study import people, recipe

ALL = tuple(INDICATORS)
SHARES = shares(Weights(), ALL)


def scores(n=200, seed=1, indicators=ALL):
    """(n, k) scores of any size from 1 to 5."""
    return np.random.default_rng(seed).uniform(1, 5, (n, len(indicators)))


def test_each_weight_alone_is_that_weight_changed_and_nothing_else():
    """(2, 2, 4.4): C = 2.96 passes 3 with R or F lowered by 15% (3.005), or M raised (3.04); the others leave it."""
    found = steadiness(np.array([[2, 2, 4.4]] * 2), RFM, shares(Weights(), RFM), Sensitivity()).bands
    assert found.alone == {"recency": (1, 0), "frequency": (1, 0), "monetary": (0, 1)}
    assert found.matters_most == "recency"


def test_bands_are_those_of_the_bands_page_and_do_not_hang_on_other_indicators():
    """The own band is the one shown; R, F and M are drawn the same whatever else is mapped."""
    values = scores()
    rfm = values[:, [ALL.index(i) for i in RFM]]
    whole = steadiness(values, ALL, SHARES, Sensitivity(draws=30))
    alone = steadiness(rfm, RFM, shares(Weights(), RFM), Sensitivity(draws=30))
    shown = bands(rfm, SHARES.rfm)
    np.testing.assert_array_equal(whole.bands.group + 1, shown.band)
    np.testing.assert_allclose(whole.c, shown.c)
    np.testing.assert_array_equal(whole.bands.keeps, alone.bands.keeps)
    assert whole.tiers is None


def test_tiers_follow_the_formula_with_both_levels_drawn_and_scaled():
    """Raised by hand: one dimension's weight and one indicator's, each level summing to 1 again."""
    values = scores()
    found = steadiness(values, ALL, SHARES, Sensitivity(draws=30), CutOffs()).tiers
    own = weighted_score(values, np.array([SHARES.overall[i] for i in ALL]))
    before = tier_of(own, CutOffs())
    np.testing.assert_array_equal(np.array(TIERS[::-1])[found.group], before)
    for name in ("potential", "brand"):
        raised = Weights()
        part = "dimensions" if name in raised.dimensions else "indicators"
        importances = getattr(raised, part)
        raised = Weights(**{part: importances | {name: importances[name] * 1.15}})
        overall = shares(raised, ALL).overall
        after = tier_of(weighted_score(values, np.array([overall[i] for i in ALL])), CutOffs())
        assert found.alone[name][1] == pytest.approx((after != before).mean())
    assert found.to.sum() == pytest.approx(200)
    assert (found.keeps[found.fixed] == 1).all()
    assert found.fixed.any()


def test_equal_scores_on_a_cut_off_stay_whatever_the_weights():
    """All fours is K* = 0.75, tier A: rounding moves nobody."""
    found = steadiness(np.full((3, len(ALL)), 4.0), ALL, SHARES, Sensitivity(draws=50), CutOffs()).tiers
    assert found.group.tolist() == [3, 3, 3]
    assert found.fixed.all()
    assert found.mean == 0


def test_the_nearer_to_nothing_the_spread_the_fewer_change():
    """Half of it moves no more customers, and a spread of almost nothing moves nobody off an edge."""
    values = scores(500)
    spreads = [steadiness(values, ALL, SHARES, Sensitivity(spread=s, draws=100)).bands for s in (0.5, 0.25, 0.01)]
    assert spreads[0].mean > spreads[1].mean > spreads[2].mean
    assert spreads[0].fixed.sum() < spreads[1].fixed.sum() < spreads[2].fixed.sum()
    tiny = Sensitivity.model_construct(spread=1e-9, draws=100, seed=1)
    assert steadiness(values, ALL, SHARES, tiny, CutOffs()).bands.mean == 0


def test_dimensions_and_indicators_without_weight_are_left_alone():
    """What counts for nothing is no division by zero, whether it is an indicator, a dimension or all within one."""
    none = Weights(
        dimensions={"internet": 0, "current": 9, "potential": 6},
        indicators=Weights().indicators | {"recency": 0} | dict.fromkeys(("basic", "visits", "time", "interaction"), 0),
    )
    found = steadiness(scores(), ALL, shares(none, ALL), Sensitivity(draws=20), CutOffs())
    assert found.bands.alone["recency"] == (0, 0)
    assert found.tiers.alone["internet"] == found.tiers.alone["visits"] == (0, 0)
    assert np.isfinite(found.tiers.keeps).all()


def test_the_nearest_are_those_that_weights_can_move_and_least_steady_first():
    """Who stands on an edge with all scores alike is not listed; equal distances are ordered by how often she stays."""
    values = np.array([[3, 3, 3], [1, 5, 3], [2, 4, 3], [3, 3, 3.1], [1, 1, 1.5]], dtype=float)
    equal = shares(Weights(indicators=Weights().indicators | dict.fromkeys(RFM, 5)), RFM)
    found = steadiness(values, RFM, equal, Sensitivity())
    lines = found.nearest(np.array(list("abcde")), 10)
    assert sorted(lines["customer"][:2]) == ["b", "c"]
    assert lines["distance"][:2].tolist() == [0, 0]
    assert lines["keeps"][0] <= lines["keeps"][1]
    assert "a" not in set(lines["customer"])
    assert lines["edge"].tolist() == [3] * len(lines)
    assert len(found.nearest(np.array(list("abcde")), 1)) == 1


def test_equal_settings_give_equal_figures_and_another_seed_others():
    """Every draw comes from the seed in the recipe."""
    values = scores()
    first, again, other = (steadiness(values, ALL, SHARES, Sensitivity(draws=20, seed=s)).bands for s in (1, 1, 2))
    assert first.changing.tobytes() == again.changing.tobytes() != other.changing.tobytes()


def test_a_study_shows_tiers_only_where_the_weighted_score_is_the_target():
    """With grades or outcomes K does not follow from the weights."""
    study = Study(people(), recipe())
    assert study.sensitivity() is study.sensitivity()
    assert study.sensitivity().tiers is not None
    graded = study.change(recipe=study.recipe.replaced("target", Target(kind="grade", column="grade", scale="0-100")))
    assert graded.sensitivity().tiers is None
    np.testing.assert_array_equal(graded.sensitivity().bands.keeps, study.sensitivity().bands.keeps)
