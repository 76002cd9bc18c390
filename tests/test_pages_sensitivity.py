"""The end of the Weights page: who changes band when the weights move."""

import pytest

from pages.shared import sensitivity as panel
from tests.page_steps import checked, metrics, press, visit, workspace_of

pytestmark = pytest.mark.thorough

SPREAD = "recipe.sensitivity.spread"


@pytest.fixture
def page(sample):
    """The Weights page with the sample of the paper."""
    return visit(sample, "Weights")


def said(page):
    """Everything written on the page."""
    return "\n".join(box.value for box in [*page.markdown, *page.caption])


def test_the_weights_page_ends_with_who_changes_band(page):
    """Four numbers, the picture, the sentence on the weight that matters most, and the nearest customers."""
    found = workspace_of(page).study.sensitivity()
    shown = metrics(page)
    assert shown["Change band"] == f"{found.bands.mean:.1%}"
    assert shown["Change tier"] == f"{found.tiers.mean:.1%}"
    assert "matters most" in said(page) or "matter most" in said(page)
    assert len(page.get("plotly_chart")) == 2
    lines = page.dataframe[-1].value
    assert list(lines["customer"]) == list(found.nearest(workspace_of(page).study.scores().ids, 100)["customer"])
    assert lines["keeps"].between(0, 100).all()


def test_the_slider_sets_how_far_weights_move(page):
    """More of it and more customers change."""
    before = workspace_of(page).study.sensitivity().bands.mean
    page.slider(key=SPREAD).set_value(40)
    checked(page.run())
    study = workspace_of(page).study
    assert study.recipe.sensitivity.spread == 0.4
    assert study.sensitivity().bands.mean > before
    assert "moved alone by 40%" in said(page) or "40% lower" in said(page)


def test_with_grades_as_target_no_tier_is_said_to_follow_from_the_weights(page):
    """A dash, and the plain sentence."""
    workspace = workspace_of(page)
    graded = workspace.study.recipe.replaced("target", {"kind": "outcome", "column": "R"})
    workspace.study = workspace.study.change(recipe=graded)
    checked(page.run())
    assert metrics(page)["Change tier"] == "–"
    assert "not K" in said(page)


def test_of_many_customers_it_is_worked_out_on_request_and_anew_after_a_change(page, monkeypatch):
    """A moved weight is never kept waiting, and no figure of other weights is shown."""
    monkeypatch.setattr(panel, "QUICK", 10)
    checked(page.run())
    assert "Change band" not in metrics(page)
    press(page, "Work it out")
    assert "Change band" in metrics(page)
    page.slider(key="recipe.weights.indicators.recency").set_value(2.0)
    checked(page.run())
    assert "Change band" not in metrics(page)
    assert "takes some seconds" in said(page)


def test_weights_from_which_nothing_follows_leave_it_out(page):
    """All importances 0: the sentence at the top is enough."""
    for indicator in ("recency", "frequency", "monetary"):
        page.slider(key=f"recipe.weights.indicators.{indicator}").set_value(0.0)
    checked(page.run())
    assert "Change band" not in metrics(page)
    assert len(page.error) == 1
