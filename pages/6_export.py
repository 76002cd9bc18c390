"""Export page: the results as files."""

import re

import streamlit as st

from core.export.customers import customer_table, to_csv
from core.export.workbook import workbook
from pages.shared.shell import page

PURPOSE = "Take the results with you: into a meeting, into your mail tool, into next quarter."
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

with page("export", PURPOSE, needs="model") as study:
    state = study.state("model")
    if state.status == "out of date":
        st.warning(
            f"The tiers in these files are {state.in_words}. Train again to follow.", icon=":material/sync_problem:"
        )
    # A file name is made of letters, digits and a few signs, whatever the project is called.
    stem = re.sub(r"[^\w-]+", "-", study.recipe.name).strip("-")[:60] or "customers"
    files = (
        (
            "Workbook",
            "Customers with scores, C, band, K and tier; bands; tiers; weights; who was left out; the recipe.",
            "Download the workbook",
            lambda: workbook(study),
            f"{stem}-tiers.xlsx",
            XLSX,
        ),
        (
            "Customer list",
            "One line a customer, for mail tools and other programs. UTF-8, opens in every spreadsheet.",
            "Download the list",
            lambda: to_csv(customer_table(study)),
            f"{stem}-customers.csv",
            "text/csv",
        ),
        (
            "Recipe",
            "Every choice you made, to repeat this on the next file or to hand to a colleague.",
            "Download the recipe",
            lambda: study.recipe.to_json().encode(),
            f"{stem}.recipe.json",
            "application/json",
        ),
    )
    with st.grid(3, min_column_width=240, gap="medium"):
        for title, words, label, make, name, kind in files:
            with st.container(border=True, height="stretch"):
                st.subheader(title, anchor=False)
                st.write(words)
                st.download_button(
                    label,
                    make,
                    file_name=name,
                    mime=kind,
                    on_click="ignore",
                    icon=":material/download:",
                    type="primary" if title == "Workbook" else "secondary",
                )
    cutoffs = study.recipe.cutoffs
    st.caption(
        f"Cut-offs in force: A from {cutoffs.a:.2f}, B from {cutoffs.b:.2f}, C from {cutoffs.c:.2f}. Cells that a"
        " spreadsheet could take for a formula are led by an apostrophe."
    )
