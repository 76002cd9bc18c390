"""All that is known of one customer: where she stands, and her answers and scores beside her tier and everybody."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from core.customer_choice import current_of_valued, margins
from core.importing.table import Table
from core.indicators import INDICATORS
from core.study import Study
from core.tiers import TIERS, Tier, limits


@dataclass(frozen=True)
class OneCustomer:
    """K, 0..1, with its spread over nets (NaN for one net), tier, C and band (NaN and 0 where there is none now).

    next_tier: the tier beyond a cut-off that K is within its tier's margin of; None where there is none.
    """

    place: int
    id: str
    row: int
    k: float
    spread: float
    tier: Tier
    c: float
    band: int
    next_tier: Tier | None


def one_customer(study: Study, place: int) -> OneCustomer:
    """The customer at a place of the segments."""
    segments, now = study.segments(), current_of_valued(study)
    scores, k, tier = segments.scores, float(segments.k[place]), TIERS[TIERS.index(segments.tier[place])]
    (low, high), margin = limits(segments.cutoffs)[tier], margins(segments.cutoffs)[tier]
    near = None
    if tier != "A" and high - k < margin:
        near = TIERS[TIERS.index(tier) - 1]
    elif tier != "D" and k - low < margin:
        near = TIERS[TIERS.index(tier) + 1]
    return OneCustomer(
        place,
        str(scores.names.iloc[place]),
        int(scores.rows[place]),
        k,
        float(segments.spread[place]),
        tier,
        float(now.c[place]),
        int(now.band[place]),
        near,
    )


def place_of_row(study: Study, row: str | None) -> int | None:
    """The place of the customer in this row of the file; None where no valued customer stands there."""
    if row is None or not row.isdecimal():
        return None
    found = np.flatnonzero(study.segments().scores.rows == int(row))
    return int(found[0]) if len(found) else None


def neighbours(among: np.ndarray, place: int) -> tuple[int | None, int | None]:
    """The places before and after `place` in the list `among`."""
    at = np.flatnonzero(among == place)
    if not len(at):
        return None, None
    here = int(at[0])
    before = int(among[here - 1]) if here else None
    return before, int(among[here + 1]) if here + 1 < len(among) else None


def mean_scores(study: Study) -> dict[str, np.ndarray]:
    """(k,) mean scores of each tier, by its letter, and of "all"; NaN where a tier is empty."""

    def means() -> dict[str, np.ndarray]:
        segments = study.segments()
        values = segments.scores.values
        found: dict[str, np.ndarray] = {"all": values.mean(axis=0)}
        for tier in TIERS:
            own = values[segments.tier == tier]
            found[tier] = own.mean(axis=0) if len(own) else np.full(values.shape[1], np.nan)
        return found

    return study.memo.get("mean scores", study.key("segments"), means)


def answers(study: Study, place: int) -> pd.DataFrame:
    """One line an indicator: its name, what stands in the file, the score, the means of her tier and of all."""
    segments, means = study.segments(), mean_scores(study)
    scores, model = segments.scores, study.model
    assert model is not None  # there are segments
    table, position = customers_as_trained(study), int(scores.positions[place])
    measures = model.recipe.scoring.indicators
    return pd.DataFrame(
        {
            "Indicator": [INDICATORS[i].label for i in scores.indicators],
            "In the file": [_cells(table, measures[i].columns, position) for i in scores.indicators],
            "Score": scores.values[place],
            "Mean of the tier": means[segments.tier[place]],
            "Mean of all": means["all"],
        }
    )


def customers_as_trained(study: Study) -> Table:
    """The table that the model's scores were made of."""
    assert study.model is not None
    then = study.model.recipe
    kept = {"orders": then.orders, "second": then.second, "scoring": then.scoring}
    return study.change(recipe=study.recipe.model_copy(update=kept)).customers()


def _cells(table: Table, columns: tuple[str, ...], position: int) -> str:
    return "; ".join(_cell(table.frame[column].iloc[position]) for column in columns if column in table.frame.columns)


def _cell(value: Any) -> str:
    if pd.isna(value):
        return "–"
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float | np.floating):
        return f"{value:,.10g}"
    return str(value)
