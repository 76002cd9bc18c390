"""Plotly pictures in the colours of the theme in force, each with a way to its picture for slides."""

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from core import cutting
from core.charts import Palette
from core.charts_for_slides import HIGH, WIDE, as_slide, name_of_picture, saved_as
from core.problems import DataProblem, shortened
from core.study import Study
from pages.shared.workspaces import current

Draw = Callable[[Palette], go.Figure]
KINDS = {"SVG": "sharp at any size; for PowerPoint, Keynote and print", "PNG": "for programs that take no SVG"}
# Clicks the chart's own small download button: the browser makes the file, the server has no part in it. Constant text:
# nothing of a user's stands in it.
DOWNLOAD = """<style>
#save-picture {font: inherit; font-weight: 600; color: #FFFFFF; background: #2456A6; border: 0; cursor: pointer;
  border-radius: 0.5rem; padding: 0.55rem 1.1rem}
#save-picture:hover {background: #12437F}
#save-picture:focus-visible {outline: 3px solid #7FB0EE; outline-offset: 2px}
</style>
<button type="button" id="save-picture">Download</button>
<script>
document.getElementById("save-picture").onclick = () => document.querySelector(".st-key-slide .modebar-btn")?.click();
</script>"""


def palette() -> Palette:
    """The colours of the light or dark theme that this window shows."""
    return Palette(dark=st.context.theme.type == "dark")


def picture(draw: Draw, title: str, alt: str, key: str | None = None, **options: Any) -> None:
    """Draw a chart in the house's own look, and below it the button to its picture for slides.

    draw: makes the figure in the colours given; called again, in light ones, only when the picture is asked for.
    title: stands in that picture, and names its button and file; unlike any other of the page.
    alt: says in one sentence what the chart shows.
    """
    with st.container(gap=None):
        st.plotly_chart(draw(palette()), theme=None, config={"displayModeBar": False}, alt=alt, key=key, **options)
        _button(draw, title, current().study)


@st.fragment
def _button(draw: Draw, title: str, study: Study) -> None:
    # A fragment: a click opens the picture and draws nothing else of the page anew.
    with st.container(horizontal=True, horizontal_alignment="right"):
        pressed = st.button(
            "Picture",
            key=f"picture-{title}",
            type="tertiary",
            icon=":material/image:",
            help=f"“{title}” as a picture for slides: light, {WIDE} x {HIGH}, with its title, cut-offs and date.",
        )
    if pressed:
        _for_slides(draw, title, study)


@st.dialog("Picture for slides", width="large", icon=":material/image:")
def _for_slides(draw: Draw, title: str, study: Study) -> None:
    """The chart as it will be in the file, light whatever the theme, and the button that saves it."""
    day = dt.date.today()
    slide = as_slide(draw(Palette()), title, what_it_is_of(study, day))
    name = name_of_picture(study.recipe.name, day.isoformat(), title)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.segmented_control(
            "Kind of file", list(KINDS), default="SVG", required=True, key="picture-kind", width="content"
        )
        st.html(DOWNLOAD, width="content", unsafe_allow_javascript=True)
    with st.container(key="slide", border=True):
        st.plotly_chart(
            slide,
            theme=None,
            width=slide.layout.width,
            height=slide.layout.height,
            config={
                "displayModeBar": True,
                "modeBarButtons": [["toImage"]],
                "toImageButtonOptions": saved_as(slide, kind.lower(), name),
            },
            alt=f"The picture as it is saved: {title}.",
            key=f"slide-{kind}",
        )
    st.caption(f"{WIDE} x {HIGH} pixels, {KINDS[kind]}. Your browser makes the file; nothing is sent anywhere.")


def what_it_is_of(study: Study, day: dt.date) -> str:
    """The words below the title: the cut-offs in force where there are tiers, the project, the day."""
    said = [shortened(study.recipe.name, 80), f"{day.day} {day:%B %Y}"]
    if study.model is not None:
        with suppress(DataProblem):  # the picture may be of what has to be mended first
            said.insert(0, f"Tiers by K: {cutting.in_words(study.segments().cutoffs)}")
    return " · ".join(part for part in said if part)
