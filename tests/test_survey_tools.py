"""Exports of survey tools: headings, previews and unfinished answers; ordinary tables are none of them."""

import csv
import io

import pytest

from core.problems import DataProblem
from tests.files import CUSTOMERS, read, workbook

OWN = ["StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)", "Finished", "RecordedDate",
       "ResponseId", "DistributionChannel", "UserLanguage"]  # fmt: skip
GERMAN = ["Anfangsdatum", "Enddatum", "Antworttyp", "IP-Adresse", "Fortschritt", "Dauer (in Sekunden)", "Beendet",
          "Erfassungsdatum", "Antwort-ID", "Verteilungskanal", "Benutzersprache"]  # fmt: skip
IDS = [f'{{"ImportId":"{name}"}}' for name in [*OWN, "QID1", "QID2"]]


def answer(number, status="IP Address", progress=100, finished="True", channel="anonymous"):
    """One row of a Qualtrics export."""
    day = "2024-01-01 10:00:00"
    return [day, day, status, "1.2.3.4", progress, 60, finished, day, f"R_{number}", channel, "DE", number % 5 + 1, "x"]


def read_whole(data, **settings):
    """The table with all columns, personal ones too."""
    own = (*OWN, *MONKEY[0], *WENJUANXING[0], "ResponseID", "Name")
    return read(data, keep_personal=tuple(heading for heading in own if heading), **settings)


def as_csv(rows):
    """Rows as a text with commas."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


QUESTIONS = ["How satisfied are you?", "Which brand, and why?"]
ANSWERS = [answer(i) for i in range(6)]
QUALTRICS = [[*OWN, "Q1", "Q2"], [*GERMAN, *QUESTIONS], IDS, *ANSWERS]


@pytest.mark.parametrize("form", [as_csv, workbook])
@pytest.mark.parametrize(
    ("rows", "first"),
    [
        (QUALTRICS, 4),
        ([QUALTRICS[0], QUALTRICS[1], *ANSWERS], 3),  # the two-row form, and .xlsx exports
        ([[*OWN, *QUESTIONS], *ANSWERS], 2),  # cleaned by hand
    ],
)
def test_qualtrics_headings(form, rows, first):
    """Up to three rows of headings in any language: Qualtrics' own columns keep their codes, questions their text."""
    table = read_whole(form(rows))
    assert table.reading.tool == "Qualtrics"
    assert list(table.frame) == [*OWN, *QUESTIONS]
    assert table.rows.tolist() == list(range(first, first + 6))
    assert table.frame[QUESTIONS[0]].tolist() == [1, 2, 3, 4, 5, 1]


def test_the_oldest_qualtrics_form():
    """V1, V2 ... above the names of the columns and the texts of the questions."""
    own = ["ResponseID", "ResponseSet", "Name", "IPAddress", "Status", "StartDate", "EndDate", "Finished"]
    rows = [[*(f"V{i}" for i in range(1, 9)), "Q1"], [*own, QUESTIONS[0]]]
    rows += [[f"R_{i}", "Default", "", "1.2.3.4", "0", "2013-01-01", "2013-01-01", i % 2, 3] for i in range(6)]
    table = read_whole(as_csv(rows))
    assert list(table.frame) == [*own, QUESTIONS[0]]
    assert table.reading.left_out == ((3, "unfinished"), (5, "unfinished"), (7, "unfinished"))


@pytest.mark.parametrize("form", [as_csv, workbook])
def test_previews_and_unfinished_answers_are_left_out(form):
    """By Status, DistributionChannel, Finished or Progress, in words or codes; listed, or kept if so wished."""
    odd = [
        answer(10, status="Survey Preview"), answer(11, status="Umfragevorschau"), answer(12, status=1),
        answer(13, channel="preview"), answer(14, finished="False"), answer(15, finished=0),
        answer(16, finished="Falsch"), answer(17, progress=66), answer(18, status="Survey Preview", progress=3),
    ]  # fmt: skip
    rows = [*QUALTRICS, *odd]
    table = read_whole(form(rows))
    reasons = ["preview"] * 4 + ["unfinished"] * 4 + ["preview"]
    assert table.reading.left_out == tuple(zip(range(10, 19), reasons, strict=True))
    assert table.reading.remarks == (
        "5 previews are left out (rows 10, 11, 12, 13, 18).",
        "4 unfinished answers are left out (rows 14, 15, 16, 17).",
    )
    assert len(table.frame) == 6
    kept = read_whole(form(rows), unfinished="keep")
    assert (len(kept.frame), kept.reading.left_out) == (15, ())


