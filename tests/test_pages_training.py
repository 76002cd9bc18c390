"""The settings of the training on its page: training functions, what each reads, and what is refused."""

import pytest
from streamlit.testing.v1 import AppTest

from core.importing.table import Table, content_hash
from core.network.algorithms import ALGORITHMS
from core.network.training import Epoch
from core.recipe import AS_IN_THE_PAPER, RECOMMENDED, Recipe
from core.stability import landing, retrain
from pages.shared.diagnostics import VIEWS
from pages.shared.training_panel import _figures
from pages.shared.training_settings import SETTINGS
from pages.shared.widgets import percent
from tests.page_steps import ROOT, checked, press, told, trained, visit, workspace_of

pytestmark = pytest.mark.thorough

MEANING = {
    "Regression": "Points on the dotted line are valued as expected",
    "Errors": "Half of the customers are valued within",
    "Simulation test": "The paper's simulation test",
    "Tiers": "Precision: of those given a tier",
    "By indicator": "A long bar would say",
    "Training state": "How the training went",
}


@pytest.fixture
def page() -> AppTest:
    """The sample on the Training page."""
    return visit(press(AppTest.from_file(ROOT / "app.py", default_timeout=60).run(), "Try the sample"), "Training")


def test_every_setting_of_every_training_function_has_words():
    """None is missing, and none is left over."""
    assert {name for algorithm in ALGORITHMS.values() for name in algorithm.reads} == set(SETTINGS)


@pytest.mark.parametrize("name", ["trainlm", "trainscg", "trainrp"])
def test_a_training_function_shows_its_own_settings_and_trains(page, name):
    """Those of another are gone; the network is trained by it and the recipe says so."""
    page.selectbox(key="recipe.training.algorithm").set_value(name)
    checked(page.run())
    shown = {box.key.removeprefix("recipe.training.") for box in page.number_input if box.key}
    assert shown & set(SETTINGS) == set(ALGORITHMS[name].reads)
    page = trained(page)
    model = workspace_of(page).study.model
    assert model.recipe.training.algorithm == name
    assert model.best.last.stop_reason == "goal met"


def test_customers_can_be_weighed_by_band_and_class_and_a_column(page):
    """Each way says what it does; the trained model is that of the way, and the unweighted errors are named so."""
    way = page.selectbox(key="weighting")
    assert way.value == "none"
    way.set_value("class")
    page = trained(checked(page.run()))
    assert workspace_of(page).study.model.recipe.training.weighting == "class"
    assert any("validation and test errors never are" in caption.value for caption in page.caption)
    page.selectbox(key="weighting").set_value("column")
    checked(page.run())
    assert "There is no column of weights" in told(page)  # the sample has none
    assert workspace_of(page).study.recipe.training.weighting == "class"


def test_a_column_of_weights_is_chosen_and_one_that_is_none_is_refused(page):
    """A column called weight is proposed first; a weight below 0 is told by row when the training starts."""
    workspace = workspace_of(page)
    table = workspace.study.table
    frame = table.frame.assign(age=30.0, Weight=1.0)
    workspace.study = workspace.study.change(
        table=Table(frame, table.rows, table.name, table.sheet, content_hash(frame))
    ).draw()
    page.run()
    page.selectbox(key="weighting").set_value("column")
    checked(page.run())
    assert page.selectbox(key="weight-column").options == ["Weight", "age"]
    page.selectbox(key="weight-column").set_value("age")
    checked(page.run())
    assert workspace_of(page).study.recipe.training.weight_column == "age"
    frame.loc[:, "age"] = -1.0
    workspace.study = workspace.study.change(
        table=Table(frame, table.rows, table.name, table.sheet, content_hash(frame))
    )
    page.run()
    press(page, "Start training")
    assert "the weight '-1' is below 0" in told(page)


def test_a_limit_of_time_and_of_the_gradient_can_be_set_and_taken_back(page):
    """Empty seconds are no limit; the usual gradient of the training function is no setting of one's own."""
    page.number_input(key="recipe.training.max_seconds").set_value(30.0)
    page.number_input(key="recipe.training.min_grad").set_value(0.001)
    training = workspace_of(checked(page.run())).study.recipe.training
    assert (training.max_seconds, training.min_grad) == (30.0, 0.001)
    page.number_input(key="recipe.training.max_seconds").set_value(None)
    page.number_input(key="recipe.training.min_grad").set_value(1e-5)
    training = workspace_of(checked(page.run())).study.recipe.training
    assert (training.max_seconds, training.min_grad) == (None, None)


