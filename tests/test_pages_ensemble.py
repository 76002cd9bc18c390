"""The mean of several nets on the pages: how far they stand apart, and the model to take along."""

import pytest
from streamlit.testing.v1 import AppTest

from core.saved_model import from_npz, to_npz
from tests.page_steps import ROOT, checked, press, trained, view, visit, workspace_of

pytestmark = pytest.mark.thorough


def test_ten_nets_say_how_far_they_stand_apart_and_the_model_can_be_taken_along():
    """On the Training and Segments pages in one sentence, in the list as a column; the Export page has the model."""
    page = visit(press(AppTest.from_file(ROOT / "app.py", default_timeout=60).run(), "Try the sample"), "Training")
    page.segmented_control(key="preset").set_value("Recommended")
    page = trained(checked(page.run()))
    study = workspace_of(page).study
    sentence = f"K is the mean of {len(study.model.kept)} nets."
    assert any(caption.value.startswith(sentence) for caption in page.caption)
    page = visit(page, "Segments")
    assert any(caption.value.startswith(sentence) for caption in page.caption)
    assert "Spread of K" in view(page, "Customers").dataframe[-1].value.columns
    page = visit(page, "Export")
    assert "Download the model" in [button.label for button in page.get("download_button")]
    assert from_npz(to_npz(study.model), "m.npz").hash == study.model.hash


def test_one_net_says_nothing_of_a_spread():
    """The paper's one net: no sentence, no column."""
    page = visit(press(AppTest.from_file(ROOT / "app.py", default_timeout=60).run(), "Try the sample"), "Training")
    page = visit(trained(page), "Segments")
    assert not any("K is the mean of" in caption.value for caption in page.caption)
    assert "Spread of K" not in view(page, "Customers").dataframe[-1].value.columns
