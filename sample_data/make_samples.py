"""Makes every file of this folder: `python -m sample_data.make_samples`, from the project's root.

The seed is fixed: the same program writes the same bytes. All people are invented.
"""

import datetime as dt
import io
from pathlib import Path

import numpy as np
import pandas as pd
import xlsxwriter

from core.export.panel_sheet import panel_sheet
from core.indicators import INDICATORS, RFM
from core.recipe import (
    AS_IN_THE_PAPER,
    RECOMMENDED,
    FileSettings,
    Measure,
    OrderColumns,
    Recipe,
    Scale,
    Scoring,
    Target,
)
from core.study import Study
from sample_data.experts import make_experts
from sample_data.people import People, make_people
from sample_data.raw_values import HEADINGS, REFERENCE_DATE, make_orders, make_raw, measure

SEED = 548
SURVEY_HEADINGS = {
    "basic": "Basic properties: age and income level (1-5)",
    "visits": "Visits to the site (1-5)",
    "time": "Time logged in on the site (1-5)",
    "interaction": "Interaction: reviews and suggestions (1-5)",
    "recency": "Recency of last online purchase (1-5)",
    "frequency": "Frequency of online purchases in the last year (1-5)",
    "monetary": "Monetary: total online spend in the last year (1-5)",
    "repeat": "Repeat purchases (1-5)",
    "cross": "Cross purchases in other categories (1-5)",
    "persistence": "Persistence of the relationship (1-5)",
    "brand": "Perception of the brand image (1-5)",
    "recommend": "Willingness to recommend (1-5)",
    "rating": "Customer rating: satisfaction (1-5)",
    "member": "Willingness to register as a member (1-5)",
}
SHEET, HEADER_ROW = "Customers", 4  # of the workbook


def main(folder: Path = Path(__file__).parent) -> None:
    """Write all samples and their recipes into `folder`."""
    people = make_people(np.random.default_rng([SEED, 1]))
    orders = make_orders(people, np.random.default_rng([SEED, 2]))
    raw = make_raw(people, orders, np.random.default_rng([SEED, 3]))
    survey = survey_table(people)
    files = {
        "survey.csv": as_csv(survey),
        "survey_raw.xlsx": workbook(raw),
        "survey_graded.csv": as_csv(with_grades(survey, people, np.random.default_rng([SEED, 4]))),
        "orders.csv": as_csv(orders),
        "experts.xlsx": panel_sheet(tuple(INDICATORS), make_experts(np.random.default_rng([SEED, 5]))),
    }
    recipes = {
        "paper.recipe.json": paper_recipe(),
        "survey_raw.recipe.json": raw_recipe(),
        "survey_graded.recipe.json": graded_recipe(),
        "orders.recipe.json": orders_recipe(),
    }
    files |= {name: recipe.to_json().encode() for name, recipe in recipes.items()}
    for name, content in files.items():
        (folder / name).write_bytes(content)


def as_csv(table: pd.DataFrame) -> bytes:
    """UTF-8 with plain line ends, the same on every system; prices with two decimals."""
    return table.to_csv(index=False, lineterminator="\n", float_format="%.2f").encode()


# --- survey.csv -----------------------------------------------------------------------------------------------------


def survey_table(people: People) -> pd.DataFrame:
    """The questionnaires in whole numbers, under headings as a survey tool writes them."""
    whole = people.scores.astype(dict.fromkeys(INDICATORS, "Int64"))
    return whole.rename(columns=SURVEY_HEADINGS)


def paper_recipe() -> Recipe:
    """The survey on its declared scale, with the settings of the paper."""
    network, training = AS_IN_THE_PAPER
    measures = {
        indicator: Measure(columns=(heading,), rule=Scale(low=1, high=5), blanks=blanks(indicator))
        for indicator, heading in SURVEY_HEADINGS.items()
    }
    return Recipe(
        name="Survey, as in the paper",
        sent_out=600,  # all of them came back, 548 valid
        scoring=Scoring(id_column="customer_id", indicators=measures),
        network=network,
        training=training,
    )


def blanks(indicator: str) -> str:
    """A questionnaire without R, F or M does not count; any other blank is filled."""
    return "exclude" if indicator in RFM else "median"


# --- survey_graded.csv ----------------------------------------------------------------------------------------------


def with_grades(survey: pd.DataFrame, people: People, rng: np.random.Generator) -> pd.DataFrame:
    """The survey with a grade, 0-100, for each customer whom the paper's recipe draws into its sample."""
    study = Study.from_file(as_csv(survey), "survey.csv", paper_recipe()).draw()
    drawn = people.valid["customer_id"].isin(study.sample.ids)
    pattern = grade_pattern(people.valid[drawn])
    grades = np.clip(np.round(pattern + 3 * rng.standard_normal(len(pattern))), 0, 100)
    return survey.assign(expert_grade=grades.astype("Int64"))  # by row: blank for everybody else


