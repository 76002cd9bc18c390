"""Export page: the results as files."""

import streamlit as st

from core import cutting
from core.export.files import stem
from pages.shared.audience_lists import audience_lists
from pages.shared.export_cards import Card, card
from pages.shared.segments.cards import honesty
from pages.shared.shell import go_button, out_of_date, page
from pages.shared.workspaces import current

PURPOSE = "Take the results with you: into a meeting, into your mail tool, into next quarter."
# What each kind of file is for; how it is made stands in core/export/files.py.
GROUPS = {
    "For the meeting": (
        Card(
            "workbook",
            "Workbook",
            "the workbook",
            "All in one file: each customer's scores, band and tier, the tables of bands and tiers, your weights, and"
            " who was left out and why.",
        ),
        Card(
            "report",
            "Report",
            "the report",
            "One page to read, print or send: all charts to hover over and save, what each tier is and what to do. It"
            " opens in every browser, offline, and holds no list of customers.",
        ),
    ),
    "For your tools": (
        Card(
            "list",
            "Customer list",
            "the list",
            "One line a customer, for mail tools and other programs; every spreadsheet opens it.",
        ),
    ),
    "To keep": (
        Card(
            "recipe",
            "Recipe",
            "the recipe",
            "Every choice you made, to repeat this on the next file or to hand to a colleague.",
        ),
        Card(
            "model",
            "Model",
            "the model",
            "The trained network with all it needs to value another file by itself: python -m core score. It holds no"
            " customer's id or name.",
        ),
    ),
}

with page("export", PURPOSE, needs="model") as study:
    study.bands()  # what stands in the way of a whole workbook is said here, not by a download that fails
    old = out_of_date(study, "The tiers in these files are")
    for group, cards in GROUPS.items():
        st.subheader(group, anchor=False)
        grid = st.grid(len(cards), min_column_width=300, gap="medium")
        for of in cards:
            with grid.cell():
                card(current(), of, primary=of.kind == "workbook" and not old)
    audience_lists(study, stem(study.recipe.name))
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
