"""What became of personal data in the file, and the ways to keep it or to hide who is who."""

import streamlit as st

from core.importing.table import Personal
from core.problems import joined, shortened
from core.study import Study
from pages.shared.literal import literal
from pages.shared.reads import Read, first_read, second_read
from pages.shared.widgets import field


def personal_data(study: Study) -> None:
    """One calm line on the personal columns that were found, and a popover to keep them or to replace the ids."""
    table = study.table
    assert table is not None  # the page shows this once a file is there
    words, button = st.columns([5, 2], vertical_alignment="center")
    with words:
        sentences = in_words(table.reading.personal) or "No column looks personal (names, mails, phones, addresses)."
        if study.second is not None and study.second.reading.personal:
            sentences += f" In the second file: {in_words(study.second.reading.personal)}"
        st.caption(f":material/shield_person: {literal(sentences)}")
    with button, st.popover("Personal data", key="personal-data", width="stretch"):
        for read in (first_read(study), second_read(study)):
            if read and read.table.reading.personal and read.file:
                _keep(read)
        field(
            st.toggle,
            "Replace the customer ids by pseudonyms",
            "scoring.pseudonyms",
            disabled=study.recipe.scoring.id_column is None,
            help="Pages and exports then show p-3fa9c1… instead of each id.",
        )
        st.caption(
            "A pseudonym always stands for the same person, in every file read here, but nobody can turn it back: "
            "a list that holds pseudonyms cannot be mailed to. For that, keep the mail column and choose it, or your "
            "own customer number, as the customer id."
        )


def in_words(found: tuple[Personal, ...]) -> str:
    """`Left out as personal: First Name, IP Address. Email: shown as pseudonyms. Phone: kept.`; "" for none."""
    left_out, shown, kept = (
        tuple(shortened(personal.column, 40) for personal in found if personal.done == done)
        for done in ("left out", "pseudonyms", "kept")
    )
    sentences = [
        f"Left out as personal: {_few(left_out)}." if left_out else "",
        f"{_few(shown)}: shown as pseudonyms." if shown else "",
        f"{_few(kept)}: kept as they are, though personal." if kept else "",
    ]
    return " ".join(filter(None, sentences))


def _few(columns: tuple[str, ...], most: int = 5) -> str:
    return joined(columns) if len(columns) <= most else f"{', '.join(columns[:most])} and {len(columns) - most} more"


def _keep(read: Read) -> None:
    """The choice of personal columns that stay as they are; choosing reads the file again."""
    kinds = {p.column: p.kind for p in read.table.reading.personal}
    key = f"{read.which}-keep-personal"
    st.session_state[key] = [p.column for p in read.table.reading.personal if p.done == "kept"]
    st.multiselect(
        "Keep as they are" if read.which == "first" else "Keep of the second file",
        list(kinds),
        key=key,
        on_change=lambda: read.again(
            read.settings.model_copy(update={"keep_personal": tuple(st.session_state[key])}),
        ),
        format_func=lambda column: f"{shortened(column, 40)} ({kinds[column]})",
        placeholder="none",
    )
    st.caption(
        "What you keep stands in the table here and in everything you export that shows it. What is left out stays in "
        "your uploaded file alone, which is held as long as this project; it is read again when you keep it."
    )
