"""The thorough check on the Training page: does the network add something?"""

import streamlit as st

from core.judging.charts import calibration_picture
from core.judging.judged import Judged
from core.judging.learners import LINE, NETWORK, WORDS
from core.judging.verdict import Compared, in_percent
from core.study import Study
from pages.shared.judging_job import JudgingJob, Snapshot
from pages.shared.literal import literal
from pages.shared.pictures import palette, picture
from pages.shared.widgets import field, number
from pages.shared.workspaces import Workspace, current, write

SECONDS_BETWEEN_LOOKS = 0.5
BUTTON = "Check it thoroughly (5 x 5 cross-validation)"
WHAT_IT_IS = (
    "One test part is small. The thorough check trains the network, a straight line and scikit-learn's learners 25"
    " times each: always on four fifths of the sample, judged on the fifth they have not seen. It may take some"
    " minutes; you can leave the page meanwhile."
)
ADDS_NOTHING = (
    "On the weighted score the network adds nothing: the score is a formula of the same indicators, and a straight line"
    " follows it exactly. The check prints no percentage for it."
)


def thorough_check(workspace: Workspace) -> None:
    """What to keep together, start or progress, and the result with its verdict."""
    study = workspace.study
    st.subheader("Does the network add something? The thorough check", anchor=False)
    st.caption(ADDS_NOTHING if study.recipe.target.kind == "weighted" else WHAT_IT_IS)
    snapshot = workspace.judging.snapshot() if workspace.judging else None
    active = snapshot is not None and snapshot.active
    if workspace.judging and workspace.judging.judged is not None and not workspace.judging.adopted:
        st.rerun()  # it ended while this page was being drawn
    columns = ["", *(str(c) for c in study.customers().frame)]
    kept = study.recipe.judging.keep_together or ""
    field(
        st.selectbox,
        "Keep together (households, twins)",
        "judging.keep_together",
        options=columns if kept in columns else [*columns, kept],
        shown=lambda column: column or "",
        stored=lambda column: column or None,
        format_func=lambda column: column or "only rows of equal content",
        disabled=active,
        help="Customers with the same value in this column are never split between learning and judging. Rows of equal"
        " content are always kept together.",
    )
    # One button of one width: it starts, and cancels while a check runs.
    st.button(
        "Cancel the check" if active else BUTTON,
        on_click=_cancel if active else _start,
        icon=":material/close:" if active else ":material/fact_check:",
        disabled=study.state("model").status != "done" and not active,
        key="judge",
        width=420,
    )
    with st.container():  # full or empty
        if active:
            st.fragment(_live, run_every=SECONDS_BETWEEN_LOOKS)(workspace)
        elif snapshot and snapshot.status == "failed":
            st.error(literal(snapshot.problem), icon=":material/error:")
        elif snapshot and snapshot.status == "cancelled":
            st.caption("The check was cancelled.")
        elif study.state("model").status != "done":
            st.caption("Train again first: the check judges the network as the settings are now.")
    if study.judged:
        _result(study, study.judged)


def _live(workspace: Workspace) -> None:
    """One look at the running check; once it has ended the whole page is drawn again."""
    workspace.touch()
    snapshot = workspace.judging.snapshot() if workspace.judging else None
    if snapshot is None or not snapshot.active:
        st.rerun()
        return
    st.progress(snapshot.done / snapshot.of, progress_in_words(snapshot))


def progress_in_words(snapshot: Snapshot) -> str:
    """`Checking: 40 of 375`, or what it waits for."""
    if snapshot.status == "waiting":
        return "Waiting for another check on this server to end …"
    return f"Checking: {snapshot.done:,} of {snapshot.of:,} trainings" if snapshot.done else "Checking: starting …"


def _result(study: Study, judged: Judged) -> None:
    """The verdict, every learner with its error and interval, and the calibration."""
    state, found = study.state("judging"), judged.verdict
    with st.container():
        if state.status == "out of date":
            st.warning(f"This check is {state.in_words}. Check again to follow.", icon=":material/sync_problem:")
    st.markdown(f"**{literal(found.sentence)}**")
    st.dataframe(
        learner_table(found.learners),
        hide_index=True,
        alt="Squared error of each learner, and how far it is below the straight line's, with its interval.",
    )
    st.caption(
        f"Mean squared errors on {found.customers:,} customers, each judged by learners that had not seen her."
        f" {literal(' '.join(judged.groups.words))}"
    )
    picture(calibration_picture(judged.calibration, palette()), judged.calibration.in_words, key="calibration")
    st.caption(f"Why calibration matters: it tells whether K can be taken at its word. {judged.calibration.in_words}")


def learner_table(learners: tuple[Compared, ...]) -> dict[str, list[str]]:
    """One row a learner, the network first and the others from the smallest error up."""
    ordered = sorted(learners, key=lambda c: (c.learner != NETWORK, c.mse))
    return {
        "Learner": [WORDS[c.learner] for c in ordered],
        "Error (MSE)": ["0, exact" if c.mse < 1e-6 else number(c.mse) for c in ordered],
        "Below the line by (95 %)": [_below(c) for c in ordered],
    }


def _below(c: Compared) -> str:
    if c.learner == LINE or c.better is None or c.low is None or c.high is None:
        return "–"
    by, interval = in_percent(c.better, c.low, c.high)
    return f"{by} ({interval})"


def _start() -> None:
    def change(workspace: Workspace) -> None:
        if workspace.judging and workspace.judging.snapshot().active:
            return  # a second click, or another window, was quicker
        workspace.judging = JudgingJob(workspace.study)

    write(change)


def _cancel() -> None:
    job = current().judging
    if job:
        job.cancel()
