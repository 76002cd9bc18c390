"""The grading loop on the pages: who grades, what came back, what the network learns; nothing is lost on the way."""

import pytest

from core.grading.grades import Grades, Sheet
from core.grading.sheets import grading_sheets
from tests.graders import by_rank, filled
from tests.page_steps import checked, metrics, press, told, visit, workspace_of

pytestmark = pytest.mark.thorough

INTERACTION = "Interaction: reviews and suggestions (1-5)"


def drawn(page):
    """The Bands page with the sample of 274 drawn, graded by two."""
    page = press(visit(page, "Bands"), "Draw the sample")
    box = next(b for b in page.text_input if b.label.startswith("Graders"))
    box.set_value("Ann,  Bob ,")
    return checked(page.run())


def sheets(page, noise=0.05):
    """The handed out sheets, filled by Ann and Bob."""
    files = grading_sheets(workspace_of(page).study)
    return [(f.name, filled(f.data, by_rank(INTERACTION, seed=i, noise=noise))) for i, f in enumerate(files)]


def bring(page, *files):
    """Upload these filled sheets."""
    box = next(u for u in page.file_uploader if u.label == "Filled grading sheets")
    for name, data in files:
        box.upload(name, data)
    return checked(page.run())


def words(page):
    """Everything the page says in boxes and captions, without escapes."""
    boxes = [*page.info, *page.success, *page.warning, *page.error, *page.caption]
    return "\n".join(box.value.replace("\\", "").replace("\u200b", "") for box in boxes)


def test_sheets_go_out_come_back_and_are_learned(sample):
    """From the names of the graders to a trained network, with what came back said on the way."""
    page = drawn(sample)
    assert workspace_of(page).study.recipe.grading.graders == ("Ann", "Bob")
    assert "Ann 165, Bob 164 customers; 55 are graded by both." in words(page)
    page = bring(page, *sheets(page))
    shown = metrics(page)
    assert (shown["Graded"], shown["Graders"], shown["Not used"]) == ("274", "2", "0")
    assert float(shown["Agreement"]) > 0.8
    assert "Agreement is very good (weighted kappa" in words(page)
    assert "but the network is set to learn from the weighted score" in words(page)
    assert workspace_of(page).study.recipe.target.kind == "weighted"
    page = press(page, "Let the network learn these grades")
    assert "The network learns these grades: 274 sampled customers." in words(page)
    page = visit(page, "Training")
    assert page.selectbox(key="target.column").value == ""
    assert page.selectbox(key="target.column").options[0] == "Grading sheets: 274 customers"
    assert "Graded on A to D" in words(page)
    page.radio(key="target.kind").set_value("weighted")
    page = checked(page.run())
    page.radio(key="target.kind").set_value("grade")
    page = checked(page.run())
    target = workspace_of(page).study.recipe.target
    assert (target.kind, target.column) == ("grade", None)
    assert workspace_of(page).study.target().known.sum() == 274


def test_a_sheet_that_cannot_be_used_is_told_and_the_others_stay(sample):
    """One sentence each; what was there, and what is good in the same upload, counts."""
    page = drawn(sample)
    first, second = sheets(page)
    page = bring(page, first)
    before = workspace_of(page).study.grades
    strange = b"Customer,Grade (A to D)\nz1,A\nz2,B\n"
    page = bring(page, ("other.csv", strange), second, ("text.csv", b"Customer,Grade (A to D)\n1001,good\n"))
    assert "other.csv: none of its 2 customers (the first is 'z1') is among yours" in told(page)
    assert "text.csv: none of its 1" in told(page)
    after = workspace_of(page).study.grades
    assert after.sheets[0] == before.sheets[0]
    assert [sheet.grader for sheet in after.sheets] == ["Ann", "Bob"]


def test_what_is_not_used_is_said_and_can_be_taken_along(sample):
    """Unknown customers and grades off the scale keep their sentence until they are removed."""
    page = drawn(sample)
    ids = workspace_of(page).study.sample.ids
    lines = [f"{who},B" for who in ids[:30]] + ["zz,A", f"{ids[40]},E"]
    page = bring(page, ("Cy.csv", "\n".join(["Customer,Grade (A to D)", *lines]).encode()))
    assert "1 grade is not on the scale (accepted: A, B, C or D), 'E' of customer" in words(page)
    assert "1 customer on the grading sheets is not among yours, 'zz' on the sheet of Cy" in words(page)
    labels = {b.label for b in page.get("download_button")}
    assert {"Not graded yet: 244", "Not among yours: 1", "Off the scale: 1"} <= labels
    scale = next(b for b in page.selectbox if b.label == "Scale of the grades")
    assert scale.disabled
    page = press(page, "Remove those of Cy")
    assert workspace_of(page).study.grades is None
    assert "not on the scale" not in words(page)


def test_grades_stay_when_the_sample_is_drawn_again(sample):
    """They are matched by id; those outside the new sample are counted."""
    page = drawn(sample)
    page = bring(page, *sheets(page))
    page.number_input(key="recipe.sample.seed").set_value(7)
    page = press(checked(page.run()), "Draw it again")
    graded = int(metrics(page)["Graded"])
    assert 0 < graded < 274
    assert f"{274 - graded:,} graded customers are not in the sample as it is drawn now" in words(page)


def test_too_few_grades_are_told_before_the_training(sample):
    """One clear sentence, no training begun."""
    page = drawn(sample)
    workspace = workspace_of(page)
    some = tuple(workspace.study.sample.ids[:5])
    workspace.study = workspace.study.change(grades=Grades("A-D", (Sheet("Ann", "a.csv", some, ("A",) * 5),)))
    page = press(checked(page.run()), "Let the network learn these grades")
    page = press(visit(page, "Training"), "Start training")
    assert "Only 5 of the 274 sampled customers have an expected value" in told(page)
    assert workspace.job is None


def test_reading_the_file_otherwise_keeps_the_grades(app, samples):
    """They are matched by id to whatever is read."""
    page = visit(app, "Data")
    page.file_uploader[0].upload("survey.csv", (samples / "survey.csv").read_bytes())
    page = checked(page.run())
    workspace = workspace_of(page)
    some = tuple(workspace.study.scores().ids[:30])
    workspace.study = workspace.study.change(grades=Grades("A-D", (Sheet("Ann", "a.csv", some, ("A",) * 30),)))
    press(page, "Read the file again like this")
    assert workspace.study.graded().known.sum() == 30
