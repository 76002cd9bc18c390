"""How often customers land in their tier when the network is trained again."""

import numpy as np
import pytest

from core.recipe import recipe_from_json
from core.stability import ALWAYS, Stability, current, figures, in_words, landing, retrain
from core.study import Study
from core.tiers import TIERS, tier_of


@pytest.fixture(scope="module")
def study(samples) -> Study:
    """The paper's sample, trained."""
    recipe = recipe_from_json((samples / "paper.recipe.json").read_bytes())
    return Study.from_file((samples / "survey.csv").read_bytes(), "survey.csv", recipe).draw().trained()


@pytest.fixture(scope="module")
def retrained(study) -> Study:
    """The same after four retrainings."""
    *_, last = retrain(study, 4)
    return study.change(stability=last.stability)


def test_retrainings_differ_and_repeat_to_the_bit(study, retrained):
    """Four other models; again the same four."""
    held = retrained.stability
    assert held.k.shape == (4, 548)
    assert len({k.tobytes() for k in held.k}) == 4
    assert not (held.k == study.segments().k.astype(np.float32)).all(axis=1).any()
    *_, last = retrain(study, 4)
    assert last.stability.k.tobytes() == held.k.tobytes()


def test_the_share_is_that_of_retraining_and_customer_pairs(retrained):
    """Counted by hand over all pairs; the shares of a tier's customers over the tiers add up to one."""
    found, segments = landing(retrained), retrained.segments()
    pairs = [tier_of(k.astype(float), segments.cutoffs) == segments.tier for k in retrained.stability.k]
    assert found.overall == pytest.approx(np.mean(pairs), abs=1e-12)
    assert found.own.tolist() == np.mean(pairs, axis=0).tolist()
    assert found.between.sum(axis=1).tolist() == pytest.approx([1, 1, 1, 1])
    for row, tier in enumerate(TIERS):
        assert found.between[row, row] == pytest.approx(found.own[segments.tier == tier].mean())


def test_moved_cut_offs_need_no_new_retraining(retrained):
    """Tiers are found in the K of the retrainings when asked for."""
    moved = retrained.change(recipe=retrained.recipe.replaced("cutoffs.a", 0.9))
    assert landing(moved).overall != landing(retrained).overall


def test_by_shares_each_retraining_is_cut_at_its_own_shares(retrained):
    """So that not everybody leaves A because one retraining gives lower K."""
    shares = retrained.change(recipe=retrained.recipe.replaced("cutoffs.by", "shares"))
    low = Stability(shares.stability.k * 0.5, shares.stability.places, 548, shares.stability.model)
    assert landing(shares.change(stability=low)).overall == pytest.approx(landing(shares).overall, abs=0.01)


def test_of_another_model_they_say_nothing(retrained):
    """Neither of a model that was trained anew, nor of other customers."""
    other = retrained.change(recipe=retrained.recipe.replaced("network.seed", 99)).trained()
    assert current(other) is None
    assert landing(other) is None
    assert landing(retrained.change(stability=None)) is None


def test_figures_and_words_are_those_of_the_landings(retrained):
    """Retrainings, how often customers land in their tier, by tier, and how many nearly always do."""
    found, told = landing(retrained), figures(retrained)
    assert (told["retrainings"], told["customers"]) == (4, 548)
    assert told["land_in_their_tier"] == pytest.approx(found.overall, abs=1e-6)
    assert told["nearly_always"] == pytest.approx((found.own >= ALWAYS).mean(), abs=1e-6)
    assert list(told["by_tier"].values()) == pytest.approx(np.diag(found.between), abs=1e-6)
    assert in_words(retrained) == (
        f"Trained 4 times more, customers land in the tier shown {found.overall:.0%} of the time."
    )
    none = retrained.change(stability=None)
    assert (figures(none), in_words(none)) == (None, "")
