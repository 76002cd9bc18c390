"""An expert compares in pairs, as people do it: by the choice above the sliders, by keys, and back."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import no_exception, open_page, press, wait_for_run


@pytest.fixture
def panel(app_page: Page) -> Page:
    """The Weights page of the sample, with the panel of ten that decides."""
    press(app_page, "Try the sample")
    open_page(app_page, "Weights")
    app_page.get_by_text("by a panel of experts", exact=True).click()
    wait_for_run(app_page)
    press(app_page, "Try a panel of ten")
    return app_page


@pytest.mark.long
def test_pairs_take_the_place_of_importances_and_a_contradiction_is_named(panel):
    """R, F and M in pairs begin consistent; nine steps too far on one and the ratio says so, with the judgement."""
    panel.get_by_text("compare in pairs", exact=True).first.click()
    wait_for_run(panel)
    expect(panel.get_by_text("the judgements fit together well enough")).to_be_visible()
    expect(panel.get_by_text("This gives Recency")).to_be_visible()
    slider = panel.get_by_role("slider", name="Recency or Spend")
    slider.focus()
    slider.press("Home")
    wait_for_run(panel)
    expect(panel.get_by_text("above 0.10: some judgements contradict others")).to_be_visible()
    expect(panel.get_by_text("Recency against Spend: you said 9, the others say")).to_be_visible()
    panel.get_by_text("importance 0 to 10", exact=True).first.click()
    wait_for_run(panel)
    expect(slider).to_have_count(0)
    no_exception(panel)
