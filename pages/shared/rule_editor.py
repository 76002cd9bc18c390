"""How one indicator's raw values become scores of 1 to 5: in words, and to change."""

import streamlit as st

from core.importing.rules import starting_rule
from core.problems import DataProblem
from core.recipe import Categories, Measure, Scale, Thresholds, Words
from core.study import Study
from pages.shared.widgets import field, number
from pages.shared.workspaces import Workspace, write

KINDS = {
    "scale": "a declared scale",
    "words": "answers in words, in order",
    "quintiles": "fifths of the customers",
    "thresholds": "own thresholds",
    "categories": "a score for each category",
}


def rule_in_words(measure: Measure) -> str:
    """The rule in one phrase, e.g. `fifths of the customers, few days score high`."""
    rule = measure.rule
    if isinstance(rule, Words):
        best = rule.words[0] if rule.reversed else rule.words[-1]
        return f"words, {best!r} is best"
    if isinstance(rule, Categories):
        return f"a score for each of {len(rule.scores)} categories"
    unit = "days" if measure.dates else "values"
    direction = (
        f"few {unit} score high" if measure.dates and rule.reversed else "low values are good" if rule.reversed else ""
    )
    if isinstance(rule, Scale):
        phrase = f"the scale {number(rule.low)} to {number(rule.high)}"
    elif isinstance(rule, Thresholds):
        phrase = f"the thresholds {', '.join(number(e) for e in rule.edges)}"
    else:
        phrase = KINDS[rule.kind]
    return f"{phrase}, {direction}" if direction else phrase


def rule_editor(study: Study, indicator: str, measure: Measure) -> None:
    """Kind of rule, its values, direction, dates and blanks."""
    path = f"scoring.indicators.{indicator}"
    kind_key = f"kind.{indicator}"
    st.session_state[kind_key] = measure.rule.kind
    st.selectbox(
        "Scored by", list(KINDS), format_func=KINDS.get, key=kind_key, on_change=_choose_kind, args=(indicator,)
    )
    rule = measure.rule
    if isinstance(rule, Scale):
        with st.grid(2, min_column_width=100):
            field(st.number_input, "Lowest", f"{path}.rule.low", shown=float, format="%g")
            field(st.number_input, "Highest", f"{path}.rule.high", shown=float, format="%g")
    elif isinstance(rule, Words):
        field(
            st.text_area,
            "Answers, worst first, one a line",
            f"{path}.rule.words",
            shown="\n".join,
            stored=lambda text: [line.strip() for line in text.splitlines() if line.strip()],
        )
    elif isinstance(rule, Thresholds):
        field(
            st.text_input,
            "Four limits, rising: each one reached adds a point",
            f"{path}.rule.edges",
            shown=lambda edges: ", ".join(f"{e:g}" for e in edges),
            stored=four_edges,
        )
    elif isinstance(rule, Categories):
        field(
            st.text_area,
            "Category = score from 1 to 5, one a line",
            f"{path}.rule.scores",
            shown=lambda scores: "\n".join(f"{word} = {points:g}" for word, points in scores.items()),
            stored=category_scores,
        )
    if not isinstance(rule, Categories):
        field(st.toggle, "Low values are good", f"{path}.rule.reversed")
    if not isinstance(rule, Categories | Words):
        field(st.toggle, "These are dates: count the days", f"{path}.dates")
    field(
        st.selectbox,
        "A customer without an answer",
        f"{path}.blanks",
        options=["exclude", "median"],
        format_func={"exclude": "is left out", "median": "gets the median score"}.get,
    )


def four_edges(text: str) -> tuple[float, ...]:
    """Four numbers from a line such as `10, 20, 30, 40`."""
    try:
        edges = tuple(float(part) for part in text.replace(";", ",").split(","))
    except ValueError:
        edges = ()
    if len(edges) != 4:
        raise DataProblem(f"{text!r} are no thresholds", accepted="four numbers, as in 10, 20, 30, 40")
    return edges


def category_scores(text: str) -> dict[str, float]:
    """Scores from lines such as `gold = 5`."""
    scores = {}
    for line in filter(str.strip, text.splitlines()):
        word, _, points = line.rpartition("=")
        try:
            scores[word.strip()] = float(points)
        except ValueError:
            word = ""
        if not word.strip():
            raise DataProblem(f"the line {line!r} cannot be read", accepted="a category, =, and a score from 1 to 5")
    return scores


def _choose_kind(indicator: str) -> None:
    kind = st.session_state[f"kind.{indicator}"]

    def change(workspace: Workspace) -> None:
        study = workspace.study
        measure = study.recipe.scoring.indicators[indicator]
        rule = starting_rule(kind, [study.customers().frame[c] for c in measure.columns], measure)
        path = f"scoring.indicators.{indicator}.rule"
        workspace.study = study.change(recipe=study.recipe.replaced(path, rule))

    write(change)
