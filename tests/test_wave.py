"""The next wave: this quarter's file takes over the choices and the network of last quarter's."""

import dataclasses
import datetime as dt
import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.comparing.movement import movement
from core.export.files import FILES
from core.importing.table import Table, content_hash
from core.keys import hashed
from core.problems import DataProblem
from core.recipe import Measure, OrderColumns, Quintiles, Recipe, Scale, Scoring, Thresholds, recipe_from_json
from core.recipe.weighing import Target
from core.rules_in_words import rule_in_words
from core.study import Study
from core.summary import summary
from core.wave import Met, is_its_run, kept_fifths, kept_in_words, met, next_wave

LAST_DAY = dt.date(2026, 3, 30)


def table_of(frame: pd.DataFrame, name: str) -> Table:
    """A frame as a table that was read from a file."""
    return Table(frame, np.arange(2, len(frame) + 2), name, None, content_hash(frame))


def customers(n: int = 120, seed: int = 5, last: dt.date = LAST_DAY) -> pd.DataFrame:
    """Customers with last orders up to a day, orders, spend and a rating."""
    rng = np.random.default_rng(seed)
    level = rng.integers(1, 6, n)
    back = np.where(np.arange(n) < 2, 0, (6 - level) * 12 - rng.integers(0, 12, n))  # two ordered on the last day
    days = pd.Timestamp(last) - pd.to_timedelta(back, unit="D")
    return pd.DataFrame(
        {
            "id": [f"c{k:03}" for k in range(n)],
            "last": days,
            "orders": (level * 3 + rng.integers(0, 4, n)).astype(float),
            "spend": (level * 40 + rng.integers(0, 60, n)).astype(float),
            "stars": np.clip(level + rng.integers(-1, 2, n), 1, 5).astype(float),
        }
    )


def recipe(**parts) -> Recipe:
    """R, F and M by fifths, a rating on a scale; one net that trains in a moment."""
    indicators = {
        "recency": Measure(columns=("last",), dates=True, rule=Quintiles(reversed=True)),
        "frequency": Measure(columns=("orders",)),
        "monetary": Measure(columns=("spend",)),
        "rating": Measure(columns=("stars",), rule=Scale()),
    }
    made = Recipe(scoring=Scoring(id_column="id", indicators=indicators), **parts)
    return made.replaced("network.nets", 1).replaced("training.epochs", 40)


@pytest.fixture(scope="module")
def first() -> Study:
    """Last quarter's customers, trained."""
    return Study(table_of(customers(), "q1.csv"), recipe(sent_out=200, name="Shop")).trained()


@pytest.fixture(scope="module")
def next_frame() -> pd.DataFrame:
    """A quarter later: ten customers have ordered more, two are new, three have gone."""
    frame = customers()
    frame["last"] += pd.Timedelta(days=91)
    frame.loc[:9, "orders"] += 20
    new = customers(2, seed=9, last=LAST_DAY + dt.timedelta(days=91)).assign(id=["n1", "n2"])
    return pd.concat([frame.drop([20, 60, 100]), new], ignore_index=True)


@pytest.fixture(scope="module")
def second(first, next_frame) -> Study:
    """This quarter's file in last quarter's project."""
    return next_wave(first, table_of(next_frame, "q2.csv"))


def test_the_next_file_keeps_the_choices_and_lets_go_of_what_was_of_the_former_customers(first, second):
    """Weights, target, cut-offs and the network are the same objects' values; sample and sent-out count are gone."""
    now, then = second.recipe, first.recipe
    for part in ("name", "weights", "bands", "target", "training", "network", "strategy", "audiences", "cutoffs"):
        assert getattr(now, part) == getattr(then, part)
    assert second.model is first.model
    assert (second.sample, second.judged, second.stability, now.sent_out) == (None, None, None, None)
    assert "How many questionnaires were sent out for this file is not known yet." in second.former.said
    assert (second.former.name, second.former.trained_on) == ("q1.csv", "q1.csv")


def test_customers_are_found_again_by_their_id(second):
    """Three of 120 have gone, two are new, the rest is there."""
    found = met(second)
    assert (found.before, found.now, found.again, found.new, found.gone) == (120, 119, 117, 2, 3)
    assert not found.hardly
    assert found.in_words == "117 of 120 customers are found again by their id; 2 are new and 3 have gone."


