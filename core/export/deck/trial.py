"""A small deck made on trial, to see whether a template can be used at all."""

import datetime as dt

from core.export.deck import Look, method_slides
from core.export.deck.packing import packed
from core.export.deck.stage import stage
from core.export.story.parts import Figure, Section, Story
from core.recipe import CutOffs

_SOME = Section("Trial", "A finding", ("A point.",), ("A sentence.",), (Figure("1", "one"),))
_DAY = dt.date(2000, 1, 1)


def tried(look: Look) -> bytes:
    """A first slide and one more in a look; raises whatever is wrong with it."""
    story = Story(
        *("Trial", "Of a template", _DAY, "", "", "", CutOffs(), "", "", _SOME, _SOME, _SOME, _SOME, _SOME, ()),
        *(_SOME, _SOME, {}),
    )
    made = stage(look, story)
    method_slides.front(made)
    made.slide(_SOME)
    return packed(made.made, "Trial", _DAY)
