"""The second file: brought, joined by a key that can be corrected, counted, and taken away again."""

from contextlib import suppress

import pandas as pd
import streamlit as st

from core.export.csv_and_parquet import to_csv
from core.importing.orders.columns import Found, starting_columns
from core.importing.second_file import without_second
from core.problems import DataProblem, shortened
from core.study import Study
from pages.shared.arrivals import KINDS
from pages.shared.file_settings import file_settings
from pages.shared.literal import literal
from pages.shared.order_editor import CUSTOMERS, ORDER_LINES, lines_left_out, order_fields
from pages.shared.reads import second_read
from pages.shared.second_arrival import bring_next_second, bring_second, join_again
from pages.shared.widgets import field, metrics
from pages.shared.workspaces import Workspace, current, write


def second_file(study: Study) -> None:
    """The uploader of a second file, or what came of the one that is there."""
    read = second_read(study)
    if read is None:
        with st.expander("Add a second file (orders, answers, grades …)"):
            st.caption(
                "It is joined to the first customer by customer: by the column whose values both files hold."
                " What it brings is proposed for the indicators that have no column yet."
            )
            _upload()
        return
    with st.container(border=True):
        name = shortened(read.table.name, 80)
        rows = f"{len(read.table.frame):,} rows"
        st.markdown(f"**Second file: {literal(name)}** :gray[{rows}, joined customer by customer]")
        file_settings(read)
        _keys(study)
        with st.container(), suppress(DataProblem):  # said above, beside the numbers
            _what_met(study)
        _rows(study)
        with st.expander("Bring its next file"):
            st.caption("With the same headings it is read, joined and scored as this one.")
            _upload()
        st.button("Remove the second file", icon=":material/link_off:", on_click=_remove)


def _upload() -> None:
    upload = st.file_uploader(
        "A file with the same customers",
        type=KINDS,
        key=f"second-{st.session_state.get('seconds', 0)}",
        on_change=_note_arrival,
    )
    if not st.session_state.pop("second-arrived", False) or upload is None:
        return
    with st.spinner("Reading and joining the file …"):
        (bring_second if current().study.second is None else bring_next_second)(upload.name, upload.getvalue())
    st.session_state["seconds"] = st.session_state.get("seconds", 0) + 1  # an empty uploader
    st.rerun()


def _note_arrival() -> None:
    st.session_state["second-arrived"] = True


def _keys(study: Study) -> None:
    """The pair of columns that the files are joined by."""
    how = study.recipe.second
    assert how is not None  # there is a second file
    try:
        ours = list(study.first().frame.columns)
        theirs = list(study.second_customers().frame.columns)
    except DataProblem:
        ours, theirs = [], []
    with st.grid(2, min_column_width=220):
        for label, path, columns, chosen in (
            ("Customer in the first file", "second.key", ours, how.key),
            ("The same customer in the second file", "second.second_key", theirs, how.second_key),
        ):
            field(st.selectbox, label, path, options=list(dict.fromkeys([*columns, chosen])))


def _rows(study: Study) -> None:
    """What the rows of the second file are; for order lines their columns, and the lines that were not counted."""
    how, table = study.recipe.second, study.second
    assert how is not None  # there is a second file
    assert table is not None
    with st.expander("What the rows of the second file are"):
        st.session_state["second-rows-are"] = CUSTOMERS if how.orders is None else ORDER_LINES
        st.radio("These rows are", [CUSTOMERS, ORDER_LINES], horizontal=True, key="second-rows-are", on_change=_switch)
        if how.orders is not None:
            order_fields(table, how.orders, "second.orders")
    if how.orders is not None:
        with st.container(), suppress(DataProblem):
            made = study.second_added_up()
            assert made is not None  # there are order lines
            lines_left_out(made, "second.orders")


def _switch() -> None:
    """The rows were said to be order lines, or customers: joined again as follows from that."""
    table = current().study.second
    assert table is not None  # its rows have just been spoken of
    to_orders = st.session_state["second-rows-are"] == ORDER_LINES
    join_again(Found(starting_columns(table) if to_orders else None))


def _what_met(study: Study) -> None:
    """Customers with and without a partner, and the lists of those without."""
    joined = study.joined()
    assert study.second is not None  # it has been joined
    metrics(
        ("In both files", f"{joined.matched:,}", f"of {len(joined.table.frame):,} customers"),
        ("Only in the first", f"{len(joined.unmatched_first):,}", "blank in what the second file tells"),
        ("Only in the second", f"{len(joined.unmatched_second):,}", "not used"),
        ("Doubles", f"{joined.doubled:,}", "rows of the second that are not used"),
    )
    lists = {"first": joined.unmatched_first, "second": joined.unmatched_second}
    with st.grid(2, min_column_width=220):
        for which, ids in lists.items():
            if ids:
                frame = pd.DataFrame({f"Only in the {which} file": ids})
                st.download_button(
                    f"Those only in the {which} file",
                    lambda frame=frame: to_csv(frame),
                    file_name=f"only-in-the-{which}-file.csv",
                    mime="text/csv",
                    on_click="ignore",
                    icon=":material/download:",
                )


def _remove() -> None:
    """The first file alone, without what the second one brought."""

    def change(workspace: Workspace) -> None:
        study = workspace.study
        recipe = without_second(study.recipe, study.first())
        workspace.study, workspace.second = study.change(second=None, recipe=recipe), None
        workspace.sheets.pop("second", None)

    write(change)
