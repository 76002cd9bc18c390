"""The Runs page: every training is kept by itself, compared, described, taken over again and deleted."""

import pytest

from core.store import runs
from pages.shared.workspaces import registry
from tests.page_steps import checked, press, trained, visit, workspace_of

pytestmark = pytest.mark.usefixtures("saves")


@pytest.fixture
def two_runs(sample):
    """The sample trained, then trained again with another weight and other cut-offs; both runs are kept."""
    trained(sample)
    registry().saver.save_all()
    workspace = workspace_of(sample)
    recipe = workspace.study.recipe.replaced("weights.indicators.rating", 10.0).replaced("cutoffs.by", "values")
    workspace.study = workspace.study.change(recipe=recipe.replaced("cutoffs.b", 0.55))
    press(visit(sample, "Training"), "Train again")
    workspace.job.wait(60)
    registry().saver.save_all()
    return sample


def said(app) -> str:
    """All that stands on the page in sentences."""
    return "\n".join(e.value for kind in (app.markdown, app.caption, app.info) for e in kind)


def test_without_a_training_the_page_says_how_a_run_comes_about(sample):
    """One sentence and one button."""
    registry().saver.save_all()
    assert "There are no runs yet" in said(visit(sample, "Runs"))


def test_a_server_that_keeps_no_projects_says_so(sample, monkeypatch):
    """Switched off there is nothing to list, and the page says why."""
    monkeypatch.setattr(registry(), "store", None)
    assert "keeps no runs either" in said(visit(sample, "Runs"))


def test_each_training_is_a_run_by_itself(two_runs):
    """Two trainings, two runs, the newest first, with their tiers; another look keeps no third."""
    found = runs.listed(registry().store, workspace_of(two_runs).token)
    assert [run.name for run in found] == ["Run 2", "Run 1"]
    registry().saver.save_all()
    assert len(runs.listed(registry().store, workspace_of(two_runs).token)) == 2
    app = visit(two_runs, "Runs")
    counts = {line["tier"]: line["count"] for line in found[0].metrics["tiers"]}
    assert f"A {counts['A']:,} · B {counts['B']:,}" in said(app)


def test_two_runs_are_compared(two_runs):
    """Who moved and why, which settings differ, how tiers went; the cell behind a choice lists its customers."""
    app = visit(two_runs, "Runs")
    next(s for s in app.selectbox if s.label == "Now").select(
        runs.listed(registry().store, workspace_of(app).token)[0].id
    )
    app = checked(app.run())
    assert "Of 548 customers in both runs" in said(app)
    assert "by the new cut-offs" in said(app)
    choices = next(t.value for t in app.dataframe if "Choice" in t.value.columns)
    assert {"Cut-offs", "Weight of Rating within its dimension"} <= set(choices["Choice"])
    next(s for s in app.selectbox if s.label == "From").select("B")
    next(s for s in app.selectbox if s.label == "To").select("C")
    app = checked(app.run())
    behind = next(t.value for t in app.dataframe if "K before" in t.value.columns)
    assert (behind["K before"] >= 0.5).all()
    assert (behind["K now"] < 0.55).all()


def test_a_run_is_described_and_deleted(two_runs):
    """Name and note stand on its card; deleted it is gone from the list."""
    app = visit(two_runs, "Runs")
    next(t for t in app.text_input if t.label == "Name").set_value("After the *summer*")
    next(t for t in app.text_area if t.label == "Note").set_value("With more weight on ratings")
    app = click(app, "Save name and note")
    assert "With more weight on ratings" in said(app)
    assert runs.listed(registry().store, workspace_of(app).token)[0].name == "After the *summer*"
    app = click(app, "Delete")
    assert "With more weight" not in said(app)
    assert "There is one run" in said(app)


def test_work_goes_on_from_a_former_run(two_runs):
    """Taken over, its recipe, table and model are the working state, and its training is not out of date."""
    app = visit(two_runs, "Runs")
    app = click(app, "Work on from here", of=1)
    study = workspace_of(app).study
    assert study.recipe.weights.indicators["rating"] != 10.0
    assert study.state("model").status == "done"
    checked(visit(app, "Data"))


def click(app, label: str, of: int = 0):
    """Click the button of this label on the card of a run in the list, the newest first."""
    [b for b in app.button if b.label == label][of].click()
    return checked(app.run())
