"""The slides of a deck, one after the other."""

import datetime as dt
from collections.abc import Callable
from functools import partial

from core.comparing.since import Since
from core.export.deck import Look, method_slides, since_slides, tier_slides
from core.export.deck.packing import packed
from core.export.deck.stage import Stage, stage
from core.export.progress import Progress
from core.export.story import story
from core.study import Study


def all_slides(study: Study, day: dt.date, look: Look, progress: Progress, then: Since | None = None) -> bytes:
    """The whole file."""
    told = story(study, day, then)
    progress(0.2)
    made = stage(look, told)
    steps: tuple[Callable[[Stage], None], ...] = (
        method_slides.front,
        method_slides.how_it_was_done,
        method_slides.weights,
        method_slides.bands,
        method_slides.training,
        tier_slides.tiers,
        *since_slides.slides(told.since),
        *(partial(tier_slides.one_tier, of=one) for one in told.each),
        tier_slides.matrix,
        method_slides.appendix,
    )
    for number, step in enumerate(steps, start=1):
        step(made)
        progress(0.2 + 0.7 * number / len(steps))
    return packed(made.made, told.title, day)
