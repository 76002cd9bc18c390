"""Pictures and the table of the five bands, and the rows that are in none."""

from functools import partial

import pandas as pd
import streamlit as st

from core import charts_of_bands
from core.bands import Bands
from core.indicators import RFM
from core.scoring import Scores
from core.study import Study
from pages.shared.literal import literal
from pages.shared.pictures import picture
from pages.shared.review import PLURALS, left_out
from pages.shared.shell import STEPS

CHOSEN = "band-shown"  # the band whose customers are listed
CHART = "bands-chart"
CLICKED = "bar-clicked"


def band_bars(bands: Bands) -> None:
    """Customers per band; a click on a bar lists its customers below."""
    picture(
        partial(charts_of_bands.band_bars, bands),
        "Customers by band",
        charts_of_bands.in_words(bands),
        key=CHART,
        on_select=_choose_band,
        selection_mode="points",
    )


def _choose_band() -> None:
    points = st.session_state[CHART].selection.points
    if points:
        st.session_state[CLICKED] = points[0]["point_index"] + 1
    # A click on the bar that was clicked last takes its selection back: that bar is meant again.
    st.session_state[CHOSEN] = st.session_state.get(CLICKED)


def band_table(study: Study, bands: Bands, quotas: list[int]) -> None:
    """The five bands in numbers: customers, share, sample, mean scores, and spend where the file knows it."""
    table = bands.table
    table.insert(4, "sample", quotas)
    column = st.column_config
    shown = {
        "band": column.NumberColumn("Band", width=50),
        "range": column.TextColumn("Current value", width=90),
        "customers": column.NumberColumn("Customers", format="localized", width=80),
        "share": column.NumberColumn("Share", format="%.1f%%", width=60),
        "sample": column.NumberColumn("Sample", format="localized", width=65),
        **{i: column.NumberColumn(f"Mean {s}", format="%.2f", width=65) for i, s in zip(RFM, "RFM", strict=True)},
    }
    if "spend" in table:
        shown |= {
            "mean spend": column.NumberColumn("Mean spend", format=_money(table["mean spend"]), width=85),
            "spend": column.NumberColumn("Total spend", format=_money(table["spend"]), width=95),
            "share of spend": column.NumberColumn(
                "Its share", format="%.1f%%", width=70, help="Share of all that customers spend"
            ),
        }
    for name in ("share", "share of spend"):
        if name in table:
            table[name] *= 100
    for name in ("mean spend", "spend"):
        if name in table and _money(table[name]) == "localized":
            table[name] = table[name].round()
    with st.container(key="bands-table"):
        st.dataframe(table, hide_index=True, column_config=shown, placeholder="–", alt=charts_of_bands.in_words(bands))
    st.caption(
        "C = R × its weight + F × its weight + M × its weight, scores 1 to 5. Why bands: so that the sample holds"
        f" customers of every kind, not only the many average ones. {_spend_in_words(study, bands)}"
    )


def _money(amounts: pd.Series) -> str:
    """Format of a column of amounts: whole ones, unless they are small."""
    return "localized" if amounts.abs().max() >= 100 else "%.2f"


def _spend_in_words(study: Study, bands: Bands) -> str:
    measure = study.recipe.scoring.indicators["monetary"]
    headings = literal(", ".join(measure.columns[:3]) + (", …" if len(measure.columns) > 3 else ""))
    if bands.spenders is None:
        return f"What they spend is not shown: the column of M, *{headings}*, holds answers or counts and no amounts."
    unknown = len(bands.c) - int(bands.spenders.sum())
    some = f"; {unknown:,} customers without it are left out of it" if unknown else ""
    return f"Spend is *{headings}*, as it stands in the file{some}."


def histogram(bands: Bands) -> None:
    """All customers by C, with the edges drawn in."""
    st.subheader("Where the edges cut", anchor=False)
    near = bands.just_below()
    picture(
        partial(charts_of_bands.c_histogram, bands),
        "Customers by current value, with the edges of the bands",
        f"Customers by current value C, with the edges of the bands; {near:,} lie at most 0.1 below one.",
    )
    st.caption(
        f"Each column is customers of about the same C; the last one holds those with C = 5. {near:,} customers lie"
        " just below an edge, by 0.1 at most: a small change of a weight can lift them over it."
    )


def not_placed(scores: Scores) -> None:
    """Rows that are in no band, with the reason of each; where it is mended is one click away."""
    with st.container():  # full or empty: what is below keeps its place
        if not len(scores.excluded):
            st.caption("Every row of the file is in exactly one band.")
            return
        found = scores.excluded_by_reason.items()
        reasons = " · ".join(f"{n:,} {PLURALS.get(reason, reason) if n > 1 else reason}" for reason, n in found)
        rows = "1 row is" if len(scores.excluded) == 1 else f"{len(scores.excluded):,} rows are"
        st.caption(f"Each of the {len(scores.ids):,} customers is in exactly one band. {rows} in none: {reasons}.")
        left_out(scores)
        st.page_link(
            STEPS["data"][1],
            label="Mend them on the Data page",
            icon=":material/arrow_back:",
            query_params={"w": st.session_state["token"]},
        )
