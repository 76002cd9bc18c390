"""When two answers in words are the same: other signs around them, another way to write, or a slip of the keys."""

import re
from functools import lru_cache

from rapidfuzz.distance import OSA

# The traditional characters of the usual answers, which are listed in simplified ones.
SIMPLIFIED = str.maketrans(
    "滿願會個歲鐘時從總經頻較極過個幾間沒無於該數週嗎", "满愿会个岁钟时从总经频较极过个几间没无于该数周吗"
)
IN_FRONT = re.compile(r"^(?:\(?\d+\)?\s*[-.:=)、．：]\s*|[a-z]\s*[.)、．：]\s*|[(（]\s*\d+\s*[)）]\s*)")
AROUND = re.compile(r"^\d+\s*[(（](.*\D.*)[)）]$")
BEHIND = re.compile(r"\s*[(（]\s*\d+\s*(?:points?|分)?\s*[)）]$")
SHORTEST = 5  # letters of a word that may hold a slip; "good" and "food" are two words


def same_form(word: str) -> str:
    """The form in which scoring compares two answers: lower case, single blanks."""
    return " ".join(word.split()).casefold()


def plain_answer(answer: str) -> str:
    """Lower case, without the number, letter or stop that some tools write around an answer: `5 - Strongly agree`."""
    plain = same_form(answer.replace("\u2019", "'")).translate(SIMPLIFIED)
    plain = AROUND.sub(r"\1", BEHIND.sub("", IN_FRONT.sub("", plain)))
    return plain.strip().rstrip(".!。！ ")


@lru_cache(10_000)
def meant_by(plain: str, known: frozenset[str]) -> str | None:
    """The one of the `known` phrases that is written here with a slip of the keys; None where that is not plain.

    Word by word: each must begin as the known one does and differ in one letter (two, from nine letters on). So a lost
    "dis" or "un" is never taken for a slip, and neither is anything in a short word or in Chinese.
    """
    if (together := _joined(known).get(_run_together(plain))) is not None:
        return together
    if not plain.isascii() or len(plain) < SHORTEST:
        return None
    words = plain.split()
    found = []
    for phrase in known:
        others = phrase.split()
        if len(others) == len(words) and phrase.isascii():
            slips = [_slips(word, other) for word, other in zip(words, others, strict=True)]
            if None not in slips:
                found.append((sum(n or 0 for n in slips), phrase))
    found.sort()
    if not found or (len(found) > 1 and found[0][0] == found[1][0]):
        return None
    return found[0][1]


@lru_cache(10_000)
def _slips(word: str, other: str) -> int | None:
    """How many keys were missed in `word` for `other`; None where they are two words."""
    if word == other:
        return 0
    if len(other) < SHORTEST or word[:2] != other[:2]:
        return None
    most = 2 if len(other) >= 9 else 1
    slips = OSA.distance(word, other, score_cutoff=most)
    return slips if slips <= most else None


@lru_cache(256)
def _joined(known: frozenset[str]) -> dict[str, str]:
    return {_run_together(phrase): phrase for phrase in known}


def _run_together(phrase: str) -> str:
    return re.sub(r"[\s\-_/]", "", phrase)
