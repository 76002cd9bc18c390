"""The Export page with former runs: one is chosen, files are made of it, and one that was deleted is said."""

import dataclasses
import io
import zipfile

import pytest
from pptx import Presentation

from core.comparing.in_words import in_one_sentence
from core.comparing.since import moved_since
from core.store import runs
from pages.shared import export_since
from pages.shared.workspaces import registry
from tests.page_steps import checked, press, visit, workspace_of
from tests.waves import first_wave, second_wave

pytestmark = [pytest.mark.usefixtures("saves"), pytest.mark.thorough]


@pytest.fixture
def page(sample):
    """The second wave on the Export page; the first is a run of the project, and so is the second."""
    workspace = workspace_of(sample)
    workspace.study = second_wave()
    registry().saver.save_all()
    for study in (first_wave(), second_wave()):
        runs.add(registry().store, workspace.token, study)
    return visit(sample, "Export")


def choice(page):
    """The field; None where there is none."""
    return next((s for s in page.selectbox if s.label == "Compare with"), None)


def chosen(page, option: int = 1):
    """The page after a run was chosen."""
    choice(page).select_index(option)
    return checked(page.run())


def said(page) -> str:
    """All sentences of the page."""
    return "\n".join(e.value.replace("\\", "") for kind in (page.caption, page.warning) for e in kind)


def test_without_a_store_and_without_another_run_nothing_is_asked(sample, monkeypatch):
    """The page is as it was."""
    workspace = workspace_of(sample)
    workspace.study = second_wave()
    registry().saver.save_all()
    runs.add(registry().store, workspace.token, second_wave())  # what is on the page
    assert choice(visit(sample, "Export")) is None
    monkeypatch.setattr(registry(), "store", None)
    assert choice(visit(sample, "Export")) is None


def test_a_former_run_is_chosen_and_told_in_one_sentence(page):
    """The run of the present state is not offered; the choice outlives a walk through the pages, and can be undone."""
    assert [option.split(", ")[0] for option in choice(page).options] == ["no former run", "Run 1"]
    page = chosen(page)
    workspace = workspace_of(page)
    then = export_since.since(first_wave(), "Run 1", export_since.dt.date.today())
    assert in_one_sentence(moved_since(then, second_wave())) in said(page)
    page = visit(visit(page, "Weights"), "Export")
    assert choice(page).value == workspace.since
    page = chosen(page, 0)
    assert workspace.since is None
    assert "in both runs" not in said(page)


def test_the_archive_is_made_of_the_run_and_stale_without_it(page):
    """Made while it is chosen, it holds the slides; chosen off it waits, chosen again it is offered again."""
    page = press(chosen(page), "Make the archive")
    job = workspace_of(page).work["file-everything"]
    job.wait(60)
    assert job.snapshot().status == "finished"
    with zipfile.ZipFile(io.BytesIO(job.data())) as archive:
        (deck,) = (archive.read(name) for name in archive.namelist() if name.endswith(".pptx"))
        assert "Compared with Run 1" in archive.read("read-me.txt").decode()
    titles = [slide.shapes.title.text_frame.text for slide in Presentation(io.BytesIO(deck)).slides]
    assert any(title.startswith("Since Run 1, ") for title in titles)

    def offered(page) -> bool:
        return next(not b.disabled for b in page.get("download_button") if b.label == "Download the archive")

    assert offered(checked(page.run()))
    page = chosen(page, 0)
    assert not offered(page)
    assert "What it shows has changed since it was made" in said(page)
    page = chosen(page)
    assert offered(page)


def test_a_run_that_is_deleted_meanwhile_is_said(page):
    """One sentence, and the files are made without it."""
    page = chosen(page)
    workspace = workspace_of(page)
    runs.delete(registry().store, workspace.since)
    page = checked(page.run())
    assert export_since.DELETED in said(page)
    assert choice(page) is None
    assert workspace.since is None
    assert "Download the deck" in [b.label for b in page.get("download_button")]


def test_a_run_that_cannot_be_read_is_said_and_the_files_are_made_without_it(page, monkeypatch):
    """Its blobs are damaged: a warning, and all cards."""

    def damaged(*_):
        raise runs._no_run()

    monkeypatch.setattr(runs, "load", damaged)
    page = chosen(page)
    assert "No former run can be compared with: There is no such run" in said(page)
    assert "Download the deck" in [b.label for b in page.get("download_button")]


def test_runs_of_one_name_can_be_told_apart(page):
    """Two runs of a minute, called alike: each option is another one."""
    workspace = workspace_of(page)
    runs.add(registry().store, workspace.token, first_wave(), "Run 1")
    page = checked(page.run())
    assert len(set(choice(page).options)) == len(choice(page).options) == 3
    page = chosen(page, 2)
    assert workspace.since in {run.id for run in runs.listed(registry().store, workspace.token) if run.number == 1}


def test_only_an_equal_run_is_the_present_state(page):
    """The same network with another cut-off is a former state; so is another network on the same data."""
    (run, *_) = runs.listed(registry().store, workspace_of(page).token)
    assert export_since._is_present(run, second_wave())
    moved = second_wave().change(recipe=second_wave().recipe.replaced("cutoffs.a", 0.9))
    assert not export_since._is_present(run, moved)
    assert not export_since._is_present(dataclasses.replace(run, data_hash="other"), second_wave())
    assert not export_since._is_present(run, first_wave())


def test_a_run_that_is_looked_at_is_compared_with_earlier_ones(page):
    """Read-only, it can be taken along with what has moved since the run before it; a later one is no former run."""
    later, first = runs.listed(registry().store, workspace_of(page).token)
    for run, options in ((later, ["no former run", "Run 1"]), (first, None)):
        page.query_params["w"] = f"run.{run.id}"
        page = visit(page, "Export")
        assert workspace_of(page).shows.id == run.id
        assert options == (choice(page) and [option.split(", ")[0] for option in choice(page).options])
        if options:
            page = chosen(page)
            assert "in both runs" in said(page)
