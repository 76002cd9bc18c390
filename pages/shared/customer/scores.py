"""A customer's scores beside her tier and everybody, and what stands in the file."""

from functools import partial

import streamlit as st

from core.charts_of_customer import customer_profile
from core.one_customer import answers, one_customer
from core.study import Study
from pages.shared.literal import literal
from pages.shared.pictures import picture
from pages.shared.widgets import wide_and_narrow


def scores_and_answers(study: Study, place: int) -> None:
    """The picture of the scores, and the table of the answers."""
    customer, known = one_customer(study, place), answers(study, place)
    left, right = wide_and_narrow()
    with left:
        st.subheader("Scores", anchor=False)
        picture(
            partial(customer_profile, known, customer.tier),
            f"One customer beside tier {customer.tier} and all",
            f"Scores of customer {literal(customer.id)} beside the means of tier {customer.tier} and of all.",
        )
        st.caption("Diamonds right of the rings: scores above the tier's mean. Left of them: below it.")
    with right:
        st.subheader("In the file", anchor=False)
        st.dataframe(
            known[["Indicator", "In the file", "Score"]],
            hide_index=True,
            height="content",
            column_config={"Score": st.column_config.NumberColumn(format="%.2g")},
            alt="Answers and scores by indicator.",
        )
        source = f"Row {customer.row:,} of the file." if study.recipe.orders is None else "Made of order lines."
        blank = " –: nothing stands there, so the score was filled in." if (known["In the file"] == "–").any() else ""
        st.caption(source + blank)
