"""Data page: bring the customers in, see what was found, say which column tells what."""

import streamlit as st

from core.export.customers import to_csv
from core.indicators import INDICATORS
from core.notices import notices
from core.problems import DataProblem, shortened
from core.study import Study
from pages.shared.arrivals import SAMPLES, bring_recipe, try_sample, upload_box
from pages.shared.file_settings import file_settings
from pages.shared.literal import literal
from pages.shared.mapping_editor import customer_settings, mapping_editor, order_columns
from pages.shared.shell import next_step, page
from pages.shared.widgets import metrics
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


def quality(study: Study) -> None:
    """The four numbers, what should be known, and every row left out."""
    scores, rows = study.scores(), len(study.customers().frame)
    left_out = scores.excluded
    reasons = " · ".join(f"{reason} {n:,}" for reason, n in scores.excluded_by_reason.items())
    metrics(
        ("Rows", f"{rows:,}", "customers" if study.recipe.orders is None else "customers in the order lines"),
        ("Valid customers", f"{len(scores.ids):,}", f"{len(scores.ids) / rows:.1%} of the rows"),
        ("Indicators", f"{len(scores.indicators)} of {len(INDICATORS)}", "R, F and M are needed, the rest helps"),
        ("Left out", f"{len(left_out):,}", reasons or "none"),
    )
    try:
        study.bands()
    except DataProblem as problem:
        st.error(literal(problem), icon=":material/error:")
    else:
        for sentence in notices(study):
            st.warning(literal(sentence), icon=":material/info:")
    if len(left_out):
        with st.expander(f"The {len(left_out):,} rows left out, and why"):
            st.dataframe(
                left_out.rename(columns=str.capitalize), hide_index=True, alt="Rows left out with their reasons."
            )
            st.download_button(
                "Download this list",
                lambda: to_csv(left_out.rename(columns=str.capitalize)),
                file_name="left-out.csv",
                mime="text/csv",
                on_click="ignore",
                icon=":material/download:",
            )


def understand(study: Study) -> None:
    """What was found in the table, and everything that can be corrected."""
    where = shortened(study.table.name, 80) + (f", sheet {shortened(study.table.sheet)}" if study.table.sheet else "")
    st.subheader(literal(where), anchor=False)
    for hint in current().hints:
        st.warning(literal(hint), icon=":material/lightbulb:")
    try:
        quality(study)
    except DataProblem as problem:
        st.error(literal(problem), icon=":material/error:")
    file_settings(study)
    if study.recipe.orders is not None:
        order_columns(study)
    mapping_editor(study)
    customer_settings(study)
    with st.expander("Use a saved recipe"):
        saved = st.file_uploader("A .recipe.json from the Export page", type=["json"], key="recipe-upload")
        if saved is not None and st.button("Read the file by this recipe"):
            bring_recipe(saved.name, saved.getvalue())
            st.rerun()
    next_step("weights")


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
