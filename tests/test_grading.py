"""Grades brought back: averaged, added up by grader, learned from; sheets that cannot be used cost one sentence."""

import io
import re

import numpy as np
import openpyxl
import pytest

from core.grading.grades import Grades, Sheet, matched
from core.grading.returned import bring_back, learn_from
from core.grading.sheets import grading_sheets
from core.importing.mapping.remembered import kept
from core.problems import DataProblem
from core.recipe import Grading, Target
from core.study import Study
from tests.exported import made
from tests.files import workbook
from tests.graders import by_rank, filled
from tests.test_study import people, recipe

IDS = np.array(["a", "b", "c", "d"], dtype=object)


@pytest.fixture
def study() -> Study:
    """200 people with a drawn sample of 100, graded by two with an overlap of 20."""
    return Study(people(), recipe(grading=Grading(graders=("Ann", "Bob")))).draw()


def csv(rows: list[tuple[str, object]], head: str = "Customer,Grade (A to D),Grader", grader: str = "Ann") -> bytes:
    """A sheet saved as text."""
    return "\n".join([head, *(f"{who},{grade},{grader}" for who, grade in rows)]).encode()


def brought(study: Study, *files: tuple[str, bytes]) -> Study:
    """The study with these sheets, none of them refused."""
    made = bring_back(study, list(files))
    assert made.refused == ()
    return study.change(grades=made.grades)


def test_double_grades_are_averaged_on_the_scale():
    """A and C make 0.625; a blank is no grade; the mean of the values, not of the letters' places."""
    grades = Grades(
        "A-D", (Sheet("Ann", "a", ("a", "b", "c"), ("A", "b", "")), Sheet("Bob", "b", ("a", "c"), ("C", "D")))
    )
    found = matched(grades, IDS)
    np.testing.assert_array_equal(found.values, [0.625, 0.625, 0.125, np.nan])
    assert [marks.blank for marks in found.by_grader] == [1, 0]


def test_what_does_not_count_is_listed_and_said():
    """Off the scale, text, unknown: each with its case; the rest counts."""
    sheet = Sheet("Ann", "a", ("a", "b", "c", "x"), ("3", "7", "good", "4"))
    found = matched(Grades("1-5", (sheet,)), IDS)
    np.testing.assert_array_equal(found.values, [0.5, np.nan, np.nan, np.nan])
    assert found.off_scale == (("Ann", "b", "7"), ("Ann", "c", "good"))
    assert found.unknown == (("Ann", "x", "4"),)
    assert found.in_words == (
        "2 grades are not on the scale (accepted: 1 to 5), the first '7' of customer 'b' on the sheet of Ann:"
        " left out.",
        "1 customer on the grading sheets is not among yours, 'x' on the sheet of Ann: not used.",
    )


def test_a_grader_s_sheet_brought_again_takes_the_place_of_the_former():
    """Her new grades count, those of other graders stay; a second half is added to the first."""
    first = Grades("1-5", (Sheet("Ann", "a.xlsx", ("a", "b"), ("1", "2")), Sheet("Bob", "b.xlsx", ("a",), ("5",))))
    again = first.with_sheet(Sheet("ann", "a2.xlsx", ("b", "c"), ("4", "3")))
    assert [sheet.grader for sheet in again.sheets] == ["ann", "Bob"]
    assert dict(zip(again.sheets[0].ids, again.sheets[0].given, strict=True)) == {"a": "1", "b": "4", "c": "3"}
    assert again.hash != first.hash
    assert again.without("Ann").sheets == first.sheets[1:]
    assert again.without("ANN").without("bob") is None


def test_filled_sheets_become_the_expected_value_and_training_uses_them(study):
    """Handed out, filled, brought back, learned: K follows the graders, not the weighted score."""
    files = [(f.name, filled(f.data, by_rank("v", seed=i, noise=0.05))) for i, f in enumerate(grading_sheets(study))]
    graded = learn_from(brought(study, *files))
    assert graded.recipe.target == Target(kind="grade", column=None, scale="A-D")
    assert graded.target().known.sum() == 100
    assert graded.graded().agreement.measure == "weighted kappa"
    assert graded.graded().agreement.value > 0.7
    graded, study = (s.change(recipe=s.recipe.replaced("training.epochs", 300)) for s in (graded, study))
    model = graded.trained().model
    assert model.source == "grade"
    assert sum(model.evaluation.sizes) == 100
    np.testing.assert_array_equal(np.sort(model.evaluation.expected), np.sort(graded.graded().values[graded.drawn()]))
    weighted = study.trained().segments().k
    by_grades = graded.trained().segments().k
    visits = graded.scores().column("visits")
    assert np.corrcoef(by_grades, visits)[0, 1] > 0.8 > np.corrcoef(weighted, visits)[0, 1]


