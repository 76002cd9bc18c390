"""Questions spread over several columns: grids and multiple choice, as survey tools export them."""

import pytest

from core.importing.mapping.question_groups import split_heading
from core.recipe import Quintiles, Scale, Words
from tests.tables import RFM_COLUMNS, mapped, measures

MARKS = (1, 2, 3, 4, 5)


@pytest.mark.parametrize(
    ("heading", "parts"),
    [
        ("How do you rate us? [Price]", ("How do you rate us?", "Price")),
        ("Which have you bought? - Books", ("Which have you bought?", "Books")),
        ("7、您对以下方面满意吗—价格", ("7、您对以下方面满意吗", "价格")),
        ("How satisfied are you?", None),
        ("E-mail opens", None),
        ("Spend 2023-2024", None),
    ],
)
def test_a_question_and_its_part(heading, parts):
    """Brackets and dashes with blanks around part a heading; a hyphen within a word does not."""
    assert split_heading(heading) == parts


def test_a_grid_is_one_indicator_by_the_mean_of_its_rows():
    """Rows of one question answered on one scale are combined, and scored as that scale."""
    rows = {f"How satisfied are you with our shop? [{part}]": MARKS for part in ("Price", "Delivery", "Choice")}
    found = measures(**RFM_COLUMNS, **rows)["rating"]
    assert (found.columns, found.combine, found.rule) == (tuple(rows), "mean", Scale(low=1, high=5))


def test_rows_of_a_grid_that_name_indicators_are_taken_one_by_one():
    """Statements to agree with are indicators of their own, whatever the question above them says."""
    agree = ("Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree")
    stem = "How much do you agree?"
    parts = {"brand": "The brand has a good image", "recommend": "I would recommend the shop"}
    found = measures(**RFM_COLUMNS, **{f"{stem} [{part}]": agree for part in parts.values()})
    assert {i: found[i].columns for i in parts} == {i: (f"{stem} [{part}]",) for i, part in parts.items()}
    assert found["brand"].rule == Words(words=agree)


def test_options_in_columns_of_their_own_are_counted():
    """One column an option, filled where it was chosen: how many were chosen is the cross purchases."""
    options = {f"Which categories have you bought? - {part}": [part, None, None] for part in ("Books", "Games", "Tea")}
    found = measures(**RFM_COLUMNS, **options)["cross"]
    assert (found.columns, found.choices, found.rule) == (tuple(options), True, Quintiles())


@pytest.mark.parametrize("sign", [";", "; ", ", ", "┋", "|"])
def test_answers_joined_in_one_cell_are_counted(sign):
    """Several answers in a cell are recognised by the sign between them, whichever the tool writes."""
    cells = [sign.join(chosen) for chosen in (["Books"], ["Books", "Games"], ["Tea", "Books", "Games"])]
    found = measures(**RFM_COLUMNS, **{"Which categories have you bought?": cells})["cross"]
    assert found.choices


def test_a_comma_in_an_answer_joins_nothing():
    """Answers that hold a comma, or free text, are no multiple choice."""
    free = [f"I like it, number {i}" for i in range(60)]
    assert mapped(**{"Which categories have you bought?": free}) == {}
