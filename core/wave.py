"""The next wave: this quarter's file follows last quarter's in one project, with every choice and the network kept.

    kept        mapping, weights, edges of bands, target, settings, plans, audiences, notes, grades, and the model
    kept as it  fifths are cut at the edges of the former file, tiers at the numbers that were in force there, so
    came out    that 5 points and tier A mean the same in both
    let go      the sample, the thorough check and the retrainings, which are of the former customers; how many
                questionnaires were sent out; a reference date that lies before the new file's last days

The model values the new file at once, by what it learned to score by; whoever trains anew begins from all that is kept.
Grades were given by people who looked at the former file. They stay with their customers' ids: to let them go would
throw work away, and the pages say when they are from.
"""

import dataclasses
import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from core import cutting
from core.importing.table import Table
from core.indicators import INDICATORS
from core.keys import hashed
from core.problems import DataProblem, joined, shortened
from core.recipe import FileSettings, Measure, Quintiles, Recipe
from core.scoring import check_column, check_columns
from core.study import OWN_OF_A_FILE, Study

HARDLY = 0.1  # of the smaller file's customers: if fewer are found again, their ids may be written otherwise
OF_THE_FILE = ("the data", "the second file", "the drawn sample")  # what the next file changes in the model's key


@dataclass(frozen=True, eq=False)
class Former:
    """The file that the present one has followed.

    name: the file's; trained_on: the file that the model in force then was trained on, an earlier one where nobody
    trained in between; ids: (n,) its valid customers as strings, None where no column named them; said: what could not
    be taken over, in sentences.
    """

    name: str
    trained_on: str
    ids: np.ndarray | None = None
    said: tuple[str, ...] = ()

    @cached_property
    def hash(self) -> str:
        """Of the ids."""
        return hashlib.sha256("\n".join([] if self.ids is None else self.ids.tolist()).encode()).hexdigest()


@dataclass(frozen=True)
class Met:
    """How many valid customers the former file and the present one hold, and how many are found again by their id."""

    before: int
    now: int
    again: int

    @property
    def new(self) -> int:
        """Customers of the present file alone."""
        return self.now - self.again

    @property
    def gone(self) -> int:
        """Customers of the former file alone."""
        return self.before - self.again

    @property
    def hardly(self) -> bool:
        """Whether so few are found again that the ids are to be looked at."""
        return self.again < HARDLY * min(self.before, self.now)

    @property
    def in_words(self) -> str:
        """`541 of 548 customers are found again by their id; 2 are new and 7 have gone.`"""
        if not self.again:
            return f"None of the {self.before:,} customers is found again by id; all {self.now:,} here are new."
        new = f"{self.new:,} {'is' if self.new == 1 else 'are'} new"
        gone = f"{self.gone:,} {'has' if self.gone == 1 else 'have'} gone"
        found = f"{self.again:,} of {self.before:,} customers {'is' if self.again == 1 else 'are'}"
        return f"{found} found again by their id; {new} and {gone}."


def next_wave(before: Study, table: Table, file: FileSettings | None = None) -> Study:
    """The study of `table`, read by `file`, that follows a trained study `before`.

    Raises DataProblem where the table lacks a column that the recipe names, or its order lines cannot be added up.
    """
    assert before.table is not None  # it is trained
    assert before.model is not None
    recipe, said = before.recipe, []
    scoring = recipe.scoring
    measures = {i: with_kept_edges(before, i) for i in scoring.indicators}
    parts: dict[str, object] = {
        "file": file or recipe.file,
        "scoring": scoring.model_copy(update={"indicators": measures}),
    }
    fixed = before.segments().cutoffs
    if fixed.by != "values":
        parts["cutoffs"] = cuts = fixed.model_copy(update={"by": "values"})
        said.append(f"Tiers are cut at the numbers that were found there: {cutting.in_words(cuts)}.")
    if recipe.sent_out is not None:
        parts["sent_out"] = None
        said.append("How many questionnaires were sent out for this file is not known yet.")
    if before.grades is not None:
        said.append("The grades stay with their customers, but were given by what the former file says of them.")
    named = scoring.id_column is not None
    now = before.change(
        table=table,
        recipe=recipe.model_copy(update=parts),
        sample=None,
        judged=None,
        stability=None,
        former=Former(
            name=before.table.name,
            trained_on=trained_on(before),
            ids=before.segments().scores.ids if named else None,
        ),
    )
    check_all_columns(now)
    now, let_go = without_early_date(now)
    assert now.former is not None
    return now.change(former=dataclasses.replace(now.former, said=(*said, *let_go)))


def trained_on(study: Study) -> str:
    """The name of the file that the model was trained on."""
    assert study.table is not None  # there is a model
    return study.former.trained_on if study.former and study.on_another_file else study.table.name


def with_kept_edges(before: Study, indicator: str) -> Measure:
    """The indicator's measure with the edges by which the model scores it, where it is scored by fifths.

    By those of the former customers' scores where its scoring has changed since the training.
    """
    measure, model = before.recipe.scoring.indicators[indicator], before.model
    if not isinstance(measure.rule, Quintiles) or measure.rule.edges is not None:
        return measure
    edges = None
    if model is not None and model.recipe.scoring.indicators.get(indicator) == measure:
        edges = model.fitted.edges.get(indicator)
    elif before.problem("scores") is None:
        edges = before.scores().fitted.edges.get(indicator)
    return measure.model_copy(update={"rule": measure.rule.model_copy(update={"edges": edges})})


