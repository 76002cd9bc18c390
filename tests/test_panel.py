"""The panel: experts' importances to one set of weights (METHOD.md section 3)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.indicators import INDICATORS, RFM
from core.panel.levels import LEVELS, members
from core.panel.shares_of import level_result, panel_results, shares_of
from core.problems import DataProblem
from core.recipe import Expert, Recipe, Weights
from core.weights import shares

ALL = tuple(INDICATORS)


def expert(name, r=None, f=None, m=None, counts=1.0, **dimensions) -> Expert:
    """An expert on R, F and M; None is a blank."""
    return Expert(name=name, counts=counts, indicators=dict(zip(RFM, (r, f, m), strict=True)), dimensions=dimensions)


def of_current(*panel: Expert, **options):
    """The panel's shares of R, F and M."""
    return list(level_result(panel, "current", RFM, **options).shares.values())


IMPORTANCES = st.one_of(st.none(), st.integers(0, 10))
PANELS = st.lists(
    st.tuples(IMPORTANCES, IMPORTANCES, IMPORTANCES, st.sampled_from([0.0, 0.5, 1.0, 3.0])), min_size=1, max_size=6
).map(lambda rows: tuple(expert(f"E{k}", *row) for k, row in enumerate(rows)))


def test_the_mean_of_the_shares_not_of_the_importances():
    """Ann's 10, 10, 20 of 40 and Ben's 1, 1, 0: (0.25 + 0.5)/2 each for R and F, however large Ann's numbers are."""
    assert of_current(expert("Ann", 5, 5, 10), expert("Ben", 1, 1, 0)) == pytest.approx([0.375, 0.375, 0.25])


def test_the_geometric_mean_takes_a_zero_for_a_half():
    """Shares 1/4, 1/4, 1/2 and (1, 1, 0.5 of 2.5): roots of the products, scaled to 1."""
    made = np.sqrt(np.array([0.25, 0.25, 0.5]) * np.array([0.4, 0.4, 0.2]))
    assert of_current(expert("Ann", 5, 5, 10), expert("Ben", 1, 1, 0), geometric=True) == pytest.approx(
        list(made / made.sum())
    )


def test_an_expert_can_count_more_or_nothing():
    """Counting 3 is being there three times; counting 0 is not being there."""
    ann, ben, cleo = expert("Ann", 8, 1, 1), expert("Ben", 2, 2, 6), expert("Cleo", 0, 9, 1, counts=0)
    thrice = [ann.model_copy(update={"name": f"Ann {k}"}) for k in range(3)]
    assert of_current(ann.model_copy(update={"counts": 3}), ben, cleo) == pytest.approx(of_current(*thrice, ben))


def test_a_blank_is_not_a_zero_and_pulls_nothing():
    """Ben, without a word on R, sees F and M alike as Ann does: R keeps what Ann gives it. A 0 would halve it."""
    ann = expert("Ann", 8, 1, 1)
    assert of_current(ann, expert("Ben", None, 5, 5)) == pytest.approx([0.8, 0.1, 0.1])
    assert of_current(ann, expert("Ben", 0, 5, 5)) == pytest.approx([0.4, 0.3, 0.3])


@pytest.mark.parametrize("geometric", [False, True])
@given(panel=PANELS)
def test_an_answer_in_the_panel_s_own_proportions_changes_nothing(panel, geometric):
    """Whoever repeats the panel on some of a level, leaving the rest blank, moves no share.

    Where somebody answered everything; else nothing ties what was answered to what was not.
    """
    before = level_result(panel, "current", RFM, geometric=geometric)
    if before is None or not before.complete.any():
        return
    if min(before.shares.values()) < 0.01:  # a share that runs out takes many rounds
        return
    echo = expert("Echo", *(10 * before.shares[i] for i in RFM[:2]))
    assert of_current(*panel, echo, geometric=geometric) == pytest.approx(list(before.shares.values()), abs=1e-6)


