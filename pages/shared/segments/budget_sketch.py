"""A sketch of the budget: how often each tier is contacted, what a contact costs, and what it adds up to."""

import streamlit as st

from core.strategy.budget import budget
from core.study import Study
from core.tiers import TIERS
from pages.shared.literal import literal
from pages.shared.widgets import field


def budget_sketch(study: Study) -> None:
    """The numbers to fill in, and the table of what follows from them."""
    st.subheader("A sketch of the budget", anchor=False)
    names = study.tier_names()
    with st.grid(4, min_column_width=150):
        for tier in TIERS:
            with st.container(border=True):
                st.markdown(f"**{tier} {literal(names[tier])}**")
                field(
                    st.number_input,
                    "Contacts each",
                    f"strategy.contacts.{tier}",
                    shown=lambda contacts: float(contacts or 0),
                    stored=lambda contacts: contacts or None,
                    min_value=0.0,
                    max_value=1000.0,
                    step=1.0,
                    format="%g",
                )
                field(
                    st.number_input,
                    "Cost of one",
                    f"strategy.cost.{tier}",
                    shown=lambda cost: float(cost or 0),
                    stored=lambda cost: cost or None,
                    min_value=0.0,
                    max_value=1_000_000.0,
                    step=0.5,
                    format="%.2f",
                )
    field(
        st.text_input,
        "Currency",
        "strategy.currency",
        max_chars=12,
        placeholder="EUR",
        width=150,
    )
    table, unit = budget(study), study.recipe.strategy.currency
    columns = st.column_config
    shown = table[["Tier", "Customers", "Contacts", "Budget"]]  # the rest stands in the fields above
    with st.container(key="budget"):
        st.dataframe(
            shown.assign(Budget=table["Budget"].round(), Contacts=table["Contacts"].round()),
            hide_index=True,
            column_config={
                "Tier": columns.TextColumn(width=130),
                "Customers": columns.NumberColumn(format="localized", width=85),
                "Contacts": columns.NumberColumn(format="localized", width=85),
                "Budget": columns.NumberColumn(f"Budget ({unit})" if unit else None, format="localized", width=110),
            },
            alt="Customers, contacts and budget of each tier and of all.",
        )
    st.caption(
        "Everybody in a tier counts here. The plays above count without those held out, since these belong to an"
        " audience."
    )
