"""One button that starts work and cancels it, and below it how far it is: checks, retrainings, files."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from core.study import Study
from pages.shared.literal import literal
from pages.shared.work import Snapshot, Work
from pages.shared.workspaces import Workspace, current, write

SECONDS_BETWEEN_LOOKS = 0.5


@dataclass(frozen=True)
class Asking:
    """Work as a page offers it.

    slot: its name among the works of a workspace, each of which holds one. begin: starts it; raises DataProblem.
    harmless: the study stays as it is, so that it can be asked for where a former run is looked at, too.
    told: what stands beside the bar; cancelled, idle: one sentence after it was cancelled, and before there is any.
    """

    slot: str
    begin: Callable[[Study], Work]
    label: str
    icon: str
    told: Callable[[Snapshot], str]
    cancelled: str
    cancel: str = "Cancel"
    idle: str | None = None
    width: int = 240  # one for both labels: a button that changes its size slips away under a click
    primary: bool = False
    disabled: bool = False  # as long as it does not run
    harmless: bool = False


def snapshot_of(workspace: Workspace, slot: str) -> Snapshot | None:
    """Where the work of this slot stands; None where there is none. Takes the page anew where its result waits."""
    work = workspace.work.get(slot)
    if work and work.part and work.result is not None and not work.adopted:
        st.rerun()  # it ended while this page was being drawn
    return work.snapshot() if work else None


def work_button(workspace: Workspace, asking: Asking) -> None:
    """The button: it starts, and cancels while the work goes on."""
    snapshot = snapshot_of(workspace, asking.slot)
    active = snapshot is not None and snapshot.active
    st.button(
        asking.cancel if active else asking.label,
        on_click=_cancel if active else _start,
        args=(asking.slot,) if active else (asking,),
        icon=":material/close:" if active else asking.icon,
        type="primary" if asking.primary and not active else "secondary",
        disabled=(asking.disabled or bool(workspace.shows and not asking.harmless)) and not active,
        key=f"work-{asking.slot}",
        width=asking.width,
    )


def work_told(workspace: Workspace, asking: Asking) -> None:
    """How far it is, or how it ended; in a place that is always there, full or empty."""
    snapshot = snapshot_of(workspace, asking.slot)
    with st.container():
        if snapshot and snapshot.active:
            st.fragment(_live, run_every=SECONDS_BETWEEN_LOOKS)(workspace, asking)
        elif snapshot and snapshot.status == "failed":
            st.error(literal(snapshot.problem), icon=":material/error:")
        elif snapshot and snapshot.status == "cancelled":
            st.caption(asking.cancelled)
        elif asking.idle:
            st.caption(asking.idle)


def _live(workspace: Workspace, asking: Asking) -> None:
    """One look at the work; once it has ended the whole page is drawn again."""
    workspace.touch()
    work = workspace.work.get(asking.slot)
    snapshot = work.snapshot() if work else None
    if snapshot is None or not snapshot.active:
        st.rerun()
        return
    st.progress(snapshot.done / snapshot.of, asking.told(snapshot))


def _start(asking: Asking) -> None:
    def change(workspace: Workspace) -> None:
        before = workspace.work.get(asking.slot)
        if before and before.snapshot().active:
            return  # a second click, or another window, was quicker
        workspace.work[asking.slot] = asking.begin(workspace.study)

    write(change, harmless=asking.harmless)


def _cancel(slot: str) -> None:
    if work := current().work.get(slot):
        work.cancel()
