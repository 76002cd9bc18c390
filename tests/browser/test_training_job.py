"""A training that would last for hours: steered, left, reloaded, and seen from two windows."""

import json
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.steps import (
    metric,
    no_exception,
    open_page,
    press,
    project_of,
    stop_words,
    title,
    training_has_ended,
    use_recipe,
    wait_for_run,
)


@pytest.fixture
def long_recipe(samples) -> str:
    """The sample's recipe, but nothing ends its training before ten million epochs."""
    recipe = json.loads((samples / "paper.recipe.json").read_text(encoding="utf-8"))
    recipe["training"] |= {"epochs": 10_000_000, "goal": 0.0, "min_grad": 0.0}
    return json.dumps(recipe)


@pytest.fixture
def window(app_page, long_recipe) -> Iterator[Page]:
    """A window on the Training page, ready for a long training, which never outlives the test."""
    press(app_page, "Try the sample")
    open_page(app_page, "Data")
    use_recipe(app_page, long_recipe)
    open_page(app_page, "Training")
    yield app_page
    app_page.goto(f"/training{project_of(app_page)}")
    expect(button(app_page, "Stop and keep the best").or_(again_or_start(app_page))).to_be_visible()
    if button(app_page, "Stop and keep the best").is_visible():
        button(app_page, "Stop and keep the best").click()
        expect(again_or_start(app_page)).to_be_visible()


@pytest.fixture
def second(window) -> Callable[[], Page]:
    """Opens a second window at the first one's address."""

    def open_second() -> Page:
        page = window.context.new_page()
        page.goto(window.url)
        return page

    return open_second


def test_pause_resume_and_stop_keep_the_best_network(window):
    """A pause stands still, also for those who come back; going on goes on; stopping leaves tiers for everybody."""
    start(window)
    button(window, "Pause").click()
    expect(progress(window)).to_contain_text("Paused: epoch")
    expect(button(window, "Pause")).to_have_count(0)
    come_back(window)
    held = epoch(window)
    come_back(window)
    assert epoch(window) == held

    button(window, "Resume").click()
    later_than(window, held)

    button(window, "Stop and keep the best").click()
    training_has_ended(window)
    expect(stop_words(window)).to_contain_text("stopped by the user. The best weights until then were kept")
    words = stop_words(window).inner_text()
    stopped, best = (
        int(re.search(p, words)[1].replace(",", "")) for p in (r"at epoch ([\d,]+), ", r"at epoch ([\d,]+)\.$")
    )
    assert held < best <= stopped
    open_page(window, "Segments")
    counts = window.get_by_test_id("stMetricValue").all_inner_texts()
    assert sum(map(int, counts)) == 548


def test_a_training_goes_on_when_its_page_is_left_or_reloaded(window):
    """After another page and after F5 it is still running, further on."""
    start(window)
    before = epoch(window)
    come_back(window)
    later_than(window, before)
    before = epoch(window)
    window.reload()
    expect(button(window, "Pause")).to_be_visible()
    later_than(window, before)


@pytest.mark.long
def test_a_second_window_sees_the_same_training_and_can_stop_it(window, second):
    """Both show one training; stopped in the second, it ends in the first without a click."""
    start(window)
    before = epoch(window)
    other = second()
    expect(button(other, "Stop and keep the best")).to_be_visible()
    later_than(other, before)
    button(other, "Stop and keep the best").click()
    training_has_ended(other)
    training_has_ended(window)
    assert stop_words(window).inner_text() == stop_words(other).inner_text()


@pytest.mark.long
def test_a_start_in_both_windows_makes_one_training(window, second):
    """The second start finds the paused training of the first; a second one would run from epoch 1."""
    other = second()
    wait_for_run(other)
    expect(button(other, "Start training")).to_be_visible()
    start(window)
    button(window, "Pause").click()
    expect(progress(window)).to_contain_text("Paused: epoch")
    come_back(window)
    held = epoch(window)

    button(other, "Start training").click()
    expect(button(other, "Resume")).to_be_visible()
    no_exception(other)
    assert epoch(other) == held
    come_back(window)
    assert epoch(window) == held


def button(page: Page, label: str) -> Locator:
    """The button with exactly this label."""
    return page.get_by_role("button", name=label, exact=True)


def again_or_start(page: Page) -> Locator:
    """The button that a page shows when no training runs."""
    return page.get_by_role("button", name=re.compile("^(Train again|Start training)$"))


def progress(page: Page) -> Locator:
    """The words of the progress bar."""
    return page.get_by_test_id("stProgress")


def epoch(page: Page) -> int:
    """The epoch that the progress bar names."""
    expect(progress(page)).to_contain_text(re.compile(r"epoch [\d,]+"))
    return int(re.search(r"epoch ([\d,]+)", progress(page).inner_text())[1].replace(",", ""))


def start(page: Page) -> None:
    """Start, and wait until the first epochs are seen."""
    button(page, "Start training").click()
    expect(progress(page)).to_contain_text("Training: epoch")


def later_than(page: Page, before: int) -> None:
    """Wait until the page shows a later epoch."""
    page.wait_for_function(
        """before => {
            const words = document.querySelector('[data-testid=stProgress]')?.innerText ?? '';
            return Number(words.match(/epoch ([\\d,]+)/)?.[1].replaceAll(',', '')) > before;
        }""",
        arg=before,
    )


def come_back(page: Page) -> None:
    """Leave the Training page for Bands and come back."""
    open_page(page, "Bands")
    expect(metric(page, "Sample")).to_have_text("274")
    page.get_by_test_id("stSidebar").get_by_role("link", name="4 Training").click()
    expect(title(page)).to_have_text("Training")
    expect(progress(page)).to_be_visible()


@pytest.mark.long
def test_no_click_is_lost_while_the_curve_is_redrawn(window):
    """Paused and resumed ten times: every click counts, and the button beside them never moves under a click."""
    start(window)
    window.evaluate(
        """() => {
            window.places = new Set();
            const look = () => {
                for (const button of document.querySelectorAll('[data-testid=stMain] button'))
                    if (button.innerText.includes('Stop')) window.places.add(button.getBoundingClientRect().x);
                requestAnimationFrame(look);
            };
            look();
        }"""
    )
    for _ in range(10):
        button(window, "Pause").click()
        expect(button(window, "Resume")).to_be_visible()
        button(window, "Resume").click()
        expect(button(window, "Pause")).to_be_visible()
    assert len(window.evaluate("() => [...window.places]")) == 1
