"""Answers to Tierboard's own questionnaire: mapped and ordered without a doubt, however the survey tool wrote them."""

from typing import Literal

from core.importing.coded import Column
from core.importing.mapping.contents import Seen, all_answers
from core.indicators import RFM
from core.questionnaire.questions import Question, answers_in_order, question_of
from core.recipe import Measure, Scale, Words


def fits_question(question: Question, holds: Seen) -> bool:
    """Whether a column holds answers to a question of ours: its options, or their places, 1 for the worst."""
    if holds.kind == "words":
        return answers_in_order(question, holds.answers) is not None
    return holds.kind == "numbers" and holds.share(1, len(question.offered)) == 1


def own_measure(indicator: str, heading: str, column: Column, holds: Seen) -> tuple[Measure, str] | None:
    """How the answers to a question of ours are scored, and a remark; None where question or answers were changed."""
    question = question_of(heading)
    if question is None or question.indicator != indicator or not fits_question(question, holds):
        return None
    blanks: Literal["exclude", "median"] = "exclude" if indicator in RFM else "median"
    if holds.kind == "numbers":
        last = (str(len(question.offered)),) if question.declined else ()
        places = Scale(low=1, high=len(question.options))
        return Measure(columns=(heading,), rule=places, no_answers=last, blanks=blanks), "the places of the answers"
    ordered = answers_in_order(question, all_answers([column]))  # of every row, not of a sample
    if ordered is None:
        return None
    rule = Words(words=ordered.words, variants=ordered.variants)
    measure = Measure(columns=(heading,), rule=rule, no_answers=ordered.no_answers, blanks=blanks)
    return measure, "answers of the ready questionnaire, worst to best"
