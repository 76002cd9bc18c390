"""Grading sheets: who grades whom, what stands on them and what must not, and that they come back as they went."""

import io
import zipfile

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from core.grading.grades import Grades, Sheet, matched
from core.grading.handing_out import handed_out, in_words, overlap_of
from core.grading.returned import bring_back, sheets_in
from core.grading.scales import SHOWN, heading_of, scale_in
from core.grading.sheet_workbook import sheet_workbook
from core.grading.sheets import grading_sheets, packed
from core.importing.mapping.proposal import propose
from core.importing.reading.cells import cells
from core.importing.reading.readers import read_table
from core.importing.table import Table, content_hash
from core.importing.values import as_ids
from core.problems import DataProblem
from core.recipe import FileSettings, Grading, Recipe
from core.study import Study
from tests.graders import by_rank, filled, rows_of
from tests.test_study import people, recipe

NAMES = ("Ann", "Bob", "Cy", "Di")


def study_of(**grading) -> Study:
    """200 people with a drawn sample of 100."""
    return Study(people(), recipe(grading=Grading(**grading))).draw()


@settings(max_examples=60)
@given(
    some.integers(0, 300),
    some.integers(1, 4),
    some.floats(0, 1),
    some.sampled_from(["all", "two"]),
    some.integers(0, 9),
)
def test_everybody_is_graded_and_the_overlap_as_often_as_chosen(count, graders, overlap, shared_by, seed):
    """Each customer stands on one sheet, those of the overlap on all or on two; sheets are about equally long."""
    grading = Grading(graders=NAMES[:graders], overlap=overlap, shared_by=shared_by, seed=seed)
    sheets = handed_out(count, grading)
    times = np.bincount(np.concatenate(sheets), minlength=count)
    often = 2 if shared_by == "two" and graders > 2 else graders
    shared = overlap_of(count, grading)
    assert sorted(times.tolist()) == sorted([1] * (count - shared) + [often] * shared)
    assert all(len(set(sheet.tolist())) == len(sheet) for sheet in sheets)
    if count - shared >= graders:
        assert max(map(len, sheets)) - min(map(len, sheets)) <= max(1, graders - 1)


def test_the_order_is_shuffled_and_the_same_again():
    """No two graders see the same order, and one seed hands out the same sheets."""
    grading = Grading(graders=("Ann", "Bob"), overlap=1)
    first, second = handed_out(50, grading)
    assert first.tolist() != second.tolist() != sorted(second.tolist())
    assert [s.tolist() for s in handed_out(50, grading)] == [first.tolist(), second.tolist()]


@pytest.mark.parametrize(
    ("grading", "sentence"),
    [
        ({"graders": ("Ann",)}, "Ann grades all 100 customers of the sample."),
        ({"graders": ("Ann", "Bob")}, "Ann 60, Bob 60 customers; 20 are graded by both."),
        ({"graders": ("Ann", "Bob"), "overlap": 0}, "Ann 50, Bob 50 customers; nobody is graded twice."),
        ({"graders": NAMES[:3], "overlap": 0.1}, "Ann 40, Bob 40, Cy 40 customers; 10 are graded by all 3."),
        (
            {"graders": NAMES[:3], "overlap": 0.3, "shared_by": "two"},
            "Ann 44, Bob 43, Cy 43 customers; 30 are graded by two of them.",
        ),
    ],
)
def test_who_gets_how_many_is_said(grading, sentence):
    """One sentence before anything is handed out."""
    assert in_words(100, Grading(**grading)) == sentence


