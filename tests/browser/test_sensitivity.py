"""Moved weights in the browser, on real files of customers and on the sample."""

import pytest
from playwright.sync_api import expect

from tests.browser.steps import bring, metric, no_exception, open_page, press, wait_for_run

FILES = ["customers/E Commerce Dataset.xlsx", "customers/marketing_campaign_tab.csv"]


@pytest.mark.real_data
@pytest.mark.long
@pytest.mark.parametrize("name", FILES)
def test_a_real_file_s_bands_under_moved_weights(app_page, real_data, name):
    """Numbers, picture, sentence and list are there, and follow the slider."""
    page = app_page
    bring(page, real_data / name)
    follows_the_slider(page)


@pytest.mark.long
def test_the_sample_s_bands_under_moved_weights(app_page):
    """The same on the sample of the paper."""
    press(app_page, "Try the sample")
    follows_the_slider(app_page)


def follows_the_slider(page):
    """On the Weights page, move the spread up by keys: the number of those who change band changes with it."""
    open_page(page, "Weights")
    expect(page.get_by_text("If the weights were a little different")).to_be_visible()
    expect(page.get_by_text("For the band, ")).to_be_visible()
    expect(page.get_by_text("The expected value is the weighted score")).to_be_visible()
    expect(page.locator(".st-key-band-moves").get_by_test_id("stPlotlyChart")).to_be_visible()
    expect(page.get_by_text("Nearest to an edge of a band")).to_be_visible()
    before = metric(page, "Change band").inner_text()
    slider = page.get_by_role("slider", name="How far each weight moves, up or down, percent")
    slider.focus()
    for _ in range(10):
        slider.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "25")
    expect(page.get_by_text("alone 25%").or_(page.get_by_text("alone by 25%")).first).to_be_visible()
    wait_for_run(page)
    expect(metric(page, "Change band")).not_to_have_text(before)
    no_exception(page)
