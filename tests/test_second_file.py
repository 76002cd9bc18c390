"""A second file: orders, answers or customers joined to the first, through to the tiers and on the command line."""

import datetime as dt
import json

import numpy as np
import pandas as pd
import pytest

from core.__main__ import main
from core.importing.joining import Join
from core.importing.mapping.proposal import propose
from core.importing.reading.readers import read_table
from core.importing.second_file import propose_second
from core.importing.table import Table, content_hash
from core.keys import STEPS
from core.notices import notices, order_notices
from core.problems import DataProblem
from core.recipe import FileSettings, NetworkSettings, TrainingSettings, recipe_from_json
from core.study import Study

N = 80
IDS = [f"K{i:04d}" for i in range(N)]


def table(name, frame):
    """A table of a frame whose text is text."""
    frame = frame.astype({h: "str" for h in frame if frame[h].map(type).eq(str).any()})
    return Table(frame, np.arange(2, len(frame) + 2), name, None, content_hash(frame))


def people(n=N):
    """Customers without R, F and M: an id, a join date and a rating."""
    rng = np.random.default_rng(1)
    joined = pd.to_datetime("2023-01-01") + pd.to_timedelta(rng.integers(0, 300, n), unit="D")
    columns = {"Customer ID": IDS[:n], "Customer since": joined, "Satisfaction (1-5)": rng.integers(1, 6, n) * 1.0}
    return table("people.csv", pd.DataFrame(columns))


def order_lines(n=N, seed=2):
    """Order lines of the customers 10 to n, and of five that nobody knows."""
    rng = np.random.default_rng(seed)
    who = [*IDS[10:n], *(f"X{i}" for i in range(5))]
    lines = [
        (c, f"2024-{rng.integers(1, 13):02}-{rng.integers(1, 29):02}") for c in who for _ in range(rng.integers(1, 9))
    ]
    frame = pd.DataFrame(lines, columns=["Buyer", "Order date"])
    frame["Total"] = np.round(rng.uniform(5, 400, len(frame)), 2)
    frame["Product"] = [f"P{i}" for i in rng.integers(0, 9, len(frame))]
    return table("orders.csv", frame)


def quick(recipe):
    """The recipe with a training that takes a moment."""
    return recipe.model_copy(update={"network": NetworkSettings(nets=2), "training": TrainingSettings(epochs=30)})


@pytest.fixture
def study() -> Study:
    """Customers and their order lines, joined as proposed."""
    first, second = people(), order_lines()
    recipe = propose_second(first, second, propose(first).recipe).recipe
    return Study(first, quick(recipe), second=second)


def test_order_lines_bring_what_a_customer_list_lacks(study):
    """R, F, M, repeat and cross purchases come from the orders; what the list itself tells stays its own."""
    columns = {i: m.columns for i, m in study.recipe.scoring.indicators.items()}
    assert columns == {
        "recency": ("last_order",),
        "frequency": ("orders_last_year",),
        "monetary": ("spend_last_year",),
        "repeat": ("repeat_purchases",),
        "cross": ("cross_purchases",),
        "persistence": ("Customer since",),
        "rating": ("Satisfaction (1-5)",),
    }
    how = study.recipe.second
    assert (how.key, how.second_key, how.orders.customer) == ("Customer ID", "customer", "Buyer")
    assert study.recipe.scoring.id_column == "Customer ID"
    scores = study.scores()
    assert set(scores.ids) == set(IDS[10:])
    assert scores.excluded_by_reason == {"blank": 10}  # nobody knows when they bought last
    spend = study.customers().frame.set_index("Customer ID")["spend_last_year"].dropna()
    lines = study.second.frame
    of_known = lines[lines["Buyer"].isin(IDS) & (pd.to_datetime(lines["Order date"]) >= "2024-01-01")]
    assert spend.sum() == pytest.approx(of_known["Total"].sum())


def test_what_met_and_what_did_not_is_told(study):
    """Customers found, and customers of the second file that are not in the first."""
    told = order_notices(study)
    assert "70 of 80 customers were found in orders.csv." in told
    assert "5 customers of orders.csv are not in the first file: not used." in told
    assert set(told) <= set(notices(study))


def test_customers_who_joined_after_the_last_order_are_no_visitors_from_the_future(study):
    """The reference date of both files together is the later one."""
    late = study.table.frame.assign(**{"Customer since": pd.Timestamp("2025-02-01")})
    moved = study.change(table=table("people.csv", late))
    assert moved.scores().excluded_by_reason == {"blank": 10}


def test_the_whole_way_with_a_second_file(study):
    """Trained and applied; the recipe of the result repeats it, and says so where the second file is missing."""
    trained = study.trained()
    assert len(trained.segments().k) == 70
    again = Study(study.table, trained.recipe_of_result(), second=study.second).trained()
    assert again.segments().k.tobytes() == trained.segments().k.tobytes()
    with pytest.raises(DataProblem, match="The recipe joins a second file, which is not here; bring it as well"):
        study.change(second=None).scores()
    with pytest.raises(DataProblem, match="joins a second file"):
        trained.change(second=None, recipe=trained.recipe.replaced("second", None)).segments()


