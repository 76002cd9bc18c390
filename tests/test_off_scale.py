"""Values off their scale are listed cell by cell."""

import numpy as np
import pandas as pd

from core.importing.table import Table, content_hash
from core.off_scale import off_scale
from core.recipe import Measure, Scale, Scoring, Words
from core.scoring import score


def test_every_value_off_its_scale_is_listed_with_its_row():
    """Numbers beyond the ends and answers not among the words, also in rows that are left out for something else."""
    frame = pd.DataFrame(
        {
            "id": ["a", "b", "c", "d"],
            "days": [1.0, np.nan, 3.0, 4.0],
            "one": [5.0, 9.0, 1.0, 2.0],
            "two": [5.0, 1.0, 1.0, 0.0],
            "brand": pd.Series(["good", "bad", "god", "good"], dtype="str"),
        }
    )
    table = Table(frame, np.arange(2, 6), "f.csv", None, content_hash(frame))
    measures = {
        "recency": Measure(columns=("days",), blanks="exclude"),
        "rating": Measure(columns=("one", "two"), combine="mean", rule=Scale(low=1, high=5)),
        "brand": Measure(columns=("brand",), rule=Words(words=("bad", "good"))),
    }
    scoring = Scoring(id_column="id", indicators=measures)
    scores = score(table, scoring)
    assert scores.excluded_by_reason == {"blank": 1, "off the scale": 2}
    found = {i: lines.values.tolist() for i, lines in off_scale(table, scoring, scores.fitted).items()}
    assert found == {
        "rating": [[3, "b", "one: '9', two: '1'"], [5, "d", "one: '2', two: '0'"]],
        "brand": [[4, "c", "brand: 'god'"]],
    }
