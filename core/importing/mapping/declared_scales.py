"""Rules from the value labels that a file declares: answers in the labels' order, numbers between their ends."""

import dataclasses

from core.importing.coded import Column
from core.importing.mapping.answers import rule_for_answers
from core.importing.mapping.contents import Seen, answer_counts
from core.importing.values import as_words
from core.problems import shortened
from core.recipe import Categories, Scale, Words

Labels = tuple[tuple[float, str], ...]
Found = tuple[Words | Categories | Scale, str]


def rule_for_labels(labels: Labels, seen: Seen, opposite: bool = False) -> Found | None:
    """The rule that (value, label) by rising value declare for a column, and what to say of it; None for none.

    Words in the order of their values; numbers as a scale from the lowest labelled value to the highest. Where the
    words of the two ends say that the lowest is best, it is.
    """
    if len(labels) < 2:
        return None
    (low, worst), (high, best) = labels[0], labels[-1]
    turned = opposite != _falls(worst, best)
    if seen.kind == "words":
        words = tuple({label.casefold(): label for _, label in labels}.values())
        known = {word.casefold() for word in words}
        if len(words) < 2 or not all(answer.casefold() in known for answer in seen.answers):
            return None
        return Words(words=words, reversed=turned), "the order of the file's own value labels: please check"
    if seen.kind == "numbers" and seen.share(low, high, whole=False) >= 0.95:
        ends = f"{low:g} {shortened(worst, 30)!r} to {high:g} {shortened(best, 30)!r}"
        return Scale(low=low, high=high, reversed=turned), f"the file declares {ends}"
    return None


def as_labelled(seen: Seen, column: Column, labels: Labels) -> Seen:
    """What was seen, where a comma within a label looked like several answers in a cell."""
    if seen.kind != "choices" or not labels:
        return seen
    counts = answer_counts(as_words(column))
    known = {label for _, label in labels}
    return dataclasses.replace(seen, kind="words", answers=counts) if known.issuperset(counts) else seen


def _falls(first: str, last: str) -> bool:
    """Whether the last of two labels is known to be the worse one."""
    found = rule_for_answers({first: 1, last: 1}, "rating")
    return found is not None and isinstance(found[0], Words) and found[0].words[-1].casefold() == first.casefold()
