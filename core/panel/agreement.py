"""How far the experts agree: Kendall's W of each level with its chance value, member by member, and who stands apart.

W compares orders, not sizes: 1 where all rank the members alike, 0 where their ranks cancel out. It is tie-corrected,
and taken over the experts who answered all of a level (METHOD.md section 3).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.panel.levels import label
from core.panel.shares_of import LevelResult

PERMUTATIONS, SEED = 4_999, 1
SAME = 9  # digits: shares that differ by rounding alone are tied
# After Schmidt (1997), "Managing Delphi surveys using nonparametric statistical techniques".
WORDS = ((0.9, "very strong"), (0.7, "strong"), (0.5, "moderate"), (0.3, "weak"), (0.0, "hardly any"))
# An expert stands apart by more than so many usual distances from the middle, and by this part of an even share.
FAR, LEAST = 2.5, 0.35
FEWEST_APART = 3  # experts: of two, neither stands apart


@dataclass(frozen=True)
class Agreement:
    """Agreement on one level.

    experts: names of those who answered all of it; w: 0..1, p: share of random panels that agree at least as much;
    both None where W is undefined. of: member -> agreement on its rank, 1 for all alike, 0 as by chance, below 0 for
    split camps; W is their mean.
    """

    level: str
    experts: tuple[str, ...]
    w: float | None
    p: float | None
    of: dict[str, float]

    @property
    def word(self) -> str:
        """The strength of the agreement in a word or two; "" where W is undefined."""
        return strength(self.w) if self.w is not None else ""

    @property
    def in_words(self) -> str:
        """One sentence with W, its meaning, and how likely chance alone gives as much."""
        if len(self.experts) < 2:
            there = "there is one" if self.experts else "there is none"
            return f"Agreement needs two experts who answered all of this level; {there}."
        if self.w is None or self.p is None:
            return "No expert ranks anything here above the rest, so there is no order to agree on."
        chance = (
            f"chance alone would give as much in {_of_100(self.p)} of 100 panels"
            if self.p < 0.05
            else f"chance alone would give as much in {_of_100(self.p)} of 100 panels, so it may be chance"
        )
        begin = "Hardly any" if self.w < WORDS[-2][0] else self.word.capitalize()
        return f"{begin} agreement on the order among {len(self.experts)} experts (W = {self.w:.2f}); {chance}."


@dataclass(frozen=True)
class Apart:
    """An expert who stands apart on one member: her share and the panel's, 0..1 of the level."""

    expert: str
    level: str
    member: str
    share: float
    panel: float


def agreement(result: LevelResult) -> Agreement:
    """Kendall's W, its permutation p, and the agreement on each member, over those who answered all of a level."""
    complete = result.complete
    experts = tuple(name for name, all_of_it in zip(result.experts, complete, strict=True) if all_of_it)
    nothing = Agreement(result.level, experts, None, None, {})
    if len(experts) < 2 or len(result.members) < 2:
        return nothing
    ranks = ranked(result.by_expert[complete])
    own = own_variance(ranks)
    if own == 0:
        return nothing
    w = kendall_w(ranks)
    assert w is not None  # some expert ranks something above the rest
    of = 1 - ranks.var(axis=0) / own
    return Agreement(result.level, experts, w, by_chance(ranks), dict(zip(result.members, of.tolist(), strict=True)))


def ranked(shares: np.ndarray) -> np.ndarray:
    """Ranks (m, n) of each expert's shares (m, n), 1 for the smallest; equal ones get their mean rank."""
    return pd.DataFrame(np.round(shares, SAME)).rank(axis=1).to_numpy()


def own_variance(ranks: np.ndarray) -> float:
    """The mean variance of an expert's own ranks (m, n): (n^2 - 1)/12, less for ties; 0 where all tie everything."""
    return float(ranks.var(axis=1).mean())


def kendall_w(ranks: np.ndarray) -> float | None:
    """Kendall's W, 0..1, of m experts' ranks (m, n), corrected for ties; None where every expert ties everything.

    W = 12 S / (m^2 (n^3 - n) - m T): the variance of the mean ranks over the mean variance of each expert's own.
    """
    own = own_variance(ranks)
    return float(min(ranks.mean(axis=0).var() / own, 1.0)) if own else None


def by_chance(ranks: np.ndarray, permutations: int = PERMUTATIONS) -> float:
    """The share, 0..1, of random panels whose W is at least that of ranks (m, n).

    A random panel has the same experts, each with her own ranks shuffled over the members. The seed is fixed.
    """
    rng = np.random.default_rng(SEED)
    m, n = ranks.shape
    as_much = 1  # the panel itself
    reached = ranks.sum(axis=0).var() - 1e-9
    for start in range(0, permutations, 500):  # memory stays small for a hundred experts
        size = min(500, permutations - start)
        shuffled = rng.permuted(np.broadcast_to(ranks, (size, m, n)), axis=2)
        as_much += int((shuffled.sum(axis=1).var(axis=1) >= reached).sum())
    return as_much / (permutations + 1)


def strength(w: float) -> str:
    """W (or the agreement on one member) in a word: "strong"."""
    return next((word for least, word in WORDS if w >= least), WORDS[-1][1])


def standing_apart(result: LevelResult) -> list[Apart]:
    """Who gives a member far more or less than the middle of all experts, the farthest first.

    Far: beyond 2.5 usual distances (1.48 times the median distance), and by a third of an even share at least.
    """
    if len(result.experts) < FEWEST_APART:
        return []
    found: list[tuple[float, Apart]] = []
    for place, member in enumerate(result.members):
        answered = np.flatnonzero(~np.isnan(result.by_expert[:, place]))
        if len(answered) < FEWEST_APART:
            continue
        own = result.by_expert[answered, place]
        distance = np.abs(own - np.median(own))
        limit = max(FAR * 1.4826 * float(np.median(distance)), LEAST / len(result.members))
        for k in np.flatnonzero(distance > limit + 1e-9):
            name = result.experts[answered[k]]
            one = Apart(name, result.level, member, float(own[k]), result.shares[member])
            found.append((float(distance[k]) * len(result.members), one))
    return [one for _, one in sorted(found, key=lambda pair: -pair[0])]


def apart_in_words(found: list[Apart]) -> dict[str, str]:
    """Expert -> what she stands apart on: `gives more to Spend (77% against 45%) and less to Recency (8% against 25%)`.

    The first share of each pair is hers, the second the panel's.
    """
    phrases: dict[str, list[str]] = {}
    for one in found:
        direction = "more" if one.share > one.panel else "less"
        phrase = f"{direction} to {label(one.member)} ({one.share:.0%} against {one.panel:.0%})"
        phrases.setdefault(one.expert, []).append(phrase)
    return {who: "gives " + " and ".join(filter(None, [", ".join(p[:-1]), p[-1]])) for who, p in phrases.items()}


def _of_100(p: float) -> str:
    return "fewer than 1" if p < 0.01 else f"{p:.0%}".removesuffix("%")
