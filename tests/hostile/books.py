"""Broken and hostile workbooks, by name: each a function that makes the bytes."""

import datetime as dt
import io
import random
import re
import struct
import zipfile
from functools import cache

import openpyxl
import pandas as pd
import xlsxwriter

from core.importing.reading.workbooks import OLE

ROWS = [["customer_id", "recency", "orders", "spend"], *([f"c{i}", i % 97, i % 7, i * 1.25] for i in range(60))]


@cache
def plain(ending="xlsx"):
    """A good workbook of one kind, to be broken."""
    content = io.BytesIO()
    if ending == "ods":
        pd.DataFrame(ROWS[1:], columns=ROWS[0]).to_excel(content, engine="odf", index=False)
    else:
        book = openpyxl.Workbook()
        for row in ROWS:
            book.active.append(row)
        book.save(content)
    return content.getvalue()


def with_parts(changes, base=None):
    """A workbook with parts replaced (a function of the old bytes), added or, by None, taken out."""
    content = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(base or plain())) as old,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in [*old.namelist(), *(name for name in changes if name not in old.namelist())]:
            change = changes.get(name, lambda data: data)
            if change is not None:
                new.writestr(
                    name, change(old.read(name) if name in old.namelist() else b"") if callable(change) else change
                )
    return content.getvalue()


SHEET, STRINGS, BOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"
LAUGHS = b"<!DOCTYPE x [<!ENTITY a0 'ha'>" + b"".join(
    b"<!ENTITY a%d '%s'>" % (i, b"&a%d;" % (i - 1) * 10) for i in range(1, 12)
) + b"]>"  # fmt: skip
OUTSIDE = b"<!DOCTYPE x [<!ENTITY a11 SYSTEM 'file:///etc/passwd'>]>"
REMOTE = b"<!DOCTYPE x SYSTEM 'http://127.0.0.1:9/x.dtd' [<!ENTITY % p SYSTEM 'http://127.0.0.1:9/p'> %p;]>"


def _entities(doctype, part):
    """The workbook with a document type in one of its parts, and its last entity in a cell."""

    def change(data):
        data = re.sub(rb"^(<\?xml[^>]*\?>)?", lambda m: (m[0] or b"") + doctype, data, count=1)
        return data.replace(b"customer_id", b"&a11;").replace(b"<v>1</v>", b"<v>&a11;</v>")

    return lambda: with_parts({part: change})


