"""The next wave in a project: the notice on the Data page, every page with a former file's network, and the ways on."""

import numpy as np
import pandas as pd
import pytest

from core.recipe import Quintiles
from core.store import runs
from pages.shared.diagnostics import VIEWS as DIAGNOSES
from pages.shared.workspaces import registry
from tests.conftest import SAMPLES
from tests.page_steps import checked, opened, press, told, trained, view, visit, workspace_of

pytestmark = [pytest.mark.thorough, pytest.mark.usefixtures("saves")]

STALE = "out of date"
CALM = "given by the network that was trained on the former file, survey.csv"


def next_survey(valid: np.ndarray) -> pd.DataFrame:
    """The sample's next wave: of its valid customers ten have turned round and three have gone; two are new."""
    frame = pd.read_csv(SAMPLES / "survey.csv", dtype=str, keep_default_na=False).set_index("customer_id")
    frame.loc[valid[:10]] = frame.loc[valid[:10]].replace(dict(zip("12345", "54321", strict=True)))
    new = frame.loc[valid[20:22]].set_index(pd.Index(["N1", "N2"], name="customer_id"))
    return pd.concat([frame.drop(valid[30:33]), new]).reset_index()


def shop(last: str = "2026-03-31", seed: int = 1, times: float = 1.0, prefix: str = "K") -> pd.DataFrame:
    """A shop's customers, whose recency, frequency and spend are scored by fifths."""
    rng = np.random.default_rng(seed)
    level = rng.integers(1, 6, 90)
    back = np.where(np.arange(90) < 2, 0, (6 - level) * 20 - rng.integers(0, 20, 90))
    return pd.DataFrame(
        {
            "Customer number": [f"{prefix}{k}" for k in range(90)],
            "Last order": (pd.Timestamp(last) - pd.to_timedelta(back, unit="D")).strftime("%Y-%m-%d"),
            "Orders": ((level * 4 + rng.integers(0, 5, 90)) * times).astype(int),
            "Spend": (level * 30 * times + rng.uniform(0, 60, 90)).round(2),
            "Visits": rng.integers(0, 90, 90),
        }
    )


def bring(app, frame: pd.DataFrame, name: str = "june.csv"):
    """Upload a table on the Data page."""
    page = visit(app, "Data")
    page.file_uploader[0].upload(name, frame.to_csv(index=False).encode())
    return checked(page.run())


def said(page) -> str:
    """All that stands on the page in sentences."""
    boxes = (page.markdown, page.caption, page.info, page.warning, page.error)
    return "\n".join(e.value for kind in boxes for e in kind).replace("\\", "")


@pytest.fixture
def quarter(app):
    """A shop's file of the first quarter, trained; the run is kept."""
    page = bring(app, shop(), "march.csv")
    workspace = workspace_of(page)
    recipe = workspace.study.recipe.replaced("network.nets", 1).replaced("training.epochs", 60)
    workspace.study = workspace.study.change(recipe=recipe)
    page = trained(page)
    registry().saver.save_all()
    return page


def test_the_next_file_is_said_kept_and_valued_at_once(sample):
    """One notice with who is found again and what was kept; the network is the former one's, the sample is gone."""
    app = trained(sample)
    registry().saver.save_all()
    before = workspace_of(app).study
    page = bring(app, next_survey(before.scores().ids))
    study = workspace_of(page).study
    assert "june.csv follows survey.csv." in said(page)
    assert "545 of 548 customers are found again by their id; 2 are new and 3 have gone." in said(page)
    assert "How many questionnaires were sent out for this file is not known yet" in said(page)
    assert STALE not in said(page)
    assert study.model is before.model
    assert (study.sample, study.recipe.name) == (None, before.recipe.name)
    page = press(page, "See who moved")
    assert "Of 545 customers in both runs" in said(page)
    assert "changed themselves" in said(page)
    assert "by the new model" not in said(page)


