"""Exports of survey tools: known by their headings, and what of them is a heading or no answer.

Qualtrics writes codes, question texts and import ids above the answers; SurveyMonkey questions and, below them,
options; Google Forms and Wenjuanxing (问卷星) one row of questions beside a few columns of their own.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.importing.reading.heading_row import is_number, plain

ROWS_SEEN = 6  # a title or an empty row may stand above a tool's first row
# Headings of the tools' own columns, in small letters without signs for Qualtrics, as they stand for the others.
QUALTRICS_ONLY = frozenset(
    {"responseid", "responseset", "recordeddate", "durationinseconds", "distributionchannel", "userlanguage"}
)
QUALTRICS = QUALTRICS_ONLY | {
    *("startdate", "enddate", "status", "ipaddress", "progress", "finished", "emailaddress"),
    *("recipientlastname", "recipientfirstname", "recipientemail", "externalreference", "externaldatareference"),
    *("locationlatitude", "locationlongitude", "locationaccuracy"),
}
ANSWER_ITSELF = re.compile(
    r"response|open-ended response|antwort|offene antwort|antwort mit (?:offenem ende|freitext)|réponse|"
    r"réponse (?:ouverte|à réponse libre)|respuesta|respuesta abierta|risposta|risposta aperta|resposta|"
    r"resposta aberta|回复|回答|开放式回答|开放式回复",
    re.IGNORECASE,
)
TIMESTAMPS = frozenset(
    {
        *("timestamp", "zeitstempel", "时间戳记", "时间戳", "時間戳記", "horodateur", "タイムスタンプ", "타임스탬프"),
        *("tijdstempel", "marca temporal", "carimbo de data/hora", "informazioni cronologiche", "отметка времени"),
        "sygnatura czasowa",
    }
)
QUESTION = re.compile(r"[?？]|\[[^\]]+\]$|^\s*(?:Q|F)?\d+\s*[.)、:]|^(?:\S+\s+){4,}\S+", re.IGNORECASE)
WENJUANXING = frozenset({"序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP", "总分"})
IMPORT_ID = re.compile(r"\{\W*ImportId\W", re.IGNORECASE)
PREVIEW = (
    r"(?i)preview|vorschau|预览|預覽|aperçu|vista previa|anteprima|pré-visualiza|プレビュー|survey test|umfragetest"
)
PREVIEW_CODES = ("1", "2", "9", "17")  # of Qualtrics' Status: preview, test, spam preview, offline preview
NOT_FINISHED = ("false", "0", "falsch", "no", "nein", "否", "faux", "falso", "non", "假")

TextOf = Callable[[int, int], pa.ChunkedArray]  # (column, first row) -> its cells from there on


@dataclass(frozen=True)
class Survey:
    """A tool's export: `rows` of the head hold its headings; `marks` says where its own columns stand."""

    tool: str
    rows: range
    headings: list[str]
    marks: dict[str, int] = field(default_factory=dict)  # "status", "channel", "finished", "progress" -> column


def survey(head: list[list], wanted: int | None = None) -> Survey | None:
    """The tool whose export begins in one of the first rows of `head`, or in the row `wanted`; None for others."""
    for row in range(min(ROWS_SEEN, len(head))) if wanted is None else (wanted,):
        rows = [[plain(cell) for cell in cells] for cells in head[row : row + 4]]
        for known in (_qualtrics, _survey_monkey, _google_forms, _wenjuanxing):
            found = known(rows, row) if rows and rows[0] else None
            if found:
                return found
    return None


def no_answers(found: Survey, count: int, text_of: TextOf) -> list[tuple[np.ndarray, str]]:
    """Masks (count,) of the rows that are no customers' answers, with the reason: "preview" or "unfinished"."""
    preview, unfinished = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
    marks = {mark: pc.utf8_trim_whitespace(text_of(column, 0)) for mark, column in found.marks.items()}
    if "status" in marks:
        preview |= _is_true(pc.match_substring_regex(marks["status"], PREVIEW))
        preview |= _is_true(pc.is_in(marks["status"], value_set=pa.array(PREVIEW_CODES)))
    if "channel" in marks:
        preview |= _is_true(pc.match_substring_regex(marks["channel"], PREVIEW))
    if "finished" in marks:
        unfinished |= _is_true(pc.is_in(pc.utf8_lower(marks["finished"]), value_set=pa.array(NOT_FINISHED)))
    if "progress" in marks:
        unfinished |= _is_true(pc.match_substring_regex(marks["progress"], r"^\d{1,2}(?:\.\d+)?$"))
    return [(preview, "preview"), (unfinished & ~preview, "unfinished")]


