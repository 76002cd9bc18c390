"""What runs are called in a list to choose from."""

from collections import Counter
from typing import TYPE_CHECKING

from core.problems import shortened
from pages.shared.workspaces import day_of

if TYPE_CHECKING:
    from core.store.runs import Run


def told_apart(found: "list[Run]", day: bool = False) -> dict[str, str]:
    """Id -> name, with the day where it is asked for, and with its number where two would be called the same.

    Streamlit tells options apart by their labels alone: the second of two could never be chosen.
    """
    names = {run.id: shortened(run.name, 60) + (f", {day_of(run.made)}" if day else "") for run in found}
    often = Counter(names.values())
    return {
        run.id: f"{names[run.id]} (number {run.number})" if often[names[run.id]] > 1 else names[run.id] for run in found
    }
