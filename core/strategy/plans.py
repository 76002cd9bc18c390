"""What a team will do with each tier and corner, whose customers they are, and where these stand out."""

from dataclasses import dataclass
from typing import get_args

import numpy as np
import pandas as pd

from core.corners import corner_of
from core.customer_choice import current_of_valued
from core.indicators import INDICATORS
from core.recipe import Filter, Group
from core.signed import signed
from core.strategy import EVIDENCE, strategy
from core.study import Study
from core.tiers import TIERS

GROUPS: tuple[Group, ...] = get_args(Group)
FEWEST_TO_ADVISE = 5
STANDS_OUT = 0.3  # points of a mean score above or below that of all customers
MOST_NAMED = 3


@dataclass(frozen=True, eq=False)
class Standing:
    """Customers of each tier and corner, and how far the mean of their scores lies from that of all.

    gaps: by group (rows) and indicator (columns), in points of the scores (1-5); NaN where a group is empty.
    """

    customers: dict[Group, int]
    gaps: pd.DataFrame


def meant(group: Group) -> Filter:
    """The filter that means the customers of a tier or corner."""
    return Filter(tiers=(group,)) if group in TIERS else Filter(corner=group)  # type: ignore[arg-type]


def said(study: Study, group: Group) -> str:
    """What a group is called: `Tier A Champions` or `Corner protect`."""
    return f"Tier {group} {study.tier_names()[group]}" if group in TIERS else f"Corner {group}"


def standing(study: Study) -> Standing:
    """Sizes and gaps of all tiers and corners, under the cut-offs and bands of now."""
    return study.memo.get("standing of groups", study.key("segments") + study.key("bands"), lambda: _standing(study))


def _standing(study: Study) -> Standing:
    segments = study.segments()
    values, everybody = segments.scores.values, segments.scores.values.mean(axis=0)
    corner = corner_of(current_of_valued(study).band, segments.tier)
    members = {group: (segments.tier if group in TIERS else corner) == group for group in GROUPS}
    gaps = {
        group: values[own].mean(axis=0) - everybody if own.any() else np.full(len(everybody), np.nan)
        for group, own in members.items()
    }
    table = pd.DataFrame.from_dict(gaps, orient="index", columns=list(segments.scores.indicators))
    return Standing({group: int(own.sum()) for group, own in members.items()}, table)


def evidence(gaps: pd.Series, question: str) -> pd.Series:
    """The gaps of one group that are evidence for one of FOUR_C: at least STANDS_OUT, the widest first, three at most.

    gaps: by indicator; what the file does not hold is not in there.
    """
    own = gaps.reindex([i for i in EVIDENCE[question] if i in gaps.index])
    return own[own.abs() >= STANDS_OUT - 1e-9].sort_values(key=np.abs, ascending=False, kind="stable").head(MOST_NAMED)


def stands_out(gaps: pd.Series) -> str:
    """Where a tier lies furthest from everybody: mean score less that of all, by indicator, in words."""
    high, low = str(gaps.idxmax()), str(gaps.idxmin())
    first = "Most above average" if gaps[high] > 0 else "Least below average"
    last = "most below average" if gaps[low] < 0 else "least above average"
    return (
        f"{first}: {INDICATORS[high].label} ({signed(gaps[high], 1)}); {last}: {INDICATORS[low].label}"
        f" ({signed(gaps[low], 1)})."
    )


def words_for(study: Study, group: Group) -> str:
    """What to do with a group: the team's own note, else the starting advice; nothing of a handful of customers."""
    assert study.model is not None  # there are tiers
    if note := study.recipe.strategy.notes.get(group):
        return note
    return strategy(study.model.source)[group]["advice"] if standing(study).customers[group] >= FEWEST_TO_ADVISE else ""


def plan_table(study: Study) -> pd.DataFrame:
    """One line a tier and a corner: customers, what to do, in whose words, owner, next action, and until when."""
    plan, customers = study.recipe.strategy, standing(study).customers
    words = [words_for(study, group) for group in GROUPS]
    return pd.DataFrame(
        {
            "For": [said(study, group) for group in GROUPS],
            "Customers": [customers[group] for group in GROUPS],
            "What to do": words,
            "In the words of": [
                "the team" if plan.notes.get(group) else "the starting advice" if text else ""
                for group, text in zip(GROUPS, words, strict=True)
            ],
            "Owner": [plan.owners.get(group, "") for group in GROUPS],
            "Next action": [plan.actions.get(group, "") for group in GROUPS],
            "Until": [str(plan.until.get(group, "")) for group in GROUPS],
        }
    )


def plan_in_words(study: Study, group: Group) -> str:
    """`Next for Tier A Champions: call them (Ann, until 2026-03-01).`; "" where no next action is set."""
    plan = study.recipe.strategy
    if not (action := plan.actions.get(group)):
        return ""
    day = plan.until.get(group)
    who = ", ".join(words for words in (plan.owners.get(group), day and f"until {day}") if words)
    return f"Next for {said(study, group)}: {action.rstrip('.')}{f' ({who})' if who else ''}."


def plans(study: Study) -> list[dict]:
    """`plan_table` in plain JSON types: one entry a tier and a corner; what is not said is None."""
    plan, customers = study.recipe.strategy, standing(study).customers
    return [
        {
            "for": group,
            "customers": customers[group],
            "what_to_do": words_for(study, group) or None,
            "own_words": group in plan.notes,
            "owner": plan.owners.get(group),
            "next_action": plan.actions.get(group),
            "until": str(plan.until[group]) if group in plan.until else None,
        }
        for group in GROUPS
    ]
