"""The sample: how many of each band, which of them train and test, and drawing it."""

from functools import partial

import streamlit as st

from core import charts_of_bands
from core.notices import small_bands
from core.problems import DataProblem
from core.sampling import part_numbers, part_sizes
from core.study import Study
from pages.shared.literal import literal
from pages.shared.pictures import picture
from pages.shared.split_fields import split_fields
from pages.shared.widgets import field, wide_and_narrow
from pages.shared.workspaces import Workspace, write


def sample_panel(study: Study) -> None:
    """What a sample holds, or the drawn one; its parts; every setting; drawing it, on request only."""
    quotas = study.quotas()
    left, right = wide_and_narrow()
    with right:
        st.subheader("How it is drawn", anchor=False)
        _settings(study, len(study.sample.ids) if study.sample else sum(quotas))
    with left:
        st.subheader("The sample", anchor=False)
        per_band = " + ".join(f"{q:,}" for q in quotas)
        st.markdown(f"Bands 1 to 5 give {per_band} = **{sum(quotas):,} customers**, in proportion to their size.")
        with st.container():  # full or empty: the button keeps its place
            if sentence := small_bands(study):
                st.warning(literal(sentence), icon=":material/groups:")
            state = study.state("sample")
            if state.status == "out of date":
                st.warning(
                    f"The sample is {state.in_words}. It stays usable; draw it again to follow.", icon=":material/sync:"
                )
        st.button(
            "Draw the sample" if state.status == "to do" else "Draw it again",
            on_click=_draw,
            icon=":material/casino:",
            type="primary" if state.status == "to do" else "secondary",
            key="draw",
            width=190,
        )
        if study.sample:
            drawn = " + ".join(f"{q:,}" for q in study.sample.quotas)
            st.markdown(f"Drawn: {drawn} = {len(study.sample.ids):,} customers, shuffled and numbered.")
        else:
            st.markdown("Nothing is drawn yet. Who is drawn is shuffled and numbered from 1.")
        _parts(study, len(study.sample.ids) if study.sample else sum(quotas))


def _settings(study: Study, size: int) -> None:
    field(
        st.slider,
        "Share of each band, percent",
        "sample.fraction",
        shown=lambda f: round(f * 100),
        stored=lambda p: p / 100,
        min_value=5,
        max_value=100,
        step=5,
        help="The paper draws 50%. Of a large file at most 20,000 customers are drawn: more would add nothing.",
    )
    field(
        st.number_input,
        "Seed",
        "sample.seed",
        min_value=0,
        max_value=2**32 - 1,
        step=1,
        help="The same seed draws the same customers again.",
    )
    split_fields(study.recipe, size)


def _parts(study: Study, size: int) -> None:
    """Who trains, validates and tests: as a bar and in words."""
    try:
        sizes = part_sizes(size, study.recipe.training.split)
    except DataProblem as problem:
        st.warning(literal(problem), icon=":material/error:")
        return
    numbers = part_numbers(sizes)
    picture(partial(charts_of_bands.part_bar, sizes), "Parts of the sample", numbers)
    st.caption(
        f"{numbers} The network never sees those who test while it learns, so they show how well it does with others."
    )


def _draw() -> None:
    """Draw the sample under the settings in force."""

    def change(workspace: Workspace) -> None:
        workspace.study = workspace.study.draw()

    write(change)
