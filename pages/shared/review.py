"""What can be decided of rows and customers: blanks, what is flagged for review, and the rows left out to look at."""

import pandas as pd
import streamlit as st

from core.export.csv_and_parquet import to_csv
from core.indicators import INDICATORS
from core.left_out import accepted
from core.off_scale import off_scale
from core.review import FLAGS
from core.scoring import Scores
from core.study import Study
from core.summary import valid_response_rate
from pages.shared.literal import literal
from pages.shared.rule_editor import BLANKS
from pages.shared.widgets import field, percent
from pages.shared.workspaces import Workspace, write

MOST_SHOWN = 5_000  # lines of a list on the page; the file to take along holds all of them
PLURALS = {
    "double": "doubles",
    "row of totals": "rows of totals",
    "note below the table": "notes below the table",
    "straight-liner": "straight-liners",
    "speeder": "speeders",
    "outlier": "outliers",
}
MEANINGS = {
    "straight-liner": "Straight-liners: the same answer to every question of at least five.",
    "speeder": "Speeders: much faster than the median.",
    "same answers": "Same answers: equal to an earlier row in every column but ids and times.",
    "outlier": "Outliers: more than three interquartile ranges beyond the quartiles.",
    "too new": "Too new to judge: a customer for too few days.",
}


def response_rate(study: Study) -> str:
    """The share of questionnaires sent out that came back valid, in one sentence of Markdown."""
    valid, sent = len(study.scores().values), study.recipe.sent_out or 0
    sentence = f"Valid responses **{valid:,} of {sent:,} sent ({valid_response_rate(study):.2%})**"
    return f"{sentence} :orange[:material/warning: more came back than were sent out]" if valid > sent else sentence


def left_out(scores: Scores) -> None:
    """Every row left out, with its reason, to look at and to take along."""
    table = scores.excluded.rename(columns=str.capitalize)
    words = "1 row left out, and why" if len(table) == 1 else f"The {len(table):,} rows left out, and why"
    with st.expander(words, key="rows-left-out"):
        _list(table, "Rows left out with their reasons.", "left-out")


def off_their_scale(study: Study, scores: Scores) -> None:
    """Every value off its scale, by indicator, to look at and to take along; found when it is opened."""
    rows = scores.excluded_by_reason["off the scale"]
    words = "1 row is" if rows == 1 else f"{rows:,} rows are"
    label = f"{words} left out for a value off its scale: which, by indicator"
    with st.expander(label, key="off-scale", on_change="rerun") as expander:
        if not expander.open:
            return
        scoring, table = study.recipe.scoring, study.customers()
        found = study.memo.get("off scale", study.key("scores"), lambda: off_scale(table, scoring, scores.fitted))
        for indicator, lines in found.items():
            values = "1 value" if len(lines) == 1 else f"{len(lines):,} values"
            st.markdown(literal(f"{INDICATORS[indicator].label}: {values}{accepted(scoring.indicators[indicator])}"))
            alt = f"Values off the scale of {INDICATORS[indicator].label}."
            _list(lines.rename(columns=str.capitalize), alt, f"off-scale-{indicator}")
        st.caption("Mend them in the file, or change the scale, the words or what counts as no answer above.")


def blanks(study: Study, scores: Scores) -> None:
    """Cells without an answer per indicator, and what is done with them."""
    rows = len(study.customers().rows)
    found = {i: n for i, n in scores.blanks.items() if n and i in study.recipe.scoring.indicators}
    total = sum(found.values())
    cells = "1 blank answer" if total == 1 else f"{total:,} blank answers"
    where = "1 indicator" if len(found) == 1 else f"{len(found)} indicators"
    with st.expander(f"{cells} in {where}, and what is done with them", key="blanks"):
        for indicator, n in found.items():
            with st.grid(2, min_column_width=240):
                st.markdown(f"**{INDICATORS[indicator].label}**  \n{n:,} blank :gray[{percent(n / rows)} of the rows]")
                field(
                    st.selectbox,
                    f"Who did not answer {INDICATORS[indicator].label}",
                    f"scoring.indicators.{indicator}.blanks",
                    place="blanks",
                    options=list(BLANKS),
                    format_func=BLANKS.get,
                    label_visibility="collapsed",
                )
        st.caption(
            "Similar customers: the five whose other scores are nearest. Customers without R, F or M are left out"
            " unless you choose otherwise."
        )


