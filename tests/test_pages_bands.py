"""The Bands page by Streamlit's own test driver: what moves, who is listed, what is drawn."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.shared.training_settings import preset_of
from tests.page_steps import checked, metrics, press, told, visit, workspace_of

pytestmark = pytest.mark.thorough

ROOT = Path(__file__).parents[1]


@pytest.fixture
def bands() -> AppTest:
    """The Bands page of the sample."""
    app = press(AppTest.from_file(ROOT / "app.py", default_timeout=60).run(), "Try the sample")
    return visit(app, "Bands")


def table(page: AppTest):
    """The five-band table."""
    return page.dataframe[0].value


def words(page: AppTest) -> str:
    """All text and captions on the page."""
    return "\n".join(m.value for m in [*page.markdown, *page.caption])


def test_the_table_holds_share_sample_and_mean_scores(bands):
    """Table 2 with the quotas beside it; in band 5 every score is 5; the survey knows no amounts."""
    shown = table(bands)
    assert shown["customers"].tolist() == [102, 150, 110, 105, 81]
    assert shown["share"].round(2).tolist() == [18.61, 27.37, 20.07, 19.16, 14.78]
    assert shown["sample"].tolist() == [51, 75, 55, 53, 40]
    assert shown[["recency", "frequency", "monetary"]].iloc[4].tolist() == [5, 5, 5]
    assert "spend" not in shown
    assert "holds answers or counts and no amounts" in words(bands)
    assert "52 rows are in none: 24 blank · 12 off the scale · 16 doubles" in words(bands)


def test_moved_edges_cut_the_bands_and_the_way_back_is_one_click(bands):
    """The ranges follow; an edge beyond the next one is refused in words and changes nothing."""
    assert next(b for b in bands.button if b.label == "Back to the paper's edges").disabled
    page = checked(bands.number_input(key="edge.3").set_value(4.5).run())
    assert table(page)["range"].tolist()[3:] == ["4 ≤ C < 4.5", "4.5 ≤ C"]
    assert table(page)["customers"].sum() == 548
    assert "have 4.5 ≤ C" in words(page)
    page = checked(page.number_input(key="edge.0").set_value(3.5).run())
    assert "four edges of the bands must rise" in told(page)
    assert workspace_of(page).study.recipe.bands.edges == (2, 3, 4, 4.5)
    page = press(page, "Back to the paper's edges")
    assert table(page)["customers"].tolist() == [102, 150, 110, 105, 81]


def test_an_edge_moved_by_steps_stays_a_plain_number(bands):
    """2.1 + 0.1 + 0.1 is 2.3, in the recipe as on the page."""
    page = checked(bands.number_input(key="edge.0").set_value(2.1 + 0.1 + 0.1).run())
    assert workspace_of(page).study.recipe.bands.edges[0] == 2.3


def test_who_moves_is_counted_against_the_usual_weights_or_the_drawn_sample(bands):
    """Up, down and same are everybody; drawn anew, nobody has moved since."""
    assert "Against the usual weights and edges: nobody has moved." in words(bands)
    page = checked(bands.slider(key="recipe.weights.indicators.recency").set_value(1.0).run())
    assert "Against the usual weights and edges: **▲ " in words(page)
    page = press(page, "Draw the sample")
    page = checked(page.radio(key="compare-bands-with").set_value("sample").run())
    assert "Against the bands of the drawn sample: nobody has moved." in words(page)
    page = checked(page.slider(key="recipe.weights.indicators.recency").set_value(6.0).run())
    assert "Against the bands of the drawn sample: **▲ " in words(page)
    assert "The sample is out of date: the weights of R, F and M changed since" in told(page)


def test_the_customers_of_a_band_are_listed_sorted_and_found(bands):
    """None are sent before a band is chosen; then all of it, highest first, and by a part of the id."""
    assert len(bands.dataframe) == 2  # the bands, and the rows left out
    page = checked(bands.button_group(key="band-shown").set_value(4).run())
    lines = page.dataframe[-1].value
    assert len(lines) == 105
    assert lines["Current value C"].is_monotonic_decreasing
    assert lines["Current value C"].between(4, 5, inclusive="left").all()
    page = checked(page.button_group(key="band-order").set_value("lowest first").run())
    assert page.dataframe[-1].value["Current value C"].is_monotonic_increasing
    wanted = lines["Customer"].iloc[0]
    page = checked(page.text_input(key="band-search").set_value(wanted.lower()).run())
    assert wanted in page.dataframe[-1].value["Customer"].tolist()
    page = checked(page.text_input(key="band-search").set_value("nobody of this name").run())
    assert any("No customer fits" in i.value for i in page.info)


def test_the_parts_of_the_sample_in_numbers_and_in_words(bands):
    """The paper's 229 and 45; by share instead, the nearest whole percent; too large a part is refused in words."""
    assert "Numbers 1–229 train, 230–274 test." in words(bands)
    page = checked(bands.number_input(key="recipe.training.split.test").set_value(270).run())
    assert "leaves 4 to train" in told(page)
    page = checked(page.number_input(key="recipe.training.split.test").set_value(45).run())
    page = checked(page.button_group(key="split.unit").set_value("share").run())
    split = workspace_of(page).study.recipe.training.split
    assert (split.unit, split.validation, split.test) == ("share", 0, 0.16)
    assert "Numbers 1–230 train, 231–274 test." in words(page)
    assert preset_of(workspace_of(page).study.recipe) is None


def test_a_band_that_gives_too_few_is_named_with_what_to_do(bands):
    """Nobody reaches band 5 of edges that leave 4.9 to 5 empty, and one customer is no sample of a band."""
    page = checked(bands.slider(key="recipe.sample.fraction").set_value(5).run())
    sentence = next(w.value for w in page.warning).replace("\\", "")
    assert "too few customers of band 5 (4 of 81), so the network learns little there: draw a larger share" in sentence
    page = checked(page.slider(key="recipe.sample.fraction").set_value(100).run())
    assert not page.warning


def test_the_sample_is_drawn_on_request_only(bands):
    """A new seed changes nothing until it is drawn again, and says so."""
    page = press(bands, "Draw the sample")
    first = workspace_of(page).study.sample.ids.tolist()
    page = checked(page.number_input(key="recipe.sample.seed").set_value(7).run())
    assert workspace_of(page).study.sample.ids.tolist() == first
    assert "the sample settings changed since" in told(page)
    assert metrics(page)["Sample"] == "274"
    page = press(page, "Draw it again")
    assert workspace_of(page).study.sample.ids.tolist() != first
    assert not page.warning
