"""The ready questionnaire: its 14 questions, the two files, and that its answers map themselves when they come back."""

import io
import time

import numpy as np
import pandas as pd
import pytest

from core.importing.mapping.proposal import propose
from core.importing.reading.readers import read_table
from core.indicators import INDICATORS, RFM
from core.questionnaire.questions import LANGUAGES, answers_in_order, question_of, questionnaire
from core.questionnaire.writers import to_docx, to_text
from core.scoring import score
from pages.shared.mapping_editor import CHECK, confidence_in_words
from tests.files import workbook

N = 80
PREFIXES = {
    "words alone": lambda place, option: option,
    "letters": lambda place, option: f"{'ABCDEF'[place]}. {option}",
    "Chinese letters": lambda place, option: f"{'ABCDEF'[place]}、{option}",
    "brackets": lambda place, option: f"({place + 1}) {option}",
    "numbers": lambda place, option: f"{place + 1}.{option}",
    "places": lambda place, option: place + 1,
}


def answered(language, prefix="words alone", seed=1):
    """(question, N answers) of random customers to each question, as a survey tool would write them."""
    rng = np.random.default_rng(seed)
    found = []
    for question in questionnaire(language).questions:
        offered = [PREFIXES[prefix](place, option) for place, option in enumerate(question.offered)]
        ids = [f"K{number:04}" for number in range(N)]
        found.append((question, list(rng.choice(np.array(offered, dtype=object), N)) if offered else ids))
    return found


def google_forms(language, prefix):
    """The CSV that Google Forms hands out."""
    stamp = ["2026/03/01 1:02:03 PM GMT+1"] * N
    columns = {"Timestamp": stamp} | {question.text: answers for question, answers in answered(language, prefix)}
    return pd.DataFrame(columns).to_csv(index=False).encode()


def wenjuanxing(language, prefix):
    """The workbook that Wenjuanxing hands out, with numbered questions."""
    columns = {
        "序号": range(1, N + 1), "提交答卷时间": ["2026/3/1 13:02:03"] * N,
        "所用时间": [f"{85 + i}秒" for i in range(N)],
        "来源": ["微信"] * N, "来源详情": [None] * N, "来自IP": [f"117.136.0.{i}(广东-深圳)" for i in range(N)],
    }  # fmt: skip
    for number, (question, answers) in enumerate(answered(language, prefix), start=1):
        columns[f"{number}、{question.text}"] = answers
    frame = pd.DataFrame(columns).astype(object)
    return workbook([list(frame), *frame.where(frame.notna(), None).to_numpy().tolist()])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("tool", [google_forms, wenjuanxing])
