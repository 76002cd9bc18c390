"""How well K meets the expected value, as blocks of a sheet: errors, the line through each part, tiers, the check."""

import numpy as np
import pandas as pd

from core.diagnostics import confusion, parts_of, regression, simulation
from core.export.small_cells import hidden
from core.judging.learners import WORDS
from core.model import PARTS, Model
from core.stability import landing
from core.study import Study
from core.tiers import TIERS

Block = tuple[str, pd.DataFrame]  # what it says, and the table
FORMATS = {
    **dict.fromkeys(("Network (MSE)", "Mean (MSE)", "Least squares (MSE)", "Error (MSE)"), "0.00E+00"),
    **dict.fromkeys(("Slope", "Intercept", "R", "Expected value", "Customer value K", "Typically off by"), "0.000"),
    **dict.fromkeys(("Precision", "Recall", "F1", *(f"Lands in {t}" for t in TIERS)), "0%"),
    **dict.fromkeys(("Below the line by", "at least", "at most"), "0.0%"),
}


def diagnostics(study: Study, model: Model) -> list[Block]:
    """The blocks, from the plainest to each test customer; single customers not where small counts are hidden."""
    judged, cutoffs, hide = model.evaluation, study.segments().cutoffs, study.recipe.sharing.hide_small
    found = [("Errors on the drawn customers with an expected value, by part", _errors(model))]
    if len(lines := _lines(model)):
        found.append(("The straight line K = slope x expected value + intercept, and the correlation R", lines))
    here = judged.part("test")
    tested = here.stop > here.start
    if tested and not judged.binary and not hide:
        found.append(("Test customers by expected tier and by the tier that K gives", _met(model, study)))
    if (landed := landing(study)) is not None:
        share = pd.DataFrame(landed.between, columns=[f"Lands in {t}" for t in TIERS])
        share.loc[hidden(study.segments().table["customers"], hide)] = np.nan
        share.insert(0, "Customers of tier", TIERS)
        found.append(("Trained again and again: in what share of the retrainings customers land in each tier", share))
    if study.judged and study.state("judging").status == "done":
        found.append((f"The thorough check: {study.judged.verdict.sentence}", _learners(study)))
    if tested and not hide:
        test = simulation(judged, cutoffs)
        test["hit"] = np.where(test["hit"], "yes", "no")
        names = {
            "number": "Number in the sample",
            "id": "Customer",
            "expected": "Expected value",
            "value": "Customer value K",
            "expected_tier": "Expected tier",
            "tier": "Tier",
            "hit": "In the expected tier",
        }
        if judged.binary:  # expects nobody in B or C
            test = test.drop(columns=["expected_tier", "hit"])
        found.append(("Test customers, whom the network never saw", test.rename(columns=names)))
    return found


def _errors(model: Model) -> pd.DataFrame:
    judged = model.evaluation
    rows = [(part.capitalize(), size) for part, size in zip(PARTS, judged.sizes, strict=True) if size]
    table = pd.DataFrame(rows, columns=["Part", "Customers"])
    for heading, of in (("Network (MSE)", "value"), ("Mean (MSE)", "mean"), ("Least squares (MSE)", "linear")):
        table[heading] = [judged.mse(part.lower(), of) for part in table["Part"]]
    table["Typically off by"] = table["Network (MSE)"] ** 0.5
    return table


def _lines(model: Model) -> pd.DataFrame:
    judged, rows = model.evaluation, []
    for part, here in parts_of(judged).items():
        if line := regression(judged.expected[here], judged.value[here]):
            rows.append((part.capitalize(), line.n, line.slope, line.intercept, line.r))
    return pd.DataFrame(rows, columns=["Part", "Customers", "Slope", "Intercept", "R"])


def _met(model: Model, study: Study) -> pd.DataFrame:
    judged = model.evaluation
    here = judged.part("test")
    met = confusion(judged.expected[here], judged.value[here], study.segments().cutoffs)
    counts = pd.DataFrame(met.counts, columns=[f"Given tier {t}" for t in TIERS])
    counts.insert(0, "Expected tier", TIERS)
    rates = met.table.rename(columns=str.capitalize).drop(columns=["Expected", "Given"])
    return pd.concat([counts, rates.drop(columns="Tier")], axis=1)


def _learners(study: Study) -> pd.DataFrame:
    assert study.judged is not None  # it is told
    return pd.DataFrame(
        [(WORDS[c.learner], c.mse, c.better, c.low, c.high) for c in study.judged.verdict.learners],
        columns=["Learner", "Error (MSE)", "Below the line by", "at least", "at most"],
    )
