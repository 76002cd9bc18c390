"""The training at work: start, pause, resume and stop, and the live curve."""

import streamlit as st

from core.network.algorithms import ALGORITHMS
from core.network.training import Epoch
from core.recipe import Recipe
from pages.shared.curve import draw_curve
from pages.shared.jobs import Snapshot, TrainingJob
from pages.shared.literal import literal
from pages.shared.replay import skip_button
from pages.shared.widgets import number
from pages.shared.workspaces import Workspace, write

SECONDS_BETWEEN_LOOKS = 0.3


def training_panel(workspace: Workspace) -> None:
    """Buttons and the live curve; while a training runs, only this part of the page is drawn again."""
    snapshot = workspace.job.snapshot() if workspace.job else None
    if snapshot and snapshot.active:
        _steering(workspace.job, snapshot)
        # A paused training shows nothing new: no timer then.
        every = SECONDS_BETWEEN_LOOKS if snapshot.status == "running" else None
        st.fragment(_live, run_every=every)(workspace)
        return
    if workspace.job and workspace.job.model is not None and not workspace.job.adopted:
        st.rerun()  # it ended while this page was being drawn
    model = workspace.study.model
    with st.container(horizontal=True):
        done = workspace.study.state("model").status == "done"
        st.button(
            "Train again" if model else "Start training",
            on_click=_start,
            icon=":material/play_arrow:",
            type="secondary" if done else "primary",
            key="start",
            disabled=workspace.shows is not None,
        )
        if model:
            with st.popover("Reset", icon=":material/restart_alt:"):
                st.markdown("Forgets the trained network with its K and tiers. Sample, weights and settings stay.")
                st.button("Forget the trained network", on_click=_reset, key="reset")
        skip_button(model)
    if snapshot and snapshot.status == "failed":
        st.error(literal(snapshot.problem), icon=":material/error:")
    elif model is None:
        drawn = "on the drawn sample" if workspace.study.sample else "on a sample that is drawn first"
        st.caption(f"The network is trained {drawn}. It usually takes a few seconds; you can leave the page meanwhile.")


def _steering(job: TrainingJob, snapshot: Snapshot) -> None:
    """Pause or resume, and stop. Outside the part that redraws itself: there a click can be lost between two looks.

    One button of one width pauses and resumes: were it two, both would stand there while the page changes, and the
    button beside them would slip away under a click.
    """
    if snapshot.status == "paused":
        words, then, icon = "Resume", job.resume, ":material/play_arrow:"
    else:
        words, then, icon = "Pause", job.pause, ":material/pause:"
    with st.container(horizontal=True):
        st.button(words, on_click=then, icon=icon, key="pause-or-resume", width=120)
        st.button("Stop and keep the best", on_click=job.stop, icon=":material/stop:", key="stop")


def _live(workspace: Workspace) -> None:
    """One look at the running training; once it has ended the whole page is drawn again."""
    workspace.touch()
    job = workspace.job
    if job is None or not job.snapshot().active:
        st.rerun()
        return
    snapshot = job.snapshot()
    _progress(job.recipe, snapshot)
    if snapshot.curve:
        draw_curve(snapshot.curve, job.recipe.training.goal, key="live-curve")


def _progress(recipe: Recipe, snapshot: Snapshot) -> None:
    """How far it is, and below it the numbers that MATLAB's training window shows."""
    if not snapshot.curve:
        st.progress(0.0, "Starting …")
        return
    now, rules = snapshot.curve[-1], recipe.training
    done = (snapshot.net - 1 + min(1.0, now.epoch / rules.epochs)) / snapshot.nets
    which = f"net {snapshot.net} of {snapshot.nets}, " if snapshot.nets > 1 else ""
    words = "Paused" if snapshot.status == "paused" else "Training"
    st.progress(min(done, 1.0), f"{words}: {which}epoch {now.epoch:,}, training error {number(now.train_mse)}")
    st.caption(" · ".join([seconds_in_words(snapshot.seconds), *_figures(recipe, now)]))


def seconds_in_words(seconds: float) -> str:
    """`12 s`, `3 min 05 s`."""
    whole = int(seconds)
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60:02} s"


def _figures(recipe: Recipe, now: Epoch) -> list[str]:
    """The gradient, what steers the algorithm where it has such a number, and the validation checks where they count.

    `gradient 0.012`, `learning rate 0.05`, `validation checks 3 of 50`.
    """
    name = ALGORITHMS[recipe.training.algorithm].rate
    figures = [f"gradient {number(now.gradient)}"]
    if name and now.rate is not None:
        figures.append(f"{name} {number(now.rate)}")
    if now.validation_mse is not None:
        figures.append(f"validation checks {now.validation_checks:,} of {recipe.training.max_fail:,}")
    return figures


def _start() -> None:
    def change(workspace: Workspace) -> None:
        if workspace.training():
            return  # a second click, or another window, was quicker
        workspace.adopt()  # a training that ended a moment ago is not lost, should this one be refused
        study = workspace.study if workspace.study.sample is not None else workspace.study.draw()
        workspace.job = TrainingJob(study)
        workspace.study = study
        st.session_state["started"] = workspace.job.token

    write(change)


def _reset() -> None:
    def change(workspace: Workspace) -> None:
        workspace.leave_training()
        workspace.study = workspace.study.change(model=None)

    write(change)
