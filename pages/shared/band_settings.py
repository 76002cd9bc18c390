"""What the bands follow: the importance of R, F and M, and the edges between the bands."""

import streamlit as st

from core.bands import EDGES
from core.recipe import BandSettings
from core.study import Study
from pages.shared.by_hand import rfm_weights
from pages.shared.workspaces import current, write_recipe


def rfm_sliders(study: Study) -> None:
    """Importance of recency, frequency and spend, each with the share that follows; or what a panel decided."""
    st.subheader("How much each counts", anchor=False)
    rfm_weights(study)


def edge_fields(study: Study) -> None:
    """The four edges between the bands, with the way back to the paper's."""
    edges = study.recipe.bands.edges
    with st.expander("Move the edges", key="edges"):
        with st.grid(2, min_column_width=100):
            for k, edge in enumerate(edges):
                key = f"edge.{k}"
                if st.session_state.get(key) != edge:  # what is set is sent, and would undo what is being typed
                    st.session_state[key] = edge
                st.number_input(
                    f"Band {k + 2} from C =",
                    min_value=min(1.01, edge),
                    max_value=5.0,
                    step=0.1,
                    format="%.2f" if round(edge, 2) == edge else "%.10g",
                    key=key,
                    on_change=_move_edge,
                    args=(k, key),
                )
        st.button(
            "Back to the paper's edges",
            on_click=write_recipe,
            args=("bands.edges", EDGES),
            disabled=study.recipe.bands == BandSettings(),
            icon=":material/restart_alt:",
        )


def _move_edge(k: int, key: str) -> None:
    edges = list(current().study.recipe.bands.edges)
    edges[k] = round(st.session_state[key], 10)  # steps of 0.1 add up to 2.3000000000000003
    write_recipe("bands.edges", edges)
