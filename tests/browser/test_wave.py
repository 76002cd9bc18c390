"""This quarter's file in last quarter's project: who moved, in a real browser."""

import re

import pandas as pd
import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.server import running
from tests.browser.steps import (
    no_exception,
    open_page,
    press,
    title,
    train,
    training_has_ended,
    visit,
    wait_for_run,
)
from tests.conftest import SAMPLES
from tests.test_pages_wave import next_survey


@pytest.fixture
def saving_page(monkeypatch, new_page, tmp_path):
    """A window on a server that keeps its projects, and so runs, in a folder of this test."""
    monkeypatch.setenv("TIERBOARD_SAVE", "1")
    monkeypatch.setenv("TIERBOARD_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with running(tmp_path) as server:
        page = new_page(base_url=server.url)
        yield page
        page.close()
        assert server.problems() == []


def text_file(frame: pd.DataFrame, name: str, sep: str = ",") -> FilePayload:
    """A table as a file to upload."""
    return FilePayload(name=name, mimeType="text/csv", buffer=frame.to_csv(index=False, sep=sep).encode())


def bring_next(page: Page, file: FilePayload) -> None:
    """Upload the next file on the Data page, and wait until the page says whom it follows."""
    open_page(page, "Data")
    page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(file)
    expect(page.get_by_text(re.compile(f"{re.escape(file['name'])} follows"))).to_be_visible()
    wait_for_run(page)
    no_exception(page)


def see_who_moved(page: Page) -> None:
    """By the button of the notice."""
    page.get_by_role("button", name="See who moved").click()
    expect(title(page)).to_have_text("Runs")
    wait_for_run(page)
    no_exception(page)


def test_the_next_file_is_compared_with_the_last_at_once(saving_page):
    """Upload, one notice, one click: who moved between the tiers by last wave's network, with nothing out of date."""
    page = saving_page
    visit(page, "Home")
    press(page, "Try the sample")
    train(page)
    survey = pd.read_csv(SAMPLES / "survey.csv", dtype=str)
    bring_next(page, text_file(next_survey(survey["customer_id"].to_numpy()), "survey-june.csv"))
    expect(page.get_by_text("customers are found again by their id")).to_be_visible()
    expect(page.get_by_text("from the former file, survey.csv").first).to_be_visible()
    expect(page.get_by_text("out of date")).to_have_count(0)
    see_who_moved(page)
    expect(page.get_by_text(re.compile(r"^Of 54\d customers in both runs, \d+ rose and \d+ fell"))).to_be_visible()
    expect(page.get_by_text("changed themselves").first).to_be_visible()


@pytest.mark.long
@pytest.mark.real_data
def test_two_halves_of_a_customer_table_read_well_though_nobody_is_in_both(saving_page, real_data):
    """Halved by the day they joined: tiers by the first half's network, shares side by side, then trained anew."""
    page, people = saving_page, pd.read_csv(real_data / "customers" / "marketing_campaign_tab.csv", sep="\t", dtype=str)
    joined = pd.to_datetime(people["Dt_Customer"], format="%d-%m-%Y").argsort(kind="stable")
    early, late = people.iloc[joined[:1120]], people.iloc[joined[1120:]]
    visit(page, "Home")
    page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(text_file(early, "early.csv", "\t"))
    expect(title(page)).to_have_text("Data")
    train(page)
    bring_next(page, text_file(late, "late.csv", "\t"))
    expect(
        page.get_by_text("None of the 1,120 customers is found again by id; all 1,120 here are new.")
    ).to_be_visible()
    see_who_moved(page)
    expect(page.get_by_text("Nobody is in both, so nobody can be followed from tier to tier.")).to_be_visible()
    expect(page.get_by_text("now: late.csv")).to_be_visible()
    open_page(page, "Data")
    page.get_by_role("button", name="Train anew on this file").click()
    expect(title(page)).to_have_text("Training")
    page.get_by_role("button", name="Train again", exact=True).click()
    expect(page.get_by_text("was trained on the former file")).to_have_count(0)
    training_has_ended(page)
    open_page(page, "Segments")
    expect(page.get_by_text("the former file")).to_have_count(0)
