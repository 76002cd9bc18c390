"""The shipped samples: what their README and the issue promise of them."""

import datetime as dt
import io
import zipfile
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.importing.reading.readers import read_table
from core.indicators import INDICATORS, RFM
from core.recipe import FileSettings, Quintiles, recipe_from_json
from core.study import Study
from sample_data import make_samples
from sample_data.people import BAND_TOTALS, FIFTHS

FOLDER = Path(make_samples.__file__).parent
FILES = {
    "survey.csv": "paper.recipe.json",
    "survey_raw.xlsx": "survey_raw.recipe.json",
    "survey_graded.csv": "survey_graded.recipe.json",
    "orders.csv": "orders.recipe.json",
}


def shipped(name: str) -> Study:
    """A study of one of the shipped files by the recipe beside it."""
    recipe = recipe_from_json((FOLDER / FILES[name]).read_bytes(), FILES[name])
    return Study.from_file((FOLDER / name).read_bytes(), name, recipe)


@pytest.fixture(scope="module")
def survey() -> Study:
    return shipped("survey.csv")


@pytest.fixture(scope="module")
def raw() -> Study:
    return shipped("survey_raw.xlsx")


@pytest.fixture(scope="module")
def graded() -> Study:
    return shipped("survey_graded.csv")


@pytest.fixture(scope="module")
def orders() -> Study:
    return shipped("orders.csv")


