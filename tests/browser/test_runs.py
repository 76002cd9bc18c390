"""Former runs in a real browser: compared, made again, looked at on all pages, and worked on from."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.recipe import recipe_from_json
from core.store import projects, runs, saving
from core.store.store import Store
from core.study import Study
from pages.shared.mapping_editor import NOWHERE
from tests.browser.server import running
from tests.browser.steps import (
    choice,
    choose,
    no_exception,
    open_page,
    open_view,
    press,
    project_of,
    title,
    wait_for_run,
)
from tests.conftest import SAMPLES

LOOKED_AT = re.compile("This is First as it was on .*, only to be looked at")


@pytest.fixture
def kept(tmp_path, monkeypatch) -> str:
    """A project with two runs, Second its present state, for servers started from here; its part of the address."""
    monkeypatch.setenv("TIERBOARD_SAVE", "1")
    monkeypatch.setenv("TIERBOARD_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    (tmp_path / "data").mkdir()
    store = Store.open()
    recipe = recipe_from_json((SAMPLES / "paper.recipe.json").read_bytes())
    first = Study.from_file((SAMPLES / "survey.csv").read_bytes(), "survey.csv", recipe).trained()
    second = first.change(recipe=recipe.replaced("weights.indicators.rating", 10.0), model=None).trained()
    project = projects.create(store, "Kept")
    saving.save(store, project, second, 0)
    for name, study in (("First", first), ("Second", second)):
        runs.add(store, project, study, name)
    store.close()
    return f"?w={project}"


def look_at_first(page: Page) -> None:
    """From the list of the runs to the Segments page of the first one."""
    page.get_by_role("link", name="Look at it").last.click()
    expect(title(page)).to_have_text("Segments")
    expect(page.get_by_text(LOOKED_AT)).to_be_visible()
    wait_for_run(page)
    no_exception(page)


def test_a_run_is_compared_made_again_looked_at_and_worked_on_from(kept, new_page, tmp_path):
    """The whole way of page 7; while it is looked at no slider moves, and the address shows the same again."""
    with running(tmp_path) as server:
        page = new_page(base_url=server.url)
        page.goto(f"/runs{kept}")
        open_view(page, "Compare")
        expect(page.get_by_text("Of 548 customers in both runs")).to_be_visible()
        open_view(page, "One run")
        press(page, "Reproduce")
        expect(page.get_by_text("The same bytes: network, K of 548 customers and tiers.")).to_be_visible()
        open_view(page, "All runs")
        look_at_first(page)
        open_page(page, "Weights")
        expect(page.get_by_text(LOOKED_AT)).to_be_visible()
        expect(page.get_by_role("slider", name="M Spend")).to_be_disabled()
        assert project_of(page).startswith("?w=run.")
        press(page, "Back to the project")
        assert project_of(page) == kept
        expect(page.get_by_role("slider", name="M Spend")).to_be_enabled()
        open_page(page, "Runs")
        look_at_first(page)
        page.get_by_role("button", name="Work on from here").click()
        press(page, "Yes, work on from here")
        assert project_of(page) == kept
        expect(page.get_by_text(LOOKED_AT)).to_have_count(0)
        assert server.problems() == []
        page.close()


@pytest.mark.long
def test_a_run_is_found_by_its_address_after_a_restart_until_it_is_deleted(kept, new_page, tmp_path):
    """Another server shows it, its files can be taken along, what is moved jumps back; deleted it is told so."""
    store = Store.open()
    first = runs.listed(store, kept.removeprefix("?w="))[1]
    with running(tmp_path) as server:
        page = new_page(base_url=server.url)
        page.goto(f"/export?w=run.{first.id}")
        expect(page.get_by_text(LOOKED_AT)).to_be_visible()
        with page.expect_download() as download:
            page.get_by_role("button", name="Download the recipe").click()
        assert "recipe" in Path(download.value.suggested_filename).name
        open_page(page, "Bands")
        press(page, "Draw it again")
        expect(page.get_by_text("work on from it to change something").first).to_be_visible()
        open_page(page, "Data")
        before = choice(page, "R Recency").input_value()
        choose(page, "R Recency", NOWHERE)
        expect(page.get_by_text("work on from it to change something").first).to_be_visible()
        expect(choice(page, "R Recency")).to_have_value(before)
        runs.delete(store, first.id)
        page.reload()
        expect(page.get_by_text("There is no such run, or it was deleted")).to_be_visible()
        press(page, "Start a new project")
        expect(page.get_by_text("There is no such run, or it was deleted")).to_have_count(0)
        assert server.problems() == []
        page.close()
    store.close()