MONKEY = [
    ["Respondent ID", "Collector ID", "Date Created", "Date Modified", "IP Address", "Email Address", "First Name",
     "Last Name", "Custom Data 1", "How often do you buy?", "Why?", "Which do you use?", "", "", "Please rate", "",
     "Age"],
    ["", "", "", "", "", "", "", "", "", "Response", "Open-Ended Response", "Shop", "Web", "Other (please specify)",
     "Price", "Quality", "Response"],
    *([f"11{i}", "77", "2024-01-01", "2024-01-02", "1.2.3.4", "", "", "", "", "Weekly", "good", "Shop", "", "", 4,
       i % 5 + 1, 30] for i in range(6)),
]  # fmt: skip


@pytest.mark.parametrize("form", [as_csv, workbook])
def test_survey_monkey(form):
    """A question spans the columns of its options; where the answer itself stands below, it is the heading alone."""
    table = read_whole(form(MONKEY))
    assert table.reading.tool == "SurveyMonkey"
    assert table.rows.tolist() == list(range(3, 9))
    assert list(table.frame)[8:] == [
        "Custom Data 1", "How often do you buy?", "Why?", "Which do you use? - Shop", "Which do you use? - Web",
        "Which do you use? - Other (please specify)", "Please rate - Price", "Please rate - Quality", "Age",
    ]  # fmt: skip


def test_survey_monkey_with_one_row_of_headings():
    """The condensed form has the answers right below the questions."""
    head = [*MONKEY[0][:10], "Why?"]
    table = read_whole(as_csv([head, *([*row[:9], "Weekly", "x"] for row in MONKEY[2:])]))
    assert (table.reading.tool, list(table.frame), len(table.frame)) == ("SurveyMonkey", head, 6)


def test_google_forms():
    """A time stamp in front of questions, those of a grid with their row."""
    rows = [["Timestamp", "How often do you visit us?", "Please rate [Price]", "Age"]]
    rows += [["2024/01/01 10:00:00 AM GMT+1", "Weekly", 4, 30]] * 5
    table = read_whole(as_csv(rows))
    assert (table.reading.tool, list(table.frame)) == ("Google Forms", rows[0])
    assert read(
        as_csv([["Zeitstempel", "Wie oft kaufen Sie?", "Warum?"], *[["1.1.2024 10:00:00", 2, 3]] * 5])
    ).reading.tool


WENJUANXING = [
    ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP", "1、您的性别", "2、您的满意度"],
    *([i + 1, "2024/1/5 10:22:11", "85秒", "微信", "N/A", "1.2.3.4(北京)", "男", i % 5 + 1] for i in range(6)),
]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", None])
def test_wenjuanxing(encoding):
    """问卷星, as text in UTF-8 or GBK and as a workbook."""
    table = read_whole(as_csv(WENJUANXING).encode(encoding) if encoding else workbook(WENJUANXING))
    assert (table.reading.tool, list(table.frame), len(table.frame)) == ("Wenjuanxing", WENJUANXING[0], 6)


def test_an_export_of_previews_alone():
    """Where nothing is left, the sentence says why."""
    with pytest.raises(DataProblem, match=r"all 1 rows below the headings are left out \(preview\)"):
        read(as_csv([*QUALTRICS[:3], answer(1, status="Survey Preview")]))


@pytest.mark.parametrize(
    "rows",
    [
        CUSTOMERS,
        [["Timestamp", "user", "action", "amount"], *[["2024-01-01", "u1", "buy", 3]] * 5],
        [["StartDate", "EndDate", "Status", "Progress", "Owner"], *[["2024-01-01", "2024-01-02", "1", 5, "Ann"]] * 5],
        [["序号", "来源", "金额"], *[[1, "网站", 3]] * 5],
        [["Respondent ID", "Age", "Response"], *[[1, 2, 3]] * 5],
    ],
)
def test_ordinary_tables_are_no_surveys(rows):
    """A time stamp, a status or a number of the row makes no survey, and no row is left out."""
    table = read_whole(as_csv(rows))
    assert (table.reading.tool, table.reading.left_out, len(table.frame)) == (None, (), len(rows) - 1)
