"""What the panel says, and how far the experts agree: the table, a sentence a level, the picture, who stands apart."""

import hashlib
from dataclasses import dataclass
from functools import partial

import pandas as pd
import streamlit as st

from core.charts_of_panel import panel_dots
from core.panel.agreement import Agreement, Apart, agreement, apart_in_words, standing_apart, strength
from core.panel.levels import LEVELS, TOP, label, level_name, members
from core.panel.shares_of import LevelResult, panel_results
from core.problems import joined
from core.study import Study
from core.weights import Shares
from pages.shared.literal import literal
from pages.shared.pictures import picture
from pages.shared.widgets import field

MEANS = {"arithmetic": "mean of the shares", "geometric": "geometric mean"}


@dataclass(frozen=True)
class Panel:
    """The panel's result on each level, with its agreement, and who stands apart on any of them."""

    results: dict[str, LevelResult]
    agreements: dict[str, Agreement]
    apart: list[Apart]


def look_at_panel(study: Study) -> Panel:
    """The panel of a study, remembered until somebody answers otherwise."""
    weights, mapped = study.recipe.weights, study.recipe.scoring.mapped
    read = weights.model_dump_json(include={"panel", "mean"}) + ",".join(mapped)

    def make() -> Panel:
        results = panel_results(weights, mapped)
        apart = [one for result in results.values() for one in standing_apart(result)]
        return Panel(results, {level: agreement(result) for level, result in results.items()}, apart)

    return study.memo.get("panel", hashlib.sha256(read.encode()).hexdigest(), make)


def panel_says(study: Study, counted: Shares | None) -> None:
    """The panel's value, spread and agreement of everything, beside the weight in force."""
    seen = look_at_panel(study)
    st.subheader("What the panel says", anchor=False)
    field(
        st.radio,
        "The panel's value is the",
        "weights.mean",
        options=list(MEANS),
        format_func=MEANS.get,
        horizontal=True,
        help="Each expert's importances become shares first, so nobody counts more for using larger numbers. The"
        " geometric mean is drawn less by one very large share; a 0 counts as 0.5 in it.",
    )
    if not seen.results:
        st.info("No expert who counts has answered anything yet.", icon=":material/info:")
        return
    lines = [line for result in seen.results.values() for line in _lines(result, seen, counted)]
    st.dataframe(
        pd.DataFrame(lines),
        hide_index=True,
        height="content",
        column_config={
            "Panel": st.column_config.NumberColumn(format="%.1f%%", width=70),
            "Spread": st.column_config.NumberColumn(
                format="± %.1f", width=70, help="Standard deviation of the experts' shares, in points."
            ),
            "In force": st.column_config.NumberColumn(format="%.1f%%", width=70),
        },
        alt="The panel's share of each dimension and indicator, with spread and agreement.",
    )
    st.caption(
        "Shares add up to 100% within each group. Agreement on one line is on its rank: 1 if all rank it alike, 0 as by"
        " chance. Its mean over a group is Kendall's W."
    )
    for sentence in unanswered(seen.results, study.recipe.scoring.mapped):
        st.caption(sentence)


def unanswered(results: dict[str, LevelResult], mapped: tuple[str, ...]) -> list[str]:
    """What nobody has said anything about, and what stands there instead."""
    groups = [level_name(level) for level in LEVELS if members(level, mapped) and level not in results]
    single = [label(i) for result in results.values() for i in result.unheard]
    found = []
    if groups:
        found.append(f"Nobody has answered {joined(tuple(groups))}: the weights set by hand count there.")
    if single:
        found.append(f"Nobody has rated {joined(tuple(single))}: an even share stands there.")
    return found


def _lines(result: LevelResult, seen: Panel, counted: Shares | None) -> list[dict[str, object]]:
    made = seen.agreements[result.level]
    force = {} if counted is None else counted.dimensions if result.level == TOP else counted.within
    return [
        {
            "Group": level_name(result.level),
            "": label(member),
            "Panel": 100 * share,
            "Spread": 100 * result.spread[member],
            "Agreement": f"{strength(made.of[member])} ({made.of[member]:.2f})" if member in made.of else "–",
            "In force": 100 * force[member] if member in force else None,
        }
        for member, share in result.shares.items()
    ]


def how_far_they_agree(study: Study) -> None:
    """A sentence for each level, the picture, and who stands apart on what."""
    seen = look_at_panel(study)
    if not seen.results:
        return
    st.subheader("How far they agree", anchor=False)
    if len({name for result in seen.results.values() for name in result.experts}) < 2:
        st.caption("One expert alone decides as she says. Agreement needs two.")
    else:
        st.markdown(
            "\n".join(
                f"* **{level_name(level)}:** {literal(made.in_words)}"
                for level, made in seen.agreements.items()
                if len(seen.results[level].members) > 1
            )
        )
    picture(
        partial(panel_dots, seen.results, seen.apart),
        "What each expert says",
        "Each expert's share of every dimension and indicator as a dot, the panel's value as a bar.",
        key="panel-dots",
    )
    st.caption("A dot is an expert, a bar the panel's value. Dots far from the bar are worth a talk.")
    _who_stands_apart(seen)


def _who_stands_apart(seen: Panel) -> None:
    st.markdown("**Who stands apart on what**")
    if not seen.apart:
        few = all(len(result.experts) < 3 for result in seen.results.values())
        st.caption("That can be said from three experts on." if few else "Nobody: every share lies near the others.")
        return
    said = apart_in_words(seen.apart)
    st.markdown("\n".join(f"* **{literal(expert)}** {literal(words)}" for expert, words in said.items()))
    st.caption("The first share is the expert's, the second the panel's. Ask why before you average it away.")
