"""What the tiers hold, in the sentences that pages and exports share."""

import numpy as np

from core.figures_in_words import percent
from core.indicators import DIMENSIONS
from core.problems import DataProblem, joined
from core.study import Study
from core.tier_figures import SpendCurve, band_figures, tier_figures
from core.tiers import TIERS


def compared_in_words(study: Study) -> str:
    """What K tells apart that current value alone does not, in one sentence."""
    try:
        bands = band_figures(study)
    except DataProblem:
        return ""
    table = tier_figures(study)
    best, top = table.iloc[0], bands.iloc[0]
    known = "spend" in table and table["spend"].sum() > 0
    spend = f" and {percent(best['share of spend'])} of the spend" if known else ""
    beside = f" and {percent(top['share of spend'])}" if known else ""
    return (
        f"Tier A holds {percent(best['share'])} of the customers{spend}; band 5, by current value alone,"
        f" {percent(top['share'])}{beside}."
    )


def dimensions_in_words(means: np.ndarray, names: tuple[str, ...]) -> tuple[str, str]:
    """Where the means (4, d) of the tiers are furthest apart, and which dimensions the file lacks ("" for none)."""
    with np.errstate(invalid="ignore"):
        spread = np.nan_to_num(means.max(axis=0) - means.min(axis=0))
    most = DIMENSIONS[names[int(spread.argmax())]].lower()
    lacking = tuple(words.lower() for d, words in DIMENSIONS.items() if d not in names)
    return (
        f"Tiers differ most in {most}." if len(names) > 1 else f"How the tiers differ in {most}.",
        f" The file holds nothing on {joined(lacking)}." if lacking else "",
    )


def brings_in_words(curve: SpendCurve) -> str:
    """What the highest tier that anybody is in brings: `Tier A, 20% of the customers, brings 45% of the spend.`"""
    first = next(i for i, (end, _) in enumerate(curve.ends) if end > 0)
    end, brings = curve.ends[first]
    return f"Tier {TIERS[first]}, {percent(end)} of the customers, brings {percent(brings)} of the spend."
