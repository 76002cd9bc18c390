"""The thorough check on its page, and its job: honest words, a verdict that stays, cancel, one job."""

import pytest
from streamlit.testing.v1 import AppTest

from core.judging import crossvalidation
from core.judging.learners import LINE, MEAN, RIVALS
from core.recipe import Target
from core.study import Study
from pages.shared import judging_job
from pages.shared.judging import BUTTON
from pages.shared.judging_job import JudgingJob
from tests.page_steps import ROOT, checked, press, trained, visit, workspace_of
from tests.test_jobs import until
from tests.test_study import people, recipe

pytestmark = pytest.mark.thorough


@pytest.fixture(autouse=True)
def quick(monkeypatch) -> None:
    """Two repeats of three folds with the quickest rivals, in this process."""
    monkeypatch.setattr(crossvalidation, "REPEATS", 2)
    monkeypatch.setattr(crossvalidation, "FOLDS", 3)
    monkeypatch.setattr(crossvalidation, "RIVALS", {name: RIVALS[name] for name in (MEAN, LINE)})
    monkeypatch.setattr("joblib.cpu_count", lambda: 1)


@pytest.fixture
def page() -> AppTest:
    """The sample, trained, on the Training page."""
    return trained(
        visit(press(AppTest.from_file(ROOT / "app.py", default_timeout=60).run(), "Try the sample"), "Training")
    )


def words(page: AppTest) -> str:
    """All sentences of the page."""
    return " ".join(e.value for kind in (page.markdown, page.caption, page.warning) for e in kind)


def whole(page: AppTest) -> AppTest:
    """The page once its check has ended."""
    workspace_of(page).work["judging"].wait(60)
    return checked(page.run())


def test_on_the_weighted_score_the_page_says_that_the_network_adds_nothing(page):
    """Before the check and after it, without a percentage; a change labels it out of date."""
    assert "adds nothing" in words(page)
    page = whole(press(page, BUTTON))
    study = workspace_of(page).study
    assert study.judged.verdict.kind == "formula"
    assert "**The network adds nothing here" in words(page)
    shown = next(t.value for t in page.dataframe if "Learner" in t.value)
    assert shown["Below the line by (95 %)"].tolist() == ["–"] * 3
    page.number_input(key="recipe.network.hidden").set_value(5)
    assert "This check is out of date: the network settings changed since" in words(checked(page.run()))


def test_a_second_click_makes_no_second_check(page):
    """Who starts while one runs finds that one."""
    page = press(page, BUTTON)
    first = workspace_of(page).work["judging"]
    first.wait(60)
    page = whole(page)
    assert workspace_of(page).work["judging"] is first
    assert workspace_of(page).study.judged is first.result


def outcome() -> Study:
    """A study of 200 people with an outcome."""
    return Study(people(), recipe(target=Target(kind="outcome", column="spent"))).draw()


def test_a_job_ends_with_the_result_of_a_plain_check():
    """The thread changes nothing."""
    job = JudgingJob(outcome())
    job.wait(60)
    assert job.snapshot().status == "finished"
    *_, last = outcome().judge(workers=1)
    assert job.result.verdict == last.judged.verdict


def test_a_cancelled_job_has_no_result_and_frees_the_place():
    """Also in the middle of a net that would train for hours; a job that waits can be cancelled as well."""
    study = outcome()
    for path, value in (("epochs", 10_000_000), ("min_grad", 0.0), ("max_fail", 10_000_000)):
        study = study.change(recipe=study.recipe.replaced(f"training.{path}", value))
    endless, waiting = JudgingJob(study), JudgingJob(study)
    until(lambda: "running" in (endless.snapshot().status, waiting.snapshot().status))
    for job in (waiting, endless):
        job.cancel()
        assert job.snapshot().status == "cancelled"
    for job in (waiting, endless):
        job.wait(30)
        assert job.result is None
    assert judging_job._slot.acquire(timeout=5)
    judging_job._slot.release()


def test_a_bug_ends_the_check_with_a_calm_word_and_a_loud_log(monkeypatch, caplog):
    """The page is told that something went wrong; the log has the traceback."""

    def broken(*_):
        yield None

    monkeypatch.setattr(Study, "judge", broken)
    job = JudgingJob(outcome())
    job.wait(10)
    assert job.snapshot().status == "failed"
    assert "Something went wrong" in job.snapshot().problem
    assert "Traceback" in caplog.text


def test_a_column_can_be_named_that_keeps_households_together(page):
    """The choice is written to the recipe, and taken back."""
    box = page.selectbox(key="recipe.judging.keep_together")
    assert box.value == ""
    box.set_value(box.options[1])
    checked(page.run())
    assert workspace_of(page).study.recipe.judging.keep_together == box.options[1]
    page.selectbox(key="recipe.judging.keep_together").set_value("")
    checked(page.run())
    assert workspace_of(page).study.recipe.judging.keep_together is None
