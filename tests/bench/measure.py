"""One row of the bench: ours against another way to the same end, in one process, by turns."""

import gc
import importlib.util
import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

Row = dict[str, Any]
Rows = Iterator[Row]
Work = Callable[[], object]


def measure(
    name: str,
    ours: Work,
    other: Work | None,
    *,
    at_least: float | None = None,
    at_most: float | None = None,
    amount: float = 1,
    other_amount: float | None = None,
    unit: str = "s",
    repeats: int = 9,
) -> Row:
    """{name, ours, other, ratio, bar, ok, unit}, where ratio = ours / other.

    A rate (`at_least`, the more the better) is the `amount` of work that a call does, over its seconds; a cost
    (`at_most`, the less the better) its seconds over the amount. Figures are medians of `repeats` by turns, so that
    what slows the machine for a while slows both. `other` None: not installed, nothing to compare with.
    """
    rate = at_least is not None
    works = [(ours, amount)] if other is None else [(ours, amount), (other, other_amount or amount)]
    figures: list[list[float]] = [[] for _ in works]
    for work, _ in works:
        work()  # warm up
    for _ in range(repeats):
        for (work, done), figure in zip(works, figures, strict=True):
            gc.collect()
            start = time.perf_counter()
            work()
            seconds = time.perf_counter() - start
            figure.append(done / seconds if rate else seconds / done)
    medians = [statistics.median(figure) for figure in figures]
    return compare(name, medians[0], medians[1] if other else None, at_least=at_least, at_most=at_most, unit=unit)


def compare(
    name: str,
    ours: float,
    other: float | None,
    *,
    at_least: float | None = None,
    at_most: float | None = None,
    unit: str,
) -> Row:
    """The row of `measure` from two figures that are known."""
    ratio = None if other is None else ours / other
    ok = None if ratio is None else ratio >= at_least if at_least is not None else ratio <= at_most
    bar = f">= {at_least:g}" if at_least is not None else f"<= {at_most:g}"
    return {"name": name, "ours": ours, "other": other, "ratio": ratio, "bar": bar, "ok": ok, "unit": unit}


def megabytes(work: Work) -> float:
    """The most memory that a call has taken at once, beyond what stood before it."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


def installed(package: str) -> bool:
    """Whether a rival is there to be measured."""
    return importlib.util.find_spec(package) is not None
