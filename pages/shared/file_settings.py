"""How the file was read, and the way to read it otherwise: another table, encoding, delimiter or heading rows."""

import streamlit as st

from core.importing.reading.apart import sheets_apart
from core.importing.table import Table
from core.problems import shortened
from core.recipe import FileSettings
from pages.shared.literal import literal
from pages.shared.reads import Read
from pages.shared.workspaces import current

FOUND = "found by itself"
ENCODINGS = ("utf-8", "utf-16", "gb18030", "big5", "cp1252", "mac-roman", "cp1250", "shift-jis")
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar", " ": "blanks"}
HEADING_ROWS = {0: "none: the first row is a customer", 1: "one row", 2: "two rows", 3: "three rows"}


def file_settings(read: Read) -> None:
    """What was found, the choice among several tables in sight, the rest and the table itself folded away."""
    table = read.table
    _as_it_was_read(table)
    if table.sheet and read.file:
        _table_choice(read, read.file)
    name = "the table" if read.which == "first" else "the second table"
    with st.expander(f"Look at {name}, and how it was read"):
        st.dataframe(table.frame.head(200), hide_index=True, alt=f"The first rows of {name}.")
        st.caption(f"{len(table.frame):,} rows and {len(table.frame.columns):,} columns; the first 200 rows are shown.")
        if read.file is not None:
            _otherwise(read)
        else:
            st.caption(
                "The file itself is not kept with a project, only this table: bring it again to read it otherwise."
            )


def _otherwise(read: Read) -> None:
    """The fields that say how the file is to be read, and the button that does it."""
    settings, table = read.settings, read.table
    with st.grid(4, min_column_width=160):
        header = st.number_input(
            "First heading row",
            min_value=1,
            value=settings.header_row,
            placeholder=FOUND,
            help="Counted from 1.",
            key=f"{read.key}-header-row",
        )
        rows = _or_found(read, "Headings", HEADING_ROWS, settings.header_rows)
        encoding, delimiter = settings.encoding, settings.delimiter
        if not table.sheet:
            encoding = _or_found(read, "Encoding", {name: name for name in ENCODINGS}, encoding)
            delimiter = _or_found(read, "Delimiter", DELIMITERS, delimiter)
    keep = settings.unfinished == "keep"
    if table.reading.left_out or keep:
        keep = st.toggle("Keep previews and unfinished answers", keep, key=f"{read.key}-unfinished")
    if st.button("Read the file again like this", key=f"{read.key}-again"):
        wanted = {"encoding": encoding, "delimiter": delimiter, "header_row": header, "header_rows": rows}
        wanted |= {"unfinished": "keep" if keep else "leave out"}
        read.again(settings.model_copy(update=wanted))
        st.rerun()


def _as_it_was_read(table: Table) -> None:
    """One quiet line on how the file was understood, and what of it was left aside."""
    reading = table.reading
    known = f"Recognised as an export of {reading.tool}. " if reading.tool else ""
    how = f"Read as {reading.how}. " if reading.how else ""
    if known or how or reading.remarks:
        st.caption(literal(" ".join([f"{known}{how}".strip(), *reading.remarks])))


def _table_choice(read: Read, file: tuple[str, bytes]) -> None:
    """One select box with what was seen of each table: a sheet may hold several."""
    name, data = file
    sheets, key = current().sheets, f"{read.which}-table"
    if read.which not in sheets:  # looked at once a file, not once a drawing
        sheets[read.which] = [((note.name, note.corner), note.reason) for note in sheets_apart(data, name)]
    notes = dict(sheets[read.which])
    if len(notes) < 2:
        return
    on_sheet = [place for place in notes if place[0] == read.table.sheet]
    chosen = (read.table.sheet, read.settings.corner)
    st.session_state[key] = chosen if chosen in notes else next(iter(on_sheet), next(iter(notes)))
    st.selectbox(
        "Table" if read.which == "first" else "Table of the second file",
        list(notes),
        key=key,
        format_func=lambda place: f"{_place_in_words(*place)}: {notes[place]}",
        on_change=lambda: read.again(_elsewhere(read.settings, *st.session_state[key])),
    )


def _elsewhere(settings: FileSettings, sheet: str, corner: str | None) -> FileSettings:
    """The settings for another table: its heading rows are to be found anew."""
    return settings.model_copy(update={"sheet": sheet, "corner": corner, "header_row": None, "header_rows": None})


def _place_in_words(sheet: str, corner: str | None) -> str:
    return f"{shortened(sheet)}, table at {corner}" if corner else shortened(sheet)


def _or_found(read: Read, label: str, options: dict, value: object) -> object:
    """A select box over `options` (value -> words) that begins with "found by itself"; the value chosen, or None."""
    choices = [None, *options]
    place = choices.index(value) if value in choices else 0
    words = lambda choice: options.get(choice, FOUND)  # noqa: E731
    return st.selectbox(label, choices, place, format_func=words, key=f"{read.key}-{label}")