def for_review(study: Study, scores: Scores) -> None:
    """What is flagged, each with its count and a choice to leave it out; and the settings that flags depend on."""
    with st.container():
        if scores.flagged:
            counts = " · ".join(
                f"{n:,} {PLURALS.get(flag, flag) if n > 1 else flag}" for flag, n in scores.flagged.items()
            )
            st.markdown(f":material/flag: Flagged for review, not left out: {counts}")
    review = study.recipe.scoring.review
    # Its lists are made when it is opened; under another label it would close.
    expander = st.expander(
        "For review: unusual customers, speed, questionnaires sent out", key="for-review", on_change="rerun"
    )
    with expander:
        with st.container():
            if expander.open:
                _flags(study, scores)
        columns = study.customers().headings
        with st.grid(3, min_column_width=190):
            field(
                st.selectbox,
                "Column with the duration of the answer",
                "scoring.review.duration_column",
                options=list(dict.fromkeys([None, *columns, review.duration_column])),
                format_func=lambda c: c or "none",
                placeholder="none",
            )
            field(
                st.number_input,
                "Too fast: below % of the median",
                "scoring.review.fast",
                shown=lambda share: round(share * 100),
                stored=lambda percents: percents / 100,
                min_value=1,
                max_value=99,
            )
            field(st.number_input, "Too new: fewer days than", "scoring.review.new_days", min_value=1)
        if study.recipe.orders is None:
            field(
                st.number_input,
                "Questionnaires sent out",
                "sent_out",
                min_value=1,
                placeholder="not entered",
                help="For the share of valid responses. Leave it empty where nothing was sent out.",
                width=240,
            )


def _flags(study: Study, scores: Scores) -> None:
    """One line a flag: what it means, how many, leave them out, take the list along; below all of them."""
    leave_out = study.recipe.scoring.review.leave_out
    table = study.memo.get("flags", study.key("scores"), lambda: scores.flags(study.customers()))
    excluded = scores.excluded_by_reason
    shown = [flag for flag in FLAGS if scores.flagged.get(flag) or flag in leave_out]
    if shown:
        st.caption("Flagged customers stay unless you leave them out here; they are listed as left out then.")
    for flag in shown:
        out = flag in leave_out
        count = excluded.get(flag, 0) if out else scores.flagged[flag]
        customers = "1 customer" if count == 1 else f"{count:,} customers"
        with st.grid(4, min_column_width=150, vertical_alignment="center") as grid:
            with grid.cell(column_span=2):
                st.markdown(f"{MEANINGS[flag]} **{customers}**")
            key = f"leave-out.{flag}"
            st.session_state[key] = out
            st.toggle("Leave them out", key=key, on_change=_leave_out, args=(flag,))
            own = table[table["flag"] == flag] if not out else scores.excluded[scores.excluded["reason"] == flag]
            _download(own.rename(columns=str.capitalize), f"flagged-{flag.replace(' ', '-')}", f"List: {flag}")
    if len(table):
        st.dataframe(
            table.head(MOST_SHOWN).rename(columns=str.capitalize), hide_index=True, alt="Customers flagged for review."
        )


def _list(table: pd.DataFrame, alt: str, name: str) -> None:
    """A list on the page, and whole as a file."""
    st.dataframe(table.head(MOST_SHOWN), hide_index=True, alt=alt)
    if len(table) > MOST_SHOWN:
        st.caption(literal(f"The first {MOST_SHOWN:,} of {len(table):,}; the file holds all."))
    _download(table, name, "Download this list")


def _download(table: pd.DataFrame, name: str, label: str) -> None:
    st.download_button(
        label,
        lambda: to_csv(table),
        file_name=f"{name}.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
        key=f"download.{name}",
    )


def _leave_out(flag: str) -> None:
    """Leave out the customers with a flag, or take them in again."""
    wanted = st.session_state[f"leave-out.{flag}"]

    def change(workspace: Workspace) -> None:
        study = workspace.study
        others = {*study.recipe.scoring.review.leave_out} - {flag}
        chosen = tuple(f for f in FLAGS if f in others or (wanted and f == flag))
        workspace.study = study.change(recipe=study.recipe.replaced("scoring.review.leave_out", chosen))

    write(change)
