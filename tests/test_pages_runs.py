"""The Runs page: every training is kept by itself, compared, described, taken over again and deleted."""

import pytest

from core.recipe import recipe_from_json
from core.store import projects, runs
from core.study import Study
from pages.shared.workspaces import registry
from tests.page_steps import checked, press, told, trained, visit, workspace_of

LEADS_AWAY = ("Yes, work on from here", "Start anew")

pytestmark = [pytest.mark.usefixtures("saves"), pytest.mark.thorough]


@pytest.fixture(scope="module")
def two_studies(samples) -> tuple[Study, Study]:
    """The sample trained, then trained again with another weight and other cut-offs."""
    recipe = recipe_from_json((samples / "paper.recipe.json").read_bytes())
    first = Study.from_file((samples / "survey.csv").read_bytes(), "survey.csv", recipe).trained()
    other = recipe.replaced("weights.indicators.rating", 10.0).replaced("cutoffs.by", "values")
    return first, first.change(recipe=other.replaced("cutoffs.b", 0.55), model=None).trained()


@pytest.fixture
def two_runs(app, two_studies):
    """A project whose trainings have become two runs; the later one is its present state."""
    workspace = workspace_of(app)
    for study in two_studies:
        workspace.study = study
        workspace.runs_to_keep.append(study)
        registry().saver.save_all()
    return app


@pytest.fixture
def trained_twice(sample):
    """The same, by its pages."""
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


def test_each_training_is_a_run_by_itself(trained_twice):
    """Two trainings, two runs, the newest first, with their tiers; another look keeps no third."""
    found = runs.listed(registry().store, workspace_of(trained_twice).token)
    assert [run.name for run in found] == ["Run 2", "Run 1"]
    registry().saver.save_all()
    assert len(runs.listed(registry().store, workspace_of(trained_twice).token)) == 2
    app = visit(trained_twice, "Runs")
    counts = {line["tier"]: line["count"] for line in found[0].metrics["tiers"]}
    assert f"A {counts['A']:,} · B {counts['B']:,}" in said(app)


def view(app, name: str):
    """The Runs page with this view open; the driver forgets it at the next drawing."""
    app.session_state["runs.view"] = name
    return visit(app, "Runs")


def redrawn(app, name: str):
    """The same after a choice on it."""
    app.session_state["runs.view"] = name
    return checked(app.run())


def look_at(app, run: str, page: str):
    """A page as of a former run, as by its address."""
    app.query_params["w"] = f"run.{run}"
    return visit(app, page)


def test_two_runs_are_compared(two_runs):
    """Who moved and why, which settings differ, how tiers went; the cell behind a choice lists its customers."""
    app = view(two_runs, "Compare")
    next(s for s in app.selectbox if s.label == "Now").select(
        runs.listed(registry().store, workspace_of(app).token)[0].id
    )
    app = redrawn(app, "Compare")
    assert "Of 548 customers in both runs" in said(app)
    assert "by the new cut-offs" in said(app)
    choices = next(t.value for t in app.dataframe if "Choice" in t.value.columns)
    assert {"Cut-offs", "Weight of Rating within its dimension"} <= set(choices["Choice"])
    next(s for s in app.selectbox if s.label == "From").select("B")
    next(s for s in app.selectbox if s.label == "To").select("C")
    app = redrawn(app, "Compare")
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
    assert "There is one run" in said(view(app, "Compare"))


def test_work_goes_on_from_a_former_run(two_runs):
    """Taken over, its recipe, table and model are the working state and not out of date; what was no run is kept."""
    workspace = workspace_of(two_runs)
    workspace.study = workspace.study.change(recipe=workspace.study.recipe.replaced("cutoffs.b", 0.6))
    app = visit(two_runs, "Runs")
    app = click(app, "Work on from here", of=1)
    study = workspace.study
    assert study.recipe.weights.indicators["rating"] != 10.0
    assert study.state("model").status == "done"
    registry().saver.save_all()
    click(visit(app, "Runs"), "Work on from here", of=1)
    registry().saver.save_all()
    cut, *_ = found = runs.listed(registry().store, workspace.token)
    assert len(found) == 3  # what was no run has become one; what was, has not become another
    assert cut.metrics["cutoffs"]["b"] == 0.6
    checked(visit(app, "Data"))


