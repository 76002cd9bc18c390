"""A ZIP with a table in it: which member counts, and what is refused."""

import io
import zipfile

import pytest

from core.importing.reading import archives
from core.importing.reading.readers import read_table, sheets
from core.problems import DataProblem
from tests.files import CUSTOMERS, workbook

CSV = b"id,orders\na,1\nb,2\n"


def zipped(members, method=zipfile.ZIP_DEFLATED):
    """A ZIP of the given names and contents."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return content.getvalue()


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_the_one_table_is_read(method):
    """Whatever systems and people put beside it: folders, resource forks, read-me files, documents."""
    beside = {
        "orders/": b"", "orders/orders.csv": CSV, "__MACOSX/orders/._orders.csv": b"\0\5", ".DS_Store": b"\0",
        "README.txt": b"see", "terms.pdf": b"%PDF-", "Thumbs.db": b"\0", "License.txt": b"MIT",
    }  # fmt: skip
    table = read_table(zipped(beside, method), "export.zip")
    assert table.name == "export.zip, orders.csv"
    assert table.frame["orders"].tolist() == [1, 2]


def test_a_workbook_in_a_zip_has_sheets():
    """A workbook inside is opened as one outside, also where its name has no ending that says so."""
    data = zipped({"book.xlsx": workbook(CUSTOMERS, [["x", "y"], [1, 2]])})
    assert read_table(data, "f.zip").sheet == "Sheet1"
    assert [note.name for note in sheets(data, "f.zip")] == ["Sheet1", "Sheet2"]
    assert read_table(zipped({"book.csv": workbook(CUSTOMERS)}), "f.zip").sheet == "Sheet1"


def test_a_name_is_never_a_path():
    """Only the last part of a member's name is shown, however it leads."""
    for path in ("../../etc/passwd.csv", "/etc/passwd.csv", "..\\..\\passwd.csv", "a/b/passwd.csv"):
        assert read_table(zipped({path: CSV}), "f.zip").name == "f.zip, passwd.csv"


def locked(data):
    """The ZIP with the flag of encryption set, here and in its directory."""
    place = data.rindex(b"PK\x01\x02")
    return data[:6] + b"\x01" + data[7 : place + 8] + b"\x01" + data[place + 9 :]


def claiming(data, size):
    """The ZIP whose directory claims another size for its only member."""
    place = data.rindex(b"PK\x01\x02") + 24
    return data[:place] + size.to_bytes(4, "little") + data[place + 4 :]


REFUSED = {
    "two tables": (zipped({"a.csv": CSV, "x/b.xlsx": b""}), r"^f\.zip: the ZIP holds 2 tables \(a\.csv, b\.xlsx\)"),
    "many tables": (zipped({f"{i}.csv": CSV for i in range(9)}), r"holds 9 tables \(0\.csv, .*4\.csv, …\)"),
    "no table": (zipped({"a.png": b"", "b.pdf": b""}), r"packed file without a table in it \(it holds a\.png, b\.pdf"),
    "nothing": (zipped({}), r"without a table in it \(it holds nothing\)"),
    "litter": (zipped({"__MACOSX/a.csv": b"", "a/": b""}), r"\(it holds nothing\)"),
    "zip in zip": (zipped({"a.zip": zipped({"b.csv": CSV})}), r"the ZIP holds another archive \(a\.zip\)"),
    "zip as csv": (zipped({"a.csv": zipped({"b.csv": CSV})}), r"^f\.zip, a\.csv: this is a packed file within another"),
    "locked": (locked(zipped({"a.csv": CSV})), r"^f\.zip, a\.csv: the ZIP is protected by a password"),
    "bomb": (zipped({"a.csv": bytes(30_000_000)}), r"^f\.zip, a\.csv: 0.03 MB would become 30 MB, which no table does"),
    "claims much": (claiming(zipped({"a.csv": CSV}), 2**31), "unpacked, it would take 2,147 MB"),
    "claims little": (claiming(zipped({"a.csv": CSV * 99}), 9), "the ZIP is damaged or incomplete"),
    "cut": (zipped({"a.csv": CSV * 99})[:-30], "the ZIP is damaged or incomplete"),
    "overwritten": (zipped({"a.csv": CSV * 99}).replace(b"PK\x01\x02", b"PKPK"), "the ZIP is damaged or incomplete"),
    "broken inside": (zipped({"a.csv": b"a\n1\n"}), r"^f\.zip, a\.csv: only one column was found"),
}


@pytest.mark.parametrize(("data", "sentence"), REFUSED.values(), ids=REFUSED)
def test_a_zip_that_cannot_be_used_gets_its_sentence(data, sentence):
    """Several tables, none, another archive, a password, a bomb, damage: each is told, and names what is inside."""
    with pytest.raises(DataProblem, match=sentence):
        read_table(data, "f.zip")


def test_size_is_checked_while_unpacking(monkeypatch):
    """A directory that claims too little is not believed: what comes out is counted."""
    monkeypatch.setattr(archives, "CHUNK", 100)
    counted = []
    check = archives._check_size
    monkeypatch.setattr(archives, "_check_size", lambda size, *rest: (counted.append(size), check(size, *rest)))
    read_table(zipped({"a.csv": CSV * 30}), "f.zip")
    assert counted == [540, 100, 200, 300, 400, 500, 540]
