"""Export page: the results as files."""

from typing import Any

import streamlit as st

from core import cutting
from core.export.files import File
from core.export.small_cells import FEWEST, WHAT_IT_DOES
from pages.shared.deck_look import deck_file, look_fields
from pages.shared.export_cards import Card, archive_card, card, compared
from pages.shared.export_since import former_run
from pages.shared.list_fields import list_fields, list_file
from pages.shared.segments.cards import honesty
from pages.shared.shell import go_button, out_of_date, page
from pages.shared.widgets import field
from pages.shared.workspaces import current

PURPOSE = "Take the results with you: into a meeting, into your mail tool, into next quarter."
# What each kind of file is for; how it is made stands in core/export/files.py.
GROUPS = {
    "For the meeting": (
        Card(
            "deck",
            "Slide deck",
            "the deck",
            "One finding a slide, with charts and tables that PowerPoint edits, and notes with what to say.",
            options=look_fields,
            file=deck_file,
        ),
        Card(
            "report",
            "Report",
            "the report",
            "One page to read, print or send: all charts to hover over and save, what each tier is and what to do. It"
            " opens in every browser, offline, and holds no list of customers.",
        ),
        Card(
            "workbook",
            "Workbook",
            "the workbook",
            "All in one file, to look things up: findings with charts, tiers, bands, weights, diagnostics, and every"
            " customer with scores, band and tier.",
        ),
    ),
    "For your tools": (
        Card(
            "list",
            "Customer list",
            "the list",
            "One line a customer, for mail tools, shops and other programs; every spreadsheet opens it.",
            list_fields,
            list_file,
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
    files: dict[str, File] = {}
    made_of: dict[str, Any] = {}
    since = None
    for group, cards in GROUPS.items():
        st.subheader(group, anchor=False)
        if group == "For the meeting":
            field(st.toggle, f"Hide counts below {FEWEST} in these files", "sharing.hide_small", help=WHAT_IT_DOES)
            with st.container():  # full or empty
                if study.recipe.sharing.hide_small:
                    st.caption(f"{WHAT_IT_DOES} The list for your tools below still names customers.")
            since = former_run(study)
            cards = tuple(compared(of, since) for of in cards)
        last = group == "To keep"
        grid = st.grid(len(cards) + last, min_column_width=240, gap="medium")
        for of in cards:
            files[of.kind], made_of[of.kind] = card(grid, current(), of, primary=of.kind == "deck" and not old)
        if last:
            card(grid, current(), archive_card(files, made_of, since))
    st.space("small")
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
