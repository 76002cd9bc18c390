"""How one indicator's raw values become scores of 1 to 5: in words, in two small pictures, and to change."""

from functools import partial

import pandas as pd
import streamlit as st

from core.charts_of_scores import small_bars
from core.distributions import Bars, before_and_after
from core.importing.mapping.rules import all_in_the_middle, propose_measure, starting_rule
from core.indicators import INDICATORS
from core.problems import DataProblem
from core.recipe import Categories, Measure, Quintiles, Scale, Thresholds, Words
from core.rules_in_words import KINDS, edges_in_words
from core.study import Study
from core.wave import former_edges
from pages.shared.literal import literal
from pages.shared.pictures import picture
from pages.shared.widgets import field
from pages.shared.workspaces import Workspace, write

BLANKS = {
    "exclude": "is left out",
    "median": "gets the median score",
    "similar": "gets the mean score of similar customers",
}
USUAL_SCALES = {(1, 5), (1, 7), (1, 10), (0, 10), (0, 1), (0, 5), (0, 100)}


def rule_editor(study: Study, indicator: str, measure: Measure, *, proposed: bool) -> None:
    """Kind of rule, its values, direction, values before and scores after, and what gives no answer.

    proposed: its scale was proposed from the values that were seen, and nobody has confirmed it.
    """
    path = f"scoring.indicators.{indicator}"
    kind_key = f"kind.{indicator}"
    st.session_state[kind_key] = measure.rule.kind
    st.selectbox(
        "Scored by",
        [kind for kind in KINDS if not (measure.choices and kind in ("words", "categories"))],
        format_func=KINDS.get,
        key=kind_key,
        on_change=_choose_kind,
        args=(indicator,),
    )
    with st.container():
        _values_of_rule(path, measure)
        if isinstance(measure.rule, Quintiles):
            _kept_edges(study, indicator, measure.rule)
    if not isinstance(measure.rule, Categories):
        field(st.toggle, "Low values are good", f"{path}.rule.reversed")
    with st.container():
        _before_and_after(study, indicator, measure, proposed)
    if not isinstance(measure.rule, Categories | Words) and not measure.choices:
        field(st.toggle, "These are dates: count the days", f"{path}.dates")
    if measure.choices or may_hold_choices(study, measure):
        key = f"choices.{indicator}"
        st.session_state[key] = measure.choices
        st.toggle(
            "Multiple choice: count the answers chosen",
            key=key,
            on_change=_count_choices,
            args=(indicator,),
            help="Answers joined in one cell, as in Tea; Coffee, or one column for each choice.",
        )
    field(
        st.text_input,
        "Values that give no answer",
        f"{path}.no_answers",
        shown=joined_values,
        stored=separate_values,
        placeholder="such as 0, 99 or Not applicable",
        help="They are read as blanks before the rule looks at them. Separate them by commas.",
    )
    field(st.selectbox, "A customer without an answer", f"{path}.blanks", options=list(BLANKS), format_func=BLANKS.get)


