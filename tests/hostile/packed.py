"""Broken and hostile ZIP, Parquet and SPSS files, by name: each a function that makes the bytes."""

import io
import random
import tempfile
import zipfile
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat

from tests.hostile.texts import PLAIN

NUMBERS = {"recency": np.arange(60.0), "orders": np.arange(60) % 7, "word": ["a", "b", "c"] * 20}


def zipped(members, method=zipfile.ZIP_DEFLATED):
    """A ZIP of pairs of name and content; names may repeat."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return content.getvalue()


def parquet(columns, **options):
    """A Parquet file of the given columns."""
    content = io.BytesIO()
    pq.write_table(pa.table(columns), content, **options)
    return content.getvalue()


@cache
def sav(ending="sav"):
    """A good SPSS file, to be broken."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"f.{ending}"
        pyreadstat.write_sav(
            pd.DataFrame(NUMBERS), path, column_labels={"recency": "Recency"}, compress=ending == "zsav",
            variable_value_labels={"orders": {0: "none", 6: "many"}}, missing_ranges={"recency": [9]},
        )  # fmt: skip
        return path.read_bytes()


@cache
def good(kind):
    """A good file of one kind."""
    return {
        "zip": lambda: zipped([("a.csv", PLAIN)]),
        "parquet": lambda: parquet(NUMBERS),
        "sav": sav,
        "zsav": lambda: sav("zsav"),
    }[kind]()


def overwritten(kind, seed):
    """A file of the kind with some bytes changed."""

    def make():
        data, chance = bytearray(good(kind)), random.Random(seed)
        for _ in range(6):
            data[chance.randrange(4, len(data))] = chance.randrange(256)
        return bytes(data)

    return make


def patched(kind, place, new):
    """A file of the kind with the bytes at a place, counted from the end if negative, replaced."""

    def make():
        data = good(kind)
        start = place % len(data)
        return data[:start] + new + data[start + len(new) :]

    return make


def _deep_list(depth):
    kind = pa.int8()
    for _ in range(depth):
        kind = pa.list_(kind)
    return parquet({"deep": pa.nulls(3, kind), "n": [1.0, 2.0, 3.0]})


def _deep_struct(depth):
    kind = pa.int8()
    for i in range(depth):
        kind = pa.struct([(f"f{i}", kind)])
    return parquet({"deep": pa.nulls(3, kind), "n": [1.0, 2.0, 3.0]})


def _nested_zip(depth):
    data = PLAIN.encode()
    for i in range(depth):
        data = zipped([("a.csv" if i == 0 else "a.zip", data)])
    return data


def _many_columns_of_struct():
    return parquet({f"s{i}": pa.array([{f"x{j}": 1 for j in range(900)}]) for i in range(3)})


