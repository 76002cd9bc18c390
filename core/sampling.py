"""The stratified sample, and its training, validation and test parts (METHOD.md section 5; paper, section 4.3)."""

import math
from fractions import Fraction
from typing import Literal

import numpy as np

from core.problems import DataProblem
from core.recipe import SampleSettings, Split


def largest_remainder(parts: list[Fraction] | list[int], total: int) -> list[int]:
    """Whole numbers in proportion to `parts` that sum to `total`; ties to the larger part, then to the earlier one."""
    whole = sum(parts)
    exact = [Fraction(p) * total / whole for p in parts]
    given = [math.floor(q) for q in exact]
    by_remainder = sorted(range(len(parts)), key=lambda b: (given[b] - exact[b], -parts[b], b))
    for b in by_remainder[: total - sum(given)]:
        given[b] += 1
    return given


def quotas(counts: np.ndarray, settings: SampleSettings) -> list[int]:
    """How many customers to draw from each band of `counts` (5,): in all floor(f n + 1/2), at most the cap."""
    n = int(np.sum(counts))
    # Through its text, a fraction typed as 0.3 is exactly 3/10.
    total = math.floor(Fraction(str(settings.fraction)) * n + Fraction(1, 2))
    return largest_remainder([int(c) for c in counts], min(total, settings.cap, n))


def draw(band: np.ndarray, settings: SampleSettings) -> np.ndarray:
    """Places (m,) of the drawn customers in `band` (n,), shuffled: their order is their number in the sample.

    Without the shuffle the last numbers, which test, would all be of the top band.
    """
    rng = np.random.default_rng(settings.seed)
    take = quotas(np.bincount(band, minlength=6)[1:], settings)
    drawn = [
        rng.choice(np.flatnonzero(band == b), size=q, replace=False) for b, q in zip(range(1, 6), take, strict=True)
    ]
    return rng.permutation(np.concatenate(drawn))


def split_as(split: Split, unit: Literal["share", "count"], size: int) -> Split:
    """The same parts of a sample of `size`, told as "share" or as "count"."""
    if split.unit == unit:
        return split
    parts = (split.validation, split.test)
    if unit == "count":
        validation, test = (float(math.floor(share * size + 0.5)) for share in parts)
    else:
        validation, test = (round(count / size, 2) for count in parts)
    return Split(unit=unit, validation=validation, test=test)


def part_numbers(sizes: tuple[int, int, int]) -> str:
    """Which numbers of the sample train, validate and test: `Numbers 1–229 train, 230–274 test.`"""
    words, last = [], 0
    for size, does in zip(sizes, ("train", "validate", "test"), strict=True):
        if size:
            words.append(f"{last + 1:,}–{last + size:,} {does}")
        last += size
    return f"Numbers {', '.join(words)}."


def part_sizes(size: int, split: Split) -> tuple[int, int, int]:
    """Numbers of customers that train, validate and test in a sample of `size`; the parts follow in this order.

    Raises DataProblem where fewer than 10 customers would be left to train.
    """
    if split.unit == "count":
        validation, test = int(split.validation), int(split.test)
    else:
        validation, test = (math.floor(share * size + 0.5) for share in (split.validation, split.test))
    training = size - validation - test
    if training < 10:
        raise DataProblem(
            f"a sample of {size:,} with {validation:,} customers to validate and {test:,} to test leaves"
            f" {max(training, 0):,} to train",
            accepted="10 or more",
            fix="draw a larger sample or make the other parts smaller",
        )
    return training, validation, test
