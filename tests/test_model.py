"""A trained model: the mean of its nets, how far they stand apart, and what is left out."""

from dataclasses import replace

import numpy as np
import pytest

from core.model import mean_and_spread
from core.network.network import predict_value
from core.recipe import Split, TrainingSettings
from core.study import Study
from tests.test_study import people, recipe


@pytest.fixture(scope="module")
def trained() -> Study:
    """200 people valued by two nets, both kept."""
    training = TrainingSettings(epochs=30, split=Split(validation=0))
    return Study(people(), recipe().model_copy(update={"training": training})).trained()


def test_mean_and_spread_by_hand():
    """Two nets at 0.2 and 0.6: their mean is 0.4, and each is 0.2 from it."""
    mean, spread = mean_and_spread(np.array([[0.2, 0.5], [0.6, 0.5]]))
    assert mean == pytest.approx([0.4, 0.5])
    assert spread == pytest.approx([0.2, 0])


def test_one_net_has_no_spread():
    """A single net says nothing of how sure it is: NaN, not 0."""
    assert np.isnan(mean_and_spread(np.array([[0.2, 0.5]]))[1]).all()


def test_k_and_spread_are_those_of_the_kept_nets(trained):
    """Each net by itself, put together by NumPy's own mean and standard deviation."""
    segments, model = trained.segments(), trained.model
    x, _ = model.normaliser.apply(segments.scores.values)
    each = np.array([predict_value(net.result.network, x)[0] for net in model.kept])
    assert len(each) == 2
    assert segments.k == pytest.approx(each.mean(axis=0))
    assert segments.spread == pytest.approx(each.std(axis=0))
    assert segments.median_spread == pytest.approx(np.median(each.std(axis=0)))


def test_one_customer_alone_has_the_same_bits(trained):
    """K and spread do not depend on who is valued with her."""
    segments, model = trained.segments(), trained.model
    for place in (0, 7, 199):
        alone = model.value(segments.scores.values[place : place + 1])
        assert (alone.k[0], alone.spread[0]) == (segments.k[place], segments.spread[place])


def test_how_often_a_net_alone_gives_the_tier(trained):
    """The share of (net, customer) pairs in the tier of K; nets that are all alike agree wholly."""
    segments, model = trained.segments(), trained.model
    x, _ = model.normaliser.apply(segments.scores.values)
    cutoffs = trained.recipe.cutoffs
    by_hand = []
    for net in model.kept:
        k = predict_value(net.result.network, x)[0]
        tier = np.select([k >= cutoffs.a, k >= cutoffs.b, k >= cutoffs.c], ["A", "B", "C"], "D")
        by_hand.append(np.mean(tier == segments.tier))
    assert trained.nets_agree() == pytest.approx(np.mean(by_hand))
    assert 0 < trained.nets_agree() < 1
    twins = trained.change(model=replace(model, nets=(model.nets[0], model.nets[0])))
    assert twins.nets_agree() == 1
    assert twins.segments().median_spread == 0


def test_one_net_alone_has_neither(trained):
    """Nothing is said of a spread that one net cannot have."""
    alone = trained.change(model=replace(trained.model, nets=trained.model.nets[:1]))
    assert alone.nets_agree() is None
    assert alone.segments().median_spread is None


def test_the_reference_customer_is_the_mean_of_the_drawn_sample(trained):
    """Of all drawn customers, those without an expected value too, in the inputs' own range."""
    drawn = trained.scores().values[trained.drawn()]
    low, high = trained.model.normaliser.low, trained.model.normaliser.high
    assert trained.model.reference == pytest.approx((drawn.mean(axis=0) - low) / (high - low))
