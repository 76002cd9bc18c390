"""A customer's K and tier over the last runs, in one line and a small picture."""

import streamlit as st

from core.study import Study
from pages.shared.workspaces import current, registry

LAST = 12  # runs in the picture


def over_the_runs(study: Study, place: int) -> None:
    """Where two runs or more are kept: the way in words and a small picture. Keeps one place on the page."""
    store = registry().store
    with st.container():
        if store is None:
            return
        from core.store.runs import listed

        found = listed(store, current().project)
        table = study.table
        if study.recipe.scoring.id_column is None and table is not None:  # row 17 of another table is somebody else
            found = [run for run in found if run.data_hash == table.hash]
        if len(found) < 2:
            return
        from pages.shared.runs.customers import customer_way

        st.subheader("Over the runs", anchor=False)
        customer_way(found[:LAST], str(study.segments().scores.ids[place]), key="way", table=False)
