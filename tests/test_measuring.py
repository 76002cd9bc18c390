"""How wide texts are on a slide, and how they are made to fit."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageFont

from core.export.deck.canvas import Area, Ruler, Words
from core.export.deck.measuring import MEETING, clean, cut, lines_of, width

FONTS = Path("/usr/share/fonts/truetype/liberation")


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_widths_are_those_of_arial(weight):
    """To a thousandth, by the font that stands in for it letter by letter; never too narrow beyond plain letters."""
    if not (FONTS / f"LiberationSans-{weight}.ttf").exists():
        pytest.skip("Liberation Sans is not installed here")
    font = ImageFont.truetype(str(FONTS / f"LiberationSans-{weight}.ttf"), 1000)
    for sign in map(chr, range(32, 127)):
        assert width(sign, 1000, weight == "Bold") == pytest.approx(font.getlength(sign), abs=1)
    for sign in "äßéÑØŁþαΩжЩ–…≤≥−±·":
        assert width(sign, 1000, weight == "Bold") >= font.getlength(sign) - 20, sign


def test_chinese_signs_are_as_wide_as_high_and_marks_have_no_width():
    """Some programs set a space between Chinese and Latin signs."""
    assert width("客户", 10) == pytest.approx(21)
    assert width("客A", 10) == pytest.approx(10.5 + 6.67 + 10 * MEETING)
    assert width("e\u0301", 10) == width("e", 10)


def test_lines_break_at_blanks_beside_chinese_signs_and_in_words_that_are_too_long():
    """As programs for slides do it."""
    assert lines_of("one two three", 10, 42) == ["one two", "three"]
    assert lines_of("客户价值", 10, 22) == ["客户", "价值"]
    assert lines_of("WWWW", 10, 20) == ["WW", "WW"]
    assert lines_of("", 10, 20) == [""]


@given(st.text(max_size=300), st.integers(1, 4), st.floats(20, 300))
def test_a_text_that_is_cut_fits_and_says_so(text, most, room):
    """It takes no more lines than it may, and ends with … exactly where something is left out."""
    text = clean(text)
    shown = cut(text, 10, room, most)
    assert len(lines_of(shown, 10, room)) <= most
    assert shown == text or shown.endswith("…")


@given(st.lists(st.text(max_size=400), max_size=5), st.floats(30, 400), st.floats(10, 300))
def test_paragraphs_are_made_to_fit_any_place(texts, room, height):
    """Smaller down to their least size, then cut, then left out."""
    ruler, place = Ruler(), Area(0, 0, room, height)
    fitted = ruler.fitted([Words(text, 18, after=0.5) for text in texts], place)
    assert ruler.height(fitted, room) <= height
    assert all(12 <= words.size <= 18 for words in fitted)


def test_signs_that_no_file_can_hold_are_left_out():
    """Halves of signs, control signs, and marks that turn what follows round."""
    assert clean("a\ud800\x00\u202eb\x0b\tc\ufffe") == "ab c"


def test_a_text_of_a_million_letters_is_cut_at_once():
    """What cannot be shown is not measured."""
    assert cut("W" * 1_000_000, 12, 500, 2).endswith("…")
