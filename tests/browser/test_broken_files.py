"""Files that cannot be used get their one sentence; files that mean harm are shown as the text they are."""

import csv
import io
import json
import re

import pytest
from playwright.sync_api import Dialog, FilePayload, Page, expect

from core.problems import UNSEEN
from tests.browser.steps import (
    bring,
    choice,
    metric,
    open_page,
    open_view,
    press,
    project_of,
    train,
    use_recipe,
    visit,
    wait_for_run,
)

ROWS = range(60)
BROKEN = {
    "empty.csv": (b"", "empty.csv: the file is empty"),
    "picture.csv": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "picture.csv: this is a picture, not a table"),
    "damaged.csv": (bytes(range(256)) * 20, "damaged.csv: it holds NUL or control bytes"),
    "words.csv": (
        b"name,town\n" + b"".join(b"Ann %d,Rome %d\n" % (i, i) for i in ROWS),
        "words.csv: no column can be scored",
    ),
    "one.csv": (
        b"customer_id,recency,frequency,monetary\n1,3,4,5\n",
        "one.csv: there is only 1 customer (accepted: 40 or more)",
    ),
    "same.csv": (
        b"customer_id,recency,orders,total spend\n" + b"".join(b"%d,9,%d,%d\n" % (i, i % 7, i * 3 % 101) for i in ROWS),
        "Every customer has the same score on Recency",
    ),
    "no_recency.csv": (
        b"customer_id,orders,total spend\n" + b"".join(b"%d,%d,%d\n" % (i, i % 7, i * 3 % 101) for i in ROWS),
        "R (time of the last online purchase) is missing: choose its column.",
    ),
}

# What HTML, Markdown, Streamlit's own signs, a spreadsheet, a path and writing from right to left could do.
MARKUP = (
    "<img src=x onerror=alert(1)>",
    "<script>alert(2)</script>",
    "[x](http://evil.example)",
    "![i](http://evil.example/i.png)",
    "www.evil.example",
    "a@evil.example",
    ":red[x] :smile:",
    "$x^2$ **b** _i_ `c` ~~d~~",
    "=cmd|' /C calc'!A0",
    "../../etc/passwd",
    "😀 \u202eabc\u202c \u05e9\u05dc\u05d5\u05dd",
)
WRITTEN = {
    "id": f"customer_id {MARKUP[8]}",
    "recency": f"recency {MARKUP[0]}",
    "frequency": f"orders {MARKUP[3]}",
    "monetary": f"total spend {MARKUP[2]}",
    "rating": f"rating {MARKUP[6]}",
    "brand": f"brand image {MARKUP[10]}",
    "churn": f"churn {MARKUP[4]}",
    "grade": f"grade {MARKUP[1]} {MARKUP[7]} {MARKUP[9]}",
}
HEADINGS = {i: UNSEEN.sub("", heading) for i, heading in WRITTEN.items()}  # as they are read
PROJECT = "![i](http://evil.example/i.png) :red[x]"  # whole in the sidebar
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u2060\u202a\u202b\u202c\u202d\u202e"))


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_gets_its_sentence_and_the_session_lives_on(browser_page, name):
    """The sentence names what is wrong; the sample still loads afterwards, in the same window."""
    data, sentence = BROKEN[name]
    visit(browser_page, "Data")
    browser_page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(payload(name, data))
    told = browser_page.get_by_test_id("stAlert").filter(has_text=sentence)
    expect(told).to_have_count(1)
    wait_for_run(browser_page)
    press(browser_page, "Try the sample")
    expect(metric(browser_page, "Valid customers")).to_have_text("548")
    expect(told).to_have_count(0)


def test_a_refused_file_s_name_is_shown_as_text(browser_page):
    """A name of HTML and Markdown in the sentence that refuses the file makes no element."""
    dialogs = noted_dialogs(browser_page)
    for name in (f"{MARKUP[0]} {MARKUP[2]}.csv", f"{MARKUP[3]} {MARKUP[4]}.csv", f":material/home: {MARKUP[5]}.csv"):
        visit(browser_page, "Data")
        bring(browser_page, payload(name, b""))
        assert plain(f"{name}: the file is empty") in shown_text(browser_page)
        nothing_made(browser_page)
    assert not dialogs


