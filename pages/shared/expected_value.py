"""The choice of what the network learns: graded, an outcome, or the weighted score."""

import streamlit as st

from core.importing.mapping.contents import Seen, look_at
from core.importing.mapping.headings import plays
from core.importing.mapping.roles import low_is_good, proposed_target
from core.problems import DataProblem
from core.recipe import Target
from core.study import Study
from core.target import NO, YES
from pages.shared.literal import literal
from pages.shared.widgets import field, number
from pages.shared.workspaces import Workspace, write

KINDS = {
    "weighted": ("Weighted score", "the weights you set applied to all indicators; needs nothing else"),
    "grade": ("Grades", "a column in which people graded customers"),
    "outcome": ("Outcome", "a column with what customers did afterwards, e.g. renewed, churned, spent"),
}
NO_GRADES = (
    "This file seems to hold no grades: add a column with A to D, 1 to 5 or 0 to 100 for the sampled customers, and"
    " bring it again."
)


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
    with st.container():  # full or empty: the settings below stay open
        if target.kind != "weighted":
            _column(study, target)


def _column(study: Study, target: Target) -> None:
    seen = _free_columns(study)
    options = list(seen) if target.column in seen else [target.column, *seen]
    st.session_state["target.column"] = target.column
    st.selectbox("Column", options, key="target.column", on_change=_choose_column)
    if target.kind == "grade":
        field(st.selectbox, "Scale of the grades", "target.scale", options=["A-D", "1-5", "0-100"])
        if not any(plays("grade", str(heading)) for heading in options):
            st.info(NO_GRADES, icon=":material/info:")
    else:
        field(st.toggle, "Low is good (churn, complaints)", "target.reversed")
        st.caption(literal(outcome_in_words(study, target)))


def outcome_in_words(study: Study, target: Target) -> str:
    """Which end of the outcome K near 1 stands for: `K near 1 means: Churn is low (0).`"""
    low, frame = target.reversed, study.customers().frame
    seen = look_at(frame[target.column]) if target.column in frame else Seen("nothing", 0, (), {})  # type: ignore[arg-type]
    end = ""
    if seen.kind == "numbers":
        end = number(float(seen.numbers.min() if low else seen.numbers.max()))
    elif seen.kind == "words":
        end = next((answer for answer in seen.answers if answer.casefold() in (NO if low else YES)), "")
    return f"K near 1 means: {target.column} is {'low' if low else 'high'}" + (f" ({end})." if end else ".")


def _free_columns(study: Study) -> dict[str, Seen]:
    """What is seen in the columns that may hold a grade or an outcome: no id, no indicator, no date, no free text."""

    def look() -> dict[str, Seen]:
        scoring, frame = study.recipe.scoring, study.customers().frame
        taken = {scoring.id_column, *(c for m in scoring.indicators.values() for c in m.columns)}
        seen = {str(heading): look_at(frame[heading]) for heading in frame if heading not in taken}
        return {heading: holds for heading, holds in seen.items() if holds.kind in ("numbers", "words")}

    return study.memo.get("free columns", study.key("scores"), look)


def proposed(study: Study, kind: str) -> Target:
    """The target of a kind that was just chosen: the column whose heading reads like it, else an unused one.

    Raises DataProblem where no column is left.
    """
    seen = _free_columns(study)
    present = study.recipe.target.column  # the weighted score keeps the column of the kind before
    if kind == "grade":
        found, _ = proposed_target(seen)
        if found.column:
            return found
        if not seen:
            raise DataProblem(NO_GRADES[:1].lower() + NO_GRADES[1:])
        return Target(kind="grade", column=next(iter(seen)))
    if not seen:
        raise DataProblem(
            "no column is left for an outcome", fix="one that is an indicator or the id cannot be the outcome as well"
        )
    if present in seen and study.recipe.target.kind == "weighted" and not plays("grade", present):
        return study.recipe.target.model_copy(update={"kind": "outcome"})
    alike = [heading for heading in seen if plays("outcome", heading)]
    alike += [heading for heading in seen if low_is_good(heading)]
    # The last one: outcomes are usually added at the end.
    column = alike[0] if alike else list(seen)[-1]
    return Target(kind="outcome", column=column, reversed=low_is_good(column))


def _choose_kind() -> None:
    kind = st.session_state["target.kind"]

    def change(workspace: Workspace) -> None:
        study = workspace.study
        former = study.recipe.target
        # The recipe holds one target; what another kind had is kept in this window.
        kept = st.session_state.setdefault("target.kept", {})
        file = study.table.hash if study.table else ""
        kept[f"{file} {former.kind}"] = former.model_dump()
        if kind == "weighted":
            target = former.model_copy(update={"kind": "weighted"})
        elif (again := kept.get(f"{file} {kind}")) and again["column"] in study.customers().frame:
            target = Target(**again)
        else:
            target = proposed(study, kind)
        workspace.study = study.change(recipe=study.recipe.replaced("target", target))

    write(change)


def _choose_column() -> None:
    column = st.session_state["target.column"]

    def change(workspace: Workspace) -> None:
        study = workspace.study
        target = study.recipe.target.model_copy(update={"column": column, "reversed": low_is_good(str(column))})
        if target.kind == "grade":
            seen = _free_columns(study).get(column)
            found, _ = proposed_target({column: seen}) if seen else (target, [])
            target = found if found.column else target
        workspace.study = study.change(recipe=study.recipe.replaced("target", target))

    write(change)