def cells(values, **options):
    """A workbook by XlsxWriter whose cells below the headings hold the values, as given or by a method's name."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, **options}) as book:
        sheet = book.add_worksheet()
        for i, row in enumerate([ROWS[0], *values]):
            for j, value in enumerate(row):
                if isinstance(value, tuple):
                    getattr(sheet, value[0])(i, j, *value[1:])
                else:
                    sheet.write(i, j, value)
    return content.getvalue()


def _far(*places):
    def make():
        book = openpyxl.Workbook()
        for place in places:
            book.active[place] = 1
        content = io.BytesIO()
        book.save(content)
        return content.getvalue()

    return make


def _without_dimension(make):
    """The same, with a sheet that says nothing of its extent, or something else."""
    return lambda lie=b"": with_parts({SHEET: lambda data: re.sub(rb"<dimension[^>]*>", lie, data)}, make())


def _overwritten(ending, seed):
    def make():
        data, chance = bytearray(plain(ending)), random.Random(seed)
        for _ in range(10):
            data[chance.randrange(len(data))] = chance.randrange(256)
        return bytes(data)

    return make


def _stored(ending, seed):
    """A workbook whose parts are damaged within, but packed well."""

    def change(data):
        data, chance = bytearray(data), random.Random(seed)
        for _ in range(5):
            data[chance.randrange(len(data))] = chance.choice(b'<>&"/=\0\xff0')
        return bytes(data)

    part = "content.xml" if ending == "ods" else SHEET
    return lambda: with_parts({part: change}, plain(ending))


def _bomb(part, megabytes):
    return lambda: with_parts({part: lambda data: data + b" " * (megabytes * 1_000_000)})


def _deep(part, depth):
    return lambda: with_parts(
        {part: lambda data: data.replace(b"<sheetData>", b"<a>" * depth + b"</a>" * depth + b"<sheetData>")}
    )


REPEATED = b'table:number-rows-repeated="2000000000"'
FILES = {
    **{f"{ending} cut at {share} %": (lambda e=ending, s=share: plain(e)[: len(plain(e)) * s // 100])
       for ending in ("xlsx", "ods") for share in (1, 10, 50, 90, 99)},
    **{f"{ending} overwritten {seed}": _overwritten(ending, seed) for ending in ("xlsx", "ods") for seed in range(6)},
    **{f"{ending} damaged within {seed}": _stored(ending, seed) for ending in ("xlsx", "ods") for seed in range(6)},
    "laughs in the sheet": _entities(LAUGHS, SHEET),
    "laughs in the strings": _entities(LAUGHS, STRINGS),
    "laughs in the book": _entities(LAUGHS, BOOK),
    "an outside entity in the sheet": _entities(OUTSIDE, SHEET),
    "an outside entity in the strings": _entities(OUTSIDE, STRINGS),
    "a remote entity": _entities(REMOTE, STRINGS),
    "laughs in ods": lambda: with_parts({"content.xml": lambda d: d.replace(b"?>", b"?>" + LAUGHS, 1).replace(b"orders", b"&a11;")}, plain("ods")),
    "a million repeated rows in ods": lambda: with_parts(
        {"content.xml": lambda d: d.replace(b"<table:table-row", b"<table:table-row " + REPEATED, 3)}, plain("ods")),
    "a billion repeated cells in ods": lambda: with_parts(
        {"content.xml": lambda d: d.replace(b"<table:table-cell", b'<table:table-cell table:number-columns-repeated="1000000000"', 9)}, plain("ods")),
    "300 MB of blanks in the sheet": _bomb(SHEET, 300),
    "30 MB of blanks in the strings": _bomb(STRINGS, 30),
    "elements 100,000 deep": _deep(SHEET, 100_000),
    "a stray cell at the end": _far("A1", "XFD1048576"),
    "a stray cell far down": _far("A1", "B2", "C1048576"),
    "a stray cell far right": _far("A1", "B2", "XFD3"),
    "a stray cell, extent not told": _without_dimension(_far("A1", "XFD1048576")),
    "a stray cell, small extent told": lambda: _without_dimension(_far("A1", "XFD1048576"))(b'<dimension ref="A1:B2"/>'),
    "a huge extent told": lambda: _without_dimension(plain)(b'<dimension ref="A1:XFD1048576"/>'),
    "an impossible extent told": lambda: _without_dimension(plain)(b'<dimension ref="ZZZZZZ99999999999:A1"/>'),
    "an extent that is none": lambda: _without_dimension(plain)(b'<dimension ref="=1+1"/>'),
    "an impossible place": lambda: with_parts({SHEET: lambda d: d.replace(b'r="B2"', b'r="ZZZZ99999999999"')}),
    "a place twice": lambda: with_parts({SHEET: lambda d: d.replace(b'r="B2"', b'r="A2"')}),
    "rows backwards": lambda: with_parts({SHEET: lambda d: d.replace(b'r="2"', b'r="1048576"')}),
    "row zero": lambda: with_parts({SHEET: lambda d: d.replace(b'r="B2"', b'r="B0"').replace(b'r="2"', b'r="0"')}),
    "a string that is not there": lambda: with_parts({SHEET: lambda d: d.replace(b't="s"><v>1<', b't="s"><v>99999999999<')}),
    "no strings": lambda: with_parts({STRINGS: None}),
    "no sheet": lambda: with_parts({SHEET: None}),
    "no book": lambda: with_parts({BOOK: None}),
    "no relations": lambda: with_parts({"xl/_rels/workbook.xml.rels": None}),
    "no content types": lambda: with_parts({"[Content_Types].xml": None}),
    "a book of nothing": lambda: with_parts({BOOK: b""}),
    "a sheet of nothing": lambda: with_parts({SHEET: b""}),
    "a sheet of noise": lambda: with_parts({SHEET: random.Random(1).randbytes(5000)}),
    "a sheet outside": lambda: with_parts({"xl/_rels/workbook.xml.rels": lambda d: d.replace(b"/xl/worksheets/sheet1.xml", b"../../../../etc/passwd")}),
    "a sheet of another machine": lambda: with_parts({"xl/_rels/workbook.xml.rels": lambda d: d.replace(b"/xl/worksheets/sheet1.xml", b"http://127.0.0.1:9/")}),
    "a sheet name of HTML": lambda: with_parts({BOOK: lambda d: d.replace(b'name="Sheet"', b'name="&lt;script&gt;../..&#x202e;"')}),
    "a sheet name of 100,000": lambda: with_parts({BOOK: lambda d: d.replace(b'name="Sheet"', b'name="%s"' % (b"x" * 100_000))}),
    "parts outside": lambda: with_parts({"../../../../tmp/harm": b"x", "/etc/harm": b"x"}),
    "macros": lambda: with_parts({"xl/vbaProject.bin": random.Random(2).randbytes(9000),
        "[Content_Types].xml": lambda d: d.replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")}),
    "external links": lambda: with_parts({"xl/externalLinks/externalLink1.xml": b"<externalLink><externalBook r:id='rId1'/></externalLink>",
        "xl/externalLinks/_rels/externalLink1.xml.rels": b"<Relationships><Relationship Id='rId1' Target='http://127.0.0.1:9/x' TargetMode='External'/></Relationships>"}),
    "formulas without values": lambda: cells([[("write_formula", "=1+1"), 1, 2, ("write_formula", '=HYPERLINK("http://127.0.0.1:9","x")')]] * 60),
    "formulas with errors": lambda: cells([[f"c{i}", i, ("write_formula", "=1/0", None, "#DIV/0!"), 1] for i in range(60)]),
    "formulas with text": lambda: cells([[f"c{i}", i, ("write_formula", "=cmd|' /C calc'!A0", None, "=cmd|' /C calc'!A0"), 1] for i in range(60)]),
    "links": lambda: cells([[f"c{i}", i, 2, ("write_url", "http://127.0.0.1:9/")] for i in range(60)]),
    "numbers as large as can be": lambda: cells([[f"c{i}", 1.7e308, -1.7e308, 5e-324] for i in range(60)]),
    "numbers that are none": lambda: with_parts({SHEET: lambda d: d.replace(b"<v>5</v>", b"<v>1e400</v>").replace(b"<v>6</v>", b"<v>NaN</v>").replace(b"<v>7</v>", b"<v>abc</v>")}),
    "400 digits": lambda: with_parts({SHEET: lambda d: d.replace(b"<v>5</v>", b"<v>" + b"9" * 400 + b"</v>")}),
    "dates out of range": lambda: cells([[f"c{i}", ("write_number", 1e9), ("write_number", -5), 1] for i in range(60)], default_date_format="yyyy-mm-dd"),
    "dates beyond all": lambda: with_parts({"xl/styles.xml": lambda d: d.replace(b'numFmtId="0"', b'numFmtId="14"'), SHEET: lambda d: d.replace(b"<v>5</v>", b"<v>1e17</v>")}),
    "dates of 1900": lambda: cells([[f"c{i}", ("write_datetime", dt.datetime(1900, 1, 1)), 2, i] for i in range(60)], default_date_format="dd/mm/yy"),
    "truths and errors": lambda: with_parts({SHEET: lambda d: d.replace(b't="n"><v>5<', b't="b"><v>7<').replace(b't="n"><v>6<', b't="e"><v>#N/A<')}),
    "an unknown type of cell": lambda: with_parts({SHEET: lambda d: d.replace(b't="n"', b't="harm"', 9)}),
    "control signs in cells": lambda: cells([[f"\x01\x02_x0000_{i}", i, 2, 3] for i in range(60)]),
    "2,001 columns": lambda: cells([list(range(2001))] * 3),
    "10,000 columns": lambda: cells([list(range(10_000))] * 2),
    "headings alone": lambda: cells([]),
    "an empty sheet": lambda: with_parts({SHEET: lambda d: re.sub(rb"<sheetData>.*</sheetData>", b"<sheetData/>", d, flags=re.DOTALL)}),
    "merged cells without end": lambda: with_parts({SHEET: lambda d: d.replace(b"</sheetData>", b"</sheetData><mergeCells>" + b'<mergeCell ref="A1:XFD1048576"/>' * 500 + b"</mergeCells>")}),
    "300 sheets": lambda: with_parts({BOOK: lambda d: d.replace(b"</sheets>", b"".join(b'<sheet name="s%d" sheetId="%d" r:id="rId1"/>' % (i, i) for i in range(2, 300)) + b"</sheets>")}),
    "password-protected": lambda: OLE + random.Random(3).randbytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(2000),
    "xls of zeros": lambda: OLE + bytes(5000),
    "xls of noise": lambda: OLE + random.Random(4).randbytes(50_000),
    "xls with a sector map in circles": lambda: OLE + bytes(16) + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6) + bytes(10) + struct.pack("<9I", 1, 0, 0, 4096, 0, 1, 0, 0, 0) + struct.pack("<109I", *[0] * 109) + struct.pack("<128I", *[0] * 128) * 8,
    "xls alone": lambda: OLE,
}  # fmt: skip
