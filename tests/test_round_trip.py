"""The same table in every file format, encoding, delimiter and decimal sign gets the same scores."""

import csv
import datetime as dt
import io

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.importing.reading.apart import read_apart
from core.study import Study

pytestmark = pytest.mark.thorough
WESTERN = {
    "headings": ("Customer ID", "Last order date", "Number of orders", "Total spend €", "Satisfaction", "Größe"),
    "answers": ("Very dissatisfied", "Dissatisfied", "Neutral", "Satisfied", "Very satisfied"),
    "free": ("Straße", "naïve", "né à Nîmes", ""),
    "encodings": ("utf-8", "utf-8-sig", "utf-16", "cp1252"),
}
CHINESE = {
    "headings": ("客户编号", "最近购买日期", "购买次数", "消费金额", "满意度", "备注"),
    "answers": ("非常不满意", "不满意", "一般", "满意", "非常满意"),
    "free": ("很好", "北京，上海", "“引号”", ""),
    "encodings": ("utf-8", "utf-8-sig", "utf-16", "gb18030"),
}


def made(words, seed, n=80):
    """A table of n customers, with a blank here and there."""
    rng = np.random.default_rng(seed)
    days = [dt.date(2025, 1, 1) + dt.timedelta(days=int(day)) for day in rng.integers(0, 300, n)]
    spend = np.round(rng.gamma(2, 300, n), 2)
    columns = [
        [f"C{i:05d}" for i in range(n)],
        [None if i % 29 == 3 else day for i, day in enumerate(days)],
        rng.poisson(5, n).astype(float).tolist(),
        [None if i % 31 == 5 else float(value) for i, value in enumerate(spend)],
        [words["answers"][i] for i in rng.integers(0, 5, n)],
        [words["free"][i] for i in rng.integers(0, 4, n)],
    ]
    return pd.DataFrame(
        {heading: pd.Series(c, dtype=object) for heading, c in zip(words["headings"], columns, strict=True)}
    )


def as_text(frame, delimiter, encoding, decimal):
    """Delimited text; numbers with the given decimal sign, dates as in ISO 8601."""

    def cell(value):
        if value is None or value != value:
            return ""
        return f"{value:.10g}".replace(".", decimal) if isinstance(value, float) else str(value)

    content = io.StringIO()
    writer = csv.writer(content, delimiter=delimiter)
    writer.writerow(frame.columns)
    writer.writerows([cell(value) for value in row] for row in frame.itertuples(index=False))
    return content.getvalue().encode(encoding)


def as_workbook(frame, engine):
    """A workbook of one sheet, as pandas writes it."""
    content = io.BytesIO()
    frame.infer_objects().to_excel(content, index=False, engine=engine)
    return content.getvalue()


def as_parquet(frame):
    """A Parquet file with dates, numbers and text."""
    content = io.BytesIO()
    pq.write_table(pa.table({heading: pa.array(frame[heading], from_pandas=True) for heading in frame}), content)
    return content.getvalue()


def as_sav(frame, folder):
    """An SPSS file whose variables carry the headings as labels."""
    path = folder / "f.sav"
    plain = frame.set_axis([f"v{i}" for i in range(frame.shape[1])], axis=1)
    pyreadstat.write_sav(plain, path, column_labels=list(frame.columns))
    return path.read_bytes()


def files(frame, encodings, folder):
    """The table in every format: what it is, and the bytes."""
    for encoding in encodings:
        for delimiter in ",;\t":
            for decimal in ".,":
                yield f"{delimiter!r} {encoding} {decimal}", as_text(frame, delimiter, encoding, decimal)
    yield "xlsx", as_workbook(frame, "openpyxl")
    yield "ods", as_workbook(frame, "odf")
    yield "parquet", as_parquet(frame)
    yield "sav", as_sav(frame, folder)


def scored(data):
    """What is proposed for a file, and its scores."""
    scores = Study.from_file(data, "f").scores()
    return scores.indicators, scores.ids.tolist(), scores.values


def the_same_throughout(frame, encodings, folder):
    """Every file of the table is scored as the first."""
    first = None
    for kind, data in files(frame, encodings, folder):
        indicators, ids, values = scored(data)
        first = first or (indicators, ids, values)
        assert indicators == first[0], kind
        assert ids == first[1], kind
        np.testing.assert_array_equal(values, first[2], kind)
    return first


@pytest.mark.parametrize("words", [WESTERN, CHINESE], ids=["western", "chinese"])
@settings(max_examples=2, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000))
def test_scores_are_those_of_the_table_not_of_the_file(words, seed, tmp_path):
    """Comma, semicolon, tab; UTF-8, UTF-16, GB18030, cp1252; decimal point and comma; xlsx, ods, sav, Parquet."""
    indicators, ids, _ = the_same_throughout(made(words, seed), words["encodings"], tmp_path)
    assert {"recency", "frequency", "monetary", "rating"} <= set(indicators)
    assert len(ids) > 60


@pytest.mark.long
@pytest.mark.real_data
def test_a_real_table_in_every_format(real_data, tmp_path):
    """2,240 customers of a marketing campaign, 29 columns, written anew in every format."""
    table = read_apart((real_data / "customers/marketing_campaign_tab.csv").read_bytes(), "f.csv")
    frame = table.frame.astype(object).where(table.frame.notna(), None)
    indicators, ids, _ = the_same_throughout(frame, ("utf-8", "utf-16", "cp1252", "gb18030"), tmp_path)
    assert (len(indicators), len(ids)) == (8, 2240)
