"""Small tables for the tests of importing, and what is proposed for them."""

import datetime as dt

import numpy as np
import pandas as pd

from core.importing.mapping.proposal import propose
from core.importing.table import Table, content_hash

N = 60
TODAY = dt.date(2026, 1, 1)


def table(**columns):
    """A table of N rows; a single list of values is repeated to fill it."""
    frame = pd.DataFrame({heading: _filled(values) for heading, values in columns.items()})
    return Table(frame, np.arange(2, N + 2), "shop.csv", None, content_hash(frame))


def _filled(values):
    values = list(values) * (N // len(values) + 1)
    return pd.Series(values[:N], dtype="str" if any(isinstance(v, str) for v in values) else float)


DAYS, COUNTS, MONEY = range(0, 300, 7), range(1, 17), (12.5, 99.9, 250, 1000.25, 87)
RFM_COLUMNS = {"Recency": DAYS, "Frequency": COUNTS, "Monetary": MONEY}


def measures(**columns):
    """Proposed measures by indicator, for a table of the given columns."""
    return propose(table(**columns)).recipe.scoring.indicators


def mapped(**columns):
    """Proposed columns by indicator."""
    return {indicator: measure.columns for indicator, measure in measures(**columns).items()}
