"""From the experts' importances to one share for each member of a level (METHOD.md section 3).

A blank says nothing. An expert's shares are those of what she answered; before they are averaged they are scaled to
what the panel gives these members together. So a blank counts neither as 0 nor as more for the rest: who answers half
of a level in the panel's own proportions changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.indicators import INDICATORS
from core.panel.comparisons import compared
from core.panel.levels import LEVELS, TOP, members
from core.recipe import Expert, Weights

INSTEAD_OF_ZERO = 0.5  # of 10: a geometric mean with one 0 in it would be 0
CLOSE_ENOUGH, MOST_ROUNDS = 1e-13, 1000


@dataclass(frozen=True, eq=False)
class LevelResult:
    """What the panel makes of one level with n members.

    shares: member -> mean share, sum 1; spread: member -> standard deviation of the experts' shares (0 for one expert).
    experts: names (m,) of those who answered any of it and count more than 0; by_expert: (m, n) their shares scaled as
    they were averaged, NaN where left blank.
    """

    level: str
    members: tuple[str, ...]
    shares: dict[str, float]
    spread: dict[str, float]
    experts: tuple[str, ...]
    by_expert: np.ndarray

    @property
    def complete(self) -> np.ndarray:
        """(m,) bool: who answered all of the level."""
        return ~np.isnan(self.by_expert).any(axis=1)

    @property
    def unheard(self) -> tuple[str, ...]:
        """The members that nobody has rated."""
        blank = np.isnan(self.by_expert).all(axis=0)
        return tuple(member for member, nobody in zip(self.members, blank, strict=True) if nobody)


def shares_of(expert: Expert, level: str, wanted: tuple[str, ...], *, geometric: bool = False) -> dict[str, float]:
    """One expert's shares of what she answered among the `wanted` members of a level; they sum to 1.

    From her comparisons of all the level, mapped or not, where she has made any, else from her importances.
    {} where she left all of it blank, or gave 0 to all of it: no share follows from that. `geometric`: an importance
    of 0 counts as 0.5.
    """
    given: Mapping[str, float | None] = expert.dimensions if level == TOP else expert.indicators
    if in_pairs := compared(expert, members(level, tuple(INDICATORS))):
        given = in_pairs.shares
    answered = {i: value for i in wanted if (value := given.get(i)) is not None}
    if not any(answered.values()):
        return {}
    if geometric:
        answered = {i: value or INSTEAD_OF_ZERO for i, value in answered.items()}
    total = sum(answered.values())
    return {i: value / total for i, value in answered.items()}


def importances_of(expert: Expert, level: str) -> dict[str, float | None]:
    """One expert's importances on a level, 0-10, for a sheet; where she compared pairs those that weigh the same."""
    if in_pairs := compared(expert, members(level, tuple(INDICATORS))):
        most = max(in_pairs.shares.values())
        return {member: round(10 * share / most, 2) for member, share in in_pairs.shares.items()}
    return dict(expert.dimensions if level == TOP else expert.indicators)


def panel_results(weights: Weights, mapped: tuple[str, ...]) -> dict[str, LevelResult]:
    """The panel's result on each level that an expert has answered, whether or not the panel decides.

    Over the `mapped` indicators: what the file lacks drops out, and what is left of each expert's level sums to 1.
    """
    found = {}
    for level in LEVELS:
        result = level_result(weights.panel, level, members(level, mapped), geometric=weights.mean == "geometric")
        if result is not None:
            found[level] = result
    return found


def level_result(
    panel: tuple[Expert, ...], level: str, wanted: tuple[str, ...], *, geometric: bool = False
) -> LevelResult | None:
    """The panel's result over the `wanted` members of a level; None where nobody who counts has answered any.

    A member that everybody left blank gets the share of an even split.
    """
    answers = [(e, shares_of(e, level, wanted, geometric=geometric)) for e in panel if e.counts > 0]
    answers = [(expert, own) for expert, own in answers if own]
    if not answers:
        return None
    raw = np.array([[own.get(i, np.nan) for i in wanted] for _, own in answers])  # (m, n)
    counts = np.array([expert.counts for expert, _ in answers])
    mean, scaled = _averaged(raw, counts, geometric)
    present = ~np.isnan(scaled)
    weight = np.where(present, counts[:, None], 0.0)
    heard = weight.sum(axis=0) > 0
    filled = np.where(present, scaled, 0.0)
    total = np.where(heard, weight.sum(axis=0), 1.0)
    centre = (weight * filled).sum(axis=0) / total
    spread = np.sqrt((weight * np.where(present, filled - centre, 0.0) ** 2).sum(axis=0) / total)
    return LevelResult(
        level,
        wanted,
        dict(zip(wanted, mean.tolist(), strict=True)),
        dict(zip(wanted, spread.tolist(), strict=True)),
        tuple(expert.name for expert, _ in answers),
        scaled,
    )


def _averaged(raw: np.ndarray, counts: np.ndarray, geometric: bool) -> tuple[np.ndarray, np.ndarray]:
    """The panel's shares (n,), sum 1, and the experts' shares (m, n) scaled to them, from shares that each sum to 1.

    What the panel gives to the members that an expert answered depends on how her shares are scaled, and the other way
    round: both are found by turns.
    """
    present = ~np.isnan(raw)
    own = np.where(present, raw, 0.0)
    weight = np.where(present, counts[:, None], 0.0)
    heard = present.any(axis=0)
    weight = np.divide(weight, weight.sum(axis=0), out=np.zeros(raw.shape), where=heard)  # columns sum to 1
    logs = np.log(np.where(present, raw, 1.0)) if geometric else own
    n = len(heard)
    mean, room = np.full(n, 1 / n), heard.sum() / n  # of an even split, what nobody answered keeps its part
    for _ in range(MOST_ROUNDS):
        if geometric:
            gaps = np.where(present, np.log(mean) - logs, 0.0).sum(axis=1) / present.sum(axis=1)
            averages = np.where(heard, np.exp((weight * (logs + gaps[:, None])).sum(axis=0)), 0.0)
        else:
            averages = (weight * own * (present @ mean)[:, None]).sum(axis=0)
        after = np.where(heard, averages / averages.sum() * room, mean)
        done = np.abs(after - mean).max() < CLOSE_ENOUGH
        mean = after
        if done:
            break
    return mean, np.where(present, own * (present @ mean)[:, None], np.nan)
