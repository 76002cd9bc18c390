"""The deck's card: a template and a logo are kept on the server, and a refused one changes nothing."""

import io

import pytest
from pptx import Presentation
from streamlit.testing.v1 import AppTest

from core.export.deck import Look
from core.export.files import FILES
from pages.shared import deck_look
from tests.page_steps import checked, press, told, visit, workspace_of
from tests.test_deck_dressing import picture, usual

pytestmark = pytest.mark.thorough


@pytest.fixture
def page(export_page) -> AppTest:
    """The trained sample on the Export page."""
    return export_page


def brought(page: AppTest, what: str, name: str, data: bytes) -> AppTest:
    """The page after a file was dropped on an uploader of the card."""
    uploader = next(u for u in page.file_uploader if what in u.key)
    uploader.upload(name, data, "application/octet-stream")
    return checked(page.run())


def test_the_deck_is_made_by_the_click(page):
    """Nothing to make first for 548 customers; the uploaders wait for a template and a logo."""
    assert "Download the deck" in [b.label for b in page.get("download_button")]
    assert [u.key for u in page.file_uploader][:2] == ["upload-template-0", "upload-logo-0"]


def test_a_template_and_a_logo_outlive_a_reload(page):
    """They are named on the card, and go with a click."""
    page = brought(page, "template", "ours [v2].pptx", usual())
    page = brought(page, "logo", "ours.png", picture("PNG"))
    held = workspace_of(page).look
    assert {what: name for what, (name, _) in held.items()} == {"template": "ours [v2].pptx", "logo": "ours.png"}
    page = visit(visit(page, "Bands"), "Export")
    assert any(r"ours \[v2\]\.pptx" in m.value for m in page.markdown)
    page = press(page, "Remove")
    assert set(workspace_of(page).look) == {"logo"}


def test_a_template_that_is_none_is_refused_and_changes_nothing(page):
    """One sentence at the top."""
    page = brought(page, "template", "ours.pptx", b"hello")
    assert "ours.pptx: this is no PowerPoint file" in told(page)
    assert workspace_of(page).look == {}


def test_the_file_is_of_the_look():
    """The card makes its deck in the template; without one it is the usual file."""
    look = Look(template=usual())
    assert deck_look.deck_file(Look()) is FILES["deck"]
    assert deck_look.deck_file(look).ending == "deck.pptx"
    assert Presentation(io.BytesIO(look.template)).slide_width == 9_144_000