def test_a_run_is_looked_at_and_nothing_of_it_changes(two_runs):
    """Every page shows it by its address; a moved weight, a new sample and a training are refused in one sentence."""
    project = workspace_of(two_runs)
    first = runs.listed(registry().store, project.token)[1]
    was, state = runs.load(registry().store, first.id).study, project.study
    app = two_runs
    for page in ("Data", "Weights", "Bands", "Training", "Segments", "Export", "Runs"):
        app = look_at(app, first.id, page)
        assert "This is **Run 1** as it was on" in said(app)
        assert "Yes, work on from here" in labels(app)
    assert "Delete" not in labels(app)
    looked = workspace_of(app)
    assert looked.shows.id == first.id
    assert looked.study.key("segments") == was.key("segments") != state.key("segments")

    app = look_at(app, first.id, "Weights")
    assert app.slider
    assert all(slider.disabled for slider in app.slider)
    held = looked.study
    app = press(look_at(app, first.id, "Bands"), "Draw it again")
    assert "only to be looked at; work on from it to change something." in told(app)
    assert next(b for b in look_at(app, first.id, "Training").button if b.key == "start").disabled
    assert looked.study is held
    assert looked not in registry().held()

    app = press(look_at(app, first.id, "Segments"), "Back to the project")
    assert workspace_of(app) is project
    assert project.study is state
    assert "only to be looked at" not in said(app)


@pytest.mark.long
@pytest.mark.parametrize("page", ["Data", "Weights", "Bands", "Training", "Segments", "Export", "Runs"])
def test_nothing_on_a_page_changes_a_run_that_is_looked_at(two_runs, page):
    """Every button is clicked, every switch turned: neither the run nor its project becomes another one."""
    project = workspace_of(two_runs)
    first = runs.listed(registry().store, project.token)[1]
    state, kept = project.study, runs.listed(registry().store, project.token)
    look_at(two_runs, first.id, page)
    held = workspace_of(two_runs).study
    tried = 0
    for kind in ("button", "toggle", "checkbox", "text_area"):
        for number in range(len(getattr(look_at(two_runs, first.id, page), kind))):
            app = look_at(two_runs, first.id, page)
            if number >= len(getattr(app, kind)):  # a click has opened another view
                break
            widget = getattr(app, kind)[number]
            if widget.disabled or widget.label in LEADS_AWAY:
                continue
            if kind == "button":
                widget.click()
            else:
                widget.set_value("other words" if kind == "text_area" else not widget.value)
            checked(app.run())
            tried += 1
            assert registry().find(f"run.{first.id}").study is held, widget.label
            assert project.study is state, widget.label
            assert runs.listed(registry().store, project.token) == kept, widget.label
    assert tried


def test_work_goes_on_from_a_run_that_is_looked_at(two_runs):
    """From the notice above its pages: the window is back in the project, whose state is the run's."""
    project = workspace_of(two_runs)
    first = runs.listed(registry().store, project.token)[1]
    app = press(look_at(two_runs, first.id, "Segments"), "Yes, work on from here")
    assert workspace_of(app) is project
    assert project.study.model.hash == runs.load(registry().store, first.id).study.model.hash
    assert "only to be looked at" not in said(app)


def test_a_new_project_is_started_from_where_a_run_is_looked_at(two_runs):
    """Home begins another one; the run and its project stay as they are."""
    project = workspace_of(two_runs)
    first = runs.listed(registry().store, project.token)[1]
    state, held = project.study, workspace_of(look_at(two_runs, first.id, "Segments")).study
    app = press(checked(two_runs.switch_page("app.py").run()), "Try the sample")
    assert workspace_of(app) not in (project, registry().find(f"run.{first.id}"))
    assert workspace_of(app).study.table is not None
    assert project.study is state
    assert registry().find(f"run.{first.id}").study is held


def test_a_run_that_was_deleted_is_told_in_one_sentence(two_runs):
    """While it is looked at, and by its address later; so is one whose project was deleted."""
    project = workspace_of(two_runs)
    later, first = runs.listed(registry().store, project.token)
    app = look_at(two_runs, first.id, "Segments")
    runs.delete(registry().store, first.id)
    for _ in range(2):
        app = look_at(app, first.id, "Segments")
        assert "There is no such run, or it was deleted" in told(app)
    look_at(app, later.id, "Segments")
    projects.delete(registry().store, project.token)
    registry().forget(project.token)
    assert "There is no such run, or it was deleted" in told(look_at(app, later.id, "Bands"))


