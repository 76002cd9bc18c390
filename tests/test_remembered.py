"""Mappings remembered by the shape of a file: what is kept, what is believed, and that nobody's work depends on it."""

import datetime as dt
import json
import logging
import os
import stat

import pytest

from core.__main__ import main
from core.importing.mapping import remembered
from core.importing.mapping.remembered import forget, kept, recall, remember, remember_change, shape_of, with_remembered
from core.importing.reading.readers import read_table
from core.recipe import Categories, FileSettings, Measure, Quintiles, Recipe, Scoring, SecondFile, Strategy, Words
from tests.files import read

SHAPE = "0" * 64
TODAY = dt.date(2026, 3, 1)


def mapping(*words, **parts):
    """A recipe with one mapped column whose answers are in words."""
    rule = Words(words=words or ("no", "yes"))
    return Recipe(scoring=Scoring(indicators={"brand": Measure(columns=("Image",), rule=rule)}, **parts))


@pytest.fixture(autouse=True)
def folder(monkeypatch, tmp_path):
    """A data folder for each test."""
    monkeypatch.setenv("TIERBOARD_DATA", str(tmp_path))
    monkeypatch.delenv("TIERBOARD_REMEMBER", raising=False)
    return tmp_path / "remembered"


def test_a_shape_is_the_headings_whatever_their_order_and_case():
    """Columns moved, other rows and kept personal columns make no other shape; another heading does."""
    one = shape_of(read("Email,Spend,Orders\n" + "ann@x.org,1,2\nbob@x.org,3,4\n"))
    assert shape_of(read("ORDERS,  email ,spend\n9,cy@x.org,9\n8,di@x.org,7\n")) == one
    assert shape_of(read("Email,Spend,Orders\nann@x.org,1,2\nbob@x.org,3,4\n", keep_personal=("Email",))) == one
    assert shape_of(read("Email,Spend,Order\nann@x.org,1,2\nbob@x.org,3,4\n")) != one


def test_kept_edges_are_not_remembered():
    """They follow from the customers of one project's files: another project cuts its own fifths."""
    measure = Measure(columns=("Spend",), rule=Quintiles(reversed=True, edges=(1, 2, 3, 4)))
    recipe = Recipe(scoring=Scoring(indicators={"monetary": measure}))
    remember(SHAPE, recipe, TODAY)
    assert recall(SHAPE).recipe.scoring.indicators["monetary"].rule == Quintiles(reversed=True)


def test_what_is_remembered_comes_back(folder):
    """Reading, orders, scoring and target, with the day; no name, weights, notes or reference date."""
    recipe = mapping(id_column="Id", reference_date=dt.date(2025, 1, 1)).model_copy(
        update={
            "name": "Ann's",
            "strategy": Strategy(notes={"A": "call"}),
            "file": FileSettings(header_row=3, keep_personal=("Email",)),
        }
    )
    remember(SHAPE, recipe, TODAY)
    found = recall(SHAPE)
    assert found.day == TODAY
    assert found.recipe == kept(recipe)
    assert found.recipe.scoring.reference_date is None
    assert found.recipe.file == recipe.file
    (file,) = folder.iterdir()
    assert not {"Ann", "call", "2025"} & set(file.read_text().replace('"', " ").replace("'", " ").split())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    now = Recipe(name="Next quarter", sent_out=7)
    assert with_remembered(now, found.recipe).name == "Next quarter"
    assert with_remembered(now, found.recipe).scoring == found.recipe.scoring


def test_only_changes_of_the_mapping_are_remembered():
    """Weights, notes and the reference date are no mapping; a rule is."""
    before = mapping()
    remember_change(SHAPE, before, before.replaced("weights.indicators.recency", 1))
    remember_change(SHAPE, before, before.replaced("scoring.reference_date", TODAY))
    remember_change(None, before, mapping("bad", "good"))
    assert recall(SHAPE) is None
    remember_change(SHAPE, before, mapping("bad", "good"))
    assert recall(SHAPE).recipe.scoring.indicators["brand"].rule.words == ("bad", "good")
    forget(SHAPE)
    assert recall(SHAPE) is None


