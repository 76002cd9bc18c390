"""The Overview of the Segments page: cards, cut-offs, names, tables, corners, by Streamlit's own test driver."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.corners import corner_of
from core.tiers_in_words import dimensions_in_words
from tests.page_steps import ROOT, checked, metrics, press, told, trained, view, visit, workspace_of

pytestmark = pytest.mark.thorough


@pytest.fixture
def page() -> AppTest:
    """The Segments page of the trained sample."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    press(checked(app.run()), "Try the sample")
    return visit(trained(app), "Segments")


def captions(page: AppTest) -> str:
    """All small words of a page."""
    return "\n".join(c.value for c in page.caption)


def test_shares_and_breaks_cut_with_live_counts(page):
    """Each way shows its own settings and the numbers in force; the way back is one click."""
    assert "Cut-offs in force: A from 0.75, B from 0.50, C from 0.25, D below." in captions(page)
    page.segmented_control(key="recipe.cutoffs.by").set_value("shares")
    page = checked(page.run())
    assert "(found for 20 / 30 / 30 / 20 % of the customers)" in captions(page)
    page.number_input(key="recipe.cutoffs.share_a").set_value(10.0)
    page = checked(page.run())
    cutoffs = workspace_of(page).study.recipe.cutoffs
    assert (cutoffs.by, cutoffs.share_a) == ("shares", 0.1)
    assert metrics(page)["**A** Champions"] == "55"
    page.number_input(key="recipe.cutoffs.share_b").set_value(80.0)
    page = checked(page.run())
    assert "must stay below 100 %" in told(page)
    page.segmented_control(key="recipe.cutoffs.by").set_value("breaks")
    page = checked(page.run())
    assert "found at natural breaks of K" in captions(page)
    page = visit(page, "Export")
    assert "found at natural breaks of K" in captions(page)
    assert "the recipe finds them anew" in captions(page)
    page = press(visit(page, "Segments"), "Back to 0.75 / 0.50 / 0.25")
    assert workspace_of(page).study.recipe.cutoffs.by is None
    assert "A from 0.75" in captions(page)


def test_tiers_are_renamed_and_the_usual_names_come_back(page):
    """The new name stands on the card, also where it looks like a command of the page; an empty one is the usual."""
    page.text_input(key="recipe.tier_names.A").set_value(" VIP *1* ")
    page = checked(page.run())
    assert workspace_of(page).study.recipe.tier_names == {"A": "VIP *1*"}
    assert r"**A** VIP \*1\*" in metrics(page)
    page.text_input(key="recipe.tier_names.A").set_value("")
    page = checked(page.run())
    assert workspace_of(page).study.recipe.tier_names == {}
    assert page.text_input(key="recipe.tier_names.A").value == "Champions"


def test_a_corner_opens_its_customers(page):
    """Its view is opened and lists exactly them."""
    found = corner_of(workspace_of(page).study.bands().band, workspace_of(page).study.segments().tier)
    page.button(key="corner-grow").click()
    page = checked(page.run())
    assert page.session_state["view"] == "Customers"
    listed = view(page, "Customers").dataframe[-1].value
    assert len(listed) == (found == "grow").sum() > 0


def test_the_tiers_stand_in_numbers_beside_the_bands(page):
    """Customers, shares and means of each tier, and the same figures of the bands."""
    tiers, bands = (frame.value for frame in page.dataframe[:2])
    assert tiers["customers"].sum() == bands["customers"].sum() == 548
    assert tiers["share"].sum() == pytest.approx(100)
    assert tiers["tier"].tolist() == ["A Champions", "B Growers", "C Maintain", "D Let lapse"]
    assert list(tiers["current"]) == sorted(tiers["current"], reverse=True)  # C, once
    assert not {"C", "K"} & set(tiers)
    assert "spend" not in tiers  # answers are not added up
    assert len(page.get("plotly_chart")) == 4


def test_every_dimension_that_the_file_lacks_is_named():
    """Of one dimension alone nothing is said to be the most."""
    differ, lacking = dimensions_in_words(np.array([[5.0], [4.0], [3.0], [1.0]]), ("current",))
    assert differ == "How the tiers differ in current value."
    assert lacking == " The file holds nothing on internet behaviour and potential value."
    differ, lacking = dimensions_in_words(
        np.array([[5.0, 3.0], [4.0, 3.0], [3.0, 3.0], [1.0, 3.0]]), ("current", "internet")
    )
    assert differ == "Tiers differ most in current value."
    assert lacking == " The file holds nothing on potential value."
