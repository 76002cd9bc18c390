"""The whole way in one file: a table and a recipe -> scores -> bands -> sample -> target -> model -> segments.

Scores, bands, target and segments are pure and always current: they are computed when asked for and remembered under
a key of exactly what they read. The drawn sample and the trained model are made on request; each keeps the key parts
it was made under, so that it can say what has changed since.
"""

import dataclasses
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pandas as pd

from core import bands as banding
from core import customer_weights, cutting, sampling, scoring, tiers
from core.grading.grades import Grades, Matched, matched
from core.importing.mapping.proposal import propose
from core.importing.reading.apart import read_apart
from core.importing.second_file import propose_second
from core.indicators import INDICATORS, RFM
from core.judging.judged import Checked, Judged, judge
from core.keys import hashed, parts
from core.model import Model, Progress, Valued, train_model
from core.problems import DataProblem, joined
from core.raw_values import holds_amounts
from core.recipe import CutOffs, FileSettings, Recipe
from core.scoring import Scores, check_column
from core.sensitivity import Steadiness, steadiness
from core.states import State, state_since
from core.target import Expected, graded, outcome, weighted_score
from core.uploaded import FEWEST_CUSTOMERS, Uploaded
from core.weights import Shares, shares

if TYPE_CHECKING:
    from core.stability import Stability
    from core.wave import Former

T = TypeVar("T")
FEWEST_SAMPLED = 20
OWN_OF_A_FILE = ("reference_date", "id_column", "pseudonyms")  # of scoring: not those that a model was trained under


@dataclass(frozen=True, eq=False)
class Sample:
    """The drawn customers: ids (m,) in the order of their numbers, the key parts and bands they were drawn under."""

    ids: np.ndarray
    quotas: tuple[int, ...]
    parts: dict[str, str]
    rule: banding.BandRule


@dataclass(frozen=True, eq=False)
class Segments:
    """K (n,), 0..1, and tier (n,) of every customer valid under the model; `scores` are the model's own.

    spread (n,), inputs_clipped, outputs_clipped: see core.model.Valued. cutoffs: those in force (core/cutting.py),
    whose numbers a, b and c hold for every picture and export.
    """

    scores: Scores
    k: np.ndarray
    spread: np.ndarray
    tier: np.ndarray
    table: pd.DataFrame
    inputs_clipped: int
    outputs_clipped: int
    cutoffs: CutOffs

    @property
    def median_spread(self) -> float | None:
        """The median of the customers' spreads; None where one net alone makes K."""
        return None if np.isnan(self.spread).any() else float(np.median(self.spread))


