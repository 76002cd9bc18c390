"""What the tiers hold, beside pandas and by hand."""

import numpy as np
import pandas as pd
import pytest

from core.bands import band_of
from core.charts import Palette
from core.charts_of_tiers import (
    CLICKS,
    apart,
    band_tier_matrix,
    density_plot,
    dimension_dots,
    spend_plot,
    tier_histogram,
)
from core.recipe import Measure, Quintiles
from core.study import Study
from core.tier_figures import Placed, band_figures, density, group_figures, placed, spend_curve, tier_figures
from core.tiers import TIERS
from tests.test_study import people, recipe


def made(n: int = 400, seed: int = 1, spend: bool = True) -> Placed:
    """Customers by chance, some of unknown band and spend."""
    rng = np.random.default_rng(seed)
    c = np.where(rng.uniform(size=n) < 0.1, np.nan, rng.uniform(1, 5, n))
    band = np.where(np.isnan(c), 0, band_of(np.nan_to_num(c, nan=1))).astype(np.int8)
    amounts = np.where(rng.uniform(size=n) < 0.1, np.nan, rng.gamma(2, 50, n))
    place = rng.integers(0, 4, n).astype(np.int8)
    dimensions = rng.uniform(1, 5, (n, 2))
    return Placed(
        place, rng.uniform(0, 1, n), band, c, dimensions, ("current", "potential"), amounts if spend else None
    )


def test_figures_of_groups_are_those_of_pandas():
    """Customers, shares, means and spend by tier; what is not known counts nowhere."""
    found = made()
    table = group_figures(found, found.place, 4)
    frame = pd.DataFrame({"g": found.place, "K": found.k, "C": found.c, "s": found.spend, "p": found.dimensions[:, 1]})
    by = frame.groupby("g")
    np.testing.assert_array_equal(table["customers"], by.size())
    assert table["share"].sum() == pytest.approx(1)
    for ours, theirs in (("K", "K"), ("C", "C"), ("potential", "p"), ("mean spend", "s")):
        np.testing.assert_allclose(table[ours], by[theirs].mean())
    np.testing.assert_allclose(table["spend"], by["s"].sum())
    assert table["share of spend"].sum() == pytest.approx(1)


def test_an_empty_tier_has_no_means_and_no_spend():
    """Blank, not nought, where nobody is; without amounts there is no column of them."""
    found = made(spend=False)
    table = group_figures(found, np.zeros(400, int), 2)
    assert table["customers"].tolist() == [400, 0]
    assert np.isnan(table["C"][1])
    assert "spend" not in table


def test_a_study_s_tiers_are_told_with_their_dimensions():
    """Weighted means of the scores within each dimension; bands with the same figures; C as the bands have it."""
    study = Study(people(), recipe()).trained()
    study = study.change(recipe=study.recipe.replaced("cutoffs.by", "shares"))
    segments, table = study.segments(), tier_figures(study)
    top, scores = segments.tier == "A", study.scores()
    within = study.shares().within
    current = sum(scores.column(i) * within[i] for i in ("recency", "frequency", "monetary"))
    assert table["current"][0] == pytest.approx(current[top].mean())
    assert table["C"][0] == pytest.approx(study.bands().c[top].mean())
    assert table["potential"][0] == pytest.approx(scores.column("brand")[top].mean())
    assert table["customers"].tolist() == segments.table["customers"].tolist()
    bands = band_figures(study)
    assert bands["band"].tolist() == [5, 4, 3, 2, 1]
    assert bands["customers"].tolist() == study.bands().counts[::-1].tolist()
    assert placed(study).matrix.sum() == 200
    assert "spend" not in table  # answers on a scale are not added up


def test_spend_is_told_where_the_file_knows_it():
    """Amounts scored by fifths add up over the tiers."""
    amounts = recipe().replaced("scoring.indicators.monetary", Measure(columns=("spent",), rule=Quintiles()))
    study = Study(people(), amounts).trained()
    assert tier_figures(study)["spend"].sum() == pytest.approx(study.table.frame["spent"].sum())
    assert spend_curve(placed(study)).ends[-1] == pytest.approx((1, 1))


