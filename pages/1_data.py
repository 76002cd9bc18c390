"""Data page: bring the customers in, see what was found, say which column tells what."""

from contextlib import suppress

import streamlit as st

from core.problems import DataProblem, shortened
from core.study import Study
from pages.shared.arrivals import (
    SAMPLES,
    bring_recipe,
    propose_anew,
    try_sample,
    upload_box,
)
from pages.shared.file_settings import file_settings
from pages.shared.literal import literal
from pages.shared.mapping_editor import customer_settings, mapping_editor
from pages.shared.next_wave import next_wave_notice
from pages.shared.order_editor import order_editor
from pages.shared.personal_data import personal_data
from pages.shared.quality import hints, quality
from pages.shared.questionnaire_download import questionnaire_download
from pages.shared.reads import first_read
from pages.shared.remembered_mapping import in_words
from pages.shared.second_file import second_file
from pages.shared.shell import data_wanted, next_step, page
from pages.shared.workspaces import current

PURPOSE = "Bring the customers in. Everything is computed here; nothing leaves this computer."


def arrive() -> None:
    """Uploader, samples and saved recipes."""
    with st.grid(3, min_column_width=240, gap="medium") as grid:
        with grid.cell(column_span=2):
            if upload_box():
                st.rerun()  # the sidebar, and all below, belong to the former file
        with grid.cell(), st.container(border=True):
            st.markdown("**No file at hand?**")
            st.button("Try the sample", icon=":material/science:", on_click=try_sample, args=("survey",))
            with st.popover("Other samples"):
                for name, sample in SAMPLES.items():
                    st.button(sample.label, help=sample.words, on_click=try_sample, args=(name,), key=f"sample-{name}")
            questionnaire_download()


def understand(study: Study) -> None:
    """What was found in the table, and everything that can be corrected."""
    where = shortened(study.table.name, 80) + (f", sheet {shortened(study.table.sheet)}" if study.table.sheet else "")
    st.subheader(literal(where), anchor=False)
    personal_data(study)
    with st.container():
        as_the_last_time()
    with st.container():  # as above
        next_wave_notice(study)
    with st.container():  # full or empty, so that what is open below stays open
        hints(current().hints)
        quality(study)
    file_settings(first_read(study))
    order_editor(study)
    second_file(study)
    with suppress(DataProblem):  # order lines that cannot be added up: said above, mended in columns and date around it
        mapping_editor(study)
    customer_settings(study)
    with st.expander("Use a saved recipe"):
        saved = st.file_uploader("A .recipe.json from the Export page", type=["json"], key="recipe-upload")
        if saved is not None and st.button("Read the file by this recipe"):
            bring_recipe(saved.name, saved.getvalue())
            st.rerun()
    next_step("weights", wanted=data_wanted(study))


def as_the_last_time() -> None:
    """Where the mapping is the one of an earlier file: say so, with the way to a new proposal."""
    day = current().remembered
    if day is None:
        return
    words, button = st.columns([5, 2], vertical_alignment="center")
    words.caption(f":material/history: Read and mapped as you did on {in_words(day)} for a file with these headings.")
    button.button(
        "Propose anew",
        on_click=propose_anew,
        width="stretch",
        help="Forgets the mapping remembered for these headings, and proposes one as for a new file.",
    )


with page("data", PURPOSE) as study:
    arrive()
    if study.table is None:
        st.info(
            "Bring one row a customer (a survey, a customer list) or one row an order. Tierboard looks for recency,"
            " frequency and spend and up to eleven more indicators; you correct what it got wrong. The file itself is"
            " never changed.",
            icon=":material/lightbulb:",
        )
    else:
        understand(study)
