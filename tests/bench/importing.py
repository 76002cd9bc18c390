"""A large CSV to scored customers, and a large workbook, read apart as the app does, against the bare readers."""

import io

import numpy as np
import pyarrow as pa
import pyarrow.csv
import xlsxwriter
from python_calamine import CalamineWorkbook

from core.importing.mapping.proposal import propose
from core.importing.reading.apart import read_apart
from core.study import Study
from tests.bench.measure import Rows, measure

CUSTOMERS, FEW, IN_A_WORKBOOK = 1_000_000, 10_000, 50_000


def rows() -> Rows:
    """The rows of this module, each measured when it is asked for."""
    large, few = csv_file(CUSTOMERS), csv_file(FEW)
    yield measure(
        "CSV of 1,000,000 x 15 to scores, quality / bare pyarrow",
        lambda: scored(large),
        lambda: pyarrow.csv.read_csv(io.BytesIO(large)),
        at_most=4,
        repeats=5,
    )
    yield measure(
        "CSV to scores, a row: 1,000,000 rows / 10,000",
        lambda: scored(large),
        lambda: [scored(few) for _ in range(10)],
        at_most=1.5,
        amount=CUSTOMERS,
        other_amount=10 * FEW,
        repeats=5,
    )
    book = xlsx_file(IN_A_WORKBOOK)
    yield measure(
        "xlsx of 50,000 x 15 read / calamine alone",
        lambda: read_apart(book, "bench.xlsx"),
        lambda: CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python(),
        at_most=1.3,
        repeats=5,
    )


def scored(data: bytes):
    """From the bytes of a file to scores and the list of who is left out, by the recipe that is proposed."""
    table = read_apart(data, "bench.csv")
    return Study(table, propose(table).recipe).scores()


def columns(n: int) -> dict[str, np.ndarray]:
    """15 columns of n customers: an id, dates, counts, money, scales and answers in words."""
    rng = np.random.default_rng(1)
    agree = np.array(["Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree"])
    ages = np.array(["18-25", "26-35", "36-45", "46-55", "56+"])
    return {
        "customer_id": np.char.add("C", np.arange(10_000_000, 10_000_000 + n).astype(str)),
        "age group": ages[rng.integers(0, 5, n)],
        "site visits": rng.poisson(9, n),
        "minutes on site": rng.gamma(2, 30, n).round(1),
        "reviews written": rng.poisson(1, n),
        "last order date": (np.datetime64("2025-01-01") + rng.integers(0, 365, n)).astype(str),
        "number of orders": rng.poisson(4, n),
        "total spend": rng.gamma(2, 100, n).round(2),
        "repeat purchases": rng.poisson(2, n),
        "categories bought": rng.integers(1, 9, n),
        "member since": (np.datetime64("2018-01-01") + rng.integers(0, 2500, n)).astype(str),
        "brand image": agree[rng.integers(0, 5, n)],
        "would recommend (0-10)": rng.integers(0, 11, n),
        "satisfaction": rng.integers(1, 6, n),
        "registered member": np.array(["yes", "no"])[rng.integers(0, 2, n)],
    }


def csv_file(n: int) -> bytes:
    """The columns as comma-separated text."""
    content = io.BytesIO()
    pyarrow.csv.write_csv(pa.table(columns(n)), content)
    return content.getvalue()


def xlsx_file(n: int) -> bytes:
    """The columns as a workbook."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"constant_memory": True, "in_memory": True}) as book:
        sheet = book.add_worksheet()
        made = {heading: values.tolist() for heading, values in columns(n).items()}
        sheet.write_row(0, 0, list(made))
        for number, row in enumerate(zip(*made.values(), strict=True), start=1):
            sheet.write_row(number, 0, row)
    return content.getvalue()
