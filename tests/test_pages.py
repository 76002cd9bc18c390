"""Each page's logic, run by Streamlit's own test driver: what it shows, what its widgets change, what it refuses."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.shared.workspaces import STALE, Workspace, registry

ROOT = Path(__file__).parents[1]
PAGES = {
    "Data": "pages/1_data.py",
    "Weights": "pages/2_weights.py",
    "Bands": "pages/3_bands.py",
    "Training": "pages/4_training.py",
    "Segments": "pages/5_segments.py",
    "Export": "pages/6_export.py",
}


@pytest.fixture
def app() -> AppTest:
    """The app on Home, with no customers."""
    return AppTest.from_file(ROOT / "app.py", default_timeout=60).run()


@pytest.fixture
def sample(app) -> AppTest:
    """The app after "Try the sample"."""
    return press(app, "Try the sample")


def press(app: AppTest, label: str) -> AppTest:
    """Click the button with this label."""
    next(b for b in app.button if b.label == label).click()
    return checked(app.run())


def visit(app: AppTest, name: str) -> AppTest:
    """Go to a page."""
    return checked(app.switch_page(PAGES[name]).run())


def checked(app: AppTest) -> AppTest:
    """No page may show an exception, whatever else it shows."""
    assert not app.exception, app.exception
    return app


def workspace_of(app: AppTest) -> Workspace:
    """What the server holds for this window."""
    return registry().find(app.session_state["token"])


def trained(app: AppTest) -> AppTest:
    """The sample drawn and trained from the Training page."""
    press(visit(app, "Training"), "Start training")
    job = workspace_of(app).job
    job.wait(60)
    assert job.snapshot().status == "finished"
    return checked(app.run())


def metrics(app: AppTest) -> dict[str, str]:
    """Label -> value of the numbers a page shows."""
    return {m.label: m.value for m in app.metric}


def told(app: AppTest) -> str:
    """All errors and warnings on the page."""
    return "\n".join(box.value.replace("\\", "") for box in [*app.error, *app.warning])


def test_home_says_what_this_is_and_how_to_start(app):
    """Two ways to begin, and the six steps with their state."""
    assert app.title[0].value == "Tierboard"
    assert {b.label for b in app.button} == {"Try the sample"}
    assert len(app.file_uploader) == 1
    assert sum(caption.value == "to do" for caption in app.caption) == 6


@pytest.mark.parametrize("name", ["Weights", "Bands", "Training", "Segments", "Export"])
def test_a_page_without_customers_shows_one_sentence_and_one_button(app, name):
    """The way back to Data, and nothing else."""
    page = visit(app, name)
    assert [i.value.split(".")[0] for i in page.info] == ["There are no customers yet"]
    assert [b.label for b in page.button] == ["Go to Data"]
    assert len(page.sidebar.get("page_link")) == 7
    assert not page.slider
    assert not page.metric


@pytest.mark.parametrize("name", ["Segments", "Export"])
def test_a_page_without_a_model_leads_to_training(sample, name):
    """One sentence, one button."""
    page = visit(sample, name)
    assert [b.label for b in page.button] == ["Go to Training"]


def test_the_sample_shows_the_paper_s_numbers_on_every_page(sample):
    """600 and 548; Table 2 and the sample of 274; 14-29-1 stopped by the goal; everybody in one tier."""
    shown = metrics(visit(sample, "Data"))
    assert list(shown.values()) == ["600", "548", "14 of 14", "52"]
    page = visit(sample, "Bands")
    assert page.dataframe[0].value["customers"].tolist() == [102, 150, 110, 105, 81]
    assert page.dataframe[0].value["sample"].tolist() == [51, 75, 55, 53, 40]
    page = trained(sample)
    assert metrics(page)["Network"] == "14-29-1"
    assert any("goal met" in m.value for m in page.markdown)
    study = workspace_of(page).study
    assert study.model.evaluation.sizes == (229, 0, 45)
    page = visit(page, "Segments")
    counts = [int(m.value.replace(",", "")) for m in page.metric]
    assert sum(counts) == 548
    assert counts == study.segments().table["customers"].tolist()


def test_a_moved_weight_changes_the_bands_at_once_and_marks_what_was_made(sample):
    """The band table follows; sample and training say what changed since."""
    trained(sample)
    page = visit(sample, "Bands")
    page.slider(key="recipe.weights.indicators.recency").set_value(0.0)
    page = checked(page.run())
    assert page.dataframe[0].value["customers"].tolist() != [102, 150, 110, 105, 81]
    assert "out of date: the weights of R, F and M changed since" in told(page)
    page = visit(page, "Training")
    assert "out of date: the weights changed since" in told(page)
    page = visit(page, "Segments")
    assert "Train again to follow" in told(page)


def test_all_weights_zero_is_refused_in_words_and_nothing_is_lost(sample):
    """The sliders stay, the sentence says what to do, and moving one back heals it."""
    page = visit(sample, "Weights")
    for indicator in ("recency", "frequency", "monetary"):
        page.slider(key=f"recipe.weights.indicators.{indicator}").set_value(0.0)
        page = checked(page.run())
    assert "are 0" in told(page)
    page.slider(key="recipe.weights.indicators.monetary").set_value(5.0)
    page = checked(page.run())
    assert told(page) == ""


def test_a_window_that_was_overtaken_is_refused_in_words(sample):
    """Another window changed the project: this one's change is not applied, and it is told so."""
    page = visit(sample, "Bands")
    workspace_of(page).revision += 1
    page.slider(key="recipe.weights.indicators.recency").set_value(1.0)
    page = checked(page.run())
    assert STALE in told(page)
    assert workspace_of(page).study.recipe.weights.indicators["recency"] == 6
    page.slider(key="recipe.weights.indicators.recency").set_value(1.0)
    assert told(checked(page.run())) == ""
    assert workspace_of(page).study.recipe.weights.indicators["recency"] == 1


