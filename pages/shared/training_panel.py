"""The training itself: settings, start and stop, the live curve, and what came out."""

import streamlit as st

from core.network.training import IN_WORDS
from core.recipe import AS_IN_THE_PAPER, RECOMMENDED, Recipe
from core.study import Study
from core.target import SOURCES
from pages.shared.curve import draw_curve
from pages.shared.jobs import Snapshot, TrainingJob
from pages.shared.literal import literal
from pages.shared.widgets import field, metrics, number
from pages.shared.workspaces import Workspace, write

PRESETS = {"As in the paper": AS_IN_THE_PAPER, "Recommended": RECOMMENDED}
WHAT_PRESETS_DO = (
    "As in the paper: one net, stops at an error of 0.01, for comparison with the study. Recommended: ten nets, each"
    " stopped where unseen customers fit best; K is their mean."
)
SECONDS_BETWEEN_LOOKS = 0.3


# --- settings -------------------------------------------------------------------------------------------------------


def preset_and_settings(study: Study) -> None:
    """Preset, and every setting behind it with a word on what it does."""
    recipe = study.recipe
    st.subheader("How it is trained", anchor=False)
    chosen = preset_of(recipe)
    st.session_state["preset"] = chosen
    st.segmented_control(
        "Preset",
        list(PRESETS),
        key="preset",
        on_change=_choose_preset,
        label_visibility="collapsed",
        width="stretch",
    )
    # One element in either case: one more would close the settings below while they are being changed.
    st.caption(WHAT_PRESETS_DO if chosen else f"Your own settings. {WHAT_PRESETS_DO}")
    with st.expander("All settings"):
        field(
            st.number_input,
            "Nets",
            "network.nets",
            min_value=1,
            max_value=50,
            step=1,
            help="K is the mean of so many nets.",
        )
        inputs = len(recipe.scoring.mapped)
        field(
            st.number_input,
            "Hidden units",
            "network.hidden",
            shown=lambda h: h or 2 * inputs + 1,
            stored=lambda h: None if h == 2 * inputs + 1 else h,
            min_value=1,
            max_value=1000,
            step=1,
            help="Twice the inputs plus one, unless you say otherwise.",
        )
        for layer, words in (("hidden", "Hidden layer"), ("output", "Output layer")):
            field(st.selectbox, words, f"network.{layer}_transfer", options=["tansig", "logsig", "purelin"])
        field(st.number_input, "Most epochs", "training.epochs", min_value=1, max_value=10_000_000, step=100)
        field(
            st.number_input,
            "Goal (MSE)",
            "training.goal",
            min_value=0.0,
            step=0.001,
            format="%g",
            help="Stop when the training error is this low; 0 means as low as it gets.",
        )
        field(
            st.number_input,
            "Validation checks",
            "training.max_fail",
            min_value=1,
            step=1,
            help="Stop after so many epochs in which unseen customers fit no better.",
        )
        field(st.number_input, "Learning rate at the start", "training.lr", min_value=1e-6, step=0.01, format="%g")
        field(st.number_input, "Momentum", "training.mc", min_value=0.0, max_value=0.99, step=0.05, format="%g")
        share = recipe.training.split.unit == "share"
        for part in ("validation", "test"):
            if share:
                field(
                    st.slider,
                    f"Share to {'validate' if part == 'validation' else 'test'}, percent",
                    f"training.split.{part}",
                    shown=lambda f: round(f * 100),
                    stored=lambda p: p / 100,
                    min_value=0,
                    max_value=45,
                    step=5,
                )
            else:
                field(
                    st.number_input,
                    f"Customers to {'validate' if part == 'validation' else 'test'}",
                    f"training.split.{part}",
                    shown=int,
                    min_value=0,
                    step=1,
                )
        field(
            st.number_input,
            "Seed",
            "network.seed",
            min_value=0,
            max_value=2**32 - 1,
            step=1,
            help="The same seed starts from the same weights again.",
        )


def preset_of(recipe: Recipe) -> str | None:
    """The preset whose settings are in force, whatever the seed; None for own settings."""
    for name, (network, training) in PRESETS.items():
        if (recipe.network.model_copy(update={"seed": network.seed}), recipe.training) == (network, training):
            return name
    return None


def _choose_preset() -> None:
    chosen = st.session_state["preset"]
    if chosen is None:  # pressed again: it stays in force
        return

    def change(workspace: Workspace) -> None:
        network, training = PRESETS[chosen]
        recipe = workspace.study.recipe
        network = network.model_copy(update={"seed": recipe.network.seed})
        workspace.study = workspace.study.change(
            recipe=recipe.model_copy(update={"network": network, "training": training})
        )

    write(change)


# --- the job --------------------------------------------------------------------------------------------------------


