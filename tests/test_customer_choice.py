"""Which customers a filter means, audiences with their held-out part, and what is known of one customer."""

import numpy as np
import pandas as pd
import pytest

from core.customer_choice import (
    NEAR,
    audience_in_words,
    chosen,
    current_of_valued,
    held_out,
    in_order,
    in_words,
    margins,
    near_an_edge,
)
from core.export.customers import customer_table
from core.export.lists import Wanted, customer_list
from core.one_customer import answers, mean_scores, neighbours, one_customer, place_of_row
from core.problems import DataProblem
from core.recipe import Audience, Filter, recipe_from_json
from core.study import Study


@pytest.fixture(scope="module")
def study(samples) -> Study:
    """The paper's sample, trained."""
    recipe = recipe_from_json((samples / "paper.recipe.json").read_bytes())
    return Study.from_file((samples / "survey.csv").read_bytes(), "survey.csv", recipe).draw().trained()


def test_an_empty_filter_means_everybody_and_each_part_narrows_it(study):
    """Tiers, bands, corner, certainty, scores and a part of the id: all that is set must hold."""
    segments, now = study.segments(), current_of_valued(study)
    everybody = chosen(study, Filter())
    assert sorted(everybody) == list(range(548))
    assert (np.diff(segments.k[everybody]) <= 0).all()
    meant = chosen(study, Filter(tiers=("A", "B"), bands=(4, 5), scores={"brand": (4, 5)}))
    by_hand = [
        i
        for i in range(548)
        if segments.tier[i] in "AB" and now.band[i] in (4, 5) and segments.scores.column("brand")[i] >= 4
    ]
    assert sorted(meant) == by_hand
    assert 0 < len(meant) < 548
    assert segments.scores.names.iloc[chosen(study, Filter(), "c0228")].tolist() == ["C0228"]
    protect = chosen(study, Filter(corner="protect"))
    assert set(now.band[protect]) <= {4, 5}
    assert set(segments.tier[protect]) <= {"A", "B"}


def test_near_and_far_from_an_edge_are_two_halves(study):
    """Whoever is within NEAR of a cut-off is near; the others are far."""
    near, far = (chosen(study, Filter(certainty=c)) for c in ("near an edge", "far from the edges"))
    assert len(near) + len(far) == 548
    k = study.segments().k
    assert (np.abs(k[near][:, None] - [0.25, 0.5, 0.75]).min(axis=1) < NEAR).all()
    assert near_an_edge(study).sum() == len(near)


def test_in_a_narrow_tier_only_its_own_ends_are_near(study):
    """Where K piles up and A is 0.02 wide, its best customer is not beside the cut-off, nor said to be so."""
    k = np.sort(study.segments().k)
    cutoffs = {"by": "values", "a": k[-1] - 0.02, "b": k[-1] - 0.04, "c": 0.25}
    piled = study.change(recipe=study.recipe.replaced("cutoffs", cutoffs))
    margin, segments, near = margins(piled.segments().cutoffs), piled.segments(), near_an_edge(piled)
    assert margin["B"] == pytest.approx(0.0025)
    assert margin["C"] == NEAR
    best = int(segments.k.argmax())
    assert not near[best]
    assert one_customer(piled, best).next_tier is None
    inside = (segments.tier == "C") & (segments.k > 0.25 + NEAR) & (segments.k < k[-1] - 0.04 - NEAR)
    assert inside.any()
    assert not near[inside].any()
    told = [one_customer(piled, place).next_tier is not None for place in range(len(near))]
    assert told == near.tolist()


def test_a_filter_is_said_in_words():
    """As the page and the Export page show it."""
    who = Filter(tiers=("A", "B"), bands=(1,), corner="grow", certainty="near an edge", scores={"recency": (4, 5)})
    assert in_words(who) == "tier A or B; band 1; corner 'grow'; near an edge; Recency 4 to 5"
    assert in_words(Filter()) == "all customers"


def test_the_held_out_part_has_its_size():
    """Ten percent of 55 are 6 (5.5 rounded to even); none where nobody is held out, or nobody is there."""
    ids = pd.Series([f"C{i}" for i in range(55)])
    assert held_out(Audience(name="x"), ids).sum() == 6
    assert not held_out(Audience(name="x", hold_out=0), ids).any()
    assert len(held_out(Audience(name="x"), ids[:0])) == 0


def test_who_is_held_out_hangs_on_nothing_but_her_id():
    """Another order draws the same customers, another audience others; it is the same on every machine."""
    ids = pd.Series([f"C{i}" for i in range(1000)])
    out = set(ids[held_out(Audience(name="x"), ids)])
    mixed = ids.sample(frac=1, random_state=1)
    assert set(mixed[held_out(Audience(name="x"), mixed)]) == out
    assert len(out & set(ids[held_out(Audience(name="y"), ids)])) < 30
    assert sorted(out)[:3] == ["C100", "C107", "C11"]


def test_whoever_is_held_out_stays_so_after_another_training(study):
    """Tiers move; of those still in the audience the same ones are held out, but for a few at the margin."""
    audience = Audience(name="x", who=Filter(tiers=("A", "B")), hold_out=0.2)
    again = study.change(recipe=study.recipe.replaced("network.seed", 99)).trained()
    contact = [customer_list(s, Wanted(audience)).set_index("Customer")["Contact"] for s in (study, again)]
    before, after = (set(c.index[c == "held out"]) for c in contact)
    both = contact[0].index.intersection(contact[1].index)
    assert len(both) < len(contact[0])  # somebody left
    assert len(before.symmetric_difference(after) & set(both)) <= 3
    everybody = Wanted(Audience(name="x", hold_out=0.2))
    same = [
        set(t[t["Contact"] == "held out"]["Customer"]) for t in (customer_list(s, everybody) for s in (study, again))
    ]
    assert same[0] == same[1]


