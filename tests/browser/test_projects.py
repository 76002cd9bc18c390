"""A server that dies and another one in its place: the project is found by its address and on Home."""

import pytest
from playwright.sync_api import expect

from tests.browser.server import running
from tests.browser.steps import no_exception, open_page, press, project_of, title, visit, wait_for_run

SAMPLE = "Survey, as in the paper"


@pytest.fixture
def saves(tmp_path, monkeypatch):
    """Servers started from here keep their projects, in a folder of this test."""
    monkeypatch.setenv("TIERBOARD_SAVE", "1")
    monkeypatch.setenv("TIERBOARD_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("DATABASE_URL", raising=False)


@pytest.mark.long
def test_work_outlives_its_server(saves, new_page, tmp_path):
    """A weight moved and a sample drawn; killed without warning; the next server shows both, and lists the project."""
    with running(tmp_path) as server:
        page = new_page(base_url=server.url)
        visit(page, "Home")
        press(page, "Try the sample")
        open_page(page, "Bands")
        page.get_by_role("slider", name="M Spend").press("ArrowRight")
        expect(page.get_by_role("slider", name="M Spend counts 42%")).to_be_visible()
        press(page, "Draw the sample")
        drawn, project = page.get_by_text("Drawn: ").inner_text(), project_of(page)
        visit(page, "Home", project)
        listed = page.get_by_text("600 rows of survey").filter(has_text="sample drawn")
        while not listed.count():  # it saves itself a moment later
            page.reload()
            wait_for_run(page)
        assert server.problems() == []
        page.close()
        server.process.kill()
        server.process.wait()
    with running(tmp_path) as server:
        page = new_page(base_url=server.url)
        visit(page, "Bands", project)
        expect(page.get_by_role("slider", name="M Spend counts 42%")).to_be_visible()
        expect(page.get_by_text(drawn)).to_be_visible()
        stranger = new_page(base_url=server.url)
        visit(stranger, "Home")
        stranger.get_by_test_id("stMain").get_by_role("link", name=SAMPLE).click()
        expect(title(stranger)).to_have_text("Training")
        wait_for_run(stranger)
        no_exception(stranger)
        assert project_of(stranger) == project
        assert server.problems() == []
        page.close()
        stranger.close()
