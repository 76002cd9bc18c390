"""Export page: the results as files."""

import re

import streamlit as st

from core import cutting
from core.export.customers import customer_table, to_csv
from core.export.workbook import workbook
from core.saved_model import to_npz
from pages.shared.audience_lists import audience_lists
from pages.shared.segments.cards import honesty
from pages.shared.shell import go_button, out_of_date, page

PURPOSE = "Take the results with you: into a meeting, into your mail tool, into next quarter."
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

with page("export", PURPOSE, needs="model") as study:
    study.bands()  # what stands in the way of a whole workbook is said here, not by a download that fails
    old = out_of_date(study, "The tiers in these files are")
    # Current tiers are repeated by the recipe they were trained with, a stop by hand included.
    recipe = study.recipe if old else study.recipe_of_result()
    # A file name is made of letters, digits and a few signs, whatever the project is called.
    stem = re.sub(r"[^\w-]+", "-", study.recipe.name).strip("-")[:60] or "customers"
    files = (
        (
            "Workbook",
            "All in one file: each customer's scores, band and tier, the tables of bands and tiers, your weights, and"
            " who was left out and why.",
            "Download the workbook",
            lambda: workbook(study),
            f"{stem}-tiers.xlsx",
            XLSX,
        ),
        (
            "Customer list",
            "One line a customer, for mail tools and other programs; every spreadsheet opens it.",
            "Download the list",
            lambda: to_csv(customer_table(study)),
            f"{stem}-customers.csv",
            "text/csv",
        ),
        (
            "Recipe",
            "Every choice you made, to repeat this on the next file or to hand to a colleague.",
            "Download the recipe",
            lambda: recipe.to_json().encode(),
            f"{stem}.recipe.json",
            "application/json",
        ),
        (
            "Model",
            "The trained network with all it needs to value another file by itself: python -m core score. It holds no"
            " customer's id or name.",
            "Download the model",
            lambda: to_npz(study.model_to_keep()),
            f"{stem}-model.npz",
            "application/octet-stream",
        ),
    )
    with st.grid(2, min_column_width=300, gap="medium"):
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
                    type="primary" if title == "Workbook" and not old else "secondary",
                )
    audience_lists(study, stem)
    honesty(study)
    cutoffs = study.segments().cutoffs
    found = (
        " The model keeps these numbers, so that the tiers of a later file compare; the recipe finds them anew."
        if cutoffs.by != "values"
        else ""
    )
    st.caption(
        f"Tiers in these files by K: {cutting.in_words(cutoffs)}.{found} Text that a spreadsheet would run as a"
        " formula has an apostrophe in front of it."
    )
    st.space("small")
    go_button("data", "Start with another file", primary=False)
