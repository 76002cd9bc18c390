"""What to do with a tier: advice, where it stands out, the 4C questions, and the team's own words."""

import pandas as pd
import streamlit as st

from core.indicators import INDICATORS
from core.strategy import FOUR_C, strategy
from core.study import Study
from pages.shared.expected_value import outcome_in_words
from pages.shared.literal import literal
from pages.shared.widgets import field

FEWEST_TO_ADVISE = 5


def strategy_notes(study: Study, tier: str) -> None:
    """Advice, where this tier stands out, the 4C questions, and the team's own words."""
    model, segments = study.model, study.segments()
    assert model is not None  # the page needs one
    text = strategy(model.source)[tier]
    own = segments.scores.values[segments.tier == tier]
    with st.container():
        if len(own) < FEWEST_TO_ADVISE:
            some = "No customer is" if len(own) == 0 else "Only 1 customer is" if len(own) == 1 else None
            st.write(f"{some or f'Only {len(own)} customers are'} in tier {tier}: too few to say what to do with them.")
        else:
            st.markdown(f"**{text['summary']}**")
            if model.source == "outcome":
                st.caption(literal(outcome_in_words(study, model.recipe.target)))
            st.write(text["advice"])
            gaps = pd.Series(own.mean(axis=0) - segments.scores.values.mean(axis=0), index=segments.scores.indicators)
            st.markdown(stands_out(gaps))
    with st.expander("Four questions to ask (4C)"):
        for key, words in FOUR_C.items():
            st.markdown(f"**{words}.** {text[key]}")
    field(
        st.text_area,
        f"Your note on tier {tier}",
        f"notes.{tier}",
        shown=lambda note: note or "",
        placeholder="What will you do, who, until when?",
        max_chars=10_000,
    )


def stands_out(gaps: pd.Series) -> str:
    """Where a tier lies furthest from everybody: mean score less that of all, by indicator, in words."""
    high, low = str(gaps.idxmax()), str(gaps.idxmin())
    first = "Most above average" if gaps[high] > 0 else "Least below average"
    last = "most below average" if gaps[low] < 0 else "least above average"
    return (
        f"{first}: *{INDICATORS[high].label}* ({gaps[high]:+.1f}); {last}: *{INDICATORS[low].label}*"
        f" ({gaps[low]:+.1f})."
    )
