"""Questions that a survey tool spreads over several columns: the rows of a grid, the options of a multiple choice.

"How satisfied are you with ... [Price]", "... [Delivery]"     Google Forms
"Which of these have you bought? - Books", "... - Games"       SurveyMonkey
"7、您对以下方面满意吗—价格"                                      Wenjuanxing
"""

import re
from dataclasses import dataclass

from core.importing.mapping.contents import Seen

PARTS = re.compile(
    r"^(?P<stem>.{4,}?)\s*(?:\[(?P<inside>[^\[\]]+)\]|(?:\s[-\u2013\u2014:]\s|——?|\u2014)(?P<after>\S.*))$"
)


@dataclass(frozen=True)
class QuestionGroup:
    """Two or more columns of one question: its text, the columns, and whether each stands for one option chosen."""

    stem: str
    columns: tuple[str, ...]
    choices: bool


def question_groups(seen: dict[str, Seen]) -> list[QuestionGroup]:
    """The questions of a table that take several columns of one kind each, in the order of the table."""
    by_stem: dict[str, list[str]] = {}
    for heading in seen:
        if split := split_heading(heading):
            by_stem.setdefault(split[0], []).append(heading)
    found = []
    for stem, columns in by_stem.items():
        filled = [c for c in columns if seen[c].kind != "nothing"]
        if len(filled) >= 2 and all(_is_option(seen[c]) for c in filled):
            found.append(QuestionGroup(stem, tuple(columns), choices=True))
        elif len(filled) >= 2 and _one_scale([seen[c] for c in filled]):
            found.append(QuestionGroup(stem, tuple(filled), choices=False))
    return found


def split_heading(heading: str) -> tuple[str, str] | None:
    """(question, row or option) of a heading such as `How do you rate [Price]`; None for one without such a part."""
    match = PARTS.match(heading)
    return (match["stem"].strip(), (match["inside"] or match["after"]).strip()) if match else None


def _is_option(holds: Seen) -> bool:
    """Whether the column repeats one text, the option, wherever it was chosen."""
    return holds.kind in ("words", "text") and holds.distinct == 1


def _one_scale(seen: list[Seen]) -> bool:
    """Whether the columns are answered alike: numbers of one scale up to 10, or words of which most are shared."""
    if all(s.kind == "numbers" and s.share(0, 10) == 1 for s in seen):
        return max(s.numbers.max() for s in seen) <= 2 * min(s.numbers.max() for s in seen)
    if all(s.kind == "words" for s in seen):
        every = set().union(*(s.answers for s in seen))
        return len(every) <= max(7, 1.5 * max(s.distinct for s in seen))
    return False