def test_the_former_network_values_the_new_file_by_its_own_edges(first, second):
    """Who has not changed but for the day of the file has the K of before; who orders more has another."""
    before = dict(zip(first.segments().scores.ids, first.segments().k, strict=True))
    now = dict(zip(second.segments().scores.ids, second.segments().k, strict=True))
    assert {i for i in now if i in before and now[i] != before[i]} <= {f"c{k:03}" for k in range(10)}
    assert any(now[f"c{k:03}"] != before[f"c{k:03}"] for k in range(10))


def test_fifths_are_cut_at_the_former_edges_so_that_points_mean_the_same(first, second):
    """An equal number of orders has equal points in both waves, whoever else is there; cut anew it may not."""
    edges = first.model.fitted.edges
    assert second.recipe.scoring.indicators["frequency"].rule.edges == edges["frequency"]
    assert kept_fifths(second) == ("recency", "frequency", "monetary")
    assert second.scores().fitted.edges == edges
    later = second.table.frame.assign(orders=second.table.frame["orders"] * 2)
    kept = next_wave(first, table_of(later, "q2.csv"))
    orders, points = kept.scores().raw["frequency"], kept.scores().column("frequency")
    reached = 1 + sum(orders >= edge for edge in edges["frequency"])
    assert points.tolist() == reached.tolist()
    anew = kept.change(recipe=kept.recipe.replaced("scoring.indicators.frequency.rule.edges", None))
    assert anew.scores().column("frequency").mean() < points.mean()
    assert anew.scores().fitted.edges["frequency"] != edges["frequency"]


def test_a_training_anew_scores_by_the_kept_edges(second):
    """Trained on the new file the model holds the edges of the first, and is no longer of a former file."""
    trained = second.trained()
    assert trained.model.fitted.edges == second.model.fitted.edges
    assert trained.state("model").status == "done"
    assert not trained.on_another_file
    third = next_wave(trained, table_of(customers(seed=8, last=LAST_DAY + dt.timedelta(days=182)), "q3.csv"))
    assert third.recipe.scoring == trained.recipe.scoring
    assert (third.former.name, third.former.trained_on) == ("q2.csv", "q2.csv")


def test_two_files_on_one_network_name_the_one_it_was_trained_on(second):
    """Where nobody trains in between, the network is the first file's, though the second came before the third."""
    third = next_wave(second, table_of(customers(seed=8), "q3.csv"))
    assert (third.former.name, third.former.trained_on) == ("q2.csv", "q1.csv")
    assert third.state("model").in_words == "from the former file, q1.csv"


def test_the_state_says_calmly_that_the_network_is_the_former_files(second):
    """Kept edges and the new data are no change; a moved weight is, and so is a scoring by another rule."""
    state = second.state("model")
    assert (state.status, state.since, state.former) == ("out of date", (), "q1.csv")
    assert state.in_words == "from the former file, q1.csv"
    drawn = second.draw()
    assert drawn.state("model").since == ()
    moved = second.change(recipe=second.recipe.replaced("weights.dimensions.potential", 9))
    assert moved.state("model").since == ("the weights",)
    assert moved.state("model").in_words == "from the former file, q1.csv; the weights changed since"
    anew = second.change(recipe=second.recipe.replaced("scoring.indicators.frequency.rule.edges", None))
    assert anew.state("model").since == ()  # as the model was trained: cut from the file itself
    scaled = second.change(recipe=second.recipe.replaced("scoring.indicators.rating.rule.high", 7))
    assert len(scaled.state("model").since) == 1


def test_the_movement_between_the_two_is_of_customers_alone(first, second):
    """One network and one set of cut-offs: whoever moved has changed herself."""
    moved = movement(first, second)
    assert (len(moved.ids), len(moved.joined), len(moved.left)) == (117, 2, 3)
    causes = moved.by_cause(moved.up | moved.down)
    assert sum(causes.values()) == causes["customers"] > 0


@pytest.mark.parametrize("kind", FILES)
def test_every_file_is_made_of_a_former_files_network(second, kind):
    """Nothing that is taken away needs the sample."""
    out = io.BytesIO()
    FILES[kind].make(second, out, dt.date(2026, 7, 1), lambda share: None)
    assert out.tell() > 100


def test_the_summary_has_the_tiers_and_no_sample(second):
    """A run that is kept of it shows its tiers on its card."""
    told = summary(second)
    assert told["sample"] is None
    assert sum(line["count"] for line in told["tiers"]) == told["valid"] == 119


def test_what_is_not_its_own_run_is_known(first, second):
    """A trained state is what its run holds until cut-offs move or another file comes."""
    assert is_its_run(first)
    assert is_its_run(first.change(recipe=first.recipe.replaced("weights.indicators.rating", 9)))
    assert not is_its_run(first.change(recipe=first.recipe.replaced("cutoffs.b", 0.6)))
    assert not is_its_run(second)
    assert is_its_run(second.trained())


