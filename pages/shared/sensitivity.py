"""At the end of the Weights page: who changes band when the weights move a little, and which weight matters most."""

from functools import partial

import streamlit as st

from core.charts_of_sensitivity import band_moves
from core.panel.levels import label
from core.sensitivity import Steadiness
from core.sensitivity_in_words import most_in_words, moves_in_words, share_in_words, tiers_in_words, usual_in_words
from core.study import Study
from pages.shared.pictures import picture
from pages.shared.widgets import field, metrics, wide_and_narrow

QUICK = 20_000  # customers of whom all is computed while a slider moves; for more it is done on request
LISTED = 100
ASKED = "sensitivity_asked"  # the key of the figures that this window asked for


def sensitivity_panel(study: Study) -> None:
    """Spread, four numbers, moves from band to band, the customers nearest an edge, and what the weights decide."""
    st.subheader("If the weights were a little different", anchor=False)
    settings = study.recipe.sensitivity
    st.caption(
        f"Nobody knows weights to the percent. So every weight is moved at random, {settings.draws:,} times; those of a"
        " level are scaled to 100% again, and each customer is put into a band anew."
    )
    field(
        st.slider,
        "How far each weight moves, up or down, percent",
        "sensitivity.spread",
        shown=lambda share: round(share * 100),
        stored=lambda percent: percent / 100,
        min_value=1,
        max_value=50,
        step=1,
    )
    many = len(study.scores().ids)
    with st.container():
        if many > QUICK and st.session_state.get(ASKED) != study.key("sensitivity"):
            st.caption(f"For {many:,} customers this takes some seconds, so it does not follow the sliders by itself.")
            st.button("Work it out", on_click=_ask, args=(study,), icon=":material/calculate:")
            return
        with st.spinner("Moving the weights ..."):
            found = study.sensitivity()
        _numbers(found, settings.spread)
        left, right = wide_and_narrow()
        with left:
            picture(
                partial(band_moves, found.bands),
                "Bands when the weights move a little",
                moves_in_words(found.bands),
                key="band-moves",
            )
            st.caption(
                "Read along a row: of the customers of that band, what percentage is in which band in a draw."
                " The paler the squares beside the diagonal, the less it matters that weights are estimates."
            )
        with right:
            st.markdown(f"**{most_in_words(found.bands, settings.spread, 'band')}**")
            if found.tiers:
                st.markdown(most_in_words(found.tiers, settings.spread, "tier"))
            st.markdown(tiers_in_words(study))
        _nearest(study, found)


def _ask(study: Study) -> None:
    st.session_state[ASKED] = study.key("sensitivity")


def _numbers(found: Steadiness, spread: float) -> None:
    bands, tiers = found.bands, found.tiers
    most = bands.matters_most
    metrics(
        ("Change band", share_in_words(bands.mean), f"on average; {usual_in_words(bands)}"),
        ("Never change band", share_in_words(bands.always), "the same one in every draw"),
        (
            "By one weight alone",
            share_in_words(max(bands.alone[most])),
            f"at most, when {label(most)} moves by {spread:.0%}",
        ),
        (
            "Change tier",
            share_in_words(tiers.mean) if tiers else "–",
            "on average, by the formula of the weighted score" if tiers else "the weights do not decide K",
        ),
    )


def _nearest(study: Study, found: Steadiness) -> None:
    """The customers nearest to an edge whom weights can move."""
    lines = found.nearest(study.scores().ids, LISTED)
    st.markdown("**Nearest to an edge of a band**")
    if lines.empty:
        st.caption("No customer is so near to an edge that weights moved this little could put her into another band.")
        return
    changing = int((found.bands.keeps < 1).sum())
    on_it = int(found.on_an_edge.sum())
    exactly = f", {on_it:,} stand exactly on an edge" if on_it else ""
    st.caption(
        f"{changing:,} customers change band in at least one draw{exactly}. These are the {len(lines)} nearest: do not"
        " make much of their band, with slightly other weights it is another. Customers whose scores for R, F and M are"
        " equal are not listed: no weights move them."
    )
    lines["keeps"] *= 100
    st.dataframe(
        lines,
        hide_index=True,
        height="auto" if len(lines) < 10 else 390,
        column_config={
            "customer": st.column_config.TextColumn("Customer"),
            "c": st.column_config.NumberColumn("Current value C", format="%.3f"),
            "band": st.column_config.NumberColumn("Band"),
            "edge": st.column_config.NumberColumn("Nearest edge", format="%g"),
            "distance": st.column_config.NumberColumn("C above (+) or below it", format="%+.3f"),
            "keeps": st.column_config.NumberColumn("Keeps her band, % of draws", format="%.1f"),
        },
        alt="The customers nearest to an edge of a band, and in how many draws each keeps her band.",
    )
