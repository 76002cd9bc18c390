"""Every chart of the pages has a way to its picture for slides."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from tests.page_steps import ROOT, checked, trained, visit

pytestmark = pytest.mark.thorough


@pytest.fixture(scope="module")
def app() -> AppTest:
    """The trained sample."""
    started = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    next(b for b in started.button if b.label == "Try the sample").click()
    return trained(checked(started.run()))


def test_all_charts_pass_through_one_place():
    """No page draws a plotly chart by itself, so that none lacks its picture."""
    calling = {
        file.name for file in (ROOT / "pages").rglob("*.py") if "plotly_chart(" in file.read_text(encoding="utf-8")
    }
    assert calling == {"pictures.py"}


def test_the_picture_is_made_on_a_click(app):
    """A button a chart; a click shows the chart once more, white, with its title and what it is of."""
    visit(app, "Segments")
    shown = len(app.get("plotly_chart"))
    buttons = [b for b in app.button if b.label == "Picture"]
    assert len(buttons) == shown
    buttons[0].click()
    checked(app.run())
    charts = app.get("plotly_chart")
    assert len(charts) == shown + 1
    specs = [json.loads(chart.proto.spec) for chart in charts]
    (slide,) = (spec["layout"] for spec in specs if "title" in spec["layout"])
    assert slide["title"]["text"] == "<b>Where the value lies</b>"
    assert slide["title"]["subtitle"]["text"].startswith("Tiers by K: A from 0.75, B from 0.50, C from 0.25, D below")
    assert slide["paper_bgcolor"] == "#FFFFFF"
