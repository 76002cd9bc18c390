"""The curve of a training that has ended; one that was over in a moment is drawn once more at a speed to follow."""

import math
from functools import partial

import streamlit as st

from core.charts_of_training import performance
from core.model import Model
from pages.shared.curve import draw_curve
from pages.shared.pictures import picture
from pages.shared.workspaces import current

WATCHED = 2.5  # seconds; a training that took longer has been seen
SECONDS_BETWEEN_LOOKS = 0.15
LOOKS = 12  # counted, not timed: a window that is slow to draw misses nothing
DONE = "replayed"  # in session state: the hash of the model whose curve this window has shown


def curve_of_best(model: Model) -> None:
    """The curve of the best net: grown from its first epoch where nobody could watch it, else whole, to be zoomed."""
    if st.session_state.get(DONE) != model.hash and _to_replay(model):
        st.session_state.setdefault("looks", 0)
        st.fragment(_grow, run_every=SECONDS_BETWEEN_LOOKS)(model)
        return
    st.session_state[DONE] = model.hash
    best = model.best
    last = best.last
    picture(
        partial(performance, best.curve, best.result.epoch, model.recipe.training.goal),
        "How the error fell",
        f"Mean squared error by epoch, {last.epoch:,} epochs; at the end the training error is {last.train_mse:.3g}.",
        key="best-curve",
    )


def skip_button(model: Model | None) -> None:
    """Beside the other buttons, while the replay runs: to the whole curve at once."""
    if model is not None and st.session_state.get(DONE) != model.hash and _to_replay(model):
        st.button("Skip the replay", on_click=_skip, args=(model.hash,), icon=":material/skip_next:", key="skip")


def _to_replay(model: Model) -> bool:
    """Whether this window started the training, and it was over before it could be watched."""
    job = current().job
    return (
        job is not None
        and job.model is model
        and job.token == st.session_state.get("started")
        and (job.snapshot().seconds < WATCHED)
    )


def _grow(model: Model) -> None:
    curve, looks = model.best.curve, st.session_state["looks"] + 1
    st.session_state["looks"] = looks
    if looks > LOOKS:
        _skip(model.hash)
        st.rerun()
    draw_curve(curve[: max(2, math.ceil(looks / LOOKS * len(curve)))], model.recipe.training.goal, key="replay")


def _skip(shown: str) -> None:
    st.session_state[DONE] = shown
    st.session_state["looks"] = 0
