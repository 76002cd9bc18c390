"""The report in the browser: offline, on a phone, on paper, and its pictures saved."""

import datetime as dt
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

from core.export.report import report
from core.study import Study
from tests.test_report import EVIL
from tests.test_study import people, recipe

PLACE = "http://127.0.0.1/report.html"  # answered here: nothing listens there
PAPER = {"width": 680, "height": 1001}  # of A4 within its margins, in pixels


@pytest.fixture(scope="module")
def written() -> bytes:
    """The report of 200 people, whose project and tier A are called what would be a script."""
    made = recipe().replaced("name", EVIL).replaced("tier_names", {"A": "<img src=x onerror=alert(1)>"})
    return report(Study(people(), made).trained(), dt.date(2026, 3, 1))


def opened(page: Page, written: bytes) -> Page:
    """The report on a page, with all its charts drawn."""
    page.route(PLACE, lambda route: route.fulfill(body=written, content_type="text/html"))
    page.goto(PLACE)
    expect(page.locator(".plot").last.locator(".main-svg").first).to_be_attached()
    return page


def test_the_report_draws_its_charts_on_a_phone_and_asks_nobody(new_page, written, tmp_path):
    """Within the width of a phone; no message in the console, no script of a name runs; a chart is saved as SVG."""
    page = opened(new_page(viewport={"width": 390, "height": 844}), written)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: asked.append(dialog.message))
    for plot in page.locator(".plot").all():
        expect(plot.locator(".main-svg").first).to_be_attached()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.get_by_role("heading", level=1)).to_contain_text("<img src=x onerror=alert(2)>")
    details = page.get_by_text("The numbers of “Customers by band”")
    details.press("Enter")
    expect(page.get_by_role("region").get_by_role("rowheader", name="5", exact=True).first).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save Customers by band as SVG").press("Enter")
    saved.value.save_as(tmp_path / "picture.svg")
    picture = ElementTree.parse(tmp_path / "picture.svg").getroot()
    assert (picture.get("width"), picture.get("height")) == ("1600", "900")
    said = " ".join("".join(text.itertext()) for text in picture.iter("{http://www.w3.org/2000/svg}text"))
    for words in ("Customers by band", "A from 0.75, B from 0.50, C from 0.25", "<img src=x", "1 March 2026"):
        assert words in said
    assert not [url for url in asked if not url.startswith(("blob:", "data:"))]


@pytest.mark.long
@pytest.mark.parametrize("width", [1280, 800, 390])
def test_on_paper_no_chart_is_cut_whatever_window_it_is_printed_from(new_page, written, width):
    """Each chart fits the paper's width and one page with its title; the way through and the buttons are left out."""
    page = opened(new_page(viewport={"width": width, "height": 900}), written)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    assert 8 <= printed.count(b"/Type /Page\n") <= 30
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size(PAPER)
    expect(page.get_by_role("navigation")).to_be_hidden()
    expect(page.get_by_role("button").first).to_be_hidden()
    for figure in page.locator("figure").all():
        whole = figure.bounding_box()
        assert whole["height"] <= PAPER["height"]
        for svg in figure.locator(".main-svg").all():
            box = svg.bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= PAPER["width"] + 1
            assert box["y"] + box["height"] <= whole["y"] + whole["height"] + 1
