"""Current value beside potential value, as a density that is counted on the server."""

from functools import partial

import streamlit as st

from core import charts_of_tiers as charts
from core.indicators import INDICATORS
from core.study import Study
from core.tier_figures import Placed
from pages.shared.pictures import picture
from pages.shared.widgets import percent, wide_and_narrow


def now_and_potential(study: Study, found: Placed) -> None:
    """What customers are worth now and what they could be; what the four quarters mean stands beside it."""
    st.subheader("Now and potential", anchor=False)
    counted = found.density
    if counted is None:
        st.caption(
            "The file holds no indicator of potential value, such as cross purchases, rating or persistence."
            if found.potential is None
            else "The current value of these customers is not known now: look at the Bands page."
        )
        return
    both, more, less, none = map(percent, (counted.both, counted.potential_only, counted.current_only, counted.none))
    left, right = wide_and_narrow()
    with left:
        picture(
            partial(charts.density_plot, counted),
            "Now and potential",
            f"Customers by current and potential value: {both} high in both, {more} in potential value only, {less} in"
            " current value only.",
        )
    indicators = study.segments().scores.indicators
    of = ", ".join(INDICATORS[i].label for i in indicators if INDICATORS[i].dimension == "potential")
    with right:
        st.markdown(
            f"- **Top right, {both}:** worth much today, and likely to be tomorrow. Keep them.\n"
            f"- **Top left, {more}:** they could be worth more than they buy today. Grow them.\n"
            f"- **Bottom right, {less}:** they buy much, but little ties them to you. Watch them.\n"
            f"- **Bottom left, {none}:** little today and little in sight."
        )
        st.caption(
            f"Potential value is the mean of the scores of {of}, by their weights in the dimension; C is the same of"
            " R, F and M. The dotted lines are the middle of the scale, 3. The darker a cell, the more customers; each"
            " step stands for several times as many."
        )
