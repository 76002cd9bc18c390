"""What every page has in common: set-up, the notice when an earlier step is missing, and the sidebar.

    with page("bands", needs="data") as study:
        ...

The sidebar is drawn after the body, so that it shows what the body has just changed.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal, NoReturn

import streamlit as st

from core.indicators import INDICATORS
from core.network.threads import one_blas_thread
from core.problems import DataProblem, joined, shortened
from core.states import State
from core.study import Study
from core.uploaded import FEWEST_CUSTOMERS
from pages.shared.literal import literal
from pages.shared.runs.banner import only_looked_at
from pages.shared.saving_state import saving_notices, saving_state
from pages.shared.session_keys import mend_session_keys
from pages.shared.workspaces import Workspace, current, registry

HERE = Path(__file__).parent
STEPS = {
    "home": ("Home", "app.py"),
    "data": ("Data", "pages/1_data.py"),
    "weights": ("Weights", "pages/2_weights.py"),
    "bands": ("Bands", "pages/3_bands.py"),
    "training": ("Training", "pages/4_training.py"),
    "segments": ("Segments", "pages/5_segments.py"),
    "export": ("Export", "pages/6_export.py"),
    "runs": ("Runs", "pages/7_runs.py"),
    "customer": ("Customer", "pages/5_customer.py"),
}
ICONS = {
    "to do": ":material/radio_button_unchecked:",
    "done": ":material/check_circle:",
    "out of date": ":material/sync_problem:",
    "busy": ":material/pending:",
}
FORMER = ":material/update:"  # the network of a former file
SECONDS_TOLD = 10
MADE = ("model", "judged", "stability")  # of a study, by work in the background
# A page is readable up to this width; the rest of a large screen stays white. Streamlit writes white on every primary
# button: too little contrast on the light blue of the dark theme.
STYLE = """<style>
.st-key-page {max-width: 1180px; margin: 0 auto}
button[kind^=primary] {color: light-dark(#FFFFFF, #12171F)}
</style>"""


@contextmanager
def page(name: str, purpose: str, needs: str | None = None) -> Iterator[Study]:
    """One page: title, one sentence on what it is for, the body, the sidebar.

    needs: "data" (customers that can be scored), "weights" (bands can be computed) or "model"; where that is missing
    the page shows one sentence and one button to the earliest step that needs mending, and nothing else.
    """
    title, _ = STEPS[name]
    heading = "Tierboard" if name == "home" else title
    st.set_page_config(f"{title} · Tierboard", str(HERE / "mark.png"), layout="wide")
    one_blas_thread()
    mend_session_keys()
    st.html(STYLE)
    sidebar = st.sidebar.container()
    with st.container(key="page"):
        st.title(heading, anchor=False)
        st.markdown(f":gray[{purpose}]")
        workspace = opened_project()
        workspace.adopt()
        st.session_state["seen"] = workspace.revision
        # Always there, full or empty: one element more above a popover or an expander would close it.
        with st.container(key="told"):
            tell_once()
            saving_notices(workspace)
            only_looked_at(workspace)
        missing = _missing(workspace.study, needs)
        if missing:
            sentence, step = missing
            st.info(literal(sentence), icon=":material/arrow_back:")
            go_button(step, f"Go to {STEPS[step][0]}")
            with sidebar:
                draw_sidebar(workspace, name)
            st.stop()  # nothing is drawn after this, not even in a finally
        study = workspace.study
        try:
            yield study
        except DataProblem as problem:
            st.error(literal(problem), icon=":material/error:")
            if name != "data":
                go_button("data", "Go to Data", key="mend")
        finally:  # also where the body has a bug: the way to the other pages stays open
            with sidebar:
                draw_sidebar(workspace, name)
    if any(getattr(workspace.study, part) is not getattr(study, part) for part in MADE):
        st.rerun()  # a training or a check ended meanwhile, and another window or the saving has adopted what it made


def opened_project() -> Workspace:
    """The project of this window; where it cannot be read the page says why, and goes no further."""
    try:
        workspace = current()
        registry().look_again(workspace)
        return workspace
    except DataProblem as problem:
        st.error(literal(problem), icon=":material/error:")
        if st.button("Start a new project"):
            st.query_params.clear()
            st.session_state.pop("token", None)
            st.rerun()
        st.stop()


def tell_once() -> None:
    """What the last action had to say, until the next drawing: at the top, and where one has scrolled to."""
    if st.session_state.pop("token_lost", False):
        why = (
            "There is no project at this address, or it was deleted: this is a new one. Home lists the others, and what"
            " can be brought back."
            if registry().store
            else "The project of this address is no longer held on the server, so this is a new one. Load your recipe"
            " again on the Data page if you saved it."
        )
        st.warning(why, icon=":material/link_off:")
    told = st.session_state.pop("told", None)
    if told:
        st.error(literal(told), icon=":material/error:")
        st.toast(literal(told), icon=":material/error:", duration=SECONDS_TOLD)


def _missing(study: Study, needs: str | None) -> tuple[str, str] | None:
    """The first thing that is missing before a page can be shown, in a sentence, and the step that mends it."""
    if needs is None:
        return None
    if study.table is None:
        return "There are no customers yet. Bring a file, or try the sample, on the Data page.", "data"
    if needs == "model" and study.model is not None:
        return None  # its tiers stay to be seen, whatever has changed since
    if reason := data_wanted(study):
        return reason, "data"
    weights = study.problem("weights")
    if needs != "data" and weights:
        return str(weights), "weights"
    if needs == "model":
        return "There are no tiers yet: the network has to be trained first.", "training"
    return None


def data_wanted(study: Study) -> str | None:
    """What the Data page has to mend before there can be bands, in one sentence; None where all is there."""
    with suppress(DataProblem):  # order lines that cannot be added up: said below
        if few := study.too_small():
            return str(few)
    missing = tuple(f"{INDICATORS[i].symbol} ({INDICATORS[i].name})" for i in study.recipe.scoring.missing)
    if missing:
        words = "is missing: choose its column" if len(missing) == 1 else "are missing: choose their columns"
        return f"{joined(missing)} {words}."
    problem = study.problem("scores")
    if problem is None and len(study.scores().values) < FEWEST_CUSTOMERS:
        # C of too few customers is refused whatever the weights are; weights of 0 are the Weights page's matter.
        problem = study.problem("bands")
    return str(problem) if problem else None


def go_to(step: str) -> NoReturn:
    """Open another step, with the project in the address."""
    st.switch_page(STEPS[step][1], query_params={"w": st.session_state["token"]})


def go_button(step: str, label: str, *, primary: bool = True, disabled: bool = False, key: str = "go") -> None:
    """A button that leads to another step."""
    kind: Literal["primary", "secondary"] = "primary" if primary else "secondary"
    if st.button(label, type=kind, icon=":material/arrow_forward:", disabled=disabled, key=f"{key}-{step}"):
        go_to(step)


def next_step(step: str, *, primary: bool = True, wanted: str | None = None) -> None:
    """The button at the end of a page; where something is `wanted` first it says so and cannot be pressed."""
    st.space("small")
    if wanted:
        st.error(literal(wanted), icon=":material/error:")
    go_button(step, f"Next: {STEPS[step][0]}", primary=primary, disabled=wanted is not None)


def out_of_date(study: Study, what: str) -> bool:
    """Where the training is out of date: say that `what` is so, and lead to Training. Keeps one place on the page.

    The network of a former file, with all else as it was, gives tiers that compare: that is said, and is not out of
    date.
    """
    state = study.state("model")
    old = state.status == "out of date" and not (state.former and not state.since)
    with st.container():
        if state.former:
            network = f"given by the network that was trained on the former file, {shortened(state.former, 60)}"
            if state.since:
                words = f"{what} {network}, and {joined(state.since)} changed since. Train again to follow."
                st.warning(literal(words), icon=":material/sync_problem:")
            else:
                st.info(literal(f"{what} {network}, so that both files compare."), icon=FORMER)
            go_button("training", "Train anew on this file", primary=False)
        elif old:
            st.warning(f"{what} {state.in_words}. Train again to follow.", icon=":material/sync_problem:")
            go_button("training", "Go to Training")
    return old


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
    if workspace.shows:
        st.caption(f":material/visibility: {literal(shortened(workspace.shows.name, 40))}")
    for number, (step, state) in enumerate(step_states(workspace).items(), start=1):
        title, path = STEPS[step]
        label = f"{number} {title}"
        icon = FORMER if state.former and not state.since else ICONS[state.status]
        st.page_link(path, label=label, icon=icon, query_params=query, width="stretch", help=literal(state.in_words))
        if state.status == "out of date" and step in ("bands", "training"):
            st.caption(literal(state.in_words))
    title, path = STEPS["runs"]
    st.page_link(path, label=f"7 {title}", icon=":material/history:", query_params=query, width="stretch")
    saving_state(workspace)
