"""The order of answers in words, worst to best: by the family they belong to, how often they say, or their ranges.

Two ways to write one answer become one word: its most frequent spelling is the word, the others its variants.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from core.importing.mapping.answer_words import KNOWN
from core.importing.mapping.frequencies import rate_of
from core.importing.mapping.ranges import spans_of
from core.importing.mapping.spellings import meant_by, plain_answer, same_form
from core.problems import shortened
from core.questionnaire.questions import answers_in_order, questions_for
from core.recipe import Categories, Words

MOST_STRANGE = 0.05  # share of the answers that may stand off a family's scale
MOST_ANSWERS = 300  # different ones, beyond which no scale is looked for

Counts = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Family:
    """Answers known to belong together, worst to best, with all spellings of each level.

    whole: the scale has just these levels, so all of them are declared, seen or not.
    """

    name: str
    levels: tuple[tuple[str, ...], ...]
    whole: bool


@dataclass
class Placed:
    """Answers on the levels of a family; `typed`: those with a slip of the keys; `strange`: those off the scale."""

    family: Family
    levels: dict[int, list[str]] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)

    @property
    def doubt(self) -> int:
        """How badly the family fits: answers off its scale, and different known answers that share a level."""
        known = (
            len({plain_answer(answer) for answer in answers if answer not in self.typed})
            for answers in self.levels.values()
        )
        return len(self.strange) + sum(max(0, n - 1) for n in known)


FAMILIES = [Family(f["name"], tuple(map(tuple, f["levels"])), f["whole"]) for f in KNOWN["families"]]
ABOUT = [Family(f["name"], tuple(map(tuple, f["levels"])), True) for f in KNOWN["about"]]


def rule_for_answers(
    counts: dict[str, int], indicator: str, opposite: bool = False
) -> tuple[Words | Categories, str] | None:
    """The order of answers in words, worst to best, from the known families or the ranges they name; None for neither.

    `counts`: every answer in the column, and how often it was given. The second part says what was made of them.
    """
    if len(counts) > MOST_ANSWERS:
        return None
    given = tuple(counts.items())
    return (
        _from_family(given, opposite)
        or _from_rates(given, turned=opposite)
        or _from_ranges(given, turned=opposite != (indicator == "recency"))
        or _from_questionnaire(counts, indicator)
    )


def _from_questionnaire(counts: dict[str, int], indicator: str) -> tuple[Words, str] | None:
    """Answers of the questionnaire that we hand out, under a question that was put in other words."""
    for question in questions_for(indicator):
        if found := answers_in_order(question, counts):
            remark = "answers of the ready questionnaire, worst to best: please check"
            return Words(words=found.words, variants=found.variants), remark
    return None


# --- families ---------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)  # of a table of 2,000 columns, too
def _from_family(given: Counts, opposite: bool) -> tuple[Words, str] | None:
    counts = dict(given)
    fitting = []
    for family in (*FAMILIES, *_about_something(counts)):
        placed = place(counts, family)
        if len(placed.levels) > 1 and sum(counts[a] for a in placed.strange) <= MOST_STRANGE * sum(counts.values()):
            fitting.append(placed)
    if not fitting:
        return None
    best = min(fitting, key=lambda placed: placed.doubt)  # of equals the first
    local = any(not answer.isascii() for answers in best.levels.values() for answer in answers)
    levels = [
        best.levels.get(level) or [_spelling(phrases, local)]
        for level, phrases in enumerate(best.family.levels)
        if level in best.levels or best.family.whole
    ]
    rule = in_order(levels, counts, opposite)
    return rule, f"answers in words ({best.family.name}), worst to best: please check{_remarks(rule, best.strange)}"


def place(counts: dict[str, int], family: Family) -> Placed:
    """Where each answer stands in a family, slips of the keys included."""
    level_of = {phrase: level for level, phrases in enumerate(family.levels) for phrase in phrases}
    placed = Placed(family)
    unknown = []
    for answer in counts:
        plain = plain_answer(answer)
        if plain in level_of:
            placed.levels.setdefault(level_of[plain], []).append(answer)
        else:
            unknown.append(answer)
    for answer in unknown if placed.levels else ():
        meant = meant_by(plain_answer(answer), frozenset(level_of))
        if meant is None:
            placed.strange.append(answer)
        else:
            placed.levels.setdefault(level_of[meant], []).append(answer)
            placed.typed.append(answer)
    return placed


def _about_something(counts: dict[str, int]) -> list[Family]:
    """Families such as "not at all *, slightly * ... extremely *", about what most of the answers are about."""
    plain = [plain_answer(answer) for answer in counts]
    found = []
    for family in ABOUT:
        patterns = [p for phrases in family.levels for p in phrases if "*" in p and len(p) > 1]
        forms = [re.compile(re.escape(p).replace(r"\*", "(.+)")) for p in patterns]
        about = Counter(match[1] for form in forms for answer in plain if (match := form.fullmatch(answer)))
        for stem, times in about.most_common(2):
            if times > 1:
                levels = tuple(tuple(p.replace("*", stem) for p in phrases) for phrases in family.levels)
                found.append(Family(family.name.replace("*", shortened(stem, 30)), levels, True))
    return found


def in_order(levels: list[list[str]], counts: dict[str, int], is_reversed: bool = False) -> Words:
    """Words of the given levels; of several spellings the most frequent is the word, the others are its variants."""
    words: list[str] = []
    variants: dict[str, str] = {}
    for answers in levels:
        word, *others = sorted(answers, key=lambda answer: (-counts.get(answer, 0), answer))
        words.append(word)
        variants |= {other: word for other in others if same_form(other) != same_form(word)}
    return Words(words=tuple(words), variants=variants, reversed=is_reversed)


def _spelling(phrases: tuple[str, ...], local: bool) -> str:
    """The usual spelling of a level that nobody chose, in the language of the others."""
    return next((phrase for phrase in phrases if phrase.isascii() != local), phrases[0]).capitalize()


def _remarks(rule: Words, strange: list[str]) -> str:
    """What else to say: spellings that were merged, and answers off the scale."""
    merged = [f"{shortened(other, 30)!r} = {shortened(word, 30)!r}" for other, word in rule.variants.items()]
    said = f"; other spellings: {', '.join(merged[:3])}{' …' if len(merged) > 3 else ''}" if merged else ""
    off = ", ".join(repr(shortened(answer, 30)) for answer in strange[:3])
    return f"{said}; off the scale: {off}" if strange else said


# --- rates and ranges -------------------------------------------------------------------------------------------------


def _from_rates(given: Counts, turned: bool) -> tuple[Words, str] | None:
    """Answers that say how often, rarest first."""
    counts = dict(given)
    rates = {answer: rate for answer in counts if (rate := rate_of(plain_answer(answer))) is not None}
    strange = [answer for answer in counts if answer not in rates]
    if len(set(rates.values())) < 2 or sum(counts[a] for a in strange) > MOST_STRANGE * sum(counts.values()):
        return None
    levels = [[a for a in rates if rates[a] == rate] for rate in sorted(set(rates.values()), reverse=turned)]
    rule = in_order(levels, counts)
    how = "most often first" if turned else "rarest first"
    return rule, f"answers that say how often, {how}: please check{_remarks(rule, strange)}"


def _from_ranges(given: Counts, turned: bool) -> tuple[Words | Categories, str] | None:
    counts = dict(given)
    spans = spans_of(list(counts))
    open_ended = [answer for answer, (low, high) in spans.items() if low != high]
    levels = sorted(set(spans.values()), reverse=turned)
    strange = [answer for answer in counts if answer not in spans]
    if len(levels) < 2 or len(open_ended) < 2 or len(strange) > len(counts) / 3:
        return None
    remark = "answers that name ranges, " + ("highest to lowest" if turned else "lowest to highest") + ": please check"
    if not strange:
        rule = in_order([[a for a in spans if spans[a] == level] for level in levels], counts)
        return rule, remark + _remarks(rule, [])
    scores = dict(zip(levels, np.linspace(1, 5, len(levels)).tolist(), strict=True))
    points = {answer: scores[spans[answer]] for answer in sorted(spans, key=lambda a: spans[a])}
    points |= dict.fromkeys(strange, 3.0)
    remark += f"; the middle score for {', '.join(repr(shortened(answer, 30)) for answer in strange[:3])}"
    return Categories(scores=points), remark
