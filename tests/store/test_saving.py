"""A study saved and opened again is the same study: equal keys, equal bytes."""

import dataclasses
import threading

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from core.grading.grades import Grades, Sheet
from core.importing.coded import Coded
from core.importing.table import Personal, Reading, Table, content_hash
from core.judging.alike import Groups
from core.judging.judged import Judged
from core.judging.verdict import Calibration, Compared, Verdict
from core.keys import STEPS
from core.stability import Stability, landing
from core.store import projects, saving
from core.store.parts import FORMS, read_held
from core.store.store import Gone, Overtaken, Store
from core.study import Study
from core.wave import Former
from tests.test_study import people

SAMPLES = ["survey.csv", "survey_raw.xlsx", "survey_graded.csv", "orders.csv"]


@pytest.mark.parametrize("file", SAMPLES)
def test_a_shipped_example_comes_back_with_equal_keys_and_bytes(opened, shipped, file):
    """Every key, K, tiers, table, sample and model of each shipped example are the same on another server."""
    study, store = shipped[file], opened()
    project = projects.create(store, file)
    assert saving.save(store, project, study, 0) == 1
    back = saving.load(opened(), project)
    assert (back.revision, back.name) == (1, study.recipe.name)
    same(back.study, study)


def same(ours: Study, theirs: Study) -> None:
    """Whether two studies are equal to the byte."""
    assert ours.recipe == theirs.recipe
    assert {step: ours.parts(step) for step in STEPS} == {step: theirs.parts(step) for step in STEPS}
    for one, other in ((ours.table, theirs.table), (ours.second, theirs.second)):
        assert (one is None) == (other is None)
        if one is not None:
            same_table(one, other)
    assert ours.sample.ids.tolist() == theirs.sample.ids.tolist()
    assert (ours.sample.quotas, ours.sample.parts, ours.sample.rule) == (
        theirs.sample.quotas,
        theirs.sample.parts,
        theirs.sample.rule,
    )
    assert ours.model.recipe == theirs.model.recipe
    assert ours.model.parts == theirs.model.parts
    assert ours.model.evaluation.ids.tolist() == theirs.model.evaluation.ids.tolist()
    assert ours.state("model") == theirs.state("model")
    assert ours.recipe_of_result() == theirs.recipe_of_result()
    assert ours.segments().k.tobytes() == theirs.segments().k.tobytes()
    assert ours.segments().tier.tolist() == theirs.segments().tier.tolist()
    assert ours.segments().scores.ids.tolist() == theirs.segments().scores.ids.tolist()
    assert (ours.grades, ours.customer_notes) == (theirs.grades, theirs.customer_notes)


def same_table(one: Table, other: Table) -> None:
    """Whether two tables are equal to the byte."""
    assert (one.hash, one.name, one.sheet, one.reading) == (other.hash, other.name, other.sheet, other.reading)
    assert content_hash(one.held) == one.hash
    assert one.rows.tobytes() == other.rows.tobytes()
    assert one.rows.dtype == other.rows.dtype
    assert one.headings == other.headings
    assert one.frame.columns.dtype == other.frame.columns.dtype
    kinds = [[type(table.column(heading)) for heading in table.headings] for table in (one, other)]
    assert kinds[0] == kinds[1]


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
heads = texts.filter(bool)
cells = st.one_of(
    hnp.arrays(float, 3, elements=st.floats(width=64)),
    st.lists(st.one_of(texts, st.none()), min_size=3, max_size=3).map(lambda some: pd.Series(some, dtype="str")),
    st.builds(
        lambda places, cells: Coded(np.array(places, np.int8), pd.Series(cells, dtype="str")),
        st.lists(st.integers(-1, 0), min_size=3, max_size=3),
        st.lists(texts.filter(bool), min_size=1, max_size=9, unique=True),
    ),
    st.builds(
        lambda unit, days: np.array(days).astype(f"datetime64[{unit}]"),
        st.sampled_from(["s", "ms", "us", "ns"]),
        st.lists(st.just(np.iinfo(np.int64).min) | st.integers(-(2**40), 2**50), min_size=3, max_size=3),
    ),
)


