"""Data page: bring the customers in, see what was found, say which column tells what."""

import streamlit as st

from core.export.customers import to_csv
from core.indicators import INDICATORS, RFM
from core.notices import notices, order_notices
from core.problems import DataProblem, shortened
from core.scoring import Scores
from core.study import Study, joined
from pages.shared.arrivals import SAMPLES, bring_recipe, try_sample, upload_box
from pages.shared.file_settings import file_settings
from pages.shared.literal import literal
from pages.shared.mapping_editor import customer_settings, mapping_editor, order_columns
from pages.shared.shell import data_wanted, next_step, page
from pages.shared.widgets import metrics, percent
from pages.shared.workspaces import current

PURPOSE = "Bring the customers in. Everything is computed here; nothing leaves this computer."
REASONS = {"double": "doubles"}


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


def hints(sentences: tuple[str, ...]) -> None:
    """What the importer had to say; what is missing of R, F and M is said by its row and by the Next button."""
    missing = tuple(f"{INDICATORS[i].symbol} ({INDICATORS[i].name}) was not found" for i in RFM)
    for sentence in sentences:
        if not sentence.startswith(missing):
            st.warning(literal(sentence), icon=":material/lightbulb:")


def quality(study: Study) -> None:
    """Four numbers, what should be known, and the rows left out; one sentence where no row can be scored."""
    try:
        scores = study.scores()
        _numbers(study, scores)
        with st.container():  # as above
            for sentence in _notices(study) if data_wanted(study) is None else ():
                st.warning(literal(sentence), icon=":material/info:")
    except DataProblem as problem:
        st.error(literal(problem), icon=":material/error:")
        return
    _left_out(scores)


def _notices(study: Study) -> list[str]:
    """All that is known; of weights that add up to nothing only what does not need them."""
    return notices(study) if study.problem("weights") is None else order_notices(study)


def _numbers(study: Study, scores: Scores) -> None:
    rows, valid = len(study.customers().frame), len(scores.ids)
    missing = joined(tuple(INDICATORS[i].symbol for i in study.recipe.scoring.missing))
    used = (
        ("–", f"{missing} missing")
        if missing
        else (f"{valid:,}", f"{percent(valid / rows)} of the {'customers' if study.recipe.orders else 'rows'}")
    )
    found = scores.excluded_by_reason.items()
    reasons = " · ".join(f"{n:,} {REASONS.get(reason, reason) if n > 1 else reason}" for reason, n in found) or "none"
    if study.recipe.orders is None:
        metrics(
            ("Rows", f"{rows:,}", "one row a customer"),
            ("Valid customers", *used),
            ("Indicators", f"{len(scores.indicators)} of {len(INDICATORS)}", "R, F and M are needed, the rest helps"),
            ("Left out", f"{len(scores.excluded):,}", reasons),
        )
        return
    assert study.table is not None  # order lines come from one
    metrics(
        ("Order lines", f"{len(study.table.frame):,}", "one row an order line"),
        ("Customers", f"{rows:,}", "in the order lines"),
        ("Valid customers", *used),
        ("Left out", f"{len(scores.excluded):,}", f"customers: {reasons}" if len(scores.excluded) else "customers"),
    )


def _left_out(scores: Scores) -> None:
    """Every row left out, with its reason, to look at and to take along."""
    table = scores.excluded.rename(columns=str.capitalize)
    if table.empty:
        return
    with st.expander("1 row left out, and why" if len(table) == 1 else f"The {len(table):,} rows left out, and why"):
        st.dataframe(table, hide_index=True, alt="Rows left out with their reasons.")
        st.download_button(
            "Download this list",
            lambda: to_csv(table),
            file_name="left-out.csv",
            mime="text/csv",
            on_click="ignore",
            icon=":material/download:",
        )


def understand(study: Study) -> None:
    """What was found in the table, and everything that can be corrected."""
    where = shortened(study.table.name, 80) + (f", sheet {shortened(study.table.sheet)}" if study.table.sheet else "")
    st.subheader(literal(where), anchor=False)
    with st.container():  # full or empty, so that what is open below stays open
        hints(current().hints)
        quality(study)
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
    next_step("weights", wanted=data_wanted(study))


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