def test_a_model_values_two_later_files(study):
    """New customers and their orders are added up, joined and scored as the model was trained."""
    trained = study.trained()
    later = trained.change(table=people(60), second=order_lines(60, seed=3))
    assert len(later.segments().k) == 50
    assert later.state("model").since == ("the data", "the second file")


def test_another_second_file_changes_every_step_and_its_file_settings_none(study):
    """What is read from the second file is in the keys, not how it was read."""
    other = study.change(second=order_lines(seed=4))
    assert {s for s in STEPS if other.key(s) != study.key(s)} == set(STEPS)
    settings = study.change(recipe=study.recipe.replaced("second.file", FileSettings(sheet="x")))
    assert {s for s in STEPS if settings.key(s) != study.key(s)} == set()
    dated = study.change(recipe=study.recipe.replaced("scoring.reference_date", dt.date(2025, 3, 1)))
    assert "customers" in {s for s in STEPS if dated.key(s) != study.key(s)}


def test_answers_and_grades_are_added_to_order_lines():
    """Order lines first: added up, then joined with a sheet of answers; its grades become the expected value."""
    first = order_lines()
    sheet = pd.DataFrame(
        {"customer no": IDS[20:50], "Grade": list("ABCDA") * 6, "NPS": [float(i % 11) for i in range(30)]}
    )
    second = table("answers.csv", sheet)
    recipe = propose(first).recipe
    study = Study(first, recipe)
    made = propose_second(study.first(), second, recipe)
    assert (made.second.key, made.second.second_key, made.second.orders) == ("customer", "customer no", None)
    assert (made.recipe.target.kind, made.recipe.target.column) == ("grade", "Grade")
    assert list(made.reasons) == ["recommend"]
    assert made.reasons["recommend"].text.startswith("from answers.csv: ")
    joined = study.change(recipe=made.recipe, second=second)
    assert joined.joined().matched == 30
    assert np.isfinite(joined.target().values).sum() == 30


def test_no_common_key_and_a_key_of_one_s_own():
    """Without values that meet there is one sentence; a key that the user names is taken."""
    first = people()
    strangers = table(
        "b.csv", pd.DataFrame({"who": [f"Z{i}" for i in range(20)], "NPS": [float(i % 11) for i in range(20)]})
    )
    with pytest.raises(DataProblem, match="of 'who' and 'Customer ID', the likeliest, 0% of the values meet"):
        propose_second(first, strangers, propose(first).recipe)
    some = table("b.csv", strangers.frame.assign(nr=IDS[:20]))
    made = propose_second(first, some, propose(first).recipe, join=Join("Customer ID", "nr", 1, "chosen"))
    assert made.second.second_key == "nr"


def test_two_files_on_the_command_line(tmp_path, capsys):
    """`recipe` proposes the join, `segment` makes it, and says what is missing without the second file."""
    paths = {}
    for name, t in (("people.csv", people()), ("orders.csv", order_lines())):
        paths[name] = str(tmp_path / name)
        t.frame.to_csv(paths[name], index=False)
    assert main(["recipe", paths["people.csv"], "--second", paths["orders.csv"]]) == 0
    told = capsys.readouterr()
    recipe = recipe_from_json(told.out)
    assert recipe.second.key == "Customer ID"
    assert "was not found" not in told.err  # R, F and M have been
    assert "order lines" in told.err
    saved, summary = tmp_path / "r.json", tmp_path / "s.json"
    saved.write_text(quick(recipe).to_json(), encoding="utf-8")
    options = ["--recipe", str(saved), "--summary", str(summary), "--out", str(tmp_path / "out.xlsx")]
    assert main(["segment", paths["people.csv"], "--second", paths["orders.csv"], *options]) == 0
    found = json.loads(summary.read_text(encoding="utf-8"))
    assert found["valid"] == 70
    met = {"matched": 70, "only_in_the_first": 10, "only_in_the_second": 5, "doubles_not_used": 0}
    assert found["second_file"].items() >= {"file": "orders.csv", "key": "Customer ID", **met}.items()
    assert "70 of 80 customers were found" in capsys.readouterr().err
    lines = pd.read_excel(tmp_path / "out.xlsx", sheet_name="Summary", header=None, index_col=0, engine="calamine")[1]
    assert lines["File"] == "people.csv"
    assert "70 of 80 customers were found in orders.csv." in lines["Second file"]
    assert main(["segment", paths["people.csv"], *options]) == 2
    assert "joins a second file, which is not here" in capsys.readouterr().err


def test_customers_who_bought_alike_are_no_doubles():
    """Equal sums of order lines say nothing against a customer; equal answers in a survey do."""
    lines = [f"c{i},2025-0{1 + i % 3}-01,{10 + i % 2},P{i % 2}" for i in range(120)]
    table = read_table("\n".join(["customer id,order date,amount,product", *lines, *lines]).encode(), "orders.csv")
    scores = Study(table, propose(table).recipe).scores()
    assert len(scores.ids) == 120
    assert "same answers" not in scores.flagged