@pytest.fixture(scope="module")
def remade(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples")
    make_samples.main(folder)
    return folder


# --- the script -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*FILES, *FILES.values()])
def test_the_script_makes_the_shipped_files(remade: Path, name: str) -> None:
    """Running the script again changes nothing in the folder."""
    made, there = (remade / name).read_bytes(), (FOLDER / name).read_bytes()
    if name.endswith(".xlsx"):  # how tightly the parts are packed depends on the machine's zlib, what they say must not
        assert unpacked(made) == unpacked(there)
    else:
        assert made == there


def test_the_workbook_holds_no_time_of_day() -> None:
    """The same rows make the same workbook, to the byte, whenever it is made."""
    rows = pd.DataFrame({"customer_id": ["C0001", "C0002"], "Join date": [dt.date(2020, 2, 29), None]}, dtype=object)
    assert make_samples.workbook(rows) == make_samples.workbook(rows)


def test_the_files_are_small() -> None:
    """All samples together stay below 600 KB."""
    assert sum((FOLDER / name).stat().st_size for name in FILES) < 600_000


def unpacked(workbook: bytes) -> dict[str, bytes]:
    """Every part of a workbook by its name."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


# --- survey.csv -----------------------------------------------------------------------------------------------------


def test_survey_has_600_questionnaires_548_of_them_valid(survey: Study) -> None:
    """600 rows; 24 blank in R, F or M, 12 off the scale and 16 doubles leave 548 customers, on all 14 indicators."""
    scores = survey.scores()
    assert len(survey.customers().frame) == 600
    assert scores.excluded_by_reason == {"blank": 24, "off the scale": 12, "double": 16}
    assert scores.indicators == tuple(INDICATORS)
    assert scores.values.shape == (548, 14)


def test_survey_reproduces_table_2(survey: Study) -> None:
    """The five bands hold 102, 150, 110, 105 and 81 customers, and the sample 51, 75, 55, 53 and 40."""
    assert tuple(survey.bands().counts) == BAND_TOTALS == (102, 150, 110, 105, 81)
    assert survey.draw().sample.quotas == (51, 75, 55, 53, 40)


def test_survey_excludes_rows_all_through_the_file(survey: Study) -> None:
    """No sixty rows in a stretch are without one that is left out, and blanks and wrong values mingle."""
    rows = survey.scores().excluded["row"].to_numpy()
    assert np.diff([1, *rows, 601]).max() < 60
    reasons = survey.scores().excluded["reason"].to_numpy()
    assert sum(a != b for a, b in pairwise(reasons)) > 15


def test_survey_correlations(survey: Study) -> None:
    """R, F and M correlate with each other by 0.5 to 0.7; the other indicators, with all, positively and less."""
    scores = pd.DataFrame(survey.scores().values, columns=survey.scores().indicators)
    correlations = scores.corr()
    rfm = correlations.loc[list(RFM), list(RFM)].to_numpy()[np.triu_indices(3, 1)]
    assert rfm.min() >= 0.5
    assert rfm.max() <= 0.7
    rest = correlations.drop(columns=list(RFM)).to_numpy()
    assert rest.min() > 0.1
    assert rest[rest < 0.999].max() < 0.55


def test_survey_fifths_are_its_scores(survey: Study) -> None:
    """R, F and M each hold the scores 1 to 5 as often as fifths by rank of 548 distinct values do."""
    for indicator in RFM:
        assert tuple(np.bincount(survey.scores().column(indicator).astype(int))[1:]) == FIFTHS


def test_survey_needs_no_recipe(survey: Study) -> None:
    """The headings say what the columns hold: the proposed recipe finds all 14 and gives the same scores."""
    assert_same_scores(Study.from_file((FOLDER / "survey.csv").read_bytes(), "survey.csv"), survey)


# --- survey_raw.xlsx ------------------------------------------------------------------------------------------------


def test_raw_leads_to_the_scores_of_the_survey(survey: Study, raw: Study) -> None:
    """Dates, counts, money and words give, by the shipped recipe, every score of survey.csv."""
    assert_same_scores(raw, survey)


def test_raw_quintiles_lead_to_the_same_scores(survey: Study, raw: Study) -> None:
    """Fifths by rank of R, F and M give the same scores as the shipped thresholds."""
    recipe = raw.recipe
    for indicator in RFM:
        rule = Quintiles(reversed=indicator == "recency")
        recipe = recipe.replaced(f"scoring.indicators.{indicator}.rule", rule)
    assert_same_scores(raw.change(recipe=recipe), survey)


def test_raw_finds_its_reference_date(survey: Study, raw: Study) -> None:
    """Without a date in the recipe the last purchase leads to the same one, although two dates lie in the future."""
    assert_same_scores(raw.change(recipe=raw.recipe.replaced("scoring.reference_date", None)), survey)


def test_raw_is_found_without_sheet_and_header_row(survey: Study, raw: Study) -> None:
    """A reader that is not told where the table starts passes over the first sheet and the title rows by itself."""
    data = (FOLDER / "survey_raw.xlsx").read_bytes()
    recipe = raw.recipe.replaced("file", FileSettings())
    assert_same_scores(Study.from_file(data, "survey_raw.xlsx", recipe), survey)


def test_raw_headings_are_recognised(raw: Study) -> None:
    """Without a recipe each of the 14 indicators is proposed from its own column."""
    proposed = Study.from_file((FOLDER / "survey_raw.xlsx").read_bytes(), "survey_raw.xlsx").recipe
    columns = {i: measure.columns for i, measure in proposed.scoring.indicators.items()}
    assert columns == {i: measure.columns for i, measure in raw.recipe.scoring.indicators.items()}


def test_raw_leaves_out_the_same_rows(survey: Study, raw: Study) -> None:
    """The 52 rows are left out of both files, for the same reason as far as raw values can have it."""
    scored, unscored = survey.scores().excluded, raw.scores().excluded
    assert scored["customer"].tolist() == unscored["customer"].tolist()
    # "see notes" lies on no scale, and neither does a purchase in 2052.
    reasons = unscored["reason"].replace(["unreadable", "in the future"], "off the scale")
    assert scored["reason"].tolist() == reasons.tolist()
    assert set(unscored["reason"]) == {"blank", "double", "off the scale", "in the future", "unreadable"}


def test_raw_purchases_lie_in_the_last_year(raw: Study) -> None:
    """Every valid customer bought at least once in the 365 days before the reference date, and joined before them."""
    frame = raw.customers().frame.iloc[raw.scores().positions]
    measures = raw.recipe.scoring.indicators
    since = pd.Timestamp(raw.recipe.scoring.reference_date)
    last, joined = (pd.to_datetime(frame[measures[i].columns[0]]) for i in ("recency", "persistence"))
    assert (since - last).dt.days.between(1, 365).all()
    assert ((since - joined).dt.days > 365)[joined.notna()].all()
    assert (pd.to_numeric(frame[measures["frequency"].columns[0]]) >= 1).all()


def test_raw_has_only_invented_addresses(raw: Study) -> None:
    """Every mail address belongs to a domain that is reserved for examples, and names one person."""
    kept = FileSettings(sheet=raw.table.sheet, keep_personal=("E-mail",))
    frame = read_table((FOLDER / "survey_raw.xlsx").read_bytes(), "survey_raw.xlsx", kept).frame
    assert frame["E-mail"].str.fullmatch(r"[a-z.]+\d+@example\.(com|org)").all()
    assert (frame.groupby("E-mail")["customer_id"].nunique() == 1).all()


# --- orders.csv -----------------------------------------------------------------------------------------------------


def test_orders_lead_to_r_f_and_m_of_the_raw_survey(raw: Study, orders: Study) -> None:
    """Order lines add up to last purchase, number of orders and spend of each valid customer, exact to the cent."""
    added = orders.customers().frame.set_index("customer")
    frame = raw.customers().frame.iloc[raw.scores().positions].set_index("customer_id")
    assert sorted(added.index) == sorted(frame.index)
    added = added.loc[frame.index]
    columns = {i: raw.recipe.scoring.indicators[i].columns[0] for i in RFM}
    assert (pd.to_datetime(added["last_order"]) == pd.to_datetime(frame[columns["recency"]])).all()
    assert (added["orders_last_year"] == pd.to_numeric(frame[columns["frequency"]])).all()
    assert (added["spend_last_year"].round(2) == pd.to_numeric(frame[columns["monetary"]])).all()


def test_orders_lead_to_the_scores_of_the_survey(survey: Study, orders: Study) -> None:
    """R, F and M of the order lines are those of survey.csv, and so are the five bands."""
    assert_same_scores(orders, survey, RFM)
    assert tuple(orders.bands().counts) == BAND_TOTALS


def test_orders_lie_in_the_last_year(orders: Study) -> None:
    """Every line is dated within the 365 days before the reference date."""
    days = pd.Timestamp(orders.recipe.scoring.reference_date) - pd.to_datetime(orders.table.frame["date"])
    assert days.dt.days.between(1, 365).all()


# --- survey_graded.csv ----------------------------------------------------------------------------------------------


def test_grades_are_filled_for_the_drawn_sample(survey: Study, graded: Study) -> None:
    """Exactly the 274 customers whom the paper's recipe draws have a grade, each of them once."""
    frame = graded.table.frame
    with_grade = frame.loc[frame["expert_grade"].notna(), "customer_id"]
    assert sorted(with_grade) == sorted(survey.draw().sample.ids) == sorted(graded.draw().sample.ids)
    assert int(graded.target().known.sum()) == 274
    assert graded.target().refused == ()


def test_graded_is_otherwise_the_survey(survey: Study, graded: Study) -> None:
    """Apart from the grades the file is survey.csv, and gives the same scores."""
    pd.testing.assert_frame_equal(graded.table.frame.drop(columns="expert_grade"), survey.table.frame)
    assert_same_scores(graded, survey)


def test_grades_follow_a_pattern_that_no_straight_line_can(graded: Study) -> None:
    """Least squares on all 14 scores leaves more than three times the squared error of the experts' own pattern."""
    known = graded.target().known
    grades = graded.target().values[known]
    frame = graded.table.frame.iloc[graded.scores().positions[known]]
    answers = frame.rename(columns={heading: i for i, heading in make_samples.SURVEY_HEADINGS.items()})
    pattern = make_samples.grade_pattern(answers) / 100
    inputs = np.column_stack([np.ones(known.sum()), graded.scores().values[known]])
    line = inputs @ np.linalg.lstsq(inputs, grades, rcond=None)[0]
    assert np.mean((grades - line) ** 2) > 3 * np.mean((grades - pattern) ** 2)


def assert_same_scores(study: Study, survey: Study, indicators: tuple[str, ...] = tuple(INDICATORS)) -> None:
    """Both know the same customers, with the same scores on `indicators`."""
    found = pd.DataFrame(study.scores().values, index=study.scores().ids, columns=study.scores().indicators)
    wanted = pd.DataFrame(survey.scores().values, index=survey.scores().ids, columns=survey.scores().indicators)
    assert list(found.columns) == list(indicators)
    pd.testing.assert_frame_equal(found.sort_index(), wanted[list(indicators)].sort_index(), atol=1e-9)
