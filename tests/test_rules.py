"""Which rule is proposed for the values of a column."""

import pytest

from core.importing.mapping.proposal import propose
from core.importing.mapping.rules import all_in_the_middle, propose_measure, starting_rule
from core.recipe import Categories, Measure, Quintiles, Scale, Thresholds, Words
from tests.tables import N, measures, table


def test_dates_count_back_from_a_date_found_in_each_file():
    """R from a date is turned round, a join date is not; no reference date is fixed: the next file has its own."""
    dates = [f"{day:02d}.03.2024" for day in range(1, 29)]
    proposal = propose(table(**{"Last order date": dates, "Join date": ["01.02.2020", "15.02.2020"]}))
    recency, persistence = proposal.recipe.scoring.indicators.values()
    assert (recency.dates, recency.rule) == (True, Quintiles(reversed=True))
    assert (persistence.dates, persistence.rule) == (True, Quintiles())
    assert proposal.recipe.scoring.reference_date is None


def test_a_scale_of_1_to_5_is_proposed_from_the_values():
    """Whole numbers within 1..5 are a scale, to be checked; a few off it do not change that, more do."""
    proposal = propose(table(Satisfaction=[1, 2, 3, 4, 5] * 11 + [9]))
    assert proposal.recipe.scoring.indicators["rating"].rule == Scale(low=1, high=5)
    assert "declared 1 to 5, proposed from the values seen: please check" in proposal.reasons["rating"].text
    assert measures(Satisfaction=[1, 2, 3, 4, 9])["rating"].rule == Quintiles()


def test_scored_r_f_and_m_are_not_turned_round():
    """Where R itself is a score of 1 to 5, 5 is best already."""
    assert {m.rule for m in measures(R=(1, 2, 3, 4, 5), F=(1, 2, 3, 4, 5), M=(5, 1, 2)).values()} == {
        Scale(low=1, high=5)
    }


def test_counts_of_1_to_5_are_no_scale():
    """Orders, hours and tiers that happen to be small are counted, not taken for answers."""
    assert measures(OrderCount=(1, 2, 3, 4, 5))["frequency"].rule == Quintiles()
    assert measures(HoursOnApp=(1, 2, 3, 4, 5))["time"].rule == Quintiles()
    assert measures(CityTier=(1, 2, 3))["basic"].rule == Quintiles(reversed=True)


@pytest.mark.parametrize("heading", ["How likely are you to recommend us?", "NPS", "推荐意愿"])
def test_recommendation_is_0_to_10(heading):
    """Whole numbers within 0..10 under such a heading are the usual scale of recommendation."""
    assert measures(**{heading: range(11)})["recommend"].rule == Scale(low=0, high=10)


def test_a_range_in_the_heading_is_believed():
    """(1-7) declares the scale, also where nobody used its ends."""
    assert measures(**{"Brand image (1-7)": (3, 4, 5, 6)})["brand"].rule == Scale(low=1, high=7)


def test_text_that_is_money():
    """Amounts written with signs and separators are numbers."""
    assert measures(TotalSpent=("$1,234.50", "$99.90", "n/a"))["monetary"].rule == Quintiles()


def test_no_answer_gets_no_score():
    """Who would not say is no level between the others: ranges and families are proposed as if she had said nothing."""
    rules = measures(**{"Annual income": ["below 20", "20-30", "above 30", "keine Angabe"]})
    assert rules["basic"].rule == Words(words=("below 20", "20-30", "above 30"))
    rules = measures(Satisfaction=["满意", "不满意", "不愿透露"])
    assert rules["rating"].rule == Words(words=("非常不满意", "不满意", "一般", "满意", "非常满意"))


# --- rules for columns that a user chose ------------------------------------------------------------------------------


def test_answers_without_an_order_get_the_middle():
    """Only the user knows which of them is better; blanks among them are no answer."""
    chosen = table(drink=["Tea", "Coffee", "n/a"])
    rule = Categories(scores={"Tea": 3, "Coffee": 3})
    assert propose_measure(chosen, "frequency", ("drink",)) == Measure(columns=("drink",), rule=rule, blanks="exclude")
    assert all_in_the_middle([chosen.frame["drink"]]) == rule


def test_a_chosen_column_gets_the_rule_that_fits():
    """As in a proposal: dates count back, several columns add up."""
    chosen = table(seen=["2024-01-31", "2024-02-01"], a=[1, 2.5], b=[3, 4.5])
    recency = propose_measure(chosen, "recency", ("seen",))
    assert (recency.dates, recency.rule, recency.blanks) == (True, Quintiles(reversed=True), "exclude")
    cross = propose_measure(chosen, "cross", ("a", "b"))
    assert (cross.combine, cross.rule, cross.blanks) == ("sum", Quintiles(), "median")


def test_a_rule_of_another_kind_begins_with_the_values():
    """The ends of a scale, four edges at the fifths and the order of words come from the column; direction is kept."""
    numbers = table(x=range(N)).frame["x"]
    measure = Measure(columns=("x",), rule=Quintiles(reversed=True))
    assert starting_rule("quintiles", [numbers], measure) == Quintiles(reversed=True)
    assert starting_rule("scale", [numbers], measure) == Scale(low=0, high=N - 1, reversed=True)
    assert starting_rule("thresholds", [numbers], measure) == Thresholds(edges=(11.8, 23.6, 35.4, 47.2), reversed=True)
    words = table(x=["no", "no", "yes"]).frame["x"]
    assert starting_rule("words", [words], measure) == Words(words=("no", "yes"), reversed=True)
    assert starting_rule("categories", [words], measure) == Categories(scores={"no": 3, "yes": 3})
