"""Answers that name how often: "2-3 times a week", "every two months", 每周1-2次, as times a year."""

import re
from functools import lru_cache

from core.importing.mapping.answer_words import KNOWN

WORDS = KNOWN["how often"]
A_YEAR = {"day": 365.0, "week": 52.0, "month": 12.0, "quarter": 4.0, "year": 1.0}
PERIODS = {word: A_YEAR[period] for period in A_YEAR for word in WORDS[period]}
ADVERBS = {word: A_YEAR[period] for period in A_YEAR for word in WORDS[f"each_{period}"]} | WORDS["rates"]
NUMBERS = WORDS["numbers"]
PERIOD = "|".join(sorted(PERIODS, key=len, reverse=True))
NUMBER = rf"\d+(?:\.\d+)?|{'|'.join(sorted(NUMBERS, key=len, reverse=True))}"
SPAN = rf"({NUMBER})(?:\s*(?:-|\u2013|~|～|to|or|至|到)\s*({NUMBER}))?"
# A lone "a week" may be "within a week": times or "once" must stand before it, or "every".
TIMES_A = re.compile(
    rf"{SPAN}\s*(?:times?|x|visits?|purchases?|orders?)?\s*(?:a|an|per|each|every|in a|/)\s*({PERIOD})"
)
EVERY = re.compile(rf"(?:once )?(?:every|each|每隔?)\s*(?:{SPAN}\s*)?({PERIOD})(?:一次)?")
TIMES_CHINESE = re.compile(rf"(?:平均)?(?:每|一)个?({PERIOD}){SPAN}次|{SPAN}次\s*(?:/|每)\s*({PERIOD})")
LESS = re.compile(r"less|fewer|under|at most|up to|不到|少于|以下|低于")
MORE = re.compile(r"more|over|at least|\+|超过|多于|以上")
IN_FRONT = re.compile(
    r"^(?:about|around|approximately|at least|at most|less (?:often )?than|fewer than|more (?:often )?than|over|under|"
    r"up to)\s+|不到|少于|低于|超过|多于|大约|约"
)
BEHIND = re.compile(r"\s*(?:or (?:more|less|fewer)(?: often)?|\+|及?以上|及?以下)")


@lru_cache(10_000)
def rate_of(answer: str) -> float | None:
    """Times a year of an answer such as "2-3 times a week"; None for one that names no rate.

    Less or more than a rate lies a little beside it.
    """
    text = answer.casefold().strip(" .!。")
    bare = BEHIND.sub("", IN_FRONT.sub("", text))
    rate = _rate(bare)
    if rate is None:
        return None
    return rate * (0.6 if LESS.search(text) else 1.4 if MORE.search(text) and bare != text else 1.0)


def _rate(text: str) -> float | None:
    if text in ADVERBS:
        return float(ADVERBS[text])
    if found := TIMES_A.fullmatch(text):
        return _mean(found[1], found[2]) * PERIODS[found[3]]
    if found := EVERY.fullmatch(text):
        return PERIODS[found[3]] / (_mean(found[1], found[2]) if found[1] else 1)
    if found := TIMES_CHINESE.fullmatch(text):
        low, high, period = (found[2], found[3], found[1]) if found[1] else (found[4], found[5], found[6])
        return _mean(low, high) * PERIODS[period]
    return None


def _mean(low: str, high: str | None) -> float:
    first, last = (float(NUMBERS.get(part, part)) for part in (low, high or low))
    return (first + last) / 2 or 0.5
