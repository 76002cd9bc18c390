"""An expert's answers to one level as comparisons in pairs, instead of importances, and how consistent they are."""

import streamlit as st

from core.indicators import INDICATORS
from core.panel.comparisons import Compared, compared, judgements, pairs_of, times
from core.panel.levels import label, members
from core.panel.shares_of import shares_of
from core.recipe import Expert
from core.study import Study
from pages.shared.widgets import shares_in_percent
from pages.shared.workspaces import Workspace, current, tell, write

# Saaty's words; the even numbers lie between them.
WORDS = {1: "equal", 3: "somewhat more", 5: "clearly more", 7: "much more", 9: "far more"}
STEPS = [*(float(k) for k in range(9, 1, -1)), 1.0, *(1 / k for k in range(2, 10))]
IMPORTANCE, PAIRS = "importance 0 to 10", "compare in pairs"
KEPT = "panel.pairs"  # comparisons that importances took the place of, in this window: (name, level) -> them


def pairs_instead(study: Study, place: int, level: str) -> bool:
    """The choice how the expert at `place` answers a level; where it is in pairs also the sliders, and True."""
    expert = study.recipe.weights.panel[place]
    everyone = members(level, tuple(INDICATORS))
    wanted = members(level, study.recipe.scoring.mapped)
    if len(wanted) < 2:
        return False
    found = compared(expert, everyone)
    key = f"panel.how.{level}"
    how = PAIRS if found else IMPORTANCE
    if st.session_state.get(key) != how:
        st.session_state[key] = how
    st.segmented_control(
        "How this is answered",
        [IMPORTANCE, PAIRS],
        key=key,
        required=True,
        label_visibility="collapsed",
        on_change=_choose,
        args=(place, level, wanted),
    )
    if found is None:
        return False
    said = judgements(expert, everyone)
    asked = pairs_of(tuple(m for m in everyone if m in wanted or any(m in pair for pair in said)))
    st.caption(
        "Which of the two counts more, and how much more? 1 is equal, 3 somewhat, 5 clearly, 7 much, 9 far more; the"
        " others lie between."
    )
    with st.grid(2, min_column_width=230, gap="medium"):
        for pair in asked:
            with st.container():
                _pair(place, level, pair, said.get(pair))
    _left_out(place, level, asked, said)
    _verdict(found)
    percents = shares_in_percent(shares_of(expert, level, wanted))
    st.markdown("This gives " + " · ".join(f"{label(m)} **{share}**" for m, share in percents.items()))
    return True


def _pair(place: int, level: str, pair: tuple[str, str], value: float | None) -> None:
    """One slider from the first far more to the second far more; grey where the pair is left out."""
    key = f"panel.{pair[0]}:{pair[1]}"
    shown = 1.0 if value is None else value
    # A recipe may hold what is no whole step.
    steps = STEPS if any(abs(step - shown) < 1e-9 for step in STEPS) else sorted({*STEPS, shown}, reverse=True)
    shown = min(steps, key=lambda step: abs(step - shown))
    if st.session_state.get(key) != shown:
        st.session_state[key] = shown
    st.select_slider(
        f"{label(pair[0])} or {label(pair[1])}",
        steps,
        key=key,
        format_func=lambda step: step_in_words(step, pair),
        disabled=value is None,
        on_change=_judge,
        args=(place, pair, key),
    )


def step_in_words(step: float, pair: tuple[str, str]) -> str:
    """A step of a slider: `Recency clearly more (5)`, `equal`, `Spend 2`."""
    if step == 1:
        return WORDS[1]
    more, size = (pair[0], step) if step > 1 else (pair[1], 1 / step)
    words = WORDS.get(round(size)) if abs(size - round(size)) < 1e-9 else None
    return f"{label(more)} {words} ({times(size)})" if words else f"{label(more)} {times(size)}"


