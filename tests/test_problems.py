"""The one sentence a user sees, and what is quoted in it."""

import pytest

from core.problems import DataProblem, shortened


def test_the_sentence_says_where_what_and_how_to_mend_it():
    """File, sheet, row and column come first, then what is wrong, what is accepted, and the fix."""
    problem = DataProblem("'7' is off the scale", file="f.csv", row=1200, column="Q1", accepted="1 to 5", fix="mend it")
    assert str(problem) == "f.csv, row 1,200, column 'Q1': '7' is off the scale (accepted: 1 to 5); mend it."
    assert str(DataProblem("there is no data yet")) == "There is no data yet."


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\n b\t c", "a b c"),
        ("x" * 100, "x" * 59 + "…"),
        ("invoice\u202eslx.exe", "invoiceslx.exe"),
        ("a\x00b\x1bc\ufeff", "abc"),
        ("👩‍👩‍👧 客户", "👩‍👩‍👧 客户"),
    ],
)
def test_what_is_quoted_is_short_and_hides_nothing(text, shown):
    """One line of bounded length, without control signs or marks that turn the text round."""
    assert shortened(text) == shown