def _is_true(mask: pa.ChunkedArray) -> np.ndarray:
    return np.asarray(pc.fill_null(mask, False), dtype=bool)


# --- the tools --------------------------------------------------------------------------------------------------------


def _qualtrics(rows: list[list[str]], start: int) -> Survey | None:
    """Codes, then question texts, then {"ImportId": ...}; older or cleaned exports lack the second or third."""
    codes = rows[0]
    ids = next((i for i, row in enumerate(rows[1:3], start=1) if row and IMPORT_ID.match(row[0])), None)
    if ids is None and not _are_qualtrics(codes):
        if codes[0] != "V1" or len(rows) < 2 or not _are_qualtrics(rows[1]):
            return None
        codes = [own if _bare(own) in QUALTRICS else code for code, own in zip(codes, rows[1], strict=False)]
    texts = rows[1] if ids == 2 or (ids is None and len(rows) > 1 and _is_no_answer(codes, rows[1])) else codes
    count = 1 + (texts is not codes) + (ids is not None)
    texts = texts + [""] * (len(codes) - len(texts))
    headings = [code if _bare(code) in QUALTRICS else text or code for code, text in zip(codes, texts, strict=False)]
    names = {"status": "status", "distributionchannel": "channel", "finished": "finished", "progress": "progress"}
    bare = [_bare(code) for code in codes]
    marks = {mark: bare.index(name) for name, mark in names.items() if name in bare}
    return Survey("Qualtrics", range(start, start + count), headings, marks)


def _are_qualtrics(codes: list[str]) -> bool:
    bare = {_bare(code) for code in codes}
    return len(bare & QUALTRICS) >= 4 and bool(bare & QUALTRICS_ONLY)


def _is_no_answer(codes: list[str], row: list[str]) -> bool:
    """Whether the row below Qualtrics' codes holds texts: an answer has numbers and dates in those columns."""
    numbers = {"startdate", "enddate", "recordeddate", "progress", "durationinseconds"}
    own = [cell for code, cell in zip(codes, row, strict=False) if _bare(code) in numbers and cell]
    return bool(own) and not any(is_number(cell) for cell in own)


def _survey_monkey(rows: list[list[str]], start: int) -> Survey | None:
    """Questions over options: a question stands once, over the first of its columns."""
    questions = rows[0]
    if not {"respondentid", "collectorid"} <= {_bare(question) for question in questions}:
        return None
    place = next(i for i, question in enumerate(questions) if _bare(question) == "respondentid")
    options = rows[1] if len(rows) > 1 else []
    if not any(options) or (place < len(options) and options[place]):  # answers: each has its respondent
        return Survey("SurveyMonkey", range(start, start + 1), questions)
    width = max(len(questions), len(options))
    questions, options = questions + [""] * (width - len(questions)), options + [""] * (width - len(options))
    headings, question = [], ""
    for i in range(width):
        question = questions[i] or (question if options[i] else "")
        itself = not options[i] or ANSWER_ITSELF.fullmatch(options[i]) or options[i] == question
        headings.append(question if itself else f"{question} - {options[i]}" if question else options[i])
    return Survey("SurveyMonkey", range(start, start + 2), headings)


def _google_forms(rows: list[list[str]], start: int) -> Survey | None:
    """A time stamp in front, then questions as they were asked; an ordinary table has short names there."""
    others = [heading for heading in rows[0][1:] if heading]
    if rows[0][0].lower() not in TIMESTAMPS:
        return None
    if len(others) < 2 or sum(bool(QUESTION.search(heading)) for heading in others) < len(others) / 2:
        return None
    return Survey("Google Forms", range(start, start + 1), rows[0])


def _wenjuanxing(rows: list[list[str]], start: int) -> Survey | None:
    own = WENJUANXING & set(rows[0])
    if "序号" not in own or len(own) < 3 or not own & {"提交答卷时间", "所用时间", "来自IP"}:
        return None
    return Survey("Wenjuanxing", range(start, start + 1), rows[0])


def _bare(heading: str) -> str:
    return re.sub(r"[^a-z0-9]", "", heading.lower())
