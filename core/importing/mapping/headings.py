"""The words of a heading, and how like they are to what an indicator or another part of a column is called."""

import re
import tomllib
import unicodedata
from functools import cache
from operator import itemgetter
from pathlib import Path

from rapidfuzz import fuzz

SYNONYMS = tomllib.loads(Path(__file__).with_name("synonyms.toml").read_text(encoding="utf-8"))
NEARLY_EXACT = 0.9  # likeness that a role (grade, outcome) needs: these words are common in other headings

HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
QUESTION_NUMBER = re.compile(r"^\s*(?:(?:q|question|frage)[\s_]*)?\d+\s*[.:)_、-]\s*", re.IGNORECASE)
# "In the last 12 months" says when, not what: the last visit is another matter.
PERIOD = re.compile(
    r"(?:in|over|during|within|for)\s+the\s+(?:last|past)\s+(?:[\w-]+\s+)?(?:day|week|month|quarter|year)s?\b"
    r"|(?:在)?(?:最近|过去|近)的?\s*(?:\d+|[一二三四五六七八九十半两]+)\s*个?(?:天|周|星期|月|季度|年)",
    re.IGNORECASE,
)
WORD = re.compile(r"[\u3400-\u9fff]+|[^\W\d_\u3400-\u9fff]+")


@cache
def words_of(heading: str) -> tuple[str, ...]:
    """The words of a heading, lower case, singular, without question number and digits; 汉字 stay together."""
    heading = HUMPS.sub(" ", QUESTION_NUMBER.sub("", heading))
    plain = "".join(c for c in unicodedata.normalize("NFKD", heading) if not unicodedata.combining(c)).lower()
    return tuple(singular(word) for word in WORD.findall(plain))


def singular(word: str) -> str:
    """The word without its plural "s" or "ies", as far as spelling tells."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


@cache
def likeness(heading: str, indicator: str) -> tuple[float, str, bool]:
    """(0..1, synonym, whether it names the opposite) for a heading and an indicator; 0 where a word rules it out."""
    entry = SYNONYMS["indicators"][indicator]
    line = f" {' '.join(words_of(heading))} "
    outside = f" {' '.join(words_of(PERIOD.sub(' ', heading)))} "
    for veto in entry["not"]:
        words = " ".join(words_of(veto))
        place = outside if words in ("last", "最近", "最") else line
        if f" {words} " in place or (not words.isascii() and words in place):
            return 0.0, "", False
    kinds = (("sure", 1.0, False), ("reversed", 1.0, True), ("likely", 0.8, False))
    found = [
        (*best_phrase(heading, entry.get(kind, []), sure=weight == 1.0), opposite) for kind, weight, opposite in kinds
    ]
    return max(found, key=lambda entry: entry[0])


def names_rows(heading: str) -> bool:
    """Whether the heading is that of an id, of customers or of anything else."""
    return best_phrase(heading, SYNONYMS["roles"]["id"])[0] >= 0.8


def plays(role: str, heading: str) -> bool:
    """Whether the heading names the role (grade, outcome, ignored), and little else."""
    return best_phrase(heading, SYNONYMS["roles"][role])[0] >= NEARLY_EXACT


def best_phrase(heading: str, phrases: list[str], sure: bool = True) -> tuple[float, str]:
    """The phrase most like the heading, which is also read without, and only inside, its brackets."""
    before, _, inside = heading.replace("（", "(").partition("(")
    readings = dict.fromkeys(filter(None, map(words_of, (heading, before, inside))))
    found = (_best(reading, tuple(phrases), sure) for reading in readings)
    return max(found, key=itemgetter(0), default=(0.0, ""))


@cache
def _best(heading: tuple[str, ...], phrases: tuple[str, ...], sure: bool) -> tuple[float, str]:
    pairs = ((_alike(heading, words_of(phrase), sure), phrase) for phrase in phrases)
    return max(pairs, key=itemgetter(0), default=(0.0, ""))


def _alike(heading: tuple[str, ...], phrase: tuple[str, ...], sure: bool) -> float:
    """0..1: 1 for the same words; less, the more other words stand beside the phrase's; typing errors forgiven."""
    ours, theirs = "".join(heading), "".join(phrase)
    if all(word in heading or (not word.isascii() and word in ours) for word in phrase):
        if len(theirs) == 1 and ours != theirs:  # the R of RFM, not any R
            return 0.0
        cover = min(1.0, len(theirs) / len(ours))
        return 0.75 + 0.25 * cover if sure else 0.3 + 0.5 * cover
    if len(theirs) >= 6 and fuzz.ratio(ours, theirs) >= 88:
        return 0.85 if sure else 0.65
    return 0.0
