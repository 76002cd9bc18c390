"""From a sample and its expected values to a trained model, and from a model to K (METHOD.md sections 6 to 8).

A `Model` holds all that is needed to value a raw file by itself: where the indicators come from, the edges they are
scored by, the normaliser and the networks.
"""

from collections.abc import Generator
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from core.network.baselines import baseline_mse, least_squares, mean
from core.network.network import Network, nguyen_widrow, predict_value
from core.network.normalise import Normaliser
from core.network.training import Epoch, Result, train
from core.problems import DataProblem
from core.recipe import CutOffs, NetworkSettings, OrderColumns, Recipe, Scoring
from core.sampling import part_sizes
from core.scoring import Fitted, Scores
from core.target import Expected
from core.tiers import tier_of

PARTS = ("training", "validation", "test")
CURVE_POINTS = 500
SLICE = 65_536  # customers valued at once


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

    def tier_agreement(self, cutoffs: CutOffs) -> float | None:
        """Share of the test customers whose tier by K is the tier of their expected value; None without a test part."""
        here = self.part("test")
        if here.stop == here.start:
            return None
        return float(np.mean(tier_of(self.value[here], cutoffs) == tier_of(self.expected[here], cutoffs)))


@dataclass(frozen=True, eq=False)
class Model:
    """What a training leaves behind; `parts` are the study's key parts it was trained under (see study.py)."""

    orders: OrderColumns | None
    scoring: Scoring
    fitted: Fitted
    indicators: tuple[str, ...]
    normaliser: Normaliser
    nets: tuple[TrainedNet, ...]
    algorithm: str
    source: str
    evaluation: Evaluation
    parts: dict[str, str]

    @property
    def kept(self) -> tuple[TrainedNet, ...]:
        """The nets whose mean is K."""
        return tuple(net for net in self.nets if net.kept)

    @property
    def best(self) -> TrainedNet:
        """The kept net with the lowest validation error, or training error where none validates."""
        return min(self.kept, key=lambda net: net.result.mse)

    @property
    def layers(self) -> tuple[int, int, int]:
        """Inputs, hidden units, outputs: 14-29-1."""
        inputs, hidden = self.nets[0].result.network.w1.shape
        return inputs, hidden, 1

    def value(self, scores: np.ndarray) -> np.ndarray:
        """Customer value K (n,), 0..1, of scores (n, k): the mean over the kept nets."""
        networks, k = [net.result.network for net in self.kept], np.empty(len(scores))
        for start in range(0, len(scores), SLICE):  # a second table of all customers would double the memory
            x, _ = self.normaliser.apply(scores[start : start + SLICE])
            k[start : start + SLICE] = mean_value(networks, x)
        return k

    def clipped(self, scores: np.ndarray) -> int:
        """How many scores of (n, k) lie outside the range the normaliser knows."""
        return self.normaliser.apply(scores)[1]


class Progress(NamedTuple):
    """One epoch of one net of a training; the last progress carries the model."""

    net: int
    nets: int
    epoch: Epoch
    model: Model | None = None


def train_model(
    recipe: Recipe, scores: Scores, drawn: np.ndarray, expected: Expected, parts: dict[str, str]
) -> Generator[Progress, bool | None, None]:
    """Train the recipe's nets on the drawn customers; yields one Progress per epoch, the last with the model.

    drawn: (m,) places in `scores`, in the order of their numbers. Sending True stops the training: the net in work
    keeps its best weights so far, later nets are not begun. Raises DataProblem, before the first epoch, where too few
    customers have an expected value.
    """
    learners = drawn[expected.known[drawn]]
    if len(learners) < 20:
        raise DataProblem(
            f"only {len(learners):,} of the {len(drawn):,} sampled customers have an expected value",
            accepted="20 or more",
            fix="grade more of the sample, or choose another expected value",
        )
    sizes = part_sizes(len(learners), recipe.training.split)
    return _train_nets(recipe, scores, learners, sizes, expected, parts)


def _train_nets(
    recipe: Recipe,
    scores: Scores,
    learners: np.ndarray,
    sizes: tuple[int, int, int],
    expected: Expected,
    parts: dict[str, str],
) -> Generator[Progress, bool | None, None]:
    sampled, target = scores.values[learners], expected.values[learners]
    normaliser = Normaliser.fit(sampled if recipe.training.normalise_on == "sample" else sampled[: sizes[0]])
    x, _ = normaliser.apply(sampled)
    ends = np.cumsum(sizes)
    training, validation, test = (
        (x[a:b], target[a:b]) if b > a else None for a, b in zip((0, *ends[:2]), ends, strict=True)
    )
    assert training is not None  # part_sizes leaves at least ten customers to train

    settings, nets, stopped = recipe.network, [], False
    for number in range(1, settings.nets + 1):
        start = start_net(len(scores.indicators), settings, number)
        records, curve = train(start, recipe.training, training, validation, test), Curve()
        for record in records:
            curve.add(record)
            if record.result is None and (yield Progress(number, settings.nets, record)):
                stopped = True
                curve.add(records.send(True))
            if curve.last.result is not None:
                break
        assert curve.last.result is not None  # a training ends with its result
        nets.append(TrainedNet(curve.last.result, curve.records()))
        if stopped or number == settings.nets:
            break
        if (yield Progress(number, settings.nets, curve.last)):
            break

    nets = leave_out_failed(nets, baseline_mse("mean", training, validation) if validation else None)
    evaluation = Evaluation(
        ids=scores.ids[learners],
        expected=target,
        value=mean_value([net.result.network for net in nets if net.kept], x),
        linear=least_squares(training, x),
        mean=mean(training, x),
        sizes=sizes,
    )
    model = Model(
        recipe.orders,
        recipe.scoring,
        scores.fitted,
        scores.indicators,
        normaliser,
        tuple(nets),
        recipe.training.algorithm,
        expected.source,
        evaluation,
        parts,
    )
    yield Progress(number, settings.nets, curve.last, model)


def start_net(inputs: int, settings: NetworkSettings, number: int) -> Network:
    """The start of net `number` (from 1), seeded by the recipe."""
    rng = np.random.default_rng([settings.seed, number])
    return nguyen_widrow(inputs, settings.hidden, settings.hidden_transfer, settings.output_transfer, rng)


def mean_value(networks: list[Network], x: np.ndarray) -> np.ndarray:
    """K (n,), 0..1: the mean over nets, each clipped to [0, 1] first, of normalised inputs (n, k)."""
    total = np.zeros(len(x))
    for network in networks:
        total += predict_value(network, x)[0]
    return total / len(networks)


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
