"""Answers in words, worst to best: by the families they belong to, or by the ranges they name."""

import re
import tomllib
from functools import cache
from pathlib import Path

import numpy as np

from core.problems import shortened
from core.recipe import Categories, Words

KNOWN = tomllib.loads(Path(__file__).with_name("answers.toml").read_text(encoding="utf-8"))
FAMILIES, RANGES = KNOWN["families"], KNOWN["ranges"]
# Times in minutes, so that "30 minutes to 1 hour" is in order; other units only occur one at a time.
FACTORS = {
    "minutes": 1, "hours": 60, "days": 1440, "weeks": 10080, "months": 43200, "years": 525600,
    "thousands": 1000, "ten_thousands": 10000,
}  # fmt: skip
UNITS = {word: FACTORS[unit] for unit in FACTORS for word in RANGES[unit]}
UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
AMOUNT = re.compile(rf"(\d[\d.,]*)\s*(?:({UNIT})(?![a-z]))?|(?<![a-z])({UNIT})(?![a-z])", re.IGNORECASE)


def rule_for_answers(
    counts: dict[str, int], indicator: str, opposite: bool = False
) -> tuple[Words | Categories, str] | None:
    """The order of answers in words, worst to best, from the known families or the ranges they name; None for neither.

    `counts`: every answer in the column, and how often it was given. The second part says what was made of them.
    """
    return _from_family(counts, opposite) or _from_ranges(counts, turned=opposite != (indicator == "recency"))


def _from_family(counts: dict[str, int], opposite: bool) -> tuple[Words | Categories, str] | None:
    total = sum(counts.values())
    for family in FAMILIES:
        level_of = {word: level for level, words in enumerate(family["levels"]) for word in words}
        placed: dict[int, set[str]] = {}
        strange: list[str] = []
        spellings: dict[str, str] = {}
        for answer in counts:
            plain = _plain_answer(answer)
            if plain in level_of:
                placed.setdefault(level_of[plain], set()).add(answer.casefold())
                spellings.setdefault(answer.casefold(), answer)
            else:
                strange.append(answer)
        if len(placed) < 2 or sum(counts[answer] for answer in strange) > 0.05 * total:
            continue
        remark = f"answers in words ({family['name']}), worst to best: please check"
        if strange:
            remark += f"; off the scale: {', '.join(repr(shortened(answer, 30)) for answer in strange[:3])}"
        if all(len(words) == 1 for words in placed.values()):
            local = any(not answer.isascii() for answer in spellings)
            words = [
                spellings[min(placed[level])] if level in placed else _spelling(level_words, local)
                for level, level_words in enumerate(family["levels"])
                if level in placed or family["whole"]
            ]
            return Words(words=tuple(words), reversed=opposite), remark
        levels = list(range(len(family["levels"]))) if family["whole"] else sorted(placed)
        scores = np.linspace(5, 1, len(levels)) if opposite else np.linspace(1, 5, len(levels))
        steps = [(level, float(scores[levels.index(level)])) for level in sorted(placed)]
        points = {spellings[word]: step for level, step in steps for word in sorted(placed[level])}
        return Categories(scores=points), remark
    return None


def _plain_answer(answer: str) -> str:
    """Lower case, without the number or the stop that some tools write around an answer: `5 - Strongly agree`."""
    plain = re.sub(r"^\(?\d+\)?\s*[-.:=)、]\s*", "", answer.casefold().replace("\u2019", "'"))
    return " ".join(plain.split()).rstrip(".!。 ")


def _spelling(words: list[str], local: bool) -> str:
    """The usual spelling of a level that nobody chose, in the language of the others."""
    return next((word for word in words if word.isascii() != local), words[0]).capitalize()


def _from_ranges(counts: dict[str, int], turned: bool) -> tuple[Categories, str] | None:
    spans = {answer: span for answer in counts if (span := span_of(answer)) is not None}
    open_ended = [answer for answer, (low, high) in spans.items() if low != high]
    levels = sorted(set(spans.values()))
    strange = [answer for answer in counts if answer not in spans]
    if len(levels) < 2 or len(open_ended) < 2 or len(strange) > len(counts) / 3:
        return None
    scores = np.linspace(5, 1, len(levels)) if turned else np.linspace(1, 5, len(levels))
    points = {answer: float(scores[levels.index(spans[answer])]) for answer in sorted(spans, key=lambda a: spans[a])}
    remark = "answers that name ranges, " + ("highest to lowest" if turned else "lowest to highest") + ": please check"
    if strange:
        points |= dict.fromkeys(strange, 3.0)
        remark += f"; the middle score for {', '.join(repr(shortened(answer, 30)) for answer in strange[:3])}"
    return Categories(scores=points), remark


@cache
def span_of(answer: str) -> tuple[float, float] | None:
    """(low, high) of an answer such as "Less than RM20", "30 minutes to 1 hour", 56岁以上; None without one."""
    text = " ".join(answer.casefold().split())
    if text in RANGES["zero"]:
        return -np.inf, 0.0
    if re.match(r"[-\u2212]\s*\d", text):
        return None  # a code such as -1 for "unknown"
    found = [(number, unit or lone) for number, unit, lone in AMOUNT.findall(text)]
    if any(number for number, _ in found):
        found = [(number, unit) for number, unit in found if number]
    if not found or len(found) > 2:
        return None
    values = []
    for number, unit in found:
        # "20-30 minutes": the unit is written once, behind the last number.
        factor = UNITS.get(unit or found[-1][1], 1)
        plain = re.sub(r"[.,](?=\d{3}(?!\d))", "", number or "1").rstrip(".,").replace(",", ".")
        if plain.count(".") > 1:
            return None
        values.append(float(plain) * factor)
    if len(values) == 2:
        return min(values), max(values)
    if _holds_any(text, RANGES["below"]):
        return -np.inf, values[0]
    return (values[0], np.inf) if _holds_any(text, RANGES["above"]) else (values[0], values[0])


def _holds_any(text: str, phrases: list[str]) -> bool:
    return any(
        re.search(rf"(?<![a-z]){re.escape(phrase)}(?![a-z])", text) if phrase[0].isalpha() else phrase in text
        for phrase in phrases
    )
