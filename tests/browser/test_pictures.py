"""The picture for slides of a chart, opened by keys and saved by the browser."""

from xml.etree import ElementTree

import pytest
from playwright.sync_api import expect

from tests.browser.steps import no_exception, trained_sample, visit, wait_for_run

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.long
def test_a_chart_is_saved_as_a_light_svg_that_says_what_it_is_of(new_page, server, browser, tmp_path):
    """In the dark theme, without a mouse: the file parses, is white, and holds title, cut-offs, date and dark ink."""
    page = new_page(base_url=server.url, color_scheme="dark")
    visit(page, "Segments", trained_sample(browser, server))
    buttons = page.get_by_role("button", name="Picture", exact=True)
    expect(buttons).to_have_count(4)
    expect(page.get_by_test_id("stPlotlyChart")).to_have_count(4)
    buttons.first.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("figure", name="Where the value lies").locator(".main-svg").first).to_be_visible()
    wait_for_run(page)
    dialog.get_by_role("button", name="Download", exact=True).focus()
    with page.expect_download() as saved:
        page.keyboard.press("Enter")
    assert saved.value.suggested_filename.endswith("where-the-value-lies.svg")
    saved.value.save_as(tmp_path / "picture.svg")
    picture = ElementTree.parse(tmp_path / "picture.svg").getroot()
    assert (picture.get("width"), picture.get("height")) == ("1600", "900")
    assert "rgb(255, 255, 255)" in picture.find(f"{SVG}rect").get("style")
    said = " ".join("".join(text.itertext()) for text in picture.iter(f"{SVG}text"))
    for words in ("Where the value lies", "A from 0.75, B from 0.50, C from 0.25", "Survey, as in the paper", "20"):
        assert words in said
    assert "rgb(230, 234, 240)" not in ElementTree.tostring(picture, "unicode")  # the ink of the dark theme
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    no_exception(page)