def test_every_page_works_with_a_former_files_network_and_no_sample(sample):
    """Nowhere is it called out of date: it is said calmly whose network it is; each view is drawn or says why not."""
    page = bring(trained(sample), next_survey(workspace_of(sample).study.scores().ids))
    for name in ("Weights", "Bands", "Runs"):
        assert STALE not in said(visit(page, name))
    for name in ("Overview", "Tier by tier", "What to do", "Why", "How sure", "Customers"):
        page = view(page, name)
        assert CALM in said(page)
        assert STALE not in said(page)
    assert CALM in said(visit(page, "Export"))
    page.query_params["row"] = "2"
    page = checked(page.switch_page("pages/5_customer.py").run())
    assert "This tier is given by the network" in said(page)
    assert "Why this tier" in [s.value for s in page.subheader]
    page = visit(page, "Training")
    assert "The network below was trained on the former file, survey.csv" in said(page)
    for name in DIAGNOSES:
        page.session_state["diagnosis"] = name
        page = checked(page.run())
        assert ("are the former file's" in said(page)) == (name == "By indicator")
    page = checked(page.switch_page("app.py").run())
    assert "from the former file, survey.csv" in said(page)
    assert STALE not in said(page)


def test_trained_anew_the_tiers_are_of_this_file(quarter):
    """A sample is drawn first, and the notice goes on saying who follows whom; the run of before is compared."""
    page = press(bring(quarter, shop("2026-06-30", times=2)), "Train anew on this file")
    page = press(page, "Train again")
    workspace_of(page).job.wait(60)
    page = visit(page, "Data")
    assert workspace_of(page).study.state("model").status == "done"
    assert "june.csv follows march.csv." in said(page)
    assert not [b for b in page.button if b.label == "Train anew on this file"]
    registry().saver.save_all()
    assert len(runs.listed(registry().store, workspace_of(page).token)) == 2


def test_a_forgotten_network_leaves_the_notice_and_the_way_to_train(quarter):
    """Who follows whom is still said; there are no tiers to compare."""
    page = press(visit(bring(quarter, shop("2026-06-30")), "Training"), "Forget the trained network")
    page = visit(page, "Data")
    assert "june.csv follows march.csv. 90 of 90" in said(page).replace("**", "")
    labels = [b.label for b in page.button]
    assert "Train anew on this file" in labels
    assert "See who moved" not in labels


def test_fifths_are_kept_until_they_are_cut_anew(quarter):
    """Each indicator says at which edges, with a switch; one button turns all of them."""
    edges = workspace_of(quarter).study.model.fitted.edges
    page = bring(quarter, shop("2026-06-30", times=2))

    def rules():
        measures = workspace_of(page).study.recipe.scoring.indicators
        return {i: measures[i].rule.edges for i in ("recency", "frequency", "monetary")}

    assert rules() == {i: edges[i] for i in rules()}
    assert "fifths of the customers at kept edges" in said(page)
    page = opened(page, "scoring.frequency")
    switch = next(t for t in page.toggle if t.label == "Cut where the former file was cut")
    assert switch.value
    switch.set_value(False)
    page = opened(checked(page.run()), "scoring.frequency")
    assert rules()["frequency"] is None
    assert "Cut anew: a fifth of this file's customers each." in said(page)
    switch = next(t for t in page.toggle if t.label == "Cut where the former file was cut")
    switch.set_value(True)
    page = checked(page.run())
    assert rules()["frequency"] == edges["frequency"]
    page = press(page, "Cut fifths anew")
    assert set(rules().values()) == {None}
    page = press(page, "Keep former edges")
    assert rules() == {i: edges[i] for i in rules()}
    assert workspace_of(page).study.state("model").since == ()


def test_other_customers_start_anew(quarter):
    """The file is taken as a new one, with a recipe of its own; the former training stays a run."""
    page = press(bring(quarter, shop(prefix="X")), "These are other customers: start anew")
    study = workspace_of(page).study
    assert (study.model, study.former, study.recipe.name) == (None, None, "june")
    assert study.recipe.scoring.indicators["frequency"].rule == Quintiles()
    assert "follows" not in said(page)
    registry().saver.save_all()
    assert len(runs.listed(registry().store, workspace_of(page).token)) == 1


