"""The study: keys, states, and the whole way from a table to tiers."""

import numpy as np
import pandas as pd
import pytest

from core.export.customers import customer_table
from core.importing.table import Table, content_hash
from core.keys import STEPS
from core.memo import Memo
from core.notices import notices
from core.problems import DataProblem
from core.recipe import (
    FileSettings,
    Measure,
    NetworkSettings,
    Part,
    Quintiles,
    Recipe,
    Scale,
    Scoring,
    SecondFile,
    Split,
    Target,
    TrainingSettings,
)
from core.states import State
from core.study import Study

COLUMNS = {"recency": "r", "frequency": "f", "monetary": "m", "brand": "b", "visits": "v"}


def people(n: int = 200, seed: int = 1) -> Table:
    """A survey of n people with five indicators of 1 to 5, a grade, an outcome and a date."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame({c: rng.integers(1, 6, n).astype(float) for c in COLUMNS.values()})
    frame.insert(0, "id", [f"c{i}" for i in range(n)])
    frame["grade"] = rng.integers(0, 101, n).astype(float)
    frame["spent"] = rng.uniform(0, 100, n)
    frame["joined"] = pd.to_datetime("2025-01-01") + pd.to_timedelta(rng.integers(0, 365, n), unit="D")
    return Table(frame, np.arange(2, n + 2), "people.csv", None, content_hash(frame))


def recipe(**parts) -> Recipe:
    """A recipe for `people` that trains in a moment."""
    indicators = {i: Measure(columns=(c,), rule=Scale()) for i, c in COLUMNS.items()}
    parts = {"scoring": Scoring(id_column="id", indicators=indicators), **parts}
    return Recipe(network=NetworkSettings(nets=2), training=TrainingSettings(epochs=30), **parts)


@pytest.fixture
def study() -> Study:
    """A study of 200 people, untrained."""
    return Study(people(), recipe())


ALL = set(STEPS)
DOWN_FROM_SCORES = {"scores", "bands", "sensitivity", "sample", "target", "model"}
# Every field of the recipe, another value for it, and the steps that read it. Segments read the model as it was
# trained, so that a changed recipe alone leaves them as they are, but for the cut-offs.
FIELDS = [
    ("name", "Other", set()),
    ("file", FileSettings(sheet="x", encoding="gb18030", delimiter=";", header_row=2), set()),
    ("orders", {"customer": "id", "date": "joined", "amount": "m"}, {"customers", *DOWN_FROM_SCORES}),
    ("second", SecondFile(key="id", second_key="id"), {"customers", *DOWN_FROM_SCORES}),
    ("sent_out", 600, set()),
    ("audiences", [{"name": "x"}], set()),
    ("changeable", ("brand",), set()),
    ("scoring.id_column", None, DOWN_FROM_SCORES),
    ("scoring.pseudonyms", True, DOWN_FROM_SCORES),
    ("scoring.review.duration_column", "m", DOWN_FROM_SCORES),
    ("scoring.review.fast", 0.5, DOWN_FROM_SCORES),
    ("scoring.review.new_days", 30, DOWN_FROM_SCORES),
    ("scoring.review.leave_out", ("outlier",), DOWN_FROM_SCORES),
    ("scoring.duplicates", "last", DOWN_FROM_SCORES),
    ("scoring.reference_date", "2026-02-01", set()),
    ("scoring.indicators.brand", Measure(columns=("b",), rule=Scale(low=0)), DOWN_FROM_SCORES),
    ("scoring.indicators.visits.rule", Quintiles(edges=(2, 3, 4, 5)), DOWN_FROM_SCORES),
    ("weights.dimensions.internet", 9, {"sensitivity", "target", "model"}),
    ("weights.indicators.recency", 9, {"bands", "sensitivity", "sample", "target", "model"}),
    ("weights.indicators.brand", 9, set()),  # alone in its dimension: its share stays 1
    ("weights.indicators.repeat", 9, set()),  # not mapped
    ("weights.decided", "panel", set()),  # of nobody: the weights set by hand stand
    ("weights.mean", "geometric", set()),
    ("weights.panel", ({"name": "Ann", "indicators": {"recency": 9}},), set()),  # decided by hand
    ("bands.edges", (1.5, 2.5, 3.5, 4.5), {"bands", "sensitivity", "sample"}),
    ("sensitivity", {"spread": 0.2, "draws": 100, "seed": 2}, {"sensitivity"}),
    ("sample.fraction", 0.4, {"sample"}),
    ("sample.cap", 50, {"sample"}),
    ("sample.seed", 9, {"sample"}),
    ("grading", {"scale": "1-5", "graders": ["Ann", "Bob"], "overlap": 0.5, "shared_by": "two", "seed": 2}, set()),
    ("target", {"kind": "grade", "column": "grade", "scale": "0-100"}, {"sensitivity", "target", "model"}),
    ("target.column", "spent", set()),  # the weighted score reads no column
    ("target.scale", "1-5", set()),
    ("target.reversed", True, set()),
    ("network.hidden", 5, {"model"}),
    ("network.hidden_transfer", "logsig", {"model"}),
    ("network.output_transfer", "purelin", {"model"}),
    ("network.nets", 3, {"model"}),
    ("network.seed", 3, {"model"}),
    ("training.epochs", 31, {"model"}),
    ("training.goal", 0.1, {"model"}),
    ("training.lr", 0.1, {"model"}),
    ("training.lr_inc", 1.1, {"model"}),
    ("training.lr_dec", 0.5, {"model"}),
    ("training.max_perf_inc", 1.1, {"model"}),
    ("training.mc", 0.5, {"model"}),
    ("training.algorithm", "trainlm", {"model"}),
    ("training.delta0", 0.1, {"model"}),
    ("training.delt_inc", 1.3, {"model"}),
    ("training.delt_dec", 0.4, {"model"}),
    ("training.deltamax", 40, {"model"}),
    ("training.sigma", 0.0001, {"model"}),
    ("training.scg_lambda", 1e-06, {"model"}),
    ("training.mu", 0.01, {"model"}),
    ("training.mu_dec", 0.2, {"model"}),
    ("training.mu_inc", 5, {"model"}),
    ("training.mu_max", 1000000000.0, {"model"}),
    ("training.min_grad", 0.1, {"model"}),
    ("training.max_fail", 7, {"model"}),
    ("training.max_seconds", 5, {"model"}),
    ("training.stop_at", {"net": 1, "epoch": 9}, {"model"}),
    ("training.split", Split(validation=0.2), {"model"}),
    ("training.normalise_on", "sample", {"model"}),
    ("training.weighting", "band", {"model"}),
    ("training.weight_column", "m", set()),  # all count the same
    ("judging.keep_together", "spent", {"judging"}),
    ("judging.seed", 2, {"judging"}),
    ("cutoffs.a", 0.8, {"sensitivity", "segments"}),
    ("cutoffs.b", 0.6, {"sensitivity", "segments"}),
    ("cutoffs.c", 0.2, {"sensitivity", "segments"}),
    ("cutoffs.by", "breaks", {"sensitivity", "segments"}),
    ("cutoffs.share_a", 0.1, set()),  # cut by value
    ("cutoffs.share_b", 0.1, set()),
    ("cutoffs.share_c", 0.1, set()),
    ("tier_names", {"A": "Stars"}, {"segments"}),
    ("strategy.notes", {"A": "call"}, set()),
    ("strategy.owners", {"watch": "Ann"}, set()),
    ("strategy.actions", {"let go": "one message"}, set()),
    ("strategy.until", {"B": "2026-03-01"}, set()),
    ("strategy.contacts", {"A": 4}, set()),
    ("strategy.cost", {"A": 1.5}, set()),
    ("strategy.currency", "EUR", set()),
    ("sharing", {"hide_small": True, "columns": ("Tier",), "own": ("m",), "pseudonyms": True}, set()),
]


@pytest.mark.parametrize(("path", "value", "steps"), FIELDS, ids=[f[0] for f in FIELDS])
def test_a_changed_field_changes_exactly_the_keys_of_the_steps_that_read_it(study, path, value, steps):
    """No step is computed again for a field it does not read, and none goes stale for one it does."""
    changed = study.change(recipe=study.recipe.replaced(path, value))
    steps = steps | {"judging"} if "model" in steps else steps  # the check reads all that the model reads
    assert {step for step in STEPS if changed.key(step) != study.key(step)} == steps


def test_every_field_of_the_recipe_is_in_the_list_above():
    """A new field must say which steps read it."""
    listed = {path for path, _, _ in FIELDS}

    def fields(part, way=""):
        for name in type(part).model_fields:
            value, path = getattr(part, name), f"{way}{name}"
            if isinstance(value, Part) and path not in listed:
                yield from fields(value, f"{path}.")
            elif isinstance(value, dict) and any(p.startswith(f"{path}.") for p in listed):
                continue
            else:
                yield path

    assert set(fields(Recipe())) - listed - {"version", "target.kind"} == set()


@pytest.mark.parametrize(
    ("target", "readers"),
    [
        (Target(kind="grade", column="grade", scale="0-100"), {"target.column", "target.scale"}),
        (Target(kind="outcome", column="spent"), {"target.column", "target.reversed", "training.split"}),
    ],
)
def test_grades_and_outcomes_read_their_own_fields_and_no_weights(target, readers):
    """The weights shape K only with the weighted score; an outcome's ranks depend on the parts of the sample."""
    study = Study(people(), recipe(target=target))
    changes = {
        "target.column": "m",
        "target.scale": "1-5",
        "target.reversed": True,
        "training.split": Split(validation=0.2),
        "weights.indicators.recency": 9,
        "weights.dimensions.internet": 9,
    }
    moved = {
        p
        for p, v in changes.items()
        if study.change(recipe=study.recipe.replaced(p, v)).key("target") != study.key("target")
    }
    assert moved == readers


