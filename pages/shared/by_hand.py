"""The weights set by hand: one person's sliders, also over a panel, whose values stand beside them."""

import streamlit as st

from core.indicators import RFM
from core.panel.levels import LEVELS, TOP, members
from core.panel.shares_of import panel_results
from core.recipe import Weights
from core.study import Study
from core.weights import CURRENT, Shares, shares
from pages.shared.importances import LABELS, SLIDER, group_of, importance_groups
from pages.shared.shell import go_button
from pages.shared.widgets import field, shares_in_percent
from pages.shared.workspaces import Workspace, current, write

BEFORE = "weights.before"  # the importances that the panel's values took the place of, in this window


def set_by_hand(study: Study, counted: Shares | None) -> None:
    """A slider for each dimension and indicator with the share that follows; `counted` None: none follows yet."""
    mapped, weights = study.recipe.scoring.mapped, study.recipe.weights
    percent = all_percents(counted, mapped)
    said = {
        member: share
        for result in panel_results(weights, mapped).values()
        for member, share in shares_in_percent(result.shares).items()
    }

    def draw(member: str) -> None:
        field(st.slider, LABELS[member], f"weights.{group_of(member)}.{member}", **SLIDER)
        panel = f" :gray[· panel {said[member]}]" if member in said else ""
        st.markdown(f"counts **{percent[member]}**{panel}")

    importance_groups(mapped, draw)
    with st.container(horizontal=True):
        st.button("Back to the usual weights", on_click=_usual, icon=":material/restart_alt:")
        if weights.panel:
            st.button("Start from the panel's weights", on_click=_as_the_panel, icon=":material/groups:")
        if st.session_state.get(BEFORE):
            st.button("Back to the weights before", on_click=_as_before, icon=":material/undo:")


def rfm_weights(study: Study) -> None:
    """What R, F and M count, on another page: as sliders, or as the panel has decided."""
    percent = all_percents(study.shares(), study.recipe.scoring.mapped)
    weights = study.recipe.weights
    if weights.decided == "panel" and CURRENT in panel_results(weights, study.recipe.scoring.mapped):
        for i in RFM:
            st.markdown(f"{LABELS[i]} counts **{percent[i]}**")
        st.caption(f"Decided by a panel of {len(weights.panel)}.")
        go_button("weights", "See the panel", primary=False, key="panel")
        return
    for i in RFM:
        field(st.slider, f"{LABELS[i]} counts {percent[i]}", f"weights.indicators.{i}", **SLIDER)


def all_percents(counted: Shares | None, mapped: tuple[str, ...]) -> dict[str, str]:
    """Dimension or indicator -> its share of its level in whole percent; they sum to 100% on each level."""
    found: dict[str, str] = {}
    for level in LEVELS:
        given = {} if counted is None else counted.dimensions if level == TOP else counted.within
        found |= shares_in_percent({i: given.get(i, 0.0) for i in members(level, mapped)})
    return found


def decide(who: str) -> None:
    """Let the hand or the panel decide, from a callback; sliders that are set over a panel start at its values."""

    def change(workspace: Workspace) -> None:
        weights = workspace.study.recipe.weights
        if who == "hand" and weights.decided == "panel" and weights.panel:
            weights = _from_panel(workspace.study, weights)
        _put(workspace, weights.model_copy(update={"decided": who}))

    write(change)


def _from_panel(study: Study, weights: Weights) -> Weights:
    """Importances that give the panel's shares, the largest of each level 10; what they replace is kept in the window.

    What the file lacks, and what the panel has not answered, stays as it was.
    """
    made = shares(weights.model_copy(update={"decided": "panel"}), study.recipe.scoring.mapped)
    dimensions, indicators = dict(weights.dimensions), dict(weights.indicators)
    for level in LEVELS:
        found = made.dimensions if level == TOP else made.within
        given = {i: found[i] for i in members(level, study.recipe.scoring.mapped)}
        most = max(given.values(), default=0) or 1
        (dimensions if level == TOP else indicators).update(
            {i: min(10.0, 10 * share / most) for i, share in given.items()}
        )
    st.session_state[BEFORE] = {"dimensions": weights.dimensions, "indicators": weights.indicators}
    return weights.model_copy(update={"dimensions": dimensions, "indicators": indicators})


def _as_the_panel() -> None:
    write(lambda workspace: _put(workspace, _from_panel(workspace.study, workspace.study.recipe.weights)))


def _as_before() -> None:
    before = st.session_state.pop(BEFORE)
    write(lambda workspace: _put(workspace, workspace.study.recipe.weights.model_copy(update=before)))


def _usual() -> None:
    usual = {"dimensions": Weights().dimensions, "indicators": Weights().indicators}
    write(lambda workspace: _put(workspace, workspace.study.recipe.weights.model_copy(update=usual)))


def _put(workspace: Workspace, weights: Weights) -> None:
    workspace.study = workspace.study.change(recipe=workspace.study.recipe.replaced("weights", weights))


def choose_who_decides() -> None:
    """One line: by hand, or by a panel of experts."""
    st.session_state["weights.decided"] = current().study.recipe.weights.decided
    st.segmented_control(
        "The weights are set",
        ["hand", "panel"],
        format_func={"hand": "by hand", "panel": "by a panel of experts"}.get,
        key="weights.decided",
        required=True,
        on_change=lambda: decide(st.session_state["weights.decided"]),
    )