@pytest.mark.parametrize("geometric", [False, True])
@given(panel=PANELS)
def test_shares_are_between_0_and_1_and_sum_to_1(panel, geometric):
    """For every panel of which somebody has said something; the spread is no larger than the range."""
    made = level_result(panel, "current", RFM, geometric=geometric)
    if made is None:
        assert not any(shares_of(e, "current", RFM) for e in panel if e.counts)
        return
    assert sum(made.shares.values()) == pytest.approx(1)
    assert min(made.shares.values()) >= 0
    assert 0 <= min(made.spread.values()) <= max(made.spread.values()) <= 0.5


@given(panel=PANELS, seed=st.integers(0, 5))
def test_the_order_of_the_experts_changes_nothing(panel, seed):
    """Shares and spread are those of the same people seated otherwise."""
    seated = tuple(panel[k] for k in np.random.default_rng(seed).permutation(len(panel)))
    one, other = level_result(panel, "current", RFM), level_result(seated, "current", RFM)
    if one is not None:
        assert list(other.shares.values()) == pytest.approx(list(one.shares.values()))
        assert list(other.spread.values()) == pytest.approx(list(one.spread.values()))


def test_what_nobody_rated_gets_an_even_share():
    """Nobody speaks of M: a third, and R and F share the rest as said."""
    panel = (expert("Ann", 6, 2), expert("Ben", 6, 2))
    assert of_current(*panel) == pytest.approx([0.5, 1 / 6, 1 / 3])
    assert level_result(panel, "current", RFM).unheard == ("monetary",)


def test_one_expert_is_her_own_panel():
    """Her shares, without spread."""
    made = level_result((expert("Ann", 6, 6, 8),), "current", RFM)
    assert list(made.shares.values()) == pytest.approx([0.3, 0.3, 0.4])
    assert set(made.spread.values()) == {0.0}


def test_the_weights_follow_whoever_decides():
    """By hand the panel is only there; where it decides, a level that it has not answered stays as set by hand."""
    panel = (expert("Ann", 1, 1, 8), expert("Ben", 1, 1, 8))
    by_hand = Weights(panel=panel)
    assert shares(by_hand, ALL) == shares(Weights(), ALL)
    by_panel = shares(by_hand.model_copy(update={"decided": "panel"}), ALL)
    assert by_panel.rfm == pytest.approx((0.1, 0.1, 0.8))
    assert by_panel.dimensions == shares(Weights(), ALL).dimensions
    assert shares(Weights(decided="panel"), ALL) == shares(Weights(), ALL)


def test_an_expert_s_zeros_on_all_of_a_level_say_nothing():
    """No share follows from them: she is left out there, and the others decide."""
    assert of_current(expert("Ann", 0, 0, 0), expert("Ben", 1, 1, 2)) == pytest.approx([0.25, 0.25, 0.5])
    assert level_result((expert("Ann", 0, 0, 0),), "current", RFM) is None


def test_a_panel_that_gives_a_mapped_level_nothing_else():
    """What the file lacks drops out of every expert's shares."""
    ann = Expert(name="Ann", indicators={"recency": 5, "frequency": 5, "monetary": 5, "brand": 9, "rating": 3})
    made = panel_results(Weights(panel=(ann,)), (*RFM, "brand"))
    assert made["potential"].shares == {"brand": 1.0}
    assert set(made) == {"current", "potential"}


def test_levels_hold_every_mapped_indicator_once():
    """Three dimensions, and 4 + 3 + 7 indicators in them."""
    assert [len(members(level, ALL)) for level in LEVELS] == [3, 4, 3, 7]
    assert members("dimensions", RFM) == ("current",)


@pytest.mark.parametrize(
    ("panel", "sentence"),
    [
        ([{"name": "Ann", "indicators": {"recency": 11}}], "less than or equal to 10"),
        ([{"name": "Ann", "indicators": {"charm": 1}}], "'charm' is no dimension or indicator"),
        ([{"name": "Ann"}, {"name": "ANN"}], "two experts are called 'Ann'"),
        ([{"name": ""}], "at least 1 character"),
        ([{"name": "Ann", "counts": -1}], "greater than or equal to 0"),
    ],
)
def test_an_unusable_panel_is_refused_in_one_sentence(panel, sentence):
    """The recipe stays as it was."""
    with pytest.raises(DataProblem, match=sentence):
        Recipe().replaced("weights.panel", panel)
