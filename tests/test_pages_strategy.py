"""The view What to do: advice and plan for tiers and corners, the plays, the budget, by Streamlit's test driver."""

import datetime as dt

import pytest

from core.customer_choice import chosen
from core.indicators import INDICATORS
from core.recipe import Audience, Filter
from core.strategy import FOUR_C
from core.strategy.plans import evidence, standing
from core.strategy.plays import fitting, plays
from tests.page_steps import checked, press, trained, view, workspace_of

pytestmark = pytest.mark.thorough


@pytest.fixture
def page(sample):
    """The view of the trained sample."""
    return view(trained(sample), "What to do")


def again(page):
    """Draw the view once more; the driver forgets which one is open."""
    return view(checked(page.run()), "What to do")


def test_a_plan_is_made_for_a_tier_and_for_a_corner(page):
    """Words, action, owner and day go into the recipe, and are in the table of all; emptied, they are gone."""
    page.text_area(key="recipe.strategy.notes.A").set_value("<b>call</b> them")
    page = again(page)
    page.segmented_control(key="strategy-group").set_value("let go")
    page = again(page)
    assert any("Spend nothing extra on them" in m.value for m in page.markdown)
    page.text_input(key="recipe.strategy.owners.let go").set_value("Ann")
    page.text_input(key="recipe.strategy.actions.let go").set_value("one message")
    page.date_input(key="recipe.strategy.until.let go").set_value(dt.date(2026, 3, 1))
    page = again(page)
    made = workspace_of(page).study.recipe.strategy
    assert made.notes == {"A": "<b>call</b> them"}
    assert (made.owners, made.actions) == ({"let go": "Ann"}, {"let go": "one message"})
    assert made.until == {"let go": dt.date(2026, 3, 1)}
    table = page.dataframe[0].value.set_index("For")
    assert table.loc["Corner let go", "Next action"] == "one message"
    assert table.loc["Tier A Champions", "What to do"] == "<b>call</b> them"
    page.text_input(key="recipe.strategy.owners.let go").set_value("")
    page = again(page)
    assert workspace_of(page).study.recipe.strategy.owners == {}


def test_the_four_questions_stand_beside_their_evidence(page):
    """Tier A of the sample stands above all; every question names scores with their sign."""
    shown = [m.value for m in page.markdown]
    assert sum(words in m for m in shown for words in ("**Customer wants.**", "**Convenience.**")) == 2
    gaps = standing(workspace_of(page).study).gaps.loc["A"]
    said = [c.value.replace("\\", "") for c in page.caption]
    for question in FOUR_C:
        widest, gap = next(iter(evidence(gaps, question).items()))
        assert any(f"{INDICATORS[widest].label} {gap:+.1f}" in words for words in said)


def test_a_play_is_saved_as_an_audience_once_and_its_customers_shown(page):
    """With the usual tenth held out; the same name replaces; the list shows whom it fits."""
    press(page, "Save as an audience")
    page = view(page, "What to do")
    page.button(key="save-play-0").click()
    page = again(page)
    vip = plays()[0]
    assert workspace_of(page).study.recipe.audiences == (Audience(name="VIP care", who=vip.who, hold_out=0.1),)
    assert any("Saved as an audience, 10% held out" in c.value.replace("\\", "") for c in page.caption)
    fits = fitting(workspace_of(page).study)[vip.name].sum()
    page.button(key="show-play-0").click()
    page = checked(page.run())
    assert page.session_state["view"] == "Customers"
    assert any(c.value.startswith(f"{fits} of 548 customers") for c in view(page, "Customers").caption)


def test_the_customers_of_a_corner_are_a_click_away(page):
    """The list opens with its filter."""
    page.segmented_control(key="strategy-group").set_value("protect")
    page = again(page)
    page.button(key="show-group").click()
    page = view(checked(page.run()), "Customers")
    fits = len(chosen(workspace_of(page).study, Filter(corner="protect")))
    assert any(c.value.startswith(f"{fits} of 548 customers") for c in page.caption)


def test_a_budget_is_sketched(page):
    """Contacts and cost go into the recipe; the table adds them up; 0 is not kept."""
    page.number_input(key="recipe.strategy.contacts.A").set_value(4.0)
    page.number_input(key="recipe.strategy.cost.A").set_value(2.5)
    page = again(page)
    page.text_input(key="recipe.strategy.currency").set_value("EUR")
    page = again(page)
    made = workspace_of(page).study.recipe.strategy
    assert (made.contacts, made.cost, made.currency) == ({"A": 4}, {"A": 2.5}, "EUR")
    assert any("By your budget" in c.value and "held out not counted" in c.value for c in page.caption)
    people = int((workspace_of(page).study.segments().tier == "A").sum())
    assert page.dataframe[1].value["Budget"].tolist() == [people * 10, 0, 0, 0, people * 10]
    page.number_input(key="recipe.strategy.contacts.A").set_value(0.0)
    page = again(page)
    assert workspace_of(page).study.recipe.strategy.contacts == {}


def test_what_is_next_for_a_tier_stands_on_the_page_of_each_of_its_customers(page):
    """The action, as the text it is."""
    study = workspace_of(page).study
    page.text_input(key="recipe.strategy.actions.A").set_value("*call* them")
    page = again(page)
    page.query_params["row"] = str(study.segments().scores.rows[chosen(study, Filter(tiers=("A",)))[0]])
    page = checked(page.switch_page("pages/5_customer.py").run())
    assert any(m.value.replace("\\", "") == "Next for Tier A Champions: *call* them." for m in page.markdown)