def test_a_project_reopened_starts_anew_without_the_file(quarter):
    """After a restart only the table is there; the notice still is, and so is the way on."""
    page = bring(quarter, shop("2026-06-30", prefix="X"))
    registry().saver.save_all()
    token = workspace_of(page).token
    registry.clear()
    page = visit(page, "Data")
    assert workspace_of(page).token == token
    assert workspace_of(page).file is None
    assert "june.csv follows march.csv." in said(page)
    page = press(page, "These are other customers: start anew")
    assert workspace_of(page).study.former is None
    assert not told(page)


def test_ids_that_hardly_match_are_said_plainly(quarter):
    """Nobody is found: other people, or other ids; a column that holds the former ids is counted at once."""
    page = bring(quarter, shop("2026-06-30", prefix="X"))
    assert "None of the 90 customers is found again by id; all 90 here are new." in said(page)
    assert "their ids are written otherwise here, or stand in another column than Customer number" in said(page)


def test_the_same_file_once_more_changes_nothing(quarter):
    """The training stays as it is, and the file can be read otherwise again."""
    before = workspace_of(quarter).study
    workspace_of(quarter).file = None
    page = bring(quarter, shop(), "again.csv")
    assert "This file is the one that was here already, so nothing has changed." in said(page)
    assert workspace_of(page).study is before
    assert workspace_of(page).file[0] == "again.csv"
    page = press(page, "Start anew with this file")
    assert workspace_of(page).study.model is None
    assert "here already" not in said(page)


def test_a_file_with_other_headings_goes_as_before(quarter):
    """No wave: a recipe is proposed for it, and nothing of the former customers stays."""
    page = bring(quarter, shop().rename(columns={"Visits": "Page views"}))
    study = workspace_of(page).study
    assert (study.model, study.former) == (None, None)
    assert "next wave" not in said(page)


def test_a_file_with_one_column_more_can_follow_after_all(quarter):
    """It is taken as a new one, for the column may be what it is brought for; one click makes it the next wave."""
    page = bring(quarter, shop("2026-06-30").assign(Grade=50))
    assert workspace_of(page).study.former is None
    assert "It has every column that the former one needs" in said(page)
    page = press(page, "Take it as the next wave")
    study = workspace_of(page).study
    assert (study.former.name, study.recipe.name) == ("march.csv", "march")
    assert "90 of 90 customers are found again by their id" in said(page)
    assert "Take it as the next wave" not in [b.label for b in page.button]


def test_an_untrained_state_is_replaced(app):
    """Where nothing was trained there is nothing to follow."""
    page = bring(bring(app, shop()), shop("2026-06-30"))
    assert workspace_of(page).study.former is None


def test_moved_cut_offs_are_kept_as_a_run_before_the_next_file(quarter):
    """The training's run knows the cut-offs of then; what was shown last quarter must be there to compare with."""
    workspace = workspace_of(quarter)
    recipe = workspace.study.recipe.replaced("cutoffs.by", "values").replaced("cutoffs.b", 0.6)
    workspace.study = workspace.study.change(recipe=recipe)
    page = bring(quarter, shop("2026-06-30"))
    registry().saver.save_all()
    found = runs.listed(registry().store, workspace_of(page).token)
    assert len(found) == 2
    assert runs.load(registry().store, found[0].id).study.recipe.cutoffs.b == 0.6
    bring(page, shop("2026-09-30", seed=3), "september.csv")
    registry().saver.save_all()
    newest = runs.listed(registry().store, workspace_of(page).token)[0]
    assert runs.load(registry().store, newest.id).study.table.name == "june.csv"  # by the network of march


