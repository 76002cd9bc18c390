"""The slide deck (.pptx): one finding a slide, native charts and tables to edit, and notes with what to say.

    study ──story──> findings, figures, tables, numbers ──> slides on a `Stage`: own look, or a template's

Every text is measured before it is put on a slide (`measuring`): it is made smaller, then cut, and never hangs over.
"""

import datetime as dt
from dataclasses import dataclass

from core.comparing.since import Since
from core.export.progress import Progress, unwatched
from core.study import Study


@dataclass(frozen=True)
class Look:
    """What a deck is dressed in: a template's and a logo's bytes, as core.export.deck.dressing has checked them."""

    template: bytes | None = None
    logo: bytes | None = None


PLAIN = Look()


def deck(
    study: Study, day: dt.date, look: Look = PLAIN, progress: Progress = unwatched, then: Since | None = None
) -> bytes:
    """The deck of a trained study on a day, with what has moved since `then`, a former run.

    Raises DataProblem where there are no tiers or no bands yet.
    """
    from core.export.deck.slides import all_slides

    return all_slides(study, day, look, progress, then)
