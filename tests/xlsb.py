"""A minimal writer of .xlsb workbooks (BIFF12), as no library here writes them."""

import datetime as dt
import io
import struct
import zipfile

TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
RELATION = '<Relationship Id="rId{}" Type="{}/{}" Target="{}"/>'
EPOCH = dt.datetime(1899, 12, 30)
DATE_FORMAT = 14


def xlsb(*sheets_of_rows, start=(1, 1), extent=None):
    """An .xlsb file with the given sheets of rows of text, numbers, dates, bools, None and "#N/A".

    `extent` is the (row, column) of the last cell that the file speaks of, where that is another.
    """
    names = [f"Sheet{i}" for i in range(1, len(sheets_of_rows) + 1)]
    relations = [RELATION.format(i, OFFICE, "worksheet", f"worksheets/sheet{i}.bin") for i, _ in enumerate(names, 1)]
    relations.append(RELATION.format(len(names) + 1, OFFICE, "styles", "styles.bin"))
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr(
            "_rels/.rels", RELATIONS.format(RELATION.format(1, OFFICE, "officeDocument", "xl/workbook.bin"))
        )
        archive.writestr("xl/_rels/workbook.bin.rels", RELATIONS.format("".join(relations)))
        archive.writestr("xl/workbook.bin", _workbook(names))
        archive.writestr("xl/styles.bin", _styles())
        for number, rows in enumerate(sheets_of_rows, start=1):
            archive.writestr(f"xl/worksheets/sheet{number}.bin", _sheet(rows, start, extent))
    return content.getvalue()


def _record(kind, payload=b""):
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = len(payload), b""
    while True:
        length += bytes([size & 0x7F | (0x80 if size > 0x7F else 0)])
        size >>= 7
        if not size:
            return head + length + payload


def _wide(text):
    return struct.pack("<I", len(text.encode("utf-16-le")) // 2) + text.encode("utf-16-le")


def _workbook(names):
    sheets = b"".join(
        _record(156, struct.pack("<II", 0, i) + _wide(f"rId{i}") + _wide(name)) for i, name in enumerate(names, start=1)
    )
    return _record(131) + _record(143) + sheets + _record(144) + _record(132)


def _styles():
    """Two cell formats: general, and a date."""
    formats = b"".join(_record(47, struct.pack("<HHHHH", 0, number, 0, 0, 0) + bytes(6)) for number in (0, DATE_FORMAT))
    return _record(278) + _record(617, struct.pack("<I", 2)) + formats + _record(618) + _record(279)


def _sheet(rows, start, extent):
    top, left = start[0] - 1, start[1] - 1
    width = max(map(len, rows), default=1)
    last = extent or (top + max(len(rows), 1), left + width)
    extent = struct.pack("<IIII", top, last[0] - 1, left, last[1] - 1)
    body = b""
    for i, row in enumerate(rows):
        body += _record(0, struct.pack("<IIHBBBI", top + i, 0, 300, 0, 0, 0, 0))
        body += b"".join(_cell(left + j, value) for j, value in enumerate(row) if value is not None)
    return _record(129) + _record(148, extent) + _record(145) + body + _record(146) + _record(130)


def _cell(column, value):
    place = struct.pack("<II", column, isinstance(value, dt.date))
    if isinstance(value, bool):
        return _record(4, place + bytes([value]))
    if value == "#N/A":
        return _record(3, place + b"\x2a")
    if isinstance(value, str):
        return _record(6, place + _wide(value))
    if isinstance(value, dt.date):
        whole = value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
        value = (whole - EPOCH).total_seconds() / 86400
    return _record(5, place + struct.pack("<d", value))
