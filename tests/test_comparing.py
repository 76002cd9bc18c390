"""Two runs side by side: the three steps of each customer's way, and the settings that differ."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.comparing.counts import counts_of
from core.comparing.in_words import back_again, in_one_sentence, rises_and_falls
from core.comparing.movement import CAUSES, NOBODY, Movement, movement
from core.comparing.settings import NOTHING, TOLD_APART, WITHOUT_EFFECT, differences, fields, words_of
from core.importing.table import Table, content_hash
from core.recipe import Measure, Recipe, Scale, Scoring
from core.study import Study
from core.tiers import TIERS, place_of
from core.weights import shares

COLUMNS = {"recency": "r", "frequency": "f", "monetary": "m", "rating": "stars", "recommend": "words"}


def study_of(frame: pd.DataFrame, recipe: Recipe | None = None) -> Study:
    """A study of a table of scores 1-5, one net of few epochs, by the weighted score."""
    table = Table(frame, np.arange(2, len(frame) + 2), "wave.csv", None, content_hash(frame))
    measures = {i: Measure(columns=(c,), rule=Scale()) for i, c in COLUMNS.items()}
    usual = Recipe(scoring=Scoring(id_column="id", indicators=measures)).replaced("network.nets", 1)
    return Study(table, recipe or usual.replaced("training.epochs", 60))


@pytest.fixture(scope="module")
def first_frame() -> pd.DataFrame:
    """120 customers with scores in whole numbers."""
    rng = np.random.default_rng(5)
    level = rng.integers(1, 6, 120)
    scores = np.clip(level[:, None] + rng.integers(-1, 2, (120, len(COLUMNS))), 1, 5).astype(float)
    frame = pd.DataFrame(scores, columns=list(COLUMNS.values()))
    frame.insert(0, "id", [f"c{k:03}" for k in range(120)])
    return frame


@pytest.fixture(scope="module")
def second_frame(first_frame) -> pd.DataFrame:
    """The next wave in another order: ten changed from end to end of the scale, two are new, three have gone."""
    frame = first_frame.copy()
    values = frame[list(COLUMNS.values())].to_numpy(copy=True)
    values[:10] = 6 - values[:10]
    frame[list(COLUMNS.values())] = values
    new = pd.DataFrame([["n1", 5.0, 5.0, 5.0, 5.0, 5.0], ["n2", 1.0, 1.0, 1.0, 1.0, 1.0]], columns=frame.columns)
    return pd.concat([frame.drop([20, 60, 100]), new])[::-1].reset_index(drop=True)


@pytest.fixture(scope="module")
def waves(first_frame, second_frame) -> tuple[Study, Study]:
    """Two trained waves; in the second one weight and one cut-off moved as well."""
    before = study_of(first_frame).trained()
    recipe = before.recipe.replaced("weights.indicators.rating", 9.0).replaced("cutoffs.b", 0.55)
    recipe = recipe.replaced("cutoffs.by", "values")
    return before, study_of(second_frame, recipe).trained()


def test_every_customer_of_a_second_wave_is_told_by_what_moved_her(waves):
    """Against the answer made by hand: each step alone, looked up customer by customer."""
    before, now = waves
    moved = movement(before, now)

    def tier(study: Study, model, cutoffs) -> dict[str, int]:
        valued = study.change(model=model).segments()
        return dict(zip(valued.scores.ids, place_of(valued.k, cutoffs), strict=True))

    old_cuts, new_cuts = before.segments().cutoffs, now.segments().cutoffs
    steps = [
        tier(before, before.model, old_cuts),
        tier(now, before.model, old_cuts),
        tier(now, now.model, old_cuts),
        tier(now, now.model, new_cuts),
    ]
    assert set(moved.ids) == set(steps[0]) & set(steps[3])
    for place, customer in enumerate(moved.ids):
        assert moved.steps[:, place].tolist() == [step[customer] for step in steps]
    assert set(moved.joined_ids) == {"n1", "n2"}
    assert set(moved.left_ids) == {"c020", "c060", "c100"}
    # Only those whose answers changed can have moved by themselves.
    changed = {f"c{k:03}" for k in range(10)}
    by_themselves = set(moved.ids[moved.steps[0] != moved.steps[1]])
    assert by_themselves
    assert by_themselves <= changed
    # The weight moved tiers by the model, the cut-off by the cut-offs.
    assert (moved.steps[1] != moved.steps[2]).any()
    between = (now.segments().k >= 0.5) & (now.segments().k < 0.55)
    fell = set(moved.ids[moved.steps[2] != moved.steps[3]])
    assert fell == set(now.segments().scores.ids[between]) & set(moved.ids)
    assert fell


def test_the_same_model_and_cut_offs_move_nobody_but_by_her_answers(waves, second_frame):
    """A new wave scored by last quarter's model: every move is the customer's own."""
    before, _ = waves
    now = study_of(second_frame, before.recipe).change(model=before.model)
    moved = movement(before, now)
    of = moved.by_cause(moved.up | moved.down)
    assert of["customers"] == (moved.up | moved.down).sum() > 0
    assert of["model"] == of["cut-offs"] == of["untold"] == 0
    assert all(s.endswith(("all changed themselves.", "1 changed themselves.")) for s in rises_and_falls(moved))


def test_two_equal_runs_move_nobody(waves):
    """A run beside itself: nobody rises, falls, joins or leaves."""
    moved = movement(waves[0], waves[0])
    assert (
        in_one_sentence(moved) == "Of 120 customers in both runs, 0 rose and 0 fell; nobody is new and nobody has gone."
    )
    assert not moved.changes.any()
    assert rises_and_falls(moved) == []


def test_a_former_model_that_cannot_read_the_new_file_is_said(waves, second_frame):
    """The new file lacks a column that the former model reads: moves cannot be told apart, and none is invented."""
    before, _ = waves
    frame = second_frame.drop(columns="words")
    measures = {i: m for i, m in before.recipe.scoring.indicators.items() if i != "recommend"}
    recipe = before.recipe.model_copy(update={"scoring": Scoring(id_column="id", indicators=measures)})
    moved = movement(before, study_of(frame, recipe).trained())
    assert "words" in moved.problem
    assert (moved.steps[1] == NOBODY).all()
    counts = moved.by_cause(moved.up | moved.down)
    assert counts["untold"] == (moved.up | moved.down).sum() > 0
    adds_up(moved)


@given(
    st.lists(st.tuples(*[st.integers(0, 3)] * 4, st.booleans()), max_size=40),
    st.lists(st.integers(0, 3), max_size=5),
    st.lists(st.integers(0, 3), max_size=5),
)
def test_the_steps_add_up_whatever_the_moves(ways, joined, left):
    """Tier by tier the changes lead from before to now, and everybody who moved has one cause."""
    steps = np.array([way[:4] for way in ways], dtype=np.int8).reshape(-1, 4).T
    steps[1][[way[4] for way in ways]] = NOBODY
    ids = np.array([f"c{k}" for k in range(len(ways))])
    k = np.zeros((3, len(ways)))
    moved = Movement(ids, steps, k, np.array(joined, int), np.array(left, int), np.array(joined), np.array(left))
    adds_up(moved)


def adds_up(moved: Movement) -> None:
    """Counts, changes, causes and cells of one movement agree with each other."""
    before, now = (np.bincount(moved.steps[at], minlength=4) for at in (0, -1))
    assert (before + moved.changes.sum(axis=1) == now).all()
    assert (moved.changes.sum(axis=0) == 0).all()  # who leaves one tier comes to another
    mover = moved.up | moved.down
    assert sum(moved.by_cause(mover).values()) == mover.sum()
    assert ((moved.cause == NOBODY) == ~mover).all()
    assert moved.matrix.sum() == len(moved.ids) + len(moved.joined) + len(moved.left)
    for row, a in enumerate((*TIERS, None)):
        for column, b in enumerate((*TIERS, None)):
            if a or b:
                assert len(moved.moved(a, b)) == moved.matrix[row, column]
    assert back_again(moved) <= (~mover).sum()


def test_who_moved_away_and_back_is_counted():
    """Up by herself and down by the model: in her tier of before, and no cause."""
    steps = np.array([[1, 1], [0, 1], [1, 1], [1, 1]], dtype=np.int8)
    nobody = np.array([], int)
    moved = Movement(np.array(["a", "b"]), steps, np.zeros((3, 2)), nobody, nobody, nobody, nobody)
    assert back_again(moved) == 1
    assert moved.cause.tolist() == [NOBODY, NOBODY]


def test_the_last_step_counts():
    """Up to A by herself, down by the model, up again by the cut-offs: she is in A by the cut-offs."""
    steps = np.array([[1], [0], [1], [0]], dtype=np.int8)
    nobody = np.array([], int)
    moved = Movement(np.array(["a"]), steps, np.zeros((3, 1)), nobody, nobody, nobody, nobody)
    assert rises_and_falls(moved) == ["Of 1 who rose to A, 1 by the new cut-offs."]
    assert CAUSES[moved.cause[0]] == "cut-offs"


def test_settings_that_differ_are_told_in_words(waves):
    """A weight and a cut-off moved: the shares of that dimension and the cut-offs, nothing else."""
    before, now = waves
    found = differences(before.recipe, now.recipe, (before.segments().cutoffs, now.segments().cutoffs))
    assert [d.what for d in found] == [f"Weight of {w} within its dimension" for w in ("Would recommend", "Rating")] + [
        "Cut-offs"
    ]
    rating = next(d for d in found if d.what == "Weight of Rating within its dimension")
    old, new = (shares(s.recipe.weights, s.recipe.scoring.mapped).within["rating"] for s in waves)
    assert (rating.before, rating.now) == (f"{old:.1%}", f"{new:.1%}")


def test_a_mapping_that_differs_is_told(waves):
    """Another column, another rule, an indicator that one recipe lacks, a seed and a name."""
    recipe = waves[0].recipe
    other = recipe.replaced("scoring.indicators.rating.columns", ("r",)).replaced("scoring.indicators.recommend", None)
    other = other.replaced("scoring.indicators.monetary.rule", {"kind": "quintiles"}).replaced("network.seed", 1 + 1)
    other = other.replaced("tier_names", {"A": "Gold"})
    found = {d.what: (d.before, d.now) for d in differences(recipe, other)}
    assert found["Rating: column"] == ("stars", "r")
    assert found["Would recommend: column"] == ("words", NOTHING)
    assert found["Spend: scored by"] == ("the scale 1 to 5", "fifths of the customers")
    assert found["Seed of the network"] == ("1", "2")
    assert found["Name of tier A"] == ("Champions", "Gold")
    assert differences(recipe, recipe) == []


def test_kept_edges_are_one_line_and_their_rule_is_the_same(waves):
    """A wave scored at the former edges is still scored by fifths; at which edges stands on a line of its own."""
    fifths = waves[0].recipe.replaced("scoring.indicators.monetary.rule", {"kind": "quintiles"})
    kept = fifths.replaced("scoring.indicators.monetary.rule.edges", (1, 2, 3, 4.5))
    assert [(d.what, d.before, d.now) for d in differences(fifths, kept)] == [
        ("Edges of the fifths", "cut from the file's own customers", "kept from a former file: Spend 1 / 2 / 3 / 4.5")
    ]


def test_every_choice_is_told_or_has_no_effect():
    """A new field of the recipe needs words here, or a line among those without effect."""
    known = {path.split(".")[0] for path, _ in fields(Recipe())} | {p.split(".")[0] for p in TOLD_APART}
    assert known | set(WITHOUT_EFFECT) >= set(Recipe.model_fields)
    for path, _ in fields(Recipe()):
        assert words_of(path) != path or path.startswith("training."), path


def test_names_and_notes_are_no_difference(waves):
    """What is said or shown moves no customer."""
    recipe = waves[0].recipe
    assert differences(recipe, dataclasses.replace(waves[0]).recipe.replaced("name", "Autumn")) == []


@pytest.mark.parametrize("many", [1, 4])
def test_hidden_counts_read_alike_whatever_they_are(many):
    """One or four who fell to D by the model: no word of a sentence tells which."""
    steps = np.repeat(np.array([[2], [2], [3], [3]], dtype=np.int8), many, axis=1)
    nobody = np.array([], int)
    moved = Movement(np.arange(many).astype(str), steps, np.zeros((3, many)), nobody, nobody, nobody, nobody)
    counts = counts_of(moved)
    hidden = dataclasses.replace(counts, words={item: "<5" for item, n in counts.counts.items() if n})
    assert rises_and_falls(moved, hidden) == ["Of <5 who fell to D, all by the new model."]
    assert in_one_sentence(moved, hidden) == (
        "Of the customers in both runs, 0 rose and <5 fell; nobody is new and nobody has gone."
    )
