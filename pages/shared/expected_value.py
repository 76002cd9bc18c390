"""The choice of what the network learns: graded, an outcome, or the weighted score."""

import streamlit as st

from core.grading.scales import SHOWN
from core.honesty import outcome_in_words
from core.importing.mapping.contents import Seen, look_at
from core.importing.mapping.headings import plays
from core.importing.mapping.roles import low_is_good, proposed_target
from core.problems import DataProblem
from core.recipe import Target
from core.study import Study
from pages.shared.literal import literal
from pages.shared.shell import go_button
from pages.shared.widgets import field
from pages.shared.workspaces import Workspace, write

KINDS = {
    "weighted": ("Weighted score", "your weights applied to all indicators: a formula, needs nothing else"),
    "grade": ("Grades", "what people said of the sampled customers: on grading sheets, or in a column"),
    "outcome": ("Outcome", "a column with what customers did afterwards, e.g. renewed, churned, spent"),
}
# The honesty rule, where the choice is made.
DIFFERENCE = """
**Weighted score.** A formula of the very numbers that the network sees. The network can at best relearn it, so K tells
you nothing that your weights do not. It needs nothing else: good for a first look.

**Grades.** People who know your customers judged a sample of them. The network learns that judgement and applies it to
everybody. How good it can be depends on how far the graders agree.

**Outcome.** What customers really did. If it happened after the indicators were measured, K predicts; if it was
measured at the same time, K only describes.

With grades and outcomes your weights shape the bands, and so who is in the sample, but not K.
"""
SHEETS = ""  # among the columns: no heading is blank
NO_GRADES = (
    "No grades have come back yet. On the Bands page you can hand the sample out on grading sheets; or bring a file"
    " with a column of grades, A to D, 1 to 5 or 0 to 100."
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
    with st.expander("What is the difference?"):
        st.markdown(DIFFERENCE)
    with st.container():  # full or empty: the settings below stay open
        if target.kind != "weighted":
            _column(study, target)


def _column(study: Study, target: Target) -> None:
    seen = _free_columns(study)
    options = list(seen) if target.column in {None, *seen} else [target.column, *seen]
    if target.kind == "grade":
        options = [SHEETS, *options]
    st.session_state["target.column"] = target.column or SHEETS
    st.selectbox(
        "Where the grades are" if target.kind == "grade" else "Column",
        options,
        format_func=lambda option: option or f"Grading sheets: {_customers_graded(study)}",
        key="target.column",
        on_change=_choose_column,
    )
    if target.kind == "outcome":
        field(st.toggle, "Low is good (churn, complaints)", "target.reversed")
        st.caption(literal(outcome_in_words(study, target)))
    elif target.column is not None:
        field(st.selectbox, "Scale of the grades", "target.scale", options=["A-D", "1-5", "0-100"])
    elif study.grades is not None:
        st.caption(f"Graded on {SHOWN[study.grades.scale]}, several grades of one customer averaged.")
    else:
        st.info(NO_GRADES, icon=":material/info:")
        go_button("bands", "Go to Bands", primary=False, key="to-grade")


def _customers_graded(study: Study) -> str:
    """How many customers' grades have come back."""
    found = study.graded()
    count = int(found.known.sum()) if found else 0
    return "none yet" if found is None else f"{count:,} customer{'' if count == 1 else 's'}"


def _free_columns(study: Study) -> dict[str, Seen]:
    """What is seen in the columns that may hold a grade or an outcome: no id, no indicator, no date, no free text."""

    def look() -> dict[str, Seen]:
        scoring, frame = study.recipe.scoring, study.customers().frame
        taken = {scoring.id_column, *(c for m in scoring.indicators.values() for c in m.columns)}
        seen = {str(heading): look_at(frame[heading]) for heading in frame if heading not in taken}
        return {heading: holds for heading, holds in seen.items() if holds.kind in ("numbers", "words")}

    return study.memo.get("free columns", study.key("scores"), look)


def proposed(study: Study, kind: str) -> Target:
    """The target of a kind that was just chosen.

    Grades that came back on sheets, else a column that reads like grades, else sheets yet to come; for an outcome the
    column whose heading reads like one, else an unused one. Raises DataProblem where no column is left.
    """
    seen = _free_columns(study)
    present = study.recipe.target.column  # the weighted score keeps the column of the kind before
    if kind == "grade":
        if study.grades is not None:
            return Target(kind="grade", scale=study.grades.scale)
        found, _ = proposed_target(seen)
        return found if found.column else Target(kind="grade")
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
        if column == SHEETS:
            scale = study.grades.scale if study.grades else study.recipe.target.scale
            workspace.study = study.change(recipe=study.recipe.replaced("target", Target(kind="grade", scale=scale)))
            return
        target = study.recipe.target.model_copy(update={"column": column, "reversed": low_is_good(str(column))})
        if target.kind == "grade":
            seen = _free_columns(study).get(column)
            found, _ = proposed_target({column: seen}) if seen else (target, [])
            target = found if found.column else target
        workspace.study = study.change(recipe=study.recipe.replaced("target", target))

    write(change)
