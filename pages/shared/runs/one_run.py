"""One run: what it was made of, in words, and the same made again."""

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.comparing.settings import choices
from core.store import runs
from pages.shared.literal import literal
from pages.shared.runs.names import told_apart
from pages.shared.runs.reproduce_job import ReproduceJob
from pages.shared.widgets import percent
from pages.shared.work import Snapshot
from pages.shared.work_button import Asking, work_button, work_told
from pages.shared.workspaces import current, day_of

if TYPE_CHECKING:
    from core.store.runs import Run
    from core.store.store import Store


def one_run(store: "Store", found: "list[Run]") -> None:
    """Choose one; its time, data, versions and choices; Reproduce."""
    by_id, here = {run.id: run for run in found}, current().shows
    chosen = st.selectbox(
        "Run",
        list(by_id),
        index=list(by_id).index(here.id) if here and here.id in by_id else 0,
        format_func=told_apart(found).__getitem__,
        key="runs.one",
    )
    run = by_id[chosen]
    with st.container(border=True):
        if run.note:
            st.markdown(literal(run.note))
        st.markdown("\n".join(f"* **{what}**: {literal(words)}" for what, words in _facts(run)))
    _again(store, run)
    with st.expander("All its choices", on_change="rerun", key="runs.choices") as expander:
        if expander.open:
            lines = choices(runs.recipe_of(store, run.id))
            st.dataframe(pd.DataFrame(lines, columns=["Choice", "As it was"]), hide_index=True, alt="Its choices.")


def _facts(run: "Run") -> list[tuple[str, str]]:
    """What is known of it without opening it."""
    made, network = run.metrics, run.metrics.get("network", {})
    said = [("Made", day_of(run.made))]
    if "rows" in made:
        said += [("Customers", f"{made['valid']:,} valid of {made['rows']:,} rows")]
    said += [("Data", f"{run.data_hash} (SHA-256 of its table)")]
    if network:
        shape = f"{network['inputs']}-{network['hidden']}-{network['outputs']}"
        nets = f"{network['nets_kept']} of {network['nets']} nets kept"
        said += [("Network", f"{shape}, {network['algorithm']}, {nets}, {network['epochs']:,} epochs in the best net")]
        said += [("Stopped by", str(network["stop_reason"]))]
    return [*said, ("Made with", ", ".join(f"{name} {version}" for name, version in run.versions.items()))]


def _again(store: "Store", run: "Run") -> None:
    """Make it again in the background, and what came of it."""
    workspace, slot = current(), f"reproduce-{run.id}"
    asking = Asking(
        slot,
        lambda _: ReproduceJob(store, run.id),
        "Reproduce",
        ":material/replay:",
        _progress,
        cancelled="Cancelled: nothing was compared.",
        width=200,
        idle="Trains it again from its table, recipe and sample, and says whether the same bytes come out: the network,"
        " K and tier of every customer.",
    )
    work_button(workspace, asking)
    work_told(workspace, asking)
    work = workspace.work.get(slot)
    with st.container():  # full or empty
        if work and (found := work.result):
            if found.confirmed:
                st.success(found.in_words, icon=":material/verified:")
            else:
                st.warning(found.in_words, icon=":material/difference:")


def _progress(snapshot: Snapshot) -> str:
    """`Making it again: 40%`, or what it waits for."""
    if snapshot.status == "waiting":
        return "Waiting for another run that is made again on this server …"
    return f"Making it again: {percent(snapshot.done / snapshot.of)}"
