"""People grade the sample: sheets to hand out, filled sheets to bring back, and what came of them."""

import numpy as np
import pandas as pd
import streamlit as st

from core.export.csv_and_parquet import to_csv
from core.grading.grades import Matched
from core.grading.handing_out import in_words
from core.grading.returned import bring_back, learn_from
from core.grading.scales import SHOWN
from core.grading.sheets import grading_sheets, packed
from core.problems import DataProblem, shortened
from core.study import Study
from core.target import SOURCES
from pages.shared.literal import literal
from pages.shared.widgets import field, metrics
from pages.shared.workspaces import Workspace, current, write

KINDS = ["xlsx", "xlsm", "xls", "xlsb", "ods", "csv", "tsv", "txt"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MUCH = 300  # customers for one grader
WHY = (
    "A weighted score is a formula of your own numbers. People know more: hand the sample to those who know your"
    " customers, bring their grades back, and the network learns their judgement and applies it to everybody."
)


def grading_panel(study: Study) -> None:
    """The whole loop, below the sample."""
    st.subheader("Have people grade the sample", anchor=False)
    st.caption(WHY)
    with st.grid(2, min_column_width=320, gap="medium"):
        with st.container(border=True, height="stretch"):
            _hand_out(study)
        with st.container(border=True, height="stretch"):
            _bring_back(study)
    with st.container():  # full or empty
        if study.grades is not None:
            found = study.graded()
            assert found is not None  # there are grades
            _what_came_back(study, found)


# --- out --------------------------------------------------------------------------------------------------------------


def _hand_out(study: Study) -> None:
    st.markdown("**1 · Hand out the sheets**")
    grading = study.recipe.grading
    several = len(grading.graders) > 1
    if study.grades is None:
        field(st.selectbox, "Scale of the grades", "grading.scale", options=list(SHOWN), format_func=SHOWN.get)
    else:
        st.selectbox(
            "Scale of the grades",
            [SHOWN[study.grades.scale]],
            disabled=True,
            help="The grades that are back are on this scale. Remove them to choose another.",
        )
    field(
        st.text_input,
        "Graders, separated by commas",
        "grading.graders",
        shown=", ".join,
        stored=_names,
        help="Each gets a workbook of her own. The name is on the sheet, so that grades find their way back.",
    )
    field(
        st.slider,
        "Graded by more than one, percent of the sample",
        "grading.overlap",
        shown=lambda share: round(share * 100),
        stored=lambda percent: percent / 100,
        min_value=0,
        max_value=100,
        step=5,
        disabled=not several,
        help="From these customers follows how far the graders agree. Their grades are averaged.",
    )
    if len(grading.graders) > 2:
        field(
            st.selectbox,
            "Each of these is graded by",
            "grading.shared_by",
            options=["all", "two"],
            format_func={"all": "all graders", "two": "two of them, every pair in turn"}.get,
        )
    count = len(_sampled(study))
    if not count:
        st.caption("Draw the sample first: it is what people grade.")
    else:
        words = in_words(count, grading)
        if count / len(grading.graders) > MUCH:
            words += " That is much: 200 to 300 in all are a good start. Lower the share of each band and draw again."
        st.caption(literal(words))
    one = len(grading.graders) == 1
    st.download_button(
        "Download the grading sheet" + ("" if one else "s"),
        lambda: packed(grading_sheets(study))[1],
        file_name="grading-sheet.xlsx" if one else "grading-sheets.zip",
        mime=XLSX if one else "application/zip",
        on_click="ignore",
        icon=":material/download:",
        disabled=not count,
        key="grading-download",
    )
    st.caption("Raw values only, in shuffled order: no score, band or value that could sway a grader.")


def _sampled(study: Study) -> np.ndarray:
    """Places of the sampled customers; none where no sample is drawn, or none of it is in the data any more."""
    try:
        return study.drawn()
    except DataProblem:
        return np.empty(0, dtype=np.int64)


def _names(typed: str) -> tuple[str, ...]:
    """`Ann, Bob` as two names; a blank field is one grader."""
    names = [name.strip() for name in typed.replace("，", ",").replace("、", ",").replace(";", ",").split(",")]
    return tuple(name for name in names if name) or ("Grader 1",)


# --- and back ---------------------------------------------------------------------------------------------------------


def _bring_back(study: Study) -> None:
    st.markdown("**2 · Bring them back**")
    uploads = st.file_uploader(
        "Filled grading sheets",
        type=KINDS,
        accept_multiple_files=True,
        key=f"grades-{st.session_state.get('grades-brought', 0)}",
        on_change=_note_arrival,
        disabled=study.table is None,
    )
    st.caption(
        "One file or several, also half filled. A grader's sheet brought again takes the place of her former one;"
        " a sheet that cannot be used changes nothing."
    )
    with st.container():
        for sentence in st.session_state.get("grades-refused", ()):
            st.error(literal(sentence), icon=":material/error:")
    if not st.session_state.pop("grades-arrived", False) or not uploads:
        return
    with st.spinner("Reading the grades …"):
        _take([(upload.name, upload.getvalue()) for upload in uploads])
    st.session_state["grades-brought"] = st.session_state.get("grades-brought", 0) + 1  # an empty uploader
    st.rerun()


def _note_arrival() -> None:
    st.session_state["grades-arrived"] = True


def _take(files: list[tuple[str, bytes]]) -> None:
    """Add the grades of the files; what was refused is said beside the uploader until the next ones come."""
    # Before the workspace is locked: reading takes a moment, and other windows go on meanwhile.
    made = bring_back(current().study, files)

    def change(workspace: Workspace) -> None:
        workspace.study = workspace.study.change(grades=made.grades)

    if made.taken:
        write(change)
    st.session_state["grades-refused"] = [str(problem) for problem in made.refused]


def _what_came_back(study: Study, found: Matched) -> None:
    sampled = _sampled(study)
    graded = int(found.known[sampled].sum())
    beside, agreed = int(found.known.sum()) - graded, found.agreement
    unused = len(found.unknown) + len(found.off_scale)
    metrics(
        ("Graded", f"{graded:,}", f"of {len(sampled):,} sampled customers"),
        ("Graders", f"{len(found.by_grader)}", f"on {SHOWN[found.scale]}"),
        (
            "Agreement",
            f"{agreed.value:.2f}" if agreed and agreed.value is not None else "–",
            agreed.level if agreed and agreed.customers else "nobody graded by two",
        ),
        ("Not used", f"{unused:,}", "unknown or off the scale"),
    )
    if agreed and agreed.customers:
        st.caption(literal(agreed.in_words))
    for sentence in found.in_words:
        st.warning(literal(sentence), icon=":material/warning:")
    if beside:
        st.caption(f"{beside:,} graded customers are not in the sample as it is drawn now: kept, but not learned from.")
    _by_grader(found)
    _lists(study, found, sampled)
    _learn(study, graded)


def _by_grader(found: Matched) -> None:
    """One line a grader: how much of her sheet is graded, and how strict she is."""
    table = pd.DataFrame(
        {
            "Grader": [shortened(marks.grader) for marks in found.by_grader],
            "File": [shortened(marks.file) for marks in found.by_grader],
            "Graded": [len(marks.places) for marks in found.by_grader],
            "Blank": [marks.blank for marks in found.by_grader],
            "Off the scale": [marks.off_scale for marks in found.by_grader],
            "Unknown": [marks.unknown for marks in found.by_grader],
            "Mean": [float(marks.values.mean()) if len(marks.values) else None for marks in found.by_grader],
        }
    )
    st.dataframe(
        table,
        hide_index=True,
        column_config={"Mean": st.column_config.NumberColumn(format="%.2f", help="0 is the worst grade, 1 the best.")},
        alt="Grades by grader.",
    )


def _lists(study: Study, found: Matched, sampled: np.ndarray) -> None:
    """Who is not graded yet, and what is not used, to take along."""
    ids = study.scores().ids
    missing = ids[sampled[~found.known[sampled]]]
    lists = (
        ("Not graded yet", "not-graded-yet.csv", pd.DataFrame({"Customer": missing})),
        ("Not among yours", "unknown-customers.csv", _cases(found.unknown)),
        ("Off the scale", "off-the-scale.csv", _cases(found.off_scale)),
    )
    with st.container(horizontal=True):
        for label, name, table in lists:
            st.download_button(
                f"{label}: {len(table):,}",
                lambda table=table: to_csv(table),
                file_name=name,
                mime="text/csv",
                on_click="ignore",
                icon=":material/download:",
                disabled=table.empty,
                key=f"grades-{name}",
            )
        with st.popover("Remove grades", icon=":material/delete:"):
            st.caption("Grades that were removed are gone; bring the sheet again to have them back.")
            for number, marks in enumerate(found.by_grader):
                label = f"Remove those of {literal(shortened(marks.grader))}"
                st.button(label, on_click=_remove, args=(marks.grader,), key=f"remove-grades-{number}")
            st.button("Remove all", on_click=_remove, args=(None,), key="remove-grades")


def _cases(rows: tuple[tuple[str, str, str], ...]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["Grader", "Customer", "Grade"])


def _remove(grader: str | None) -> None:
    """Let go of a grader's grades, or of all."""

    def change(workspace: Workspace) -> None:
        grades = workspace.study.grades
        left = grades.without(grader) if grades and grader is not None else None
        workspace.study = workspace.study.change(grades=left)

    write(change)


def _learn(study: Study, graded: int) -> None:
    """Propose the grades as what the network learns, or say that it learns them."""
    target = study.recipe.target
    learns = target.kind == "grade" and target.column is None
    if learns:
        st.success(f"The network learns these grades: {graded:,} sampled customers.", icon=":material/school:")
        return
    source = (
        f"the grades in the column {shortened(target.column)!r}" if target.kind == "grade" else SOURCES[target.kind]
    )
    st.info(
        literal(f"{graded:,} sampled customers are graded, but the network is set to learn from {source}."),
        icon=":material/lightbulb:",
    )
    st.button(
        "Let the network learn these grades",
        on_click=_learn_these,
        type="primary",
        icon=":material/school:",
        disabled=not graded,
        key="learn-grades",
    )


def _learn_these() -> None:
    def change(workspace: Workspace) -> None:
        workspace.study = learn_from(workspace.study)

    write(change)