def test_cut_offs_that_were_found_stay_at_their_numbers(first, next_frame):
    """Tier A of a later file is who would have been in it before: shares are not found anew, and it is said."""
    shared = first.change(recipe=first.recipe.replaced("cutoffs.by", "shares"))
    now = next_wave(shared, table_of(next_frame, "q2.csv"))
    assert now.segments().cutoffs.numbers == shared.segments().cutoffs.numbers
    assert now.recipe.cutoffs.by == "values"
    assert now.recipe.cutoffs.shares == shared.recipe.cutoffs.shares
    assert any(s.startswith("Tiers are cut at the numbers that were found there: A from") for s in now.former.said)


def test_a_fixed_reference_date_of_before_is_let_go(first, next_frame):
    """Days are counted from the new file's own end, by the recipe and by the former network, and it is said."""
    dated = Study(first.table, first.recipe.replaced("scoring.reference_date", LAST_DAY + dt.timedelta(days=5)))
    now = next_wave(dated.trained(), table_of(next_frame, "q2.csv"))
    assert now.recipe.scoring.reference_date is None
    assert (
        "The reference date 2026-04-04 lies before this file's last days: they are counted from 2026-06-30."
        in now.former.said
    )
    assert now.scores().raw["recency"].min() == 1
    assert len(now.segments().k) == 119  # the network's recipe still holds the date
    assert now.state("model").since == ()
    moved = now.change(recipe=now.recipe.replaced("scoring.reference_date", dt.date(2026, 7, 30)))
    assert moved.segments().scores.raw["recency"].min() == 31


def test_a_fixed_reference_date_after_the_new_file_stays(first, next_frame):
    """It is no day before the file's own: nothing is negative, and the user chose it."""
    wanted = dt.date(2026, 12, 31)
    dated = Study(first.table, first.recipe.replaced("scoring.reference_date", wanted)).trained()
    assert next_wave(dated, table_of(next_frame, "q2.csv")).recipe.scoring.reference_date == wanted


def test_a_file_without_a_column_is_refused(first, next_frame):
    """What the recipe names must be there: for the indicators, and for what the network learns."""
    with pytest.raises(DataProblem, match="there is no column 'spend'"):
        next_wave(first, table_of(next_frame.drop(columns="spend"), "q2.csv"))
    graded = first.recipe.model_copy(update={"target": Target(kind="outcome", column="stars")})
    named = first.change(recipe=graded.replaced("scoring.indicators.rating", None))
    with pytest.raises(DataProblem, match="there is no column 'stars'"):
        next_wave(named, table_of(next_frame.drop(columns="stars"), "q2.csv"))


def test_customers_known_by_their_row_are_not_found_again(first, next_frame):
    """Row 17 of two files is two people: no number is made up, and nobody is followed."""
    nameless = Study(first.table, first.recipe.replaced("scoring.id_column", None)).trained()
    now = next_wave(nameless, table_of(next_frame, "q2.csv"))
    assert met(now) is None
    moved = movement(nameless, now)
    assert (len(moved.ids), len(moved.joined), len(moved.left)) == (0, 119, 120)
    assert len(movement(nameless, nameless.change(recipe=nameless.recipe.replaced("cutoffs.b", 0.6))).ids) == 120


def test_another_id_column_counts_for_the_present_file_at_once(first, next_frame):
    """Ids that are written otherwise are hardly found; the column that holds the former ones finds them."""
    other = next_frame.assign(former=next_frame["id"], id=[f"x{k}" for k in range(len(next_frame))])
    now = next_wave(first, table_of(other, "q2.csv"))
    assert met(now).hardly
    assert met(now).in_words == "None of the 120 customers is found again by id; all 119 here are new."
    mended = now.change(recipe=now.recipe.replaced("scoring.id_column", "former"))
    assert met(mended).again == 117
    assert mended.state("model").since == ()


