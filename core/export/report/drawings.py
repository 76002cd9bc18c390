"""The charts of the report, part by part, in light colours. They hold counts and means, no customers."""

import numpy as np
import pandas as pd

from core import charts, charts_of_bands, charts_of_tiers, charts_of_training
from core.export.report import hiding
from core.export.report.drawing import LIGHT, Drawing, few, pairs_of_bars, printed
from core.export.small_cells import hidden
from core.export.story import Grid, Story, TierSection
from core.export.story.hiding import Counted
from core.figures_in_words import percent
from core.indicators import DIMENSIONS, INDICATORS
from core.network.training import Epoch
from core.study import Study
from core.tier_figures import Placed, placed, tier_figures
from core.tiers import TIERS
from core.tiers_in_words import brings_in_words, dimensions_in_words

MOST_EPOCHS = 400  # of the drawn curve
Drawings = tuple[Drawing, ...]


def of_weights(study: Study, told: Story) -> Drawings:
    """How much each indicator counts."""
    made = charts.weight_bars(study.shares(), LIGHT)
    words = "All weights add up to 100 %: an indicator's is its dimension's share times its own within it."
    alt = told.weights.charts["indicators"].alt
    return (Drawing("weights", "How much each indicator counts", made, words, alt, told.weights.tables["indicators"]),)


def of_bands(study: Study, told: Story) -> Drawings:
    """Customers by band, and by C with the edges drawn in."""
    found, hide = study.bands(), study.recipe.sharing.hide_small
    counted = Counted(found.counts, hide)
    bars, columns = charts_of_bands.band_bars(found, LIGHT), charts_of_bands.c_histogram(found, LIGHT)
    by_c = columns.data[0]
    if hide:
        bars, columns = hiding.bars_left(bars, counted), hiding.columns_left(columns, counted.out)
    rows = [(where, "–" if n is None else f"{n:,}") for where, n in zip(by_c.customdata, by_c.y, strict=True) if n != 0]
    told_bands = told.bands.charts["customers"]
    return (
        Drawing(
            "bands",
            "Customers by band",
            bars,
            "Band 5 holds who buys most today, band 1 who buys least.",
            told_bands.alt,
            printed(told_bands, "Band"),
        ),
        Drawing(
            "current-value",
            "Where the edges of the bands cut",
            columns,
            "Each column is customers of about the same C. Who lies just below an edge may soon be over it."
            + (hiding.LEFT_BLANK if hide else ""),
            "Customers by current value C, with the edges of the bands.",
            Grid(("Where", "Customers"), few(rows), (False, True), "Customers by current value C."),
        ),
    )


def of_training(study: Study, told: Story) -> Drawings:
    """How the error fell."""
    model = study.model
    assert model is not None  # there is a story
    curve = told.training.charts["curve"]
    made = charts_of_training.performance(
        thinned(model.best.curve), model.best.result.epoch, model.recipe.training.goal, LIGHT
    )
    return (
        Drawing(
            "curve",
            "How the error fell",
            made,
            "All lines should fall together. Where that of customers who were not trained on turns up, the network has"
            " begun to learn customers by heart; the best epoch is kept.",
            curve.alt,
            printed(curve, "Epoch"),
        ),
    )


def thinned(curve: tuple[Epoch, ...]) -> tuple[Epoch, ...]:
    """At most MOST_EPOCHS of the epochs, the first and the last among them."""
    places = np.unique(np.linspace(0, len(curve) - 1, min(len(curve), MOST_EPOCHS)).astype(np.intp))
    return tuple(curve[place] for place in places)


def of_tiers(study: Study, told: Story) -> Drawings:
    """Customers by K, shares of customers and spend, the dimensions, and who brings how much."""
    model, hide, segments, found = study.model, study.recipe.sharing.hide_small, study.segments(), placed(study)
    assert model is not None  # there is a story
    table = tier_figures(study)
    counted = Counted(table["customers"].to_numpy(), hide)
    histogram = charts_of_tiers.tier_histogram(segments, LIGHT)
    if hide:
        histogram = hiding.columns_left(histogram, counted.out)
    customers = told.tiers.charts["customers"]
    made = [
        Drawing(
            "value",
            "Customers by K" if model.source == "outcome" else "Where the value lies",
            histogram,
            "Each column is customers of about the same K. A customer just beside a dotted line could as well be in the"
            " next tier." + (hiding.LEFT_BLANK if hide else ""),
            customers.alt,
            printed(customers, "Tier"),
        )
    ]
    if shares := told.tiers.charts.get("shares"):
        words = brings_in_words(found.curve) if found.curve and not any(counted.out) else "Customers beside spend."
        made.append(
            Drawing(
                "shares",
                "Customers and spend",
                pairs_of_bars(shares, (LIGHT.tiers["D"], LIGHT.tiers["A"])),
                words,
                shares.alt,
                printed(shares, "Tier"),
            )
        )
    made.append(_dimensions(table, found, counted))
    if found.curve and not hide:  # its points are customers, one by one where they are few
        made.append(_spend(study))
    return tuple(made)


