"""What was found in the customers' table: the numbers, what should be known, and every row left out."""

import streamlit as st

from core.export.customers import to_csv
from core.indicators import INDICATORS, RFM
from core.notices import notices, order_notices
from core.problems import DataProblem
from core.scoring import Scores
from core.study import Study, joined
from pages.shared.literal import literal
from pages.shared.shell import data_wanted
from pages.shared.widgets import metrics, percent

REASONS = {"double": "doubles"}  # in the plural


def hints(sentences: tuple[str, ...]) -> None:
    """What the importer had to say; what is missing of R, F and M is said by its row and by the Next button."""
    missing = tuple(f"{INDICATORS[i].symbol} ({INDICATORS[i].name}) was not found" for i in RFM)
    for sentence in sentences:
        if not sentence.startswith(missing):
            st.warning(literal(sentence), icon=":material/lightbulb:")


def quality(study: Study) -> None:
    """Four numbers, what should be known, and the rows left out; one sentence where no row can be scored."""
    try:
        scores = study.scores()
        _numbers(study, scores)
        with st.container():  # as above
            for sentence in _notices(study) if data_wanted(study) is None else ():
                st.warning(literal(sentence), icon=":material/info:")
    except DataProblem as problem:
        st.error(literal(problem), icon=":material/error:")
        return
    _left_out(scores)


def _notices(study: Study) -> list[str]:
    """All that is known; of weights that add up to nothing only what does not need them."""
    return notices(study) if study.problem("weights") is None else order_notices(study)


def _numbers(study: Study, scores: Scores) -> None:
    rows, valid = len(study.customers().frame), len(scores.ids)
    missing = joined(tuple(INDICATORS[i].symbol for i in study.recipe.scoring.missing))
    used = (
        ("–", f"{missing} missing")
        if missing
        else (f"{valid:,}", f"{percent(valid / rows)} of the {'customers' if study.recipe.orders else 'rows'}")
    )
    found = scores.excluded_by_reason.items()
    reasons = " · ".join(f"{n:,} {REASONS.get(reason, reason) if n > 1 else reason}" for reason, n in found) or "none"
    if study.recipe.orders is None:
        metrics(
            ("Rows", f"{rows:,}", "one row a customer"),
            ("Valid customers", *used),
            ("Indicators", f"{len(scores.indicators)} of {len(INDICATORS)}", "R, F and M are needed, the rest helps"),
            ("Left out", f"{len(scores.excluded):,}", reasons),
        )
        return
    assert study.table is not None  # order lines come from one
    metrics(
        ("Order lines", f"{len(study.table.frame):,}", "one row an order line"),
        ("Customers", f"{rows:,}", "in the order lines"),
        ("Valid customers", *used),
        ("Left out", f"{len(scores.excluded):,}", f"customers: {reasons}" if len(scores.excluded) else "customers"),
    )


def _left_out(scores: Scores) -> None:
    """Every row left out, with its reason, to look at and to take along."""
    table = scores.excluded.rename(columns=str.capitalize)
    if table.empty:
        return
    with st.expander("1 row left out, and why" if len(table) == 1 else f"The {len(table):,} rows left out, and why"):
        st.dataframe(table, hide_index=True, alt="Rows left out with their reasons.")
        st.download_button(
            "Download this list",
            lambda: to_csv(table),
            file_name="left-out.csv",
            mime="text/csv",
            on_click="ignore",
            icon=":material/download:",
        )
