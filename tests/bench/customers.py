"""The list of a million customers: a filter, and the table behind it, against bare NumPy and pandas."""

import numpy as np
import pandas as pd

from core.customer_choice import chosen, current_of_valued
from core.export.customers import _customer_table
from core.importing.mapping.proposal import propose
from core.importing.reading.readers import read_table
from core.recipe import Filter
from core.study import Study
from tests.bench.measure import Rows, measure

CUSTOMERS = 1_000_000


def rows() -> Rows:
    """The rows of this module, each measured when it is asked for."""
    study = million()
    segments, now = study.segments(), current_of_valued(study)
    recency, k, ids = segments.scores.column("recency"), segments.k, segments.scores.ids
    who = Filter(tiers=("A", "B"), bands=(3, 4, 5), scores={"recency": (3, 5)})
    yield measure(
        "filter of 1,000,000 customers by tier, band, score / bare masks",
        lambda: chosen(study, who),
        lambda: np.flatnonzero(np.isin(segments.tier, ["A", "B"]) & (now.band > 2) & (recency >= 3) & (recency <= 5)),
        at_most=3,
    )
    names = pd.Series(ids)
    yield measure(
        "find a part of an id among 1,000,000 / bare str.contains",
        lambda: chosen(study, Filter(), "77123"),
        lambda: names.str.contains("77123", case=False, regex=False),
        at_most=3,
    )
    yield measure(
        "the list of 1,000,000 customers / a bare frame of its columns",
        lambda: _customer_table(study),
        lambda: pd.DataFrame({"id": pd.Series(ids), "tier": segments.tier, "k": k, "c": now.c, "band": now.band}),
        at_most=3,
    )


def million() -> Study:
    """A million customers with five indicators, trained by one net."""
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(
        {
            "customer_id": np.char.add("C", np.arange(CUSTOMERS).astype(str)),
            "days since last order": rng.integers(1, 400, CUSTOMERS),
            "number of orders": rng.poisson(4, CUSTOMERS),
            "total spend": rng.gamma(2, 100, CUSTOMERS).round(2),
            "site visits": rng.poisson(9, CUSTOMERS),
            "satisfaction": rng.integers(1, 6, CUSTOMERS),
        }
    )
    table = read_table(frame.to_csv(index=False).encode(), "million.csv")
    recipe = propose(table).recipe.replaced("network.nets", 1).replaced("training.epochs", 50)
    return Study(table, recipe).trained()
