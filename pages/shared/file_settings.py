"""How the file was read, and the way to read it otherwise: another table, encoding, delimiter or heading rows."""

import streamlit as st

from core.importing.reading.apart import sheets_apart
from core.problems import shortened
from core.recipe import FileSettings
from core.study import Study
from pages.shared.arrivals import read_again
from pages.shared.literal import literal
from pages.shared.workspaces import current

FOUND = "found by itself"
ENCODINGS = ("utf-8", "utf-16", "gb18030", "big5", "cp1252", "mac-roman", "cp1250", "shift-jis")
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar", " ": "blanks"}
HEADING_ROWS = {0: "none: the first row is a customer", 1: "one row", 2: "two rows", 3: "three rows"}


def file_settings(study: Study) -> None:
    """What was found, the choice among several tables in sight, the rest and the table itself folded away."""
    workspace, table = current(), study.table
    assert table is not None  # the page shows this once a file is there
    _as_it_was_read(study)
    if table.sheet and workspace.file:
        _table_choice(study, workspace.file)
    with st.expander("Look at the table, and how it was read"):
        st.dataframe(table.frame.head(200), hide_index=True, alt="The first rows of the table.")
        st.caption(f"{len(table.frame):,} rows and {len(table.frame.columns):,} columns; the first 200 rows are shown.")
        if workspace.file is None:
            return
        settings = study.recipe.file
        with st.grid(4, min_column_width=160):
            header = st.number_input(
                "First heading row", min_value=1, value=settings.header_row, placeholder=FOUND, help="Counted from 1."
            )
            rows = _or_found("Headings", HEADING_ROWS, settings.header_rows)
            encoding, delimiter = settings.encoding, settings.delimiter
            if not table.sheet:
                encoding = _or_found("Encoding", {name: name for name in ENCODINGS}, encoding)
                delimiter = _or_found("Delimiter", DELIMITERS, delimiter)
        keep = settings.unfinished == "keep"
        if table.reading.left_out or keep:
            keep = st.toggle("Keep previews and unfinished answers", keep)
        if st.button("Read the file again like this"):
            wanted = {"encoding": encoding, "delimiter": delimiter, "header_row": header, "header_rows": rows}
            wanted |= {"unfinished": "keep" if keep else "leave out"}
            read_again(settings.model_copy(update=wanted))
            st.rerun()


def _as_it_was_read(study: Study) -> None:
    """One quiet line on how the file was understood, and what of it was left aside."""
    reading = study.table.reading
    known = f"Recognised as an export of {reading.tool}. " if reading.tool else ""
    how = f"Read as {reading.how}. " if reading.how else ""
    if known or how or reading.remarks:
        st.caption(literal(" ".join([f"{known}{how}".strip(), *reading.remarks])))


def _table_choice(study: Study, file: tuple[str, bytes]) -> None:
    """One select box with what was seen of each table: a sheet may hold several."""
    name, data = file
    workspace = current()
    if workspace.sheets is None:  # looked at once a file, not once a drawing
        workspace.sheets = [((note.name, note.corner), note.reason) for note in sheets_apart(data, name)]
    notes = dict(workspace.sheets)
    if len(notes) < 2:
        return
    settings, key = study.recipe.file, "sheet"
    on_sheet = [place for place in notes if place[0] == study.table.sheet]
    chosen = (study.table.sheet, settings.corner)
    st.session_state[key] = chosen if chosen in notes else next(iter(on_sheet), next(iter(notes)))
    st.selectbox(
        "Table",
        list(notes),
        key=key,
        format_func=lambda place: f"{_place_in_words(*place)}: {notes[place]}",
        on_change=lambda: read_again(_elsewhere(settings, *st.session_state[key])),
    )


def _elsewhere(settings: FileSettings, sheet: str, corner: str | None) -> FileSettings:
    """The settings for another table: its heading rows are to be found anew."""
    return settings.model_copy(update={"sheet": sheet, "corner": corner, "header_row": None, "header_rows": None})


def _place_in_words(sheet: str, corner: str | None) -> str:
    return f"{shortened(sheet)}, table at {corner}" if corner else shortened(sheet)


def _or_found(label: str, options: dict, value: object) -> object:
    """A select box over `options` (value -> words) that begins with "found by itself"; the value chosen, or None."""
    choices = [None, *options]
    place = choices.index(value) if value in choices else 0
    return st.selectbox(label, choices, place, format_func=lambda choice: options.get(choice, FOUND))
