"""The cut-offs in force: as set by value, or found in K by wanted shares of customers or at its natural breaks.

Found ones are numbers like those that are set: three, falling, between 0 and 1, so that every customer is in exactly
one tier. Customers of equal K are never parted, so that a share cannot always be met.
"""

from typing import NamedTuple

import numpy as np

from core.recipe import CutOffs, Way
from core.tiers import TIERS, k_words

PAPER = CutOffs(by="values")
EQUAL = 1e-11  # K that lie nearer are equal: rounding parts nobody, and twelve decimals are enough for a cut-off
HAIR = 0.002  # of the customers: so far may a share be off for the sake of a plain number
COLUMNS = 256  # K is looked at in so many columns for its breaks


class Piles(NamedTuple):
    """Customers of equal K, the lowest first: the pile's lowest K, its highest, how many they are, and their sum."""

    low: np.ndarray
    high: np.ndarray
    customers: np.ndarray
    total: np.ndarray


def way_of(cutoffs: CutOffs, binary: bool) -> Way:
    """How K is cut. Where nobody has chosen: a yes/no outcome piles K up at one end, so by shares; else by value.

    Numbers that were moved are a choice too.
    """
    if cutoffs.by is not None:
        return cutoffs.by
    return "shares" if binary and cutoffs.numbers == PAPER.numbers else "values"


def read_of(cutoffs: CutOffs, binary: bool) -> tuple[object, ...]:
    """What the cut-offs in force hang on, besides K."""
    way = way_of(cutoffs, binary)
    return way, {"values": cutoffs.numbers, "shares": cutoffs.shares, "breaks": None}[way]


def in_force(cutoffs: CutOffs, k: np.ndarray, binary: bool) -> CutOffs:
    """The cut-offs with the numbers that hold for K (n,), 0..1; `by` says how they came about and is never None."""
    way = way_of(cutoffs, binary)
    if way == "values":
        return cutoffs.model_copy(update={"by": way})
    found = piles(k)
    if len(found.customers) < 2:  # nobody differs from anybody
        return cutoffs.model_copy(update={"by": way, **dict(zip("abc", PAPER.numbers, strict=True))})
    numbers = _for_shares(found, cutoffs.shares) if way == "shares" else _numbers(found, _at_breaks(found))
    return cutoffs.model_copy(update={"by": way, **dict(zip("abc", numbers, strict=True))})


def piles(k: np.ndarray) -> Piles:
    """Customers of K (n,) by equal K."""
    ordered = np.sort(k)
    begins = np.flatnonzero(np.concatenate(([len(k) > 0], np.diff(ordered) > EQUAL)))
    ends = np.append(begins[1:], len(k))[: len(begins)]
    totals = np.add.reduceat(ordered, begins) if len(begins) else np.empty(0)
    return Piles(ordered[begins], ordered[ends - 1], ends - begins, totals)


def in_words(cutoffs: CutOffs) -> str:
    """Cut-offs in force as printed beside pictures and in exports: `A from 0.75, B from 0.50, C from 0.25, D below`."""
    ends = ", ".join(f"{tier} from {k_words(cut)}" for tier, cut in zip(TIERS, cutoffs.numbers, strict=False))
    return f"{ends}, D below{HOW[cutoffs.by or 'values'](cutoffs)}"


def wanted_in_words(cutoffs: CutOffs) -> str:
    """Wanted shares of A to D: `20 / 30 / 30 / 20 %`."""
    return f"{' / '.join(f'{100 * share:.3g}' for share in cutoffs.shares)} %"


HOW = {
    "values": lambda cutoffs: "",
    "shares": lambda cutoffs: f" (found for {wanted_in_words(cutoffs)} of the customers)",
    "breaks": lambda cutoffs: " (found at natural breaks of K)",
}


def unmet(cutoffs: CutOffs, shares: np.ndarray) -> str | None:
    """One sentence where wanted shares did not come out, given the shares (4,) of A to D; None where they did."""
    if cutoffs.by != "shares" or np.abs(np.cumsum(shares) - np.cumsum(cutoffs.shares)).max() < 0.01:
        return None
    came = " / ".join(f"{100 * share:.3g}" for share in shares)
    return (
        f"Wanted were {wanted_in_words(cutoffs)} of the customers in A / B / C / D; it came out as {came} %, because"
        " customers with the same K stay together."
    )