def test_cut_offs_and_notes_change_the_recipe(sample):
    """A moved cut-off moves customers at once; a wrong one is refused and the former stays."""
    trained(sample)
    page = visit(sample, "Segments")
    before = metrics(page)
    page.number_input(key="recipe.cutoffs.a").set_value(0.6)
    page = checked(page.run())
    assert metrics(page) != before
    page.number_input(key="recipe.cutoffs.a").set_value(0.3)
    page = checked(page.run())
    assert "must fall from A to C" in told(page)
    assert page.number_input(key="recipe.cutoffs.a").value == 0.6
    page.text_area(key="recipe.notes.A").set_value("<b>call</b> them")
    page = checked(page.run())
    assert workspace_of(page).study.recipe.notes == {"A": "<b>call</b> them"}


def test_training_learns_from_grades_when_they_are_chosen(app):
    """The graded sample is learned from its grades; choosing the weighted score makes the training out of date."""
    page = press(visit(app, "Data"), "Graded survey")
    page = trained(page)
    assert workspace_of(page).study.model.source == "grade"
    page.radio(key="target.kind").set_value("weighted")
    page = checked(page.run())
    assert "the expected value" in told(page)


@pytest.mark.parametrize("label", ["Raw workbook", "Graded survey", "Order lines"])
def test_every_sample_goes_all_the_way(app, label):
    """Each shipped example loads with its recipe and trains."""
    page = trained(press(visit(app, "Data"), label))
    page = visit(page, "Segments")
    assert sum(int(m.value.replace(",", "")) for m in page.metric) == 548
    visit(page, "Export")


def test_a_preset_sets_all_its_settings_and_an_own_setting_is_named(sample):
    """Recommended trains ten nets with a validation part; a changed setting is called your own."""
    page = visit(sample, "Training")
    page.segmented_control(key="preset").set_value("Recommended")
    page = checked(page.run())
    recipe = workspace_of(page).study.recipe
    assert (recipe.network.nets, recipe.training.goal, recipe.training.split.validation) == (10, 0, 0.15)
    page.number_input(key="recipe.training.epochs").set_value(50)
    page = checked(page.run())
    assert page.segmented_control(key="preset").value is None
    assert any("Your own settings" in c.value for c in page.caption)


def test_an_uploaded_file_is_understood_and_another_column_can_be_chosen(app, samples):
    """The raw workbook finds its sheet and R, F and M by itself; an indicator can be let go and taken back."""
    page = visit(app, "Data")
    page.file_uploader[0].upload("survey_raw.xlsx", (samples / "survey_raw.xlsx").read_bytes())
    page = checked(page.run())
    assert metrics(page)["Rows"] == "600"
    chosen = page.selectbox(key="column.monetary").value
    page.selectbox(key="column.monetary").set_value("not in this file")
    page = checked(page.run())
    assert "no column is chosen for M" in told(page)
    page.selectbox(key="column.monetary").set_value(chosen)
    assert "no column is chosen" not in told(checked(page.run()))


BROKEN = {
    "empty.csv": (b"", "empty"),
    "picture.csv": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "picture"),
    "words.csv": (b"name,town\n" + b"".join(b"Ann %c,Rome\n" % (97 + i) for i in range(20)), "words.csv"),
    "one.csv": (b"customer_id,recency,frequency,monetary\n1,3,4,5\n", "only 1 of 1 rows can be used as customers"),
    "no_recency.csv": (
        b"customer_id,orders,total spend\n" + b"".join(b"%d,%d,%d\n" % (i, i % 7, i * 3 % 101) for i in range(60)),
        "no column is chosen for R",
    ),
    "same.csv": (
        b"customer_id,recency,orders,total spend\n"
        + b"".join(b"%d,9,%d,%d\n" % (i, i % 7, i * 3 % 101) for i in range(60)),
        "Every customer has the same score on Recency",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_gets_its_sentence_and_the_session_lives_on(app, name):
    """One sentence says what is wrong; the sample still works afterwards."""
    data, sentence = BROKEN[name]
    page = visit(app, "Data")
    page.file_uploader[0].upload(name, data)
    page = checked(page.run())
    assert sentence in told(page)
    page = press(page, "Try the sample")
    assert metrics(page)["Valid customers"] == "548"


def test_a_refused_file_leaves_the_former_work_as_it_was(sample):
    """The trained sample is still there after a file that could not be read."""
    trained(sample)
    page = visit(sample, "Data")
    page.file_uploader[0].upload("empty.csv", b"")
    page = checked(page.run())
    assert "empty" in told(page)
    assert metrics(page)["Valid customers"] == "548"
    assert workspace_of(page).study.model is not None