def _left_out(place: int, level: str, asked: list[tuple[str, str]], said: dict[tuple[str, str], float]) -> None:
    """The pairs that are not compared; the others say enough as long as they tie all together."""
    if len(asked) < 2:
        return
    key = f"panel.out.{level}"
    out = [pair for pair in asked if pair not in said]
    if st.session_state.get(key) != out:
        st.session_state[key] = out
    st.multiselect(
        "Pairs left out",
        asked,
        format_func=lambda pair: f"{label(pair[0])} or {label(pair[1])}",
        key=key,
        on_change=_leave_out,
        args=(place, key, tuple(asked)),
        placeholder="none",
        help="What is left out follows from the other judgements, as long as they tie everything together.",
    )


def _verdict(found: Compared) -> None:
    """The consistency ratio with its meaning, and the judgements that fit the others worst."""
    with st.container():  # one place, whatever is in it
        lines = "".join(f"\n* {doubt.in_words}" for doubt in found.doubts)
        if not found.consistent:
            st.warning(f"{found.in_words}{lines}", icon=":material/rule:")
        else:
            st.caption(found.in_words + (f" Furthest from the others:{lines}" if lines else ""))


# --- changes ----------------------------------------------------------------------------------------------------------


def _change(place: int, make: dict[str, float] | None, gone: set[tuple[str, str]]) -> bool:
    """Put judgements in the place of those that are `gone`, of the expert at `place`."""

    def change(workspace: Workspace) -> None:
        study = workspace.study
        weights = study.recipe.weights
        experts = list(weights.panel)
        kept = {pair: v for pair, v in experts[place].comparisons.items() if _sides(pair) not in gone}
        experts[place] = experts[place].model_copy(update={"comparisons": kept | (make or {})})
        made = weights.model_copy(update={"panel": tuple(experts)})
        workspace.study = study.change(recipe=study.recipe.replaced("weights", made))

    return write(change)


def _sides(pair: str) -> tuple[str, str]:
    """A pair of the recipe in the order of Table 1, as sliders name it."""
    a, _, b = pair.partition(":")
    order = [*members("dimensions", tuple(INDICATORS)), *INDICATORS]
    return (a, b) if order.index(a) < order.index(b) else (b, a)


def _judge(place: int, pair: tuple[str, str], key: str) -> None:
    _change(place, {":".join(pair): st.session_state[key]}, {pair})


def _leave_out(place: int, key: str, asked: tuple[tuple[str, str], ...]) -> None:
    out = set(st.session_state[key])
    expert = current().study.recipe.weights.panel[place]
    said = {_sides(pair) for pair in expert.comparisons}
    if out >= set(asked):
        tell("One pair has to stay: without any there is nothing to compare. Choose importances instead.")
        return
    _change(place, {":".join(pair): 1.0 for pair in asked if pair not in out | said}, out)


def _choose(place: int, level: str, wanted: tuple[str, ...]) -> None:
    """To pairs: with the former judgements, else those that the importances make; back: to the importances."""
    expert = current().study.recipe.weights.panel[place]
    everyone = members(level, tuple(INDICATORS))
    kept = st.session_state.setdefault(KEPT, {})
    if st.session_state[f"panel.how.{level}"] == PAIRS:
        _change(place, kept.pop(f"{expert.name}/{level}", None) or from_importances(expert, level, wanted), set())
        return
    own = {pair: v for pair, v in expert.comparisons.items() if set(_sides(pair)) <= set(everyone)}
    kept[f"{expert.name}/{level}"] = own
    _change(place, None, {_sides(pair) for pair in own})


def from_importances(expert: Expert, level: str, wanted: tuple[str, ...]) -> dict[str, float]:
    """The judgements that an expert's importances make, on whole steps; equal where she gave none, or 0."""
    shares = shares_of(expert, level, wanted)
    made = {}
    for a, b in pairs_of(wanted):
        own, other = shares.get(a, 0.0), shares.get(b, 0.0)
        ratio = own / other if own and other else 1.0
        made[f"{a}:{b}"] = min(9.0, float(round(ratio))) if ratio >= 1 else 1 / min(9.0, float(round(1 / ratio)))
    return made
