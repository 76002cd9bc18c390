"""The list of customers with their scores, C, band, K and tier, as pages, workbook, CSV and Parquet show it."""

import numpy as np
import pandas as pd

from core.bands import band_of, current_value
from core.customer_choice import current_of_valued, near_an_edge, too_new
from core.indicators import INDICATORS, RFM
from core.keys import hashed
from core.problems import DataProblem
from core.scoring import Scores
from core.stability import current, landing
from core.study import Study
from core.tiers import place_of
from core.weights import shares

SPREAD = "Spread of K"  # standard deviation over the nets
LANDS = "Lands in tier"  # share of the retrainings
EACH_INDICATOR = "One column an indicator"
COLUMNS = {
    "Customer": "The id in your file, or the pseudonym that stands for it.",
    "Row": "The row of your file that the customer was read from, counted as a spreadsheet does.",
    "Tier": "A, B, C or D: the range that K lies in.",
    "Tier name": "What the tier is called.",
    "Customer value K": "What the network makes of the customer, from 0 to 1.",
    SPREAD: "How far several nets stand apart on the customer: their standard deviation, in K.",
    "Certainty": "Near an edge: the customer could as well be in the next tier. Too new to judge: flagged by you.",
    LANDS: "In what share of the retrainings the customer lands in this tier.",
    "Note": "What your team wrote of the customer.",
    "Band": "1 to 5: the range that C lies in; 5 is the highest.",
    "Current value C": "Recency, frequency and spend by their weights, from 1 to 5.",
    EACH_INDICATOR: "Its score from 1 to 5; 5 is always best.",
}


def customer_table(study: Study) -> pd.DataFrame:
    """One line a customer valued by the model, as far as the steps are done: K and tier need a trained model.

    Columns: Customer, Row, Tier, Tier name, Customer value K (0..1), Spread of K where several nets make K, Certainty
    in words, Lands in tier (0..1) where it was retrained, Note where one is written, Band, Current value C, one score
    (1-5) per indicator.
    """
    notes = hashed((study.customer_notes, None if (s := current(study)) is None else float(s.k.sum())))
    key = study.key("segments" if study.model else "scores") + study.key("bands") + notes
    return study.memo.get("customer table", key, lambda: _customer_table(study)).copy(deep=False)


def _customer_table(study: Study) -> pd.DataFrame:
    scores = study.segments().scores if study.model else study.scores()
    table = pd.DataFrame({"Customer": scores.ids, "Row": scores.rows})
    if study.model:
        _add_value(table, study)
        if (found := landing(study)) is not None:
            table[LANDS] = pd.Series(found.own, index=found.places).reindex(range(len(table))).to_numpy()
        if notes := study.customer_notes:
            table["Note"] = pd.Series(scores.ids).map(notes).fillna("").to_numpy()
        now = current_of_valued(study)
        if now.band.any():
            _add_bands(table, now.c, pd.Series(now.band).where(now.band > 0).to_numpy())
        return _with_scores(table, scores)
    try:
        bands = study.bands()
    except DataProblem:
        return _with_scores(table, scores)  # the weights or the mapping stand in the way: the list says the rest
    _add_bands(table, bands.c, bands.band)
    return _with_scores(table, scores)


def certainty(study: Study) -> "pd.Categorical[str]":
    """(n,) what should be known of how sure each customer's tier is, in words; empty where there is nothing."""
    words = ["", "near an edge", "too new to judge", "near an edge; too new to judge"]
    codes = near_an_edge(study).astype(np.int8) + 2 * too_new(study).astype(np.int8)
    return pd.Categorical.from_codes(codes, pd.Index(words))  # a million texts are large


def scored_table(study: Study) -> pd.DataFrame:
    """The same of a file that is only valued by the model: C and band too by its weights and the edges it has kept.

    Any number of customers will do, also fewer than could be cut into bands and trained on.
    """
    segments, model = study.segments(), study.model
    assert model is not None  # there are segments
    scores = segments.scores
    table = pd.DataFrame({"Customer": scores.ids, "Row": scores.rows})
    _add_value(table, study)
    rfm = np.array([scores.column(i) for i in RFM]).T
    c = current_value(rfm, shares(model.recipe.weights, model.indicators).rfm)
    _add_bands(table, c, band_of(c, model.recipe.bands.edges))
    return _with_scores(table, scores)


def _add_value(table: pd.DataFrame, study: Study) -> None:
    segments = study.segments()
    table["Tier"] = segments.tier
    table["Tier name"] = segments.table["name"].to_numpy(dtype=object)[place_of(segments.k, segments.cutoffs)]
    table["Customer value K"] = segments.k
    if segments.median_spread is not None:
        table[SPREAD] = segments.spread
    table["Certainty"] = certainty(study)


def _add_bands(table: pd.DataFrame, c: np.ndarray, band: np.ndarray) -> None:
    table["Band"] = pd.Series(band).astype("Int8").to_numpy()
    table["Current value C"] = c


def _with_scores(table: pd.DataFrame, scores: Scores) -> pd.DataFrame:
    for indicator in scores.indicators:
        table[INDICATORS[indicator].label] = scores.column(indicator)
    return table
