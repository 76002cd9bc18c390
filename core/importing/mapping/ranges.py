"""Answers that name a range of numbers, times or money: "Less than RM20", "30 minutes to 1 hour", 56岁以上."""

import re
from functools import lru_cache

import numpy as np

from core.importing.mapping.answer_words import KNOWN

RANGES = KNOWN["ranges"]
# Times in minutes, so that "30 minutes to 1 hour" is in order; other units only occur one at a time.
TIMES = {"minutes": 1, "hours": 60, "days": 1440, "weeks": 10080, "months": 43200, "years": 525600}
FACTORS = {**TIMES, "thousands": 1000, "ten_thousands": 10000}
UNITS = {word: FACTORS[unit] for unit in FACTORS for word in RANGES[unit]}
OF_TIME = {word for unit in TIMES for word in RANGES[unit]}
UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
AMOUNT = re.compile(rf"(\d[\d.,]*)\s*(?:({UNIT})(?![a-z]))?|(?<![a-z])({UNIT})(?![a-z])", re.IGNORECASE)

Span = tuple[float, float]


def spans_of(answers: list[str]) -> dict[str, Span]:
    """The range of each answer that names one. A unit of time that all others name is that of bare numbers too.

    "18-25 years old" and "65+" are both years.
    """
    units = {factor for answer in answers if span_of(answer) and (factor := _unit_of_time(answer))}
    bare = units.pop() if len(units) == 1 else 1
    spans = {}
    for answer in answers:
        if (span := span_of(answer)) is not None:
            factor = 1 if _unit_of_time(answer) else bare
            spans[answer] = (span[0] * factor, span[1] * factor)
    return spans


@lru_cache(10_000)
def span_of(answer: str) -> Span | None:
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


@lru_cache(10_000)
def _unit_of_time(answer: str) -> int:
    """The factor of the unit of time that an answer names; 0 without one."""
    text = answer.casefold()
    found = [unit or lone for _, unit, lone in AMOUNT.findall(text) if (unit or lone) in OF_TIME]
    return UNITS[found[-1]] if found else 0


def _holds_any(text: str, phrases: list[str]) -> bool:
    return any(
        re.search(rf"(?<![a-z]){re.escape(phrase)}(?![a-z])", text) if phrase[0].isalpha() else phrase in text
        for phrase in phrases
    )
