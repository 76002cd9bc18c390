"""The questionnaire in each language, and how its questions and answers are recognised when they come back."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rapidfuzz import fuzz

KNOWN = tomllib.loads(Path(__file__).with_name("questions.toml").read_text(encoding="utf-8"))
LANGUAGES = {code: KNOWN[code]["language"] for code in KNOWN if "language" in KNOWN[code]}
NEARLY = 84  # likeness in percent of a question in which a shop has put its own name; two of ours are alike by 80
LONG = 50  # letters; in a shorter question one other word changes the sense
# "3、", "Q3 - " in front of a question; "B. ", "(2) ", "④" in front of an answer.
NUMBER = re.compile(r"^\s*(?:q|question)?\s*\d+\s*[.:)_、）-]\s*", re.IGNORECASE)
LABEL = re.compile(r"^\s*[(（]?(?:[A-Fa-f]|\d)[)）]?\s*[-.:=)、．）]\s*|^\s*[(（](?:[A-Fa-f]|\d)[)）]\s*|^[①-⑥Ⓐ-Ⓕ]\s*")


@dataclass(frozen=True)
class Question:
    """A question with its answers, worst to best; `declined` is the option that gives no answer.

    indicator: id of the indicator it asks for; "id" for the question that asks who answers, which has no options.
    """

    indicator: str
    text: str
    options: tuple[str, ...] = ()
    declined: str | None = None

    @property
    def offered(self) -> tuple[str, ...]:
        """All answers that can be chosen."""
        return (*self.options, self.declined) if self.declined else self.options


@dataclass(frozen=True)
class Questionnaire:
    """What is sent out in one language; `before_sending` is for the shop, the rest for its customers."""

    title: str
    introduction: str
    before_sending: str
    blank: str  # what marks a question without options in a text to import
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Ordered:
    """Answers to a question of ours: worst to best, other spelling -> one of them, and those that give no answer."""

    words: tuple[str, ...]
    variants: dict[str, str]
    no_answers: tuple[str, ...]


@cache
def questionnaire(language: str) -> Questionnaire:
    """The questionnaire in a language of LANGUAGES: who answers, then the 14 indicators in the order of Table 1."""
    words = KNOWN[language]
    asked = [Question("id", KNOWN["id"][language])]
    for entry in KNOWN["questions"]:
        there = entry[language]
        asked.append(Question(entry["indicator"], there["text"], tuple(there["options"]), there.get("declined")))
    return Questionnaire(words["title"], words["introduction"], words["before_sending"], words["blank"], tuple(asked))


@cache
def question_of(heading: str) -> Question | None:
    """The question of ours that a heading repeats, whatever number stands in front; None for any other heading."""
    ours = _letters(NUMBER.sub("", heading))
    exact = next((q for q in _every_question() if _letters(q.text) == ours), None)
    if exact or len(ours) < LONG:
        return exact
    likeness, best = max(((fuzz.ratio(ours, _letters(q.text)), q) for q in _every_question()), key=lambda pair: pair[0])
    return best if likeness >= NEARLY else None


def asks_who(heading: str) -> bool:
    """Whether the heading is our question for the customer's number."""
    question = question_of(heading)
    return question is not None and question.indicator == "id"


def questions_for(indicator: str) -> list[Question]:
    """The question for an indicator in every language."""
    return [question for question in _every_question() if question.indicator == indicator]


def answers_in_order(question: Question, counts: dict[str, int]) -> Ordered | None:
    """The question's options, worst to best, as the answers spell them; None where one in twenty is none of ours.

    `counts`: every answer and how often it was given. An option that nobody chose has our own spelling, so that the
    scale stays whole.
    """
    places = {_letters(option): place for place, option in enumerate(question.options)}
    spelt: dict[int, list[str]] = {}
    declined, strange = [], 0
    for answer, count in counts.items():  # a label such as "A. " may stand in front, but "1 time" is an answer itself
        readings = [_letters(answer), _letters(LABEL.sub("", answer))]
        place = next((places[reading] for reading in readings if reading in places), None)
        if place is not None:
            spelt.setdefault(place, []).append(answer)
        elif question.declined and _letters(question.declined) in readings:
            declined.append(answer)
        else:
            strange += count
    if not spelt or strange > 0.05 * sum(counts.values()):
        return None
    words = tuple(spelt[place][0] if place in spelt else option for place, option in enumerate(question.options))
    variants = {other: same[0] for same in spelt.values() for other in same[1:]}
    return Ordered(words, variants, tuple(declined))


def _every_question() -> list[Question]:
    return [question for language in LANGUAGES for question in questionnaire(language).questions]


@cache
def _letters(text: str) -> str:
    """Letters and digits alone, in lower case and of one width."""
    plain = unicodedata.normalize("NFKC", re.sub(r"\[[^\]]*题\]", "", text)).casefold()
    return "".join(sign for sign in plain if sign.isalnum())