def test_a_run_is_made_again(two_runs):
    """Its facts stand in words; made again in the background it comes out to the byte."""
    app = view(two_runs, "One run")
    assert "* **Customers**: 548 valid of 600 rows" in said(app)
    assert "* **Made with**: tierboard" in said(app)
    assert f"* **Data**: {workspace_of(app).study.table.hash}" in said(app)
    next(b for b in app.button if b.label == "Reproduce").click()
    app = redrawn(app, "One run")
    (work,) = workspace_of(app).work.values()
    work.wait(60)
    app = redrawn(app, "One run")
    assert [box.value for box in app.success] == ["The same bytes: network, K of 548 customers and tiers."]


def test_a_state_that_is_no_run_can_be_kept_as_one(two_runs):
    """Cut-offs moved after the training: kept, it is listed, and not offered again."""
    keep = "Keep the present state as a run"
    assert keep not in labels(visit(two_runs, "Runs"))
    workspace = workspace_of(two_runs)
    workspace.study = workspace.study.change(recipe=workspace.study.recipe.replaced("cutoffs.b", 0.6))
    app = press(visit(two_runs, "Runs"), keep)
    assert keep not in labels(app)
    newest = runs.listed(registry().store, workspace.token)[0]
    assert newest.name == "Run 3"
    assert newest.metrics["cutoffs"]["b"] == 0.6


def test_one_customer_is_followed_over_the_runs(two_runs):
    """By part of her id, K and tier of each run as a picture and a table; who moved most is listed on request."""
    study = workspace_of(two_runs).study
    customer = study.segments().scores.ids[0]
    app = view(two_runs, "Customers")
    app.text_input(key="runs.customer").set_value(customer)
    app.session_state["runs.movers"] = True
    app = redrawn(app, "Customers")
    way = next(t.value for t in app.dataframe if list(t.value.columns) == ["Run", "K", "Tier"])
    assert way["Run"].tolist() == ["Run 1", "Run 2"]
    assert way["K"].tolist()[1] == study.segments().k[0]
    assert way["Tier"].tolist()[1] == study.segments().tier[0]
    movers = next(t.value for t in app.dataframe if "Change" in t.value.columns)
    assert movers["Change"].abs().is_monotonic_decreasing
    app.text_input(key="runs.customer").set_value("nobody at all")
    app = redrawn(app, "Customers")
    assert "No customer of any run has an id that holds" in said(app)


def test_a_customers_page_shows_her_way_over_the_runs(two_runs):
    """From two runs on: the way in one sentence, and a picture."""
    segments = workspace_of(two_runs).study.segments()
    app = two_runs
    app.query_params["row"] = str(segments.scores.rows[3])
    app = checked(app.switch_page("pages/5_customer.py").run())
    assert "Over the runs" in [heading.value for heading in app.subheader]
    assert any(tiers in said(app) for tiers in (" over 2 runs.", " in all 2 runs."))
    runs.delete(registry().store, runs.listed(registry().store, workspace_of(app).token)[0].id)
    assert "Over the runs" not in [heading.value for heading in checked(app.run()).subheader]


def labels(app) -> set[str]:
    """What the buttons are called."""
    return {b.label for b in app.button}


def click(app, label: str, of: int = 0):
    """Click the button of this label on the card of a run in the list, the newest first."""
    [b for b in app.button if b.label == label][of].click()
    return checked(app.run())


def test_runs_of_one_name_can_be_chosen_apart(two_runs):
    """Both are called the same: each stands in the lists with its number, and either can be compared."""
    store, project = registry().store, workspace_of(two_runs).token
    for run in runs.listed(store, project):
        runs.rename(store, run.id, "June")
    app = visit(two_runs, "Runs")
    app.session_state["runs.view"] = "Compare"
    app = checked(app.run())
    before = next(s for s in app.selectbox if s.label == "Before")
    assert before.options == ["June (number 2)", "June (number 1)"]
