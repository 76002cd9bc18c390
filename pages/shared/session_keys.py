"""A mended part of Streamlit: listing the keys of a session state while another thread writes to it.

A window's next run begins in a new thread before the last one has stopped. Both share one session state, each under a
lock of its own, and most widgets list its keys: that failed with "dictionary changed size during iteration" where the
other thread wrote at that moment, and took the page with it. Copies are listed here in its place.
"""

from streamlit.runtime.state.session_state import SessionState


def mend_session_keys() -> None:
    """Let `SessionState._keys` list copies; it may be called any number of times."""
    SessionState._keys = _keys  # type: ignore[method-assign]


def _keys(self: SessionState) -> set[str]:
    # list() of a dictionary of texts is one step: no other thread runs in between.
    named = [*list(self._old_state), *list(self._new_session_state)]
    return {self._get_widget_id(key) for key in named} | set(self._new_widget_state.states)
