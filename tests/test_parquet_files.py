"""Parquet files: every kind of column, and what is refused."""

import contextlib
import datetime as dt
import decimal
import io

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core.importing.reading import parquet_files
from core.importing.reading.readers import read_table, sheets
from core.problems import DataProblem
from tests.files import kinds


def parquet(columns, **options):
    """The bytes of a Parquet file with the given columns."""
    content = io.BytesIO()
    pq.write_table(pa.table(columns), content, **options)
    return content.getvalue()


DAY = dt.date(2024, 2, 29)
NIGHT = dt.datetime(2024, 6, 30, 23, 30, tzinfo=dt.UTC)
COLUMNS = {
    "whole": (pa.array([1, None, 3], pa.int64()), "number", [1.0, None, 3.0]),
    "id": (pa.array([2**60 + 1, None, 3], pa.int64()), "text", [str(2**60 + 1), None, "3"]),
    "id32": (pa.array([7, 8, None], pa.uint64()), "number", [7.0, 8.0, None]),
    "real": (pa.array([1.5, float("nan"), float("inf")], pa.float32()), "number", [1.5, None, None]),
    "money": (pa.array([decimal.Decimal("9.99"), None, decimal.Decimal("-0.01")]), "number", [9.99, None, -0.01]),
    "flag": (pa.array([True, None, False]), "text", ["TRUE", None, "FALSE"]),
    "answer": (pa.array(["yes", None, " "]).dictionary_encode(), "text", ["yes", None, None]),
    "grade": (pa.array([2, None, 5], pa.int8()).dictionary_encode(), "number", [2.0, None, 5.0]),
    "day": (pa.array([DAY, None, DAY]), "date", ["2024-02-29", None, "2024-02-29"]),
    "tokyo": (pa.array([NIGHT, None, NIGHT], pa.timestamp("us", "Asia/Tokyo")), "date",
              ["2024-07-01 08:30:00", None, "2024-07-01 08:30:00"]),
    "took": (pa.array([dt.timedelta(minutes=2), None, dt.timedelta(0)]), "number", [120.0, None, 0.0]),
    "hour": (pa.array([dt.time(8, 30), None, dt.time(9)]), "text", ["08:30:00.000000", None, "09:00:00.000000"]),
    "tags": (pa.array([["a", "b"], None, []]), "text", ["a;b", None, None]),
    "bytes": (pa.array([b"abc", None, "ä".encode()]), "text", ["abc", None, "ä"]),
}  # fmt: skip


@pytest.mark.parametrize("heading", COLUMNS)
def test_each_kind_of_column(heading):
    """Numbers as float64, dates by the clock of their zone, text as it stands, blanks blank."""
    column, kind, values = COLUMNS[heading]
    table = read_table(parquet({heading: column, "n": pa.array([1.0, 2.0, 3.0])}), "f.parquet")
    assert kinds(table)[0] == kind
    found = table.frame[heading]
    assert [None if blank else value for value, blank in zip(found, found.isna(), strict=True)] == [
        np.datetime64(value) if kind == "date" and value else value for value in values
    ]


def test_where_it_came_from_is_noted():
    """Rows count from 1, pandas' own row names are no column, and there are no sheets."""
    data = parquet({"a": [1.0, 2.0], "b": [3, 4], "__index_level_0__": [7, 9]})
    table = read_table(data, "f.csv")
    assert (list(table.frame), table.rows.tolist()) == (["a", "b"], [1, 2])
    assert (table.reading.how, table.sheet, sheets(data, "f")) == ("a Parquet file", None, [])


def test_nested_columns_are_left_out_and_said():
    """Named parts become columns of their own; lists of lists and maps are left out with a remark."""
    place = pa.array([{"city": "Rome", "at": {"x": 1.0}}, None])
    data = parquet({"n": [1.0, 2.0], "place": place, "lists": [[[1]], [[2]]], "map": pa.array([[("a", 1)], []], pa.map_("string", "int8"))})  # fmt: skip  # noqa: E501
    table = read_table(data, "f.parquet")
    assert list(table.frame) == ["n", "place.city", "place.at.x"]
    assert table.reading.remarks == ("Left out, as they hold lists or other nested values: lists, map.",)
    with pytest.raises(DataProblem, match="no column holds plain values"):
        read_table(parquet({"lists": [[[1]], [[2]]]}), "f.parquet")


@pytest.mark.parametrize(
    ("limit", "value", "sentence"),
    [
        ("MOST_ROWS", 2, r"the table has 3 rows \(accepted: up to 2\)"),
        ("MOST_COLUMNS", 1, r"the table has 2 columns \(accepted: up to 1\)"),
        ("MOST_UNPACKED", 10, "unpacked, the table would take"),
    ],
)
def test_limits_are_checked_before_reading(monkeypatch, limit, value, sentence):
    """Rows, columns and size are those that the file's own notes declare."""
    data = parquet({"a": [1.0, 2.0, 3.0], "b": [1.0, 2.0, 3.0]})
    monkeypatch.setattr(parquet_files, limit, value)
    with pytest.raises(DataProblem, match=sentence):
        read_table(data, "f.parquet")


def test_a_damaged_file_is_refused():
    """Cut or overwritten anywhere: a table or one sentence."""
    data = parquet({"a": list(range(50)), "b": ["x", "y"] * 25})
    for place in range(4, len(data), 31):
        for broken in (data[:place], data[:place] + b"\xff\x00\x7f" + data[place + 3 :]):
            with contextlib.suppress(DataProblem):
                read_table(broken, "f.parquet")
    with pytest.raises(DataProblem, match=r"the Parquet file is damaged or incomplete; save the table as"):
        read_table(data[:200], "f.parquet")
    with pytest.raises(DataProblem, match="the Parquet file is encrypted"):
        read_table(b"PARE" + data[4:], "f.parquet")