def training_panel(workspace: Workspace) -> None:
    """Buttons and the live curve; while a training runs, only this part of the page is drawn again."""
    snapshot = workspace.job.snapshot() if workspace.job else None
    if snapshot and snapshot.active:
        st.fragment(_live, run_every=SECONDS_BETWEEN_LOOKS)(workspace)
        return
    label, kind = ("Start training", "primary") if workspace.study.model is None else ("Train again", "secondary")
    st.button(label, on_click=_start, icon=":material/play_arrow:", type=kind, key="start")
    if snapshot and snapshot.status == "failed":
        st.error(literal(snapshot.problem), icon=":material/error:")
    elif workspace.study.model is None:
        drawn = "on the drawn sample" if workspace.study.sample else "on a sample that is drawn first"
        st.caption(f"The network is trained {drawn}. It usually takes a few seconds; you can leave the page meanwhile.")


def _live(workspace: Workspace) -> None:
    """One look at the running training; once it has ended the whole page is drawn again."""
    job = workspace.job
    if job is None or not job.snapshot().active:
        st.rerun()
        return
    snapshot = job.snapshot()
    with st.container(horizontal=True):
        if snapshot.status == "paused":
            st.button("Resume", on_click=job.resume, icon=":material/play_arrow:", key="resume")
        else:
            st.button("Pause", on_click=job.pause, icon=":material/pause:", key="pause")
        st.button("Stop and keep the best", on_click=job.stop, icon=":material/stop:", key="stop")
    _progress(workspace.study.recipe, snapshot)
    if snapshot.curve:
        draw_curve(snapshot.curve, workspace.study.recipe.training.goal, key="live-curve")


def _progress(recipe: Recipe, snapshot: Snapshot) -> None:
    if not snapshot.curve:
        st.progress(0.0, "Starting …")
        return
    now = snapshot.curve[-1]
    done = (snapshot.net - 1 + min(1.0, now.epoch / recipe.training.epochs)) / snapshot.nets
    which = f"net {snapshot.net} of {snapshot.nets}, " if snapshot.nets > 1 else ""
    words = "Paused" if snapshot.status == "paused" else "Training"
    st.progress(
        min(done, 1.0),
        f"{words}: {which}epoch {now.epoch:,}, training error {number(now.train_mse)}, learning rate {number(now.lr)}",
    )


def _start() -> None:
    def change(workspace: Workspace) -> None:
        if workspace.training():
            return  # a second click, or another window, was quicker
        if workspace.study.sample is None:
            workspace.study = workspace.study.draw()
        workspace.job = TrainingJob(workspace.study)

    write(change)


# --- what came out --------------------------------------------------------------------------------------------------


def results(study: Study) -> None:
    """The errors beside their baselines, the curve of the best net, and why it stopped."""
    model = study.model
    assert model is not None  # the page shows results of a trained study only
    judged, best = model.evaluation, model.best
    on_test = judged.mse("test")
    agreement = judged.tier_agreement(study.recipe.cutoffs)
    inputs, hidden, outputs = model.layers
    metrics(
        (
            "Network",
            f"{inputs}-{hidden}-{outputs}",
            f"{len(model.kept)} of {len(model.nets)} nets kept" if len(model.nets) > 1 else "one net",
        ),
        ("Training error", number(judged.mse("training")), "mean squared, K from 0 to 1"),
        ("Test error", number(on_test), f"{judged.sizes[2]:,} customers it never saw"),
        ("Right tier", f"{agreement:.0%}" if agreement is not None else "–", "of the test customers"),
    )
    draw_curve(best.curve, study.recipe.training.goal, key="best-curve")
    name = "Best validation performance" if best.last.validation_mse is not None else "Best training performance"
    who = "The best of the nets" if len(model.nets) > 1 else "The net"
    st.markdown(
        f"{who} stopped at epoch **{best.last.epoch:,}**, {best.last.stop_reason}."
        f" {IN_WORDS[best.last.stop_reason]}"
        f" {name} is **{number(best.result.mse)}** at epoch {best.result.epoch:,}."
    )
    st.caption(
        "Why the curve matters: both lines should fall together. Where validation turns up while training still falls,"
        " the network has begun to learn customers by heart."
    )
    if on_test is not None:
        st.subheader("Does the network add something?", anchor=False)
        mean, linear = judged.mse("test", "mean"), judged.mse("test", "linear")
        st.dataframe(
            {
                "Estimate of the expected value": ["the mean of all", "a straight line (least squares)", "the network"],
                "Test error (MSE)": [number(mean), "0, exact" if _exact(linear) else number(linear), number(on_test)],
            },
            hide_index=True,
            alt="Test error of the mean, of least squares and of the network.",
        )
        st.caption(f"The same {judged.sizes[2]:,} test customers for all three. {_verdict(on_test, linear)}")
    st.caption(f"K here is learned from {SOURCES[model.source]}.")


def _verdict(network: float, linear: float | None) -> str:
    """What one test part can say, in words; where least squares is exact no percentage is printed."""
    if linear is None or _exact(linear):
        return "A straight line already follows the expected value exactly: the network adds nothing here but a check."
    better = 1 - network / linear
    return (
        f"On these customers the network's error is {abs(better):.0%} {'below' if better > 0 else 'above'} the straight"
        " line's; with so few test customers that is an indication, not a proof."
    )


def _exact(mse: float | None) -> bool:
    return mse is not None and mse < 1e-6
