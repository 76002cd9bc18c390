"""A card for each kind of file on the Export page: what it is for, and one click, or a job where it takes longer."""

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from core.comparing.since import Since
from core.export.files import COMPARED, FILES, File, everything_of
from core.export.progress import unwatched
from pages.shared.export_job import FileJob
from pages.shared.widgets import percent
from pages.shared.work import Snapshot
from pages.shared.work_button import Asking, snapshot_of, work_button, work_told
from pages.shared.workspaces import Workspace

WIDTH = 210  # of both buttons: one below the other in a narrow card, else beside each other


@dataclass(frozen=True)
class Card:
    """A kind of file as the Export page offers it.

    kind: as in core.export.files; noun: what the button and the sentences call it ("the workbook"); words: one sentence
    on what it is for. options: draws the card's own fields, and returns what the file is made of beside the study, a
    value that can be compared; file: the file made of that.
    """

    kind: str
    title: str
    noun: str
    words: str
    options: Callable[[Workspace], Any] = lambda workspace: None
    file: Callable[[Any], File] | None = None


def card(grid: Any, workspace: Workspace, of: Card, *, primary: bool = False) -> tuple[File, Any]:
    """One card: its sentence, its fields, and the way to the file; the file as it is asked for, and what it is of."""
    with grid.container(border=True, height="stretch"):
        st.subheader(of.title, anchor=False)
        st.write(of.words)
        settings = of.options(workspace)
        file = of.file(settings) if of.file else FILES[of.kind]
        customers = len(workspace.study.segments().k)
        if customers <= file.at_once:
            _at_once(workspace, of, file, primary)
        else:
            _by_a_job(workspace, of, file, settings, primary)
    return file, settings


def compared(of: Card, since: Since | None) -> Card:
    """The card of a kind of file that is compared with a former run, where one is chosen."""
    if since is None:
        return of
    own, made = of.options, COMPARED[of.kind]
    return replace(of, options=lambda workspace: (own(workspace), since), file=lambda both: made(*both))


def archive_card(files: dict[str, File], made_of: dict[str, Any], since: Since | None) -> Card:
    """The card of everything: of the files as the other cards ask for them, and what these are made of.

    since: the former run that they are compared with.
    """
    # Whom the list's card asks for is no matter: the archive holds everybody, and each audience.
    of = {kind: settings for kind, settings in made_of.items() if kind != "list"}
    file = everything_of(files | {"list": FILES["list"]}, since)
    return Card(
        "everything",
        "Everything",
        "the archive",
        "All of these files in one, with the lists of all customers and of each saved audience, to put away.",
        options=lambda workspace: of,
        file=lambda settings: file,
    )


def _at_once(workspace: Workspace, of: Card, file: File, primary: bool) -> None:
    """A download that is made by the click itself."""
    study, day = workspace.study, dt.date.today()

    def made() -> bytes:
        out = io.BytesIO()
        file.make(study, out, day, unwatched)
        return out.getvalue()

    st.download_button(
        f"Download {of.noun}",
        made,
        file_name=file.name(study.recipe.name, day),
        mime=file.mime,
        on_click="ignore",
        icon=":material/download:",
        type="primary" if primary else "secondary",
        key=f"download-{of.kind}",
    )


def _by_a_job(workspace: Workspace, of: Card, file: File, settings: Any, primary: bool) -> None:
    """Make or cancel, and beside it the download, which waits for the file: each button keeps its place."""
    slot, job = f"file-{of.kind}", None
    snapshot = snapshot_of(workspace, slot)
    held = workspace.work.get(slot)
    if isinstance(held, FileJob) and held.result is not None:
        job = held
    current = job is not None and job.made_of(workspace.study, settings)
    day = dt.date.today()
    asking = Asking(
        slot,
        lambda study: FileJob(study, file, day, settings),
        f"Make {of.noun}",
        ":material/build:",
        progress_in_words,
        cancelled="Cancelled; nothing was kept.",
        width=WIDTH,
        primary=primary,
        disabled=current,
        harmless=True,
    )
    with st.container(horizontal=True):
        work_button(workspace, asking)
        st.download_button(
            f"Download {of.noun}",
            job.data if job and current else b"",
            file_name=job.file_name if job else file.name(workspace.study.recipe.name, day),
            mime=file.mime,
            on_click="ignore",
            icon=":material/download:",
            type="primary" if primary and current else "secondary",
            disabled=not current,
            key=f"download-{of.kind}",
            width=WIDTH,
        )
    work_told(workspace, asking)
    with st.container():  # full or empty
        if job and not current and not (snapshot and snapshot.active):
            st.caption("What it shows has changed since it was made: make it anew.")


def progress_in_words(snapshot: Snapshot) -> str:
    """`Making it: 40%`, or what it waits for."""
    if snapshot.status == "waiting":
        return "Waiting for another file on this server …"
    return f"Making it: {percent(snapshot.done / snapshot.of)}"
