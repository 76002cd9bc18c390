"""The Bands page in the browser: a moved weight, moved edges, the customers of a band, who moves, and a reload."""

import pandas as pd
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.steps import bring, counts_in, metric, no_exception, open_page, press, visit, wait_for_run

PAPER = [102, 150, 110, 105, 81]


@pytest.fixture
def bands(app_page: Page) -> Page:
    """The Bands page of the sample."""
    press(app_page, "Try the sample")
    open_page(app_page, "Bands")
    return app_page


def counts(page: Page) -> list[int]:
    """Customers per band, as the picture says them."""
    return counts_in(page.get_by_role("figure", name="Customers by band of").get_attribute("aria-label"))


def cells(page: Page, key: str, column: int) -> Locator:
    """A column of one of the page's tables, as a screen reader finds it inside the drawn one."""
    return page.locator(f".st-key-{key} td[data-testid^=glide-cell-{column}-]")


def test_a_moved_weight_moves_table_picture_and_who_goes_up_and_down(bands):
    """By keyboard; moved back, nobody has moved, and the paper's numbers are there again."""
    page = bands
    assert counts(page) == PAPER
    expect(page.get_by_text("nobody has moved")).to_be_visible()
    slider = page.get_by_role("slider", name="R Recency")
    slider.press("ArrowRight")
    slider.press("ArrowRight")
    expect(page.get_by_text("R Recency counts 33%")).to_be_visible()
    wait_for_run(page)
    moved = counts(page)
    assert sum(moved) == 548
    assert moved != PAPER
    expect(cells(page, "bands-table", 2)).to_have_text([str(n) for n in moved])
    expect(page.get_by_text("Against the usual weights and edges: ▲")).to_be_visible()
    page.get_by_text("From which band to which, and who").click()
    expect(page.get_by_role("figure", name="Customers by band before and now")).to_be_visible()
    page.get_by_role("radio", name="▼ go down").click()
    expect(cells(page, "movers", 1)).not_to_have_count(0)
    wait_for_run(page)
    # The table that a screen reader finds follows the drawn one a moment later: its last row that goes up has gone.
    page.wait_for_function(
        """() => {
            const column = k => [...document.querySelectorAll(`.st-key-movers td[data-testid^=glide-cell-${k}-]`)]
                .map(cell => Number(cell.innerText));
            const [before, now] = [column(1), column(2)];
            return before.length > 0 && before.length === now.length && before.every((b, i) => b > now[i]);
        }"""
    )
    page.reload()
    wait_for_run(page)
    assert counts(page) == moved
    for _ in range(2):
        page.get_by_role("slider", name="R Recency").press("ArrowLeft")
        wait_for_run(page)
    expect(page.get_by_text("nobody has moved")).to_be_visible()
    assert counts(page) == PAPER
    no_exception(page)


@pytest.mark.long
def test_moved_edges_are_kept_over_a_reload_and_go_back_to_the_paper_s(bands):
    """The expander stays open while edges move; a wrong one is refused in sight."""
    page = bands
    page.get_by_text("Move the edges").click()
    last = page.get_by_role("spinbutton", name="Band 5 from C =")
    last.fill("4.2")
    last.press("Enter")
    wait_for_run(page)
    expect(last).to_be_visible()
    expect(cells(page, "bands-table", 1).last).to_have_text("4.2 ≤ C")
    assert counts(page)[4] > PAPER[4]
    first = page.get_by_role("spinbutton", name="Band 2 from C =")
    first.fill("4.8")
    first.press("Enter")
    wait_for_run(page)
    expect(page.get_by_test_id("stToast").filter(has_text="must rise from left to right")).to_be_in_viewport()
    expect(first).to_have_value("2.00")
    page.reload()
    wait_for_run(page)
    expect(cells(page, "bands-table", 1).last).to_have_text("4.2 ≤ C")
    page.get_by_text("Move the edges").click()
    press(page, "Back to the paper's edges")
    assert counts(page) == PAPER


def test_a_click_on_a_bar_lists_its_customers_and_so_does_the_keyboard(bands, tmp_path):
    """Nothing is listed before; the file that is taken along holds the whole band."""
    page = bands
    expect(page.locator(".st-key-band-customers")).to_have_count(0)
    click_bar(page, 5)
    expect(page.get_by_text("81 customers of band 5, C = 5.")).to_be_visible()
    wait_for_run(page)
    expect(cells(page, "band-customers", 2).first).to_have_text("5")
    fourth = page.get_by_role("radio", name="4 (105)")
    fourth.focus()
    fourth.press("Space")
    expect(page.get_by_text("105 customers of band 4, 4 ≤ C < 5.")).to_be_visible()
    wait_for_run(page)
    click_bar(page, 5)  # the one that was clicked last
    expect(page.get_by_text("81 customers of band 5, C = 5.")).to_be_visible()
    wait_for_run(page)
    with page.expect_download() as arriving:
        page.get_by_role("button", name="Download this list").filter(visible=True).last.click()
    lines = pd.read_csv(arriving.value.path())
    assert len(lines) == lines["Customer"].nunique() == 81
    no_exception(page)


def click_bar(page: Page, band: int) -> None:
    """Click the middle of a band's bar: plotly's own layer lies above it and takes the click."""
    bar = page.locator(".st-key-bands-chart .bars .point").nth(band - 1)
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


@pytest.mark.long
@pytest.mark.real_data
def test_five_thousand_customers_follow_a_weight(app_page, real_data):
    """The workbook of 5,630: spend is known, the table follows the weight, and every customer stays in one band."""
    page = app_page
    visit(page, "Data")
    bring(page, real_data / "customers" / "E Commerce Dataset.xlsx")
    open_page(page, "Bands")
    before, all_of_them = counts(page), int(metric(page, "Customers").inner_text().replace(",", ""))
    assert sum(before) == all_of_them > 5_000
    expect(page.get_by_text("Spend is CashbackAmount, as it stands in the file.")).to_be_visible()
    page.get_by_role("slider", name="F Frequency").press("ArrowLeft")
    expect(page.get_by_text("F Frequency counts 28%")).to_be_visible()
    wait_for_run(page)
    after = counts(page)
    assert after != before
    assert sum(after) == all_of_them
    expect(cells(page, "bands-table", 2)).to_have_text([str(n) for n in after])
    press(page, "Draw the sample")
    expect(page.get_by_text("customers, shuffled and numbered.")).to_be_visible()
    expect(page.get_by_text("Numbers 1–")).to_be_visible()
