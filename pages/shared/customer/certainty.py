"""How sure one customer's tier is."""

import numpy as np
import streamlit as st

from core.customer_choice import too_new
from core.stability import landing
from core.study import Study
from pages.shared.widgets import percent


def customer_certainty(study: Study, place: int) -> None:
    """How often she lands in her tier when the network is trained again, and whether she is too new to judge."""
    found = landing(study)
    here = np.flatnonzero(found.places == place) if found else np.array([], int)
    if found and len(here):
        st.caption(
            f":material/autorenew: Lands in this tier in {percent(float(found.own[here[0]]))} of the retrainings; all"
            f" customers do so in {percent(found.overall)}, on average."
        )
    elif found is None:
        st.caption(":material/autorenew: How often this tier comes out again: see How sure on the Segments page.")
    if too_new(study)[place]:
        st.caption(":material/hourglass_top: A customer for too short a time to be judged.")
