"""Which column tells what, and how it is scored: one select box per indicator, with its reason and its rule."""

import streamlit as st

from core.importing.mapping.proposal import Reason, columns_that_would_do, examples
from core.importing.mapping.rules import propose_measure
from core.indicators import DIMENSIONS, INDICATORS, Indicator
from core.problems import DataProblem
from core.recipe import Measure, Recipe
from core.rules_in_words import rule_in_words
from core.study import Study
from pages.shared.literal import literal
from pages.shared.rule_editor import rule_editor
from pages.shared.widgets import field
from pages.shared.workspaces import Workspace, current, write

NOWHERE = "not in this file"
SEVERAL = "several columns …"
CHECK = "please check"
DOUBLES = {
    "first": "keep the first valid one",
    "last": "keep the last valid one",
    "mean": "take their mean values",
}
NO_ID = "none: customers are known by their row"


def mapping_editor(study: Study) -> None:
    """All 14 indicators by dimension: R, F and M and what was found in sight, the rest folded away."""
    st.subheader("Which column tells what", anchor=False)
    st.caption("Proposed from headings and values; correct what is wrong. A blank answer is never counted as 0.")
    scoring = study.recipe.scoring
    with st.container():
        if doubtful := proposals_to_check(study):
            count = "1 proposal" if len(doubtful) == 1 else f"{len(doubtful)} proposals"
            st.markdown(f":orange[:material/fact_check:] **{count} to check:** {', '.join(doubtful)}")
    # Counting how many of the columns are not zero beside adding them up is no mistake.
    used = [c for m in scoring.indicators.values() for c in m.columns if m.combine != "count_nonzero"]
    for dimension in ("current", "internet", "potential"):  # what is needed comes first
        words = DIMENSIONS[dimension]
        members = [i for i in INDICATORS.values() if i.dimension == dimension]
        absent = [i for i in members if i.id not in scoring.indicators and not i.symbol]
        found = sum(i.id in scoring.indicators for i in members)
        with st.container(border=True):
            st.markdown(f"**{words}** :gray[{found} of {len(members)} found]")
            with st.container():
                for indicator in members:
                    if indicator not in absent:
                        _row(study, indicator, used)
            if absent:
                with st.expander(f"{len(absent)} not in this file"):
                    st.caption(
                        "Left out; the weights of the dimension are shared by the others. Choose a column to add one."
                    )
                    for indicator in absent:
                        _row(study, indicator, used)


def proposals_to_check(study: Study) -> list[str]:
    """Labels of the indicators whose proposal is still in force and not sure enough to be left unseen."""
    found = ((i, _reason_in_force(study, i)) for i in study.recipe.scoring.mapped)
    return [INDICATORS[i].label for i, why in found if why and confidence_in_words(why) == CHECK]


def confidence_in_words(why: Reason) -> str:
    """`sure`, `likely` or `please check`; the reason itself may ask for a check."""
    if why.confidence < 0.7 or CHECK in why.text:
        return CHECK
    return "sure" if why.confidence >= 0.85 else "likely"


def _reason_in_force(study: Study, indicator: str) -> Reason | None:
    """Why the indicator's column was proposed; None where the user has chosen otherwise."""
    workspace = current()
    if workspace.proposed is None:
        return None
    same = workspace.proposed.scoring.indicators.get(indicator) == study.recipe.scoring.indicators.get(indicator)
    return workspace.reasons.get(indicator) if same else None


def _row(study: Study, indicator: Indicator, used: list[str]) -> None:
    table, measure = study.customers(), study.recipe.scoring.indicators.get(indicator.id)
    columns = table.headings
    choice, key = _choice(measure), f"column.{indicator.id}"
    st.session_state[key] = choice
    options = [NOWHERE, *columns, SEVERAL]
    if choice not in options:
        options.insert(1, choice)
    with st.grid(2, min_column_width=270):
        st.selectbox(
            f"{indicator.symbol} {indicator.label}".strip(),
            options,
            key=key,
            on_change=_choose,
            args=(indicator.id,),
            help=f"{indicator.name[:1].upper()}{indicator.name[1:]}; usually {indicator.usual_form}.",
        )
        with st.container(gap="xxsmall"):
            if measure is None:
                _not_found(study, indicator)
                return
            why = _reason_in_force(study, indicator.id)
            _explain(study, indicator, measure, used)
            # No popover that tells when it closes: a click on another page would close it too, and be lost.
            scoring = st.expander("Scoring", key=f"scoring.{indicator.id}", type="compact", on_change="rerun")
            if scoring.open:
                with scoring:
                    _several(study, indicator, measure)
                    proposed = why is not None and CHECK in why.text
                    rule_editor(study, indicator.id, measure, proposed=proposed)


