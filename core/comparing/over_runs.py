"""Single customers over many runs: who moved most, and one customer's way in words."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from core.tiers import TIERS

NOT_IN_IT = "–"


def most_moved(results: Sequence[tuple[pd.Index, np.ndarray, np.ndarray]], most: int) -> pd.DataFrame:
    """Those of the last run who are in the first one as well and whose K is farthest from then, the farthest first.

    results: ids, K (n,) and place in TIERS (n,) of each run, the earliest first. Columns: Customer, Tiers (`C B – A`, a
    dash where she was not in a run), K before, K now, Change.
    """
    (first, k_first, _), (last, k_last, _) = results[0], results[-1]
    place = _places(first, last)
    change = np.where(place >= 0, k_last - k_first[place], 0.0)
    order = np.argsort(-np.abs(change), kind="stable")[:most]
    chosen = order[(place[order] >= 0) & (change[order] != 0)]
    ids = last[chosen]
    letters = np.array([*TIERS, NOT_IN_IT])  # the last one for a place of -1
    ways = []
    for known, _, tier in results:
        here = known.get_indexer(ids) if known is not last else chosen
        ways.append(letters[np.where(here >= 0, tier[here], -1)])
    return pd.DataFrame(
        {
            "Customer": np.asarray(ids, dtype=object),
            "Tiers": [" ".join(way) for way in zip(*ways, strict=True)],
            "K before": k_first[place[chosen]],
            "K now": k_last[chosen],
            "Change": change[chosen],
        }
    )


def _places(first: pd.Index, last: pd.Index) -> np.ndarray:
    """Where each customer of the last run stands in the first one; -1 for those who are not in it."""
    return np.arange(len(last)) if first.equals(last) else first.get_indexer(last)


def way_in_words(tiers: Sequence[str | None]) -> str:
    """One customer's way, the earliest run first: `Went from C to A over 5 runs.`, `In B in all 5 runs.`"""
    known = [tier for tier in tiers if tier is not None]
    if not known:
        return "In none of these runs."
    missing = len(tiers) - len(known)
    not_in = f"; not in {missing} of them" if missing else ""
    over = f"{len(tiers)} runs"
    if len(tiers) == 1:
        return f"In {known[0]} in the one run there is."
    if len(set(known)) == 1:
        return f"In {known[0]} in all {over}." if not missing else f"In {known[0]} over {over}{not_in}."
    moves = sum(a != b for a, b in pairwise(known))
    if known[0] == known[-1]:
        return f"In {known[-1]} as at first, after {moves} moves over {over}{not_in}."
    rose = TIERS.index(known[-1]) < TIERS.index(known[0])  # type: ignore[arg-type]
    return f"{'Rose' if rose else 'Fell'} from {known[0]} to {known[-1]} over {over}{not_in}."
