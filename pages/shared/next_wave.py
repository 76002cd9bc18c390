"""The notice of the Data page where a file has followed another: who is found again, what was kept, the ways on."""

from typing import TYPE_CHECKING, Literal

import streamlit as st

from core.indicators import INDICATORS
from core.problems import DataProblem, shortened
from core.recipe import Quintiles
from core.study import Study
from core.wave import Former, former_edges, has_former_second, kept_fifths, kept_in_words, met, with_fifths
from pages.shared.arrivals import start_anew
from pages.shared.literal import literal
from pages.shared.shell import FORMER, go_to
from pages.shared.wave_arrival import SAME_FILE, follow_after_all
from pages.shared.workspaces import Workspace, current, registry, write

if TYPE_CHECKING:
    from core.store.store import Store


def next_wave_notice(study: Study) -> None:
    """Which file follows which, and what can be done; or that the same file has come again."""
    assert study.table is not None  # the page shows it of a file that is there
    if st.session_state.get(SAME_FILE) == study.table.hash:
        st.info("This file is the one that was here already, so nothing has changed.", icon=":material/file_present:")
        _start_anew("Start anew with this file")
    elif study.model is None and (before := current().could_follow) is not None:
        _offer(before)
    elif study.former is not None:
        with st.container(border=True, key="next-wave"):
            _notice(study, study.former)


def _offer(before: Study) -> None:
    """A file of other headings was taken as a new one, but has every column of the former recipe."""
    then = shortened(before.table.name, 60) if before.table else ""
    words, button = st.columns([5, 2], vertical_alignment="center")
    words.caption(
        f"{FORMER} Its headings are not those of {literal(then)}, so a recipe was proposed anew. It has every column"
        " that the former one needs, though, and can follow with all that was chosen there, and with its network."
    )
    button.button(
        "Take it as the next wave",
        on_click=follow_after_all,
        width="stretch",
        help="What is chosen for this file here is let go then; what the former one had comes back.",
    )


def _notice(study: Study, former: Former) -> None:
    now = shortened(study.table.name, 60) if study.table else ""
    st.markdown(f"{FORMER} **{literal(now)} follows {literal(shortened(former.name, 60))}.** {literal(_found(study))}")
    st.caption(literal(" ".join([kept_in_words(study), *former.said])))
    with st.container():
        if has_former_second(study):
            st.warning(
                "The second file is still the one of before: bring its next one below, at *Second file*.",
                icon=":material/link:",
            )
    with st.container(horizontal=True):
        store = registry().store
        words = "See who moved" if store else "See the tiers"
        if study.model is not None and st.button(words, type="primary", icon=":material/compare_arrows:"):
            if store:
                _compare_with_the_former(store, study)
            go_to("runs" if store else "segments")
        if (study.model is None or study.on_another_file) and st.button(
            "Train anew on this file", icon=":material/model_training:"
        ):
            go_to("training")
        _fifths(study)
        _start_anew("These are other customers: start anew", "tertiary")


def _compare_with_the_former(store: "Store", study: Study) -> None:
    """Have the Runs page compare the newest run of another file with the present state."""
    from core.store.runs import listed

    workspace, state = current(), st.session_state
    if saver := registry().saver:
        saver.save(workspace)  # the state before this file is a run by now
    assert study.table is not None  # it follows another
    others = [run.id for run in listed(store, workspace.project) if run.data_hash != study.table.hash]
    state["runs.view"] = "Compare"
    state.pop("runs.now", None)
    if others:
        state["runs.before"] = others[0]


def _found(study: Study) -> str:
    """How many are found again, and where hardly anybody is, what that may mean."""
    try:
        found = met(study)
    except DataProblem as problem:
        return f"It cannot be valued as it is: {problem}"
    if found is None:
        return (
            "Nobody can be found again, since no column names the customers: choose their id below, in both files, and"
            " the next one tells who moved."
        )
    if not found.hardly:
        return found.in_words
    column = study.recipe.scoring.id_column
    return (
        f"{found.in_words} If they are the same people, their ids are written otherwise here, or stand in another"
        f" column than {shortened(column)}: choose it below, as Customer id. If they are other people, the shares of"
        " the tiers compare, and nobody can be followed."
    )


def _fifths(study: Study) -> None:
    """One button for all fifths: cut anew, or again where the former file's were; nothing where there are none."""
    kept = bool(kept_fifths(study))
    measures = study.recipe.scoring.indicators
    fifths = [i for i in INDICATORS if i in measures and isinstance(measures[i].rule, Quintiles)]
    if not kept and not any(former_edges(study, i) for i in fifths):
        return
    st.button(
        "Cut fifths anew" if kept else "Keep former edges",
        key="fifths",
        on_click=_set_fifths,
        args=(not kept,),
        width=170,
        icon=":material/straighten:",
        help="Kept edges: 5 points mean the same as in the former file. Cut anew: each fifth holds a fifth of this"
        " file's customers. The tiers change with the next training.",
    )


def _set_fifths(kept: bool) -> None:
    def change(workspace: Workspace) -> None:
        workspace.study = workspace.study.change(recipe=with_fifths(workspace.study, kept=kept))

    write(change)


def _start_anew(label: str, kind: Literal["secondary", "tertiary"] = "secondary") -> None:
    st.button(
        label,
        key="start-anew",
        on_click=_anew,
        type=kind,
        help="Takes this file with a recipe proposed for it, as in a new project. Former trainings stay on Runs.",
    )


def _anew() -> None:
    st.session_state.pop(SAME_FILE, None)
    start_anew()
