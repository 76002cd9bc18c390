"""The tiers in numbers, beside the bands; their three dimensions; who brings how much."""

from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from core import charts_of_tiers as charts
from core.indicators import DIMENSIONS
from core.problems import DataProblem
from core.study import Study
from core.tier_figures import Placed, band_figures, tier_figures
from core.tiers_in_words import brings_in_words, compared_in_words, dimensions_in_words
from pages.shared.literal import literal
from pages.shared.pictures import picture
from pages.shared.widgets import percent


def tier_table(study: Study) -> None:
    """One line a tier, and the same figures by band to compare."""
    st.subheader("The tiers in numbers", anchor=False)
    table = tier_figures(study)
    tiers = table.assign(tier=[f"{line.tier} {line.name}" for line in table.itertuples(index=False)])
    columns = st.column_config
    _shown(
        tiers.drop(columns="name"),
        {"tier": columns.TextColumn("Tier", width=115), "range": columns.TextColumn("Customer value K", width=125)},
        "Tiers with customers, share, range of K, mean scores of the dimensions, C, and spend.",
        "tier-table",
    )
    st.caption(compared_in_words(study))
    with st.expander("The same by band of current value"):
        try:
            bands = band_figures(study)
        except DataProblem as problem:
            st.caption(literal(problem))
            return
        shown = {
            "band": columns.NumberColumn("Band", width=60),
            "range": columns.TextColumn("Current value C", width=130),
        }
        _shown(bands, shown, "The five bands with the same figures.", "band-figures")


def _shown(table: pd.DataFrame, first: dict, alt: str, key: str) -> None:
    column = st.column_config
    configured = first | {
        "customers": column.NumberColumn("Customers", format="localized", width=75),
        "share": column.NumberColumn("Share", format="%.1f%%", width=55),
        **{
            d: column.NumberColumn(
                words.split()[0], format="%.2f", width=65, help=f"{words}: mean of its scores by their weights, 1 to 5"
            )
            for d, words in DIMENSIONS.items()
        },
        "current": column.NumberColumn(
            "Current C",
            format="%.2f",
            width=70,
            help="Current value C: mean of R, F and M by their weights, 1 to 5",
        ),
        "share of spend": column.NumberColumn("Of all spend", format="%.1f%%", width=80),
    }
    table = table.assign(current=table["C"]).drop(columns=["K", "C"])  # C is the dimension's mean
    for name in ("share", "share of spend"):
        if name in table:
            table[name] *= 100
    for name, words in (("mean spend", "Mean spend"), ("spend", "Total spend")):
        if name in table:
            whole = table[name].abs().max() >= 100
            table[name] = table[name].round() if whole else table[name]
            configured[name] = column.NumberColumn(words, format="localized" if whole else "%.2f", width=80)
    with st.container(key=key):
        st.dataframe(table, hide_index=True, column_config=configured, placeholder="–", alt=alt)


def dimensions(study: Study, found: Placed) -> None:
    """The mean of each tier on the three dimensions that the one number K is made of."""
    st.subheader("The dimensions beside K", anchor=False)
    table = tier_figures(study)
    means, everybody = table[list(found.names)].to_numpy(), found.dimensions.mean(axis=0)
    differ, lacking = dimensions_in_words(means, found.names)
    picture(partial(charts.dimension_dots, means, everybody, found.names), "The dimensions beside K", differ)
    st.caption(
        f"{differ} Each dimension is the mean of its indicators' scores by their weights; the bar is the mean of all"
        f" customers.{lacking}"
    )


def who_brings_how_much(study: Study, found: Placed) -> None:
    """Cumulative share of spend over the customers, with the tiers' ends."""
    curve = found.curve
    st.subheader("Who brings how much", anchor=False)
    if curve is None:
        st.caption("What customers spend adds up to nothing here, so there is no share of it.")
        return
    fifth = float(np.interp(0.2, curve.customers, curve.by_spend))
    words = brings_in_words(curve)
    picture(partial(charts.spend_plot, curve), "Who brings how much", words)
    unknown = len(found.place) - curve.known
    some = f" {unknown:,} customers whose spend is not known are left out." if unknown else ""
    st.caption(
        f"{words} The fifth who spend most bring {percent(fifth)}: the dotted line. The nearer K's line comes to it,"
        f" the more K says of spend alone.{some}"
    )
