"""How the network is trained: presets, and every setting behind them with a word on what it does."""

import streamlit as st

from core.network.algorithms import ALGORITHMS
from core.recipe import AS_IN_THE_PAPER, RECOMMENDED, Recipe
from core.study import Study
from pages.shared.split_fields import split_fields
from pages.shared.weighting_fields import weighting_fields
from pages.shared.widgets import field
from pages.shared.workspaces import Workspace, write

PRESETS = {"As in the paper": AS_IN_THE_PAPER, "Recommended": RECOMMENDED}
WHAT_PRESETS_DO = (
    "As in the paper: one net, stops at an error of 0.01, for comparison with the study. Recommended: ten nets, each"
    " stopped where unseen customers fit best; K is their mean."
)

LAYERS = {
    "hidden": "Bends the sums of the hidden units. tansig: -1 to 1, logsig: 0 to 1; purelin leaves a line.",
    "output": "What makes K. logsig keeps it between 0 and 1; what others give beyond is cut off and counted.",
}
SETTINGS = {
    "lr": ("Learning rate at the start (lr)", "How far a step goes along the slope. Usual: 0.01."),
    "lr_inc": (
        "Rate grows by (lr_inc)",
        "After a step that lowers the error, the rate times this; 1 or more.",
    ),
    "lr_dec": ("Rate shrinks by (lr_dec)", "After a step that is taken back, the rate times this; below 1."),
    "max_perf_inc": (
        "Most rise of the error (max_perf_inc)",
        "A step is taken back if it multiplies the error by more than this. Usual: 1.04.",
    ),
    "mc": ("Momentum (mc)", "The share of the last step that the next one carries on, 0 up to below 1. Usual: 0.9."),
    "delta0": ("First step of each weight (delta0)", "Above 0. Usual: 0.07."),
    "delt_inc": ("Step grows by (delt_inc)", "While the slope keeps its sign; 1 or more. Usual: 1.2."),
    "delt_dec": ("Step shrinks by (delt_dec)", "Where the slope turns; below 1. Usual: 0.5."),
    "deltamax": ("Longest step of a weight (deltamax)", "Above 0. Usual: 50."),
    "sigma": ("Distance to tell the curvature (sigma)", "Above 0. Usual: 5e-5."),
    "scg_lambda": ("Damping at the start (lambda)", "Above 0. Usual: 5e-7."),
    "mu": (
        "Damping at the start (mu)",
        "Small: nearly Newton's step; large: a short step downhill. Usual: 0.001.",
    ),
    "mu_dec": ("Damping shrinks by (mu_dec)", "After a step that lowers the error; below 1. Usual: 0.1."),
    "mu_inc": ("Damping grows by (mu_inc)", "Until a step lowers the error; above 1. Usual: 10."),
    "mu_max": ("Most damping (mu_max)", "Where no step helps any more, training stops. Usual: 1e10."),
}


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
        for layer, words in LAYERS.items():
            label = f"{layer.capitalize()} layer"
            field(st.selectbox, label, f"network.{layer}_transfer", options=["tansig", "logsig", "purelin"], help=words)
        field(
            st.number_input,
            "Most epochs",
            "training.epochs",
            min_value=1,
            max_value=10_000_000,
            step=100,
            help="An epoch is one look at all customers who train. A net ends here at the latest.",
        )
        field(
            st.number_input,
            "Most seconds for each net",
            "training.max_seconds",
            min_value=0.1,
            value=None,
            placeholder="no limit",
            help="Empty: as long as it takes. A training that is cut short is kept with the epoch it reached.",
        )
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
        least = ALGORITHMS[recipe.training.algorithm].min_grad
        field(
            st.number_input,
            "Least gradient",
            "training.min_grad",
            shown=lambda g: least if g is None else g,
            stored=lambda g: None if g == least else g,
            min_value=0.0,
            format="%g",
            help=f"Stop when the error is as flat as this. Usual for {recipe.training.algorithm}: {least:g}.",
        )
        field(
            st.selectbox,
            "Scores are normalised on",
            "training.normalise_on",
            options=["training", "sample"],
            format_func={"training": "the customers who train", "sample": "the whole sample, as in the paper"}.get,
            help="Whose lowest and highest scores become 0 and 1. Only the first keeps the test unseen.",
        )
        _algorithm(recipe)
        weighting_fields(study)
        split_fields(recipe, len(study.sample.ids) if study.sample else sum(study.quotas()))
        field(
            st.number_input,
            "Seed",
            "network.seed",
            min_value=0,
            max_value=2**32 - 1,
            step=1,
            help="The same seed starts from the same weights again.",
        )


def _algorithm(recipe: Recipe) -> None:
    """The training function, and the settings that it reads."""
    chosen = recipe.training.algorithm
    field(
        st.selectbox,
        "Training function",
        "training.algorithm",
        options=list(ALGORITHMS),
        format_func=lambda name: f"{name}: {ALGORITHMS[name].words}",
    )
    words = ALGORITHMS[chosen].words  # the box has no room for all of them
    st.caption(f"{words[:1].upper()}{words[1:]}.")
    for name in ALGORITHMS[chosen].reads:
        label, words = SETTINGS[name]
        field(st.number_input, label, f"training.{name}", min_value=0.0, format="%g", help=words)


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
