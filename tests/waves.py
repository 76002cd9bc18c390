"""Two waves of the sample survey, each trained: what tests of comparisons in files begin with."""

import datetime as dt
from functools import cache

import numpy as np
import pandas as pd

from core.comparing.since import Since, since
from core.importing.reading.readers import read_table
from core.importing.table import Table, content_hash
from core.recipe import Recipe, recipe_from_json
from core.study import Study
from tests.conftest import SAMPLES

THEN = dt.date(2025, 11, 3)


def table_of(frame: pd.DataFrame, name: str) -> Table:
    """A frame as a table that was read."""
    return Table(frame, np.arange(2, len(frame) + 2), name, None, content_hash(frame))


@cache
def quick_recipe() -> Recipe:
    """The sample's recipe with one net of few epochs."""
    made = recipe_from_json((SAMPLES / "paper.recipe.json").read_bytes(), "paper.recipe.json")
    return made.replaced("network.nets", 1).replaced("training.epochs", 60)


@cache
def first_wave() -> Study:
    """The sample survey, trained."""
    return Study(read_table((SAMPLES / "survey.csv").read_bytes(), "survey.csv"), quick_recipe()).trained()


@cache
def second_wave() -> Study:
    """The next wave: ten customers answer as others do, two are new, three have gone; a weight and a cut-off moved.

    The new ones have ids that a spreadsheet would run.
    """
    table = first_wave().table
    assert table is not None
    frame = table.frame.copy()
    answers = list(frame.columns[1:])
    frame.loc[:9, answers] = frame.loc[100:109, answers].to_numpy()
    new = frame.iloc[200:202].copy()
    new[frame.columns[0]] = ["=1+1", "@new"]
    frame = pd.concat([frame.drop([20, 60, 100]), new]).reset_index(drop=True)
    moved = quick_recipe().replaced("weights.indicators.rating", 9.0)
    moved = moved.replaced("cutoffs.by", "values").replaced("cutoffs.b", 0.55)
    return Study(table_of(frame, "survey-2.csv"), moved).trained()


@cache
def halves() -> tuple[Study, Study]:
    """Two trained studies of the sample survey that have no customer in common."""
    frame = first_wave().customers().frame
    first = frame.iloc[:, 0].isin(frame.iloc[:300, 0])
    before, now = (
        Study(table_of(frame[rows].reset_index(drop=True), "half.csv"), quick_recipe()).trained()
        for rows in (first, ~first)
    )
    return before, now


def since_first(name: str = "Run 1") -> Since:
    """The first wave as a former run."""
    return since(first_wave(), name, THEN)


def hiding(study: Study) -> Study:
    """The study with small counts hidden."""
    return study.change(recipe=study.recipe.replaced("sharing.hide_small", True))
