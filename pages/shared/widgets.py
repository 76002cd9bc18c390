"""Widgets that show one field of the recipe and change it: the study is the only truth, the widget its picture."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import streamlit as st

from core.figures_in_words import number, percent
from core.recipe import Recipe
from core.sampling import largest_remainder
from pages.shared.workspaces import current, write_recipe

__all__ = ["CARD", "field", "metrics", "number", "percent", "shares_in_percent", "value_at", "wide_and_narrow"]
CARD = 160  # the narrowest card, in pixels: its number must not be cut off


def field(
    widget: Callable[..., Any],
    label: str,
    path: str,
    *,
    shown: Callable[[Any], Any] = lambda value: value,
    stored: Callable[[Any], Any] = lambda value: value,
    place: str = "recipe",
    **options: Any,
) -> Any:
    """Draw `widget` for the recipe's field at the dotted `path`; `shown` and `stored` translate, e.g. to percent.

    `place`: another name where one page draws the field twice.
    """
    key = f"{place}.{path}"
    value = shown(value_at(current().study.recipe, path))
    # Only where it differs: what is set is sent to the browser, and would undo what has been typed there since.
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value
    if current().shows:  # a former run
        options["disabled"] = True
    # A recipe may hold what lies outside the widget's usual range.
    for bound, wider in (("min_value", min), ("max_value", max)):
        if bound in options and value is not None:
            options[bound] = wider(options[bound], value)
    return widget(label, key=key, on_change=_changed, args=(path, key, stored), **options)


def value_at(recipe: Recipe, path: str) -> Any:
    """The value of the field at a dotted path; None where a dictionary has no such entry."""
    place: Any = recipe
    for step in path.split("."):
        place = place.get(step) if isinstance(place, dict) else getattr(place, step)
    return place


def _changed(path: str, key: str, stored: Callable[[Any], Any]) -> None:
    typed = st.session_state[key]
    write_recipe(path, lambda: stored(typed))


def wide_and_narrow() -> tuple[Any, Any]:
    """Two columns where the page is wide (picture and words), one below the other where it is not."""
    grid = st.grid(3, min_column_width=250, gap="medium")
    return grid.cell(column_span=2), grid.cell()


def metrics(*shown: tuple[str, str, str | None], columns: int = 4) -> None:
    """Bordered numbers: label, value, and a word below. Four fit a page of 1280 pixels in a row, two one of 800."""
    places = st.grid(columns, min_column_width=CARD)
    for label, value, below in shown:
        with places.container(border=True, height="stretch"):
            st.metric(label, value)
            if below:
                st.caption(below)


def shares_in_percent(shares: dict[str, float]) -> dict[str, str]:
    """Shares that sum to 1 as whole percent that sum to 100; all zero stays zero."""
    ids = list(shares)
    if sum(shares.values()) <= 0:
        return dict.fromkeys(ids, "0%")
    percents = largest_remainder([Fraction(shares[i]) for i in ids], 100)
    return {i: f"{p}%" for i, p in zip(ids, percents, strict=True)}
