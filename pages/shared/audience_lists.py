"""The saved audiences as lists to take along."""

import re

import streamlit as st

from core.customer_choice import audience_in_words, chosen
from core.export.csv_and_parquet import to_csv
from core.export.lists import Wanted, customer_list
from core.recipe import Audience
from core.study import Study
from pages.shared.literal import literal


def audience_lists(study: Study, stem: str) -> None:
    """One line and one download an audience; nothing where none is saved."""
    if not study.recipe.audiences:
        return
    st.subheader("Audiences", anchor=False)
    for number, audience in enumerate(study.recipe.audiences):
        _list(study, audience, number, stem)
    st.caption(
        "In each list the column Contact says whom to contact; who is held out is not contacted, so that the effect can"
        " be measured afterwards."
    )


def _list(study: Study, audience: Audience, number: int, stem: str) -> None:
    members = len(chosen(study, audience.who))
    name = re.sub(r"[^\w-]+", "-", audience.name).strip("-")[:40] or f"audience-{number + 1}"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"**{literal(audience.name)}** :gray[{literal(audience_in_words(study, audience))}]", width="stretch"
        )
        st.download_button(
            "Download",
            lambda: to_csv(customer_list(study, Wanted(audience))),
            file_name=f"{stem}-{name}.csv",
            mime="text/csv",
            on_click="ignore",
            icon=":material/download:",
            disabled=not members,
            key=f"download.audience.{number}",
        )
