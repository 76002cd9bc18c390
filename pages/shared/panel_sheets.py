"""The experts' answers on sheets: the template to send round, and what comes back, uploaded or pasted."""

import streamlit as st

from core.export.panel_sheet import panel_sheet
from core.importing.reading.apart import warm_up
from core.panel.merging import merged
from core.panel.sheet import experts_from_file, experts_from_text
from core.problems import DataProblem, joined, shortened
from core.recipe import Expert
from core.study import Study
from pages.shared.arrivals import SAMPLE_FOLDER
from pages.shared.literal import literal
from pages.shared.panel import PLACE, write_panel
from pages.shared.workspaces import current, tell

KINDS = ["xlsx", "xlsm", "xls", "ods", "csv", "tsv", "txt"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SAMPLE = "experts.xlsx"
SAID = "panel.said"  # what the last sheet brought, until the next drawing
MOST_NAMED = 5


def sheets(study: Study) -> None:
    """What a sheet brought, and, folded away once there is a panel, the ways to bring one."""
    panel, mapped = study.recipe.weights.panel, study.recipe.scoring.mapped
    with st.container():
        if said := st.session_state.pop(SAID, None):
            st.success(literal(said), icon=":material/check_circle:")
    with st.expander("Bring the experts' answers on a sheet", expanded=not panel):
        st.caption(
            "Send the sheet round, or fill it in together: one column an expert, importances from 0 to 10. Bring back"
            " one file or several; they are put together by name, and nothing that is here already is lost."
        )
        with st.container(horizontal=True):
            st.download_button(
                "Blank sheet",
                lambda: panel_sheet(mapped),
                file_name="importance.xlsx",
                mime=XLSX,
                on_click="ignore",
                icon=":material/download:",
            )
            st.download_button(
                "Sheet with all answers",
                lambda: panel_sheet(mapped, panel),
                file_name="importance-answers.xlsx",
                mime=XLSX,
                on_click="ignore",
                icon=":material/download:",
                disabled=not panel,
            )
            st.button("Try a panel of ten", on_click=_try_sample, icon=":material/groups:", disabled=bool(panel))
        _upload()
        st.text_area(
            "Or paste the cells here, headings included",
            key="panel.pasted",
            height=100,
            max_chars=200_000,
            placeholder="\tAnn\tBen\nRecency\t6\t5\nFrequency\t6\t7",
        )
        st.button("Take over what is pasted", on_click=_paste, icon=":material/content_paste:")
        if panel:
            with st.popover("Remove the whole panel", icon=":material/group_remove:"):
                st.write(f"Remove all {len(panel)} experts and their answers? Download the sheet first to keep them.")
                st.button("Yes, remove them all", on_click=_remove_all)


def _upload() -> None:
    warm_up()
    uploads = st.file_uploader(
        "Filled sheets (.xlsx, .ods, .csv)",
        type=KINDS,
        accept_multiple_files=True,
        key=f"panel-sheets-{st.session_state.get('panel.uploads', 0)}",
        on_change=lambda: st.session_state.update({"panel.arrived": True}),
    )
    if not st.session_state.pop("panel.arrived", False) or not uploads:
        return
    with st.spinner("Reading the sheets …"):
        _bring_files([(upload.name, upload.getvalue()) for upload in uploads])
    st.session_state["panel.uploads"] = st.session_state.get("panel.uploads", 0) + 1  # an empty uploader
    st.rerun()


def _bring_files(files: list[tuple[str, bytes]]) -> bool:
    """Put the experts of the files into the panel; a file that is refused changes nothing."""
    brought: dict[str, tuple[Expert, ...]] = {}
    try:
        for name, data in files:
            key = name if name not in brought else f"{name} ({len(brought) + 1})"
            brought[key] = experts_from_file(data, name)
    except DataProblem as problem:
        return tell(problem)
    return _take(brought)


def _take(brought: dict[str, tuple[Expert, ...]]) -> bool:
    before = {e.name.casefold() for e in current().study.recipe.weights.panel}
    if not write_panel(lambda panel: merged(panel, brought)):
        return False
    names = {e.name.casefold(): e.name for experts in brought.values() for e in experts}
    new = [name for key, name in names.items() if key not in before]
    known = [name for key, name in names.items() if key in before]
    said = []
    if new:
        said.append(f"{_named(new)} {'has' if len(new) == 1 else 'have'} joined the panel.")
    if known:
        said.append(f"{_named(known)} {'was' if len(known) == 1 else 'were'} here already: the new answers count.")
    st.session_state[SAID] = " ".join(said)
    return True


def _named(names: list[str]) -> str:
    if len(names) > MOST_NAMED:
        return f"{len(names)} experts"
    return joined(tuple(shortened(name, 40) for name in names))


def _paste() -> None:
    try:
        taken = _take({"what you pasted": experts_from_text(st.session_state["panel.pasted"])})
    except DataProblem as problem:
        taken = tell(problem)
    if taken:
        st.session_state["panel.pasted"] = ""


def _try_sample() -> None:
    _bring_files([(SAMPLE, (SAMPLE_FOLDER / SAMPLE).read_bytes())])


def _remove_all() -> None:
    write_panel(lambda _: ())
    st.session_state[PLACE] = 0