def _explain(study: Study, indicator: Indicator, measure: Measure, used: list[str]) -> None:
    """Example values, why this column was proposed or how it is scored, and a warning where it is used twice."""
    table = study.customers()
    shown = [c for c in measure.columns if c in table.headings]
    seen = f"e.g. {literal(examples(table, shown))}" if shown else "This file has no such column."
    if why := _reason_in_force(study, indicator.id):
        sure = "" if CHECK in why.text else f" ({confidence_in_words(why)})"
        st.caption(f"{seen}  \n{literal(why.text[:1].upper() + why.text[1:])}{sure}.")
    else:
        st.caption(f"{seen}  \nScored by {literal(rule_in_words(measure))}.")
    doubled = [c for c in measure.columns if used.count(c) > 1]
    if doubled and measure.combine != "count_nonzero":
        st.caption(f":orange[:material/warning:] The column {literal(doubled[0])} is used more than once.")


def _not_found(study: Study, indicator: Indicator) -> None:
    if not indicator.symbol:
        return
    would_do = columns_that_would_do(study.customers(), indicator.id)[:3]
    hint = f"These could do: {literal(', '.join(would_do))}." if would_do else "No column seems to hold it."
    st.caption(f":red[:material/error:] Needed. {hint}")


def _choice(measure: Measure | None) -> str:
    if measure is None:
        return NOWHERE
    if len(measure.columns) == 1 and measure.combine != "count_nonzero":
        return measure.columns[0]
    how = {"count_nonzero": "how many are not zero of"}.get(measure.combine, f"{measure.combine} of")
    how = "how many were chosen of" if measure.choices else how
    return f"{how} {len(measure.columns)} columns: {', '.join(measure.columns)}"


def _several(study: Study, indicator: Indicator, measure: Measure) -> None:
    """Columns and their combination, where one column is not enough."""
    if len(measure.columns) == 1 and not st.session_state.get(f"several.{indicator.id}"):
        return
    path = f"scoring.indicators.{indicator.id}"
    field(
        st.multiselect,
        "Columns",
        f"{path}.columns",
        shown=list,
        stored=lambda chosen: tuple(chosen) or measure.columns,
        options=list(dict.fromkeys([*study.customers().headings, *measure.columns])),
    )
    field(
        st.selectbox,
        "Together",
        f"{path}.combine",
        options=["sum", "mean", "max", "count_nonzero"],
        format_func={"sum": "sum", "mean": "mean", "max": "largest", "count_nonzero": "how many are not zero"}.get,
    )


def _choose(indicator: str) -> None:
    """A column was chosen for an indicator: propose how to score it, or let the indicator go."""
    chosen = st.session_state[f"column.{indicator}"]
    st.session_state[f"several.{indicator}"] = chosen == SEVERAL

    def change(workspace: Workspace) -> None:
        study = workspace.study
        if chosen == NOWHERE:
            measure = None
        elif chosen == SEVERAL:
            present = study.recipe.scoring.indicators.get(indicator)
            columns = (
                present.columns
                if present
                else (columns_that_would_do(study.customers(), indicator) or study.customers().headings)[:1]
            )
            measure = propose_measure(study.customers(), indicator, tuple(columns))
        elif chosen in study.customers().headings:
            measure = propose_measure(study.customers(), indicator, (chosen,))
        else:
            return  # the several columns that are chosen already
        workspace.study = study.change(recipe=with_measure(study.recipe, indicator, measure))

    write(change)


def with_measure(recipe: Recipe, indicator: str, measure: Measure | None) -> Recipe:
    """The recipe with another source for one indicator, or none."""
    return recipe.replaced(f"scoring.indicators.{indicator}", measure)


def customer_settings(study: Study) -> None:
    """Id, doubles and the reference date."""
    scoring = study.recipe.scoring
    try:
        columns = study.customers().headings
    except DataProblem:  # order lines that cannot be added up, perhaps for the date below
        columns = []
    with st.container(border=True):
        st.markdown("**Customers and dates**")
        with st.grid(3, min_column_width=200):
            field(
                st.selectbox,
                "Customer id",
                "scoring.id_column",
                options=list(dict.fromkeys([None, *columns, scoring.id_column])),
                format_func=lambda c: c or NO_ID,
                placeholder=NO_ID,
            )
            field(
                st.selectbox,
                "Of several rows with one id",
                "scoring.duplicates",
                options=list(DOUBLES),
                format_func=DOUBLES.get,
            )
            if study.recipe.orders or any(m.dates for m in scoring.indicators.values()):
                _reference_date(study)


def _reference_date(study: Study) -> None:
    """The day from which days are counted back: the user's, or the one found in the file."""
    field(
        st.date_input,
        "Reference date",
        "scoring.reference_date",
        help="Days are counted back from here. Left empty, it is the day after the file's last believable date.",
    )
    if study.recipe.scoring.reference_date is None:
        try:
            found = study.scores().fitted.reference_date
        except DataProblem:
            return
        st.caption(f"Found in the file: {found}")
