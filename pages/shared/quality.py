"""What was found in the customers' table: the numbers, what should be known, and every row left out."""

import streamlit as st

from core.indicators import INDICATORS, RFM
from core.notices import notices, order_notices
from core.problems import DataProblem, joined
from core.scoring import Scores
from core.study import Study
from core.summary import rows_read
from pages.shared.literal import literal
from pages.shared.review import PLURALS, blanks, for_review, left_out, off_their_scale, response_rate
from pages.shared.shell import data_wanted
from pages.shared.widgets import metrics, percent


def hints(sentences: tuple[str, ...]) -> None:
    """What the importer had to say; what is missing of R, F and M is said by its row and by the Next button."""
    missing = tuple(f"{INDICATORS[i].symbol} ({INDICATORS[i].name}) was not found" for i in RFM)
    for sentence in sentences:
        if not sentence.startswith(missing):
            st.warning(literal(sentence), icon=":material/lightbulb:")


def quality(study: Study) -> None:
    """Four numbers, what should be known, what can be decided of the rows; one sentence where none can be scored."""
    try:
        scores = study.scores()
        _numbers(study, scores)
        with st.container():  # as above
            if study.recipe.sent_out:
                st.markdown(response_rate(study))
            for sentence in _notices(study) if data_wanted(study) is None else ():
                st.warning(literal(sentence), icon=":material/info:")
    except DataProblem as problem:
        st.error(literal(problem), icon=":material/error:")
        return
    with st.container():
        if len(scores.excluded):
            left_out(scores)
    with st.container():
        if scores.excluded_by_reason.get("off the scale"):
            off_their_scale(study, scores)
    with st.container():
        if any(scores.blanks.values()):
            blanks(study, scores)
    for_review(study, scores)


def _notices(study: Study) -> list[str]:
    """All that is known; of weights that add up to nothing only what does not need them."""
    return notices(study) if study.problem("weights") is None else order_notices(study)


def _numbers(study: Study, scores: Scores) -> None:
    rows, valid = rows_read(study.customers()), len(scores.values)
    missing = joined(tuple(INDICATORS[i].symbol for i in study.recipe.scoring.missing))
    used = (
        ("–", f"{missing} missing")
        if missing
        else (f"{valid:,}", f"{percent(valid / rows)} of the {'customers' if study.recipe.orders else 'rows'}")
    )
    found = scores.excluded_by_reason.items()
    reasons = " · ".join(f"{n:,} {PLURALS.get(reason, reason) if n > 1 else reason}" for reason, n in found) or "none"
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
        ("Order lines", f"{len(study.table.rows):,}", "one row an order line"),
        ("Customers", f"{rows:,}", "in the order lines"),
        ("Valid customers", *used),
        ("Left out", f"{len(scores.excluded):,}", f"customers: {reasons}" if len(scores.excluded) else "customers"),
    )
