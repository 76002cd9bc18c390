"""A former run on the Export page in the browser: chosen, told, in the files, kept over a reload, and deleted."""

import io

import pytest
from playwright.sync_api import expect
from pptx import Presentation
from python_calamine import CalamineWorkbook

from core.store import runs
from core.store.projects import create
from core.store.saving import save
from core.store.store import Store
from tests.browser.server import running
from tests.browser.steps import no_exception, visit, wait_for_run
from tests.browser.test_export import downloaded
from tests.waves import first_wave, second_wave

TOKEN = "two-waves-of-a-survey"


@pytest.fixture
def kept(tmp_path, monkeypatch) -> Store:
    """A store with a project of two waves, each a run; servers started from here open it."""
    monkeypatch.setenv("TIERBOARD_SAVE", "1")
    monkeypatch.setenv("TIERBOARD_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    store = Store.open()
    create(store, "Two waves", TOKEN)
    save(store, TOKEN, second_wave(), 0)
    for study in (first_wave(), second_wave()):
        runs.add(store, TOKEN, study)
    return store


@pytest.mark.long
def test_files_are_compared_with_a_former_run(kept, new_page, tmp_path):
    """A click makes deck and workbook with what has moved; in another window the run goes, which is said at once."""
    with running(tmp_path) as server:
        page = new_page(base_url=server.url)
        visit(page, "Export", f"?w={TOKEN}")
        page.get_by_role("combobox", name="Compare with").click()
        page.get_by_role("option", name="Run 1").click()
        wait_for_run(page)
        told = page.get_by_text("customers in both runs")
        expect(told).to_be_visible()
        page.reload()
        wait_for_run(page)
        expect(told).to_be_visible()
        deck = downloaded(page, page.get_by_role("button", name="Download the deck"))
        titles = [slide.shapes.title.text_frame.text for slide in Presentation(io.BytesIO(deck)).slides]
        assert any(title.startswith("Since Run 1, ") for title in titles)
        book = downloaded(page, page.get_by_role("button", name="Download the workbook"))
        assert "Movement" in CalamineWorkbook.from_filelike(io.BytesIO(book)).sheet_names
        for run in runs.listed(kept, TOKEN):
            if run.name == "Run 1":
                runs.delete(kept, run.id)
        page.get_by_text("Hide counts below 5 in these files").click()
        expect(page.get_by_text("was deleted; they are made without it")).to_be_visible()
        expect(told).to_have_count(0)
        no_exception(page)
        assert server.problems() == []
        page.close()
