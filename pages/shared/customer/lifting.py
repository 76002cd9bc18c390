"""What would lift a customer into the next tier, and other scores to try."""

import numpy as np
import streamlit as st

from core.indicators import INDICATORS
from core.lifting import MOST_STEPS, Lift, Way, lift
from core.problems import joined
from core.signed import signed
from core.study import Study
from core.tiers import Tier, decimals_of, k_words, tier_of
from pages.shared.literal import literal


def what_would_lift(study: Study, place: int) -> None:
    """The shortest ways up as the model sees them, what the model has against, and sliders to try."""
    segments, model = study.segments(), study.model
    assert model is not None  # the page needs one
    st.subheader("What would lift this customer", anchor=False)
    tier: Tier = segments.tier[place]
    found = lift(model, segments.scores.values[place], tier, segments.cutoffs, study.recipe.changeable)
    if found is None:
        st.markdown("Nothing is above tier A: keep what is.")
    else:
        _ways(study, found)
        st.caption(
            "That is what the model says of customers with such scores. It is no promise of what becomes of a customer"
            " who is moved there."
        )
    if found and found.against:
        labels = joined(tuple(f"*{INDICATORS[i].label}*" for i in found.against))
        st.caption(
            f":material/south_east: A point more on {labels} lowers K here, against what one would expect: the network"
            " has learned it so from the sample. Look whether it makes sense."
        )
    with st.expander("Try other scores", on_change="rerun", key="what-if") as expander:
        if expander.open:
            _what_if(study, place)


def _ways(study: Study, found: Lift) -> None:
    name = f"{found.tier} {literal(study.tier_names()[found.tier])}"
    if not found.ways:
        st.markdown(
            f"Up to {MOST_STEPS} points more on the indicators that can be changed do not bring K to"
            f" {k_words(found.needed)}, where {name} begins."
        )
        return
    decimals = decimals_of(study.segments().cutoffs)
    st.markdown(f"To reach **{name}** (K {k_words(found.needed)} or more), the shortest ways are:")
    st.markdown("\n".join(f"* {_in_words(way)}: K would be **{way.k:.{decimals}f}**" for way in found.ways))


def _in_words(way: Way) -> str:
    return joined(
        tuple(f"*{INDICATORS[i].label}* from {before:g} to {after:g}" for i, (before, after) in way.changes.items())
    )


def _what_if(study: Study, place: int) -> None:
    """A slider for each indicator; K and tier follow."""
    segments, model = study.segments(), study.model
    assert model is not None  # the page needs one
    own = segments.scores.values[place]
    shown = st.container()
    with st.grid(3, min_column_width=200):
        tried = [
            st.slider(
                INDICATORS[i].label,
                1.0,
                5.0,
                float(own[k]),
                0.5,
                format="%g",
                key=f"try.{segments.scores.rows[place]}.{i}",
            )
            for k, i in enumerate(segments.scores.indicators)
        ]
    k = model.value(np.array([tried])).k
    tier = tier_of(k, segments.cutoffs)[0]
    more = k[0] - segments.k[place]
    with shown, st.container(horizontal=True):
        st.metric(
            "K with these scores",
            f"{k[0]:.3f}",
            signed(more, 3) if abs(more) >= 5e-4 else None,
            delta_color="off",
            delta_arrow="up" if more > 0 else "down",
        )
        st.metric("Tier", f"{tier} {literal(study.tier_names()[tier])}")
