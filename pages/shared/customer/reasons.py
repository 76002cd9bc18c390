"""Why one customer has her K: the way from the sample's mean scores to hers, and two sentences."""

from functools import partial

import streamlit as st

from core.charts_of_reasons import waterfall, waterfall_in_words
from core.explaining.reasons import reasons_in_words
from core.explaining.remembered import reasons_of
from core.problems import DataProblem
from core.study import Study
from pages.shared.literal import literal
from pages.shared.pictures import picture


def customer_reasons(study: Study, place: int) -> None:
    """Two sentences and the waterfall of the customer at `place` of `study.segments().scores`."""
    try:
        found = reasons_of(study, place)
    except DataProblem as problem:
        st.info(literal(problem), icon=":material/info:")
        return
    first, second = reasons_in_words(found)
    st.markdown(f"{first} {second}")
    picture(
        partial(waterfall, found), "Why this customer has this K", waterfall_in_words(found), key="customer-reasons"
    )
    st.caption(
        "From top to bottom: K of a customer with the sample's mean scores, then what each score of this customer adds"
        " (+) or takes away (−): exact Shapley values. They say what the network makes of the scores, not what made the"
        " customer act."
    )