def test_grades_are_in_the_key_of_target_and_model_alone(study):
    """Only where they are learned; another grade makes the training out of date, in words."""
    one = Grades("1-5", (Sheet("Ann", "a", tuple(study.sample.ids), ("3",) * 100),))
    for step in ("scores", "bands", "sample", "target", "model"):
        assert study.change(grades=one).key(step) == study.key(step)
    trained = learn_from(study.change(grades=one)).trained()
    other = trained.change(grades=one.with_sheet(Sheet("Ann", "a", (study.sample.ids[0],), ("4",))))
    assert {s for s in ("scores", "bands", "sample", "target", "model") if other.key(s) != trained.key(s)} == {
        "target",
        "model",
    }
    assert other.state("model").in_words == "out of date: the grades changed since"
    # The scale is that of the sheets, whatever the recipe says beside it.
    assert trained.change(recipe=trained.recipe.replaced("target.scale", "0-100")).key("target") == trained.key(
        "target"
    )


def test_grades_stay_when_the_sample_is_drawn_again(study):
    """They are matched by id: those drawn again train, too few of them get one sentence."""
    graded = brought(study, *[(f.name, filled(f.data, by_rank("v"))) for f in grading_sheets(study)])
    redrawn = learn_from(graded.change(recipe=graded.recipe.replaced("sample.seed", 5)).draw())
    both = len(set(redrawn.sample.ids) & set(study.sample.ids))
    assert 20 < both < 100
    assert sum(redrawn.trained().model.evaluation.sizes) == both
    few = redrawn.change(grades=Grades("A-D", (Sheet("Ann", "a", tuple(redrawn.sample.ids[:12]), ("A",) * 12),)))
    with pytest.raises(DataProblem, match=r"Only 12 of the 100 sampled customers have an expected value.*grade more"):
        few.train()


def test_without_grades_the_target_says_where_to_get_them(study):
    """One sentence, not a crash, for a recipe that was made for grades."""
    wanted = study.change(recipe=study.recipe.replaced("target", Target(kind="grade")))
    with pytest.raises(
        DataProblem, match=r"No grades have come back yet; hand out the grading sheets of the Bands page"
    ):
        wanted.target()
    with pytest.raises(DataProblem, match="No grades have come back yet"):
        learn_from(study)


def test_a_remembered_mapping_holds_no_grades_of_another_file_s_customers():
    """The next file with these headings starts with the weighted score, not with grades that it has not got."""
    assert kept(recipe(target=Target(kind="grade"))).target == Target()
    in_a_column = Target(kind="grade", column="grade", scale="0-100")
    assert kept(recipe(target=in_a_column)).target == in_a_column


def test_the_workbook_says_who_graded_and_how_far_they_agree(study):
    """On its first sheet, beside what K was learned from."""
    files = [(f.name, filled(f.data, by_rank("v", noise=0.05))) for f in grading_sheets(study)]
    book = openpyxl.load_workbook(io.BytesIO(made("workbook", learn_from(brought(study, *files)).trained())))
    lines = dict(book["Summary"].iter_rows(values_only=True))
    assert lines["Customer value K learned from"] == "the grades that people gave"
    assert lines["Customers graded by"] == "Ann 60, Bob 60"
    assert lines["Agreement of the graders"].startswith("Agreement is ")


# --- files as they come -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "head", ["Customer,Grade (A to D),Grader", "id,Expert grade,grader", "ID,your grade (a-d),GRADER"]
)
def test_a_sheet_saved_as_text_is_read_by_its_headings(study, head):
    """Ours or as the customer file calls them."""
    made = brought(study, ("ann.csv", csv([(c, "B") for c in study.sample.ids[:30]], head)))
    assert made.grades.sheets[0].grader == "Ann"
    assert made.graded().known.sum() == 30


def test_columns_may_be_moved_added_and_deleted(study):
    """A title above, the grade first, a remark beside, no grader: the file's name stands for her."""
    rows = [[i, "fine", who] for i, who in zip("ABCD" * 10, study.sample.ids[:40], strict=True)]
    data = workbook([["Grades of the north"], [], ["Grade (A to D)", "Remark", "Customer"], *rows])
    made = brought(study, ("north.xlsx", data))
    assert made.grades.sheets[0].grader == "north"
    assert made.graded().known.sum() == 40


