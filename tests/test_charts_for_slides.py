"""A chart as a picture that can stand alone on a slide."""

import pytest

from core import charts
from core.charts import Palette
from core.charts_for_slides import as_slide, columns, lines, name_of_picture, saved_as

CUTS = "Tiers by K: A from 0.75, B from 0.50, C from 0.25, D below · Shop · 1 March 2026"


def chart(height: int = 340):
    """A chart of one bar."""
    made = charts.figure(Palette(), height, "x", "y")
    made.add_bar(x=["a"], y=[1])
    return made


def test_a_slide_is_white_and_says_what_it_is_of():
    """Title and words stand in the picture, on white, above what the chart already had."""
    made = chart()
    slide = as_slide(made, "Who is where", CUTS)
    assert slide.layout.title.text == "<b>Who is where</b>"
    assert slide.layout.title.subtitle.text == CUTS
    assert slide.layout.paper_bgcolor == "#FFFFFF"
    assert slide.layout.margin.t > made.layout.margin.t + 50
    assert made.layout.title.text is None  # the chart itself stays as it was


@pytest.mark.parametrize("height", [96, 150, 340, 700, 2000])
def test_every_picture_is_saved_at_presentation_size(height):
    """Low or tall, the file is 1600 x 900, and no plot is squeezed."""
    slide = as_slide(chart(height), "Title", CUTS)
    options = saved_as(slide, "svg", "name")
    assert round(options["width"] * options["scale"]) == pytest.approx(1600, abs=2)
    assert round(options["height"] * options["scale"]) == 900
    margin = slide.layout.margin
    assert options["height"] - margin.t - margin.b >= min(height, 340) - 80
    assert options["format"] == "svg"


def test_tags_in_a_title_stay_text_and_long_ones_break():
    """Plotly reads tags in titles; signs that are not seen are left out; nothing runs off the picture."""
    slide = as_slide(chart(), "<a href='x'>A\u202e" + "long name " * 1000, "客户" * 5000)
    assert slide.layout.title.text.startswith("<b>&lt;a href=&#x27;x&#x27;&gt;Along")
    assert "\u202e" not in slide.layout.title.text
    for line in slide.layout.title.subtitle.text.split("<br>"):
        assert columns(line) * 12 * 0.55 < slide.layout.width
    assert slide.layout.margin.t < slide.layout.height / 2


def test_lines_break_between_words_and_lose_nothing():
    """Words stay whole where they fit; one that fits no line is parted."""
    assert lines("one two three", 7) == ["one two", "three"]
    assert "".join(lines("客户价值分层", 4)) == "客户价值分层"
    assert lines("", 10) == []


def test_a_picture_is_named_after_project_day_and_title():
    """Letters, digits and a few signs, whatever the project is called."""
    assert name_of_picture("../My shop: 客户", "2026-03-01", "Who is where?") == "My-shop-客户-2026-03-01-who-is-where"
    assert name_of_picture("///", "2026-03-01", "K") == "2026-03-01-k"
