"""The keys of a session state can be listed while another thread writes to it."""

import sys
import threading

from streamlit.runtime.state.session_state import SessionState

from pages.shared.session_keys import mend_session_keys


def test_keys_are_listed_while_another_thread_writes():
    """A run that begins clears and fills the state under the eyes of one that has not stopped yet."""
    mend_session_keys()
    state, failed, ended = SessionState(), [], threading.Event()
    for k in range(300):
        state._new_session_state[f"k{k}"] = k

    def write() -> None:
        while not ended.is_set():
            state._new_session_state.clear()
            for k in range(300):
                state._new_session_state[f"k{k}"] = k
                state._old_state[f"k{k % 50}"] = k
            state._old_state.clear()

    writer = threading.Thread(target=write)
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        writer.start()
        for _ in range(300):
            try:
                state._keys()
            except RuntimeError as error:
                failed.append(error)
    finally:
        ended.set()
        writer.join()
        sys.setswitchinterval(usual)
    assert not failed
    state._new_session_state["own"] = 1
    assert "own" in state._keys()