def test_a_sheet_shows_raw_values_and_nothing_that_the_method_made():
    """The id, an empty grade column, raw values, the grader: no score, C, band, K, tier, and no grade of before."""
    table = people()
    results = {"Band": [2.0, 3.0] * 100, "Tier": ["A", "D"] * 100, "K": [0.9, 0.1] * 100}
    frame = table.frame.assign(**results, city=["Graz", "Linz"] * 100, same="x")
    study = Study(Table(frame, table.rows, table.name, None, content_hash(frame)), recipe()).draw()
    (file,) = grading_sheets(study)
    rows = rows_of(file.data)
    assert list(rows[0]) == ["Customer", "Grade (A to D)", "v", "r", "f", "m", "b", "spent", "joined", "city", "Grader"]
    assert {row["Grade (A to D)"] for row in rows} == {None}
    assert sorted(row["Customer"] for row in rows) == sorted(study.sample.ids)
    raw = frame.set_index("id")
    for row in rows:
        known = raw.loc[row["Customer"]]
        assert (row["r"], row["spent"], row["city"]) == (known["r"], pytest.approx(known["spent"]), known["city"])
        assert row["joined"] == raw.loc[row["Customer"], "joined"]
    assert [row["Customer"] for row in rows] != list(study.sample.ids)
    read_me = openpyxl.load_workbook(io.BytesIO(file.data))["Read me first"]
    words = " ".join(str(cell) for row in read_me.values for cell in row)
    assert "how valuable is this customer to us" in words
    assert "recency" not in words.casefold().split("what the columns tell")[0]
    for word in ("band", "weighted score", "network"):
        assert word not in words.casefold()


@pytest.mark.parametrize(
    ("scale", "kind", "accepted"),
    [("A-D", "list", '"A,B,C,D"'), ("1-5", "list", '"1,2,3,4,5"'), ("0-100", "decimal", "0")],
)
def test_the_grade_column_has_a_drop_down(scale, kind, accepted):
    """The scale's grades to choose from, or a check of the number, beside a frozen head."""
    study = Study(people(), recipe().replaced("grading.scale", scale)).draw()
    book = openpyxl.load_workbook(io.BytesIO(grading_sheets(study)[0].data))
    sheet = book["Customers"]
    (rule,) = sheet.data_validations.dataValidation
    assert (rule.type, rule.formula1, str(rule.sqref)) == (kind, accepted, "B2:B101")
    assert sheet.freeze_panes == "C2"
    assert book.sheetnames == ["Read me first", "Customers"]
    assert sheet["B1"].value == f"Grade ({SHOWN[scale]})"


def test_personal_columns_are_not_handed_out():
    """A mail that is kept as a pseudonym or as it is names nobody to a grader."""
    lines = ["Email,Days since last order,Orders,Spend,City"]
    lines += [f"person{i}@example.com,{i},{i % 9},{i * 2.5},{'Graz' if i % 2 else 'Linz'}" for i in range(60)]
    for keep in ((), ("Email",)):
        table = read_table("\n".join(lines).encode(), "shop.csv", FileSettings(keep_personal=keep))
        study = Study(table, propose(table).recipe.replaced("scoring.id_column", None)).draw()
        (file,) = grading_sheets(study)
        assert "Email" not in rows_of(file.data)[0]
        assert rows_of(file.data)[0]["Customer"].startswith("row ")


def test_values_are_readable_as_they_stood():
    """Dates as dates, numbers among words as numbers, zeros in front kept, formulas harmless, long text cut."""
    cells_in = ["12", "007", "=1+1", "twelve", "x" * 400, None]
    frame = pd.DataFrame({"odd": pd.Series(cells_in, dtype="str"), "Grader": 1.0, "Customer": 2.0})
    ids = np.array([str(i) for i in range(6)], dtype=object)
    rows = rows_of(sheet_workbook(Recipe(), "Ann", ids, frame, "A-D"))
    assert [row["odd"] for row in rows] == [12, "007", "'=1+1", "twelve", "x" * 299 + "…", None]
    assert list(rows[0]) == ["Customer", "Grade (A to D)", "odd", "Grader (2)", "Customer (2)", "Grader"]


def test_several_graders_get_a_workbook_each_in_one_zip():
    """Names are made fit for files; the same study packs the same bytes."""
    study = study_of(graders=("Ann B.", "=1+1", "李"), overlap=0.2)
    name, data = packed(grading_sheets(study))
    assert name == "grading-sheets.zip"
    assert zipfile.ZipFile(io.BytesIO(data)).namelist() == ["grading-Ann-B.xlsx", "grading-1-1.xlsx", "grading-李.xlsx"]
    assert packed(grading_sheets(study))[1] == data
    assert packed(grading_sheets(study_of(graders=("Ann",))))[0] == "grading-Ann.xlsx"


def test_without_a_sample_there_is_nothing_to_hand_out():
    """One sentence says where to draw it."""
    with pytest.raises(DataProblem, match="No sample is drawn yet"):
        grading_sheets(Study(people(), recipe()))


