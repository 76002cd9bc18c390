"""The thorough check on the Training page: does the network add something?"""

from functools import partial

import streamlit as st

from core.judging.charts import calibration_picture
from core.judging.judged import Judged
from core.judging.learners import LINE, NETWORK, WORDS
from core.judging.verdict import Compared, in_percent
from core.study import Study
from pages.shared.judging_job import JudgingJob
from pages.shared.literal import literal
from pages.shared.pictures import picture
from pages.shared.widgets import field, number
from pages.shared.work import Snapshot
from pages.shared.work_button import Asking, snapshot_of, work_button, work_told
from pages.shared.workspaces import Workspace

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
    snapshot = snapshot_of(workspace, "judging")
    active = snapshot is not None and snapshot.active
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
    possible = study.state("model").status == "done"
    asking = Asking(
        "judging",
        JudgingJob,
        BUTTON,
        ":material/fact_check:",
        progress_in_words,
        cancelled="The check was cancelled.",
        cancel="Cancel the check",
        idle=None if possible else "Train again first: the check judges the network as the settings are now.",
        width=420,
        disabled=not possible,
    )
    work_button(workspace, asking)
    work_told(workspace, asking)
    if study.judged:
        _result(study, study.judged)


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
    picture(
        partial(calibration_picture, judged.calibration),
        "Calibration of K",
        judged.calibration.in_words,
        key="calibration",
    )
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
