"""How much each customer counts in the training: all the same, by band, by class, or as a column says."""

import streamlit as st

from core.importing.mapping.contents import look_at
from core.problems import DataProblem
from core.study import Study
from pages.shared.workspaces import Workspace, write

WEIGHTINGS = {
    "none": ("All customers count the same", "Use this unless a kind of customer is rare and matters."),
    "band": (
        "Every band counts the same",
        "A customer of a small band weighs more: the network may not neglect a band because few are in it.",
    ),
    "class": (
        "Every class counts the same",
        "Classes are the fourths of the expected value: grades A to D, or yes and no. Few A among many D weigh more.",
    ),
    "column": (
        "As a column says",
        "A column of numbers from 0 up, as survey weights: 2 counts as two such customers, 0 not at all.",
    ),
}
PLAIN = " The training error in the curve is weighted then; validation and test errors never are."


def weighting_fields(study: Study) -> None:
    """The way of weighing, a sentence on what it does, and the column where one is needed."""
    training = study.recipe.training
    st.session_state["weighting"] = training.weighting
    st.selectbox(
        "How much each customer counts",
        list(WEIGHTINGS),
        key="weighting",
        format_func=lambda way: WEIGHTINGS[way][0],
        on_change=_choose_way,
    )
    st.caption(WEIGHTINGS[training.weighting][1] + (PLAIN if training.weighting != "none" else ""))
    with st.container():  # full or empty: what lies below stays in place
        if training.weighting == "column":
            columns = _columns(study)
            st.session_state["weight-column"] = training.weight_column
            options = columns if training.weight_column in columns else [str(training.weight_column), *columns]
            st.selectbox("Column of weights", options, key="weight-column", on_change=_choose_column)


def _columns(study: Study) -> list[str]:
    """Columns of numbers that are neither the id nor an indicator nor the expected value; those with "weight" first."""

    def look() -> list[str]:
        recipe, frame = study.recipe, study.customers().frame
        measures = recipe.scoring.indicators.values()
        taken = {recipe.scoring.id_column, recipe.target.column, *(c for m in measures for c in m.columns)}
        free = [str(heading) for heading in frame if heading not in taken]
        numbers = [heading for heading in free if look_at(frame[heading]).kind == "numbers"]
        return sorted(numbers, key=lambda heading: "weight" not in heading.casefold())

    return study.memo.get("weight columns", f"{study.key('scores')} {study.recipe.target.column}", look)


def _choose_way() -> None:
    way = st.session_state["weighting"]

    def change(workspace: Workspace) -> None:
        study = workspace.study
        training = study.recipe.training.model_dump() | {"weighting": way}
        if way == "column" and not training["weight_column"]:
            columns = _columns(study)
            if not columns:
                raise DataProblem(
                    "there is no column of weights", accepted="a column of numbers that is no indicator",
                    fix="add one to the file, or weigh customers in another way",
                )  # fmt: skip
            training["weight_column"] = columns[0]
        workspace.study = study.change(recipe=study.recipe.replaced("training", training))

    write(change)


def _choose_column() -> None:
    column = st.session_state["weight-column"]

    def change(workspace: Workspace) -> None:
        study = workspace.study
        workspace.study = study.change(recipe=study.recipe.replaced("training.weight_column", column))

    write(change)