def test_order_lines_follow_order_lines():
    """Lines of the next quarter are added up by the same columns, and scored at the former edges."""

    def lines(seed: int, start: str) -> pd.DataFrame:
        rng = np.random.default_rng(seed)
        days = pd.Timestamp(start) + pd.to_timedelta(rng.integers(0, 90, 900), unit="D")
        return pd.DataFrame(
            {"who": [f"c{k}" for k in rng.integers(0, 80, 900)], "day": days, "paid": rng.gamma(2, 20, 900)}
        )

    indicators = {
        "recency": Measure(columns=("last_order",), dates=True, rule=Quintiles(reversed=True)),
        "frequency": Measure(columns=("orders_last_year",)),
        "monetary": Measure(columns=("spend_last_year",)),
    }
    made = Recipe(
        orders=OrderColumns(customer="who", date="day", amount="paid"),
        scoring=Scoring(id_column="customer", indicators=indicators),
    )
    made = made.replaced("network.nets", 1).replaced("training.epochs", 20)
    before = Study(table_of(lines(1, "2026-01-01"), "q1.csv"), made).trained()
    now = next_wave(before, table_of(lines(2, "2026-04-01"), "q2.csv"))
    assert met(now).again == len(now.segments().k) == 80
    assert now.scores().fitted.edges == before.model.fitted.edges
    assert now.scores().fitted.reference_date > dt.date(2026, 6, 1)
    assert "Frequency" in kept_in_words(now)
    with pytest.raises(DataProblem, match="paid"):
        next_wave(before, table_of(lines(2, "2026-04-01").rename(columns={"paid": "sum"}), "q2.csv"))


def test_a_recipe_of_before_there_were_kept_edges_loads_and_keeps_its_keys(first):
    """No stored training goes out of date because fifths can now keep their edges."""
    document = first.recipe.model_dump(mode="json")
    del document["scoring"]["indicators"]["frequency"]["rule"]["edges"]
    import json

    old = recipe_from_json(json.dumps(document))
    assert old == first.recipe
    key = hashed(({"columns": ["orders"], "combine": "sum", "dates": False, "choices": False, "no_answers": [],
                   "rule": {"kind": "quintiles", "reversed": False}, "blanks": "median"},))  # fmt: skip
    assert first.parts("scores")["the scoring of Frequency"] == key


def test_kept_edges_must_rise_and_may_tie(first):
    """Equal edges are what many equal values give; falling ones are refused."""
    path = "scoring.indicators.frequency.rule.edges"
    assert first.recipe.replaced(path, (1, 1, 2, 2))
    with pytest.raises(DataProblem, match="the four kept edges must rise"):
        first.recipe.replaced(path, (2, 1, 3, 4))


def test_kept_edges_are_told_in_words(second):
    """A rule says at which edges it cuts."""
    edges = Measure(columns=("x",), rule=Quintiles(edges=(1, 2, 30.5, 4000)))
    assert rule_in_words(edges) == "fifths of the customers at kept edges 1 / 2 / 30.5 / 4,000"
    assert rule_in_words(edges.cut_anew) == "fifths of the customers"


@given(
    before=st.lists(st.integers(0, 30), min_size=5, max_size=40),
    now=st.lists(st.integers(0, 30), min_size=5, max_size=40),
    turned=st.booleans(),
)
def test_kept_edges_give_every_value_the_points_that_thresholds_there_would(before, now, turned):
    """Whatever the two waves hold, points depend on the value alone, and on no other customer of the new file."""
    from core.rules_applied import Pointed

    def points(values: list[int], measure: Measure) -> tuple[np.ndarray, Pointed]:
        found = np.empty(len(values))
        return found, Pointed.of(np.array(values, dtype=float), measure, None, found)

    fresh = Measure(columns=("x",), rule=Quintiles(reversed=turned))
    of_before, learned = points(before, fresh)
    kept = Measure(columns=("x",), rule=Quintiles(reversed=turned, edges=learned.edges))
    assert points(before, kept)[0].tolist() == of_before.tolist()
    by_edges = Measure(columns=("x",), rule=Thresholds(edges=learned.edges, reversed=turned))
    assert points(now, kept)[0].tolist() == points(now, by_edges)[0].tolist()


@given(before=st.sets(st.integers(0, 50), min_size=1), now=st.sets(st.integers(0, 50), min_size=1))
def test_those_found_again_and_the_new_make_the_file(before, now):
    """Again and gone are the former file's customers, again and new the present one's."""
    from core.wave import _met

    names = [np.array([str(i) for i in sorted(of)], dtype=object) for of in (before, now)]
    found = _met(*names)
    assert found == Met(len(before), len(now), len(before & now))
    assert (found.again + found.gone, found.again + found.new) == (len(before), len(now))


def test_a_former_file_is_no_other_for_its_words(second):
    """The hash of a former file is of its ids."""
    assert dataclasses.replace(second.former, said=()).hash == second.former.hash
    assert dataclasses.replace(second.former, ids=None).hash != second.former.hash