def test_the_reference_date_is_read_where_dates_are():
    """Without a date column it changes nothing; with one, everything from the scores on."""
    dated = recipe().replaced("scoring.indicators.persistence", Measure(columns=("joined",), dates=True))
    study = Study(people(), dated)
    moved = study.change(recipe=dated.replaced("scoring.reference_date", "2026-02-01"))
    assert {s for s in STEPS if moved.key(s) != study.key(s)} == DOWN_FROM_SCORES | {"judging"}


def test_weights_in_proportion_have_one_key(study):
    """3 : 3 : 4 is 6 : 6 : 8: the same shares, the same bands."""
    halved = study.recipe
    for i in ("recency", "frequency", "monetary"):
        halved = halved.replaced(f"weights.indicators.{i}", halved.weights.indicators[i] / 2)
    assert study.change(recipe=halved).key("bands") == study.key("bands")


def test_a_panel_is_read_where_it_decides(study):
    """A moved importance of an expert moves what a slider moves; the same weights set by hand move nothing."""
    ann = {"name": "Ann", "indicators": {"recency": 3, "frequency": 3, "monetary": 6}}
    decided = study.recipe.replaced("weights.panel", (ann,)).replaced("weights.decided", "panel")
    ann["indicators"]["recency"] = 9
    moved = decided.replaced("weights.panel", (ann,))
    ours, theirs = study.change(recipe=decided), study.change(recipe=moved)
    assert {s for s in STEPS if ours.key(s) != theirs.key(s)} == {*DOWN_FROM_SCORES, "judging"} - {"scores"}
    by_hand = decided.replaced("weights.decided", "hand")
    for indicator, share in ours.shares().within.items():
        by_hand = by_hand.replaced(f"weights.indicators.{indicator}", 7.3 * share)
    assert study.change(recipe=by_hand).key("model") == ours.key("model")


