"""Who goes up and down between two rules, and the customers of a band."""

import numpy as np
import pandas as pd
import pytest

from core.band_customers import C, customer_lines, places_in, sort_keys
from core.band_movement import movement, movement_since, movers, usual_rule
from core.bands import EDGES, BandRule
from core.importing.table import Table, content_hash
from core.notices import small_bands
from core.recipe import Categories, Measure, Quintiles, Recipe, Scale, Scoring
from core.study import Study


def study_of(frame: pd.DataFrame, **measures: Measure) -> Study:
    """A study of a small table with the given measures."""
    table = Table(frame, np.arange(2, len(frame) + 2), "shop.csv", None, content_hash(frame))
    return Study(table, Recipe(scoring=Scoring(id_column="id", indicators=measures)))


@pytest.fixture
def shop() -> Study:
    """50 customers: recency answered in words, orders on a scale, spend in money with two blanks."""
    rng = np.random.default_rng(2)
    frame = pd.DataFrame({"id": [f"c{i}" for i in range(50)]})
    frame["last"] = rng.choice(["long ago", "lately"], 50)
    frame["orders"] = rng.integers(1, 6, 50).astype(float)
    frame["paid"] = np.round(rng.uniform(1, 500, 50), 2)
    frame.loc[[3, 9], "paid"] = np.nan
    return study_of(
        frame,
        recency=Measure(columns=("last",), rule=Categories(scores={"long ago": 1, "lately": 5})),
        frequency=Measure(columns=("orders",), rule=Scale()),
        monetary=Measure(columns=("paid",), rule=Quintiles()),
    )


def test_moves_are_counted_from_band_to_band():
    """Five customers: one up by one, one up by three, one down, two stay."""
    made = movement(np.array([1, 1, 5, 3, 3], dtype=np.int8), np.array([2, 4, 4, 3, 3], dtype=np.int8))
    assert (made.up, made.down, made.same) == (2, 1, 2)
    assert made.counts[0].tolist() == [0, 1, 0, 1, 0]
    assert made.counts[4].tolist() == [0, 0, 0, 1, 0]
    assert made.places("up").tolist() == [1, 0]  # who goes furthest stands first
    assert made.places("down").tolist() == [2]


def test_nobody_moves_under_the_usual_weights_and_edges(shop):
    """A new project's bands are those of the usual rule, and every customer is counted."""
    made = movement_since(shop, usual_rule(shop))
    assert (made.up, made.down, made.same) == (0, 0, 50)


def test_a_lowered_edge_lifts_customers_and_a_weight_moves_them_both_ways(shop):
    """What the moves say is what the bands of both rules are, customer by customer."""
    lowered = shop.change(recipe=shop.recipe.replaced("bands.edges", (1.5, 2.5, 3.5, 4.5)))
    made = movement_since(lowered, usual_rule(shop))
    assert made.up > 0
    assert made.down == 0
    moved = shop.change(recipe=shop.recipe.replaced("weights.indicators.recency", 0))
    made = movement_since(moved, usual_rule(shop))
    before, after = shop.bands().band, moved.bands().band
    assert (made.up, made.down) == ((after > before).sum(), (after < before).sum())
    assert made.counts.sum() == 50
    lines = movers(moved, made, made.places("down"))
    assert (lines["Band now"] < lines["Band before"]).all()
    assert len(lines) == made.down


def test_a_drawn_sample_keeps_the_rule_it_was_drawn_under(shop):
    """Its bands can be compared with, whatever has moved since."""
    drawn = shop.draw()
    moved = drawn.change(recipe=drawn.recipe.replaced("bands.edges", (1.5, 2.5, 3.5, 4.5)))
    assert moved.sample.rule == BandRule(pytest.approx((0.3, 0.3, 0.4)), EDGES)
    assert movement_since(moved, moved.sample.rule).up > 0


def test_the_customers_of_a_band_are_all_of_it_in_the_order_asked_for(shop):
    """Every customer is listed in exactly one band; equal ones stay in the order of the file, blanks come last."""
    listed = [place for band in range(1, 6) for place in places_in(shop, band).tolist()]
    assert sorted(listed) == list(range(50))
    assert sort_keys(shop)[-1] == "Spend"
    blank = shop.bands().band[3]  # its spend was filled for the score, and is not known
    for highest_first in (True, False):
        paid = customer_lines(shop, places_in(shop, blank, "Spend", highest_first=highest_first))["Spend"].tolist()
        known = [p for p in paid if not np.isnan(p)]
        assert known == sorted(known, reverse=highest_first)
        assert np.isnan(paid[len(known) :]).all()
        assert len(known) < len(paid)
    assert [p for b in range(1, 6) for p in places_in(shop, b, C, part_of_id="C17").tolist()] == [17]


def test_the_lines_hold_scores_and_what_the_file_says(shop):
    """Words as they were answered, money as it was paid."""
    lines = customer_lines(shop, np.array([0, 1]))
    frame = shop.table.frame
    assert lines["Recency in the file"].tolist() == frame["last"].tolist()[:2]
    assert lines["Spend"].tolist() == frame["paid"].tolist()[:2]
    assert lines["Frequency score"].tolist() == frame["orders"].tolist()[:2]


def test_days_ago_are_headed_as_such_and_answers_are_no_spend():
    """Dates count back; a spend answered on a scale is shown as the answer, and the table has no money."""
    frame = pd.DataFrame({"id": [f"c{i}" for i in range(40)]})
    frame["day"] = pd.date_range("2025-01-01", periods=40).astype("datetime64[s]")
    frame["f"] = frame["m"] = [1.0, 2, 3, 4] * 10
    study = study_of(
        frame,
        recency=Measure(columns=("day",), dates=True, rule=Quintiles(reversed=True)),
        frequency=Measure(columns=("f",), rule=Scale()),
        monetary=Measure(columns=("m",), rule=Scale()),
    )
    assert customer_lines(study, np.array([39]))["Recency: days ago"].tolist() == [1]
    assert "Spend in the file" in customer_lines(study, np.array([0]))
    assert study.spend() is None
    assert "spend" not in study.bands().table


def test_a_band_that_is_empty_or_gives_too_few_is_named_with_what_to_do(shop):
    """Edges that leave a band empty are said with the way out; a larger share is only offered where it helps."""
    whole = shop.recipe.replaced("sample.fraction", 1.0)
    wide, narrow = (2, 3, 3.5, 4), (2, 3.01, 3.02, 4)
    assert small_bands(shop.change(recipe=whole.replaced("bands.edges", wide))) is None
    assert small_bands(shop.change(recipe=whole.replaced("bands.edges", narrow))) == (
        "The sample has too few customers of band 3 (nobody is in it), so the network learns little there:"
        " move the edges or the weights, until it gives 5 or more."
    )
    few = small_bands(shop.change(recipe=shop.recipe.replaced("bands.edges", wide)))
    assert "band 1 (2 of 5), band 3 (4 of 8)" in few
    assert "draw a larger share, or move the edges or the weights, until each gives 5 or more." in few
