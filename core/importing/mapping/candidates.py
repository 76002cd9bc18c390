"""Which columns may stand for which indicator, and the choice among them.

    likeness of the heading x fitness of the values = confidence; the surest pairs first, no column twice

A question spread over several columns is one candidate as a whole, and each of its columns is one by itself: the grid
"Please rate us [Price] [Delivery]" is one rating, the grid "Do you agree? [I would recommend it] [The brand is good]"
is two indicators.
"""

import dataclasses
from dataclasses import dataclass

import numpy as np

from core.importing.mapping.contents import Seen, fitness
from core.importing.mapping.headings import SYNONYMS, likeness, singular, words_of
from core.importing.mapping.own_questionnaire import fits_question
from core.importing.mapping.question_groups import QuestionGroup, question_groups, split_heading
from core.importing.mapping.rules import Combine
from core.indicators import INDICATORS, RFM
from core.questionnaire.questions import question_of

ENOUGH = 0.55  # confidence below which nothing is proposed
GROUP_AT_MOST = 0.84  # a row of a grid that names an indicator by itself comes first


@dataclass(frozen=True)
class Candidate:
    """Columns that may stand for an indicator."""

    indicator: str
    columns: tuple[str, ...]
    combine: Combine
    confidence: float
    synonym: str
    opposite: bool = False  # high is bad, as in "complaints"
    choices: bool = False  # each column stands for one option that could be chosen
    grid: bool = False  # the columns are rows of one question, each with its own answer


def candidates(seen: dict[str, Seen]) -> list[Candidate]:
    """Every pair of columns and indicator that is sure enough."""
    found = []
    groups = question_groups(seen)
    options = {column for group in groups if group.choices for column in group.columns}
    grid_rows = {column for group in groups if not group.choices for column in group.columns}
    for heading, holds in seen.items():
        if heading in options:
            continue
        question = question_of(heading)  # of the questionnaire that we hand out ourselves
        if question and (question.indicator == "id" or fits_question(question, holds)):
            if question.indicator != "id":
                found.append(Candidate(question.indicator, (heading,), "sum", 0.99, question.text))
            continue
        split = split_heading(heading) if heading in grid_rows else None
        for indicator in INDICATORS:
            # The question of a grid speaks for the grid as a whole.
            like, synonym, opposite = likeness(split[1] if split else heading, indicator)
            confidence = like * fitness(holds, indicator) if like else 0.0
            if opposite:
                confidence = min(confidence, 0.6)  # the absence of complaints is a rating of last resort
            if confidence >= ENOUGH:
                found.append(Candidate(indicator, (heading,), "sum", confidence, synonym, opposite))
    for group in groups:
        found += _as_a_whole(group, seen)
    spend, word = _spend_columns(seen)
    if spend:
        found.append(Candidate("monetary", spend, "sum", 0.88, word))
        if len(spend) > 2:
            found.append(Candidate("cross", spend, "count_nonzero", 0.7, word))
    return found


def assigned(found: list[Candidate]) -> dict[str, Candidate]:
    """The surest pairs first, no column twice; only `cross` may count the columns that `monetary` adds up.

    Of a grid, the rows that no other indicator has taken.
    """
    chosen: dict[str, Candidate] = {}
    used: dict[str, str] = {}
    rank = {indicator: place for place, indicator in enumerate((*RFM, *INDICATORS))}
    for candidate in sorted(found, key=lambda c: (-round(c.confidence, 3), rank[c.indicator])):
        if candidate.indicator in chosen:
            continue
        if candidate.grid:
            left = tuple(column for column in candidate.columns if column not in used)
            candidate = dataclasses.replace(candidate, columns=left)
        owners = {used[column] for column in candidate.columns if column in used}
        shared = owners == {"monetary"} and candidate.columns == chosen["monetary"].columns
        if candidate.columns and (not owners or (candidate.combine == "count_nonzero" and shared)):
            chosen[candidate.indicator] = candidate
            used |= dict.fromkeys(candidate.columns, candidate.indicator)
    return chosen


def _as_a_whole(group: QuestionGroup, seen: dict[str, Seen]) -> list[Candidate]:
    found = []
    for indicator in INDICATORS:
        like, synonym, opposite = likeness(group.stem, indicator)
        if group.choices:
            fit = 0.9 if indicator in ("cross", "interaction") else 0.0
        else:
            fit = min(fitness(seen[column], indicator) for column in group.columns)
        confidence = min(like * fit, 0.6 if opposite else GROUP_AT_MOST)
        if confidence >= ENOUGH:
            combine: Combine = "sum" if group.choices else "mean"
            found.append(
                Candidate(
                    indicator, group.columns, combine, confidence, synonym, opposite, group.choices, not group.choices
                )
            )
    return found


def _spend_columns(seen: dict[str, Seen]) -> tuple[tuple[str, ...], str]:
    """Two or more columns of money that begin with the same word (three that end with it): MntWines, MntFish."""
    groups: dict[tuple[str, int], list[str]] = {}
    for heading, holds in seen.items():
        words = words_of(heading)
        money = holds.kind == "numbers" and not np.any(holds.numbers < 0)
        vetoed = any(singular(veto) in words for veto in SYNONYMS["indicators"]["monetary"]["not"])
        if money and not vetoed and len(words) > 1 and "total" not in words:
            for word, place in {(words[0], 0), (words[-1], -1)}:
                if word in SYNONYMS["groups"]["monetary"]:
                    groups.setdefault((word, place), []).append(heading)
    (word, place), group = max(groups.items(), key=lambda item: len(item[1]), default=(("", 0), []))
    return (tuple(group), word) if len(group) >= (2 if place == 0 else 3) else ((), "")