def grade_pattern(scores: pd.DataFrame) -> pd.Series:
    """What the invented experts think a customer is worth, 0-100, before they waver.

    Spend and goodwill count together or not at all: a satisfied buyer is worth most; a dissatisfied one costs
    complaints and returns, and is worth less than a customer who does not care. Who has been gone for long loses a
    fixed amount. The crossed effects are what a straight line cannot follow.
    """
    scores = scores[list(INDICATORS)].fillna(3)
    value = (scores[list(RFM)] @ (0.3, 0.3, 0.4) - 1) / 4
    attitude = (scores[["recommend", "rating"]].mean(axis=1) - 1) / 4
    goodwill = (0.45 + 1.5 * (attitude - 0.5)).clip(0, 1)
    without = (1 - goodwill) * (32 * (1 - value) + 2 * value)
    with_it = goodwill * (40 * (1 - value) + 100 * value)
    return (without + with_it - 8 * (scores["recency"] == 1)).clip(0, 100)


def graded_recipe() -> Recipe:
    """The survey on its declared scale; the network learns the grades, with the recommended settings."""
    network, training = RECOMMENDED
    return paper_recipe().model_copy(
        update={
            "name": "Survey with expert grades",
            "target": Target(kind="grade", column="expert_grade", scale="0-100"),
            "network": network,
            "training": training,
        }
    )


# --- survey_raw.xlsx ------------------------------------------------------------------------------------------------


def workbook(raw: pd.DataFrame) -> bytes:
    """The raw answers on the second sheet, under three title rows; what the columns mean on the first."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    book.set_properties({"title": "Customer survey 2025", "created": dt.datetime(2026, 1, 2)})  # else: the time of day
    bold, date, money = (
        book.add_format(form) for form in ({"bold": True}, {"num_format": "yyyy-mm-dd"}, {"num_format": "#,##0.00"})
    )

    about = book.add_worksheet("Read me")
    about.set_column(0, 0, 48)
    about.set_column(1, 1, 80)
    lines = [("Column", "What it is"), *((HEADINGS[i], INDICATORS[i].name) for i in INDICATORS)]
    lines += [("", ""), ("", "All people, names and addresses in this workbook are invented.")]
    for row, (column, meaning) in enumerate(lines):
        about.write_row(row, 0, (column, meaning), None if row else bold)

    sheet = book.add_worksheet(SHEET)
    sheet.write(0, 0, "Customer survey 2025", bold)
    sheet.write(1, 0, "Answers and shop figures before scoring, one row per questionnaire, as of 1 January 2026")
    sheet.write_row(HEADER_ROW - 1, 0, raw.columns, bold)
    sheet.freeze_panes(HEADER_ROW, 1)
    sheet.set_column(0, len(raw.columns) - 1, 18)
    for row, answers in enumerate(raw.itertuples(index=False), start=HEADER_ROW):
        for column, (heading, answer) in enumerate(zip(raw.columns, answers, strict=True)):
            if isinstance(answer, dt.date):
                sheet.write_datetime(row, column, dt.datetime.combine(answer, dt.time()), date)
            elif answer is not None:
                sheet.write(row, column, answer, money if heading == HEADINGS["monetary"] else None)
    book.close()
    return content.getvalue()


def raw_recipe() -> Recipe:
    """Dates, counts, money and words by thresholds and word lists, to the scores of survey.csv."""
    measures = {indicator: measure(indicator) for indicator in INDICATORS}
    return Recipe(
        name="Survey before scoring",
        file=FileSettings(sheet=SHEET, header_row=HEADER_ROW),
        scoring=Scoring(id_column="customer_id", indicators=measures, reference_date=REFERENCE_DATE),
    )


# --- orders.csv -----------------------------------------------------------------------------------------------------


def orders_recipe() -> Recipe:
    """R, F and M added up from the order lines, by the thresholds of the workbook."""
    columns = {"recency": "last_order", "frequency": "orders_last_year", "monetary": "spend_last_year"}
    measures = {i: measure(i).model_copy(update={"columns": (column,)}) for i, column in columns.items()}
    return Recipe(
        name="Order lines",
        orders=OrderColumns(
            customer="customer_id", date="date", order="order_number", quantity="quantity", price="unit_price"
        ),
        scoring=Scoring(id_column="customer", indicators=measures, reference_date=REFERENCE_DATE),
    )


if __name__ == "__main__":
    main()
