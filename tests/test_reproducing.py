"""A run made again: the same bytes, or what differs, in one sentence."""

import dataclasses
import datetime as dt

import numpy as np
import pandas as pd
import pytest

from core.comparing.reproducing import Reproduced, Step, reproduce
from core.recipe import Split, TrainingSettings
from core.study import Study
from tests.test_study import people, recipe

NOW = {"tierboard": "1", "numpy": "2.4.0"}


@pytest.fixture(scope="module")
def trained() -> Study:
    """Two hundred people and an ensemble of four nets."""
    return Study(people(), recipe().replaced("network.nets", 4)).trained()


def result_of(study: Study) -> pd.DataFrame:
    """What a run keeps of its customers."""
    made = study.segments()
    return pd.DataFrame({"id": pd.Series(made.scores.ids, dtype="str"), "k": made.k, "tier": made.tier})


def again(study: Study, kept: pd.DataFrame | None = None, then: dict[str, str] = NOW) -> Reproduced:
    """The end of making a run again, its study opened anew."""
    opened = Study(study.table, study.recipe, study.sample, study.model, grades=study.grades)
    last = Step(0)
    for step in reproduce(opened, result_of(study) if kept is None else kept, then, NOW):
        assert last.done <= step.done <= 1
        last = step
    return last.reproduced


def test_an_ensemble_comes_out_again_to_the_byte(trained):
    """Network, K and tiers; said in one sentence."""
    made = again(trained)
    assert made.same
    assert made.in_words == "The same bytes: network, K of 200 customers and tiers."


def test_a_training_stopped_by_hand_is_repeated_to_where_it_was_stopped():
    """The model knows net and epoch of the stop; its recipe in the run does not."""
    rules = TrainingSettings(epochs=200, max_seconds=3600, split=Split(validation=0, test=0.2))
    study = Study(people(), recipe().model_copy(update={"training": rules})).draw()
    records = study.train()
    for _ in range(230):
        next(records)
    last = records.send(True)
    while last.model is None:
        last = next(records)
    assert study.recipe.training.stop_at is None
    assert again(study.change(model=last.model)).same


def test_a_limit_of_time_that_did_not_stop_it_does_not_stop_it_now(trained):
    """On a slower day the limit would be reached; the run did not know it."""
    hurried = trained.recipe.replaced("training.max_seconds", 1e-9)
    model = dataclasses.replace(trained.model, recipe=hurried)
    assert again(trained.change(recipe=hurried, model=model)).same


def test_a_kept_k_that_was_changed_is_told_from_a_network_that_was(trained):
    """One customer's K and tier altered: the network is still the same, and that is said."""
    kept = result_of(trained)
    kept.loc[7, "k"], kept.loc[7, "tier"] = kept["k"][7] - 0.25, {"D": "A"}.get(kept["tier"][7], "D")
    made = again(trained, kept)
    assert not made.same
    assert made.in_words == (
        "The network is the same to the byte, but not what it says: K differs by at most 0.2 for 1 customer,"
        " 1 tier differs; the versions are the same, so something of what was kept has been changed since."
    ).replace("0.2 for", f"{made.kept.most:.1g} for")


def test_a_network_that_came_out_otherwise_is_told_with_the_versions(trained):
    """Rounding of another version: by how much, for how many, and what it was made with."""

    def rounded(net):
        moved = net.result.network.with_weights(net.result.network.weights * (1 + 1e-9))
        return dataclasses.replace(net, result=net.result._replace(network=moved))

    nets = tuple(rounded(net) for net in trained.model.nets)
    other = trained.change(model=dataclasses.replace(trained.model, nets=nets))
    made = again(other, then=NOW | {"numpy": "2.3.1"})
    assert made.network is False
    assert made.kept.nothing
    assert made.anew.k > 0
    assert made.anew.most < 1e-8
    said = made.in_words
    assert said.startswith("K differs by at most ")
    assert said.endswith(", no tier differs; it was made with numpy 2.3.1, this is 2.4.0.")


def test_customers_in_another_order_or_gone_are_matched_by_their_ids(trained):
    """Order is no difference; who is missing from what was kept is one."""
    kept = result_of(trained)[::-1].reset_index(drop=True)
    assert again(trained, kept).same
    made = again(trained, kept[1:])
    assert made.kept.unknown == 1
    assert "1 customer is in one of the two only" in made.in_words


def test_a_state_valued_by_a_network_of_other_customers_is_valued_again(trained):
    """Nothing is there to train it on, and the sentence says so; its K is still confirmed."""
    later = Study(people(seed=2), trained.recipe).draw().change(model=trained.model)
    made = again(later)
    assert made.network is None
    assert made.in_words == (
        "The same bytes: K of 200 customers and tiers, by the kept network. It cannot be trained again here:"
        " the data and the drawn sample are not what its network was trained on."
    )


def test_a_sample_drawn_anew_after_the_training_is_drawn_as_it_was(trained):
    """The run holds another sample than its network was trained on; its seed draws the former one."""
    later = trained.change(recipe=trained.recipe.replaced("sample.seed", 99)).draw()
    assert set(later.sample.ids) != set(trained.sample.ids)
    assert again(later).same


def test_dates_that_lay_in_the_future_then_are_counted_from_the_same_day():
    """The reference date is the network's, whatever the day of making it again."""
    joined = {"columns": ("joined",), "dates": True, "rule": {"kind": "quintiles"}}
    chosen = recipe().replaced("scoring.indicators.persistence", joined)
    trained = Study(people(), chosen.replaced("scoring.reference_date", dt.date(2026, 3, 1))).trained()
    # As if the recipe had left the day to be found, and it was found to be another one.
    model = dataclasses.replace(trained.model, recipe=chosen)
    later = trained.change(recipe=chosen, model=model)
    assert Study(people(), chosen).scores().fitted.reference_date != dt.date(2026, 3, 1)
    assert again(later).same


def test_it_can_be_left_midway(trained):
    """Each step is a place to end, and what was begun is closed."""
    steps = reproduce(trained, result_of(trained), NOW, NOW)
    for _ in range(3):
        assert next(steps).reproduced is None
    steps.close()
    assert list(steps) == []
    assert np.isfinite(trained.segments().k).all()
