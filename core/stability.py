"""How sure a tier is: the network is trained again and again, from other starts and on other draws of its customers.

Seed stability (METHOD.md section 10): the share of (retraining, customer) pairs that land in the customer's tier. It is
how often, among these retrainings, and no probability.
"""

import hashlib
from collections.abc import Generator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from core import cutting
from core.model import train_model
from core.study import Study
from core.tiers import TIERS, place_of

TIMES = 20
ALWAYS = 0.9  # a customer who lands in her tier at least so often does so nearly always
SEED = 7
MOST_VALUED = 100_000  # customers looked at


@dataclass(frozen=True, eq=False)
class Stability:
    """K (times, m), 0..1, by each retraining, of the customers at (m,) rising places of the segments.

    model: the hash of the model that was retrained; customers: how many there were. Tiers are found when asked for, so
    that cut-offs may move.
    """

    k: np.ndarray
    places: np.ndarray
    customers: int
    model: str


class Retrained(NamedTuple):
    """How many retrainings are done; the last one carries the result."""

    done: int
    of: int
    stability: Stability | None = None


@dataclass(frozen=True, eq=False)
class Landing:
    """What retraining does to tiers: own (m,), how often each customer lands in her tier, 0..1; overall its mean.

    between: (4, 4) share of the retrainings in which the customers of a tier (rows, A first) land in each tier.
    """

    places: np.ndarray
    own: np.ndarray
    overall: float
    between: np.ndarray


def retrain(study: Study, times: int = TIMES) -> Generator[Retrained, None, None]:
    """Train `times` more models as the present one was, each from another start, its training customers drawn with
    replacement; validation and test customers stay. Yields often, so that it can be left; raises what a training does.
    """
    assert study.model is not None  # there are segments
    scores, drawn, expected, recipe = study.segments().scores, study.drawn(), study.target(), study.recipe
    learners = drawn[expected.known[drawn]]
    trains = study.model.evaluation.sizes[0]
    places = np.linspace(0, len(scores.values) - 1, min(len(scores.values), MOST_VALUED)).astype(np.int64)
    found = np.empty((times, len(places)), np.float32)
    yield Retrained(0, times)
    for number in range(times):
        rng = np.random.default_rng([SEED, number])
        again = np.concatenate([rng.choice(learners[:trains], trains), learners[trains:]])
        other = recipe.replaced("network.seed", int(rng.integers(2**32)))
        for progress in train_model(other, scores, again, expected, {}, study.training_weights):
            if progress.model is None:
                yield Retrained(number, times)
            else:
                found[number] = progress.model.value(scores.values[places]).k
        yield Retrained(number + 1, times)
    yield Retrained(times, times, Stability(found, places, len(scores.values), study.model.hash))


def current(study: Study) -> Stability | None:
    """The study's retrainings where they are of its present model and customers; else None."""
    held = study.stability
    if held is None or study.model is None or held.model != study.model.hash:
        return None
    return held if held.customers == len(study.segments().k) else None


def landing(study: Study) -> Landing | None:
    """What the retrainings do to the tiers, under the cut-offs of now; None where there are none of the present model.

    Cut-offs by shares or at breaks are found anew in each retraining.
    """
    held = current(study)
    if held is None:
        return None
    key = study.key("segments") + hashlib.sha256(held.k.tobytes()).hexdigest()
    return study.memo.get("landing", key, lambda: _landing(study, held))


def _landing(study: Study, held: Stability) -> Landing:
    assert study.model is not None  # there are retrainings of it
    own_tier = place_of(study.segments().k[held.places], study.segments().cutoffs)
    landed, between = np.zeros(len(held.places)), np.zeros((len(TIERS), len(TIERS)))
    for k in held.k.astype(float):
        tier = place_of(k, cutting.in_force(study.recipe.cutoffs, k, study.model.binary))
        landed += tier == own_tier
        np.add.at(between, (own_tier, tier), 1)
    own = landed / len(held.k)
    return Landing(held.places, own, float(own.mean()), between / np.maximum(between.sum(axis=1, keepdims=True), 1))


def figures(study: Study) -> dict | None:
    """What the retrainings say, in plain JSON types, for summary and exports; None where there are none."""
    held, found = current(study), landing(study)
    if held is None or found is None:
        return None
    tier = study.segments().tier[found.places]
    return {
        "retrainings": len(held.k),
        "customers": len(found.places),
        "land_in_their_tier": round(found.overall, 6),
        "nearly_always": round(float(np.mean(found.own >= ALWAYS)), 6),
        "by_tier": {t: round(float(found.own[tier == t].mean()), 6) for t in TIERS if (tier == t).any()},
    }


def in_words(study: Study) -> str:
    """The same in one sentence: `Trained 20 times more, customers land in the tier shown 87% of the time.`; else ""."""
    if (told := figures(study)) is None:
        return ""
    return (
        f"Trained {told['retrainings']} times more, customers land in the tier shown {told['land_in_their_tier']:.0%}"
        " of the time."
    )
