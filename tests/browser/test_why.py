"""Why, in the browser: three pictures with what they say, and another indicator chosen."""

import pytest
from playwright.sync_api import expect

from tests.browser.steps import bring, choose, no_exception, open_page, open_view, press, train, wait_for_run

FILES = ["customers/E Commerce Dataset.xlsx", "customers/marketing_campaign_tab.csv"]


@pytest.mark.long
def test_why_of_the_sample(app_page):
    """By fourteen indicators; the weighted score is called what it is."""
    press(app_page, "Try the sample")
    why_is_shown(app_page)
    expect(app_page.get_by_text("is no evidence for the weights")).to_be_visible()


@pytest.mark.real_data
@pytest.mark.long
@pytest.mark.parametrize("name", FILES)
def test_why_of_a_real_file(app_page, real_data, name):
    """The same of customers from elsewhere."""
    bring(app_page, real_data / name)
    why_is_shown(app_page)


def why_is_shown(page):
    """Train, open the view: each picture stands beside its sentence, and follows the indicator chosen."""
    train(page)
    open_page(page, "Segments")
    open_view(page, "Why")
    expect(page.get_by_text("moves K most, by")).to_be_visible()
    expect(page.get_by_test_id("stPlotlyChart")).to_have_count(3)
    choose(page, "Indicator", "Recency")
    expect(page.get_by_text("As Recency goes from 1 to 5, mean K")).to_be_visible()
    wait_for_run(page)
    no_exception(page)
