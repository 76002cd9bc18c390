"""A project as one file: exported, imported under new ids, and refused in one sentence where it is none."""

import contextlib
import dataclasses
import io
import json
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.parquet_documents import from_parquet
from core.problems import DataProblem
from core.store import bringing, portable, projects, runs, saving
from core.store.backup import backup
from core.store.store import Gone
from tests.store.test_saving import same, with_everything
from tests.test_study import people


@pytest.fixture
def project(store, trained) -> str:
    """A project with all it can hold, and two runs."""
    made = projects.create(store, "P")
    saving.save(store, made, with_everything(trained), 0)
    for name in ("One", "Two"):
        runs.add(store, made, trained, name, f"Note of {name}")
    return made


def brought(store, data, name="p.zip"):
    """Imported with the reader of this process, which is quicker."""
    return bringing.brought(store, data, name, from_parquet)


def test_a_project_goes_to_another_store_whole(store, project, trained, tmp_path, monkeypatch):
    """State and runs are the same to the byte, read in another process; ids are new; it works twice in one store."""
    data = portable.packed(store, project)
    monkeypatch.setenv("TIERBOARD_DATA", str(tmp_path / "elsewhere"))
    other = type(store).open(f"sqlite:///{tmp_path / 'other.sqlite'}")
    ids = [bringing.brought(other, data, "p.zip"), brought(other, data)]
    assert len({project, *ids}) == 3
    for copy in ids:
        back = saving.load(other, copy)
        assert (back.name, back.revision) == ("P", 0)
        same(back.study, with_everything(trained))
        kept = runs.listed(other, copy)
        assert [(run.number, run.name, run.note) for run in kept] == [
            (2, "Two", "Note of Two"),
            (1, "One", "Note of One"),
        ]
        before = {run.name: run for run in runs.listed(store, project)}
        assert [run.made for run in kept] == [before[run.name].made for run in kept]
        assert runs.result(other, kept[0].id).equals(runs.result(store, before["Two"].id))
        assert kept[0].metrics == before["Two"].metrics
    assert projects.listed(other)[0].overview == projects.listed(store)[0].overview
    other.close()


def test_an_export_is_the_same_bytes_each_time_and_may_leave_out_runs(store, project):
    """No clock is in the file."""
    assert portable.packed(store, project) == portable.packed(store, project)
    copy = brought(store, portable.packed(store, project, with_runs=False))
    assert runs.listed(store, copy) == []


def test_an_empty_project_can_be_taken_along(store):
    """A project without data is a file, too."""
    copy = brought(store, portable.packed(store, projects.create(store, "Empty")))
    assert saving.load(store, copy).study.table is None
    with pytest.raises(Gone, match="no such project"):
        portable.packed(store, "none")


def test_a_project_too_large_for_one_file_is_not_exported(store, project, monkeypatch):
    """What could not be imported again is refused, with what to leave out."""
    assert portable.fits(store, [project, "none"]) == {project: True, "none": True}
    monkeypatch.setattr(portable, "MOST_BYTES", 5_001_000)
    assert portable.fits(store, [project]) == {project: False}
    with pytest.raises(
        DataProblem, match=r"too large for one file \(accepted: up to 200 MB\); export it without its runs"
    ):
        portable.packed(store, project)


def test_a_project_file_is_known_by_its_beginning(store, project):
    """Whole or cut short; no other archive is taken for one."""
    data = portable.packed(store, project)
    assert bringing.is_project(data)
    assert bringing.is_project(data[:100])
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("customers.csv", "project.json")
    assert not bringing.is_project(other.getvalue())


def test_a_backup_is_told_where_it_belongs(store, project, tmp_path):
    """All projects in one file are restored by a command, and brought by no page."""
    backup(store, tmp_path / "all.zip")
    with pytest.raises(DataProblem, match="this is a backup of all projects; restore it by python -m core"):
        brought(store, (tmp_path / "all.zip").read_bytes(), "all.zip")


def rewritten(data, change):
    """The file with its members changed: name -> bytes, None to leave one out."""
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(content, "w") as after:
        members = {name: before.read(name) for name in before.namelist()}
        for name, new in change(members).items():
            after.writestr(name, new)
    return content.getvalue()


def with_document(**changes):
    """Changes the document by functions of its parts."""

    def change(members):
        document = json.loads(members["project.json"])
        for name, new in changes.items():
            document[name] = new(document.get(name))
        return members | {"project.json": json.dumps(document).encode()}

    return change


def without(ending):
    """Leaves out the first member with an ending."""
    return lambda members: {n: m for n, m in members.items() if n != next(n for n in members if n.endswith(ending))}


