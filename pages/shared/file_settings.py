"""How the file was read, and the way to read it otherwise: another sheet, encoding, delimiter or heading row."""

import streamlit as st

from core.importing.apart import sheets_apart
from core.recipe import FileSettings
from core.study import Study
from pages.shared.arrivals import bring_file
from pages.shared.workspaces import current

FOUND = "found by itself"
ENCODINGS = ("utf-8", "utf-16", "gb18030", "big5", "cp1252", "mac-roman", "cp1250", "shift-jis")
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}


def file_settings(study: Study) -> None:
    """Sheet choice in sight for workbooks; the rest, and the table itself, folded away."""
    workspace, table = current(), study.table
    assert table is not None  # the page shows this once a file is there
    if table.sheet and workspace.file:
        _sheet_choice(study, workspace.file)
    with st.expander("Look at the table, and how it was read"):
        st.dataframe(table.frame.head(200), hide_index=True, alt="The first rows of the table.")
        st.caption(f"{len(table.frame):,} rows and {len(table.frame.columns):,} columns; the first 200 rows are shown.")
        if workspace.file is None:
            return
        settings = study.recipe.file
        with st.grid(3, min_column_width=160):
            header = st.number_input(
                "Heading row", min_value=1, value=settings.header_row, placeholder=FOUND, help="Counted from 1."
            )
            encoding = settings.encoding
            delimiter = settings.delimiter
            if not table.sheet:
                encoding = st.selectbox(
                    "Encoding", [None, *ENCODINGS], _index(ENCODINGS, encoding), format_func=_or_found
                )
                delimiter = st.selectbox(
                    "Delimiter",
                    [None, *DELIMITERS],
                    _index(tuple(DELIMITERS), delimiter),
                    format_func=lambda d: DELIMITERS.get(d, FOUND),
                )
        if st.button("Read the file again like this"):
            wanted = FileSettings(sheet=table.sheet, encoding=encoding, delimiter=delimiter, header_row=header)
            bring_file(*workspace.file, settings=wanted)
            st.rerun()


def _sheet_choice(study: Study, file: tuple[str, bytes]) -> None:
    """One select box with what was seen of each sheet."""
    name, data = file
    workspace = current()
    if workspace.sheets is None:  # looked at once a file, not once a drawing
        workspace.sheets = [(note.name, note.reason) for note in sheets_apart(data, name)]
    notes = dict(workspace.sheets)
    if len(notes) < 2:
        return
    st.session_state["sheet"] = study.table.sheet
    st.selectbox(
        "Sheet",
        list(notes),
        key="sheet",
        format_func=lambda sheet: f"{sheet}: {notes[sheet]}",
        on_change=lambda: bring_file(name, data, FileSettings(sheet=st.session_state["sheet"])),
    )


def _index(options: tuple[str, ...], value: str | None) -> int:
    return options.index(value) + 1 if value in options else 0


def _or_found(value: str | None) -> str:
    return value or FOUND
