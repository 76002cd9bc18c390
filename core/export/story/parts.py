"""What a deck, a report and a workbook's summary are made of: findings, sentences, figures, tables and charts.

No file format is in here. Texts are plain: whoever writes them into a file makes them harmless there.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

from core.comparing.counts import Counts
from core.export.linked_counts import SOME
from core.recipe import CutOffs
from core.tiers import Tier

Form = Literal["count", "share", "score", "gap", "error"]  # how a chart's numbers are printed; share is 0..1


@dataclass(frozen=True)
class Figure:
    """One number that matters: as it is printed, what it is, and a word below it."""

    value: str
    label: str
    note: str = ""


@dataclass(frozen=True)
class Grid:
    """A table of c columns as it is printed; numbers: which of them hold numbers; what: the table in words."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[bool, ...]
    what: str


@dataclass(frozen=True)
class Chart:
    """Numbers to draw: labels (n,), and by name the values (n,) of each series, None where hidden or not known.

    alt: what it shows, for those who do not see it. tiers: the tier that each label stands for, where they are tiers.
    """

    labels: tuple[str, ...]
    series: dict[str, tuple[float | None, ...]]
    form: Form
    alt: str
    axis: str = ""


@dataclass(frozen=True)
class Section:
    """One thing to tell: what it is, the finding in one sentence, what is printed, and what the presenter says."""

    heading: str
    finding: str
    points: tuple[str, ...] = ()
    say: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    charts: dict[str, Chart] = field(default_factory=dict)
    tables: dict[str, Grid] = field(default_factory=dict)


@dataclass(frozen=True)
class TierSection(Section):
    """One tier. customers: how many they are in truth; shown: as it may be printed. words: what to do, in whose words.

    next: the next action with owner and day; "" for none. words is "" where they are too few to advise on.
    """

    tier: Tier = "A"
    name: str = ""
    range: str = ""
    customers: int = 0
    shown: str = ""
    summary: str = ""
    words: str = ""
    by_the_team: bool = False
    next: str = ""


@dataclass(frozen=True)
class SinceStory:
    """What has moved since a former run. name: its name, short; run: with the day of its training.

    counts: all that may be shown of the movement; why: None where nobody changed tier. settings: those that differ;
    grew: by how many each tier grew, None where small counts are hidden. how: how causes are told apart.
    """

    name: str
    run: str
    counts: Counts
    who: Section
    why: Section | None
    settings: Grid
    grew: Grid | None
    how: str

    @property
    def lines(self) -> tuple[str, ...]:
        """All sentences, for a reader."""
        why = (*self.why.points, self.how) if self.why else ()
        same = () if self.settings.rows else ("Nothing was set otherwise: both were made by the same choices.",)
        some = (f"“{SOME.capitalize()}” stands for one or more.",) if SOME in self.counts.words.values() else ()
        return (f"Compared with {self.run}.", *why, *some, *same)


@dataclass(frozen=True)
class Story:
    """All that is told of one study.

    honesty: how far the tiers can be trusted, trust: the same on one line; cut_offs: those in force, in words; state:
    "" or, where the training is out of date, since what. definitions: term -> what it means. small: the line on hidden
    counts; "" where none are. since: what has moved since the former run that was chosen; None where none was.
    """

    title: str
    subtitle: str
    day: dt.date
    honesty: str
    trust: str
    cut_offs: str
    cuts: CutOffs
    state: str
    small: str
    how: Section
    weights: Section
    bands: Section
    training: Section
    tiers: Section
    each: tuple[TierSection, ...]
    matrix: Section
    settings: Section
    definitions: dict[str, str]
    since: SinceStory | None = None
