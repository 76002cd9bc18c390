"""What the team writes of one customer."""

import streamlit as st

from core.one_customer import one_customer
from core.study import Study
from pages.shared.workspaces import Workspace, write


def customer_note(study: Study, place: int) -> None:
    """A note that is kept with the project and stands in the workbook's list."""
    customer = one_customer(study, place)
    key = f"customer-note-{customer.row}"
    note = study.customer_notes.get(customer.id, "")
    if key not in st.session_state or st.session_state[key] != note:
        st.session_state[key] = note
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