def test_scores_and_bands_follow_at_once_and_sample_and_model_say_what_changed(study):
    """A moved weight changes the bands; the drawn sample and the trained model stay, labelled in words."""
    assert study.state("sample") == study.state("model") == State("to do")
    trained = study.trained()
    assert trained.state("sample") == trained.state("model") == State("done")
    moved = trained.change(recipe=trained.recipe.replaced("weights.indicators.recency", 1))
    assert not np.array_equal(moved.bands().c, trained.bands().c)
    assert moved.state("sample") == State("out of date", ("the weights of R, F and M",))
    assert moved.state("model") == State("out of date", ("the weights",))
    assert moved.state("model").in_words == "out of date: the weights changed since"
    np.testing.assert_array_equal(moved.segments().k, trained.segments().k)
    back = moved.change(recipe=trained.recipe)
    assert back.state("model") == State("done")


def test_a_new_drawing_makes_the_model_out_of_date(study):
    """The model learned from the former sample."""
    trained = study.trained()
    redrawn = trained.change(recipe=trained.recipe.replaced("sample.seed", 5)).draw()
    assert redrawn.state("sample") == State("done")
    assert redrawn.state("model") == State("out of date", ("the drawn sample",))


def test_moved_cut_offs_move_customers_without_training(study):
    """Segments follow the cut-offs at once; the model stays current."""
    trained = study.trained()
    moved = trained.change(recipe=trained.recipe.replaced("cutoffs.a", 0.6))
    assert moved.state("model") == State("done")
    assert (moved.segments().tier == "A").sum() > (trained.segments().tier == "A").sum()