def test_rows_of_several_graders_may_stand_in_one_file(study):
    """Each keeps her own."""
    ids = study.sample.ids[:12]
    one, two = csv([(c, "A") for c in ids]), csv([(c, "B") for c in ids], grader="Bob").split(b"\n", 1)[1]
    made = brought(study, ("both.csv", one + b"\n" + two))
    assert [sheet.grader for sheet in made.grades.sheets] == ["Ann", "Bob"]
    assert made.graded().agreement.customers == 12


def test_a_scale_in_the_heading_counts_more_than_the_recipe(study):
    """A sheet says itself how it was graded."""
    made = brought(
        study, ("ann.csv", csv([(c, 80) for c in study.sample.ids[:30]], "Customer,Grade (0 to 100),Grader"))
    )
    assert made.grades.scale == "0-100"
    assert learn_from(made).recipe.target.scale == "0-100"
    assert set(made.graded().values[made.graded().known]) == {0.8}


def test_a_customer_twice_on_a_sheet_counts_once(study):
    """The later grade, and never a blank in place of a grade."""
    who = study.sample.ids
    made = brought(study, ("a.csv", csv([(who[0], "A"), (who[1], "C"), (who[0], "D"), (who[1], "")])))
    found = made.graded()
    assert sorted(found.values[found.known].tolist()) == [0.125, 0.375]


BAD = {
    "another survey": (
        csv([(f"z{i}", "A") for i in range(30)]),
        r"bad.csv: none of its 30 customers \(the first is 'z0'\)",
    ),
    "nothing graded": (
        csv([("c1", ""), ("c2", "")]),
        r"bad.csv: none of its 2 grades is filled in; fill the grade column",
    ),
    "off the scale": (
        csv([("c1", "E"), ("c2", "7")]),
        r"bad.csv: none of its 2 grades is on the scale, the first is 'E' \(accepted: A, B, C or D\)",
    ),
    "text": (
        csv([("c1", "good"), ("c2", "fair")]),
        r"bad.csv: none of its 2 grades is on the scale, the first is 'good'",
    ),
    "no grade column": (
        csv([("c1", 3), ("c2", 4)], "Customer,Age,Grader"),
        r"bad.csv: no column says which grade was given",
    ),
    "no customer column": (
        csv([("x", "A"), ("y", "B")], "City,Grade (A to D),Grader"),
        r"bad.csv: no column says who was graded \(accepted: a column 'Customer'\)",
    ),
    "another scale": (
        csv([("c1", 3), ("c2", 4)], "Customer,Grade (1 to 5),Grader"),
        r"bad.csv: it was graded on 1 to 5, the grades that are here on A to D",
    ),
    "a picture": (b"\x89PNG\r\n\x1a\n", "bad.csv: this is a picture, not a table"),
    "empty": (b"", "bad.csv: the file is empty"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_sheet_that_cannot_be_used_costs_one_sentence_and_nothing_else(study, case):
    """What was there stays, and so does what is good in the same upload."""
    before = brought(study, ("ann.csv", csv([(c, "B") for c in study.sample.ids[:30]])))
    data, sentence = BAD[case]
    good = csv([(c, "C") for c in study.sample.ids[30:40]], grader="Bob")
    made = bring_back(before, [("bad.csv", data), ("bob.csv", good)])
    assert (len(made.refused), made.taken) == (1, 1)
    assert re.fullmatch(rf"{sentence}.*\.", str(made.refused[0]))
    assert made.grades.sheets[0] == before.grades.sheets[0]
    assert [sheet.grader for sheet in made.grades.sheets] == ["Ann", "Bob"]


def test_some_bad_rows_leave_the_others_in_force(study):
    """Unknown ids and grades off the scale within a good sheet: said, and the rest is taken."""
    rows = [(c, "B") for c in study.sample.ids[:30]] + [("z1", "A"), (study.sample.ids[31], "E")]
    made = brought(study, ("ann.csv", csv(rows)))
    assert made.graded().known.sum() == 30
    assert len(made.graded().in_words) == 2
    assert learn_from(made).target().refused == made.graded().in_words


def test_grades_typed_as_numbers_come_back_as_typed(study):
    """A workbook's 3 is a grade of 3, and 62.5 of 62.5."""
    recipe_1_5 = study.change(recipe=study.recipe.replaced("grading", Grading(scale="0-100")))
    (file,) = grading_sheets(recipe_1_5)
    book = openpyxl.load_workbook(io.BytesIO(file.data))
    for row, grade in ((2, 62.5), (3, 3), (4, "40")):
        book["Customers"].cell(row, 2, grade)
    content = io.BytesIO()
    book.save(content)
    made = brought(recipe_1_5, (file.name, content.getvalue()))
    assert made.grades.sheets[0].given[:4] == ("62.5", "3", "40", "")
    assert made.graded().by_grader[0].blank == 97