def test_the_answers_map_themselves(tool, language, prefix):
    """All 14 indicators from the right questions, the best answer 5 points and the worst 1, nothing left to check."""
    table = read_table(tool(language, prefix), "answers.xlsx")
    proposal = propose(table)
    assert proposal.hints == ()
    assert {confidence_in_words(why) for why in proposal.reasons.values()} == {"sure"}
    assert not any(CHECK in why.text for why in proposal.reasons.values())
    scoring = proposal.recipe.scoring
    assert scoring.mapped == tuple(INDICATORS)
    assert question_of(scoring.id_column).indicator == "id"
    result = score(table, scoring)
    assert len(result.ids) == N
    assert result.ids[0] == "K0000"
    for question, answers in answered(language, prefix)[1:]:
        (column,) = scoring.indicators[question.indicator].columns
        assert question_of(column) == question
        offered = [PREFIXES[prefix](place, option) for place, option in enumerate(question.offered)]
        expected = [float(offered.index(a) + 1) if a in offered[:5] else None for a in answers]
        given = result.column(question.indicator).tolist()
        assert [g for g, e in zip(given, expected, strict=True) if e is not None] == [e for e in expected if e]
    assert set(result.filled) <= {"basic"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_questions(language):
    """Who answers, then the indicators of Table 1 in order; five answers each, none that a tool could take apart."""
    asked = questionnaire(language)
    assert [question.indicator for question in asked.questions] == ["id", *INDICATORS]
    assert {len(question.options) for question in asked.questions[1:]} == {5}
    assert {question.indicator for question in asked.questions if question.declined} == {"basic"}
    for question in asked.questions:
        assert not set("".join(question.offered)) & set(";；,，、|┋/")
        assert len(set(question.offered)) == len(question.offered)
    assert "15" in asked.introduction
    number = [question.indicator for question in asked.questions].index("monetary") + 1
    assert str(number) in asked.before_sending


def test_questions_in_other_words_are_not_ours():
    """A heading is one of ours with another name of the shop in it, but not with another sense."""
    question = questionnaire("en").questions[6]
    assert question_of("Q6. " + question.text.upper()) == question
    assert question_of(question.text.replace("our online shop", "Tea House")).indicator == "frequency"
    assert question_of("How do you see the price of our brand?") is None
    assert question_of("How many times did you buy from our online shop?") is None
    assert question_of("Recency") is None


def test_answers_that_were_changed_are_read_as_any_others():
    """Amounts in another currency make ranges that are in order, and a question in other words finds its indicator."""
    rng = np.random.default_rng(1)
    amounts = ["Nothing", "Less than £20", "£20 to £49", "£50 to £199", "£200 or more"]
    spend = questionnaire("en").questions[7]
    recommending = ["Likely", "Not sure", "Unlikely", "Very likely"] * 20
    columns = {spend.text: rng.choice(amounts, N), "How likely are you to recommend Tea House?": recommending}
    table = read_table(pd.DataFrame(columns).to_csv(index=False).encode(), "f.csv")
    measures = propose(table).recipe.scoring.indicators
    assert measures["monetary"].rule.words == tuple(amounts)
    assert "recommend" in measures


def test_answers_in_two_spellings_and_strange_ones():
    """Spellings of one answer are variants; a few strange answers are let go, many make it another question."""
    visits = questionnaire("en").questions[2]
    found = answers_in_order(visits, {"A. Never": 9, "never": 1, "Daily": 50, "once": 2})
    assert found.words == ("A. Never", "A few times a year", "Monthly", "Weekly", "Daily")
    assert found.variants == {"never": "A. Never"}
    assert answers_in_order(visits, {"Never": 9, "once": 2}) is None
    basic = questionnaire("en").questions[1]
    assert answers_in_order(basic, {"Lower": 1, "F) Prefer not to say": 5}).no_answers == ("F) Prefer not to say",)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_to_import(language):
    """Title and introduction, then a numbered question and one option a line in each block, a blank line between."""
    asked = questionnaire(language)
    first, *blocks = to_text(asked).decode("utf-8-sig").strip().split("\n\n")
    assert first.split("\n") == [asked.title, asked.introduction]
    assert len(blocks) == 15
    for number, (block, question) in enumerate(zip(blocks, asked.questions, strict=True), start=1):
        heading, *options = block.split("\n")
        assert heading == f"{number}. {question.text}{'' if options else asked.blank}"
        assert tuple(options) == question.offered


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_word_document(language, monkeypatch):
    """Every question and option is a paragraph of its own, after the introduction; the same bytes each time."""
    import docx

    asked = questionnaire(language)
    data = to_docx(asked)
    lines = [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]
    assert lines[:3] == [asked.before_sending, asked.title, asked.introduction]
    for number, question in enumerate(asked.questions, start=1):
        place = lines.index(f"{number}. {question.text}")
        assert tuple(lines[place + 1 : place + 1 + len(question.offered)]) == question.offered
    monkeypatch.setattr(time, "time", lambda: 1_900_000_000.0)
    assert data == to_docx(asked)


def test_every_indicator_that_is_needed_is_asked_for():
    """R, F and M are among the questions, so that the bands can be made of the answers alone."""
    assert set(RFM) < {question.indicator for question in questionnaire("en").questions}