def test_wanted_shares_are_read_where_they_cut(study):
    """A moved share moves what a moved number moves, and a number then moves nothing."""
    by_share = study.change(recipe=study.recipe.replaced("cutoffs.by", "shares"))
    moved = by_share.change(recipe=by_share.recipe.replaced("cutoffs.share_b", 0.1))
    assert {s for s in STEPS if moved.key(s) != by_share.key(s)} == {"sensitivity", "segments"}
    idle = by_share.change(recipe=by_share.recipe.replaced("cutoffs.b", 0.6))
    assert {s for s in STEPS if idle.key(s) != by_share.key(s)} == set()


def test_a_kept_model_cuts_a_later_file_at_the_numbers_found_here(study):
    """Cut by shares, the model to keep holds numbers, names and notes; another file has other shares under them."""
    trained = study.trained()
    cut = trained.recipe.replaced("cutoffs.by", "shares").replaced("tier_names.A", "Stars")
    cut = cut.replaced("strategy.notes.A", "call").replaced("strategy.until.watch", "2026-03-01")
    trained = trained.change(recipe=cut)
    kept = trained.model_to_keep()
    assert kept.hash == trained.model.hash
    assert kept.recipe.strategy == trained.recipe_of_result().strategy == cut.strategy
    later = Study(people(seed=2), kept.recipe, model=kept).segments()
    assert later.cutoffs.by == "values"
    assert later.cutoffs.numbers == trained.segments().cutoffs.numbers
    assert later.table["name"].tolist()[0] == "Stars"
    assert later.table["customers"].tolist() != trained.segments().table["customers"].tolist()
    assert trained.recipe_of_result().cutoffs.by == "shares"


def test_a_yes_no_outcome_is_cut_by_shares_unless_somebody_chose():
    """K learned from yes and no piles up at one end; numbers that were chosen stay."""
    table = people()
    table.frame["stayed"] = np.where(table.frame["r"] > 2, "yes", "no")
    trained = Study(table, recipe(target=Target(kind="outcome", column="stayed"))).trained()
    assert trained.segments().cutoffs.by == "shares"
    assert trained.segments().table["share"].tolist() == pytest.approx([0.2, 0.3, 0.3, 0.2], abs=0.06)
    assert trained.model.evaluation.tier_agreement(trained.segments().cutoffs) is None
    assert trained.segments().table["name"].tolist() == ["Most likely", "More likely", "Less likely", "Least likely"]
    back = trained.change(recipe=trained.recipe.replaced("target.kind", "weighted"))
    assert back.tier_names()["A"] == "Most likely"  # K is still the one that was learned from the outcome
    chosen = trained.change(recipe=trained.recipe.replaced("cutoffs.by", "values"))
    assert chosen.segments().cutoffs.numbers == (0.75, 0.5, 0.25)


def test_the_model_values_another_file_by_its_own_edges(study):
    """A new table keeps the trained model usable: it scores it by the edges and the normaliser of its training."""
    trained = study.trained()
    other = trained.change(table=people(seed=2))
    assert other.state("model").status == "out of date"
    assert "the data" in other.state("model").since
    assert len(other.segments().k) == 200


def test_equal_tables_and_recipes_give_equal_values(study):
    """Training twice gives the same bytes of K."""
    assert study.trained().segments().k.tobytes() == Study(people(), recipe()).trained().segments().k.tobytes()


def test_a_training_stopped_by_hand_keeps_the_best_so_far(study):
    """Sending True ends the training; the model knows why, and later nets are not begun."""
    drawn = study.draw()
    records = drawn.train()
    for _ in range(5):
        next(records)
    last = records.send(True)
    while last.model is None:
        last = next(records)
    assert len(last.model.nets) == 1
    assert last.model.best.last.stop_reason == "stopped by the user"
    assert drawn.change(model=last.model).segments().k.shape == (200,)


