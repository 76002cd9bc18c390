"""Starting notes per tier: the paper's advice and the 4C checklist, kept as text in `notes.toml`."""

import tomllib
from functools import cache
from pathlib import Path

FOUR_C = {
    "customer_wants": "Customer wants",
    "cost": "Cost",
    "convenience": "Convenience",
    "communication": "Communication",
}


@cache
def strategy(source: str = "weighted") -> dict[str, dict[str, str]]:
    """Tier letter -> summary, advice, and one sentence for each of FOUR_C; neutral where K is learned from an outcome.

    source: one of core.target.SOURCES' keys.
    """
    notes = tomllib.loads((Path(__file__).parent / "notes.toml").read_text(encoding="utf-8"))
    return notes["outcome" if source == "outcome" else "value"]
