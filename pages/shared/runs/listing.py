"""The runs of a project: what came out of each training, named, noted, taken over again or deleted."""

from typing import TYPE_CHECKING

import streamlit as st

from core.problems import shortened
from core.store import runs
from pages.shared.card_button import card_button
from pages.shared.literal import literal
from pages.shared.projects_list import tier_strip, when
from pages.shared.widgets import number
from pages.shared.workspaces import Workspace, write

if TYPE_CHECKING:
    from core.store.runs import Run
    from core.store.store import Store

AT_ONCE = 6
TIERS = "ABCD"


def listing(store: "Store", found: "list[Run]") -> None:
    """The newest runs as cards, older ones on request; more than a handful can be searched."""
    words = ""
    if len(found) > AT_ONCE:
        words = st.text_input("Find a run", key="runs.find", placeholder="part of its name or note").casefold()
    shown = [run for run in found if words in f"{run.name} {run.note}".casefold()]
    if not shown:
        st.caption("No run is called so.")
    most = st.session_state.get("runs.most", AT_ONCE)
    with st.grid(3, min_column_width=280, gap="medium"):
        for run in shown[:most]:
            with st.container(border=True, height="stretch"):
                _card(store, run)
    if len(shown) > most:
        st.button(f"Show {min(len(shown) - most, 3 * AT_ONCE):,} older", key="runs.older", on_click=_more, args=(most,))


def _more(most: int) -> None:
    st.session_state["runs.most"] = most + 3 * AT_ONCE


def tier_counts(run: "Run") -> tuple[int, ...]:
    """Customers in A, B, C and D; nobody where the run could not be summed up."""
    found = {line["tier"]: line["count"] for line in run.metrics.get("tiers", ())}
    return tuple(found.get(tier, 0) for tier in TIERS)


def _card(store: "Store", run: "Run") -> None:
    """Name, moment, what came out, and what can be done."""
    st.markdown(f"**{literal(shortened(run.name, 60))}**")
    counts, network = tier_counts(run), run.metrics.get("network", {})
    error = network.get("test_mse")
    lines = [f"trained {when(run.made)}"]
    lines += [f"{run.metrics['valid']:,} customers"] if "valid" in run.metrics else []
    lines += [f"typically off by {number(error**0.5, 2)} of K"] if error is not None else []
    st.caption(" · ".join(lines))
    if sum(counts):
        st.html(tier_strip(counts))
        st.caption(" · ".join(f"{tier} {count:,}" for tier, count in zip(TIERS, counts, strict=True)))
    if run.note:
        st.markdown(literal(shortened(run.note, 200)))
    with st.popover("Change", icon=":material/more_horiz:", key=f"change.{run.id}"):
        st.text_input("Name", value=run.name, max_chars=200, key=f"name.{run.id}")
        st.text_area("Note", value=run.note, max_chars=runs.LONGEST_NOTE, key=f"note.{run.id}")
        card_button("Save name and note", "edit", run.id, _describe, store, run.id)
        card_button("Work on from here", "restore", run.id, _take_over, store, run.id)
        st.caption("Takes over its table, choices, sample and network. The present state is lost unless it is a run.")
        card_button("Delete", "delete", run.id, runs.delete, store, run.id)


def _describe(store: "Store", run: str) -> None:
    runs.rename(store, run, st.session_state[f"name.{run}"])
    runs.write_note(store, run, st.session_state[f"note.{run}"])


def _take_over(store: "Store", run: str) -> None:
    """The run's study becomes the working state; what is known of the customers beside it stays."""
    opened = runs.load(store, run).study

    def change(workspace: Workspace) -> None:
        workspace.leave_training()
        notes = workspace.study.customer_notes | opened.customer_notes
        name = workspace.study.recipe.name
        recipe = opened.recipe.model_copy(update={"name": name})
        workspace.study = opened.change(recipe=recipe, customer_notes=notes)
        workspace.file, workspace.second, workspace.shape = None, None, None
        workspace.proposed, workspace.reasons, workspace.hints = None, {}, ()

    write(change)
