"""The deck's card in the browser: a template and a logo are brought, outlive a reload, and dress the file."""

import pytest
from playwright.sync_api import Page, expect
from pptx import Presentation

from tests.browser.steps import no_exception, trained_sample, visit, wait_for_run
from tests.test_deck_dressing import picture, usual


def brought(page: Page, place: int, name: str, data: bytes) -> None:
    """Give a file to one of the card's uploaders."""
    uploaders = page.get_by_test_id("stFileUploaderDropzoneInput")
    uploaders.nth(place).set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": data})
    wait_for_run(page)
    no_exception(page)


@pytest.mark.long
def test_a_deck_is_downloaded_in_the_user_s_template_after_a_reload(browser, server, new_page, tmp_path):
    """A text that calls itself a template is refused at the top; what is in use is named, and goes into the file."""
    page = new_page(base_url=server.url)
    visit(page, "Export", trained_sample(browser, server))
    page.get_by_text("Your template and logo").click()
    brought(page, 0, "words.pptx", b"hello")
    expect(page.get_by_text("words.pptx: this is no PowerPoint file").first).to_be_visible()
    brought(page, 0, "ours.pptx", usual())
    brought(page, 0, "ours.png", picture("PNG"))
    expect(page.get_by_text("Your template and logo: 2 in use")).to_be_visible()
    page.reload()
    wait_for_run(page)
    expect(page.get_by_text("Your template and logo: 2 in use")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download the deck").click()
    assert saved.value.suggested_filename.endswith("-deck.pptx")
    saved.value.save_as(tmp_path / "deck.pptx")
    made = Presentation(tmp_path / "deck.pptx")
    assert made.slide_width == 9_144_000
    assert any(shape.name.startswith("Picture") for shape in made.slides[0].shapes)
