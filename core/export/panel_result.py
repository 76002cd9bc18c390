"""What the panel said, as a sheet of the workbook: mean, spread and agreement of every dimension and indicator."""

import pandas as pd

from core.panel.agreement import agreement
from core.panel.levels import TOP, label, level_name
from core.panel.shares_of import panel_results
from core.study import Study

MEANS = {"arithmetic": "Panel's mean", "geometric": "Panel's geometric mean"}


def panel_result(study: Study) -> pd.DataFrame:
    """One line a dimension or indicator, shares within their group (0..1); no lines where nobody has answered."""
    weights, shares, lines = study.recipe.weights, study.shares(), []
    for level, result in panel_results(weights, study.recipe.scoring.mapped).items():
        made = agreement(result)
        force = shares.dimensions if level == TOP else shares.within
        lines += [
            {
                "Group": level_name(level),
                "What": label(member),
                MEANS[weights.mean]: share,
                "Spread": result.spread[member],
                "Weight in force": force[member],
                "Agreement on its rank": made.of.get(member),
                "Kendall's W of the group": made.w,
                "Chance value of W": made.p,
                "Experts": len(result.experts),
            }
            for member, share in result.shares.items()
        ]
    return pd.DataFrame(lines)