def _dimensions(table: pd.DataFrame, found: Placed, counted: Counted) -> Drawing:
    means = table[list(found.names)].to_numpy(dtype=float)
    differ, lacking = dimensions_in_words(means, found.names)
    means = np.where(np.array(counted.out)[:, None], np.nan, means)
    everybody = found.dimensions.mean(axis=0)
    rows = [(f"Tier {tier}", *(counted.mean(t, mean) for mean in means[t])) for t, tier in enumerate(TIERS)]
    rows.append(("All customers", *(f"{mean:.2f}" for mean in everybody)))
    names = tuple(DIMENSIONS[name] for name in found.names)
    return Drawing(
        "dimensions",
        "The dimensions beside K",
        charts_of_tiers.dimension_dots(means, everybody, found.names, LIGHT),
        f"{differ} Each dimension is the mean of its indicators' scores by their weights; the bar is the mean of all"
        f" customers.{lacking}",
        f"Mean scores of the tiers on {len(names)} dimensions. {differ}",
        Grid(("", *names), tuple(rows), (False, *[True] * len(names)), "Mean scores by tier and dimension."),
    )


def _spend(study: Study) -> Drawing:
    curve = placed(study).curve
    assert curve is not None  # asked before
    words = brings_in_words(curve)
    rows = tuple((f"Tier {t}", percent(x), percent(y)) for t, (x, y) in zip(TIERS, curve.ends, strict=True))
    fifth = float(np.interp(0.2, curve.customers, curve.by_spend))
    return Drawing(
        "spend",
        "Who brings how much",
        charts_of_tiers.spend_plot(curve, LIGHT),
        f"{words} The fifth who spend most bring {percent(fifth)}: the dotted line. The nearer K's line comes to it,"
        " the more K says of spend alone.",
        words,
        Grid(("To the end of", "Customers", "Spend"), rows, (False, True, True), "Cumulative shares by tier."),
    )


def of_tier(study: Study, section: TierSection) -> Drawings:
    """One tier's scores beside those of everybody; none where too few are in it to be told of."""
    if "gaps" not in section.charts:
        return ()
    segments, tier = study.segments(), section.tier
    own, everybody = segments.scores.values[segments.tier == tier].mean(axis=0), segments.scores.values.mean(axis=0)
    rows = tuple(
        (INDICATORS[i].label, f"{mine:.2f}", f"{mean:.2f}")
        for i, mine, mean in zip(segments.scores.indicators, own, everybody, strict=True)
    )
    alt = section.charts["gaps"].alt
    return (
        Drawing(
            f"profile-{tier}",
            f"What sets tier {tier} apart",
            charts.tier_profile(segments, tier, LIGHT),
            "The longer the way from the bar to the dot, the more this tier differs from everybody.",
            alt,
            Grid(("Indicator", f"Tier {tier}", "All customers"), rows, (False, True, True), alt),
        ),
    )


def of_matrix(study: Study, told: Story) -> Drawings:
    """Bands beside tiers, and current beside potential value."""
    model, hide, found = study.model, study.recipe.sharing.hide_small, placed(study)
    assert model is not None  # there is a story
    made: list[Drawing] = []
    grid = told.matrix.tables["matrix"]
    if found.matrix.any():
        cells = charts_of_tiers.band_tier_matrix(found.matrix, model.source, LIGHT)
        if hide:
            corners = {figure.label: figure.value for figure in told.matrix.figures}
            cells = hiding.cells_left(cells, found.matrix, grid, corners)
        words = "Bands say what customers buy today, tiers what K makes of them. The frames are the corners."
        made.append(Drawing("matrix", "Bands and tiers", cells, words, grid.what, grid))
    if found.density is not None:
        made.append(_potential(study))
    return tuple(made)


def _potential(study: Study) -> Drawing:
    counted, hide = placed(study).density, study.recipe.sharing.hide_small
    assert counted is not None  # asked before
    shares = (counted.both, counted.current_only, counted.potential_only, counted.none)
    names = ("high in both", "high in current value only", "high in potential value only", "high in neither")
    known = int(counted.counts.sum())
    out = hidden([round(share * known) for share in shares], hide)
    rows = tuple(
        (name.capitalize(), "–" if gone else percent(share))
        for name, share, gone in zip(names, shares, out, strict=True)
    )
    if hide:
        counted = hiding.density_left(counted)
    alt = "Customers by current and potential value: " + ", ".join(f"{share} {name.lower()}" for name, share in rows)
    return Drawing(
        "potential",
        "Now and potential",
        charts_of_tiers.density_plot(counted, LIGHT),
        "Right: worth much today. Up: could be worth much tomorrow. The darker a cell, the more customers; the dotted"
        " lines are the middle of the scale, 3."
        + (" Cells that tell of fewer than five customers are left blank." if hide else ""),
        f"{alt}.",
        Grid(("Customers", "Share"), rows, (False, True), f"{alt}."),
    )