@pytest.mark.parametrize(
    "content",
    [
        b"", b"no json", b"[]", b"{}", b'{"day": "2026-03-01"}', b'{"day": "soon", "recipe": {}}',
        b'{"day": "2026-03-01", "recipe": {"scoring": {"indicators": {"charm": {"columns": ["a"]}}}}}',
        b'{"day": "2026-03-01", "recipe": {"file": {"path": "/etc/passwd"}}}', b"[" * 100_000, b"\xff\xfe",
        b" " * (remembered.MOST_BYTES + 1),
    ],
)  # fmt: skip
def test_what_does_not_validate_is_not_believed(folder, content):
    """A damaged or invented file is as good as none."""
    remember(SHAPE, mapping(), TODAY)
    (folder / f"{SHAPE}.json").write_bytes(content)
    assert recall(SHAPE) is None


def test_a_full_disk_is_logged_and_nothing_else(monkeypatch, caplog):
    """The user's change goes on; the former mapping stays whole."""
    remember(SHAPE, mapping(), TODAY)

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with caplog.at_level(logging.WARNING):
        remember(SHAPE, mapping("bad", "good"), TODAY)
    assert "could not be remembered: [Errno 28] No space left" in caplog.text
    assert recall(SHAPE).recipe == kept(mapping())


def test_the_folder_stays_bounded(monkeypatch, folder):
    """The newest stay, and a mapping that is too large is not kept."""
    monkeypatch.setattr(remembered, "MOST", 3)
    for number in range(5):
        remember(f"{number:064x}", mapping(), TODAY)
        os.utime(folder / f"{number:064x}.json", (number, number))
    assert sorted(int(file.stem, 16) for file in folder.iterdir()) == [2, 3, 4]
    monkeypatch.setattr(remembered, "MOST_BYTES", 100)
    remember(SHAPE, mapping(), TODAY)
    assert not (folder / f"{SHAPE}.json").exists()


def test_it_can_be_switched_off(monkeypatch):
    """TIERBOARD_REMEMBER=0: nothing is written, and nothing read."""
    remember(SHAPE, mapping(), TODAY)
    monkeypatch.setenv("TIERBOARD_REMEMBER", "0")
    assert recall(SHAPE) is None
    remember(SHAPE, mapping("bad", "good"), TODAY)
    monkeypatch.setenv("TIERBOARD_REMEMBER", "1")
    assert recall(SHAPE).recipe == kept(mapping())


def test_what_is_not_remembered():
    """Neither a mapping onto a second file nor the listed values of a personal column that was kept."""
    joined = Recipe(second=SecondFile(key="Id", second_key="Id"))
    remember(SHAPE, joined, TODAY)
    names = Measure(columns=("Name",), rule=Categories(scores={"Ann Smith": 5}))
    remember(SHAPE, Recipe(file=FileSettings(keep_personal=("Name",)), scoring=Scoring(indicators={"basic": names})))
    assert recall(SHAPE) is None


def test_a_shape_is_never_a_path():
    """Only a hash names a file."""
    with pytest.raises(ValueError, match="a shape is a SHA-256"):
        remember("../../etc/x", mapping(), TODAY)


def test_the_command_line_knows_nothing_of_it(folder, tmp_path, capsys):
    """The proposed recipe of a file is the same with a remembered mapping of its shape as without one."""
    file = tmp_path / "f.csv"
    file.write_text("Image,Spend\n" + "no,1\nyes,2\n" * 30)
    remember(shape_of(read_table(file.read_bytes(), "f.csv")), mapping("yes", "no"), TODAY)
    (mapped,) = folder.iterdir()
    before = mapped.read_bytes()
    main(["recipe", str(file)])
    proposed = json.loads(capsys.readouterr().out)["scoring"]["indicators"]["brand"]
    assert proposed["rule"]["words"] == ["no", "yes"]
    assert [mapped.read_bytes()] == [before]