def test_a_setting_out_of_range_is_refused_in_words(page):
    """A shrinking factor above 1 is told with the accepted range, and nothing changes."""
    page.selectbox(key="recipe.training.algorithm").set_value("trainlm")
    checked(page.run())
    page.number_input(key="recipe.training.mu_dec").set_value(2.0)
    checked(page.run())
    assert "less than 1" in told(page)
    assert workspace_of(page).study.recipe.training.mu_dec == 0.1


def test_every_view_of_a_closer_look_says_what_it_means(page):
    """Each is drawn with a sentence; the table of the simulation test holds the 45 test customers of the paper."""
    page = trained(page)
    for view in VIEWS:
        page.pills(key="diagnosis").set_value(view)
        checked(page.run())
        captions = [c.value for c in page.caption]
        assert any(MEANING[view] in words for words in captions), (view, captions)
        if view == "Simulation test":
            assert len(page.dataframe[-1].value) == 45
    assert any(
        "of 45 test customers are in their expected tier" in words for words in _captions(page, "Simulation test")
    )


def test_a_trained_network_can_be_forgotten(page):
    """The sample stays; the page offers to start."""
    page = press(trained(page), "Forget the trained network")
    study = workspace_of(page).study
    assert study.model is None
    assert study.sample is not None
    assert any(button.label == "Start training" for button in page.button)


def test_a_training_of_a_moment_is_replayed_and_can_be_skipped(page):
    """The window that started it sees the curve grow; another visit, or Skip, shows the whole."""
    page = trained(page)
    page = press(page, "Skip the replay")
    assert not any(button.label == "Skip the replay" for button in page.button)
    again = visit(visit(page, "Bands"), "Training")
    assert not any(button.label == "Skip the replay" for button in again.button)


def _captions(page, view):
    page.pills(key="diagnosis").set_value(view)
    return [c.value for c in checked(page.run()).caption]


def test_the_figures_of_an_epoch_are_told_as_far_as_there_are_any():
    """Gradient always; a rate under the algorithm's name for it; validation checks where a part validates."""
    now = Epoch(7, 0.1, 0.2, None, 0.0123, 0.05, 3)
    paper, recommended = (Recipe(training=training) for _, training in (AS_IN_THE_PAPER, RECOMMENDED))
    assert _figures(paper, now) == ["gradient 0.0123", "learning rate 0.05", "validation checks 3 of 6"]
    assert _figures(recommended, now._replace(rate=None)) == ["gradient 0.0123", "validation checks 3 of 50"]
    assert _figures(paper, now._replace(rate=None, validation_mse=None)) == ["gradient 0.0123"]


def test_how_many_keep_their_tier_in_retrainings_stands_beside_the_nets(page):
    """First where it is worked out, then what came out."""
    page = trained(page)
    assert any("worked out on the Segments page, under How sure" in caption.value for caption in page.caption)
    workspace = workspace_of(page)
    *_, last = retrain(workspace.study, 2)
    workspace.study = workspace.study.change(stability=last.stability)
    checked(page.run())
    kept = f"{percent(landing(workspace.study).overall)} of the customers keep their tier"
    assert any(kept in caption.value for caption in page.caption)


def test_a_training_adopted_while_its_page_is_drawn_is_shown(sample, monkeypatch):
    """Another window takes the model over between this page's first look and its results: it is drawn once more."""
    from pages.shared import training_panel

    press(visit(sample, "Training"), "Start training")
    workspace = workspace_of(sample)
    workspace.job.wait(60)
    adopt, panel = type(workspace).adopt, training_panel.training_panel
    looks = []

    def late(self):
        looks.append(1)
        if len(looks) > 1:  # not at the top of the first drawing
            adopt(self)

    def adopted_first(held):
        adopt(held)
        panel(held)

    monkeypatch.setattr(type(workspace), "adopt", late)
    monkeypatch.setattr("pages.shared.training_panel.training_panel", adopted_first)
    app = visit(sample, "Training")
    assert any("stopped at epoch" in m.value for m in app.markdown)
