"""Files read in processes of their own: the same tables and sentences, and nothing a file does reaches the server."""

import io
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile

import numpy as np
import pandas as pd
import pytest

from core.importing.reading import apart, readers, sealed_memory
from core.importing.reading.apart import read_apart, sheets_apart
from core.importing.reading.messages import read_message, table_from_message, table_to_message, write_message
from core.importing.reading.readers import read_table, sheets
from core.importing.reading.sealed_memory import mapped
from core.importing.table import Personal, Reading, Table, content_hash
from core.problems import DataProblem
from core.recipe import FileSettings
from tests.conftest import ROOT
from tests.files import CUSTOMERS, workbook

pytestmark = pytest.mark.thorough

TEXT = "id;Größe;Tag\nä;1,5;2024-01-01\nb;;2024-01-02\n".encode()


def processes():
    """The processes that stand ready, by their ids."""
    return [one.process.pid for one in apart._pool._idle]


@pytest.mark.parametrize("data", [TEXT, workbook(CUSTOMERS, [["x", "y"], [1, 2]])], ids=["text", "workbook"])
def test_a_table_read_apart_is_the_table(data):
    """Values, types, row numbers, hash and all that was noted are those of a table read in this process."""
    there, here = read_apart(data, "f"), read_table(data, "f")
    pd.testing.assert_frame_equal(there.frame, here.frame, check_exact=True)
    assert there.frame.columns.dtype == here.frame.columns.dtype
    assert there.rows.tolist() == here.rows.tolist()
    assert there.rows.dtype == here.rows.dtype
    assert (there.name, there.sheet, there.hash, there.reading) == (here.name, here.sheet, here.hash, here.reading)
    assert content_hash(there.frame) == there.hash


def test_settings_and_sheets_reach_the_process():
    """The user's choice of sheet is read; the notes on the sheets are those of `sheets`."""
    data = workbook(CUSTOMERS, [["x", "y"], [1, 2]])
    assert read_apart(data, "f", FileSettings(sheet="Sheet2")).frame.shape == (1, 2)
    assert sheets_apart(data, "f") == sheets(data, "f")
    assert sheets_apart(TEXT, "f") == []


def test_a_refusal_is_the_same_sentence():
    """What refuses a file says the same of it from the other process."""
    with pytest.raises(DataProblem) as here:
        read_table(b"a\n1\n", "ünï.csv")
    with pytest.raises(DataProblem) as there:
        read_apart(b"a\n1\n", "ünï.csv")
    assert str(there.value) == str(here.value)


def test_every_kind_of_column_survives_the_way():
    """Numbers with NaN and -0, dates with NaT of any unit, text with blanks, and odd headings."""
    frame = pd.DataFrame(
        {
            "a\0b <b>": [1.5, np.nan, -0.0],
            "day": pd.array(["2024-01-01", "NaT", "1700-02-03"], dtype="datetime64[us]"),
            "second": pd.array(["2024-01-01T00:00:01", "NaT", "2024-01-01"], dtype="datetime64[s]"),
            "客户": pd.array(["x", None, "\u202e=1+1"], dtype="str"),
        }
    )
    reading = Reading(
        "how", "tool", ("a",), ((1, "preview"),), (Personal("a", "mail", "left out"),), {"x": ((1, "l"),)}
    )
    table = Table(frame, np.array([2, 5, 9]), "n", "s", content_hash(frame), reading)
    sent = io.BytesIO()
    write_message(sent, *table_to_message(table))
    back = table_from_message(*read_message(io.BytesIO(sent.getvalue())))
    pd.testing.assert_frame_equal(back.frame, frame, check_exact=True)
    assert np.signbit(back.frame.iloc[2, 0])
    assert back.reading == reading
    assert content_hash(back.frame) == table.hash


def test_a_process_serves_many_files():
    """A process stands ready after the first file, and is not replaced without need."""
    read_apart(TEXT, "f")
    before = processes()
    for _ in range(3):
        read_apart(TEXT, "f")
    assert processes() == before != []


