"""Two runs beside each other: who moved, by what, and which settings differ."""

import html
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import streamlit as st

from core import charts_of_comparing as charts
from core.charts_of_comparing import GONE, NOT_THERE
from core.comparing.in_words import back_again, in_one_sentence, rises_and_falls
from core.comparing.movement import Movement, movement
from core.comparing.settings import differences
from core.keys import hashed
from core.problems import shortened
from core.store import runs
from core.study import Study
from core.tiers import TIERS, Tier
from pages.shared.literal import literal
from pages.shared.pictures import picture
from pages.shared.runs.listing import tier_counts
from pages.shared.runs.names import told_apart
from pages.shared.widgets import number, percent
from pages.shared.workspaces import current

if TYPE_CHECKING:
    from core.store.runs import Run
    from core.store.store import Store

PRESENT = "present"
MOST_LISTED = 1_000
Metrics = dict[str, Any]
FIGURES: dict[str, Callable[[Metrics], str]] = {
    "Valid customers": lambda m: f"{m['valid']:,}",
    "Typically off by (K, test customers)": lambda m: _error(m["network"]["test_mse"]),
    "Nets kept": lambda m: f"{m['network']['nets_kept']} of {m['network']['nets']}",
    "Stopped by": lambda m: m["network"]["stop_reason"],
}


def comparing(store: "Store", found: "list[Run]", study: Study) -> None:
    """Choose two, and see what moved between them."""
    names = told_apart(found)
    here = current().shows  # a former run is its own present state
    ways = [*names, *([PRESENT] if study.model is not None and not here else [])]
    with st.container(horizontal=True):
        # The newest run is the present state's own, unless a next file has come since.
        newest = 0 if study.on_another_file else min(1, len(names) - 1)
        earlier = st.selectbox("Before", list(names), index=newest, format_func=names.get, key="runs.before")
        later = st.selectbox(
            "Now",
            ways,
            index=ways.index(here.id) if here else len(ways) - 1 if study.model is not None else 0,
            format_func=lambda way: "the present state" if way == PRESENT else names[way],
            key="runs.now",
        )
    before, now = _opened(store, earlier), study if later == PRESENT else _opened(store, later)
    key = hashed(("movement", earlier, now.key("segments")))
    with st.container(), st.spinner("Following every customer from one to the other …", show_time=True):
        moved = now.memo.get("movement", key, lambda: movement(before, now))
    st.markdown(f"**{in_one_sentence(moved)}**")
    if moved.problem:
        st.warning(
            "The former model cannot value the new data, so what moved customers cannot be told apart:"
            f" {literal(moved.problem)}",
            icon=":material/call_split:",
        )
    if len(moved.ids):
        _pictures(moved)
    else:
        _shares(before, now)
    _behind_a_cell(moved)
    _settings(before, now)
    known = {run.id: run.metrics for run in found}
    _figures((known[earlier], runs.metrics(study) if later == PRESENT else known[later]))


def _opened(store: "Store", run: str) -> Study:
    """A run's study, kept with the workspace while it is compared: two at most."""
    held = current().runs_in_sight
    if run not in held:
        held[run] = runs.load(store, run).study
        while len(held) > 2:
            del held[next(iter(held))]
    return held[run]


def _pictures(moved: Movement) -> None:
    left, right = st.columns(2, gap="medium")
    with left:
        picture(partial(charts.flows, moved), "From tier to tier", in_one_sentence(moved), key="flows")
        st.caption("From the tier before (left) to the tier now (right). Who joined or left has a stream of her own.")
    with right:
        picture(partial(charts.cells, moved), "Tiers before and now", in_one_sentence(moved), key="moved-cells")
        st.caption("The same in numbers: arrows say who rose and who fell.")
    if (moved.up | moved.down).any():
        picture(partial(charts.causes, moved), "What moved them", " ".join(rises_and_falls(moved)), key="causes")
        st.markdown("\n".join(f"* {sentence}" for sentence in rises_and_falls(moved)))
    again = back_again(moved)
    st.caption(
        "Each customer is followed through three steps: her new answers under the former network, then the new network,"
        " then the new cut-offs. The last step that changed her tier counts, so the numbers add up."
        + (f" {again:,} more were moved by one step and back by another." if again else "")
    )


