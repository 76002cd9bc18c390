"""Training page: what the network learns from, how it is trained, the live curve, and how well it does."""

import streamlit as st

from core.notices import HONESTY, model_notices, target_notices
from core.problems import shortened
from pages.shared.diagnostics import diagnose
from pages.shared.expected_value import choose_expected_value
from pages.shared.judging import thorough_check
from pages.shared.literal import literal
from pages.shared.shell import FORMER, next_step, page
from pages.shared.training_panel import training_panel
from pages.shared.training_results import results
from pages.shared.training_settings import preset_and_settings
from pages.shared.widgets import wide_and_narrow
from pages.shared.workspaces import current

PURPOSE = (
    "The network learns the expected value of the sampled customers, then gives every customer a value K from 0 to 1."
)

with page("training", PURPOSE, needs="weights") as study:
    workspace = current()
    state = study.state("model")
    old = state.status == "out of date"
    with st.container():
        if workspace.training():
            pass  # the former state is about to be gone
        elif state.former and not state.since:
            st.info(
                literal(
                    f"The network below was trained on the former file, {shortened(state.former, 60)}, and gives this"
                    " file its tiers. Train again to have it learn from this file: a sample is drawn first."
                ),
                icon=FORMER,
            )
        elif old:
            st.warning(
                f"The training is {literal(state.in_words)}. The tiers shown belong to the former state; train again to"
                " follow.",
                icon=":material/sync_problem:",
            )
    left, right = wide_and_narrow()
    with right:
        choose_expected_value(study)
        preset_and_settings(study)
    with left:
        with st.container():
            st.info(HONESTY[study.recipe.target.kind], icon=":material/info:")
            for sentence in [*target_notices(study), *model_notices(study)]:
                st.warning(literal(sentence), icon=":material/warning:")
        training_panel(workspace)
        if study.model and not workspace.training():
            results(study)
    with st.container():  # full or empty, so that what is below keeps its place
        if study.model and not workspace.training():
            diagnose(study)
            thorough_check(workspace)
    if study.model:
        next_step("segments", primary=not old)
