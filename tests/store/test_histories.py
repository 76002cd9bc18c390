"""Single customers over many runs, read from what the runs kept, and whether a state is a run already."""

import numpy as np
import pytest

from core.importing.coded import as_text
from core.problems import DataProblem
from core.store import histories, projects, runs, saving
from core.store.histories import Histories
from core.study import Study
from core.tiers import TIERS
from tests.test_study import people


@pytest.fixture
def project(store, trained) -> str:
    """A project with a trained study."""
    made = projects.create(store, "P")
    saving.save(store, made, trained, 0)
    return made


@pytest.fixture
def three(store, project, trained) -> list[Study]:
    """Three runs: the study, other customers under its network, and the first again with other cut-offs."""
    later = Study(people(220, seed=4), trained.recipe).draw().change(model=trained.model)
    cut = trained.change(recipe=trained.recipe.replaced("cutoffs.by", "values").replaced("cutoffs.a", 0.9))
    made = [trained, later, cut]
    for study in made:
        runs.add(store, project, study)
    return made


@pytest.mark.parametrize("rows_a_group", [7, 65_536])
def test_a_customer_is_found_in_each_run_with_what_it_kept(store, project, trained, three, rows_a_group, monkeypatch):
    """K to the bit and tier, wherever in the file she lies; None in a run that has not seen her; nothing is valued."""
    monkeypatch.setattr(runs, "ROWS_A_GROUP", rows_a_group)
    runs.add(store, project, trained.change(recipe=trained.recipe.replaced("tier_names", {"A": "Gold"})))
    monkeypatch.setattr(Study, "segments", None)
    found = runs.listed(store, project)[::-1]
    held = Histories(store)
    for customer in ("c0", "c150", "c199", "c219", "nobody"):
        seen = held.of(project, found, customer)
        assert [one.run.name for one in seen] == ["Run 1", "Run 2", "Run 3", "Run 4"]
        for one in seen:
            kept = runs.result(store, one.run.id).set_index("id")
            if customer in kept.index:
                assert (one.k, one.tier) == (kept["k"][customer], kept["tier"][customer])
            else:
                assert (one.k, one.tier) == (None, None)
        assert held.of(project, found, customer) == seen


def test_ids_of_one_file_are_unpacked_once(store, project, three, monkeypatch):
    """Runs of one file share them; of others as many are kept as there is room for."""
    held, found = Histories(store), runs.listed(store, project)[::-1]
    first, other, third = held.whole(project, found)
    assert first.ids is third.ids
    assert first.ids is not other.ids
    monkeypatch.setattr(histories, "MOST_IDS", 200)
    tight = Histories(store)
    for _ in range(2):
        assert [one.k is None for one in tight.of(project, found, "c210")] == [True, False, True]
    assert len(tight._ids) == 1


def test_whole_results_are_those_that_were_kept(store, project, three):
    """Ids, K and tiers of all customers of the runs that were asked for."""
    found = runs.listed(store, project)
    for run, made in zip(found, Histories(store).whole(project, found), strict=True):
        kept = runs.result(store, run.id)
        assert as_text(made.ids).tolist() == kept["id"].tolist()
        assert made.k.tobytes() == kept["k"].to_numpy().tobytes()
        assert [TIERS[place] for place in made.place] == kept["tier"].tolist()


def test_ids_are_found_by_a_part_of_them(store, project, three):
    """The one that is meant, else those that hold the words, whatever their case, and no more than asked for."""
    newest = runs.listed(store, project)[0]
    held = Histories(store)
    assert held.named(project, newest, "c19", 50) == ["c19"]
    assert held.named(project, newest, "C19", 50) == ["c19", *(f"c19{k}" for k in range(10))]
    assert held.named(project, newest, "c", 5) == ["c0", "c1", "c2", "c3", "c4"]
    assert held.named(project, newest, ".*", 5) == []


def test_a_damaged_result_is_told_in_one_sentence(store, project, three):
    """Cut short, or gone from the folder."""
    found = runs.listed(store, project)
    blob = store.blobs.folder / runs.result_blobs(store, project)[found[0].id]
    blob.write_bytes(blob.read_bytes()[:100])
    with pytest.raises(DataProblem, match="result of a run is missing or damaged"):
        Histories(store).of(project, found, "c1")
    blob.unlink()
    with pytest.raises(DataProblem, match="result of a run is missing or damaged"):
        Histories(store).whole(project, found)


def test_a_state_is_a_run_where_one_holds_its_tables_network_and_cut_offs(store, project, trained, three):
    """Whatever else has changed; other cut-offs, another network or other customers are none of the runs."""
    assert runs.holding(store, project, trained) == "Run 1"
    assert runs.holding(store, project, three[1]) == "Run 2"
    assert runs.holding(store, project, trained.change(recipe=trained.recipe.replaced("network.seed", 9))) == "Run 1"
    moved = trained.recipe.replaced("cutoffs.by", "values").replaced("cutoffs.a", 0.8)
    assert runs.holding(store, project, trained.change(recipe=moved)) is None
    assert runs.holding(store, project, trained.change(second=people(50))) is None
    assert runs.holding(store, projects.create(store, "Other"), trained) is None
    fresh = Study(people(), trained.recipe, trained.sample, trained.model)
    assert runs.holding(store, project, fresh) is None  # not yet saved, so in no run
    assert np.isfinite(trained.segments().k).all()


def test_row_17_of_another_table_is_somebody_else(store, project, trained):
    """Where no column names the customers, ids mean something within one table alone."""
    unnamed = trained.recipe.replaced("scoring.id_column", None)
    other = Study(people(seed=8), unnamed).trained()
    for study in (other, other, Study(people(seed=9), unnamed).trained(), trained):
        runs.add(store, project, study)
    named, third, second, first = runs.listed(store, project)
    assert (named.named, first.named) == (True, False)
    assert first.knows_those_of(second)
    assert not third.knows_those_of(first)
    assert not named.knows_those_of(first)
    assert named.knows_those_of(named)
