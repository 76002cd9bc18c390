"""Single customers over the runs: one who is looked for, and who moved most."""

import html
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.charts_of_runs import customer_over_runs
from core.comparing.over_runs import NOT_IN_IT, most_moved, way_in_words
from core.importing.coded import as_text
from core.problems import shortened
from pages.shared.literal import literal
from pages.shared.pictures import picture
from pages.shared.workspaces import current, registry

if TYPE_CHECKING:
    from core.store.histories import Seen
    from core.store.runs import Run

MOST_OFFERED = 50
MOST_LISTED = 50
LAST = 5  # runs among which movers are looked for
MOST_SHOWN = 50  # runs in a picture


def customers_over_runs(found: "list[Run]") -> None:
    """Look for one by id, and her way; who moved most is listed on request."""
    all_of_them = len(found)
    found = [run for run in found if run.knows_those_of(found[0])]
    if len(found) < all_of_them:
        st.caption(
            "Only runs of the newest one's table: where no column names the customers, row 17 of another is another."
        )
    wanted = st.text_input("Find a customer by id", key="runs.customer", placeholder="part of an id").strip()
    if wanted and (customer := _chosen(found, wanted)) is not None:
        customer_way(found, customer, key="runs.way")
    _movers(found)


def _chosen(found: "list[Run]", wanted: str) -> str | None:
    """The customer meant; of several one to choose. The newest run that knows any is asked."""
    for run in found:
        named = registry().histories.named(current().project, run, wanted, MOST_OFFERED)
        if len(named) > 1:
            return str(st.selectbox(f"Ids that hold {literal(wanted)}", named, key="runs.which"))
        if named:
            return named[0]
    st.info(f"No customer of any run has an id that holds {literal(repr(wanted))}.", icon=":material/search_off:")
    return None


def customer_way(found: "list[Run]", customer: str, key: str, table: bool = True) -> None:
    """Her K and tier in each run as a line, and as a table. found: the newest first."""
    seen = registry().histories.of(current().project, found[:MOST_SHOWN][::-1], customer)
    words = way_in_words([one.tier for one in seen])
    st.markdown(f"**{literal(customer)}**: {words}" if table else words)
    names = [html.escape(shortened(one.run.name, 24)) for one in seen]  # a picture reads HTML
    k, tiers, cuts = [one.k for one in seen], [one.tier for one in seen], [_cuts(one.run) for one in seen]
    draw = partial(customer_over_runs, names, k, tiers, cuts, height=320 if table else 240)
    picture(draw, "Over the runs", f"{words} {_figures(seen)}", key=key)
    st.caption("The dot is K in each run, its letter the tier; dotted lines are the cut-offs that held in it.")
    if table:
        st.dataframe(
            pd.DataFrame(
                {
                    "Run": [one.run.name for one in seen],
                    "K": k,
                    "Tier": [one.tier or NOT_IN_IT for one in seen],
                }
            ),
            hide_index=True,
            column_config={"K": st.column_config.NumberColumn(format="%.3f")},
            alt="K and tier in each run.",
        )


def _figures(seen: "list[Seen]") -> str:
    return "; ".join(f"{s.run.name}: tier {s.tier}, K {s.k:.3f}" for s in seen if s.k is not None)


def _cuts(run: "Run") -> tuple[float, float, float] | None:
    """a, b and c in force in a run; None where its figures lack them."""
    low = {line["tier"]: line["low"] for line in run.metrics.get("tiers", ())}
    return (low["A"], low["B"], low["C"]) if {"A", "B", "C"} <= low.keys() else None


def _movers(found: "list[Run]") -> None:
    """Whose K went farthest over the last runs."""
    last = found[:LAST][::-1]
    with st.expander(f"Who moved most over the last {len(last)} runs", on_change="rerun", key="runs.movers") as movers:
        if not movers.open:
            return
        held = registry().histories.whole(current().project, last)
        seen: dict[int, pd.Index] = {}  # runs of one file share their ids
        results = [(seen.setdefault(id(r.ids), pd.Index(as_text(r.ids))), r.k, r.place) for r in held]
        table = most_moved(results, MOST_LISTED)
        if table.empty:
            st.caption("Nobody: K of everybody in both is the same in the first and the last of them.")
            return
        shape = {
            column: st.column_config.NumberColumn(format="%+.3f" if column == "Change" else "%.3f")
            for column in ("K before", "K now", "Change")
        }
        st.dataframe(table, hide_index=True, column_config=shape, alt="Customers whose K moved farthest.")
        st.caption(
            f"From {literal(last[0].name)} to {literal(last[-1].name)}, the farthest first; tiers stand in the order of"
            " the runs."
        )
