"""Runs page: what every training made, and this quarter against last."""

import streamlit as st

from pages.shared.shell import go_button, page
from pages.shared.workspaces import current, registry

PURPOSE = "Every finished training is kept here. Compare two: who moved between the tiers, and why."


def body(study) -> None:
    """The runs of this project, or how to get the first."""
    store = registry().store
    if store is None:
        st.info("This server keeps no projects, so it keeps no runs either.", icon=":material/cloud_off:")
        return
    from core.store import runs

    found = runs.listed(store, current().token)
    if not found:
        st.info("There are no runs yet. Each training that ends becomes one by itself.", icon=":material/history:")
        go_button("training", "Go to Training")
        return
    from pages.shared.runs.comparing import comparing, trend
    from pages.shared.runs.listing import listing

    listing(store, found)
    st.subheader("Compare", anchor=False)
    if len(found) < 2 and (study.model is None or study.state("model").status == "done"):
        st.caption("There is one run. Train again, after a change or with next quarter's file, and compare the two.")
    else:
        comparing(store, found, study)
        trend(found)


with page("runs", PURPOSE, needs="data") as study:
    body(study)
