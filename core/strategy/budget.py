"""What contacting each tier would cost: customers x contacts each x cost of a contact."""

import numpy as np
import pandas as pd

from core.recipe import Strategy
from core.strategy.plans import standing
from core.study import Study
from core.tiers import TIERS


def budget(study: Study) -> pd.DataFrame:
    """One line a tier and one for all: customers, contacts each, contacts, cost of one, and the budget.

    Everybody in a tier counts: who is held out belongs to an audience, not to a tier. The line for all tells means.
    """
    plan, customers, names = study.recipe.strategy, standing(study).customers, study.tier_names()
    table = pd.DataFrame(
        {
            "Tier": [f"{t} {names[t]}" for t in TIERS],
            "Customers": [customers[t] for t in TIERS],
            "Contacts each": [float(plan.contacts.get(t, 0)) for t in TIERS],
            "Cost of one": [float(plan.cost.get(t, 0)) for t in TIERS],
        }
    )
    table.insert(3, "Contacts", table["Customers"] * table["Contacts each"])
    table["Budget"] = table["Contacts"] * table["Cost of one"]
    people, contacts, cost = (float(table[c].sum()) for c in ("Customers", "Contacts", "Budget"))
    everybody = {
        "Tier": "All",
        "Customers": int(people),
        "Contacts each": contacts / people if people else 0.0,
        "Contacts": contacts,
        "Cost of one": cost / contacts if contacts else 0.0,
        "Budget": cost,
    }
    return pd.concat([table, pd.DataFrame([everybody])], ignore_index=True)


def cost_of_contacting(members: np.ndarray, hold_out: float, plan: Strategy) -> float:
    """What an audience with (4,) members in tiers A to D costs; those held out of it are not contacted.

    They are drawn by chance from all tiers, so that the same share of each is expected to be left out.
    """
    each = np.array([plan.contacts.get(t, 0) * plan.cost.get(t, 0) for t in TIERS])
    return float((1 - hold_out) * members @ each)
