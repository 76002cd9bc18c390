"""Every page with the trained sample, light and dark, wide and narrow: nothing cut off, nothing hard to read."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.server import Server
from tests.browser.steps import PAGES, open_view, title, trained_sample, visit, wait_for_run

# Of the page itself; a pixel is what rounding may do.
OVERFLOW = """() => {
    const root = document.documentElement, main = document.querySelector('[data-testid=stMain]');
    return [root, main].filter(e => e.scrollWidth > e.clientWidth + 1)
        .map(e => `${e.tagName}: ${e.scrollWidth} of ${e.clientWidth} pixels`);
}"""

# The value and what lies in it: Streamlit cuts a long value off in an inner element.
CUT_OFF = """() => [...document.querySelectorAll('[data-testid=stMetricValue], [data-testid=stMetricValue] *')]
    .filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline')
    .map(e => `${e.innerText}: ${e.scrollWidth} of ${e.clientWidth} pixels`)"""

# WCAG 2: contrast of each visible text with what lies behind it, where it is below 4.5 (3 for large text).
FAINT = """() => {
    const parts = c => (c.match(/[\\d.]+(e-?\\d+)?/g) ?? []).map(Number);
    const rgba = c => {
        let [r, g, b, a = 1] = parts(c);
        if (c.startsWith('color(srgb')) [r, g, b] = [r * 255, g * 255, b * 255];
        return [r, g, b, a];
    };
    const over = ([r, g, b, a], under) => [r, g, b].map((v, i) => v * a + under[i] * (1 - a));
    const light = c => {
        const [r, g, b] = c.map(v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = e => {
        const layers = [];
        for (; e; e = e.parentElement) {
            const c = rgba(getComputedStyle(e).backgroundColor);
            layers.push(c);
            if (c[3] === 1) break;
        }
        return layers.reverse().reduce((under, c) => over(c, under), [255, 255, 255]);
    };
    const found = new Set();
    const walker = document.createTreeWalker(document.querySelector('[data-testid=stApp]'), NodeFilter.SHOW_TEXT);
    for (let node; (node = walker.nextNode());) {
        const e = node.parentElement, text = node.textContent.trim();
        if (!text || !e.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
        if (e.closest('svg, canvas, style, template, [disabled], [data-testid=stIconMaterial]')) continue;
        if (e.closest('[data-testid=stSliderThumbValue]')) continue;  // stands above its thumb, not on it
        const style = getComputedStyle(e), under = ground(e);
        let alpha = 1;
        for (let p = e; p; p = p.parentElement) alpha *= Number(getComputedStyle(p).opacity);
        const [r, g, b, a] = rgba(style.color), ink = over([r, g, b, a * alpha], under);
        const [high, low] = [light(ink), light(under)].sort((x, y) => y - x);
        const contrast = (high + 0.05) / (low + 0.05), size = parseFloat(style.fontSize);
        const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
        if (contrast < (large ? 3 : 4.5)) found.add(`${text.slice(0, 40)}: ${contrast.toFixed(2)}`);
    }
    return [...found];
}"""

LOOKS = 10


@pytest.fixture(scope="module")
def trained(browser: Browser, server: Server) -> str:
    """The address part of a project that holds the trained sample."""
    return trained_sample(browser, server)


@pytest.mark.parametrize(
    ("scheme", "width"),
    [
        ("dark", 800),
        pytest.param("light", 1280, marks=pytest.mark.long),
        pytest.param("light", 800, marks=pytest.mark.long),
        pytest.param("dark", 1280, marks=pytest.mark.long),
    ],
)
def test_nothing_is_cut_off_or_hard_to_read(new_page, server, trained, scheme, width):
    """No sideways scrolling, no number with an ellipsis, one main heading, text with a contrast of 4.5 to 1."""
    page = new_page(base_url=server.url, color_scheme=scheme, viewport={"width": width, "height": 900})
    found = {}

    def look(name: str) -> None:
        expect(title(page)).to_have_count(1)
        for _ in range(LOOKS):  # colours that change fade over, and pictures take their width
            faults = page.evaluate(OVERFLOW) + page.evaluate(CUT_OFF) + page.evaluate(FAINT)
            if not faults:
                return
            page.wait_for_timeout(300)
        found[name] = faults

    for name in PAGES:
        visit(page, name, trained)
        look(name)
    visit(page, "Segments", trained)
    views = page.get_by_role("tab").all_inner_texts()
    assert len(views) == 6
    for view in views[1:]:
        open_view(page, view)
        look(view)
    page.goto(f"/customer{trained}&row=17")
    wait_for_run(page)
    look("Customer")
    assert is_dark(page) == (scheme == "dark")
    assert not found, found


def is_dark(page: Page) -> bool:
    """Whether the page's ground is darker than its text."""
    return page.evaluate("parseInt(getComputedStyle(document.querySelector('.stApp')).backgroundColor.slice(4)) < 128")
