"""What to do: the texts, the plans of tiers and corners, the evidence, the plays and the budget."""

import io
import json

import numpy as np
import openpyxl
import pandas as pd
import pytest

from core.corners import CORNERS
from core.customer_choice import chosen
from core.indicators import INDICATORS
from core.problems import DataProblem
from core.recipe import Filter, Strategy, recipe_from_json
from core.strategy import EVIDENCE, FOUR_C, strategy
from core.strategy.budget import budget, cost_of_contacting
from core.strategy.plans import GROUPS, STANDS_OUT, evidence, meant, plan_in_words, plan_table, plans, standing
from core.strategy.plays import fitting, plays
from core.study import Study
from core.summary import summary, to_json
from core.tiers import TIERS
from tests.exported import made
from tests.test_study import people, recipe


@pytest.fixture(scope="module")
def study() -> Study:
    """200 people with R, F, M and brand image, trained."""
    return Study(people(), recipe()).trained()


@pytest.mark.parametrize("source", ["weighted", "grade", "outcome"])
def test_every_tier_and_corner_has_its_texts(source):
    """Summary, advice and one sentence for each of the four questions."""
    texts = strategy(source)
    assert tuple(texts) == GROUPS == (*TIERS, *sorted(CORNERS, key=GROUPS.index))
    for text in texts.values():
        assert set(text) == {"summary", "advice", *FOUR_C}
        assert all(words.endswith((".", "?")) for words in text.values())


def test_texts_on_an_outcome_do_not_say_that_k_is_a_value():
    """K is then a likelihood of whatever the column holds."""
    said = " ".join(words for text in strategy("outcome").values() for words in text.values())
    assert "K sees" not in said
    assert "spend much" not in said
    said = " ".join(f"{play.what} {play.hint}" for play in plays())
    assert "K" not in said.split()


def test_each_indicator_is_evidence_for_one_question():
    """All 14, none twice."""
    assert sorted(i for belonging in EVIDENCE.values() for i in belonging) == sorted(INDICATORS)


def test_evidence_is_what_stands_out_the_widest_first():
    """At least 0.3 points on either side, three at most, and only of the question's own indicators."""
    gaps = pd.Series({"repeat": -0.3, "cross": 0.29, "rating": 1.5, "persistence": -0.8, "basic": 0.5, "brand": 4.0})
    assert evidence(gaps, "customer_wants").to_dict() == {"rating": 1.5, "persistence": -0.8, "basic": 0.5}
    assert evidence(gaps, "communication").to_dict() == {"brand": 4.0}
    assert evidence(gaps.drop("repeat").clip(-0.2, 0.2), "customer_wants").empty
    assert evidence(gaps, "cost").empty
    assert pytest.approx(0.3) == STANDS_OUT


def test_sizes_and_gaps_are_those_of_the_customers_meant(study):
    """A tier's customers by its letter, a corner's by its filter; the gap is the mean of theirs less that of all."""
    found, values = standing(study), study.segments().scores.values
    for group in GROUPS:
        places = chosen(study, meant(group))
        assert found.customers[group] == len(places)
        if len(places):
            gaps = values[places].mean(axis=0) - values.mean(axis=0)
            np.testing.assert_allclose(found.gaps.loc[group], gaps, atol=1e-12)
        else:
            assert found.gaps.loc[group].isna().all()


def test_the_team_s_own_words_replace_the_advice(study):
    """In the table of plans, and so in the workbook; the others keep the advice."""
    changed = study.recipe
    for path, value in (
        ("notes.A", "=call them"),
        ("owners.let go", "Ann"),
        ("actions.let go", "one message"),
        ("until.let go", "2026-03-01"),
    ):
        changed = changed.replaced(f"strategy.{path}", value)
    planned = study.change(recipe=changed)
    table = plan_table(planned).set_index("For")
    assert table.loc["Tier A Champions", ["What to do", "In the words of"]].tolist() == ["=call them", "the team"]
    assert table.loc["Tier B Growers", "What to do"] == strategy()["B"]["advice"]
    assert table.loc["Corner let go", ["Owner", "Next action", "Until"]].tolist() == [
        "Ann",
        "one message",
        "2026-03-01",
    ]
    by_group = {plan["for"]: plan for plan in plans(planned)}
    assert list(by_group) == list(GROUPS)
    assert (by_group["A"]["what_to_do"], by_group["A"]["own_words"]) == ("=call them", True)
    assert (by_group["B"]["own_words"], by_group["B"]["owner"], by_group["B"]["until"]) == (False, None, None)
    assert [by_group["let go"][what] for what in ("owner", "next_action", "until")] == [
        "Ann",
        "one message",
        "2026-03-01",
    ]
    assert json.loads(to_json(summary(planned)))["plans"] == plans(planned)
    book = openpyxl.load_workbook(io.BytesIO(made("workbook", planned)))
    line = [cell.value for cell in book["What to do"][2]]
    assert line[:4] == ["Tier A Champions", int(table["Customers"].iloc[0]), "'=call them", "the team"]
    assert "Budget" not in book.sheetnames
    assert recipe_from_json(changed.to_json()) == changed
    assert changed.replaced("strategy.notes.A", None).strategy.notes == {}


