"""Projects through whatever happens: a server that dies, a file, another window or server, a database that is gone."""

import contextlib
import re
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from core.store import projects, runs, saving
from core.store.store import Store
from core.study import Study
from tests.browser.server import running
from tests.browser.steps import (
    PAGES,
    bring,
    no_exception,
    open_page,
    press,
    project_of,
    title,
    train,
    visit,
    wait_for_run,
)
from tests.store import postgres
from tests.test_study import people, recipe

SAMPLE = "Survey, as in the paper"


@pytest.fixture
def servers_save(tmp_path, monkeypatch):
    """Servers started from here keep their projects, in a folder of this test."""
    monkeypatch.setenv("TIERBOARD_SAVE", "1")
    monkeypatch.setenv("TIERBOARD_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("DATABASE_URL", raising=False)


@contextlib.contextmanager
def server_in(folder: Path):
    """A server with its files in a folder of its own; nothing has gone wrong at its end."""
    folder.mkdir(exist_ok=True)
    with running(folder) as server:
        yield server
        assert server.problems() == []


@contextlib.contextmanager
def window(new_page, server):
    """A window on a server, closed before the server ends: it would call in vain."""
    page = new_page(base_url=server.url)
    try:
        yield page
    finally:
        page.close()


def saved(page: Page) -> None:
    """Wait until the sidebar says that all is saved."""
    expect(sidebar(page).get_by_text(re.compile(r"\bSaved$"))).to_be_visible()


def sidebar(page: Page) -> Locator:
    """The menu, at whose end it is said."""
    return page.get_by_test_id("stSidebar")


def spend(page: Page, percent: int = 0) -> Locator:
    """The slider of M on Bands, where it counts so much."""
    return page.get_by_role("slider", name=f"M Spend counts {percent}%" if percent else "M Spend")


@pytest.mark.long
def test_a_project_goes_as_a_file(servers_save, new_page, tmp_path):
    """Downloaded from its card; cut short it costs one sentence, and nothing is lost; whole it opens as a new one."""
    with server_in(tmp_path) as server, window(new_page, server) as page:
        visit(page, "Home")
        press(page, "Try the sample")
        saved(page)
        first = project_of(page)
        visit(page, "Home", first)
        page.get_by_role("button", name="Change").click()
        with page.expect_download() as download:
            page.get_by_role("button", name="Download as a file").click()
        data = download.value.path().read_bytes()
        assert download.value.suggested_filename.startswith(f"{SAMPLE.replace(',', '')} ")
        page.keyboard.press("Escape")
        bring(page, FilePayload(name="cut.zip", mimeType="application/zip", buffer=data[:-99]))
        expect(page.get_by_test_id("stAlertContentError")).to_contain_text("cut.zip: this is not a saved project")
        assert project_of(page) == first
        page.get_by_text("Bring a project from a file").click()
        whole = FilePayload(name="whole.zip", mimeType="application/zip", buffer=data)
        page.get_by_test_id("stFileUploaderDropzoneInput").last.set_input_files(whole)
        expect(title(page)).to_have_text("Data")
        wait_for_run(page)
        assert project_of(page) != first
        visit(page, "Home")
        expect(page.get_by_test_id("stMain").get_by_role("link", name=SAMPLE)).to_have_count(2)


@pytest.mark.long
def test_work_outlives_its_server(servers_save, new_page, tmp_path):
    """A weight moved and a sample drawn; killed without warning; the next server shows both, and lists the project."""
    with running(tmp_path) as server, window(new_page, server) as page:
        visit(page, "Home")
        press(page, "Try the sample")
        open_page(page, "Bands")
        spend(page).press("ArrowRight")
        expect(spend(page, 42)).to_be_visible()
        press(page, "Draw the sample")
        saved(page)
        drawn, project = page.get_by_text("Drawn: ").inner_text(), project_of(page)
        assert server.problems() == []
        page.goto("about:blank")
        server.process.kill()
        server.process.wait()
    with server_in(tmp_path) as server, window(new_page, server) as page:
        visit(page, "Bands", project)
        expect(spend(page, 42)).to_be_visible()
        expect(page.get_by_text(drawn)).to_be_visible()
        stranger = new_page(base_url=server.url)
        visit(stranger, "Home")
        stranger.get_by_test_id("stMain").get_by_role("link", name=SAMPLE).click()
        expect(title(stranger)).to_have_text("Training")
        wait_for_run(stranger)
        no_exception(stranger)
        assert project_of(stranger) == project
        stranger.close()


@pytest.mark.long
def test_a_reload_in_the_middle_of_any_page_loses_nothing(servers_save, browser, tmp_path):
    """A weight moved, trained, and each page left by a reload while it is drawn: all is there, also anew."""
    # Not watched: a page that is left asks for pictures that the server has let go of.
    with server_in(tmp_path) as server, browser.new_context(base_url=server.url) as context:
        page = context.new_page()
        visit(page, "Home")
        press(page, "Try the sample")
        open_page(page, "Bands")
        spend(page).press("ArrowRight")
        page.reload()
        wait_for_run(page)
        expect(spend(page, 42)).to_be_visible()
        train(page)
        project = project_of(page)
        for name, path in (PAGES | {"Runs": "/runs"}).items():
            for _ in range(3):
                page.goto(path + project, wait_until="commit")
                page.get_by_test_id("stApp").wait_for()
            page.reload()
            wait_for_run(page)
            expect(title(page)).to_have_text("Tierboard" if name == "Home" else name)
            no_exception(page)
            assert project_of(page) == project
        expect(page.get_by_text("Run 1", exact=True).first).to_be_visible()
        open_page(page, "Bands")
        expect(spend(page, 42)).to_be_visible()
        saved(page)


@pytest.mark.long
def test_a_server_killed_while_it_trains_leaves_the_project_whole(servers_save, new_page, tmp_path):
    """The training is gone, as it is said nowhere to be kept; the project is as before, and is trained anew."""
    with contextlib.closing(Store.open()) as store:
        slow = recipe(name="Slow").replaced("network.nets", 50).replaced("training.epochs", 20_000)
        slow = slow.replaced("training.max_fail", 1_000)
        project = projects.new_id()
        saving.save(store, project, Study(people(4_000), slow), None)
    with running(tmp_path) as server, window(new_page, server) as page:
        visit(page, "Training", f"?w={project}")
        page.get_by_role("button", name="Start training", exact=True).click()
        expect(page.get_by_role("button", name="Pause")).to_be_visible()
        page.goto("about:blank")
        server.process.kill()
        server.process.wait()
    with server_in(tmp_path) as server, window(new_page, server) as page:
        visit(page, "Training", f"?w={project}")
        expect(page.get_by_role("button", name="Start training", exact=True)).to_be_visible()
        saved(page)
        with contextlib.closing(Store.open()) as store:
            assert runs.listed(store, project) == []
            assert saving.load(store, project).study.table.hash == people(4_000).hash


@pytest.mark.long
def test_two_windows_on_one_project_lose_no_change_unseen(servers_save, new_page, tmp_path):
    """The second window's change on the first one's older state is refused in words, and made again."""
    with server_in(tmp_path) as server, window(new_page, server) as one, window(new_page, server) as two:
        visit(one, "Home")
        press(one, "Try the sample")
        for page in (one, two):
            visit(page, "Bands", project_of(one))
        spend(one).press("ArrowRight")
        expect(spend(one, 42)).to_be_visible()
        wait_for_run(two)
        spend(two).press("ArrowLeft")
        expect(two.get_by_test_id("stAlertContentError")).to_contain_text("Another window changed this project")
        expect(spend(two, 42)).to_be_visible()
        wait_for_run(two)
        spend(two).press("ArrowRight")
        expect(spend(two, 43)).to_be_visible()
        saved(two)


@pytest.mark.long
def test_two_servers_on_one_store_do_not_overwrite_each_other(servers_save, new_page, tmp_path):
    """Whoever is overtaken is told by itself, and reloads or keeps a copy; nobody's change is lost."""
    with (
        server_in(tmp_path / "a") as first,
        server_in(tmp_path / "b") as second,
        window(new_page, first) as ours,
        window(new_page, second) as theirs,
    ):
        visit(ours, "Home")
        press(ours, "Try the sample")
        saved(ours)
        project = project_of(ours)
        for page in (ours, theirs):
            visit(page, "Bands", project)
        for answer, left in (("Reload its newest state", 42), ("Keep yours as a copy", 40)):
            wait_for_run(ours)
            spend(ours).press("ArrowRight")
            saved(ours)
            wait_for_run(theirs)
            spend(theirs).press("ArrowLeft")
            told = theirs.get_by_test_id("stAlertContentError")
            expect(told).to_contain_text("changed in another window a moment ago, on another server")
            press(theirs, answer)
            expect(spend(theirs, left)).to_be_visible()
            expect(told).to_have_count(0)
        assert project_of(theirs) != project
        saved(theirs)
        visit(ours, "Bands", project)
        expect(spend(ours, 43)).to_be_visible()


@pytest.mark.long
def test_a_database_that_is_gone_for_a_while_costs_one_sentence(servers_save, new_page, tmp_path, monkeypatch):
    """PostgreSQL stopped while a page is open: work goes on, unsaved and said so; saved by itself once it is back."""
    if postgres.find() is None:
        pytest.skip("there is no PostgreSQL here")
    with postgres.cluster() as database:
        monkeypatch.setenv("DATABASE_URL", database.address.format("postgres"))
        with server_in(tmp_path) as server, window(new_page, server) as page, window(new_page, server) as other:
            visit(page, "Home")
            press(page, "Try the sample")
            open_page(page, "Bands")
            saved(page)
            project = project_of(page)
            database.stop()
            spend(page).press("ArrowRight")
            warned = page.get_by_test_id("stAlertContentWarning")
            expect(warned).to_contain_text("Your work is not saved: the database of projects does not answer")
            expect(spend(page, 42)).to_be_visible()
            visit(other, "Home")
            expect(other.get_by_test_id("stAlertContentWarning")).to_contain_text("does not answer; try again")
            wait_for_run(page)
            spend(page).press("ArrowRight")
            expect(spend(page, 43)).to_be_visible()
            database.start()
            expect(warned).to_have_count(0)
            saved(page)
        with server_in(tmp_path) as server, window(new_page, server) as page:
            visit(page, "Bands", project)
            expect(spend(page, 43)).to_be_visible()
