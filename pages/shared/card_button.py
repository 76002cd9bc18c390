"""A button on the card of a project or a run, which does one thing with it."""

from collections.abc import Callable
from typing import Any, Literal

import streamlit as st

from core.problems import DataProblem
from pages.shared.workspaces import tell


def card_button(
    label: str,
    icon: str,
    card: str,
    do: Callable[..., None],
    *of: Any,
    width: Literal["stretch", "content"] = "stretch",
) -> None:
    """Do `do(*of)` when it is pressed. card: the id of what it stands for; icon: Material's name for it."""
    st.button(
        label,
        icon=f":material/{icon}:",
        key=f"{label}.{card}",
        width=width,
        on_click=_told,
        args=(do, *of),
    )


def _told(do: Callable[..., None], *of: Any) -> None:
    """Do it; what cannot be done is said at the top."""
    try:
        do(*of)
    except DataProblem as problem:
        tell(problem)
