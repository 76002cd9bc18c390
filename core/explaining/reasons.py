"""Why one customer has her K: what each indicator adds against the reference customer, and two sentences of it."""

from dataclasses import dataclass

import numpy as np

from core.explaining.shapley import shapley_values
from core.indicators import INDICATORS
from core.model import Model, mean_value
from core.problems import DataProblem
from core.signed import signed

NOTHING = 0.02  # an indicator that moves K by less is not worth a word
MOST_NAMED = 3
WORTH_NAMING = 0.25  # of the largest one on its side


@dataclass(frozen=True, eq=False)
class Reasons:
    """K of one customer, K of the reference customer (`base`), and what each indicator adds: values (k,).

    They sum to k - base.
    scores, reference: (k,), 1-5, as the network sees them: beyond what the training saw they count as its bounds.
    """

    indicators: tuple[str, ...]
    scores: np.ndarray
    reference: np.ndarray
    k: float
    base: float
    values: np.ndarray

    @property
    def ranked(self) -> list[int]:
        """Places of the indicators, the one that moves K most first."""
        return np.argsort(-np.abs(self.values), kind="stable").tolist()


def reference_of(model: Model) -> np.ndarray:
    """Mean inputs (k,) of the drawn sample. Raises DataProblem for a model that was saved without them."""
    if model.reference is None:
        raise DataProblem(
            "this model was saved before reasons were kept with it, so there is no customer to compare with",
            fix="train it again on the Training page",
        )
    return model.reference


def as_scores(model: Model, x: np.ndarray) -> np.ndarray:
    """Inputs (..., k), 0..1, in units of the score, 1-5."""
    return model.normaliser.low + x * (model.normaliser.high - model.normaliser.low)


def reasons(model: Model, scores: np.ndarray) -> Reasons:
    """The reasons of a customer of scores (k,), 1-5. Raises DataProblem for a model without a reference customer."""
    reference = reference_of(model)
    x, _ = model.normaliser.apply(scores[None])
    values = shapley_values(model.networks, x, reference)[0]
    k, base = mean_value(model.networks, np.array([x[0], reference]))[0].tolist()
    return Reasons(model.indicators, as_scores(model, x[0]), as_scores(model, reference), k, base, values)


# --- in words ---------------------------------------------------------------------------------------------------------


def reasons_in_words(found: Reasons) -> tuple[str, str]:
    """Two sentences in Markdown: where K stands against the reference customer, and mainly because of what.

    Where the indicators hardly move K, or pull it both ways by the same, they say so.
    """
    gap = found.k - found.base
    apart = abs(round(found.k, 2) - round(found.base, 2))  # of the numbers shown: a reader subtracts them
    side = "about the same as" if abs(gap) < NOTHING else f"{apart:.2f} {'above' if gap > 0 else 'below'}"
    first = f"K is {found.k:.2f}, {side} the {found.base:.2f} of a customer with the sample's mean scores."
    ups, downs = named(found, 1), named(found, -1)
    if not ups and not downs:
        most = found.ranked[0]
        size = signed(found.values[most], 3)  # with two decimals 0.019 would read as 0.02
        moved = abs(found.values[most]) >= 0.005  # less would be shown as 0
        beside = f"; {_listed(found, [most])} moves it most, by {size}" if moved else ""
        return first, f"Nothing stands out: no indicator moves K by {NOTHING} or more{beside}."
    if abs(gap) < NOTHING and ups and downs:
        return (
            first,
            f"What lifts it and what holds it back cancel out: {_listed(found, ups)} against {_listed(found, downs)}.",
        )
    main, other, link = (ups, downs, "held back by") if gap > 0 else (downs, ups, "lifted by")
    mainly = f"Mainly because of {_listed(found, main)}" if main else "Many small differences add up"
    return first, mainly + (f"; {link} {_listed(found, other)}." if other else ".")


def named(found: Reasons, sign: int) -> list[int]:
    """Places of the indicators worth a word on one side (1: they lift K, -1: they hold it back), largest first."""
    on_side = found.values * sign
    least = max(NOTHING, WORTH_NAMING * on_side.max())
    return [i for i in found.ranked if on_side[i] >= least][:MOST_NAMED]


def _listed(found: Reasons, places: list[int]) -> str:
    """`*Spend* (5, mean 3.1) and *Recency* (4, mean 2.6)`."""
    words = [
        f"*{INDICATORS[found.indicators[i]].label}* ({score_in_words(found.scores[i])},"
        f" mean {score_in_words(found.reference[i])})"
        for i in places
    ]
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def score_in_words(score: float) -> str:
    """A score of 1-5 with one decimal, without it where there is none."""
    return f"{score:.1f}".removesuffix(".0")
