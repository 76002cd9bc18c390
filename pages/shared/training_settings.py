"""How the network is trained: presets, and every setting behind them with a word on what it does."""

import streamlit as st

from core.recipe import AS_IN_THE_PAPER, RECOMMENDED, Recipe
from core.study import Study
from pages.shared.widgets import field
from pages.shared.workspaces import Workspace, write

PRESETS = {"As in the paper": AS_IN_THE_PAPER, "Recommended": RECOMMENDED}
WHAT_PRESETS_DO = (
    "As in the paper: one net, stops at an error of 0.01, for comparison with the study. Recommended: ten nets, each"
    " stopped where unseen customers fit best; K is their mean."
)


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
