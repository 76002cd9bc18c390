"""The deck's card: a template and a logo of the user's own, kept on the server so that a reload finds them."""

from typing import Literal

import streamlit as st

from core.export.deck import Look
from core.export.deck.dressing import dressed_in
from core.export.files import FILES, File, deck_in
from core.importing.reading.apart import warm_up
from core.problems import DataProblem, shortened
from pages.shared.literal import literal
from pages.shared.workspaces import Workspace, tell, write

What = Literal["template", "logo"]
KINDS: dict[What, tuple[str, list[str]]] = {
    "template": ("Your template (.pptx, .potx)", ["pptx", "potx"]),
    "logo": ("Your logo (.png, .jpg)", ["png", "jpg", "jpeg"]),
}


def look_fields(workspace: Workspace) -> Look:
    """The uploaders, folded away, or what they have brought; and the look that follows."""
    held = workspace.look
    with st.expander("Your template and logo" + (f": {len(held)} in use" if held else ""), key="deck-look"):
        for what in KINDS:
            with st.container(key=f"deck-{what}"):
                if what in held:
                    _in_use(what, held[what][0])
                else:
                    _upload(what)
        st.caption("The template's slides are left out; its size, fonts, colours and titles are used.")
    return Look(**{what: data for what, (_, data) in held.items()})


def deck_file(look: Look) -> File:
    """The kind of file that a deck in this look is."""
    return deck_in(look) if look != Look() else FILES["deck"]


def _in_use(what: What, name: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.write(f"{what.capitalize()}: {literal(shortened(name, 40))}")
        st.button("Remove", key=f"remove-{what}", on_click=_remove, args=(what,), icon=":material/close:")


def _upload(what: What) -> None:
    warm_up()
    label, kinds = KINDS[what]
    key = f"deck.{what}.uploads"
    upload = st.file_uploader(
        label,
        type=kinds,
        key=f"upload-{what}-{st.session_state.get(key, 0)}",
        on_change=lambda: st.session_state.update({f"deck.{what}.arrived": True}),
    )
    if not st.session_state.pop(f"deck.{what}.arrived", False) or upload is None:
        return
    with st.spinner(f"Looking at the {what} …"):
        _bring(what, upload.name, upload.getvalue())
    st.session_state[key] = st.session_state.get(key, 0) + 1  # an empty uploader
    st.rerun()


def _bring(what: What, name: str, data: bytes) -> bool:
    """Keep a template or logo; one that is refused changes nothing."""
    try:
        made = getattr(dressed_in(**{what: (name, data)}), what)
    except DataProblem as problem:
        return tell(problem)

    def change(workspace: Workspace) -> None:
        workspace.look = {**workspace.look, what: (name, made)}

    return write(change)


def _remove(what: What) -> None:
    def change(workspace: Workspace) -> None:
        workspace.look = {kind: held for kind, held in workspace.look.items() if kind != what}

    write(change)
