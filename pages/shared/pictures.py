"""Plotly pictures in the colours of the theme in force."""

from typing import Any

import plotly.graph_objects as go
import streamlit as st

from core.charts import Palette


def palette() -> Palette:
    """The colours of the light or dark theme that this window shows."""
    return Palette(dark=st.context.theme.type == "dark")


def picture(figure: go.Figure, alt: str, key: str | None = None, **options: Any) -> None:
    """Draw a figure in the house's own look; `alt` says in one sentence what it shows."""
    st.plotly_chart(figure, theme=None, config={"displayModeBar": False}, alt=alt, key=key, **options)