@settings(max_examples=60)
@given(
    columns=st.dictionaries(heads, cells, min_size=1, max_size=4),
    rows=hnp.arrays(np.int64, 3),
    sheet=st.none() | texts,
    remarks=st.lists(texts, max_size=2),
    left_out=st.lists(st.tuples(st.integers(1, 2**40), texts), max_size=2),
)
def test_any_table_comes_back_to_the_bit(columns, rows, sheet, remarks, left_out):
    """Every NaN's bits, minus zero, every unit of dates, any text and heading, and how the file was read."""
    held = {h: column if isinstance(column, Coded) else pd.Series(column) for h, column in columns.items()}
    reading = Reading(
        "text", None, tuple(remarks), tuple(left_out), (Personal("a", "mail", "kept"),), {"q": ((1, "x"),)}
    )
    table = Table(held, rows, "f.csv", sheet, content_hash(held), reading)
    form = FORMS["table"]
    back = read_held("table", form.write(table))
    same_table(back, table)
    assert form.write(back) == form.write(table)


def with_everything(study: Study) -> Study:
    """The study with all that it can hold beside its model."""
    rng, drawn = np.random.default_rng(3), study.sample.ids
    m, n = len(drawn), len(study.segments().k)
    judged = Judged(
        Verdict("beats", "It does.", (Compared("network", 0.1, 0.2, 0.1, 0.3), Compared("line", 0.2)), m),
        Calibration((0.1, 0.2), (0.15, 0.3), 1.0, -0.01),
        drawn,
        rng.uniform(size=m),
        {"network": rng.uniform(size=(2, m)), "line": rng.uniform(size=(2, m))},
        rng.integers(0, 5, (2, m)),
        Groups(np.arange(m) // 2, ("Twins.",)),
        study.parts("judging"),
    )
    stability = Stability(rng.uniform(size=(3, n)).astype(np.float32), np.arange(n), n, study.model.hash)
    grades = Grades("A-D", (Sheet("Ann", "ann.xlsx", ("c1", "c2"), ("A", "")), Sheet("Bob", "b.csv", ("c3",), ("d",))))
    return study.change(
        judged=judged,
        stability=stability,
        grades=grades,
        customer_notes={"c1": "Likes tea\n🙂"},
        second=people(30, seed=2),
        former=Former("q1.csv", "q4.csv", np.array(["c1", "ü\n2"], dtype=object), ("It is so.",)),
    )


def test_all_that_a_study_can_hold_comes_back(opened, trained):
    """The check, the retrainings, grades, notes and a second table: to the byte."""
    study, store = with_everything(trained), opened()
    project = projects.create(store, "All")
    saving.save(store, project, study, 0)
    back = saving.load(opened(), project).study
    same(back, study)
    ours, theirs = back.judged, study.judged
    assert (ours.verdict, ours.calibration, ours.parts) == (theirs.verdict, theirs.calibration, theirs.parts)
    for name in ("ids", "expected", "fold"):
        assert getattr(ours, name).tolist() == getattr(theirs, name).tolist()
    assert {k: v.tobytes() for k, v in ours.estimates.items()} == {k: v.tobytes() for k, v in theirs.estimates.items()}
    assert (ours.groups.of.tolist(), ours.groups.words) == (theirs.groups.of.tolist(), theirs.groups.words)
    assert (back.former.hash, back.former.said) == (study.former.hash, study.former.said)
    assert (back.former.name, back.former.trained_on) == ("q1.csv", "q4.csv")
    assert back.stability.k.dtype == np.float32
    assert landing(back).own.tobytes() == landing(study).own.tobytes()


def test_everything_that_a_study_holds_is_saved():
    """A part that is added to the study must be given a form, or be left out here for a reason."""
    assert {field.name for field in dataclasses.fields(Study)} == {*FORMS, "recipe", "memo"}


def test_a_slider_that_moved_writes_no_blob(store, trained, monkeypatch):
    """What has not changed is neither made into bytes again nor written; so it is after a load."""
    project = projects.create(store, "P")
    saving.save(store, project, trained, 0)
    study = saving.load(store, project).study
    assert study.table is trained.table  # what is in memory is not read again
    monkeypatch.setattr(store.blobs, "put", lambda data: pytest.fail("a blob was written"))
    for revision, value in enumerate((1, 2, 3), start=1):
        study = study.change(recipe=study.recipe.replaced("weights.indicators.recency", value))
        saving.save(store, project, study, revision)
    assert saving.load(store, project).study.recipe == study.recipe


def test_what_a_study_no_longer_has_is_no_longer_saved(store, trained):
    """A new file without sample and model leaves none of the former ones; the blobs go when they are collected."""
    project = projects.create(store, "P")
    saving.save(store, project, with_everything(trained), 0)
    saving.save(store, project, Study(people(50, seed=9), trained.recipe), 1)
    back = saving.load(store, project).study
    assert (back.sample, back.model, back.judged, back.grades, back.second) == (None,) * 5
    assert len(list(store.blobs.folder.iterdir())) == 11
    assert store.collect() == 0  # too young
    assert store.collect(grace=-1) == 10
    assert saving.load(store, project).study.table.hash == people(50, seed=9).hash


def test_an_overtaken_save_is_refused_and_changes_nothing(opened, trained):
    """Two servers open revision 1; the first to save wins, the other is told the revision and loses nothing."""
    ours, theirs = opened(), opened()
    project = projects.create(ours, "P")
    saving.save(ours, project, trained, 0)
    mine = saving.load(ours, project).study
    saving.save(theirs, project, mine.change(recipe=mine.recipe.replaced("name", "Theirs")), 1)
    with pytest.raises(Overtaken, match="changed a moment ago in another window") as refused:
        saving.save(ours, project, mine.change(recipe=mine.recipe.replaced("name", "Mine")), 1)
    assert refused.value.revision == 2
    assert saving.load(ours, project).study.recipe.name == "Theirs"


def test_a_new_project_is_made_with_its_first_state_or_not_at_all(opened, trained, monkeypatch):
    """Whatever ends the save before its end, no empty project is left in the list."""
    store, project = opened(), projects.new_id()
    with monkeypatch.context() as broken:
        broken.setattr(saving, "replace_parts", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            saving.save(store, project, trained, None)
    assert projects.listed(store) == []
    assert saving.save(store, project, trained, None) == 1
    same(saving.load(opened(), project).study, trained)


@pytest.mark.parametrize("expected", [None, 1])
def test_a_save_whose_answer_was_lost_is_no_other_window(store, trained, expected):
    """The connection breaks after the commit: the next try finds its own state there, and has not been overtaken."""
    project = projects.new_id()
    if expected:
        saving.save(store, project, Study(people(50), trained.recipe), None)
    revision = saving.save(store, project, trained, expected)
    assert saving.save(store, project, trained, expected) == revision
    with pytest.raises(Overtaken):
        saving.save(store, project, trained.change(customer_notes={"c1": "Other"}), expected)


def test_of_many_who_save_at_once_one_wins(opened, trained):
    """Eight threads of two servers save on revision 0: one is let through, seven are refused, nothing is mixed."""
    stores, told = [opened(), opened()], []
    project = projects.create(stores[0], "P")

    def work(number: int) -> None:
        study = trained.change(recipe=trained.recipe.replaced("name", f"Number {number}"))
        try:
            told.append(saving.save(stores[number % 2], project, study, 0))
        except Overtaken:
            told.append(None)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told, key=str) == [1] + [None] * 7
    assert saving.load(stores[0], project).revision == 1


def test_a_blob_taken_away_before_the_commit_is_written_again(opened, trained, monkeypatch):
    """Another server clears away, in the moment between file and row, what nothing points at yet: the save holds."""
    ours, theirs = opened(), opened()
    project, keep = projects.create(ours, "P"), ours.keep
    taken = []

    def keep_then_lose(study):
        kept = keep(study)
        if not taken:
            taken.append(theirs.collect(grace=-1))
        return kept

    monkeypatch.setattr(ours, "keep", keep_then_lose)
    saving.save(ours, project, trained, 0)
    assert taken == [4]
    same(saving.load(opened(), project).study, trained)


def test_a_project_that_is_not_there_is_told_so(store, trained):
    """Neither opened nor saved; deleted ones neither."""
    project = projects.create(store, "P")
    projects.delete(store, project)
    for unknown in ("none", project):
        with pytest.raises(Gone, match="no such project"):
            saving.load(store, unknown)
        with pytest.raises(Gone, match="no such project"):
            saving.save(store, unknown, trained, 0)


def test_the_store_is_safe_to_open_in_one_process_many_times(opened):
    """Stores opened one after the other see the same projects."""
    project = projects.create(opened(), "P")
    assert [p.id for p in projects.listed(opened())] == [project]
    assert isinstance(opened(), Store)
