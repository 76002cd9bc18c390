"""The Data page's words on how a file was read, and the choice of another table, encoding or heading row."""

import pytest

from tests.files import workbook
from tests.page_steps import checked, visit, workspace_of

pytestmark = pytest.mark.thorough

CUSTOMERS = [[f"C{i:03d}", i % 97, i % 7, i * 1.5] for i in range(60)]
REGIONS = [["North", 10], ["South", 20], ["East", 30], ["West", 40]]


@pytest.fixture
def data(app):
    """The Data page, with no customers."""
    return visit(app, "Data")


def bring(page, name, content):
    """Upload a file."""
    page.file_uploader[0].upload(name, content)
    return checked(page.run())


def words(page) -> str:
    """All captions on the page."""
    return " ".join(caption.value.replace("\\", "") for caption in page.caption)


def test_a_sheet_with_two_tables_says_so_and_the_other_can_be_chosen(data):
    """The table of customers is read, what else the sheet holds is said, and a choice reads it."""
    side_by_side = [["id", "Days since last order", "Orders", "Spend", "", "Region", "Sales"]]
    side_by_side += [[*row, "", *(REGIONS[i] if i < 4 else ["", ""])] for i, row in enumerate(CUSTOMERS)]
    page = bring(data, "two.xlsx", workbook(side_by_side))
    assert len(workspace_of(page).study.table.frame) == 60
    assert "The sheet holds another table from F1" in words(page)
    choice = next(box for box in page.selectbox if box.label == "Table")
    assert [option.split(":")[0] for option in choice.options] == ["Sheet1, table at A1", "Sheet1, table at F1"]
    choice.select(choice.options[1])
    page = checked(page.run())
    assert list(workspace_of(page).study.table.frame) == ["Region", "Sales"]
    assert workspace_of(page).study.recipe.file.corner == "F1"


def test_an_export_of_a_survey_tool_is_recognised_and_previews_can_be_kept(data):
    """The tool is named, previews and unfinished answers are left out, and come back with a switch."""
    codes = "StartDate,Status,Progress,Duration (in seconds),Finished,ResponseId,Q1,Q2,Q3"
    texts = "Start Date,Response Type,Progress,Duration,Finished,Response ID,Days since last order,Orders,Spend"
    import_ids = ",".join('"{""ImportId"":""x""}"' for _ in codes.split(","))
    answers = [f"2026-01-01,IP Address,100,{90 + i},True,R_{i},{i},{i % 9},{i * 2.5}" for i in range(60)]
    answers[3] = "2026-01-01,Survey Preview,100,90,True,R_3,3,3,3"
    answers[4] = "2026-01-01,IP Address,40,90,False,R_4,4,4,"
    page = bring(data, "answers.csv", "\n".join([codes, texts, import_ids, *answers]).encode())
    assert "Recognised as an export of Qualtrics" in words(page)
    assert len(workspace_of(page).study.table.frame) == 58
    next(t for t in page.toggle if t.label == "Keep previews and unfinished answers").set_value(True)
    next(b for b in page.button if b.label == "Read the file again like this").click()
    assert len(workspace_of(checked(page.run())).study.table.frame) == 60


def test_a_file_without_headings_can_be_told_so(data):
    """With no heading row the first row is a customer; the settings stay when another is changed."""
    page = bring(data, "plain.csv", "\n".join(",".join(map(str, row)) for row in CUSTOMERS).encode())
    assert len(workspace_of(page).study.table.frame) == 60
    headings = next(box for box in page.selectbox if box.label == "Headings")
    headings.select(1)
    next(b for b in page.button if b.label == "Read the file again like this").click()
    page = checked(page.run())
    assert workspace_of(page).study.recipe.file.header_rows == 1
    assert len(workspace_of(page).study.table.frame) == 59