def _values_of_rule(path: str, measure: Measure) -> None:
    """What the rule itself holds: ends, words and their other spellings, limits, or a score for each category."""
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
            height=min(260, 24 + 26 * max(3, len(rule.words))),
        )
        field(
            st.text_area,
            "Other spelling = answer, one a line",
            f"{path}.rule.variants",
            shown=lambda variants: "\n".join(f"{other} = {word}" for other, word in variants.items()),
            stored=lambda text: other_spellings(text, rule.words),
            height=68 if len(rule.variants) < 3 else 100,
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


def _kept_edges(study: Study, indicator: str, rule: Quintiles) -> None:
    """Whether fifths are cut where those of a former file were, with the edges; nothing where there was none."""
    edges = rule.edges or former_edges(study, indicator)
    if edges is None:
        return
    field(
        st.toggle,
        "Cut where the former file was cut",
        f"scoring.indicators.{indicator}.rule.edges",
        shown=lambda kept: kept is not None,
        stored=lambda kept: edges if kept else None,
        help="So 5 points mean the same in both files. Off: cut anew, each fifth a fifth of this file's customers.",
    )
    said = f"Kept edges: {edges_in_words(edges)}." if rule.edges else "Cut anew: a fifth of this file's customers each."
    st.caption(said)


def _before_and_after(study: Study, indicator: str, measure: Measure, proposed: bool) -> None:
    """Two small pictures, and a word where the ends of the scale are only those that were seen."""
    before, after = before_and_after(study, indicator)
    with st.grid(2, min_column_width=130):
        for bars, words in ((before, "Before"), (after, "After: scores 1 to 5")):
            with st.container():
                st.caption(words)
                _small(bars, indicator, after=bars is after)
    rule = measure.rule
    if not isinstance(rule, Scale):
        return
    ends = (rule.low, rule.high)
    if proposed or (ends == before.seen and ends not in USUAL_SCALES):
        st.caption(
            ":orange[:material/fact_check: Please check:] the scale was proposed from the values in this file. Enter"
            " the lowest and the highest answer that could be given."
        )


def _small(bars: Bars | None, indicator: str, *, after: bool) -> None:
    if bars is None or not len(bars.labels):
        st.caption("Nothing to show yet." if after else "No value can be read.")
        return
    where = "after" if after else "before"
    picture(
        partial(small_bars, bars, after=after),
        f"{INDICATORS[indicator].label}, {'scores' if after else 'values'}",
        literal(bars.in_words),
        key=f"bars.{where}.{indicator}",
    )
    if bars.beyond:
        st.caption(f"{bars.beyond:,} far beyond are counted in the outer bars.")


def may_hold_choices(study: Study, measure: Measure) -> bool:
    """Whether answers could be counted: in a column of text, or over several columns."""
    frame = study.customers().frame
    return len(measure.columns) > 1 or (
        measure.columns[0] in frame.columns and pd.api.types.is_string_dtype(frame[measure.columns[0]])
    )


def joined_values(values: tuple[str, ...]) -> str:
    """Values in one line: separated by commas, or by semicolons where one holds a comma itself."""
    return ("; " if any("," in value for value in values) else ", ").join(values)


def separate_values(text: str) -> tuple[str, ...]:
    """The values in a line such as `0, 99` or `0; No, thanks`."""
    parts = text.replace("；", ";").split(";") if ";" in text or "；" in text else text.replace("，", ",").split(",")
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def other_spellings(text: str, words: tuple[str, ...]) -> dict[str, str]:
    """Spelling -> word from lines such as `Stongly agree = Strongly agree`."""
    known = {" ".join(word.split()).casefold(): word for word in words}
    found = {}
    for line in filter(str.strip, text.splitlines()):
        other, _, word = line.rpartition("=")
        meant = known.get(" ".join(word.split()).casefold())
        if not other.strip() or meant is None:
            raise DataProblem(
                f"the line {line!r} cannot be read",
                accepted=f"another spelling, =, and one of {', '.join(words[:5])}{' …' if len(words) > 5 else ''}",
            )
        found[other.strip()] = meant
    return found


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


def _count_choices(indicator: str) -> None:
    """Count the answers chosen, or score the answers again: words need another rule than counts."""
    wanted = st.session_state[f"choices.{indicator}"]

    def change(workspace: Workspace) -> None:
        study = workspace.study
        measure = study.recipe.scoring.indicators[indicator]
        if wanted:
            rule = Quintiles() if isinstance(measure.rule, Words | Categories) else measure.rule
            new = measure.model_copy(update={"choices": True, "dates": False, "combine": "sum", "rule": rule})
        else:
            new = propose_measure(study.customers(), indicator, measure.columns)
            if new.choices:
                answers = all_in_the_middle([study.customers().frame[c] for c in measure.columns])
                new = new.model_copy(update={"choices": False, "rule": answers})
            new = new.model_copy(update={"blanks": measure.blanks, "no_answers": measure.no_answers})
        workspace.study = study.change(recipe=study.recipe.replaced(f"scoring.indicators.{indicator}", new))

    write(change)
