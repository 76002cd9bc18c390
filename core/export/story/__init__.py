"""What deck, report and the workbook's summary say of a study: findings, sentences, figures and tables, in no format.

    study ──> Story: sections with a finding each, sentences to say, figures, tables as printed, charts as numbers

Nothing is computed here that pages do not show: it is read from the study and put into words. The small-cell rule
(recipe.sharing.hide_small) is applied here, so that no writer of a format needs to think of it.
"""

import datetime as dt

from core.comparing.since import Since
from core.cutting import in_words
from core.export.small_cells import WHAT_IT_DOES, shown
from core.export.story.groups import matrix, one_tier, tiers
from core.export.story.method import bands, how_it_was_done, training, weights
from core.export.story.parts import Chart, Figure, Grid, Section, SinceStory, Story, TierSection
from core.export.story.settings import DEFINITIONS, settings
from core.export.story.since import since_then
from core.honesty import error_size, honesty_in_words
from core.model import Model
from core.problems import DataProblem
from core.study import Study
from core.target import SOURCES
from core.tiers import TIERS

__all__ = ["Chart", "Figure", "Grid", "Section", "SinceStory", "Story", "TierSection", "story"]


def story(study: Study, day: dt.date, then: Since | None = None) -> Story:
    """Everything to tell of a trained study on a day, and of what has moved since `then`, a former run.

    Raises DataProblem where there are no tiers or no bands yet.
    """
    model = study.model
    if model is None:
        raise DataProblem("there are no tiers to export yet", fix="train the network first")
    study.bands()  # what stands in the way is said before anything is written
    segments, state, hide = study.segments(), study.state("model"), study.recipe.sharing.hide_small
    return Story(
        title=study.recipe.name,
        subtitle=f"{shown(len(segments.k), hide)} customers in four tiers, by {SOURCES[model.source]}",
        day=day,
        honesty=honesty_in_words(study),
        trust=trust(model),
        cut_offs=in_words(segments.cutoffs),
        cuts=segments.cutoffs,
        state="" if state.status == "done" else f"The training behind these tiers is {state.in_words}.",
        small=WHAT_IT_DOES if hide else "",
        how=how_it_was_done(study, model),
        weights=weights(study, model),
        bands=bands(study),
        training=training(study, model),
        tiers=tiers(study),
        each=tuple(one_tier(study, model, tier) for tier in TIERS),
        matrix=matrix(study, model),
        settings=settings(study, model),
        definitions=DEFINITIONS,
        since=since_then(study, then) if then else None,
    )


def trust(model: Model) -> str:
    """What K is learned from and how far off it is, on one line, for below a picture of tiers."""
    mse, said = model.evaluation.mse("test"), f"K is learned from {SOURCES[model.source]}"
    return f"{said}." if mse is None else f"{said}; on customers it never saw it is typically off by {error_size(mse)}."