def test_an_audience_s_list_says_whom_to_contact(study):
    """All of its customers, the most valuable first, a tenth of them held out."""
    who = Filter(tiers=("D",))
    table = customer_list(study, Wanted(Audience(name="x", who=who)))
    assert len(table) == len(chosen(study, who))
    assert set(table["Tier"]) == {"D"}
    assert (table["Contact"] == "held out").sum() == round(len(table) * 0.1)
    assert table["Customer value K"].is_monotonic_decreasing


def test_a_filter_whose_range_is_turned_is_refused(study):
    """The lowest score above the highest."""
    with pytest.raises(DataProblem, match="must not be above its highest"):
        study.recipe.replaced("audiences", [{"name": "x", "who": {"scores": {"brand": (5, 1)}}}])


def test_one_customer_is_what_the_segments_say(study):
    """Tier, K, C and band at her place; near a cut-off the tier beyond it is named."""
    segments, now = study.segments(), current_of_valued(study)
    place = place_of_row(study, "17")
    customer = one_customer(study, place)
    assert customer.row == 17
    assert (customer.k, customer.tier) == (segments.k[place], segments.tier[place])
    assert (customer.c, customer.band) == (now.c[place], now.band[place])
    for near in chosen(study, Filter(certainty="near an edge")):
        customer = one_customer(study, int(near))
        assert abs("ABCD".index(customer.tier) - "ABCD".index(customer.next_tier)) == 1
    assert one_customer(study, int(chosen(study, Filter(certainty="far from the edges"))[0])).next_tier is None


@pytest.mark.parametrize("row", [None, "", "x", "-1", "99999"])
def test_a_row_without_a_customer_is_nobody(study, row):
    """An address somebody has typed, or of another file."""
    assert place_of_row(study, row) is None


def test_neighbours_go_down_by_k(study):
    """From the highest to the lowest everybody is met once."""
    among, k = chosen(study, Filter(tiers=("A",))), study.segments().k
    place = int(among[np.argmax(k[among])])
    assert neighbours(among, place)[0] is None
    met = [place]
    while (after := neighbours(among, met[-1])[1]) is not None:
        met.append(after)
    assert met == among.tolist()
    assert (np.diff(k[met]) <= 0).all()
    outside = int(chosen(study, Filter(tiers=("D",)))[0])
    assert neighbours(among, outside) == (None, None)


def test_answers_are_those_of_the_file(study):
    """Raw cell, score, and the means of the tier and of all."""
    place = place_of_row(study, "17")
    known = answers(study, place).set_index("Indicator")
    frame = study.table.frame.iloc[study.segments().scores.positions[place]]
    measures = study.recipe.scoring.indicators
    assert known.loc["Brand image", "In the file"] == f"{frame[measures['brand'].columns[0]]:g}"
    assert known["Score"].tolist() == study.segments().scores.values[place].tolist()
    tier = study.segments().tier[place]
    assert known["Mean of the tier"].tolist() == mean_scores(study)[tier].tolist()


def test_a_note_on_a_customer_stands_in_the_list(study):
    """And nowhere as long as nobody has written one."""
    assert "Note" not in customer_table(study)
    noted = study.change(customer_notes={"C0228": "=call"})
    table = customer_table(noted).set_index("Customer")
    assert table.loc["C0228", "Note"] == "=call"
    assert (table["Note"] != "").sum() == 1


def test_customers_of_a_changed_scoring_keep_the_k_they_were_trained_with(study):
    """C and band are of now, matched by id; where nothing can be scored now, they are blank."""
    changed = study.change(recipe=study.recipe.replaced("scoring.indicators.recency.rule.reversed", True))
    now = current_of_valued(changed)
    assert (now.band == changed.bands().band).all()
    assert (now.band != current_of_valued(study).band).any()
    none = study.change(recipe=study.recipe.replaced("scoring.indicators.recency", None))
    assert not current_of_valued(none).band.any()
    assert np.isnan(current_of_valued(none).c).all()
    assert len(chosen(none, Filter(bands=(1, 2, 3, 4, 5)))) == 0


def test_an_audience_in_words_counts_who_is_held_out(study):
    """A filter that is the name is not told twice; of a small audience nobody may be held out."""
    everybody = Audience(name="all customers", who=Filter(), hold_out=0.1)
    n = len(study.segments().k)
    assert audience_in_words(study, everybody) == f"{n} customers; 10% held out ({round(n / 10)})"
    named = Audience(name="Best", who=Filter(), hold_out=0)
    assert audience_in_words(study, named) == f"{n} customers: all customers; nobody held out"


def test_customers_in_another_order_keep_their_own_where_they_are_equal():
    """By the values of their places; whoever has none comes last, whichever end comes first."""
    places, values = np.array([4, 2, 0, 1, 3]), np.array([5.0, 1.0, 5.0, np.nan, 1.0])
    assert in_order(places, values, lowest_first=False).tolist() == [2, 0, 4, 1, 3]
    assert in_order(places, values, lowest_first=True).tolist() == [4, 1, 2, 0, 3]
