"""The parts of the report in order: what the story tells, and the charts that belong to it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from core.comparing.since import Since, moved_since
from core.export.progress import Progress
from core.export.report.drawing import Drawing
from core.export.report.drawings import of_bands, of_matrix, of_tier, of_tiers, of_training, of_weights
from core.export.report.movement import of_movement
from core.export.report.sureness import how_sure
from core.export.story import Figure, Grid, Section, SinceStory, Story, TierSection
from core.study import Study


@dataclass(frozen=True, eq=False)
class Part:
    """One part of the report. id: where links lead; tables: shown open; each: parts of this part, one heading lower.

    todo: what to do, and whose words that is, for a tier.
    """

    id: str
    heading: str
    finding: str
    points: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    drawings: tuple[Drawing, ...] = ()
    tables: tuple[Grid, ...] = ()
    each: tuple["Part", ...] = ()
    todo: tuple[tuple[str, str], ...] = field(default=())


def parts(study: Study, told: Story, since: Since | None, progress: Progress) -> tuple[Part, ...]:
    """All parts but the summary and the definitions."""
    makers: tuple[Callable[[], Part], ...] = (
        # The steps are its points.
        lambda: _part("how", replace(told.how, points=()), (), "steps", "left out"),
        lambda: _part("weights", told.weights, of_weights(study, told)),
        lambda: _part("bands", told.bands, of_bands(study, told), "bands"),
        lambda: _part("training", told.training, of_training(study, told), "errors"),
        lambda: _part("tiers", told.tiers, of_tiers(study, told), "tiers"),
        *((partial(moved, study, since, told.since),) if since and told.since else ()),
        lambda: _each(study, told),
        lambda: _part("matrix", told.matrix, of_matrix(study, told)),
        lambda: _sure(study, told),
        lambda: _part("settings", told.settings, (), "settings", "indicators"),
    )
    made = []
    for at, make in enumerate(makers, start=1):
        made.append(make())
        progress(at / len(makers))
    return tuple(made)


def moved(study: Study, then: Since, told: SinceStory) -> Part:
    """What has moved since a former run, and what was set otherwise."""
    drawings = of_movement(moved_since(then, study), told)
    tables = [grid for grid in (told.grew, told.settings) if grid and grid.rows]
    if told.why and "causes" not in {drawing.id for drawing in drawings}:  # all bars are hidden
        tables.insert(0, told.why.tables["causes"])
    who = told.who
    return Part("since", who.heading, f"{who.finding}.", told.lines, who.figures, drawings, tuple(tables))


def _part(name: str, section: Section, drawings: tuple[Drawing, ...], *tables: str) -> Part:
    shown = tuple(section.tables[table] for table in tables if table in section.tables and section.tables[table].rows)
    return Part(name, section.heading, f"{section.finding}.", section.points, section.figures, drawings, shown)


def _each(study: Study, told: Story) -> Part:
    return Part(
        "each",
        "Each tier",
        "Who they are, and what to do with them.",
        each=tuple(_tier(section, of_tier(study, section)) for section in told.each),
    )


def _tier(section: TierSection, drawings: tuple[Drawing, ...]) -> Part:
    whose = "What to do, in the team's words" if section.by_the_team else "What to do, to start from"
    todo = [(whose, section.words)] if section.words else []
    if section.next:
        todo.append(("Next", section.next))
    return Part(
        f"tier-{section.tier}",
        section.heading,
        f"{section.finding}.",
        section.points,
        section.figures,
        drawings,
        todo=tuple(todo),
    )


def _sure(study: Study, told: Story) -> Part:
    points, figures, drawings = how_sure(study)
    finding = "What was looked at, and what it says of the tiers."
    return Part("sure", "How sure this is", finding, (told.honesty, *points), figures, drawings)