def without_early_date(study: Study) -> tuple[Study, list[str]]:
    """The study without a fixed reference date that lies before its own last days, and a sentence on that.

    Counted from such a day, what happened since would lie in the future, and its customers would be left out.
    """
    fixed = study.recipe.scoring.reference_date
    if fixed is None:
        return study, []
    free = study.change(recipe=study.recipe.replaced("scoring.reference_date", None))
    try:
        found = free.scores().fitted.reference_date
    except DataProblem:  # no date can be read, say: the page has it said by the study as it stands
        return study, []
    if found is None or found <= fixed:
        return study, []
    return free, [f"The reference date {fixed} lies before this file's last days: they are counted from {found}."]


def check_all_columns(study: Study) -> None:
    """Raise DataProblem where the table lacks a column that the recipe names, order lines added up."""
    customers, recipe = study.customers(), study.recipe
    check_columns(customers, recipe.scoring)
    for column in (recipe.target.column, recipe.training.weight_column, recipe.judging.keep_together):
        if column:
            check_column(customers, column)


def changed_besides(study: Study) -> tuple[str, ...]:
    """What has changed since the model was trained on a former file, besides what the next file brings by itself."""
    model = study.model
    assert model is not None  # it is of a former file
    now = study.change(recipe=_as_trained(study.recipe, model.recipe, model.fitted.edges)).parts("model")
    return tuple(
        words
        for words in {**model.parts, **now}
        if model.parts.get(words) != now.get(words) and words not in OF_THE_FILE
    )


def _as_trained(recipe: Recipe, then: Recipe, edges: dict[str, tuple[float, ...]]) -> Recipe:
    """The recipe without what the next file brings: its own ids and days, and fifths at the model's own edges."""
    scoring, measures = recipe.scoring, {}
    for indicator, measure in scoring.indicators.items():
        former, rule = then.scoring.indicators.get(indicator), measure.rule
        same = isinstance(rule, Quintiles) and rule.edges == edges.get(indicator)
        only_kept = former is not None and same and former.cut_anew == measure.cut_anew
        measures[indicator] = former if only_kept else measure
    own = {name: getattr(then.scoring, name) for name in OWN_OF_A_FILE}
    return recipe.model_copy(update={"scoring": scoring.model_copy(update={"indicators": measures, **own})})


def is_its_run(study: Study) -> bool:
    """Whether the run that its training left behind shows what the trained study shows: the same file, cut alike."""
    model = study.model
    assert model is not None  # it is trained
    now = study.parts("valued")
    same = all(model.parts.get(words) == now.get(words, hashed((None,))) for words in ("the data", "the second file"))
    ways = [cutting.read_of(recipe.cutoffs, model.binary) for recipe in (study.recipe, model.recipe)]
    return same and ways[0] == ways[1]


def met(study: Study) -> Met | None:
    """How many customers of the former file are found again; None where none was named there, or here.

    Raises DataProblem where the present file cannot be valued.
    """
    former = study.former
    before = former.ids if former else None
    if former is None or before is None or study.recipe.scoring.id_column is None:
        return None
    # As the tiers count them; by the recipe alone where the former network was forgotten.
    now, step = (study.scores(), "scores") if study.model is None else (study.segments().scores, "segments")
    return study.memo.get("met", hashed((former.hash, study.key(step))), lambda: _met(before, now.ids))


def _met(before: np.ndarray, now: np.ndarray) -> Met:
    found = pd.Index(before).get_indexer(pd.Index(now))
    return Met(len(before), len(now), int((found >= 0).sum()))


def kept_fifths(study: Study) -> tuple[str, ...]:
    """The indicators whose fifths are cut at kept edges."""
    measures = study.recipe.scoring.indicators
    rules = {i: measures[i].rule for i in study.recipe.scoring.mapped}
    return tuple(i for i, rule in rules.items() if isinstance(rule, Quintiles) and rule.edges is not None)


def former_edges(study: Study, indicator: str) -> tuple[float, ...] | None:
    """The edges at which the former file's network cuts an indicator's fifths; None where it scores otherwise."""
    model, measure = study.model, study.recipe.scoring.indicators[indicator]
    if model is None or not study.on_another_file:
        return None
    then = model.recipe.scoring.indicators.get(indicator)
    return model.fitted.edges.get(indicator) if then and then.cut_anew == measure.cut_anew else None


def with_fifths(study: Study, *, kept: bool) -> Recipe:
    """The recipe with all fifths cut at the edges of the former file's network, or all cut anew."""
    recipe, measures = study.recipe, {}
    for indicator, measure in recipe.scoring.indicators.items():
        edges = former_edges(study, indicator) if kept else None
        anew = measure.cut_anew
        if edges is not None:
            anew = measure.model_copy(update={"rule": measure.rule.model_copy(update={"edges": edges})})
        measures[indicator] = measure if kept and edges is None else anew
    return recipe.model_copy(update={"scoring": recipe.scoring.model_copy(update={"indicators": measures})})


def has_former_second(study: Study) -> bool:
    """Whether the second file is still the one that the former file was joined with."""
    model, second = study.model, study.second
    if model is None or second is None or not study.on_another_file:
        return False
    return model.parts.get("the second file") == hashed((second.hash,))


def kept_in_words(study: Study) -> str:
    """What was taken over from the former file, in one or two sentences."""
    fifths = joined(tuple(INDICATORS[i].label for i in kept_fifths(study)))
    former = shortened(study.former.name, 60) if study.former else ""
    said = "Kept: columns, weights, edges of the bands, cut-offs, settings, plans, audiences and notes."
    if not fifths:
        return said
    return f"{said} Fifths are cut where those of {former} were, so that 5 points mean the same: {fifths}."
