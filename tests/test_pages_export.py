"""The Export page: cards, a file made by a click or by a job, cancelled without a trace, made anew after a change."""

import datetime as dt
import gc
import threading

import pytest
from streamlit.testing.v1 import AppTest

from core.export import files
from core.export.files import FILES, File
from core.export.naming import stem
from core.problems import DataProblem
from pages.shared.export_job import FileJob
from tests.page_steps import checked, press, workspace_of

pytestmark = pytest.mark.thorough

DAY = dt.date(2026, 3, 1)


@pytest.fixture
def page(export_page) -> AppTest:
    """The trained sample on the Export page."""
    return export_page


def file_of(make, **options) -> File:
    """A text file made by `make`, never at once."""
    return File("x.txt", "text/plain", make, **options)


def downloads(page: AppTest) -> dict[str, bool]:
    """Label -> whether it can be pressed, of the downloads on the page."""
    return {b.label: not b.disabled for b in page.get("download_button")}


def slow(monkeypatch, make) -> None:
    """Let `make` make the workbook, in a job."""
    monkeypatch.setitem(FILES, "workbook", File("tiers.xlsx", "text/plain", make))


def test_names_hold_project_and_day_and_nothing_else():
    """Whatever the project is called: no path, no sign that a disk refuses."""
    assert FILES["workbook"].name("Spring / 2026: ../x", DAY) == "Spring-2026-x-2026-03-01-tiers.xlsx"
    assert stem("客户 名单") == "客户-名单"
    assert stem("///") == "customers"
    assert len(stem("x" * 300)) == 60


def test_a_small_study_s_files_are_made_by_the_click(page):
    """Nothing to make first, nothing to cancel."""
    found = downloads(page)
    assert found["Download the workbook"]
    assert found["Download the recipe"]
    assert [b.label for b in page.button if b.label.startswith("Make")] == ["Make the archive"]


def test_a_slow_file_is_made_by_a_job_and_then_offered(page, monkeypatch):
    """Make, then Download; after a change it is of an older state and can be made anew."""
    slow(monkeypatch, lambda study, out, day, progress: out.write(study.recipe.name.encode()))
    page = checked(page.run())
    assert downloads(page)["Download the workbook"] is False
    page = press(page, "Make the workbook")
    job = workspace_of(page).work["file-workbook"]
    job.wait(20)
    page = checked(page.run())
    assert downloads(page)["Download the workbook"] is True
    assert job.data().decode() == workspace_of(page).study.recipe.name
    assert next(b for b in page.button if b.label == "Make the workbook").disabled
    workspace = workspace_of(page)
    before = workspace.study.recipe.name
    workspace.study = workspace.study.change(recipe=workspace.study.recipe.replaced("name", "Other"))
    page = checked(page.run())
    assert downloads(page)["Download the workbook"] is False
    assert any("has changed since it was made" in c.value for c in page.caption)
    workspace.study = workspace.study.change(recipe=workspace.study.recipe.replaced("name", before))
    assert downloads(checked(page.run()))["Download the workbook"] is True  # it is of this state again


def test_a_cancelled_file_leaves_nothing(page, monkeypatch):
    """It ends at its next look, says so in one sentence, and can be made again."""
    begun, go_on = threading.Event(), threading.Event()

    def make(study, out, day, progress):
        out.write(b"half")
        begun.set()
        go_on.wait(20)
        progress(0.5)
        raise AssertionError("it went on")

    slow(monkeypatch, make)
    page = press(checked(page.run()), "Make the workbook")
    assert begun.wait(20)
    page = press(checked(page.run()), "Cancel")
    go_on.set()
    job = workspace_of(page).work["file-workbook"]
    job.wait(20)
    assert job.result is None
    page = checked(page.run())
    assert any("Cancelled; nothing was kept." in c.value for c in page.caption)
    assert not next(b for b in page.button if b.label == "Make the workbook").disabled


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(28, "No space left on device"), "The file cannot be made: No space left on device"),
        (DataProblem("there are no tiers", fix="train"), "There are no tiers"),
        (ZeroDivisionError(), "Something went wrong in the making of the file"),
    ],
)
def test_what_ends_a_file_is_one_sentence(trained_sample, error, words):
    """A full disk, what the user can mend, and a bug; no half file in any case."""

    def make(*_):
        raise error

    job = FileJob(trained_sample, file_of(make), DAY)
    job.wait(20)
    assert job.snapshot().status == "failed"
    assert words in job.snapshot().problem
    assert job.result is None


def test_a_file_is_closed_when_its_job_is_let_go_of(trained_sample):
    """Nothing else closes it: it lies on the server for as long as somebody may take it."""
    job = FileJob(trained_sample, file_of(lambda _study, out, *_: out.write(b"made")), DAY)
    job.wait(20)
    out = job.result
    assert job.data() == b"made"
    del job
    gc.collect()
    assert out.closed


def test_an_out_of_date_training_exports_the_recipe_of_now(trained_sample):
    """Current tiers come with the recipe that made them, old ones with what is set."""
    assert files.recipe_to_keep(trained_sample) == trained_sample.recipe_of_result()
    moved = trained_sample.change(recipe=trained_sample.recipe.replaced("network.hidden", 7))
    assert files.recipe_to_keep(moved).network.hidden == 7


def test_the_list_is_of_whom_the_fields_say(page):
    """Chosen columns and pseudonyms are kept in the recipe; the mail tool's shape asks for a mail column first."""
    page.selectbox(key="list-whom").set_value("Tier A Champions")
    page = checked(page.run())
    members = int(workspace_of(page).study.segments().table["customers"][0])
    assert f"{members:,} customers." in [c.value.replace("\\", "") for c in page.caption]
    page.multiselect(key="recipe.sharing.columns").set_value(["Band", "Tier"])
    page = checked(page.run())
    page.toggle(key="recipe.sharing.pseudonyms").set_value(True)
    page = checked(page.run())
    sharing = workspace_of(page).study.recipe.sharing
    assert (sharing.columns, sharing.pseudonyms) == (("Band", "Tier"), True)
    page.segmented_control(key="list-shape").set_value("mail")
    page = checked(page.run())
    assert any("holds no addresses" in c.value.replace("\\", "") for c in page.caption)


def test_hidden_counts_are_a_switch_of_the_recipe(page):
    """On for every file that is handed on; a job that was made before is of an older state."""
    page.toggle(key="recipe.sharing.hide_small").set_value(True)
    page = checked(page.run())
    assert workspace_of(page).study.recipe.sharing.hide_small
