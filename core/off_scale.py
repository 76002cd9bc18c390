"""Values off their scale, cell by cell: every row that holds one, whatever else it is left out for."""

import numpy as np
import pandas as pd

from core.importing.coded import rows_at
from core.importing.table import Table
from core.left_out import cell_words
from core.raw_values import OFF_SCALE, raw_values
from core.recipe import Categories, Scale, Scoring, Words
from core.scoring import Fitted, customer_ids


def off_scale(table: Table, scoring: Scoring, fitted: Fitted) -> dict[str, pd.DataFrame]:
    """Indicator -> one line a row with a value off its scale or an answer not among its words: row, customer, value.

    Only indicators with such rows, in the order of Table 1; `fitted` is what scoring the table has learned.
    """
    ids, found = customer_ids(table, scoring), {}
    for indicator in scoring.mapped:
        measure = scoring.indicators[indicator]
        if not isinstance(measure.rule, Scale | Words | Categories):
            continue
        faults = raw_values(table.held, measure, fitted.reference_date).faults
        rows = np.flatnonzero(faults == OFF_SCALE)
        if not len(rows):
            continue
        cells = [[cell_words(v, c) for v in rows_at(table.column(c), rows)] for c in measure.columns]
        found[indicator] = pd.DataFrame(
            {
                "row": table.rows[rows],
                "customer": ids.iloc[rows].to_numpy(dtype=object),
                "value": [", ".join(line) for line in zip(*cells, strict=True)],
            }
        )
    return found