@dataclass(frozen=True, eq=False, repr=False)
class Study(Uploaded):
    """One table (or two, joined) and one recipe, and what was made from them.

    Change it with `change`, which hands on what is known.
    """

    sample: Sample | None = None
    model: Model | None = None
    grades: Grades | None = None  # brought back on grading sheets
    judged: Judged | None = None  # by a thorough check
    stability: "Stability | None" = None  # of retrainings
    customer_notes: dict[str, str] = field(default_factory=dict)  # id -> what the team wrote of the customer
    former: "Former | None" = None  # the file that the present one followed

    @classmethod
    def from_file(
        cls, data: bytes, name: str, recipe: Recipe | None = None, second: tuple[str, bytes] | None = None
    ) -> "Study":
        """A study of an uploaded file, with the given recipe or the one proposed for it.

        second: name and bytes of a file that is joined to it: as the recipe says, or as is proposed.
        """
        table = read_apart(data, name, recipe.file if recipe else FileSettings())
        study = cls(table, recipe or propose(table).recipe)
        if second is None:
            return study
        if study.recipe.second is not None:
            return study.change(second=read_apart(second[1], second[0], study.recipe.second.file))
        other = read_apart(second[1], second[0], FileSettings())
        return study.change(second=other, recipe=propose_second(study.first(), other, study.recipe).recipe)

    def change(self, **parts: Any) -> "Study":
        """A study with other parts (table, recipe, sample, model, grades); results that still fit are handed on."""
        return dataclasses.replace(self, **parts)

    # --- keys and states --------------------------------------------------------------------------------------------

    def parts(self, step: str) -> dict[str, str]:
        """Everything a step reads: words for it -> a hash of it."""
        return parts(self, step)

    def key(self, step: str) -> str:
        """A hash of exactly what the step reads."""
        return hashed(self.parts(step))

    def state(self, step: str) -> State:
        """Whether a step is to do, done, or out of date and since what."""
        if step in ("sample", "model", "judging"):
            made = {"sample": self.sample, "model": self.model, "judging": self.judged}[step]
            if made is None:
                return State("to do")
            if step == "model" and self.on_another_file:
                from core.wave import changed_besides, trained_on

                return State("out of date", changed_besides(self), trained_on(self))
            return state_since(made.parts, self.parts(step))
        if step == "segments":
            return self.state("model")
        return State("done" if self.problem(step) is None else "to do")

    @property
    def on_another_file(self) -> bool:
        """Whether the model was trained on a former file of this project, which the present one has followed."""
        if self.former is None or self.model is None or self.table is None:
            return False
        return self.model.parts.get("the data") != hashed((self.table.hash,))

    def problem(self, step: str) -> DataProblem | None:
        """Why a pure step (scores, weights, bands, target) cannot be computed yet; None where it can."""
        try:
            {"scores": self.scores, "weights": self.shares, "bands": self.bands, "target": self.target}[step]()
        except DataProblem as problem:
            return problem
        return None

    def _remember(self, what: str, step: str, make: Callable[[], T]) -> T:
        """The remembered result `what` of what the step reads, or a new one."""
        return self.memo.get(what, self.key(step), make)

    # --- the steps --------------------------------------------------------------------------------------------------

    def scores(self) -> Scores:
        """Scores of the valid customers, and who is left out and why."""
        return self._remember("scores", "scores", lambda: scoring.score(self.customers(), self.dated_scoring()))

    def shares(self) -> Shares:
        """The weights in force over the mapped indicators."""
        self._need_rfm()
        return shares(self.recipe.weights, self.recipe.scoring.mapped)

    def bands(self) -> banding.Bands:
        """Current value C and band of the valid customers."""
        self._need_rfm()
        scores = self.scores()
        if len(scores.values) < FEWEST_CUSTOMERS:
            why = "".join(f", {n:,} {reason}" for reason, n in scores.excluded_by_reason.items())
            only = f"only {len(scores.values):,} of {len(self.customers().frame):,} rows can be used as customers{why}"
            raise self.too_few(only, "mend what leaves rows out, or bring a file with more customers")
        rule = self.band_rule()
        return self._remember(
            "bands", "bands", lambda: banding.bands(self.rfm(), rule.weights, rule.edges, self.spend())
        )

    def band_rule(self) -> banding.BandRule:
        """The weights and edges in force."""
        return banding.BandRule(self.shares().rfm, self.recipe.bands.edges)

    def rfm(self) -> np.ndarray:
        """(n, 3) scores 1-5 of R, F and M of the valid customers; column by column in memory, for fast sums."""
        self._need_rfm()
        return self._remember("rfm", "scores", lambda: np.array([self.scores().column(i) for i in RFM]).T)

    def spend(self) -> np.ndarray | None:
        """(n,) what each valid customer spends, NaN where blank; None where M is no number of the file's own."""
        measure = self.recipe.scoring.indicators["monetary"]
        return self.scores().raw["monetary"] if holds_amounts(measure) else None

    def sensitivity(self) -> Steadiness:
        """Who changes band, and tier by the formula of the weighted score, when the weights move."""
        self.bands()  # refuses what has no bands
        recipe, scores = self.recipe, self.scores()
        cutoffs = None
        if recipe.target.kind == "weighted":  # tiers by its formula, so cut-offs that are found are found in it
            cutoffs = cutting.in_force(recipe.cutoffs, self.target().values, binary=False)
        return self._remember(
            "sensitivity",
            "sensitivity",
            lambda: steadiness(
                scores.values, scores.indicators, self.shares(), recipe.sensitivity, cutoffs, recipe.bands.edges
            ),
        )

    def quotas(self) -> list[int]:
        """How many customers of each band a sample drawn now would hold."""
        return sampling.quotas(self.bands().counts, self.recipe.sample)

    def draw(self) -> "Study":
        """A study with a sample drawn by band under the recipe's seed."""
        places = sampling.draw(self.bands().band, self.recipe.sample)
        if len(places) < FEWEST_SAMPLED:
            raise DataProblem(
                f"a sample of {len(places):,} customers is too small to train on",
                accepted=f"{FEWEST_SAMPLED} or more",
                fix="raise the share of each band",
            )
        ids, quotas = self.scores().ids[places], tuple(self.quotas())
        return self.change(sample=Sample(ids, quotas, self.parts("sample"), self.band_rule()))

    def drawn(self) -> np.ndarray:
        """Places (m,) of the sampled customers among the valid ones; those no longer valid have gone."""
        if self.sample is None:
            raise DataProblem("no sample is drawn yet", fix="draw it on the Bands page")
        places = pd.Index(self.scores().ids).get_indexer(pd.Index(self.sample.ids))
        if not (places >= 0).any():
            raise DataProblem(
                "none of the sampled customers is in the data as it is read now", fix="draw the sample again"
            )
        return places[places >= 0]

    def target(self) -> Expected:
        """The expected value of every valid customer, as far as it is known."""
        return self._remember("target", "target", self._target)

    def _target(self) -> Expected:
        wanted, scores, table = self.recipe.target, self.scores(), self.customers()
        if wanted.kind == "weighted":
            overall = self.shares().overall
            return Expected(
                weighted_score(scores.values, np.array([overall[i] for i in scores.indicators])), "weighted"
            )
        if wanted.column is None:
            found = self.graded()
            if found is None:
                raise DataProblem(
                    "no grades have come back yet",
                    fix="hand out the grading sheets of the Bands page and bring them back there, or choose another"
                    " expected value; on the command line name them with --grades",
                )
            return Expected(found.values, "grade", found.in_words)
        check_column(table, wanted.column)
        column, rows = table.frame[wanted.column].iloc[scores.positions], table.rows[scores.positions]
        if wanted.kind == "grade":
            return graded(column, wanted, rows)
        drawn = np.arange(len(scores.values)) if self.sample is None else self.drawn()
        return outcome(column, wanted, drawn, self.recipe.training.split)

    def graded(self) -> Matched | None:
        """The grades brought back on grading sheets, matched to the valid customers; None where there are none."""
        grades = self.grades
        if grades is None:
            return None
        key = hashed((grades.hash, self.key("scores")))
        return self.memo.get("graded", key, lambda: matched(grades, self.scores().ids))

    def train(self) -> Generator[Progress, bool | None, None]:
        """Train on the drawn sample, epoch by epoch; the last progress carries the model. Sending True stops it."""
        return train_model(
            self.recipe, self.scores(), self.drawn(), self.target(), self.parts("model"), self.training_weights
        )

    def training_weights(self, places: np.ndarray) -> np.ndarray | None:
        """The weights (t,) of training customers at (t,) places among the valid ones; None: all count the same."""
        settings = self.recipe.training
        if settings.weighting == "band":
            return customer_weights.inverse_size(self.bands().band[places])
        if settings.weighting == "class":
            return customer_weights.by_class(self.target().values[places])
        if settings.weighting == "none":
            return None
        assert settings.weight_column is not None  # the recipe holds it
        table, rows = self.customers(), self.scores().positions[places]
        check_column(table, settings.weight_column)
        return customer_weights.from_column(table.frame[settings.weight_column].iloc[rows], table.rows[rows])

    def trained(self) -> "Study":
        """A study with a sample drawn (where there is none) and a model trained to its end."""
        study = self if self.sample is not None else self.draw()
        model = None
        for progress in study.train():
            model = progress.model
        return study.change(model=model)

    def judge(self, going: Path | None = None, workers: int | None = None) -> Generator[Checked, None, None]:
        """Check the network thoroughly on the drawn sample; the last step carries the result (core.judging)."""
        scores, table, key_parts = self.scores(), self.customers(), self.parts("judging")
        return judge(
            self.recipe, table, scores, self.drawn(), self.target(), key_parts, going, workers, self.training_weights
        )

    def segments(self) -> Segments:
        """K and tier of every customer: the model as trained, applied to the table, with the cut-offs in force."""
        return self._remember("segments", "segments", self._segments)

    def _segments(self) -> Segments:
        # The cut-offs move customers between tiers, not K.
        scores, valued = self._remember("valued", "valued", self._valued)
        assert self.model is not None  # it has valued them
        cuts = cutting.in_force(self.recipe.cutoffs, valued.k, self.model.binary)
        tier = tiers.tier_of(valued.k, cuts)
        table = tiers.tier_table(tier, cuts, self.tier_names())
        return Segments(
            scores, valued.k, valued.spread, tier, table, valued.inputs_clipped, valued.outputs_clipped, cuts
        )

    def tier_names(self) -> dict[tiers.Tier, str]:
        """What the tiers are called beside their letters, by what K was or will be learned from."""
        return tiers.tier_names(self.recipe, self.model.source if self.model else None)

    def _valued(self) -> tuple[Scores, Valued]:
        """The scores of the table as the model makes them, and their values."""
        model = self.model
        if model is None:
            raise DataProblem("no network is trained yet", fix="train it on the Training page")
        if model.indicators == self.recipe.scoring.mapped and self.parts("scores").items() <= model.parts.items():
            scores = self.scores()
        else:
            then = {"orders": model.recipe.orders, "second": model.recipe.second, "scoring": model.recipe.scoring}
            if self.on_another_file:  # whose days and ids are its own
                own = {name: getattr(self.recipe.scoring, name) for name in OWN_OF_A_FILE}
                then["scoring"] = model.recipe.scoring.model_copy(update=own)
            as_trained = self.change(recipe=self.recipe.model_copy(update=then))
            scores = scoring.score(as_trained.customers(), as_trained.dated_scoring(), model.fitted)
        return scores, model.value(scores.values)

    def nets_agree(self) -> float | None:
        """How often a net by itself gives a customer the tier of K (0..1); None where one net alone makes K."""
        model, segments = self.model, self.segments()
        assert model is not None  # there are segments
        return self._remember(
            "nets agree", "segments", lambda: model.agreement(segments.scores.values, segments.tier, segments.cutoffs)
        )

    def recipe_of_result(self) -> Recipe:
        """The recipe that repeats what is shown: as the model was trained, with the plans and cut-offs of now."""
        if self.model is None:
            return self.recipe
        now = {name: getattr(self.recipe, name) for name in ("name", "audiences", "changeable", "sharing")}
        return self.model.recipe.model_copy(update=self._said_of_tiers() | now)

    def _said_of_tiers(self) -> dict[str, Any]:
        return {name: getattr(self.recipe, name) for name in ("cutoffs", "tier_names", "strategy")}

    def model_to_keep(self) -> Model:
        """The model with the numbers of the cut-offs in force and the names of now.

        A later file is cut at these numbers, by whatever way they were found here, so that its tiers compare.
        """
        model, cuts = self.model, self.segments().cutoffs
        assert model is not None  # there are segments
        fixed = self._said_of_tiers() | {"cutoffs": cuts.model_copy(update={"by": "values"})}
        return dataclasses.replace(model, recipe=model.recipe.model_copy(update=fixed))

    def _need_rfm(self) -> None:
        if self.table and (problem := self.too_small()):
            raise problem
        missing = self.recipe.scoring.missing
        if missing:
            words = joined(tuple(f"{INDICATORS[i].symbol} ({INDICATORS[i].name})" for i in missing))
            raise DataProblem(
                f"no column is chosen for {words}",
                file=self.table.name if self.table else None,
                sheet=self.table.sheet if self.table else None,
                fix="choose one: the bands are made of recency, frequency and spend",
            )
