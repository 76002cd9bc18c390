"""The Weights page with an expert who compares in pairs."""

import pytest
from streamlit.testing.v1 import AppTest

from core.indicators import RFM
from core.panel.comparisons import compared
from core.recipe import Expert
from pages.shared.comparisons import IMPORTANCE, PAIRS, from_importances, step_in_words
from tests.page_steps import checked, told, visit, workspace_of

pytestmark = pytest.mark.thorough

HOW = "panel.how.current"


@pytest.fixture
def page(sample) -> AppTest:
    """The Weights page of the sample, with a panel of Ann, who counts spend twice, compared in pairs."""
    page = visit(sample, "Weights")
    study = workspace_of(page).study
    ann = {"name": "Ann", "indicators": {"recency": 4, "frequency": 4, "monetary": 8}}
    recipe = study.recipe.replaced("weights.panel", (ann,)).replaced("weights.decided", "panel")
    workspace_of(page).study = study.change(recipe=recipe)
    checked(page.run())
    return answered(page, PAIRS)


def answered(page, how):
    """The level of R, F and M answered in this way."""
    page.segmented_control(key=HOW).set_value(how)
    return checked(page.run())


def ann(page):
    """The expert as the recipe holds her."""
    return workspace_of(page).study.recipe.weights.panel[0]


def said(page):
    """Everything written on the page."""
    return "\n".join(box.value for box in [*page.markdown, *page.caption, *page.warning])


def judge(page, pair, value):
    """Move the slider of a pair."""
    page.select_slider(key=f"panel.{pair}").set_value(value)
    return checked(page.run())


def test_comparisons_begin_with_what_the_importances_say(page):
    """4 : 4 : 8 is equal, half, half; the weights stay what they were, and the sliders 0-10 are gone."""
    assert ann(page).comparisons == {"recency:frequency": 1, "recency:monetary": 0.5, "frequency:monetary": 0.5}
    assert workspace_of(page).study.shares().rfm == pytest.approx((0.25, 0.25, 0.5))
    assert "panel.recency" not in [s.key for s in page.slider]
    assert "This gives Recency **25%** · Frequency **25%** · Spend **50%**" in said(page)
    assert "Consistency ratio 0.00: the judgements fit together" in said(page)


def test_a_contradiction_is_named_with_its_ratio(page):
    """R as much as F, both half of M, but then R far more than M."""
    judge(page, "recency:monetary", 9.0)
    found = compared(ann(page), RFM)
    assert not found.consistent
    assert f"Consistency ratio {found.ratio:.2f}, above 0.10" in told(page)
    assert "Recency against Spend: you said 9, the others say 1/2" in told(page)
    assert workspace_of(page).study.shares().within["recency"] == pytest.approx(found.shares["recency"])


def test_back_to_importances_and_to_the_same_judgements_again(page):
    """The importances were kept, and so were the judgements."""
    judge(page, "recency:frequency", 3.0)
    made = dict(ann(page).comparisons)
    answered(page, IMPORTANCE)
    assert ann(page).comparisons == {}
    assert page.slider(key="panel.monetary").value == 8
    answered(page, PAIRS)
    assert ann(page).comparisons == made


def test_a_pair_can_be_left_out_but_not_the_last_one(page):
    """What the others say stands in for it; with nothing to compare the choice is another."""
    page.multiselect(key="panel.out.current").set_value([("recency", "frequency")])
    checked(page.run())
    assert set(ann(page).comparisons) == {"recency:monetary", "frequency:monetary"}
    assert page.select_slider(key="panel.recency:frequency").disabled
    assert "cannot contradict each other" in said(page)
    every = [("recency", "frequency"), ("recency", "monetary"), ("frequency", "monetary")]
    page.multiselect(key="panel.out.current").set_value(every)
    checked(page.run())
    assert "One pair has to stay" in told(page)
    assert len(ann(page).comparisons) == 2
    page.multiselect(key="panel.out.current").set_value([])
    checked(page.run())
    assert ann(page).comparisons["recency:frequency"] == 1


def test_every_step_of_a_slider_is_told_in_words():
    """The one that counts more, how much, and the number."""
    pair = ("recency", "monetary")
    words = {9: "Recency far more (9)", 2: "Recency 2", 1: "equal", 1 / 5: "Spend clearly more (5)", 1 / 4: "Spend 4"}
    assert {step: step_in_words(step, pair) for step in words} == words
    assert step_in_words(2.5, pair) == "Recency 2.5"


def test_importances_make_whole_steps_within_the_scale():
    """20 : 1 is 9, 0 and blank are equal to all, 4 : 10 is two and a half, the other way round and rounded."""
    ann = Expert(name="Ann", indicators={"recency": 10, "frequency": 0.5, "monetary": 4})
    made = from_importances(ann, "current", RFM)
    assert made == {"recency:frequency": 9, "recency:monetary": 2, "frequency:monetary": 1 / 8}
    assert from_importances(Expert(name="Ben"), "current", RFM) == dict.fromkeys(made, 1)
