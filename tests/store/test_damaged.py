"""What was saved and is damaged, newer, or finds no room: one sentence, and nothing half read."""

import contextlib
import json

import pyarrow as pa
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.parquet_documents import from_parquet, to_parquet
from core.problems import DataProblem
from core.store import bringing, portable, projects, saving
from core.store.parts import FORMS, read_held
from core.store.schema import project_parts
from core.store.schema import projects as rows
from core.study import Study
from tests.store.test_saving import with_everything
from tests.test_study import people

pytestmark = pytest.mark.thorough


@pytest.mark.parametrize("harm", ["gone", "cut short", "other bytes"])
def test_a_damaged_blob_is_one_sentence(opened, trained, harm):
    """A table that is gone or changed on the disk is told, not half read; the list still shows the project."""
    store = opened()
    project = projects.create(store, "P")
    saving.save(store, project, trained, 0)
    path = store.blobs.folder / store.keep(trained)["table"]
    data = path.read_bytes()
    path.unlink()
    if harm != "gone":
        path.write_bytes(data[:100] if harm == "cut short" else data[:-1] + b"x")
    other = opened()
    with pytest.raises(DataProblem, match="missing or damaged in the data folder; restore a backup"):
        saving.load(other, project)
    assert [p.name for p in projects.listed(other)] == [trained.recipe.name]


def test_a_recipe_or_part_of_a_newer_program_is_one_sentence(store, trained):
    """A field or a part that this program does not know is refused by name."""
    project = projects.create(store, "P")
    saving.save(store, project, trained, 0)
    with store.database.write() as connection:
        connection.execute(sa.insert(project_parts).values(project_id=project, part="hologram", blob="0" * 64))
    with pytest.raises(DataProblem, match="a part 'hologram', which this program does not know; update"):
        saving.load(store, project)
    newer = trained.recipe.model_dump(mode="json") | {"mood": "good"}
    with store.database.write() as connection:
        connection.execute(sa.update(rows).values(recipe=json.dumps(newer)))
    with pytest.raises(DataProblem, match=r"P: the setting 'mood' cannot be used"):
        saving.load(store, project)


def test_a_full_disk_saves_nothing_and_says_so(store, trained, monkeypatch):
    """A disk that is full while a blob is written: one sentence, and the project as it was before."""
    project = projects.create(store, "P")
    saving.save(store, project, Study(people(50), trained.recipe), 0)

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("core.store.blobs.write_whole", full)
    with pytest.raises(DataProblem, match="The disk is full: nothing of this was saved; make room"):
        saving.save(store, project, trained, 1)
    monkeypatch.undo()
    assert saving.load(store, project).study.model is None


def test_a_full_disk_brings_no_part_of_a_project_file(store, trained, monkeypatch):
    """The same where a project is brought: one sentence, and the list as it was."""
    project = projects.new_id()
    saving.save(store, project, trained, None)
    data = portable.packed(store, project)
    projects.purge(store, project)
    written = iter([0, 1])

    def full(path, content, **_):
        if next(written, None) is None:
            raise OSError(28, "No space left on device")
        path.write_bytes(content)

    monkeypatch.setattr("core.store.blobs.write_whole", full)
    with pytest.raises(DataProblem, match="The disk is full: nothing of this was saved; make room"):
        bringing.brought(store, data, "p.zip", from_parquet)
    assert projects.listed(store) == []
    assert store.collect(grace=-1) == 2


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_bytes_of_a_part_are_anything_but_read_or_refused(trained, data):
    """Any part with some bytes changed or cut is read, or refused in one sentence; nothing else happens."""
    study = with_everything(trained)
    name = data.draw(st.sampled_from(sorted(FORMS)))
    parts = FORMS[name].write(getattr(study, name))
    part = data.draw(st.sampled_from(sorted(parts)))
    spoiled = bytearray(parts[part])
    for place in data.draw(st.lists(st.integers(0, len(spoiled) - 1), min_size=1, max_size=4)):
        spoiled[place] = data.draw(st.integers(0, 255))
    with contextlib.suppress(DataProblem):
        read_held(name, parts | {part: bytes(spoiled[: data.draw(st.integers(1, len(spoiled)))])})


def test_a_document_that_does_not_fit_its_columns_is_refused():
    """Headings that are not as many as the columns, and types that a table has not."""
    document = {"name": "f", "sheet": None, "hash": "x", "reading": {}, "headings": ["a", "b"]}
    for columns in ({"0": pa.array([1.0])}, {"0": pa.array([1.0]), "1": pa.array([1])}):
        made = to_parquet(document, columns | {"rows": pa.array([1])})
        with pytest.raises(DataProblem, match="The saved table does not fit together"):
            read_held("table", {"table": made})
