"""The runs of a project: what came out of each training, named, noted, taken over again or deleted."""

from typing import TYPE_CHECKING

import streamlit as st

from core.problems import shortened
from core.store import runs
from pages.shared.card_button import card_button
from pages.shared.literal import literal
from pages.shared.projects_list import tier_strip, when
from pages.shared.runs.taking_over import WHAT_IT_DOES, work_on_from
from pages.shared.widgets import number
from pages.shared.workspaces import OF_A_RUN, current, registry

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
    lines = [f"made {when(run.made)}"]
    lines += [f"{run.metrics['valid']:,} customers"] if "valid" in run.metrics else []
    lines += [f"typically off by {number(error**0.5, 2)} of K"] if error is not None else []
    st.caption(" · ".join(lines))
    if sum(counts):
        st.html(tier_strip(counts))
        st.caption(" · ".join(f"{tier} {count:,}" for tier, count in zip(TIERS, counts, strict=True)))
    if run.note:
        st.markdown(literal(shortened(run.note, 200)))
    here = current().shows
    with st.container(horizontal=True, vertical_alignment="center"):
        if here and here.id == run.id:
            st.caption("open here")
        else:
            # Another page than this one: a link from a page to itself leaves the address in the browser as it is.
            query = {"w": f"{OF_A_RUN}{run.id}"}
            st.page_link("pages/5_segments.py", label="Look at it", icon=":material/visibility:", query_params=query)
        if here is None:  # a former run changes none
            _changes(store, run)


def _changes(store: "Store", run: "Run") -> None:
    with st.popover("Change", icon=":material/more_horiz:", key=f"change.{run.id}"):
        st.text_input("Name", value=run.name, max_chars=200, key=f"name.{run.id}")
        st.text_area("Note", value=run.note, max_chars=runs.LONGEST_NOTE, key=f"note.{run.id}")
        card_button("Save name and note", "edit", run.id, _describe, store, run.id)
        card_button("Work on from here", "restore", run.id, work_on_from, store, run.id)
        st.caption(WHAT_IT_DOES)
        card_button("Delete", "delete", run.id, _delete, store, run.id)


def _describe(store: "Store", run: str) -> None:
    runs.rename(store, run, st.session_state[f"name.{run}"])
    runs.write_note(store, run, st.session_state[f"note.{run}"])


def _delete(store: "Store", run: str) -> None:
    runs.delete(store, run)
    registry().forget(f"{OF_A_RUN}{run}")
