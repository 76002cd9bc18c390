"""Each page's logic, run by Streamlit's own test driver: what it shows, what its widgets change, what it refuses."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from core.strategy.plans import stands_out
from core.training_in_words import in_right_tier
from pages.shared.workspaces import STALE
from tests.page_steps import checked, metrics, opened, press, told, trained, view, visit, workspace_of


def test_home_says_what_this_is_and_how_to_start(app):
    """Two ways to begin, and the six steps with their state."""
    assert app.title[0].value == "Tierboard"
    assert {b.label for b in app.button} == {"Try the sample"}
    assert len(app.file_uploader) == 1
    assert sum(caption.value == "to do" for caption in app.caption) == 6


@pytest.mark.parametrize("name", ["Weights", "Bands", "Training", "Segments", "Export"])
def test_a_page_without_customers_shows_one_sentence_and_one_button(app, name):
    """The way back to Data, and nothing else."""
    page = visit(app, name)
    assert [i.value.split("\\")[0] for i in page.info] == ["There are no customers yet"]
    assert [b.label for b in page.button] == ["Go to Data"]
    assert len(page.sidebar.get("page_link")) == 8
    assert not page.slider
    assert not page.metric


@pytest.mark.parametrize("name", ["Segments", "Export"])
def test_a_page_without_a_model_leads_to_training(sample, name):
    """One sentence, one button."""
    page = visit(sample, name)
    assert [b.label for b in page.button] == ["Go to Training"]


def test_the_sample_shows_the_paper_s_numbers_on_every_page(sample):
    """600 and 548; Table 2 and the sample of 274; 14-29-1 stopped by the goal; everybody in one tier."""
    shown = metrics(visit(sample, "Data"))
    assert list(shown.values()) == ["600", "548", "14 of 14", "52"]
    page = visit(sample, "Bands")
    assert page.dataframe[0].value["customers"].tolist() == [102, 150, 110, 105, 81]
    assert page.dataframe[0].value["sample"].tolist() == [51, 75, 55, 53, 40]
    page = trained(sample)
    assert metrics(page)["Network"] == "14-29-1"
    assert any("goal met" in m.value for m in page.markdown)
    study = workspace_of(page).study
    assert study.model.evaluation.sizes == (229, 0, 45)
    page = visit(page, "Segments")
    counts = [int(m.value.replace(",", "")) for m in page.metric]
    assert sum(counts) == 548
    assert counts == study.segments().table["customers"].tolist()


def test_a_moved_weight_changes_the_bands_at_once_and_marks_what_was_made(sample):
    """The band table follows; sample and training say what changed since."""
    trained(sample)
    page = visit(sample, "Bands")
    page.slider(key="recipe.weights.indicators.recency").set_value(0.0)
    page = checked(page.run())
    assert page.dataframe[0].value["customers"].tolist() != [102, 150, 110, 105, 81]
    assert "out of date: the weights of R, F and M changed since" in told(page)
    page = visit(page, "Training")
    assert "out of date: the weights changed since" in told(page)
    page = visit(page, "Segments")
    assert "Train again to follow" in told(page)


def test_all_weights_zero_is_refused_in_words_and_nothing_is_lost(sample):
    """The sliders stay, the sentence says what to do, and moving one back heals it."""
    page = visit(sample, "Weights")
    for indicator in ("recency", "frequency", "monetary"):
        page.slider(key=f"recipe.weights.indicators.{indicator}").set_value(0.0)
        page = checked(page.run())
    assert "are 0" in told(page)
    page.slider(key="recipe.weights.indicators.monetary").set_value(5.0)
    page = checked(page.run())
    assert told(page) == ""


def test_a_window_that_was_overtaken_is_refused_in_words(sample):
    """Another window changed the project: this one's change is not applied, and it is told so."""
    page = visit(sample, "Bands")
    workspace_of(page).revision += 1
    page.slider(key="recipe.weights.indicators.recency").set_value(1.0)
    page = checked(page.run())
    assert STALE in told(page)
    assert workspace_of(page).study.recipe.weights.indicators["recency"] == 6
    page.slider(key="recipe.weights.indicators.recency").set_value(1.0)
    assert told(checked(page.run())) == ""
    assert workspace_of(page).study.recipe.weights.indicators["recency"] == 1


