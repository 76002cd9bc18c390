"""How a maker of a file tells how far it is, and how it learns that nobody wants the file any more."""

from collections.abc import Callable

from core.judging.cancelling import Cancelled

__all__ = ["Cancelled", "Progress", "part_of", "unwatched"]

# Called by a maker now and then with how much of its file is done, 0..1. It raises Cancelled once the file is not
# wanted any more, and a maker lets that through: what it has begun goes with it.
Progress = Callable[[float], None]


def unwatched(done: float) -> None:
    """The progress of a file that is made while somebody waits for it."""


def part_of(progress: Progress, low: float, high: float) -> Progress:
    """The progress of a part that takes a file from `low` to `high`."""
    return lambda done: progress(low + (high - low) * done)
