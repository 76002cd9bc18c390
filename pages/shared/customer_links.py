"""The way to one customer's page: by the row she has in the file, which tells an address's reader nothing of her."""

from typing import NoReturn

import streamlit as st

PAGE = "pages/5_customer.py"


def open_customer(row: int) -> NoReturn:
    """Open the page of the customer in this row of the file."""
    st.switch_page(PAGE, query_params={"w": st.session_state["token"], "row": str(row)})
