"""The Overview of a million customers, tables and pictures, against bare NumPy; found cut-offs against a sort."""

import numpy as np

from core.charts import Palette
from core.charts_of_tiers import band_tier_matrix, density_plot, dimension_dots, spend_plot
from core.cutting import in_force
from core.recipe import CutOffs
from core.tier_figures import Placed, density, group_figures, spend_curve
from tests.bench.measure import Rows, measure

CUSTOMERS = 1_000_000


def rows() -> Rows:
    """The rows of this module, each measured when it is asked for."""
    rng = np.random.default_rng(1)
    c, k, spend = rng.uniform(1, 5, CUSTOMERS), rng.beta(5, 2, CUSTOMERS), rng.lognormal(4, 1, CUSTOMERS)
    band, place = np.floor(c).astype(np.int64), rng.integers(0, 4, CUSTOMERS).astype(np.int8)
    found = Placed(place, k, band, c, rng.uniform(1, 5, (CUSTOMERS, 3)), ("internet", "current", "potential"), spend)
    yield measure(
        "overview of 1,000,000 customers / sort of K and of spend, one histogram",
        lambda: overview(found),
        lambda: (np.argsort(-k, kind="stable"), np.sort(spend), np.histogram2d(c, found.dimensions[:, 2], 40)),
        at_most=3,
    )
    for by in ("shares", "breaks"):
        yield measure(
            f"cut-offs by {by} of 1,000,000 customers / bare sort",
            lambda by=by: in_force(CutOffs(by=by), k, binary=False),
            lambda: np.sort(k),
            at_most=10,
        )


def overview(found: Placed) -> int:
    """All that the Overview counts and draws; how many bytes of pictures it sends."""
    tiers, counted, curve = group_figures(found, found.place, 4), density(found), spend_curve(found)
    group_figures(found, found.band % 6, 6)
    assert counted is not None  # potential value is there
    assert curve is not None  # and so is spend
    drawn = (
        band_tier_matrix(found.matrix, "weighted", Palette()),
        dimension_dots(tiers[list(found.names)].to_numpy(), found.dimensions.mean(axis=0), found.names, Palette()),
        spend_plot(curve, Palette()),
        density_plot(counted, Palette()),
    )
    return sum(len(figure.to_json()) for figure in drawn)
