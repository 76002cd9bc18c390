"""What every page has in common: set-up, the notice when an earlier step is missing, and the sidebar.

    with page("bands", needs="data") as study:
        ...

The sidebar is drawn after the body, so that it shows what the body has just changed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import streamlit as st

from core.network.threads import one_blas_thread
from core.problems import DataProblem, shortened
from core.study import State, Study
from pages.shared.literal import literal
from pages.shared.workspaces import Workspace, current

HERE = Path(__file__).parent
STEPS = {
    "home": ("Home", "app.py"),
    "data": ("Data", "pages/1_data.py"),
    "weights": ("Weights", "pages/2_weights.py"),
    "bands": ("Bands", "pages/3_bands.py"),
    "training": ("Training", "pages/4_training.py"),
    "segments": ("Segments", "pages/5_segments.py"),
    "export": ("Export", "pages/6_export.py"),
}
ICONS = {
    "to do": ":material/radio_button_unchecked:",
    "done": ":material/check_circle:",
    "out of date": ":material/sync_problem:",
    "busy": ":material/pending:",
}
# A page is readable up to this width; the rest of a large screen stays white.
STYLE = "<style>.st-key-page {max-width: 1180px; margin: 0 auto}</style>"
# Streamlit writes white on every primary button: too little contrast on the light blue of the dark theme.
DARK_STYLE = "<style>button[kind^=primary] {color: #12171F}</style>"


@contextmanager
def page(name: str, purpose: str, needs: str | None = None) -> Iterator[Study]:
    """One page: title, one sentence on what it is for, the body, the sidebar.

    needs: "data" or "model"; where that is missing the page shows one sentence and one button to it, and nothing else.
    """
    title, _ = STEPS[name]
    heading = "Tierboard" if name == "home" else title
    st.set_page_config(f"{title} · Tierboard", str(HERE / "mark.png"), layout="wide")
    one_blas_thread()
    st.html(STYLE + DARK_STYLE if st.context.theme.type == "dark" else STYLE)
    workspace = current()
    workspace.adopt()
    st.session_state["seen"] = workspace.revision
    sidebar = st.sidebar.container()
    with st.container(key="page"):
        st.title(heading, anchor=False)
        st.markdown(f":gray[{purpose}]")
        tell_once()
        missing = _missing(workspace.study, needs)
        if missing:
            sentence, label, step = missing
            st.info(sentence, icon=":material/arrow_back:")
            go_button(step, label)
            with sidebar:
                draw_sidebar(workspace, name)
            st.stop()  # nothing is drawn after this, not even in a finally
        try:
            yield workspace.study
        except DataProblem as problem:
            st.error(literal(problem), icon=":material/error:")
        finally:  # also where the body has a bug: the way to the other pages stays open
            with sidebar:
                draw_sidebar(workspace, name)


def tell_once() -> None:
    """What the last action had to say, at the top of the page, until the next drawing."""
    if st.session_state.pop("token_lost", False):
        st.warning(
            "The project of this address is no longer held on the server, so this is a new one. Load your recipe again"
            " on the Data page if you saved it.",
            icon=":material/link_off:",
        )
    told = st.session_state.pop("told", None)
    if told:
        st.error(literal(told), icon=":material/error:")


def _missing(study: Study, needs: str | None) -> tuple[str, str, str] | None:
    if needs and study.table is None:
        return "There are no customers yet. Bring a file, or try the sample, on the Data page.", "Go to Data", "data"
    if needs == "model" and study.model is None:
        return "There are no tiers yet: the network has to be trained first.", "Go to Training", "training"
    return None


def go_to(step: str) -> NoReturn:
    """Open another step, with the project in the address."""
    st.switch_page(STEPS[step][1], query_params={"w": st.session_state["token"]})


def go_button(step: str, label: str) -> None:
    """A button that leads to another step."""
    if st.button(label, type="primary", icon=":material/arrow_forward:", key=f"go-{step}"):
        go_to(step)


def next_step(step: str) -> None:
    """The button at the end of a page."""
    st.space("small")
    go_button(step, f"Next: {STEPS[step][0]}")


def step_states(workspace: Workspace) -> dict[str, State]:
    """State of each step, as the sidebar and Home show it."""
    study = workspace.study
    data = State("to do") if study.table is None else study.state("bands")
    trained = study.state("model")
    return {
        "data": data,
        "weights": study.state("weights") if study.table else State("to do"),
        "bands": study.state("sample"),
        "training": State("busy") if workspace.training() else trained,
        "segments": trained,
        "export": trained,
    }


def draw_sidebar(workspace: Workspace, here: str) -> None:
    """The project's name and the numbered steps with their state, and what an out-of-date step waits for."""
    dark = st.context.theme.type == "dark"
    st.logo(str(HERE / ("mark-dark.svg" if dark else "mark.svg")), size="large")
    query = {"w": workspace.token}
    study = workspace.study
    st.page_link("app.py", label="Home", icon=":material/home:", query_params=query, width="stretch")
    st.caption(literal(shortened(study.recipe.name, 40)) if study.table else "No data yet")
    for number, (step, state) in enumerate(step_states(workspace).items(), start=1):
        title, path = STEPS[step]
        label = f"{number} {title}"
        st.page_link(
            path, label=label, icon=ICONS[state.status], query_params=query, width="stretch", help=state.in_words
        )
        if state.status == "out of date" and step in ("bands", "training"):
            st.caption(state.in_words)
