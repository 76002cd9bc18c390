"""Before and after: who goes up and who goes down when a weight or an edge moves."""

from functools import partial

import streamlit as st

from core import charts_of_bands
from core.band_movement import Movement, movement_since, movers, usual_rule
from core.export.csv_and_parquet import to_csv
from core.study import Study
from pages.shared.pictures import picture
from pages.shared.review import MOST_SHOWN

KEY = "compare-bands-with"
RULES = {
    "usual": "the usual weights and edges",
    "sample": "the bands of the drawn sample",
}
WAYS = {"up": "▲ go up", "down": "▼ go down"}
MEANINGS = {
    "usual": "R 30%, F 30%, M 40% and the edges 2, 3, 4 and 5",
    "sample": "the weights and edges under which the sample was drawn",
}


def movement_of(study: Study) -> Movement:
    """The moves from the bands that are chosen to compare with."""
    return movement_since(
        study, study.sample.rule if study.sample and _chosen(study) == "sample" else usual_rule(study)
    )


def _chosen(study: Study) -> str:
    """What is compared with: what was chosen, as long as there is a sample."""
    chosen: str = st.session_state.get(KEY, "usual")
    return chosen if study.sample else "usual"


def moved_in_short(study: Study) -> None:
    """One line beside the sliders: how many go up, down and stay."""
    moved = movement_of(study)
    against = RULES[_chosen(study)]
    if moved.up or moved.down:
        st.markdown(f"Against {against}: **▲ {moved.up:,} up · ▼ {moved.down:,} down** · {moved.same:,} stay.")
    else:
        st.markdown(f"Against {against}: nobody has moved.")


def before_and_after(study: Study) -> None:
    """What is compared with, and how many go up, down and stay."""
    st.subheader("Who moves", anchor=False)
    with st.container():  # full or empty
        if study.sample:
            st.session_state[KEY] = _chosen(study)
            st.radio("Compare the bands with", list(RULES), format_func=RULES.get, key=KEY)
    moved = movement_of(study)
    st.markdown(f"▲ **{moved.up:,}** go up  \n▼ **{moved.down:,}** go down  \n= **{moved.same:,}** stay")
    st.caption(f"Before: {MEANINGS[_chosen(study)]}. Now: the weights and edges above.")


def who_moves(study: Study) -> None:
    """From which band to which, and the customers behind it, on demand."""
    # Its body is made when it is opened; under another label it would close.
    expander = st.expander("From which band to which, and who", key="movers", on_change="rerun")
    with expander, st.container():
        if expander.open:
            _who(study, movement_of(study))


def _who(study: Study, moved: Movement) -> None:
    if not moved.up and not moved.down:
        st.markdown(f"Nobody has moved: these are {RULES[_chosen(study)]}.")
        return
    left, right = st.columns(2, gap="medium")
    with left:
        picture(
            partial(charts_of_bands.movement_matrix, moved),
            "From which band to which",
            charts_of_bands.movement_in_words(moved),
        )
        st.caption("Right of the diagonal customers go up, left of it they go down; the diagonal holds who stays.")
    with right:
        _movers(study, moved)


def _movers(study: Study, moved: Movement) -> None:
    way = st.segmented_control(
        "Who",
        list(WAYS),
        format_func=lambda w: f"{WAYS[w]} ({(moved.up if w == 'up' else moved.down):,})",
        default="up" if moved.up else "down",
        required=True,
        key="movers-way",
        label_visibility="collapsed",
    )
    places = moved.places(way)
    if not len(places):
        st.markdown(f"Nobody goes {way}.")
        return
    st.dataframe(
        movers(study, moved, places[:MOST_SHOWN]),
        hide_index=True,
        height=280,
        column_config={"Current value C": st.column_config.NumberColumn(format="%.2f")},
        alt=f"Customers that go {way}.",
    )
    if len(places) > MOST_SHOWN:
        st.caption(f"The first {MOST_SHOWN:,} of {len(places):,}; the file holds all.")
    st.download_button(
        "Download this list",
        lambda: to_csv(movers(study, moved, places)),
        file_name=f"customers-that-go-{way}.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
        key="download.movers",
    )
