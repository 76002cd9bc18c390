"""The former run that the files for the meeting are compared with: chosen on the Export page, where there is one."""

import datetime as dt
import json
from typing import TYPE_CHECKING

import streamlit as st

from core.comparing.in_words import in_one_sentence
from core.comparing.since import Since, moved_since, since
from core.problems import DataProblem, shortened
from core.study import Study
from core.summary import network_figures
from pages.shared.literal import literal
from pages.shared.runs.names import told_apart
from pages.shared.workspaces import Workspace, current, registry, write

if TYPE_CHECKING:
    from core.store.runs import Run
    from core.store.store import Store

KEY = "since-run"
NONE = ""  # what is chosen where no run is
MOST_IN_SIGHT = 2
DELETED = "The run that these files were compared with was deleted; they are made without it."


def former_run(study: Study) -> Since | None:
    """The choice, and in one sentence what has moved since then; None where none is chosen, or none is there."""
    store = registry().store
    with st.container(key="since"):  # full or empty
        if store is None:
            return None
        try:
            return _chosen(store, current(), study)
        except DataProblem as problem:
            st.warning(f"No former run can be compared with: {literal(problem)}", icon=":material/history:")
            return None


def _chosen(store: "Store", workspace: Workspace, study: Study) -> Since | None:
    from core.store import runs

    found = {run.id: run for run in runs.listed(store, workspace.project)}
    if workspace.since is not None and workspace.since not in found:
        workspace.since = None
        st.warning(DELETED, icon=":material/history:")
    shows = workspace.shows
    former = [run for run in found.values() if shows is None or run.number < shows.number]
    others = {run.id: run for run in former if not _is_present(run, study)}
    if not others:
        return None
    chosen = workspace.since if workspace.since in others else NONE
    if KEY not in st.session_state or st.session_state[KEY] != chosen:
        st.session_state[KEY] = chosen
    st.selectbox(
        "Compare with",
        [NONE, *others],
        format_func=({NONE: "no former run"} | told_apart(list(others.values()), day=True)).__getitem__,
        key=KEY,
        on_change=_choose,
        width=360,
        help="Deck, report and workbook then say who moved between the tiers since that run, and by what.",
    )
    if chosen == NONE:
        return None
    run = others[chosen]
    with st.spinner(f"Comparing with {literal(shortened(run.name, 40))} …"):
        then = since(_opened(store, workspace, chosen), run.name, dt.date.fromtimestamp(run.made))
        moved = moved_since(then, study)
    st.caption(literal(in_one_sentence(moved)))
    if moved.problem:
        st.caption(f"What moved them cannot be told apart: {literal(moved.problem)}")
    return then


def _choose() -> None:
    chosen = st.session_state[KEY]

    def change(workspace: Workspace) -> None:
        workspace.since = chosen or None

    write(change, harmless=True)


def _opened(store: "Store", workspace: Workspace, run: str) -> Study:
    """A run's study, kept with the workspace while it is in sight, here or on the Runs page."""
    from core.store import runs

    held = workspace.runs_in_sight
    if run not in held:
        held[run] = runs.load(store, run).study
        while len(held) > MOST_IN_SIGHT:
            del held[next(iter(held))]
    return held[run]


def _is_present(run: "Run", study: Study) -> bool:
    """Whether a run is what the study holds now: its data, its network and the customers in its tiers are the same."""
    if study.table is None or study.model is None or run.data_hash != study.table.hash:
        return False
    segments, network = study.segments(), run.metrics.get("network", {})
    figures = json.loads(json.dumps(network_figures(study.model, segments.cutoffs)))
    counts = [line["count"] for line in run.metrics.get("tiers", ())]
    return network | figures == network and counts in ([], segments.table["customers"].tolist())