def test_a_training_stopped_by_hand_can_be_repeated_to_the_last_bit():
    """The recipe of the result holds the net and epoch of the stop; trained again it gives the same K."""
    no_validation = TrainingSettings(epochs=200, split=Split(validation=0, test=0.2))
    study = Study(people(), recipe().model_copy(update={"training": no_validation})).draw()
    records = study.train()
    for _ in range(230):  # into the second net
        next(records)
    last = records.send(True)
    while last.model is None:
        last = next(records)
    stopped = study.change(model=last.model)
    again = stopped.recipe_of_result()
    assert again.training.stop_at.net == 2
    assert Study(people(), again).trained().segments().k.tobytes() == stopped.segments().k.tobytes()
    assert study.trained().segments().k.tobytes() != stopped.segments().k.tobytes()


def test_segments_follow_a_new_training_under_the_same_recipe(study):
    """A stopped and a full training have the same recipe and other networks: what was remembered is not shown again."""
    drawn = study.draw()
    records = drawn.train()
    next(records)
    last = records.send(True)
    stopped = drawn.change(model=last.model)
    before = stopped.segments().k
    full = stopped.trained()
    assert full.segments().k.tobytes() != before.tobytes()


def test_an_indicator_let_go_after_training_leaves_segments_and_notices_usable(study):
    """The model goes on with its own inputs; nothing of the new mapping is fed to it."""
    trained = study.trained()
    without = trained.change(recipe=trained.recipe.replaced("scoring.indicators.brand", None))
    assert notices(without) is not None
    np.testing.assert_array_equal(without.segments().k, trained.segments().k)
    assert customer_table(without)["Row"].tolist() == trained.table.rows.tolist()


def test_a_later_file_counts_days_from_its_own_last_date():
    """A quarter later everybody's dates are later: nobody is left out as if she bought in the future."""
    dated = recipe().replaced("scoring.indicators.recency", Measure(columns=("joined",), dates=True))
    trained = Study(people(), dated).trained()
    table = people()
    later = table.frame.assign(joined=table.frame["joined"] + pd.Timedelta(days=90))
    moved = trained.change(table=Table(later, table.rows, table.name, None, content_hash(later)))
    np.testing.assert_allclose(moved.segments().k, trained.segments().k)


def test_a_lost_sample_says_so(study):
    """Other ids after the drawing: one sentence says what to do, not that grades are missing."""
    drawn = study.draw()
    renamed = drawn.change(recipe=drawn.recipe.replaced("scoring.id_column", None))
    with pytest.raises(DataProblem, match=r"[Nn]one of the sampled customers is in the data"):
        renamed.train()


def test_too_few_customers_and_a_missing_spend_are_refused():
    """One sentence each, with the number that is needed or the column that is missing."""
    with pytest.raises(DataProblem, match=r"there are only 12 customers \(accepted: 40 or more\)"):
        Study(people(12), recipe()).bands()
    few = people(60)
    few.frame.loc[30:, "r"] = 9
    with pytest.raises(DataProblem, match="only 30 of 60 rows can be used as customers, 30 off the scale"):
        Study(few, recipe()).bands()
    without = recipe().replaced("scoring.indicators.monetary", None)
    with pytest.raises(DataProblem, match=r"no column is chosen for M \(total online spend"):
        Study(people(), without).bands()
    with pytest.raises(DataProblem, match="There is no data yet"):
        Study().scores()
    with pytest.raises(DataProblem, match="No sample is drawn yet"):
        next(Study(people(), recipe()).train())


def test_ungraded_customers_do_not_train_and_too_few_grades_are_refused():
    """Only sampled customers with a grade are learned from."""
    table = people()
    table.frame.loc[table.frame.index[15:], "grade"] = np.nan
    study = Study(table, recipe(target=Target(kind="grade", column="grade", scale="0-100"))).draw()
    with pytest.raises(DataProblem, match="of the 100 sampled customers have an expected value"):
        study.train()


def test_the_memo_keeps_the_newest_few():
    """Of each step the two last used stay; a remembered one is not made again."""
    memo, made = Memo(), []
    for key in ("a", "b", "b", "a", "c", "a", "b"):
        memo.get("scores", key, lambda key=key: made.append(key) or key)
    assert made == ["a", "b", "c", "b"]
