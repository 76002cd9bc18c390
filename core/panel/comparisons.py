"""Weights from comparisons in pairs (AHP; Saaty 1977), with how consistent the judgements are.

A judgement says how many times as important one member of a level is as another, 1/9 to 9. The weights are the
principal eigenvector of the matrix of all judgements. A pair may be left out: as Harker (1987) does, the matrix has 0
there and 1 more on the diagonal, so that the weights found stand in for what was not said.

The consistency ratio compares the judgements with random ones: (lambda_max - n)/(n - 1), divided by Saaty's random
index. With pairs left out random judgements are less inconsistent too, nearly in proportion to what is left (Agoston,
Csato 2022): without any loop of judgements nothing can contradict itself, and there is no ratio.
"""

import math
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from core.panel.levels import label
from core.recipe import Expert

# Saaty's random index of n members.
RANDOM_INDEX = {3: 0.58, 4: 0.90, 5: 1.12, 6: 1.24, 7: 1.32, 8: 1.41, 9: 1.45, 10: 1.49}
ACCEPTED = 0.1  # a consistency ratio up to here
NAMED = 3  # judgements that are named, where they are off by more than OFF
OFF = 1.1

Judgements = dict[tuple[str, str], float]  # (a, b) -> how many times as important a is as b


@dataclass(frozen=True)
class Doubt:
    """A judgement that does not fit the others: `said` times as much, where the others imply `implied` times."""

    first: str
    second: str
    said: float
    implied: float

    @property
    def off(self) -> float:
        """By what factor, at least 1, the two differ."""
        return max(self.said / self.implied, self.implied / self.said)

    @property
    def in_words(self) -> str:
        """One phrase: `Recency against Frequency: you said 5, the others say 1.7`."""
        said = f"{label(self.first)} against {label(self.second)}: you said {times(self.said)}"
        return f"{said}, the others say {times(self.implied)}"


@dataclass(frozen=True)
class Compared:
    """What follows from one expert's comparisons on one level.

    shares: member -> weight, sum 1, of the members that judgements tie together; untied: the other members, of which
    nothing is known; given of `pairs` judgements among those tied; lambda_max: at least n; ratio: the consistency
    ratio, None where none is defined; doubts: the judgements that fit the others worst, three at most.
    """

    shares: dict[str, float]
    untied: tuple[str, ...]
    given: int
    pairs: int
    lambda_max: float
    ratio: float | None
    doubts: tuple[Doubt, ...]

    @property
    def consistent(self) -> bool:
        """Whether the ratio, where there is one, is at most 0.1."""
        return self.ratio is None or self.ratio <= ACCEPTED

    @property
    def in_words(self) -> str:
        """One or two sentences: the ratio and what it means, and what is not said yet."""
        if self.ratio is None:
            said = "These judgements cannot contradict each other, so there is no consistency ratio"
            said += "." if len(self.shares) < 3 else " yet: compare more pairs to have one."
        elif self.consistent:
            said = f"Consistency ratio {self.ratio:.2f}: the judgements fit together well enough (0.10 or less)."
        else:
            said = f"Consistency ratio {self.ratio:.2f}, above 0.10: some judgements contradict others. Look again."
        if self.untied:
            names = ", ".join(map(label, self.untied))
            said += f" No weight follows yet for {names}: compare with one of the others."
        return said


def judgements(expert: Expert, wanted: tuple[str, ...]) -> Judgements:
    """An expert's judgements among the `wanted` members of one level, the first named standing first in `wanted`."""
    found: Judgements = {}
    for pair, times_as_much in expert.comparisons.items():
        a, _, b = pair.partition(":")
        if a in wanted and b in wanted and a != b:
            found |= {(a, b): times_as_much} if wanted.index(a) < wanted.index(b) else {(b, a): 1 / times_as_much}
    return found


def compared(expert: Expert, wanted: tuple[str, ...]) -> Compared | None:
    """What follows from an expert's comparisons of the `wanted` members of a level; None where she compared none."""
    said = judgements(expert, wanted)
    if not said:
        return None
    tied = largest_tied(wanted, said)
    said = {pair: value for pair, value in said.items() if pair[0] in tied}
    weights, lambda_max = principal(tied, said)
    n, pairs = len(tied), len(tied) * (len(tied) - 1) // 2
    loops = len(said) - (n - 1)  # judgements beyond those that tie all together
    ratio = None
    if loops > 0:
        # pairs - (n - 1) loops where all are compared; Saaty's index belongs to that.
        index = RANDOM_INDEX[n] * loops / (pairs - n + 1)
        ratio = max(0.0, (lambda_max - n) / (n - 1) / index)
    shares = dict(zip(tied, weights.tolist(), strict=True))
    untied = tuple(m for m in wanted if m not in tied)
    return Compared(shares, untied, len(said), pairs, lambda_max, ratio, doubts(tied, said))


def doubts(members: tuple[str, ...], said: Judgements) -> tuple[Doubt, ...]:
    """The judgements that differ most from what all the others imply without them, the worst first."""
    found = []
    for pair, value in said.items():
        others = {p: v for p, v in said.items() if p != pair}
        if set(pair) <= set(tied_to(pair[0], others)):  # else only this judgement ties the two
            weights = dict(zip(members, principal(members, others)[0], strict=True))
            implied = float(weights[pair[0]] / weights[pair[1]])
            # Turned so that the expert's words can be repeated: "5 times", never "one fifth".
            found.append(Doubt(*pair, value, implied) if value >= 1 else Doubt(*pair[::-1], 1 / value, 1 / implied))
    worst = sorted(found, key=lambda doubt: -round(doubt.off, 9))
    return tuple(doubt for doubt in worst[:NAMED] if doubt.off > OFF)


def principal(members: tuple[str, ...], said: Judgements) -> tuple[np.ndarray, float]:
    """Principal eigenvector (n,), sum 1, and eigenvalue of the matrix of judgements that tie all members together."""
    n = len(members)
    matrix = np.zeros((n, n))
    for (a, b), value in said.items():
        i, j = members.index(a), members.index(b)
        matrix[i, j], matrix[j, i] = value, 1 / value
    np.fill_diagonal(matrix, n - (matrix > 0).sum(axis=1))  # 1, and 1 more for each pair left out
    values, vectors = np.linalg.eig(matrix)
    largest = values.real.argmax()
    weights = np.abs(vectors[:, largest].real)
    return weights / weights.sum(), float(values[largest].real)


def largest_tied(members: tuple[str, ...], said: Judgements) -> tuple[str, ...]:
    """The most members that judgements tie together, directly or over others; the first of groups of one size."""
    groups = [tied_to(member, said) for member in members]
    largest = max(groups, key=len)
    return tuple(m for m in members if m in largest)


def tied_to(member: str, said: Judgements) -> set[str]:
    """A member and all that judgements tie to it."""
    found, rest = {member}, [member]
    while rest:
        one = rest.pop()
        new = {b if a == one else a for a, b in said if one in (a, b)} - found
        found |= new
        rest += new
    return found


def pairs_of(members: tuple[str, ...]) -> list[tuple[str, str]]:
    """All pairs of members, the first named first."""
    return list(combinations(members, 2))


def times(value: float) -> str:
    """How many times as much, for a sentence: `5`, `1.7`, `1/3`."""
    if value < 1 and not math.isclose(value, 1):
        return f"1/{times(1 / value)}"
    return f"{value:.2g}" if value < 10 else f"{value:.0f}"
