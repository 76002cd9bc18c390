"""Starting notes per tier and corner: the paper's advice and the 4C checklist, kept as text in `*.toml`."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


def read(name: str) -> dict[str, Any]:
    """One of the data files of this folder."""
    return tomllib.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))


_FOUR_C = read("four_c.toml")
FOUR_C: dict[str, str] = {c: said["name"] for c, said in _FOUR_C.items()}
EVIDENCE: dict[str, tuple[str, ...]] = {c: tuple(said["indicators"]) for c, said in _FOUR_C.items()}


@cache
def strategy(source: str = "weighted") -> dict[str, dict[str, str]]:
    """Tier letter or name of a corner -> summary, advice, and one sentence for each of FOUR_C.

    source: one of core.target.SOURCES' keys; the words are neutral where K is learned from an outcome.
    """
    return read("notes.toml")["outcome" if source == "outcome" else "value"]