def test_markup_in_names_headings_and_cells_is_text_on_every_page(browser_page):
    """A file whose name, headings and cells hold all kinds of markup goes all the way; each is shown as it stands."""
    page, dialogs = browser_page, noted_dialogs(browser_page)
    visit(page, "Data")
    name = f"{MARKUP[0]} {MARKUP[6]} {MARKUP[4]}.csv"
    bring(page, payload(name, hostile_file()))
    nothing_made(page)
    shown = shown_text(page)
    assert plain(name) in shown  # the file's name in the heading
    expect(choice(page, "R Recency")).to_have_value(HEADINGS["recency"])

    use_recipe(page, hostile_recipe())
    expect(metric(page, "Valid customers")).to_have_text("60")
    nothing_made(page)
    shown = shown_text(page)
    assert plain(PROJECT) in shown  # the project's name in the sidebar
    assert plain(f"e.g. {MARKUP[0]}") in shown  # cells as examples
    assert re.search(r"Scored by words, '?😀.* is best", shown)  # an answer in the recipe
    assert re.search(rf"The column '?{re.escape(HEADINGS['rating'])}'? is used more than once", shown)
    for k in (3, 5):  # after R, F and M: brand, with its answers in words, and the doubled column
        page.get_by_text("Scoring", exact=True).nth(k).click()
        wait_for_run(page)
        nothing_made(page)

    for step in ("Weights", "Bands"):
        open_page(page, step)
        nothing_made(page)
    train(page)
    nothing_made(page)
    open_page(page, "Segments")
    for view, box, text in (
        ("What to do", "Your own words", " ".join(MARKUP)),
        ("Customers", "Find a customer by id", MARKUP[0]),
    ):
        open_view(page, view)
        page.get_by_role("textbox", name=box).fill(text)
        page.get_by_role("textbox", name=box).press("Control+Enter")
        wait_for_run(page)
    expect(page.get_by_text("of 60 customers (")).to_be_visible()
    nothing_made(page)
    open_page(page, "Export")
    nothing_made(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the list", exact=True).click()
    assert re.fullmatch(r"[\w-]+\.csv", download.value.suggested_filename)
    visit(page, "Home", project_of(page))
    nothing_made(page)
    assert not dialogs


@pytest.mark.long
def test_grades_that_hold_markup_are_quoted_as_text(browser_page):
    """Grades that cannot be read are quoted on the Data and Training pages as they stand."""
    page, dialogs = browser_page, noted_dialogs(browser_page)
    visit(page, "Data")
    bring(page, payload("grades.csv", hostile_file()))
    recipe = json.loads(hostile_recipe())
    recipe["target"] = {"kind": "grade", "column": HEADINGS["grade"], "scale": "A-D"}
    use_recipe(page, json.dumps(recipe))
    for step in ("Data", "Training"):
        open_page(page, step)
        told = plain(" ".join(page.get_by_test_id("stAlert").all_inner_texts()))
        for i in range(3):
            assert plain(MARKUP[i])[:16] in told
        nothing_made(page)
    assert not dialogs


def payload(name: str, data: bytes) -> FilePayload:
    """A file as a browser uploads it."""
    return FilePayload(name=name, mimeType="text/csv", buffer=data)


def hostile_file() -> bytes:
    """60 customers under what is WRITTEN; answers, ids and some grades are markup."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(WRITTEN.values())
    for i in ROWS:
        text = MARKUP[i % len(MARKUP)]
        grade = text if i < 3 else "ABCD"[i % 4]
        rows.writerow([f"{text} {i}", i, i % 7, i * 3 % 101, i % 5 + 1, text, i % 2, grade])
    return out.getvalue().encode()


def hostile_recipe() -> str:
    """A recipe for the hostile file: the rating is used twice, the brand is answered in words."""
    columns = {i: HEADINGS[i] for i in ("recency", "frequency", "monetary", "rating", "brand")}
    indicators = {i: {"columns": [column]} for i, column in columns.items()}
    indicators["recommend"] = {"columns": [HEADINGS["rating"]]}
    indicators["brand"]["rule"] = {"kind": "words", "words": MARKUP}
    scoring = {"id_column": HEADINGS["id"], "indicators": indicators}
    return json.dumps({"name": PROJECT, "scoring": scoring, "network": {"nets": 1}})


def plain(text: str) -> str:
    """Text without signs that take no room, which may stand in it to break a link."""
    return text.translate(INVISIBLE)


def shown_text(page: Page) -> str:
    """All that the page says, as one reads it."""
    return plain(page.get_by_test_id("stApp").inner_text())


def noted_dialogs(page: Page) -> list[str]:
    """Where the text of every dialog that opens from now on will stand."""
    opened: list[str] = []

    def note(dialog: Dialog) -> None:
        opened.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    return opened


def nothing_made(page: Page) -> None:
    """No link, picture, script, formula or other element was made of the file's text."""
    expect(page.locator("[href*=evil], [src*=evil], [href^=mailto], [onerror], .katex, del")).to_have_count(0)
    main = page.get_by_test_id("stMain")
    expect(main.locator("a, img, script, .stMarkdownColoredText[style*='158, 48, 59']")).to_have_count(0)