def spoiled(members):
    """Changes the content of a member and leaves its name."""
    name = next(n for n in members if n.endswith("parquet"))
    return members | {name: members[name] + b"x"}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (with_document(version=lambda _: 2), "this project has version 2, newer than this program .*update Tierboard"),
        (with_document(format=lambda _: "other"), "'format' cannot be used"),
        (with_document(name=lambda _: 7), "'name' cannot be used"),
        (with_document(mood=lambda _: 7), "'mood' cannot be used"),
        (with_document(runs=lambda some: [{**some[0], "made": -1}]), "'runs.0.made' cannot be used"),
        (with_document(parts=lambda parts: parts | {"x" * 200: parts["table"]}), "it holds 'x+…', which this program"),
        (with_document(parts=lambda parts: parts | {"table": parts["grades"]}), "no table that Tierboard saved"),
        (with_document(parts=lambda parts: parts | {"table": parts["sample"]}), "saved table does not fit together"),
        (with_document(parts=lambda parts: {k: v for k, v in parts.items() if k != "model_about"}), "saved model does"),
        (with_document(recipe=lambda recipe: recipe | {"mood": 1}), "the setting 'mood' cannot be used"),
        (with_document(name=lambda _: " "), "A project needs a name"),
        (without(".npz"), "'[0-9a-f]+…' is missing"),
        (without("project.json"), "not a saved project, or it is damaged"),
        (spoiled, "not a saved project, or it is damaged"),
        (lambda members: members | {"../evil": b"x"}, "not a saved project, or it is damaged"),
        (lambda members: members | {"project.json": b"[" * 100_000}, "not a saved project, or it is damaged"),
        (lambda members: members | {"project.json": b"[]"}, "'the document' cannot be used"),
    ],
)
def test_a_file_that_is_no_project_costs_one_sentence(change, sentence, folder, file):
    """Whatever is wrong in it, it is said, and nothing of it is in the store."""
    store = sqlite(folder)
    with pytest.raises(DataProblem, match=sentence):
        brought(store, rewritten(file, change))
    assert projects.listed(store) == []
    store.close()


def sqlite(folder):
    """A store for what no database has a part in."""
    from core.store.store import Store

    folder.mkdir(exist_ok=True)
    return Store.open(f"sqlite:///{folder / 'projects.sqlite'}")


def whole(store, trained):
    """The file of a project with everything and one run."""
    made = projects.create(store, "P")
    saving.save(store, made, with_everything(trained), 0)
    runs.add(store, made, trained)
    return portable.packed(store, made)


def test_a_table_that_was_changed_is_refused(folder, trained):
    """A table whose values are no longer those of its hash would give keys that lie."""
    from core.importing.table import Table

    store = sqlite(folder)
    made, told = projects.create(store, "P"), people(200, seed=4)
    lying = Table(told.held, told.rows, told.name, None, trained.table.hash)
    saving.save(store, made, trained.change(table=lying), 0)
    with pytest.raises(DataProblem, match="the hash of a table is another one"):
        brought(store, portable.packed(store, made))
    store.close()


def test_limits_hold_before_anything_is_unpacked(folder, file, monkeypatch):
    """Too large a file, too many members, too much inside, too much in memory: refused."""
    store = sqlite(folder)
    few = dataclasses.replace
    for name, most, sentence in (
        ("MOST_BYTES", 100, "accepted: up to 200 MB"),
        ("LIMITS", few(bringing.LIMITS, members=2), "damaged"),
        ("LIMITS", few(bringing.LIMITS, unpacked=1_000), "damaged"),
        ("LIMITS", few(bringing.LIMITS, document=100), "damaged"),
        ("MOST_IN_MEMORY", 1_000, r"too large unpacked \(accepted: up to 2 GB\)"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(bringing, name, most)
            with pytest.raises(DataProblem, match=sentence):
                brought(store, file)
    store.close()


@pytest.fixture(scope="module")
def file(trained, tmp_path_factory) -> bytes:
    """The file of a whole project."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIERBOARD_DATA", str(tmp_path_factory.mktemp("whole")))
        store = sqlite(tmp_path_factory.getbasetemp())
        data = whole(store, trained)
        store.close()
    return data


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_bytes_are_imported_or_refused(folder, file, data):
    """A project file with some bytes changed or cut off at the end: whole, or one sentence."""
    store, content = sqlite(folder), bytearray(file)
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=4)):
        content[place] = data.draw(st.integers(0, 255))
    with contextlib.suppress(DataProblem):
        brought(store, bytes(content[: data.draw(st.integers(len(content) // 2, len(content)))]))
    for project in projects.listed(store):
        projects.purge(store, project.id)
    store.close()