def test_nobody_is_advised_on_a_handful(study):
    """An empty tier has no advice; what the team wrote of it stays."""
    nobody = study.change(recipe=study.recipe.replaced("cutoffs.a", 0.9999999))
    assert plan_table(nobody)["What to do"].iloc[0] == ""
    assert plan_table(nobody)["In the words of"].iloc[0] == ""
    noted = nobody.change(recipe=nobody.recipe.replaced("strategy.notes.A", "wait"))
    assert plan_table(noted)["What to do"].iloc[0] == "wait"


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("strategy.notes.E", "x", "'A', 'B', 'C', 'D', 'protect', 'grow', 'watch' or 'let go'"),
        ("strategy.contacts.A", -1, "greater than or equal to 0"),
        ("strategy.contacts.grow", 1, "'A', 'B', 'C' or 'D'"),
        ("strategy.until.A", "soon", "strategy.until.A"),
    ],
)
def test_plans_that_cannot_be_are_refused(study, path, value, words):
    """Another group, less than no contacts, a budget for a corner, no day."""
    with pytest.raises(DataProblem, match=words):
        study.recipe.replaced(path, value)


def test_plays_count_whom_they_fit_and_name_what_the_file_lacks(study):
    """The file has no cross purchases and no willingness to recommend; the others are filters as anywhere."""
    has = study.segments().scores.indicators
    lacking = {play.name: play.lacking(has) for play in plays() if play.lacking(has)}
    assert lacking == {"Cross-sell": ("cross",), "Referral": ("recommend",)}
    counts = fitting(study)
    assert set(counts) == {"VIP care", "Win-back", "Sunset"}
    fits = {play.name: len(chosen(study, play.who)) for play in plays() if play.name in counts}
    assert {name: by_tier.sum() for name, by_tier in counts.items()} == fits
    assert counts["VIP care"].tolist() == [fits["VIP care"], 0, 0, 0]
    vip = plays()[0].audience
    assert (vip.name, vip.who, vip.hold_out) == ("VIP care", Filter(tiers=("A",), bands=(4, 5)), 0.1)


def test_the_budget_adds_up(study):
    """Customers x contacts x cost, by hand; the line for all holds sums and means."""
    counts = standing(study).customers
    plan = {"contacts": {"A": 4, "B": 2}, "cost": {"A": 2.5, "B": 1, "D": 9}, "currency": "EUR"}
    planned = study.change(recipe=study.recipe.replaced("strategy", plan))
    table = budget(planned).set_index("Tier")
    assert table["Budget"].tolist()[:4] == [counts["A"] * 10, counts["B"] * 2, 0, 0]
    everybody = table.loc["All"]
    contacts = counts["A"] * 4 + counts["B"] * 2
    assert everybody["Customers"] == 200 - len(study.scores().excluded)
    assert everybody["Contacts"] == contacts
    assert everybody["Budget"] == counts["A"] * 10 + counts["B"] * 2
    assert everybody["Cost of one"] == pytest.approx(everybody["Budget"] / contacts)
    sheet = openpyxl.load_workbook(io.BytesIO(made("workbook", planned)))["Budget"]
    assert [cell.value for cell in sheet[1]][-1] == "Budget (EUR)"
    assert sheet.cell(6, 6).value == everybody["Budget"]
    assert budget(study)["Budget"].eq(0).all()


def test_an_audience_costs_what_contacting_the_others_costs():
    """Ten of A at 4 x 2.50 and twenty of B at 2 x 1, less the tenth that is held out: 126."""
    plan = Strategy.model_validate({"contacts": {"A": 4, "B": 2, "C": 1}, "cost": {"A": 2.5, "B": 1}})
    assert cost_of_contacting(np.array([10, 20, 5, 5]), 0.1, plan) == pytest.approx(126)
    assert cost_of_contacting(np.array([10, 20, 5, 5]), 0.1, Strategy()) == 0


def test_what_is_next_is_said_in_one_sentence(study):
    """With owner and day where they are set; nothing without an action."""
    assert plan_in_words(study, "A") == ""
    plan = {"actions": {"A": "call them.", "watch": "ask why"}, "owners": {"A": "Ann"}, "until": {"A": "2026-03-01"}}
    planned = study.change(recipe=study.recipe.replaced("strategy", plan))
    assert plan_in_words(planned, "A") == "Next for Tier A Champions: call them (Ann, until 2026-03-01)."
    assert plan_in_words(planned, "watch") == "Next for Corner watch: ask why."
