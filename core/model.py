"""From a sample and its expected values to a trained model, and from a model to K (METHOD.md sections 6 to 8).

A `Model` holds all that is needed to value a raw file by itself: where the indicators come from, the edges they are
scored by, the normaliser and the networks.
"""

import hashlib
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from core.network.baselines import baseline_mse, least_squares, mean
from core.network.network import Network, nguyen_widrow, predict_value
from core.network.normalise import Normaliser
from core.network.side_by_side import SideBySide
from core.network.training import Epoch, Result, Stop
from core.problems import DataProblem
from core.recipe import CutOffs, NetworkSettings, Recipe, StopAt
from core.sampling import part_sizes
from core.scoring import Fitted, Scores
from core.target import Expected
from core.tiers import tier_of

PARTS = ("training", "validation", "test")
CURVE_POINTS = 500
SLICE = 16_384  # customers valued at once, by each net
MOST_COMPARED = 20_000  # customers on whom the tiers of the nets are compared


@dataclass(frozen=True, eq=False)
class TrainedNet:
    """One trained net: its curve (epoch records, thinned) and why it stopped; `kept` is False where K leaves it out."""

    result: Result
    curve: tuple[Epoch, ...]
    kept: bool = True

    @property
    def last(self) -> Epoch:
        """The record of the last epoch, with the stop reason."""
        return self.curve[-1]


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The m sampled customers that have an expected value, in the order training, validation, test.

    expected, value (K of the model), linear (least squares), mean: (m,), 0..1; sizes: customers per part.
    """

    ids: np.ndarray
    expected: np.ndarray
    value: np.ndarray
    linear: np.ndarray
    mean: np.ndarray
    sizes: tuple[int, int, int]

    def part(self, name: str) -> slice:
        """Where a part's customers lie."""
        ends = np.cumsum([0, *self.sizes])
        k = PARTS.index(name)
        return slice(int(ends[k]), int(ends[k + 1]))

    def mse(self, part: str, of: str = "value") -> float | None:
        """Mean squared error of `value`, `linear` or `mean` over a part; None where the part is empty."""
        here = self.part(part)
        if here.stop == here.start:
            return None
        return float(np.mean((getattr(self, of)[here] - self.expected[here]) ** 2))

    @property
    def binary(self) -> bool:
        """Whether all expected values are 0 or 1: a yes/no outcome (the ranks of an outcome in numbers lie between)."""
        return bool(np.isin(self.expected, (0, 1)).all())

    def tier_agreement(self, cutoffs: CutOffs) -> float | None:
        """Share of the test customers whose tier by K is the tier of their expected value.

        None without a test part, and for a yes/no outcome, which expects nobody in B or C.
        """
        here = self.part("test")
        if here.stop == here.start or self.binary:
            return None
        return float(np.mean(tier_of(self.value[here], cutoffs) == tier_of(self.expected[here], cutoffs)))


class Valued(NamedTuple):
    """K (n,), 0..1, and how far the kept nets stand apart on each customer: their standard deviation (n,).

    spread is NaN where one net alone makes K. inputs_clipped, outputs_clipped: how many scores lay outside the range
    seen in training, and how many outputs outside 0..1.
    """

    k: np.ndarray
    spread: np.ndarray
    inputs_clipped: int
    outputs_clipped: int


