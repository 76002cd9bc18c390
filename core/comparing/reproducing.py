"""A run made again from its table, recipe and sample: is what comes out, to the byte, what was kept of it?

Two comparisons tell apart what can have happened. K by the kept network, against K as it was kept, says whether the two
parts of the run still belong together; K by the network trained anew says whether the training can be repeated.
"""

from collections.abc import Generator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from core.figures_in_words import number
from core.model import Model
from core.problems import DataProblem, joined
from core.study import Segments, Study

# What a training reads that is no choice in the recipe: where it differs there is nothing to train again on.
DATA = ("the data", "the second file", "the grades", "the drawn sample")


class Apart(NamedTuple):
    """How far two results are apart: customers whose K differs, by how much at most, and whose tier differs.

    unknown: customers who are in one of the two only.
    """

    k: int
    most: float
    tiers: int
    unknown: int

    @property
    def nothing(self) -> bool:
        """Whether the two are the same to the byte."""
        return not (self.k or self.tiers or self.unknown)

    @property
    def in_words(self) -> str:
        """`K differs by at most 3e-7 for 12 customers, no tier differs`."""
        told = f"K differs by at most {number(self.most, 1)} for {_customers(self.k)}" if self.k else "no K differs"
        tiers = f"{self.tiers:,} tiers differ" if self.tiers > 1 else "1 tier differs" if self.tiers else ""
        told += f", {tiers or 'no tier differs'}"
        alone = f", and {_customers(self.unknown)} {'is' if self.unknown == 1 else 'are'} in one of the two only"
        return told + (alone if self.unknown else "")


@dataclass(frozen=True, eq=False)
class Reproduced:
    """What came of making a run again.

    network: whether the network trained anew is the kept one to the byte; None where it cannot be trained again, and
    `hindered` says why then. kept: K by the kept network against K as it was kept; anew: K by the network trained anew
    against it, None without one. versions: what each part was made with, then and now, where they differ.
    """

    customers: int
    network: bool | None
    hindered: str | None
    kept: Apart
    anew: Apart | None
    versions: dict[str, tuple[str, str]]

    @property
    def same(self) -> bool:
        """Whether all that was kept came out again to the byte."""
        return self.network is True and self.kept.nothing

    @property
    def confirmed(self) -> bool:
        """Whether nothing differs of what could be compared."""
        return self.same or (self.network is None and self.kept.nothing)

    @property
    def in_words(self) -> str:
        """One sentence, or two, with what differs."""
        result = f"K of {_customers(self.customers)} and tiers"
        if self.hindered and self.kept.nothing:
            return f"The same bytes: {result}, by the kept network. {self.hindered}"
        if self.same:
            return f"The same bytes: network, {result}."
        if self.network:
            return f"The network is the same to the byte, but not what it says: {self.kept.in_words}; {self._why}"
        if self.anew is None:
            return f"By the kept network {self.kept.in_words}; {self._why} {self.hindered}"
        if self.anew.nothing:
            return f"The network trained anew has other bytes, but {result} are the same to the byte; {self._why}"
        return f"{self.anew.in_words[0].upper()}{self.anew.in_words[1:]}; {self._why}"

    @property
    def _why(self) -> str:
        if not self.versions:
            return "the versions are the same, so something of what was kept has been changed since."
        then = joined(tuple(f"{name} {before}" for name, (before, _) in self.versions.items()))
        now = joined(tuple(after for _, after in self.versions.values()))
        return f"it was made with {then}, this is {now}."


class Step(NamedTuple):
    """How far it is, 0..1; the last step carries what came of it."""

    done: float
    reproduced: Reproduced | None = None


def reproduce(
    study: Study, kept: pd.DataFrame, then: Mapping[str, str], now: Mapping[str, str]
) -> Generator[Step, None, None]:
    """Train a run's study again and compare. Yields often, so that it can be left; raises what a training does.

    kept: id, k and tier of each customer, as the run keeps them; then, now: versions of the run and of this program.
    """
    yield Step(0.0)
    model = study.model
    assert model is not None  # a run has one
    of_kept = _apart(study.segments(), kept)
    to_train, hindered = _as_it_was(study, model)
    anew: Model | None = None
    if to_train is not None:
        nets, epochs = to_train.recipe.network.nets, to_train.recipe.training.epochs
        with closing(to_train.train()) as records:
            for progress in records:
                anew = progress.model
                yield Step(0.99 * (progress.net - 1 + min(1.0, progress.epoch.epoch / epochs)) / nets)
    yield Step(
        1.0,
        Reproduced(
            customers=len(kept),
            network=None if anew is None else _bytes(anew) == _bytes(model),
            hindered=hindered,
            kept=of_kept,
            anew=None if anew is None else _apart(study.change(model=anew).segments(), kept),
            versions={
                name: (version, now[name]) for name, version in then.items() if name in now and now[name] != version
            },
        ),
    )


def _as_it_was(study: Study, model: Model) -> tuple[Study | None, str | None]:
    """The study as its training began, or why it is not there any more.

    The recipe is the model's, which knows where a training was stopped; a limit of time that did not stop it must not
    stop it on a slower day.
    """
    recipe = model.recipe.replaced("training.max_seconds", None)
    again = study.change(recipe=recipe, model=None)
    day = model.fitted.reference_date
    if recipe.orders is None and recipe.second is None and again.scores().fitted.reference_date != day:
        # Dates that lay in the future then do so no longer.
        again = again.change(recipe=recipe.replaced("scoring.reference_date", day))
    different = _different(again, model)
    if different == ["the drawn sample"]:  # drawn anew after the training: its seed draws the former one
        try:
            again = again.draw()
        except DataProblem:
            pass
        else:
            different = _different(again, model)
    if different:
        what, verb = joined(tuple(different)), "is" if len(different) == 1 else "are"
        return None, f"It cannot be trained again here: {what} {verb} not what its network was trained on."
    return again, None


def _different(study: Study, model: Model) -> list[str]:
    now = study.parts("model")
    return [words for words in DATA if now.get(words) != model.parts.get(words)]


def _bytes(model: Model) -> tuple[object, ...]:
    """All numbers of a model: of the nets that it uses and of those left out, and how it did on the sample."""
    nets = [(net.result.network.weights.tobytes(), net.kept) for net in model.nets]
    return model.hash, nets, model.evaluation.value.tobytes()


def _apart(made: Segments, kept: pd.DataFrame) -> Apart:
    """How far a result is from what was kept, customer by customer."""
    ids, k, tier = np.asarray(made.scores.ids), made.k, made.tier
    former, unknown = kept, 0
    if len(ids) != len(kept) or not np.array_equal(ids, kept["id"].to_numpy(object)):
        place = pd.Index(ids).get_indexer(pd.Index(kept["id"].to_numpy(object)))
        former, k, tier = kept[place >= 0], k[place[place >= 0]], tier[place[place >= 0]]
        unknown = len(ids) + len(kept) - 2 * len(former)
    before = former["k"].to_numpy(float)
    differs = np.ascontiguousarray(k).view(np.int64) != np.ascontiguousarray(before).view(np.int64)
    most = float(np.abs(k - before).max(initial=0.0))
    return Apart(int(differs.sum()), most, int((tier != former["tier"].to_numpy(object)).sum()), unknown)


def _customers(count: int) -> str:
    return f"{count:,} customer{'' if count == 1 else 's'}"