KINDS = ("zip", "parquet", "sav", "zsav")
FILES = {
    **{f"{kind} cut at {share} %": (lambda k=kind, s=share: good(k)[: len(good(k)) * s // 100])
       for kind in KINDS for share in (5, 30, 60, 95, 99)},
    **{f"{kind} overwritten {seed}": overwritten(kind, seed) for kind in KINDS for seed in range(6)},
    **{f"{kind} with a tail": (lambda k=kind: good(k) + b"harm" * 99) for kind in KINDS},
    **{f"{kind} with a head": (lambda k=kind: b"harm" * 9 + good(k)) for kind in KINDS},
    **{f"{kind} doubled": (lambda k=kind: good(k) * 2) for kind in KINDS},
    "zip of a bomb": lambda: zipped([("a.csv", b"1,2\n" * 25_000_000)]),
    "zip of zeros": lambda: zipped([("a.csv", bytes(190_000_000))]),
    "zip by LZMA of a bomb": lambda: zipped([("a.csv", bytes(150_000_000))], zipfile.ZIP_LZMA),
    "zip of zips": lambda: _nested_zip(5),
    "zip of 20,000 files": lambda: zipped([(f"{i}.txt", "") for i in range(20_000)]),
    "zip of one name twice": lambda: zipped([("a.csv", PLAIN), ("b.csv", "x")]).replace(b"b.csv", b"a.csv"),
    "zip of a path": lambda: zipped([("../../../../etc/cron.d/harm.csv", PLAIN)]),
    "zip of an absolute path": lambda: zipped([("/etc/passwd.csv", PLAIN)]),
    "zip of a drive": lambda: zipped([("C:\\Windows\\harm.csv", PLAIN)]),
    "zip of a name of HTML": lambda: zipped([("<img src=x onerror=alert(1)>.csv", PLAIN)]),
    "zip of a long name": lambda: zipped([("x" * 60_000 + ".csv", PLAIN)]),
    "zip of a name from right to left": lambda: zipped([("\u202evsc.exe.csv", PLAIN)]),
    "zip of a workbook's parts": lambda: zipped([("xl/workbook.xml", "<a/>")]),
    "zip of a document": lambda: zipped([("[Content_Types].xml", "<a/>"), ("word/document.xml", "<a/>")]),
    "zip of a program": lambda: zipped([("run.exe", b"MZ")]),
    "zip of nothing": lambda: zipped([]),
    "zip locked": lambda: good("zip")[:6] + b"\x01" + good("zip")[7:].replace(b"PK\x01\x02\x14\x03\x14\0\0", b"PK\x01\x02\x14\x03\x14\0\x01"),
    "zip by an unknown method": lambda: good("zip").replace(b"\x14\0\0\0\x08\0", b"\x14\0\0\0\x63\0"),
    "zip that claims 4 GB": lambda: (d := good("zip"), p := d.rindex(b"PK\x01\x02") + 24, d[:p] + b"\xfe\xff\xff\xff" + d[p + 4 :])[2],
    "zip that claims 9 bytes": lambda: (d := good("zip"), p := d.rindex(b"PK\x01\x02") + 24, d[:p] + b"\x09\0\0\0" + d[p + 4 :])[2],
    "zip whose part lies elsewhere": lambda: (d := good("zip"), p := d.rindex(b"PK\x01\x02") + 42, d[:p] + b"\xff\xff\xff\x7f" + d[p + 4 :])[2],
    "parquet of lists 50 deep": lambda: _deep_list(50),
    "parquet of parts 50 deep": lambda: _deep_struct(50),
    "parquet of parts side by side": _many_columns_of_struct,
    "parquet of maps": lambda: parquet({"m": pa.array([[("a", 1)]] * 9, pa.map_("string", "int8")), "n": range(9)}),
    "parquet of odd headings": lambda: parquet({"<b>\u202e": [1.0] * 9, "": [2.0] * 9, " ": [1] * 9, "=1+1": ["x"] * 9}),
    "parquet of dates beyond all": lambda: parquet({"d": pa.array([2**62, -(2**62)] * 9, pa.timestamp("us")), "n": range(18)}),
    "parquet of numbers beyond all": lambda: parquet({"n": [float("inf"), float("-inf"), float("nan")] * 9, "d": [1.7e308] * 27}),
    "parquet of long decimals": lambda: parquet({"d": pa.array([10**70, -(10**70)], pa.decimal256(76, 0)), "n": [1, 2]}),
    "parquet of noise": lambda: parquet({"b": [random.Random(1).randbytes(99)] * 9, "n": range(9)}),
    "parquet of nothing": lambda: parquet({"a": pa.nulls(9), "b": pa.nulls(9)}),
    "parquet without rows": lambda: parquet({"a": pa.array([], pa.float64()), "b": pa.array([], pa.string())}),
    "parquet without columns": lambda: parquet({}),
    "parquet of 3,000 columns": lambda: parquet({f"c{i}": [1] for i in range(3000)}),
    "parquet of a bomb": lambda: parquet({"a": pa.array(["x" * 1000]).take(pa.array(np.zeros(300_000, "int32"))), "n": np.zeros(300_000)}, compression="zstd"),
    "parquet whose notes are endless": patched("parquet", -8, b"\xff\xff\xff\x7f"),
    "parquet whose notes are none": patched("parquet", -8, b"\0\0\0\0"),
    "parquet locked": lambda: b"PARE" + good("parquet")[4:-4] + b"PARE",
    "parquet's name alone": lambda: b"PAR1PAR1",
    "sav of a billion rows": patched("sav", 80, b"\xff\xff\xff\x7f"),
    "sav of fewer rows": patched("sav", 80, b"\x01\0\0\0"),
    "sav of negative rows": patched("sav", 80, b"\xfe\xff\xff\xff"),
    "sav of a billion columns": patched("sav", 68, b"\xff\xff\xff\x7f"),
    "sav of another compression": patched("sav", 72, b"\x07\0\0\0"),
    "sav weighted by nothing": patched("sav", 76, b"\xff\xff\xff\x7f"),
    "sav of an unknown layout": patched("sav", 64, b"\xff\xff\xff\xff"),
    "sav's name alone": lambda: b"$FL2@(#)",
    "zsav's name alone": lambda: b"$FL3@(#)",
}  # fmt: skip
