"""The list of customers with their scores, C, band, K and tier, as pages, workbook, CSV and Parquet show it."""

import io

import pandas as pd

from core.indicators import INDICATORS
from core.problems import DataProblem
from core.study import Study

# A spreadsheet takes a cell that begins like this for a formula, and may run it.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def customer_table(study: Study) -> pd.DataFrame:
    """One line a customer valued by the model, as far as the steps are done: K and tier need a trained model.

    Columns: Customer, Row, Tier, Customer value K (0..1), Band, Current value C, one score (1-5) per indicator.
    """
    scores = study.segments().scores if study.model else study.scores()
    table = pd.DataFrame({"Customer": scores.ids, "Row": scores.rows})
    if study.model:
        segments = study.segments()
        table["Tier"] = segments.tier
        table["Customer value K"] = segments.k
    try:
        bands = study.bands()
    except DataProblem:
        bands = None  # the weights or the mapping stand in the way: the list says the rest
    if bands is not None:
        now = pd.DataFrame({"c": bands.c, "band": bands.band}, index=study.scores().ids).reindex(scores.ids)
        table["Band"] = now["band"].astype("Int8").to_numpy()
        table["Current value C"] = now["c"].to_numpy()
    for indicator in scores.indicators:
        table[INDICATORS[indicator].label] = scores.column(indicator)
    return table


def harmless(value: object) -> object:
    """`value`, with a text that a spreadsheet would take for a formula led by an apostrophe."""
    return "'" + value if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def to_csv(table: pd.DataFrame) -> bytes:
    """The table as CSV, UTF-8 with BOM so that spreadsheets read every language, formulas neutralised."""
    safe = table.copy()
    for column in safe.columns:
        if not pd.api.types.is_numeric_dtype(safe[column]):
            safe[column] = safe[column].map(harmless)
    safe.columns = pd.Index([harmless(name) for name in safe.columns])
    return safe.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def to_parquet(table: pd.DataFrame) -> bytes:
    """The table as Parquet, for programs."""
    buffer = io.BytesIO()
    table.to_parquet(buffer, index=False)
    return buffer.getvalue()
