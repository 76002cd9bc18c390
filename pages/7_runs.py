"""Runs page: what every training made, and this quarter against last."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from pages.shared.shell import go_button, page
from pages.shared.workspaces import current, registry

if TYPE_CHECKING:
    from core.store.runs import Run
    from core.store.store import Store
    from core.study import Study

PURPOSE = "Every finished training is kept here. Compare two: who moved between the tiers, and why."


def all_runs(store: "Store", found: "list[Run]", study: "Study") -> None:
    """The runs as cards, and how tiers went over them."""
    from pages.shared.runs.comparing import trend
    from pages.shared.runs.keeping import keep_present
    from pages.shared.runs.listing import listing

    keep_present(store, study)
    listing(store, found)
    trend(found)


def compare(store: "Store", found: "list[Run]", study: "Study") -> None:
    """Two beside each other."""
    from pages.shared.runs.comparing import comparing

    if len(found) < 2 and (study.model is None or study.state("model").status == "done"):
        st.caption("There is one run. Train again, after a change or with next quarter's file, and compare the two.")
    else:
        comparing(store, found, study)


def one(store: "Store", found: "list[Run]", study: "Study") -> None:
    """What one was made of, and the same made again."""
    from pages.shared.runs.one_run import one_run

    one_run(store, found)


def customers(store: "Store", found: "list[Run]", study: "Study") -> None:
    """Single customers over the runs."""
    from pages.shared.runs.customers import customers_over_runs

    customers_over_runs(found)


VIEWS: "dict[str, Callable[[Store, list[Run], Study], None]]" = {
    "All runs": all_runs,
    "Compare": compare,
    "One run": one,
    "Customers": customers,
}

with page("runs", PURPOSE, needs="data") as study:
    store = registry().store
    if store is None:
        st.info("This server keeps no projects, so it keeps no runs either.", icon=":material/cloud_off:")
    else:
        from core.store.runs import listed

        if found := listed(store, current().project):
            for view, draw in zip(
                st.tabs(list(VIEWS), key="runs.view", on_change="rerun"), VIEWS.values(), strict=True
            ):
                if view.open:  # the others are not computed
                    with view:
                        draw(store, found, study)
        else:
            from pages.shared.runs.keeping import keep_present

            st.info("There are no runs yet. Each training that ends becomes one by itself.", icon=":material/history:")
            keep_present(store, study)
            go_button("training", "Go to Training")
