"""The customers of one band, with their scores and with what the file says of them."""

import numpy as np
import pandas as pd

from core.indicators import INDICATORS, RFM
from core.raw_values import holds_amounts
from core.recipe import Categories, Measure, Words
from core.study import Study

C = "Current value C"


def sort_keys(study: Study) -> tuple[str, ...]:
    """What the customers of a band can be sorted by."""
    scores = tuple(f"{INDICATORS[i].label} score" for i in RFM)
    return (C, *scores, *(("Spend",) if study.spend() is not None else ()))


def places_in(study: Study, band: int, by: str = C, *, highest_first: bool = True, part_of_id: str = "") -> np.ndarray:
    """(m,) places of a band's customers, sorted by one of `sort_keys`; equal ones in the order of the file.

    part_of_id: only customers whose id holds this text, in upper or lower case.
    """
    places = np.flatnonzero(study.bands().band == band)
    if part_of_id:
        ids = pd.Series(study.scores().ids[places], dtype="str")
        places = places[ids.str.contains(part_of_id, case=False, regex=False).to_numpy()]
    values = _sorted_by(study, by)[places]
    order = np.argsort(-values if highest_first else values, kind="stable")  # blanks last, either way
    return places[order]


def _sorted_by(study: Study, by: str) -> np.ndarray:
    spend = study.spend()
    if by == "Spend" and spend is not None:
        return spend
    for k, indicator in enumerate(RFM):
        if by == f"{INDICATORS[indicator].label} score":
            scores: np.ndarray = study.rfm()[:, k]
            return scores
    return study.bands().c


def customer_lines(study: Study, places: np.ndarray) -> pd.DataFrame:
    """One line a customer at `places`: id, row, C, scores of R, F and M, and what the file says of each of them."""
    scores = study.scores()
    lines = pd.DataFrame({"Customer": scores.ids[places], "Row": scores.rows[places], C: study.bands().c[places]})
    for indicator in RFM:
        lines[f"{INDICATORS[indicator].label} score"] = scores.column(indicator)[places]
    for indicator in RFM:
        heading, values = _in_the_file(study, indicator, places)
        if values is not None:
            lines[heading] = values
    return lines


def _in_the_file(study: Study, indicator: str, places: np.ndarray) -> tuple[str, pd.Series | np.ndarray | None]:
    """How the file's own value of an indicator is headed, and its (m,) values; None for several columns of words."""
    measure, scores = study.recipe.scoring.indicators[indicator], study.scores()
    heading = heading_in_the_file(indicator, measure)
    if not isinstance(measure.rule, Words | Categories):
        return heading, scores.raw[indicator][places]
    if len(measure.columns) > 1:
        return heading, None
    cells = study.customers().frame[measure.columns[0]].iloc[scores.positions[places]]
    return heading, cells.reset_index(drop=True)


def heading_in_the_file(indicator: str, measure: Measure) -> str:
    """What a list calls the file's own value of R, F or M."""
    label = INDICATORS[indicator].label
    if measure.dates:
        return f"{label}: days ago"
    return label if indicator == "monetary" and holds_amounts(measure) else f"{label} in the file"
