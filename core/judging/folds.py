"""Folds and parts that never split a group of customers."""

import numpy as np


def folds(group: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """Fold number (m,), 0 to count - 1, of customers with group numbers (m,): each group in one fold, folds as equal as
    groups allow.

    Groups are shuffled, then placed from the largest down, each in the fold that holds fewest customers so far.
    """
    sizes = np.bincount(group)
    order = rng.permutation(len(sizes))
    order = order[np.argsort(-sizes[order], kind="stable")]
    fold_of, filled = np.empty(len(sizes), dtype=int), [0] * count
    for g in order.tolist():
        fold = filled.index(min(filled))
        fold_of[g] = fold
        filled[fold] += int(sizes[g])
    return fold_of[group]


def part(group: np.ndarray, share: float, rng: np.random.Generator) -> np.ndarray:
    """(m,) bool: whole groups drawn by chance that hold about `share` of the customers; none where share is 0."""
    sizes = np.bincount(group)
    order = rng.permutation(len(sizes))
    before = np.cumsum(sizes[order]) - sizes[order]
    taken = np.zeros(len(sizes), dtype=bool)
    taken[order] = before < round(share * len(group))
    return taken[group]
