"""The tables of the workbook's smaller sheets, under the headings that people read."""

import numpy as np
import pandas as pd

from core import stability
from core.corners import CORNERS
from core.export.customers import LANDS
from core.export.small_cells import NOT_SMALL, SMALL, as_cells, hidden, hidden_cells, shown
from core.export.story.hiding import count_of_cells
from core.indicators import DIMENSIONS, INDICATORS, RFM
from core.rules_in_words import rule_in_words
from core.strategy.budget import budget
from core.strategy.plans import GROUPS, plan_table
from core.study import Study
from core.tier_figures import placed, tier_figures
from core.tiers import TIERS

BAND_HEADINGS = {
    "band": "Band",
    "range": "Current value C",
    "customers": "Customers",
    "share": "Share",
    **{i: f"{INDICATORS[i].label} (mean score)" for i in RFM},
    "mean spend": "Spend (mean)",
    "spend": "Spend (sum)",
    "share of spend": "Share of spend",
}
SAID = ("Band", "Current value C", "Tier", "Name", "Customer value K in")  # of a line, whoever is in it


def band_sheet(study: Study) -> pd.DataFrame:
    """One line a band: range of C, customers, share, mean scores, spend where known, and how many were drawn."""
    table = study.bands().table.rename(columns=BAND_HEADINGS)
    table["Drawn for the sample"] = study.sample.quotas if study.sample else 0
    return without_small(table, study.recipe.sharing.hide_small)


def tier_sheet(study: Study) -> pd.DataFrame:
    """One line a tier: letter, name, range of K, customers, share; mean K, dimensions, C and scores; spend."""
    segments = study.segments()
    table = segments.table.rename(columns=str.capitalize).rename(columns={"Range": "Customer value K in"})
    scores = pd.DataFrame(segments.scores.values, columns=[INDICATORS[i].label for i in segments.scores.indicators])
    means = scores.assign(**{"Mean K": segments.k}).groupby(segments.tier).mean().reindex(TIERS)
    table["Mean K"] = means["Mean K"].to_numpy()
    figures = tier_figures(study)
    for name, heading in {**DIMENSIONS, "C": "Current value C"}.items():
        if name in figures:
            table[f"{heading} (mean)"] = figures[name]
    for name in ("mean spend", "spend", "share of spend"):
        if name in figures:
            table[name.capitalize()] = figures[name]
    if found := stability.figures(study):
        table[LANDS] = table["Tier"].map(found["by_tier"])
    for label in scores.columns:
        table[f"{label} (mean)"] = means[label].to_numpy()
    return without_small(table, study.recipe.sharing.hide_small)


def matrix_sheet(study: Study) -> pd.DataFrame:
    """One line a band, 5 on top: how many of its customers are in each tier."""
    counts = placed(study).matrix[::-1]
    out = hidden_cells(counts, study.recipe.sharing.hide_small)
    cells = {f"Tier {tier}": as_cells(counts[:, t], out[:, t]) for t, tier in enumerate(TIERS)}
    return pd.DataFrame({"Customers of band": range(5, 0, -1), **cells})


def plan_sheet(study: Study) -> pd.DataFrame:
    """One line a tier and a corner: customers, what to do, in whose words, owner, next action, and until when."""
    table, hide = plan_table(study), study.recipe.sharing.hide_small
    if not hide:
        return table
    counts = placed(study).matrix
    out, cells = hidden_cells(counts, hide), as_cells(tiers := table["Customers"].head(len(TIERS)), hidden(tiers, hide))
    for name in GROUPS[len(TIERS) :]:
        corner = CORNERS[name]
        here = np.ix_([b - 1 for b in corner.bands], [TIERS.index(t) for t in corner.tiers])
        words = count_of_cells(counts[here], out[here], hide)
        cells.append(words if words in (SMALL, NOT_SMALL) else int(counts[here].sum()))
    return table.assign(Customers=pd.Series(cells, dtype=object))


def budget_sheet(study: Study) -> pd.DataFrame:
    """The sketch of the budget, with the currency in the headings of its amounts."""
    unit = f" ({study.recipe.strategy.currency})" if study.recipe.strategy.currency else ""
    table, hide = budget(study), study.recipe.sharing.hide_small
    tiers, everybody = table.iloc[:-1], table.iloc[-1:].astype(object)
    if any(hidden(tiers["Customers"], hide)):  # the sums of all would tell what the tiers do not
        everybody = everybody[["Tier", "Customers"]]
        everybody["Customers"] = shown(int(everybody["Customers"].iloc[0]), hide)
        tiers = without_small(tiers, hide, said=("Tier", "Contacts each", "Cost of one"))
        table = pd.concat([tiers, everybody], ignore_index=True)
    return table.rename(columns={name: name + unit for name in ("Cost of one", "Budget")})


def weight_sheet(study: Study) -> pd.DataFrame:
    """One line an indicator: dimension, its weight, the weight within it, overall; the importance where set by hand."""
    shares, weights = study.shares(), study.recipe.weights
    by_hand = {"Importance 0-10": [weights.indicators[i] for i in shares.overall]}
    return pd.DataFrame(
        {
            "Dimension": [DIMENSIONS[INDICATORS[i].dimension] for i in shares.overall],
            "Indicator": [INDICATORS[i].label for i in shares.overall],
            **(by_hand if weights.decided == "hand" or not weights.panel else {}),
            "Weight of the dimension": [shares.dimensions[INDICATORS[i].dimension] for i in shares.overall],
            "Weight within it": [shares.within[i] for i in shares.overall],
            "Overall weight": list(shares.overall.values()),
        }
    )


def indicator_sheet(study: Study) -> pd.DataFrame:
    """One line an indicator: its dimension, what it means, the columns it is read from, and how it is scored."""
    scoring = study.recipe.scoring
    return pd.DataFrame(
        {
            "Dimension": [DIMENSIONS[INDICATORS[i].dimension] for i in scoring.mapped],
            "Indicator": [INDICATORS[i].label for i in scoring.mapped],
            "What it means": [INDICATORS[i].name for i in scoring.mapped],
            "Read from": [" + ".join(scoring.indicators[i].columns) for i in scoring.mapped],
            "Scored 1 to 5 by": [rule_in_words(scoring.indicators[i]) for i in scoring.mapped],
        }
    )


def without_small(
    table: pd.DataFrame, hide: bool, count: str = "Customers", said: tuple[str, ...] = SAID
) -> pd.DataFrame:
    """The table with small counts hidden, and all that hangs on them; `said` names what a line tells in any case."""
    out = hidden(table[count], hide)
    if not any(out):
        return table
    made = table.astype(object)
    made.loc[out, [c for c in made if c not in said]] = None
    made[count] = pd.Series(as_cells(table[count], out), index=table.index, dtype=object)
    return made