def test_cut_offs_and_notes_change_the_recipe(sample):
    """A moved cut-off moves customers at once; a wrong one is refused and the former stays."""
    trained(sample)
    page = visit(sample, "Segments")
    before = metrics(page)
    page.number_input(key="recipe.cutoffs.a").set_value(0.6)
    page = checked(page.run())
    assert metrics(page) != before
    page.number_input(key="recipe.cutoffs.a").set_value(0.3)
    page = checked(page.run())
    assert "must fall from A to C" in told(page)
    assert page.number_input(key="recipe.cutoffs.a").value == 0.6
    page = view(page, "What to do")
    page.text_area(key="recipe.strategy.notes.A").set_value("<b>call</b> them")
    page = checked(page.run())
    assert workspace_of(page).study.recipe.strategy.notes == {"A": "<b>call</b> them"}


def test_training_learns_from_grades_when_they_are_chosen(app):
    """The graded sample is learned from its grades; choosing the weighted score makes the training out of date."""
    page = press(visit(app, "Data"), "Graded survey")
    page = trained(page)
    assert workspace_of(page).study.model.source == "grade"
    page.radio(key="target.kind").set_value("weighted")
    page = checked(page.run())
    assert "the expected value" in told(page)


@pytest.mark.thorough
@pytest.mark.parametrize("label", ["Raw workbook", "Graded survey", "Order lines"])
def test_every_sample_goes_all_the_way(app, label):
    """Each shipped example loads with its recipe and trains."""
    page = trained(press(visit(app, "Data"), label))
    page = visit(page, "Segments")
    assert sum(int(m.value.replace(",", "")) for m in page.metric) == 548
    visit(page, "Export")


def test_a_preset_sets_all_its_settings_and_an_own_setting_is_named(sample):
    """Recommended trains ten nets with a validation part; a changed setting is called your own."""
    page = visit(sample, "Training")
    page.segmented_control(key="preset").set_value("Recommended")
    page = checked(page.run())
    recipe = workspace_of(page).study.recipe
    assert (recipe.network.nets, recipe.training.goal, recipe.training.split.validation) == (10, 0, 0.15)
    page.number_input(key="recipe.training.epochs").set_value(50)
    page = checked(page.run())
    assert page.segmented_control(key="preset").value is None
    assert any("Your own settings" in c.value for c in page.caption)


def test_an_uploaded_file_is_understood_and_another_column_can_be_chosen(app, samples):
    """The raw workbook finds its sheet and R, F and M by itself; an indicator can be let go and taken back."""
    page = visit(app, "Data")
    page.file_uploader[0].upload("survey_raw.xlsx", (samples / "survey_raw.xlsx").read_bytes())
    page = checked(page.run())
    assert metrics(page)["Rows"] == "600"
    chosen = page.selectbox(key="column.monetary").value
    page.selectbox(key="column.monetary").set_value("not in this file")
    page = checked(page.run())
    assert "M (total online spend in the last year) is missing" in told(page)
    page.selectbox(key="column.monetary").set_value(chosen)
    assert "is missing" not in told(checked(page.run()))