SENTENCE = "^f: the file could not be read: "
DIED = SENTENCE + "it is damaged or needs too much memory"
# What a file may do to its reader, and what is said of it.
DEEDS = {
    "abort": ("import os; os.abort()", DIED),
    "segmentation fault": ("import ctypes; ctypes.string_at(0)", DIED),
    "exit": ("import sys; sys.exit(3)", DIED),
    "appetite": ("return b'0' * 100_000_000_000", SENTENCE + "it needs too much memory"),
    "bug": ("raise ZeroDivisionError", SENTENCE + "something in it was not foreseen"),
    "endless depth": ("return deed()", SENTENCE + "something in it was not foreseen"),
    "endless search": ("import re; re.match('(a*)*b', 'a' * 60)", SENTENCE + "it took longer than 1 seconds"),
    "options": ("raise DataProblem(repr(options))", r"\{'key': 'x'\}"),
    "words": ("print('x' * 99); import os; os.system('echo hello'); raise DataProblem('fine')", r"Fine\."),
}
STAND_IN = """
import sys
if "core.importing.reading.reading_process" in " ".join(sys.orig_argv):
    import core.importing.reading.readers as readers
    from core.problems import DataProblem
    truly = readers.read_table
    def read_table(data, name, settings, **options):
        exec(data.decode(), {**globals(), **locals()}) if not data.startswith(b"id") else None
        return truly(data, name, settings)
    readers.read_table = read_table
"""


@pytest.fixture(scope="module")
def obedient_pool(tmp_path_factory):
    """Reading processes that do what a file says, and the folder that makes them."""
    package = tmp_path_factory.mktemp("stand_in")
    (package / "sitecustomize.py").write_text(STAND_IN, encoding="utf-8")
    pool = apart._Pool()
    yield pool, package
    pool.close()


@pytest.fixture
def obedient(obedient_pool, monkeypatch):
    """`read_apart` by processes that do what a file says."""
    pool, package = obedient_pool
    monkeypatch.setattr(apart, "_pool", pool)
    monkeypatch.setattr(apart, "SECONDS", 1.0)
    monkeypatch.setenv("PYTHONPATH", str(package))
    return read_apart


@pytest.mark.parametrize(("deed", "sentence"), DEEDS.values(), ids=DEEDS)
def test_whatever_a_file_does_is_told_and_the_next_is_read(obedient, deed, sentence):
    """An abort, a hunger for memory, a bug, a search without end: one sentence, and the next file works."""
    code = f"def deed(): {deed}\ndeed()" if "return" in deed else deed
    with pytest.raises(DataProblem, match=sentence):
        obedient(code.encode(), "f", key="x")
    assert obedient(TEXT, "f").frame.shape == (2, 3)


def test_many_threads_read_by_two_processes():
    """Twelve threads get their own answers; no more than two processes stand ready afterwards."""
    found = {}

    def work(i):
        found[i] = read_apart(f"a,b\n{i},2\n".encode(), "f").frame.iloc[0, 0]

    threads = [threading.Thread(target=work, args=(i,)) for i in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {i: float(i) for i in range(12)}
    assert len(processes()) <= apart.MOST_PROCESSES


@pytest.mark.skipif(not sealed_memory.POSSIBLE, reason="this system has no memory that can be sealed")
def test_a_large_table_is_mapped_and_cannot_be_changed(monkeypatch):
    """What comes as sealed memory is the table that comes through the pipe; the process keeps nothing of it."""
    text = b"id;note;n\n" + b"".join(b"c%d;f\xc3\xbcnf;%d\n" % (i, i % 7) for i in range(50_000))
    taken = []
    monkeypatch.setattr(sealed_memory, "mapped", lambda *args, mapped=mapped: taken.append(mapped(*args)) or taken[-1])
    there = read_apart(text, "f")
    assert len(taken[0]) > sealed_memory.WORTH
    with pytest.raises(TypeError, match="readonly"):
        taken[0][0] = 1
    sheets_apart(TEXT, "f")  # only then the process has surely gone on
    folder = f"/proc/{processes()[-1]}/fd"
    assert not [fd for fd in os.listdir(folder) if "memfd:table" in os.readlink(f"{folder}/{fd}")]
    monkeypatch.setattr(sealed_memory, "mapped", lambda *args: None)  # as where the system shows it to nobody
    refused = read_apart(text, "f")
    monkeypatch.setattr(sealed_memory, "POSSIBLE", False)
    piped = read_apart(text, "f")
    assert there.hash == refused.hash == piped.hash == content_hash(there.frame)
    pd.testing.assert_frame_equal(there.frame, piped.frame, check_exact=True)


@pytest.mark.skipif(not sealed_memory.POSSIBLE, reason="this system has no memory that can be sealed")
def test_only_sealed_memory_is_mapped(tmp_path):
    """A file, an unsealed piece of memory or nothing at all is not taken: who holds it could cut it short."""
    unsealed = os.memfd_create("table", os.MFD_ALLOW_SEALING)
    os.write(unsealed, b"x" * 100)
    with open(tmp_path / "file", "wb+") as file:
        file.write(b"x" * 100)
        file.flush()
        assert [mapped(os.getpid(), held) for held in (unsealed, file.fileno(), 999_999)] == [None] * 3
    os.close(unsealed)
    sealed = sealed_memory.sealed(lambda file: file.write(b"x" * 100))
    with pytest.raises(PermissionError):
        os.ftruncate(sealed, 10)
    with mapped(os.getpid(), sealed) as held:
        assert held[:] == b"x" * 100
    os.close(sealed)


def test_an_idle_process_that_died_is_replaced():
    """One that the system has killed meanwhile costs nobody a file."""
    read_apart(TEXT, "f")
    for one in apart._pool._idle:
        one.process.kill()
        one.process.wait()
    assert len(read_apart(TEXT, "f").frame) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX does")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_processes_end_with_the_server(how):
    """Whichever way the server ends, the processes it started end too."""
    code = (
        "import time\nfrom core.importing.reading import apart\napart.read_apart(b'a,b\\n1,2\\n', 'f')\n"
        "print(apart._pool._idle[0].process.pid, flush=True)\ntime.sleep(60)"
    )
    server = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE)
    with server:
        child = int(server.stdout.readline())
        os.kill(child, 0)
        server.send_signal(how)
    for _ in range(200):
        if not _runs(child):
            return
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    pytest.fail("the reading process outlived its server")