def _for_shares(found: Piles, shares: tuple[float, ...]) -> list[float]:
    """The cut-offs at which the shares from the top are met most nearly, or as nearly as HAIR for a plainer number."""
    above = np.cumsum(found.customers[::-1])[::-1][1:] / found.customers.sum()  # over the gap below pile 1, 2, ...
    wanted = np.cumsum(shares)[:3]
    gaps = [1 + int(np.abs(above - share).argmin()) for share in wanted]
    numbers, near = _numbers(found, gaps), min(HAIR, *(share / 4 for share in shares))
    for place, (gap, share) in enumerate(zip(gaps, wanted, strict=True)):
        others = 1 + np.flatnonzero(np.abs(above - share) <= near)
        if len(others) > 1 and gaps.count(gap) == 1:
            plainer = _plainest_between(found, int(others[0]), int(others[-1]))
            numbers[place] = numbers[place] if plainer is None else plainer
    return numbers


def _at_breaks(found: Piles) -> list[int]:
    """The gaps that leave the least sum of squares within four classes (Fisher and Jenks), numbered as above.

    Exact over at most COLUMNS columns of equal width; with fewer than four piles, all gaps, the widest of them twice.
    """
    if len(found.customers) > COLUMNS:
        low, high = found.low[0], found.low[-1]
        column = np.minimum((found.low - low) / (high - low) * COLUMNS, COLUMNS - 1).astype(np.intp)
        first = np.flatnonzero(np.concatenate(([True], np.diff(column) > 0)))
    else:
        first = np.arange(len(found.customers))
    if len(first) < 4:
        gaps = first[1:].tolist()
        widest = max(gaps, key=lambda gap: found.low[gap] - found.high[gap - 1])
        return sorted([*gaps, *[widest] * (3 - len(gaps))], reverse=True)
    count = np.concatenate(([0], np.cumsum(np.add.reduceat(found.customers, first))))
    total = np.concatenate(([0], np.cumsum(np.add.reduceat(found.total, first))))
    with np.errstate(divide="ignore", invalid="ignore"):
        # gained[i, j]: what columns i to j - 1 as one class add to the sum of squares between the classes
        gained = np.subtract.outer(total, total).T ** 2 / np.subtract.outer(count, count).T
    gained[np.tril_indices(len(count))] = -np.inf
    best, came = gained[0], []
    for _ in range(3):
        together = best[:, None] + gained
        came.append(together.argmax(axis=0))
        best = together.max(axis=0)
    gaps, end = [], len(first)
    for begin in reversed(came):
        end = int(begin[end])
        gaps.append(int(first[end]))
    return gaps


def _numbers(found: Piles, gaps: list[int]) -> list[float]:
    """Falling cut-offs in the gaps below the given piles; several in one gap are spread over it."""
    numbers = []
    for place, gap in enumerate(gaps):
        low, high = float(found.high[gap - 1]), float(found.low[gap])
        share, among = gaps[: place + 1].count(gap), gaps.count(gap)
        step = (high - low) / (among + 1)
        numbers.append(_plainest(high - share * step, 0.45 * step))
    return numbers


def _plainest_between(found: Piles, first: int, last: int) -> float | None:
    """The number of fewest decimals in one of the gaps that are numbered from first to last; None without one."""
    low, high = float(found.high[first - 1]), float(found.low[last])
    for decimals in range(1, 8):
        number = round((low + high) / 2, decimals)
        gap = int(np.searchsorted(found.low, number))
        if first <= gap <= last and found.high[gap - 1] + EQUAL / 4 < number < found.low[gap] - EQUAL / 4:
            return number
    return None


def _plainest(middle: float, around: float) -> float:
    """The number of fewest decimals within `around` of the middle."""
    return next((near for d in range(1, 17) if abs((near := round(middle, d)) - middle) <= around), middle)