BROKEN = {
    "empty.csv": (b"", "empty"),
    "picture.csv": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "picture"),
    "words.csv": (b"name,town\n" + b"".join(b"Ann %c,Rome\n" % (97 + i) for i in range(20)), "words.csv"),
    "one.csv": (b"customer_id,recency,frequency,monetary\n1,3,4,5\n", "there is only 1 customer"),
    "no_recency.csv": (
        b"customer_id,orders,total spend\n" + b"".join(b"%d,%d,%d\n" % (i, i % 7, i * 3 % 101) for i in range(60)),
        "R (time of the last online purchase) is missing",
    ),
    "same.csv": (
        b"customer_id,recency,orders,total spend\n"
        + b"".join(b"%d,9,%d,%d\n" % (i, i % 7, i * 3 % 101) for i in range(60)),
        "Every customer has the same score on Recency",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_gets_its_sentence_and_the_session_lives_on(app, name):
    """One sentence says what is wrong; the sample still works afterwards."""
    data, sentence = BROKEN[name]
    page = visit(app, "Data")
    page.file_uploader[0].upload(name, data)
    page = checked(page.run())
    assert sentence in told(page)
    page = press(page, "Try the sample")
    assert metrics(page)["Valid customers"] == "548"


def test_a_refused_file_leaves_the_former_work_as_it_was(sample):
    """The trained sample is still there after a file that could not be read."""
    trained(sample)
    page = visit(sample, "Data")
    page.file_uploader[0].upload("empty.csv", b"")
    page = checked(page.run())
    assert "empty" in told(page)
    assert metrics(page)["Valid customers"] == "548"
    assert workspace_of(page).study.model is not None


def toasts(app: AppTest) -> list[str]:
    """What was said where one has scrolled to."""
    return [toast.value.replace("\\", "") for toast in app.toast]


def bring(app: AppTest, name: str, heading: str, row) -> AppTest:
    """A csv of 60 customers uploaded on Data; `row(i)` gives each line's cells."""
    page = visit(app, "Data")
    lines = [heading, *(",".join(map(str, row(i))) for i in range(60))]
    page.file_uploader[0].upload(name, "\n".join(lines).encode())
    return checked(page.run())


def churned(app: AppTest) -> AppTest:
    """60 customers with an outcome called Churn, a number that is nothing, a town, and a remark on Training."""
    page = bring(
        app,
        "churn.csv",
        "customer_id,recency,orders,total spend,Churn,Shoe size,Remark",
        lambda i: (f"C{i}", i, i % 7, i * 3 % 101, int(i % 3 == 0), 36 + i % 9, f"remark number {i}"),
    )
    return visit(page, "Training")


def test_what_was_refused_is_told_at_the_top_and_where_one_is(sample):
    """Thresholds that fall are refused in a box whose place is always there, and in a toast."""
    page = opened(visit(sample, "Data"), "scoring.monetary")
    page.selectbox(key="kind.monetary").set_value("thresholds")
    page = checked(page.run())
    assert not toasts(page)
    page = opened(page, "scoring.monetary")
    field = next(f for f in page.text_input if f.label.startswith("Four limits"))
    field.set_value("9,6,4")
    page = checked(page.run())
    assert "are no thresholds" in told(page)
    assert "are no thresholds" in toasts(page)[0]


def test_an_outcome_is_proposed_by_its_heading_and_read_in_words(app):
    """Churn is taken, low is good; id, indicators and free text are no outcome; the way back and forth keeps it all."""
    page = churned(app)
    page.radio(key="target.kind").set_value("outcome")
    page = checked(page.run())
    target = workspace_of(page).study.recipe.target
    assert (target.column, target.reversed) == ("Churn", True)
    assert page.selectbox(key="target.column").options == ["Churn", "Shoe size"]
    assert any(c.value.replace("\\", "") == "K near 1 means: Churn is low (0)." for c in page.caption)
    page.toggle(key="recipe.target.reversed").set_value(False)
    page = checked(page.run())
    for kind in ("grade", "weighted", "outcome"):
        page.radio(key="target.kind").set_value(kind)
        page = checked(page.run())
    target = workspace_of(page).study.recipe.target
    assert (target.kind, target.column, target.reversed) == ("outcome", "Churn", False)
    assert any("K near 1 means: Churn is high (1)" in c.value.replace("\\", "") for c in page.caption)


def test_a_file_without_grades_says_so(app):
    """Grading sheets are proposed, with the way to them; a column can still be chosen."""
    page = churned(app)
    page.radio(key="target.kind").set_value("grade")
    page = checked(page.run())
    assert workspace_of(page).study.recipe.target.column is None
    assert page.selectbox(key="target.column").options[0] == "Grading sheets: none yet"
    assert any("No grades have come back yet" in i.value for i in page.info)
    page.selectbox(key="target.column").select_index(1)
    page = checked(page.run())
    assert workspace_of(page).study.recipe.target.column == "Churn"


def test_advice_on_an_outcome_is_neutral(app):
    """K learned from churn says who is likely to stay, not who buys much; a tier of a few gets no advice."""
    page = churned(app)
    page.radio(key="target.kind").set_value("outcome")
    page = view(trained(checked(page.run())), "Tier by tier")
    assert {"**A** Most likely", "**D** Least likely"} <= {m.label for m in page.metric}
    assert "K near 1 means: Churn is low (0)." in " ".join(i.value for i in page.info).replace("\\", "")
    shown = " ".join(m.value for m in page.markdown)
    assert "likely to have the good outcome" in shown or "too few to say" in shown
    assert "spend much" not in shown
    shown = " ".join(m.value for m in view(page, "What to do").markdown)
    assert "likely to have the good outcome" in shown or "too few to say" in shown
    for name, words in (
        ("Simulation test", "a yes/no outcome names none"),
        ("Tiers", "had the good outcome. A yes/no"),
    ):
        page = visit(page, "Training")
        page.pills(key="diagnosis").set_value(name)
        page = checked(page.run())
        assert words in " ".join(box.value for box in [*page.info, *page.caption])
    page = view(page, "Overview")
    assert "customers buy today, tiers how likely" in " ".join(c.value for c in page.caption)
    assert "more likely than others" in page.button(key="corner-protect").help
    assert any("found for 20 / 30 / 30 / 20 % of the customers" in c.value for c in page.caption)
    page.segmented_control(key="recipe.cutoffs.by").set_value("values")
    page = view(checked(page.run()), "Overview")
    for cut, value in (("a", 0.99), ("b", 0.98), ("c", 0.97)):
        page.number_input(key=f"recipe.cutoffs.{cut}").set_value(value)
        page = view(checked(page.run()), "Overview")
    assert any("Move the cut-offs" in i.value for i in page.info)
    assert any("too few to say" in m.value for m in view(page, "Tier by tier").markdown)


@pytest.mark.parametrize(
    ("gaps", "words"),
    [
        ({"recency": 1.2, "brand": 0.1}, "Most above average: Recency (+1.2); least above average: Brand image"),
        ({"recency": 1.2, "brand": -0.4}, "Most above average: Recency (+1.2); most below average: Brand image"),
        ({"recency": -0.1, "brand": -2.0}, "Least below average: Recency (−0.1); most below average: Brand image"),
    ],
)
def test_what_stands_out_is_said_truthfully(gaps, words):
    """A tier below all others on everything stands above none of them."""
    assert stands_out(pd.Series(gaps)).startswith(words)


@pytest.mark.parametrize("name", ["Weights", "Bands", "Training", "Segments", "Export"])
def test_a_gate_leads_to_the_earliest_step_that_needs_mending(app, name):
    """With R and F missing every later page leads to Data."""
    page = visit(bring(app, "x.csv", "customer_id,total spend,Would join", lambda i: (i, i * 3 % 101, i % 2)), name)
    assert [b.label for b in page.button] == ["Go to Data"]
    assert "R (" in page.info[0].value.replace("\\", "")


def test_what_is_missing_is_said_once_and_next_waits(app):
    """The card shows no number, the rows are marked, and Next cannot be pressed."""
    page = bring(app, "x.csv", "customer_id,total spend,Would join", lambda i: (i, i * 3 % 101, i % 2))
    assert metrics(page)["Valid customers"] == "–"
    assert any(c.value == "R and F missing" for c in page.caption)
    assert told(page).count("R (") == 1
    assert next(b for b in page.button if b.label == "Next: Weights").disabled
    assert any(e.label == "7 not in this file" for e in page.expander)


def test_proposals_that_are_not_sure_are_listed(app, samples):
    """Confidence is said in words; those to check stand in one line above."""
    page = visit(app, "Data")
    page.file_uploader[0].upload("survey_raw.xlsx", (samples / "survey_raw.xlsx").read_bytes())
    page = checked(page.run())
    assert any("to check:**" in m.value for m in page.markdown)
    assert any(c.value.endswith("(sure).") for c in page.caption)
    assert not any("% sure" in c.value for c in page.caption)


def test_order_lines_are_counted_apart_from_customers(app):
    """Lines, customers, valid ones and those left out."""
    page = press(visit(app, "Data"), "Order lines")
    assert list(metrics(page)) == ["Order lines", "Customers", "Valid customers", "Left out"]


def test_home_keeps_the_uploader_and_leads_on(sample):
    """The next step by name, and the way to another file."""
    page = checked(sample.switch_page("app.py").run())
    assert "Continue: Bands" in {b.label for b in page.button}
    assert len(page.file_uploader) == 1


def test_training_leads_with_a_sentence_that_its_numbers_bear_out(sample):
    """How far off, how many in the right tier, and what guessing would get."""
    page = trained(sample)
    judged, cutoffs = workspace_of(page).study.model.evaluation, workspace_of(page).study.segments().cutoffs
    right = round(judged.tier_agreement(cutoffs) * 45)
    lead = next(m.value for m in page.markdown if "it never saw" in m.value)
    assert f"{right} of 45 are in the right tier" in lead
    assert f"off by {judged.mse('test') ** 0.5:.2f}" in lead
    assert metrics(page) == {
        "Off by": f"±{judged.mse('test') ** 0.5:.2f}",
        "Right tier": f"{right} of 45",
        "Network": "14-29-1",
        "Stopped by": "goal met",
    }
    _, guessed = in_right_tier(judged, cutoffs)
    assert guessed <= max(np.bincount(np.searchsorted([0.25, 0.5, 0.75], judged.expected[229:], side="right")))
    assert sum("goal met" in m.value for m in page.markdown) == 1


def test_each_net_is_shown_kept_or_left_out(sample):
    """Ten nets, ten lines."""
    page = visit(sample, "Training")
    page.segmented_control(key="preset").set_value("Recommended")
    page = trained(checked(page.run()))
    nets = next(d.value for d in page.dataframe if "In K" in d.value)
    kept = [net.kept for net in workspace_of(page).study.model.nets]
    assert nets["In K"].tolist() == ["kept" if k else "left out" for k in kept]
    assert any("three lines" in c.value for c in page.caption)


def test_an_out_of_date_training_is_the_first_thing_to_do(sample):
    """Train again is primary then, on Training and, as a way there, on Segments and Export."""
    page = visit(trained(sample), "Bands")
    page.slider(key="recipe.weights.indicators.recency").set_value(0.0)
    page = visit(checked(page.run()), "Training")
    assert page.button(key="start").proto.type == "primary"
    assert page.button(key="go-segments").proto.type == "secondary"
    for name in ("Segments", "Export"):
        assert visit(page, name).button(key="go-training").proto.type == "primary"


def test_export_ends_with_the_way_to_another_file(sample):
    """The last page leads back to the first."""
    trained(sample)
    assert "Start with another file" in {b.label for b in visit(sample, "Export").button}


def test_a_reference_date_before_all_orders_can_be_put_back(app):
    """No order line counts then: one sentence says so, and the date stays in reach."""
    page = press(visit(app, "Data"), "Order lines")
    page.date_input(key="recipe.scoring.reference_date").set_value(dt.date(2024, 12, 1))
    page = checked(page.run())
    assert "none of the" in told(page)
    page.date_input(key="recipe.scoring.reference_date").set_value(dt.date(2026, 1, 1))
    page = checked(page.run())
    assert metrics(page)["Valid customers"] == "548"


def test_reading_the_file_otherwise_keeps_weights_and_training(app, samples):
    """Another heading row or sheet proposes columns anew; what was set elsewhere stays."""
    page = visit(app, "Data")
    page.file_uploader[0].upload("survey.csv", (samples / "survey.csv").read_bytes())
    page = checked(page.run())
    write_recipe_of(page, "weights.indicators.recency", 1)
    page = press(page, "Read the file again like this")
    assert workspace_of(page).study.recipe.weights.indicators["recency"] == 1


def write_recipe_of(app: AppTest, path: str, value: object) -> None:
    """Change a field of the recipe as a widget of this window would."""
    workspace = workspace_of(app)
    workspace.study = workspace.study.change(recipe=workspace.study.recipe.replaced(path, value))


@pytest.mark.thorough
def test_every_kind_of_rule_can_be_chosen_for_every_indicator_without_an_exception(app):
    """On raw values of every kind, each rule gives scores or one sentence."""
    page = press(visit(app, "Data"), "Raw workbook")
    for indicator in ("recency", "monetary", "basic", "brand"):
        for kind in ("scale", "words", "quintiles", "thresholds", "categories"):
            page = opened(page, f"scoring.{indicator}")
            page.selectbox(key=f"kind.{indicator}").set_value(kind)
            page = checked(page.run())


def test_export_says_what_stands_in_the_way_of_a_workbook(sample):
    """With M let go after the training, one sentence and the way to mend it; no download that would fail."""
    trained(sample)
    page = visit(sample, "Data")
    page.selectbox(key="column.monetary").set_value("not in this file")
    checked(page.run())
    page = visit(page, "Export")
    assert "M (total online spend in the last year)" in told(page)
    assert not page.get("download_button")
    assert any(b.label == "Go to Data" for b in page.button)


def test_the_exported_recipe_is_the_one_that_repeats_the_result(sample):
    """A run stopped by hand is exported with its stop."""
    page = visit(sample, "Training")
    page.number_input(key="recipe.training.epochs").set_value(10_000_000)
    page.number_input(key="recipe.training.goal").set_value(0.0)
    page = press(checked(page.run()), "Start training")
    job = workspace_of(page).job
    job.stop()
    job.wait(30)
    checked(page.run())
    study = workspace_of(page).study
    assert study.state("model").status == "done"
    assert study.recipe_of_result().training.stop_at.epoch == study.model.best.last.epoch