@dataclass(frozen=True, eq=False)
class Model:
    """What a training leaves behind.

    recipe: as it was trained, with the place where it was stopped by hand or by time, so that it can be repeated;
    parts: the study's key parts it was trained under (see study.py); reference: mean inputs (k,) of the drawn sample,
    0..1, the customer that reasons compare with; None in a model that was saved before it was kept.
    """

    recipe: Recipe
    fitted: Fitted
    normaliser: Normaliser
    nets: tuple[TrainedNet, ...]
    source: str
    evaluation: Evaluation
    parts: dict[str, str]
    reference: np.ndarray | None = None

    @property
    def indicators(self) -> tuple[str, ...]:
        """The k inputs, in the order of Table 1."""
        return self.recipe.scoring.mapped

    @cached_property
    def hash(self) -> str:
        """Of all that decides K and its reasons: two trainings under one recipe differ where one was stopped."""
        digest = hashlib.sha256(self.fitted.hash.encode())
        if self.reference is not None:
            digest.update(self.reference.tobytes())
        for array in (self.normaliser.low, self.normaliser.high, *(net.result.network.weights for net in self.kept)):
            digest.update(np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()

    @property
    def learned(self) -> bool:
        """Whether its validation error, or its training error where none validates, is below the mean predictor's."""
        part = "validation" if self.evaluation.sizes[1] else "training"
        value, mean_of_all = self.evaluation.mse(part), self.evaluation.mse(part, "mean")
        return value is None or mean_of_all is None or value < mean_of_all

    @property
    def binary(self) -> bool:
        """Whether K was learned from a yes/no outcome, and so piles up at its ends."""
        return self.source == "outcome" and self.evaluation.binary

    @property
    def kept(self) -> tuple[TrainedNet, ...]:
        """The nets whose mean is K."""
        return tuple(net for net in self.nets if net.kept)

    @property
    def networks(self) -> list[Network]:
        """Of the kept nets."""
        return [net.result.network for net in self.kept]

    @property
    def best(self) -> TrainedNet:
        """The kept net with the lowest validation error, or training error where none validates."""
        return min(self.kept, key=lambda net: net.result.mse)

    @property
    def layers(self) -> tuple[int, int, int]:
        """Inputs, hidden units, outputs: 14-29-1."""
        inputs, hidden = self.nets[0].result.network.w1.shape
        return inputs, hidden, 1

    def value(self, scores: np.ndarray) -> Valued:
        """K of scores (n, k), 1-5: the mean over the kept nets, their spread, and what was clipped on the way."""
        (k, spread), inputs, outputs = np.empty((2, len(scores))), 0, 0
        for start in range(0, len(scores), SLICE):  # a second table of all customers would double the memory
            here = slice(start, start + SLICE)
            x, outside = self.normaliser.apply(scores[here])
            each, beyond = values_of_nets(self.networks, x)
            k[here], spread[here] = mean_and_spread(each)
            inputs, outputs = inputs + outside, outputs + beyond
        return Valued(k, spread, inputs, outputs)

    def agreement(self, scores: np.ndarray, tier: np.ndarray, cutoffs: CutOffs) -> float | None:
        """How often a kept net by itself gives a customer of scores (n, k) the tier (n,) of K: a share, 0..1.

        It is the mean over nets and customers, of many customers at most MOST_COMPARED, evenly spaced. None where one
        net alone makes K.
        """
        if len(self.kept) < 2 or not len(scores):
            return None
        some = np.linspace(0, len(scores) - 1, min(len(scores), MOST_COMPARED)).astype(np.int64)
        each, _ = values_of_nets(self.networks, self.normaliser.apply(scores[some])[0])
        return float(np.mean(tier_of(each, cutoffs) == tier[some]))


class Progress(NamedTuple):
    """One epoch of one net of a training; the last progress carries the model."""

    net: int
    nets: int
    epoch: Epoch
    model: Model | None = None


def train_model(
    recipe: Recipe,
    scores: Scores,
    drawn: np.ndarray,
    expected: Expected,
    parts: dict[str, str],
    importance_of: Callable[[np.ndarray], np.ndarray | None] = lambda places: None,
) -> Generator[Progress, bool | None, None]:
    """Train the recipe's nets on the drawn customers; yields one Progress per epoch, the last with the model.

    drawn: (m,) places in `scores`, in the order of their numbers. importance_of: the weights (t,) of the customers that
    train, by their (t,) places in `scores`; None where all count the same. Sending True stops the training: the net in
    work keeps its best weights so far, later nets are not begun. Raises DataProblem, before the first epoch, where too
    few customers have an expected value, or a weight is none.
    """
    learners = drawn[expected.known[drawn]]
    if len(learners) < 20:
        raise DataProblem(
            f"only {len(learners):,} of the {len(drawn):,} sampled customers have an expected value",
            accepted="20 or more",
            fix="grade more of the sample, or choose another expected value",
        )
    sizes = part_sizes(len(learners), recipe.training.split)
    fit_on = drawn if recipe.training.normalise_on == "sample" else learners[: sizes[0]]
    normaliser = Normaliser.fit(scores.values[fit_on])
    importance = importance_of(learners[: sizes[0]])
    reference = normaliser.apply(scores.values[drawn])[0].mean(axis=0)
    return _train_nets(recipe, scores, learners, sizes, expected, normaliser, parts, importance, reference)


def _train_nets(
    recipe: Recipe,
    scores: Scores,
    learners: np.ndarray,
    sizes: tuple[int, int, int],
    expected: Expected,
    normaliser: Normaliser,
    parts: dict[str, str],
    importance: np.ndarray | None,
    reference: np.ndarray,
) -> Generator[Progress, bool | None, None]:
    target, (x, _) = expected.values[learners], normaliser.apply(scores.values[learners])
    ends = np.cumsum(sizes)
    training, validation, test = (
        (x[a:b], target[a:b]) if b > a else None for a, b in zip((0, *ends[:2]), ends, strict=True)
    )
    assert training is not None  # part_sizes leaves at least ten customers to train

    count, stop_at, nets, trainings = recipe.network.nets, recipe.training.stop_at, [], []
    for number in range(1, min(count, stop_at.net if stop_at else count) + 1):
        rules = recipe.training
        if stop_at and number == stop_at.net:
            rules = rules.model_copy(update={"epochs": min(rules.epochs, stop_at.epoch)})
        start = start_net(len(scores.indicators), recipe.network, number)
        trainings.append((start, rules))
    with closing(SideBySide(trainings, (training, validation, test, importance))) as side_by_side:
        for number in range(1, len(trainings) + 1):
            net, told = yield from _train_net(side_by_side.records(number - 1), number, count)
            nets.append(net)
            last, stopped = number == len(trainings), net.last.stop_reason in (Stop.USER, Stop.TIME)
            if not last and not stopped:
                stopped = told or bool((yield Progress(number, count, net.last)))
            if stopped:
                recipe = stopped_at(recipe, number, net.last.epoch)
                break

    nets = leave_out_failed(nets, baseline_mse("mean", training, validation) if validation else None)
    evaluation = Evaluation(
        ids=scores.ids[learners],
        expected=target,
        value=mean_value([net.result.network for net in nets if net.kept], x)[0],
        linear=least_squares(training, x),
        mean=mean(training, x),
        sizes=sizes,
    )
    model = Model(recipe, scores.fitted, normaliser, tuple(nets), expected.source, evaluation, parts, reference)
    yield Progress(number, count, net.last, model)


def _train_net(
    records: Generator[Epoch, bool | None, None], number: int, count: int
) -> Generator[Progress, bool | None, tuple[TrainedNet, bool]]:
    """One net: yields all its records but the last; returns it trained, and whether it was told to stop."""
    curve, told = Curve(), False
    for record in records:
        curve.add(record)
        if record.result is None and (yield Progress(number, count, record)):
            told = True
            curve.add(records.send(True))
        if curve.last.result is not None:
            break
    assert curve.last.result is not None  # a training ends with its result
    return TrainedNet(curve.last.result, curve.records()), told


def stopped_at(recipe: Recipe, net: int, epoch: int) -> Recipe:
    """The recipe that repeats a training which was stopped by hand or by time."""
    training = recipe.training.model_copy(update={"stop_at": StopAt(net=net, epoch=max(epoch, 1)), "max_seconds": None})
    return recipe.model_copy(update={"training": training})


def start_net(inputs: int, settings: NetworkSettings, number: int) -> Network:
    """The start of net `number` (from 1), seeded by the recipe."""
    rng = np.random.default_rng([settings.seed, number])
    return nguyen_widrow(inputs, settings.hidden, settings.hidden_transfer, settings.output_transfer, rng)


def mean_value(networks: list[Network], x: np.ndarray) -> tuple[np.ndarray, int]:
    """K (n,), 0..1, of normalised inputs (n, k): the mean over nets, each clipped to [0, 1]; and how often it was."""
    each, clipped = values_of_nets(networks, x)
    return mean_and_spread(each)[0], clipped


def mean_and_spread(each: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean (n,) and standard deviation (n,) over nets of their values (nets, n); NaN as the spread of one net alone.

    Net by net: NumPy's own sums over nets would round one customer alone otherwise than many.
    """
    mean, squares = np.zeros((2, each.shape[1]))
    for value in each:
        mean += value
    mean /= len(each)
    for value in each:
        squares += np.square(value - mean)
    return mean, np.sqrt(squares / len(each)) if len(each) > 1 else np.full(len(mean), np.nan)


def values_of_nets(networks: list[Network], x: np.ndarray) -> tuple[np.ndarray, int]:
    """(nets, n) values, 0..1, of each net by itself for normalised inputs (n, k); how many outputs were clipped."""
    each, clipped = np.empty((len(networks), len(x))), 0
    for value, network in zip(each, networks, strict=True):
        value[:], outside = predict_value(network, x)
        clipped += outside
    return each, clipped


def leave_out_failed(nets: list[TrainedNet], mean_mse: float | None) -> list[TrainedNet]:
    """Mark the nets that K leaves out: validation MSE above the mean predictor's, or above twice the median net's.

    At least the best net stays. Without a validation part, or with one net, all stay.
    """
    if mean_mse is None or len(nets) < 2:
        return nets
    performance = [net.result.mse for net in nets]
    most = min(mean_mse, 2 * float(np.median(performance)))
    most = max(most, min(performance))
    return [replace(net, kept=p <= most) for net, p in zip(nets, performance, strict=True)]


class Curve:
    """Epoch records thinned as they come: at most CURVE_POINTS, evenly spaced, the last one always among them."""

    def __init__(self) -> None:
        self._kept: list[Epoch] = []
        self._every = 1
        self.last: Epoch

    def add(self, record: Epoch) -> None:
        self.last = record
        if record.epoch % self._every == 0:
            self._kept.append(record)
            if len(self._kept) > CURVE_POINTS:
                self._every *= 2
                self._kept = [r for r in self._kept if r.epoch % self._every == 0]

    def records(self) -> tuple[Epoch, ...]:
        """The kept records, rising in epoch, then the last one."""
        return (*(r for r in self._kept if r.epoch < self.last.epoch), self.last)