def test_customers_that_went_since_the_training_have_no_band():
    """A changed mapping leaves the model its customers; whom the bands do not know counts in no cell."""
    study = Study(people(), recipe()).trained()
    flat = study.change(recipe=study.recipe.replaced("weights.dimensions.internet", 0))
    assert placed(flat).matrix.sum() == 200
    broken = study.recipe
    for i in ("recency", "frequency", "monetary"):
        broken = broken.replaced(f"weights.indicators.{i}", 0)
    found = placed(study.change(recipe=broken))
    assert found.matrix.sum() == 0
    assert found.dimensions.min() >= 1
    assert np.isnan(found.c).all()
    assert density(found) is None
    unmapped = study.change(recipe=study.recipe.replaced("scoring.indicators.monetary", None))
    assert placed(unmapped).spend is None
    assert placed(unmapped).matrix.sum() == 0


def test_the_curve_of_spend_is_the_running_share():
    """Four customers by hand: the highest K brings 10 of 100, and half the customers 40."""
    found = Placed(
        np.array([0, 1, 2, 3]),
        np.array([0.9, 0.6, 0.3, 0.1]),
        np.zeros(4, np.int8),
        np.full(4, np.nan),
        np.ones((4, 1)),
        ("current",),
        np.array([10.0, 30.0, 60.0, np.nan]),
    )
    curve = spend_curve(found)
    assert curve.known == 3
    np.testing.assert_allclose(curve.by_k, [0, 0.1, 0.4, 1])
    np.testing.assert_allclose(curve.by_spend, [0, 0.6, 0.9, 1])
    np.testing.assert_allclose(curve.ends, [(1 / 3, 0.1), (2 / 3, 0.4), (1, 1), (1, 1)])


def test_the_density_counts_everybody_whose_c_is_known():
    """Cells add up to the customers, and the quarters to one; (5, 5) lies in the last cell."""
    found = made()
    counted = density(found)
    known = ~np.isnan(found.c)
    assert counted.counts.sum() == known.sum()
    assert counted.both + counted.potential_only + counted.current_only + counted.none == pytest.approx(1)
    assert counted.both == pytest.approx(np.mean((found.c[known] >= 3) & (found.potential[known] >= 3)))
    assert counted.potential_only == pytest.approx(np.mean((found.c[known] < 3) & (found.potential[known] >= 3)))
    top = Placed(*([np.zeros(1, np.int8)] * 3), np.array([5.0]), np.array([[5.0]]), ("potential",), None)
    assert density(top).counts[-1, -1] == 1


def test_pictures_send_counts_and_no_customers():
    """Whatever the number of customers, each picture holds a few hundred numbers."""
    for n in (400, 60_000):
        found = made(n)
        means = group_figures(found, found.place, 4)[["current", "potential"]].to_numpy()
        drawn = (
            band_tier_matrix(found.matrix, "weighted", Palette()),
            dimension_dots(means, found.dimensions.mean(axis=0), found.names, Palette()),
            spend_plot(spend_curve(found), Palette()),
            density_plot(density(found), Palette()),
        )
        assert all(len(figure.to_json()) < 60_000 for figure in drawn)


def test_a_click_means_the_cell_that_is_drawn_there():
    """Points of the matrix and their meanings stand in one order."""
    found = made()
    points = band_tier_matrix(found.matrix, "weighted", Palette()).data[1]
    assert len(points.x) == len(CLICKS) == 24
    for x, y, text, meaning in zip(points.x, points.y, points.text, CLICKS, strict=True):
        if isinstance(meaning, tuple):
            band, tier = meaning
            assert (y, TIERS[3 - x]) == meaning
            assert text == f"{found.matrix[band - 1, TIERS.index(tier)]:,}"
        else:
            assert f"<b>{meaning}</b>" in text


def test_labels_that_would_meet_are_pushed_apart():
    """They keep their order and their distance, and stay within the picture."""
    placed_at = apart([0.5, 0.97, 0.98, 0.985, 0.99], [0.065] * 5, 0.02, 0.98)
    assert placed_at[0] == 0.5
    assert placed_at[-1] == 0.98
    assert np.diff(placed_at).min() >= 0.065 - 1e-12


def test_a_cut_off_stands_in_the_picture_as_it_cuts():
    """Four decimals are not rounded to three: the same number stands beside the picture and in every file."""
    study = Study(people(), recipe().replaced("cutoffs", {"by": "values", "a": 0.9476, "b": 0.5, "c": 0.041})).trained()
    drawn = tier_histogram(study.segments(), Palette())
    texts = [note.text for note in drawn.layout.annotations]
    assert [text for text in texts if "<b>" not in text] == ["0.041", "0.50", "0.9476"]
