"""Why: what moves K over many customers, what one indicator does to it, and what the data say beside the experts."""

import time
from functools import partial

import numpy as np
import streamlit as st

from core.charts_of_reasons import data_beside_weights, dependence_line, what_moves_k
from core.explaining.dependence import dependence_in_words
from core.explaining.importance import disagreements_in_words
from core.explaining.remembered import dependences_of, importance_of, summary_of
from core.explaining.summary import Summary, summary_in_words
from core.indicators import INDICATORS
from core.problems import DataProblem
from core.study import Study
from core.weights import shares
from pages.shared.literal import literal
from pages.shared.pictures import picture
from pages.shared.widgets import wide_and_narrow

PART = {
    "test": "{:,} test customers, whom the network never saw in training",
    "validation": "{:,} customers by whom the training was stopped, since none test",
    "all": "{:,} customers of the sample, on whom it was trained as well, since none test",
}


def why(study: Study) -> None:
    """What moves K, one indicator at a time, and data beside experts."""
    first = st.container()  # of 14 indicators it takes seconds: the others are there to be read meanwhile
    _one_indicator(study)
    _data_beside_experts(study)
    with first:
        _what_moves_k(study)


def _what_moves_k(study: Study) -> None:
    st.subheader("What moves K", anchor=False)
    try:
        found = _worked_out(study)
    except DataProblem as problem:
        st.info(literal(problem), icon=":material/info:")
        return
    left, right = wide_and_narrow()
    with left:
        picture(
            partial(what_moves_k, found), "What moves K", f"What each indicator adds to K. {summary_in_words(found)}"
        )
    with right:
        st.markdown(summary_in_words(found))
        st.caption(
            f"Each dot is one of {len(found.scores):,} customers: how far an indicator lifts her K (right) or holds it"
            " back (left), against a customer with the sample's mean scores. Blue dots score high on it, orange ones"
            " low. + beside a name: higher scores lift K; −: they lower it; ±: it depends."
        )
        st.caption(
            "The numbers are the mean move, up or down. Exact Shapley values: K of the mean scores and what all"
            " indicators add to it make up the customer's K. They explain the network, not the world."
        )


def _worked_out(study: Study) -> Summary:
    """The summary; until it is there, how far it is: a click meanwhile is answered at the next part, and loses none."""
    place, started = st.empty(), time.monotonic()
    first: list[float] = []  # the share that was done when the clock began: it may go on from where a click ended it

    def told(share: float) -> None:
        first.append(share)
        left = (time.monotonic() - started) / (share - first[0] or share) * (1 - share)
        about = f" About {left:.0f} s more." if left >= 1 else ""
        place.progress(share, f"Working out what moves K, by every combination of indicators.{about}")

    found = summary_of(study, told)
    place.empty()
    return found


def _one_indicator(study: Study) -> None:
    st.subheader("What one indicator does", anchor=False)
    found = dependences_of(study)
    chosen = st.selectbox(  # above both columns: on a narrow page the picture comes first
        "Indicator",
        sorted(found, key=lambda i: -float(np.ptp(found[i].mean))),
        format_func=lambda i: INDICATORS[i].label,
        key="why-indicator",
        width=280,
    )
    left, right = wide_and_narrow()
    with right:
        words = dependence_in_words(found[chosen])
        st.markdown(words)
        st.caption(
            "Each customer's score on it is moved from 1 to 5 while her others stay as they are. The line is the mean"
            " K, the band holds eight of ten customers; where the columns below are low, hardly anybody scores so."
            " It says what the network makes of a score, not what would happen if a customer changed."
        )
    with left:
        picture(partial(dependence_line, found[chosen]), f"What {INDICATORS[chosen].label} does to K", words)


def _data_beside_experts(study: Study) -> None:
    st.subheader("What the data say beside the experts", anchor=False)
    model = study.model
    assert model is not None  # the page needs one
    try:
        found, weights = importance_of(study), shares(study.recipe.weights, model.indicators).overall
    except DataProblem as problem:
        st.info(literal(problem), icon=":material/info:")
        return
    words = disagreements_in_words(found, weights, model.source == "weighted")
    left, right = wide_and_narrow()
    with left:
        picture(
            partial(data_beside_weights, found, weights),
            "What the data say beside the experts",
            f"Shares by the data and by weight. {words}",
        )
    with right:
        st.markdown(words)
        st.caption(
            "Diamonds are the weights of the Weights page. Dots are what the data say: an indicator's scores are"
            " shuffled among customers, and the worse K then fits the expected value, the more the network needs it."
            " The line through a dot says how sure that is. Indicators that go together share what they matter."
        )
        st.caption(f"Measured on {PART[found.part].format(len(found.increase))}.")