def test_a_run_that_was_deleted_is_kept_anew_before_the_next_file(quarter):
    """What is shown is never lost by an upload, whatever was tidied up before."""
    token = workspace_of(quarter).token
    runs.delete(registry().store, runs.listed(registry().store, token)[0].id)
    bring(quarter, shop("2026-06-30"))
    registry().saver.save_all()
    assert len(runs.listed(registry().store, token)) == 1


def test_the_recipe_reads_the_next_workbook(app):
    """The sheet and the heading row of the former workbook hold for the next one."""
    page = press(visit(app, "Data"), "Raw workbook")
    page = trained(page)
    data = (SAMPLES / "survey_raw.xlsx").read_bytes()
    page = visit(page, "Data")
    page.file_uploader[0].upload("june.xlsx", changed_workbook(data))
    page = checked(page.run())
    study = workspace_of(page).study
    assert "june.xlsx follows survey_raw.xlsx." in said(page)
    assert study.recipe.file.sheet == study.table.sheet
    assert "customers are found again by their id" in said(page)


def changed_workbook(data: bytes) -> bytes:
    """The workbook with the last customer gone."""
    import io

    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[1]
    sheet.delete_rows(sheet.max_row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("how", ["in its own box", "as if it were the first"])
def test_the_second_file_has_its_next_one_too(app, how):
    """It is said to be still the former one, until its next file is brought, wherever that is done."""
    orders = shop()[["Customer number", "Orders", "Spend"]]
    page = bring(app, shop().drop(columns=["Orders", "Spend"]), "march.csv")
    page.file_uploader(key="second-0").upload("orders-march.csv", orders.to_csv(index=False).encode())
    page = checked(page.run())
    workspace = workspace_of(page)
    recipe = workspace.study.recipe.replaced("network.nets", 1).replaced("training.epochs", 40)
    workspace.study = workspace.study.change(recipe=recipe)
    page = trained(page)
    page = bring(page, shop("2026-06-30").drop(columns=["Orders", "Spend"]))
    assert "june.csv follows march.csv" in said(page)
    assert "The second file is still the one of before" in said(page)
    later = shop(times=2)[["Customer number", "Orders", "Spend"]]
    if how == "in its own box":
        page.file_uploader(key="second-1").upload("orders-june.csv", later.to_csv(index=False).encode())
        page = checked(page.run())
    else:
        page = bring(page, later, "orders-june.csv")
    study = workspace_of(page).study
    assert study.second.name == "orders-june.csv"
    assert study.table.name == "june.csv"
    assert "still the one of before" not in said(page)
    assert study.state("model").since == ()
    assert len(study.segments().k) == 90


def test_a_window_that_was_overtaken_is_refused(quarter):
    """A colleague's change in between: the file is not taken over it."""
    page = visit(quarter, "Data")
    workspace_of(page).revision += 1
    page.file_uploader[0].upload("june.csv", shop("2026-06-30").to_csv(index=False).encode())
    page = checked(page.run())
    assert workspace_of(page).study.former is None
    assert "Another window changed this project a moment ago" in told(page)
    assert workspace_of(bring(page, shop("2026-06-30"))).study.former.name == "march.csv"


def test_where_nobody_is_in_both_the_tiers_shares_stand_side_by_side(quarter):
    """No empty matrix: one picture of the two files, with its numbers in a sentence."""
    page = press(bring(quarter, shop("2026-06-30", prefix="X")), "See who moved")
    assert "No customer is in both runs" in said(page)
    assert "Nobody is in both, so nobody can be followed from tier to tier." in said(page)
    figures = next(t.value for t in page.dataframe if "Figure" in t.value.columns)
    assert figures.loc[0].tolist() == ["Valid customers", "90", "90"]


def test_without_a_store_the_notice_leads_to_the_tiers(quarter, monkeypatch):
    """A server that keeps no runs has nobody to compare with."""
    monkeypatch.setattr(registry(), "store", None)
    page = press(bring(quarter, shop("2026-06-30")), "See the tiers")
    assert "given by the network that was trained on the former file, march.csv" in said(page)
