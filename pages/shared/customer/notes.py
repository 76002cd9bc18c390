"""What the team plans for customers like her, and what it writes of one customer."""

import numpy as np
import streamlit as st

from core.corners import corner_of
from core.one_customer import one_customer
from core.strategy.plans import plan_in_words
from core.study import Study
from pages.shared.literal import literal
from pages.shared.workspaces import Workspace, write


def customer_note(study: Study, place: int) -> None:
    """What is next for her tier and corner; a note that is kept with the project and stands in the workbook's list."""
    customer = one_customer(study, place)
    key = f"customer-note-{customer.row}"
    note = study.customer_notes.get(customer.id, "")
    if key not in st.session_state or st.session_state[key] != note:
        st.session_state[key] = note
    corner = str(corner_of(np.array([customer.band]), np.array([customer.tier]))[0])
    with st.container():  # full or empty
        for group in (customer.tier, corner):
            if group and (words := plan_in_words(study, group)):  # type: ignore[arg-type]
                st.markdown(literal(words))
    st.text_area(
        "Your note on this customer",
        key=key,
        placeholder="What was agreed, by whom, until when?",
        max_chars=2000,
        on_change=_write,
        args=(customer.id, key),
    )


def _write(customer: str, key: str) -> None:
    text = st.session_state[key].strip()

    def change(workspace: Workspace) -> None:
        notes = {i: n for i, n in workspace.study.customer_notes.items() if i != customer}
        workspace.study = workspace.study.change(customer_notes=notes | ({customer: text} if text else {}))

    write(change)