@pytest.mark.parametrize("scale", SHOWN)
def test_a_heading_tells_its_scale(scale):
    """Also with a dash, in capitals, or as one's own."""
    low, high = scale.split("-")
    for heading in (heading_of(scale), f"grade ({low} - {high})", f"YOUR GRADE ({low}–{high})"):
        assert scale_in(heading) == scale
    assert scale_in("Grade") is scale_in("Grade (A to 5)") is None


# --- there and back ---------------------------------------------------------------------------------------------------

ODD = (
    *(
        "00042",
        "42a",
        "王芳",
        "=cmd|' /C calc'!A0",
        "1-2",
        "3/4",
        "12E4",
        "1,5",
        "-7",
        "+49 170",
        "@x",
        "a b",
        "O'Neil",
    ),
    *("12345678901234567890", "12345678901234567891", "Total", "Customer", "TRUE", "0x1F", "row 3"),
)


def there_and_back(ids: list[str]) -> np.ndarray:
    """Places at which customers are found again after their sheet was written and read."""
    frame = pd.DataFrame({"x": np.arange(len(ids), dtype=float)})
    data = sheet_workbook(Recipe(), "Ann", np.array(ids, dtype=object), frame, "1-5")
    book = openpyxl.load_workbook(io.BytesIO(data))
    for row in range(2, len(ids) + 2):
        book["Customers"].cell(row, 2, 1 + row % 5)
    content = io.BytesIO()
    book.save(content)
    scale, (sheet,) = sheets_in(cells(content.getvalue(), "ann.xlsx"), "ann.xlsx", Study())
    assert (scale, sheet.grader) == ("1-5", "Ann")
    found = matched(Grades("1-5", (sheet,)), np.array(ids, dtype=object))
    return np.round(found.values * 4 + 1)


def test_odd_ids_come_back_as_they_went():
    """Zeros in front, Chinese, formulas, what looks like a date or a number, twenty digits."""
    ids = list(ODD)
    np.testing.assert_array_equal(there_and_back(ids), [1 + row % 5 for row in range(2, len(ids) + 2)])


@settings(max_examples=25)
@given(
    some.lists(
        some.one_of(
            some.text("0123456789=-/.eE+' abあ", min_size=1, max_size=8).map(str.strip),
            some.integers(0, 10**20).map(str),
        ),
        min_size=1,
        max_size=12,
        unique=True,
    )
)
def test_any_id_comes_back_as_it_went(drawn):
    """Whatever ids a customer file can hold: no grade goes to another customer, and none is lost."""
    cleaned = as_ids(pd.Series(drawn, dtype="str"))
    ids = list(dict.fromkeys(cleaned[cleaned != ""]))
    if ids:
        np.testing.assert_array_equal(there_and_back(ids), [1 + row % 5 for row in range(2, len(ids) + 2)])


def test_what_a_spreadsheet_does_to_ids_is_undone_where_it_is_clear():
    """42 is 00042 where no other could be meant; where two could, nobody is guessed."""
    ids = np.array(["00042", "17850", "7", "07", "12E4"], dtype=object)
    sheet = Sheet("Ann", "a.csv", ("42", "17850.0", "007", "120000", "9"), ("1", "2", "3", "4", "5"))
    found = matched(Grades("1-5", (sheet,)), ids)
    np.testing.assert_array_equal(found.values * 4 + 1, [1, 2, np.nan, np.nan, 4])
    assert [customer for _, customer, _ in found.unknown] == ["007", "9"]


def test_every_sampled_customer_comes_back_from_the_sheets_of_several_graders():
    """Written, graded, read by the app's own reader: each id on its sheet, and nobody ungraded."""
    study = study_of(graders=NAMES[:3], overlap=0.25)
    sheets = [(file.name, filled(file.data, by_rank("v"))) for file in grading_sheets(study)]
    made = bring_back(study, sheets)
    assert (made.refused, made.taken) == ((), 3)
    study = study.change(grades=made.grades)
    assert [sheet.grader for sheet in made.grades.sheets] == list(NAMES[:3])
    assert study.graded().known[study.drawn()].all()
    assert study.graded().known.sum() == 100
    assert study.graded().agreement.customers == 25
