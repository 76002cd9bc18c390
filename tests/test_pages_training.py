"""The settings of the training on its page: training functions, what each reads, and what is refused."""

import pytest
from streamlit.testing.v1 import AppTest

from core.network.algorithms import ALGORITHMS
from pages.shared.training_settings import SETTINGS
from tests.test_pages import ROOT, checked, press, told, trained, visit, workspace_of


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


def test_a_setting_out_of_range_is_refused_in_words(page):
    """A shrinking factor above 1 is told with the accepted range, and nothing changes."""
    page.selectbox(key="recipe.training.algorithm").set_value("trainlm")
    checked(page.run())
    page.number_input(key="recipe.training.mu_dec").set_value(2.0)
    checked(page.run())
    assert "less than 1" in told(page)
    assert workspace_of(page).study.recipe.training.mu_dec == 0.1
