"""For a whole tier: which single indicator, one step up, lifts how many customers, and what can be changed at all."""

import streamlit as st

from core.indicators import INDICATORS
from core.lifting import TierLift, tier_lift
from core.study import Study
from core.tiers import TIERS, Tier
from pages.shared.widgets import field, percent

MOST_NAMED = 5


def what_lifts_a_tier(study: Study, tier: Tier) -> None:
    """The indicators that lift most, those the model has against, and which indicators count as changeable."""
    st.subheader(f"What would lift tier {tier}", anchor=False)
    with st.container():  # full or empty: the choice below keeps its place
        _told(study, tier)
    with st.expander("Which indicators can be changed"):
        field(
            st.multiselect,
            "What you can move in a customer",
            "changeable",
            shown=list,
            stored=lambda chosen: tuple(i for i in INDICATORS if i in chosen),
            options=list(INDICATORS),
            format_func=lambda i: INDICATORS[i].label,
            placeholder="none",
        )


def _told(study: Study, tier: Tier) -> None:
    if tier == "A":
        st.write("Nothing is above tier A: keep what is.")
        return
    found, asked = tier_lift(study, tier)
    above = TIERS[TIERS.index(tier) - 1]
    helpful = [t for t in found if t.lifted]
    if not helpful:
        st.write(f"No single step on one indicator lifts anybody of tier {tier} into {above}." if asked else "–")
    else:
        of = f"{asked:,}" if asked == (study.segments().tier == tier).sum() else f"{asked:,} looked at"
        st.markdown(f"One point more on a single indicator would lift, of {of}:")
        st.markdown("\n".join(_line(t, above, asked) for t in helpful[:MOST_NAMED]))
    doubtful = [t for t in found if t.lowered > t.asked / 2]
    if doubtful:
        labels = ", ".join(f"*{INDICATORS[t.indicator].label}*" for t in doubtful)
        st.caption(f":material/south_east: The network says the opposite of what one would expect of: {labels}.")
    st.caption("That is what the model says of customers with such scores, and no promise.")


def _line(found: TierLift, above: Tier, asked: int) -> str:
    share = percent(found.lifted / asked)
    return f"* *{INDICATORS[found.indicator].label}*: **{found.lifted:,}** into {above} ({share})"
