"""A ZIP with one table in it: the table's bytes. What would fill the memory, or leaves a choice, is refused."""

import io
import re
import struct
import zipfile
import zlib
from mmap import mmap

from core.importing.table import MOST_BYTES, SAVE_AGAIN
from core.problems import DataProblem, shortened

MOST_RATIO, HARMLESS = 200, 20_000_000  # how much smaller than its content a ZIP may be, where that is not small
TEXTS, WORKBOOKS = (".csv", ".tsv", ".txt", ".tab", ".dat"), (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
TABLES = (*TEXTS, *WORKBOOKS, ".sav", ".zsav", ".parquet")
ARCHIVES = (".zip", ".gz", ".7z", ".rar", ".tar", ".tgz", ".bz2", ".xz")
BESIDE = re.compile(r"(?:read.?me|liesmich|lisez.?moi|licen[cs]e|lizenz|changelog|notes?|自述|说明)", re.IGNORECASE)
# Other files that are ZIPs inside: the reader of workbooks knows those that it can read, and refuses the rest.
OFFICE = ("[Content_Types].xml", "mimetype", "content.xml", "xl/workbook.xml", "xl/workbook.bin")
FAILURES = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError, OSError, MemoryError)
CHUNK = 1_000_000


def unpacked(data: bytes | mmap, name: str) -> tuple[bytes | mmap, str]:
    """The one table in a ZIP, and its name behind the ZIP's: "export.zip, orders.csv"; any other file as it is.

    Raises DataProblem for a ZIP that is damaged or encrypted, holds no table or several, or would be too large.
    """
    if not data[:4].startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return data, name
    data = data[:]
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if any(part.filename in OFFICE for part in parts):
                return data, name
            member = _the_table(parts, name)
            shown = f"{name}, {shortened(_last(member))}"
            content = _content(archive, member, len(data), shown)
    except FAILURES:
        if any(part.encode() in data for part in (*OFFICE, "docProps/", "xl/worksheets/")):
            return data, name  # told as a damaged workbook
        fix = "pack it again, or choose the file inside"
        raise DataProblem("the ZIP is damaged or incomplete", file=name, fix=fix) from None
    if content.startswith(b"PK\x03\x04") and not _is_office(content):
        raise DataProblem("this is a packed file within another", file=shown, fix="unpack it and choose the table")
    return content, shown


def _the_table(parts: list[zipfile.ZipInfo], name: str) -> zipfile.ZipInfo:
    """The only part that can be a table; what systems and people put beside it does not count."""
    files = [part for part in parts if not part.is_dir() and not _is_litter(part)]
    tables = [part for part in files if _last(part).lower().endswith(TABLES)]
    if len(tables) > 1:
        tables = [part for part in tables if not BESIDE.match(_last(part))]
    if len(tables) == 1:
        return tables[0]
    there = ", ".join(shortened(_last(part), 30) for part in (tables or files)[:5]) or "nothing"
    if len(tables) > 1:
        what = f"the ZIP holds {len(tables):,} tables ({there}{', …' if len(tables) > 5 else ''})"
        raise DataProblem(what, file=name, accepted="one", fix="unpack it and choose one of them")
    if any(_last(part).lower().endswith(ARCHIVES) for part in files):
        raise DataProblem(f"the ZIP holds another archive ({there})", file=name, fix="unpack it and choose the table")
    raise DataProblem(f"this is a packed file without a table in it (it holds {there})", file=name, fix=SAVE_AGAIN)


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo, packed: int, shown: str) -> bytes:
    """The bytes of a part; what its directory claims is checked first, and again while it is unpacked."""
    if member.flag_bits & 1:
        raise DataProblem("the ZIP is protected by a password", file=shown, fix="pack it again without one")
    _check_size(member.file_size, packed, shown)
    content = bytearray()
    try:
        with archive.open(member) as stream:
            while chunk := stream.read(CHUNK):
                content += chunk
                _check_size(len(content), packed, shown)
    except NotImplementedError:
        raise DataProblem("it is packed in a way that is not known here", file=shown, fix="unpack it first") from None
    return bytes(content)


def _check_size(size: int, packed: int, shown: str) -> None:
    if size > MOST_BYTES:
        what = f"unpacked, it would take {size / 1e6:,.0f} MB"
        raise DataProblem(what, file=shown, accepted="up to 200 MB", fix="leave out columns or split it")
    if size > HARMLESS and size > MOST_RATIO * packed:
        what = f"{packed / 1e6:,.2f} MB would become {size / 1e6:,.0f} MB, which no table does"
        raise DataProblem(what, file=shown, fix="unpack it and choose the table itself")


def _last(part: zipfile.ZipInfo) -> str:
    """The last part of a name; what stands before it, "../" or not, is never used."""
    return part.filename.replace("\\", "/").rstrip("/").rpartition("/")[2]


def _is_litter(part: zipfile.ZipInfo) -> bool:
    return "__MACOSX/" in part.filename or _last(part).startswith(".") or _last(part).lower() in ("thumbs.db", "")


def _is_office(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return any(part in OFFICE for part in archive.namelist())
    except FAILURES:
        return True  # told as a damaged workbook
