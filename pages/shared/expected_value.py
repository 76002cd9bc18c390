"""The choice of what the network learns: graded, an outcome, or the weighted score."""

import streamlit as st

from core.recipe import Target
from core.study import Study
from pages.shared.widgets import field
from pages.shared.workspaces import Workspace, write

KINDS = {
    "weighted": ("Weighted score", "the weights of page 2 applied to all indicators; needs nothing else"),
    "grade": ("Grades", "a column in which people graded customers"),
    "outcome": ("Outcome", "a column with what customers did afterwards, e.g. renewed, churned, spent"),
}


def choose_expected_value(study: Study) -> None:
    """Radio for the kind; where it needs a column, the column and how to read it."""
    target = study.recipe.target
    st.subheader("What the network learns", anchor=False)
    st.session_state["target.kind"] = target.kind
    st.radio(
        "Expected value",
        list(KINDS),
        format_func=lambda kind: KINDS[kind][0],
        captions=[words for _, words in KINDS.values()],
        key="target.kind",
        on_change=_choose_kind,
        label_visibility="collapsed",
    )
    if target.kind == "weighted":
        return
    columns = list(study.customers().frame.columns)
    options = columns if target.column in columns else [target.column, *columns]
    field(st.selectbox, "Column", "target.column", options=options)
    if target.kind == "grade":
        field(st.selectbox, "Scale of the grades", "target.scale", options=["A-D", "1-5", "0-100"])
    else:
        field(st.toggle, "Low is good (churn, complaints)", "target.reversed")


def _choose_kind() -> None:
    kind = st.session_state["target.kind"]

    def change(workspace: Workspace) -> None:
        study = workspace.study
        column = None
        if kind != "weighted":
            used = {c for m in study.recipe.scoring.indicators.values() for c in m.columns}
            used.add(study.recipe.scoring.id_column or "")
            columns = list(study.customers().frame.columns)
            # The last unused column: grades and outcomes are usually added at the end.
            column = study.recipe.target.column or next((c for c in reversed(columns) if c not in used), columns[-1])
        target = Target(kind=kind, column=column)
        workspace.study = study.change(recipe=study.recipe.replaced("target", target))

    write(change)
