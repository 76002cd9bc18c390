"""Who grades whom: the sample split among the graders, with an overlap that several of them grade."""

import heapq
import math
from itertools import combinations

import numpy as np

from core.recipe import Grading


def handed_out(count: int, grading: Grading) -> list[np.ndarray]:
    """Places (m,) in a sample of `count` on each grader's sheet, each sheet in an order of its own.

    The overlap is on all sheets or on two of them, every pair of graders in turn; the rest is on one sheet each, dealt
    so that all have about the same number.
    """
    rng = np.random.default_rng([grading.seed, 6])
    order, graders = rng.permutation(count).tolist(), len(grading.graders)
    shared = overlap_of(count, grading)
    sheets: list[list[int]] = [[] for _ in range(graders)]
    everybody = tuple(range(graders))
    groups = list(combinations(everybody, 2)) if grading.shared_by == "two" and graders > 2 else [everybody]
    for turn, place in enumerate(order[:shared]):
        for grader in groups[turn % len(groups)]:
            sheets[grader].append(place)
    loads = [(len(sheet), grader) for grader, sheet in enumerate(sheets)]
    heapq.heapify(loads)
    for place in order[shared:]:
        load, grader = loads[0]
        sheets[grader].append(place)
        heapq.heapreplace(loads, (load + 1, grader))
    return [rng.permutation(np.array(sheet, dtype=np.int64)) for sheet in sheets]


def overlap_of(count: int, grading: Grading) -> int:
    """How many of `count` customers more than one person grades."""
    return math.floor(grading.overlap * count + 0.5) if len(grading.graders) > 1 else 0


def in_words(count: int, grading: Grading) -> str:
    """`Ann 164, Ben 165 customers; 55 of them are graded by both.`"""
    sizes = [len(sheet) for sheet in handed_out(count, grading)]
    shared, graders = overlap_of(count, grading), len(grading.graders)
    each = ", ".join(f"{name} {size:,}" for name, size in zip(grading.graders, sizes, strict=True))
    if graders == 1:
        return f"{grading.graders[0]} grades all {count:,} customers of the sample."
    by = "both" if graders == 2 else "two of them" if grading.shared_by == "two" else f"all {graders}"
    return f"{each} customers" + (f"; {shared:,} are graded by {by}." if shared else "; nobody is graded twice.")
