"""The paper's numbers on every page after one click on Home, and the command line's tiers."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from core.importing.reading.readers import read_table
from core.recipe import recipe_from_json
from core.study import Study
from tests.browser.steps import counts_in, metric, open_page, open_view, press, train


@pytest.fixture(scope="module")
def by_the_engine(samples) -> Study:
    """What `python -m core segment survey.csv --recipe paper.recipe.json` computes."""
    recipe = recipe_from_json((samples / "paper.recipe.json").read_bytes())
    return Study(read_table((samples / "survey.csv").read_bytes(), "survey.csv"), recipe).trained()


def test_the_sample_shows_the_paper_s_numbers_on_every_page(app_page, by_the_engine):
    """600 and 548; Table 2; 274 drawn, 229 to train and 45 to test; 14-29-1 stopped by the goal; the engine's tiers."""
    page = app_page
    press(page, "Try the sample")
    expect(page.get_by_text("Survey, as in the paper")).to_be_visible()

    open_page(page, "Data")
    for label, value in (("Rows", "600"), ("Valid customers", "548"), ("Indicators", "14 of 14"), ("Left out", "52")):
        expect(metric(page, label)).to_have_text(value)

    open_page(page, "Weights")
    counted = page.get_by_test_id("stMarkdown").filter(has_text=re.compile(r"^counts \d+%$"))
    expect(counted.filter(visible=True)).to_have_text([f"counts {p}%" for p in (30, 30, 40, 25, 45, 30)])

    open_page(page, "Bands")
    expect(metric(page, "Customers")).to_have_text("548")
    expect(metric(page, "In the top band")).to_have_text("81")
    assert counts_in(page.get_by_role("figure", name="Customers by band of").get_attribute("aria-label")) == [
        102,
        150,
        110,
        105,
        81,
    ]
    expect(column(page, 2)).to_have_text(["102", "150", "110", "105", "81"])
    expect(column(page, 4)).to_have_text(["51", "75", "55", "53", "40"])
    press(page, "Draw the sample")
    expect(page.get_by_text("Drawn: 51 + 75 + 55 + 53 + 40 = 274 customers")).to_be_visible()
    expect(metric(page, "Sample")).to_have_text("274")

    train(page)
    expect(page.get_by_role("radio", name="As in the paper")).to_be_checked()
    expect(metric(page, "Network")).to_have_text("14-29-1")
    expect(page.get_by_text("On 45 customers it never saw")).to_be_visible()
    model = by_the_engine.model
    expect(page.get_by_text(f"stopped at epoch {model.best.last.epoch}, goal met.")).to_be_visible()

    open_page(page, "Segments")
    expect(
        page.get_by_text(
            re.compile("Trained on 229 customers; on 45 others K is typically off by 0\\.\\d+ \\(a straight line by")
        )
    ).to_be_visible()
    tiers = by_the_engine.segments().table["customers"].tolist()
    assert sum(tiers) == 548
    expect(page.get_by_test_id("stMetricValue")).to_have_text([str(n) for n in tiers])
    open_view(page, "Customers")
    expect(page.get_by_text("548 of 548 customers (all customers).")).to_be_visible()

    open_page(page, "Export")
    expect(page.get_by_text("A from 0.75, B from 0.50, C from 0.25")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Download"))).to_have_count(7)


def column(page: Page, number: int) -> Locator:
    """A column of the page's table, as a screen reader finds it inside the drawn one."""
    return page.locator(f"td[data-testid^=glide-cell-{number}-]")