def _shares(before: Study, now: Study) -> None:
    """Where nobody is in both: how large the tiers are in each."""
    counts = np.array([tier_sizes(study) for study in (before, now)])
    said = "; ".join(
        f"{when} {', '.join(f'{tier} {percent(n / row.sum())}' for tier, n in zip(TIERS, row, strict=True))}"
        for when, row in zip(("before", "now"), counts, strict=True)
    )
    names = [
        f"{when}: {html.escape(shortened(study.table.name, 40)) if study.table else ''}"  # a picture reads HTML
        for when, study in (("before", before), ("now", now))
    ]
    picture(partial(charts.trend, names, counts), "Tiers before and now", said, key="shares")
    st.caption(
        "Nobody is in both, so nobody can be followed from tier to tier. What compares is how large the tiers are:"
        f" {said} of the customers."
    )


def tier_sizes(study: Study) -> list[int]:
    """Customers in A, B, C and D."""
    tier = study.segments().tier
    return [int((tier == name).sum()) for name in TIERS]


def _behind_a_cell(moved: Movement) -> None:
    """Who went from one tier to another."""
    with st.expander("Who moved from where to where"):
        with st.container(horizontal=True):
            before = st.selectbox("From", [*TIERS, NOT_THERE], index=1, key="runs.from")
            now = st.selectbox("To", [*TIERS, GONE], key="runs.to")
        if before == NOT_THERE and now == GONE:
            st.caption("Nobody is in neither.")
            return
        ids = moved.moved(_tier(before), _tier(now))
        st.caption(
            f"{len(ids):,} customer{'' if len(ids) == 1 else 's'}"
            + (f"; the first {MOST_LISTED:,} are listed, the highest K first." if len(ids) > MOST_LISTED else ".")
        )
        if len(ids):
            place = pd.Index(moved.ids).get_indexer(pd.Index(ids[:MOST_LISTED]))
            table = pd.DataFrame({"Customer": ids[:MOST_LISTED]})
            if (place >= 0).all():
                table["K before"], table["K now"] = moved.k[0][place], moved.k[2][place]
            shape = {name: st.column_config.NumberColumn(format="%.3f") for name in ("K before", "K now")}
            st.dataframe(table, hide_index=True, column_config=shape, alt="The customers of this cell.")


def _tier(name: str) -> Tier | None:
    return None if name in (NOT_THERE, GONE) else name


def _settings(before: Study, now: Study) -> None:
    st.subheader("What was set otherwise", anchor=False)
    found = differences(before.recipe, now.recipe, (before.segments().cutoffs, now.segments().cutoffs))
    if not found:
        st.caption("Nothing: both were made by the same choices.")
        return
    st.dataframe(
        pd.DataFrame([(d.what, d.before, d.now) for d in found], columns=["Choice", "Before", "Now"]),
        hide_index=True,
        alt="Choices that differ between the two.",
    )


def _figures(metrics: tuple[Metrics, Metrics]) -> None:
    """Metrics side by side."""
    lines = [(label, *(_said(say, of) for of in metrics)) for label, say in FIGURES.items()]
    st.dataframe(pd.DataFrame(lines, columns=["Figure", "Before", "Now"]), hide_index=True, alt="Figures of the two.")


def _said(say: Callable[[Metrics], str], metrics: Metrics) -> str:
    try:
        return say(metrics)
    except KeyError:  # a run of a recipe that had moved away from its data
        return "–"


def _error(mse: float | None) -> str:
    return "no test part" if mse is None else number(mse**0.5, 2)


def trend(found: "list[Run]") -> None:
    """How the tiers went over all runs."""
    known = [run for run in reversed(found) if sum(tier_counts(run))]
    if len(known) < 2:
        return
    st.subheader("Over all runs", anchor=False)
    counts = np.array([tier_counts(run) for run in known])
    said = "; ".join(
        f"{run.name}: {', '.join(f'{tier} {n:,}' for tier, n in zip(TIERS, c, strict=True))}"
        for run, c in zip(known, counts, strict=True)
    )
    names = [html.escape(shortened(run.name, 24)) for run in known]  # a picture reads HTML
    picture(partial(charts.trend, names, counts), "Tiers over all runs", said, key="trend")
    st.caption("Shares of the customers in each tier, the earliest run on the left.")
