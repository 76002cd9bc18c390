"""Whether the rows are customers or order lines, and which columns of order lines tell what."""

from contextlib import suppress

import pandas as pd
import streamlit as st

from core.export.csv_and_parquet import to_csv
from core.importing.mapping.proposal import examples, for_orders, name_for, propose_customers, with_order_columns
from core.importing.orders.adding_up import Customers
from core.importing.orders.columns import Found, starting_columns
from core.importing.table import Table
from core.importing.values import as_words
from core.problems import DataProblem
from core.recipe import OrderColumns
from core.study import Study
from pages.shared.literal import literal
from pages.shared.second_arrival import bring_second
from pages.shared.widgets import value_at
from pages.shared.workspaces import Workspace, current, write

CUSTOMERS, ORDER_LINES = "customers: one row each", "order lines"
NONE, MOST_FREQUENT = "none", "the most frequent currency"
MOST_CURRENCIES = 50
IN_SIGHT = {
    "customer": ("Customer", "A number or mail address that comes again with each order."),
    "date": ("Date of the order", None),
    "order": ("Order number", "Its lines count as one purchase; without it, so do a customer's lines of one day."),
    "amount": ("Amount", "Of the line, or the order's total, on its first line or on each of them."),
    "quantity": ("Quantity", "Negative where goods came back. Times the price it is the amount, where none is chosen."),
    "price": ("Price of one", None),
}
FOLDED = {
    "product": ("Product", "Tells purchases of a product bought before."),
    "category": ("Category", "Cross purchases are counted over categories, else over products."),
    "refund": ("Money given back", "Taken off the order's amount."),
    "status": ("Status of the order", "Cancelled and unpaid orders are left out."),
    "cancelled": ("Cancelled on", "Blank for orders that stand."),
    "currency": ("Currency", "Only one is counted."),
}


def order_editor(study: Study) -> None:
    """What the rows of the first file are; for order lines their columns, and the lines that were not counted."""
    table, orders = study.table, study.recipe.orders
    assert table is not None  # the page shows this once a file is there
    with st.container(border=True):
        st.session_state["rows-are"] = CUSTOMERS if orders is None else ORDER_LINES
        st.radio("These rows are", [CUSTOMERS, ORDER_LINES], horizontal=True, key="rows-are", on_change=_switch)
        if orders is None:
            return
        st.caption("Order lines are added up to one row a customer.")
        order_fields(table, orders, "orders")
        with st.container(), suppress(DataProblem):  # said above, beside the numbers
            lines_left_out(study.added_up(), "orders")


def order_fields(table: Table, orders: OrderColumns, place: str) -> None:
    """One select box for each part of order lines, with example values; `place` is where the recipe holds them."""
    with st.grid(3, min_column_width=180):
        for role, (words, tip) in IN_SIGHT.items():
            _choice(table, orders, place, role, words, tip)
    with st.expander("Products, refunds, cancelled orders, currency"), st.grid(3, min_column_width=180):
        for role, (words, tip) in FOLDED.items():
            _choice(table, orders, place, role, words, tip)
        if orders.currency in table.frame.columns:
            _currency(table, orders, place)


def lines_left_out(made: Customers, place: str) -> None:
    """Every order line that was not counted, with its reason, to look at and to take along."""
    if not made.left_out:
        return
    lines = pd.DataFrame(made.left_out).rename(columns=str.capitalize)
    count = "1 order line" if len(lines) == 1 else f"{len(lines):,} order lines"
    with st.expander(f"{count} not counted, and why"):
        st.dataframe(lines, hide_index=True, alt="Order lines that were not counted, with their reasons.")
        st.download_button(
            "Download this list",
            lambda: to_csv(lines),
            file_name="order-lines-not-counted.csv",
            mime="text/csv",
            on_click="ignore",
            icon=":material/download:",
            key=f"lines.{place}",
        )


def _choice(table: Table, orders: OrderColumns, place: str, role: str, words: str, tip: str | None) -> None:
    """One select box and examples of what the chosen column holds."""
    columns, key, value = list(table.frame.columns), f"order.{place}.{role}", getattr(orders, role)
    options = columns if role in ("customer", "date") else [None, *columns]
    if value is not None and value not in columns:
        options = [value, *options]
    st.session_state[key] = value
    with st.container():
        st.selectbox(
            words,
            options,
            key=key,
            format_func=_or_none,
            placeholder=_or_none(None),
            on_change=_choose,
            args=(place, role, key),
            help=tip,
        )
        if value in columns:
            st.caption(f"e.g. {literal(examples(table, (value,)))}")
        elif value is not None:
            st.caption(":red[:material/error:] This file has no such column.")


def _currency(table: Table, orders: OrderColumns, place: str) -> None:
    """Which of the currencies in the file is counted."""
    words = as_words(table.frame[str(orders.currency)]).str.upper()
    known = words[words != ""].value_counts().index[:MOST_CURRENCIES].tolist()
    key = f"order.{place}.in_currency"
    st.session_state[key] = orders.in_currency
    st.selectbox(
        "Count orders in",
        list(dict.fromkeys([None, *known, orders.in_currency])),
        key=key,
        format_func=lambda code: code or MOST_FREQUENT,
        placeholder=MOST_FREQUENT,
        on_change=_choose,
        args=(place, "in_currency", key),
    )


def _or_none(column: str | None) -> str:
    return column or NONE


def _choose(place: str, role: str, key: str) -> None:
    """Another column was chosen for a part of order lines."""
    typed = st.session_state[key]

    def change(workspace: Workspace) -> None:
        recipe = workspace.study.recipe
        columns = value_at(recipe, place).model_copy(update={role: typed})
        workspace.study = workspace.study.change(recipe=with_order_columns(recipe, place, columns))

    write(change)


def _switch() -> None:
    """The rows were said to be order lines, or customers: propose what follows from that; the rest stays."""
    to_orders = st.session_state["rows-are"] == ORDER_LINES

    def change(workspace: Workspace) -> None:
        study = workspace.study
        table = study.table
        assert table is not None  # its rows have just been spoken of
        if to_orders:
            columns = starting_columns(table)
            proposal = for_orders(Found(columns), columns, name_for(table))
        else:
            proposal = propose_customers(table)
        found = proposal.recipe
        parts = {"orders": found.orders, "scoring": found.scoring, "target": found.target, "second": None}
        recipe = study.recipe.model_copy(update=parts)
        workspace.study = study.change(recipe=recipe, second=None)
        workspace.proposed, workspace.reasons, workspace.hints = recipe, proposal.reasons, proposal.hints

    if write(change) and (second := current().second):
        bring_second(*second)
