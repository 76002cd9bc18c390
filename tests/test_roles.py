"""Ids and grades are recognised."""

import dataclasses

import pytest

from core.importing.mapping.proposal import propose
from core.importing.table import Personal, Reading
from tests.tables import DAYS, RFM_COLUMNS, N, table


@pytest.mark.parametrize("heading", ["id", "CustomerID", "user_id", "Customer No.", "编号", "客户编号", "Kunden-ID"])
def test_the_id_column_is_found(heading):
    """A column called so, with a different value in nearly every row."""
    ids = [f"{number:05d}" for number in range(N)]
    assert propose(table(**{heading: ids}, **RFM_COLUMNS)).recipe.scoring.id_column == heading
    assert propose(table(**{heading: ids[:5]}, **RFM_COLUMNS)).recipe.scoring.id_column is None


def test_an_id_of_something_else_names_no_customer():
    """Order and product numbers are no customer ids."""
    columns = {"order_id": range(N), "ProductID": range(N)}
    assert propose(table(**columns, **RFM_COLUMNS)).recipe.scoring.id_column is None


@pytest.mark.parametrize(
    ("heading", "grades", "scale"),
    [
        ("grade", ["A", "b", "C", "D"], "A-D"),
        ("expert_grade", [1, 2, 3, 4, 5], "1-5"),
        ("Expert grade", [0, 55.5, 100], "0-100"),
        ("等级", ["A", "B"], "A-D"),
    ],
)
def test_grades_become_the_target(heading, grades, scale):
    """A column of expert grades is the expected value, on the scale that its values fit; never an indicator."""
    proposal = propose(table(**{heading: grades}, **RFM_COLUMNS))
    target = proposal.recipe.target
    assert (target.kind, target.column, target.scale) == ("grade", heading, scale)
    assert all(heading not in measure.columns for measure in proposal.recipe.scoring.indicators.values())


# --- what survey tools write beside the answers -----------------------------------------------------------------------


def exported_by(tool, personal=(), **columns):
    """A table as the survey tool exports it."""
    return dataclasses.replace(table(**columns), reading=Reading(tool=tool, personal=personal))


def test_what_a_survey_tool_writes_beside_the_answers_is_no_indicator():
    """Its dates and codes are left alone, its own number is the id only where there is no better one."""
    columns = {"Respondent ID": range(N), "Date Created": ["2024-01-01", "2024-02-02"], **RFM_COLUMNS}
    scoring = propose(exported_by("SurveyMonkey", **columns)).recipe.scoring
    assert (scoring.id_column, list(scoring.indicators)) == ("Respondent ID", ["recency", "frequency", "monetary"])
    assert "persistence" in propose(table(**columns)).recipe.scoring.indicators
    asked = exported_by("SurveyMonkey", **columns, **{"Customer number": [f"K{i}" for i in range(N)]})
    assert propose(asked).recipe.scoring.id_column == "Customer number"


@pytest.mark.parametrize("heading", ["Duration (in seconds)", "所用时间", "Time taken"])
def test_how_long_an_answer_took_finds_speeders_and_is_no_time_on_site(heading):
    """The column is proposed for the review of fast answers."""
    scoring = propose(table(**{heading: DAYS}, **RFM_COLUMNS)).recipe.scoring
    assert scoring.review.duration_column == heading
    assert "time" not in scoring.indicators


def test_a_mail_kept_as_pseudonym_names_customers_where_nothing_else_does():
    """It is different for everybody; an id column comes before it."""
    personal = (Personal("Contact", "mail", "pseudonyms"),)
    columns = {"Contact": [f"p-{i}" for i in range(N)], **RFM_COLUMNS}
    assert propose(exported_by(None, personal, **columns)).recipe.scoring.id_column == "Contact"
    with_id = exported_by(None, personal, **columns, id=range(N))
    assert propose(with_id).recipe.scoring.id_column == "id"