def _runs(pid):
    """Whether the process is there and no mere entry that nobody has collected."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_no_socket_is_inherited(tmp_path):
    """A reading process holds its pipes and the log, none of the server's sockets or files."""
    if not os.path.isdir("/proc/self/fd"):
        pytest.skip("this system does not list what a process holds open")
    with open(tmp_path / "secret", "w") as file:
        os.set_inheritable(file.fileno(), True)
        pool = apart._Pool()
        try:
            pool.ask({"do": "sheets", "name": "f", "options": {}}, TEXT)
            folder = f"/proc/{pool._idle[0].process.pid}/fd"
            held = [os.readlink(f"{folder}/{fd}") for fd in os.listdir(folder) if int(fd) > 2]
        finally:
            pool.close()
    assert not [what for what in held if what.startswith("socket:") or "secret" in what]


def test_the_parsers_are_used_by_the_process_alone():
    """Pages, study and command line read apart; `readers` is for the process, and for what reads its own files."""
    users = [path for folder in ("core", "pages") for path in (ROOT / folder).rglob("*.py")]
    named = {path.name for path in users if "reading.readers" in path.read_text(encoding="utf-8")}
    assert named == {"reading_process.py", "cells.py"}  # both for the process
    assert readers.read_table is read_table


@pytest.mark.skipif(not sealed_memory.POSSIBLE, reason="this system has no memory to share")
@pytest.mark.parametrize("kind", ["ascii", "crlf", "cp1252", "utf-16", "zip", "refused"])
def test_a_large_file_goes_by_the_inbox(kind, monkeypatch):
    """Whatever a large file holds, it is read as one that goes through the pipe, and its memory is given back."""
    plain = "id;note;n\n" + "".join(f"c{i};a note {i % 7};{i % 7}\n" for i in range(60_000))
    data = {
        "crlf": plain.replace("\n", "\r\n").encode(),
        "cp1252": plain.replace("note ", "für ").encode("cp1252"),
        "utf-16": plain.encode("utf-16"),
        "zip": zipped(plain * 20),
        "refused": b"PAR1" + bytes(2_000_000),
    }.get(kind, plain.encode())
    assert len(data) > sealed_memory.WORTH
    put = []
    monkeypatch.setattr(sealed_memory, "put", lambda *args, put_=sealed_memory.put: put.append(args[0]) or put_(*args))
    found = [outcome(data)]
    assert put
    assert os.fstat(put[0]).st_size == 0
    monkeypatch.setattr(sealed_memory, "put", lambda *args: False)  # as where there is no room for it
    found.append(outcome(data))
    assert found[0] == found[1]


def outcome(data):
    """What a file becomes: the hash of its table, or the sentence that refuses it."""
    try:
        return read_apart(data, "f").hash
    except DataProblem as problem:
        return str(problem)


def zipped(text):
    """A text in a ZIP that is packed loosely, so that it is large."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("t.csv", text[:1_100_000].rpartition("\n")[0])
    return content.getvalue()
