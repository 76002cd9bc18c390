"""The experts: who they are, and the answers of the one who is shown, each with the share that follows from it."""

from collections.abc import Callable

import streamlit as st

from core.panel.levels import LEVELS, level_name, members
from core.panel.shares_of import panel_results, shares_of
from core.panel.sheet import all_zero
from core.problems import DataProblem, shortened
from core.recipe import Expert, Weights
from core.study import Study
from pages.shared.comparisons import pairs_instead
from pages.shared.importances import LABELS, SLIDER, group_of, importance_groups
from pages.shared.literal import literal
from pages.shared.widgets import shares_in_percent
from pages.shared.workspaces import Workspace, current, write

EQUAL = 5.0  # the importance that a new expert starts with everywhere
MOST_PILLS = 15
PLACE = "panel.place"  # of the expert who is shown


def experts(study: Study) -> None:
    """The list of experts, and the sliders of the one who is chosen; for an empty panel what to do."""
    panel = study.recipe.weights.panel
    st.subheader("The experts", anchor=False)
    with st.container():  # always there: what is below keeps its place
        if panel:
            _choose(panel)
        else:
            st.caption(
                "Nobody yet: bring their sheet, or add them one by one. Until then the weights set by hand count."
            )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("One more expert", key="panel.new", max_chars=100, placeholder="name or role")
        st.button("Add the expert", icon=":material/person_add:", on_click=_add)
    if panel:
        shown = min(st.session_state.get(PLACE, 0), len(panel) - 1)
        with st.container(border=True):
            _about(panel, shown, study.recipe.scoring.mapped)
        _answers(study, shown)


def _choose(panel: tuple[Expert, ...]) -> None:
    """All names, the chosen one marked."""
    st.session_state["panel.shown"] = min(st.session_state.get(PLACE, 0), len(panel) - 1)
    options = {
        "options": list(range(len(panel))),
        "format_func": lambda k: literal(panel[k].name) if k < len(panel) else "",
        "key": "panel.shown",
        "on_change": lambda: st.session_state.update({PLACE: st.session_state["panel.shown"]}),
    }
    if len(panel) <= MOST_PILLS:
        st.pills("Whose answers are shown", required=True, **options)
    else:
        st.selectbox("Whose answers are shown", **options)


def _about(panel: tuple[Expert, ...], place: int, mapped: tuple[str, ...]) -> None:
    """Name, how much she counts, what she leaves blank, and the way to remove her."""
    expert = panel[place]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.session_state["panel.name"] = expert.name
        st.text_input("Name or role", key="panel.name", max_chars=100, on_change=_rename, args=(place,))
        st.session_state["panel.counts"] = float(expert.counts)
        st.number_input(
            "Counts",
            min_value=0.0,
            max_value=10.0,
            step=0.5,
            format="%g",
            key="panel.counts",
            on_change=_set_counts,
            args=(place,),
            width=130,
            help="How much this expert counts against the others: 2 is twice as much, 0 not at all.",
        )
        closed_for_the_next = f"panel.removal.{len(panel)}.{place}"
        with st.popover("Remove", icon=":material/person_remove:", key=closed_for_the_next):
            st.write(literal(f"Remove {shortened(expert.name)} and these answers?"))
            st.button("Yes, remove", key="panel.remove", on_click=_remove, args=(place,))
    asked = [member for level in LEVELS for member in members(level, mapped)]
    st.session_state["panel.blank"] = [member for member in asked if _answer(expert, member) is None]
    st.multiselect(
        "Left blank",
        asked,
        format_func=LABELS.get,
        key="panel.blank",
        on_change=_set_blanks,
        args=(place, tuple(asked)),
        placeholder="nothing",
        help="A blank says nothing: it is no 0, and pulls none of the other shares.",
    )
    with st.container():
        if level := all_zero(expert, mapped):
            st.warning(
                f"Everything in {level_name(level)} is 0 here, and no share follows from that: this expert does not"
                " count there.",
                icon=":material/info:",
            )


def _answers(study: Study, place: int) -> None:
    """A slider for each dimension and indicator: the expert's share, and the panel's beside it."""
    weights, mapped = study.recipe.weights, study.recipe.scoring.mapped
    expert = weights.panel[place]
    results = panel_results(weights, mapped)
    own: dict[str, str] = {}
    said: dict[str, str] = {}
    for level in LEVELS:
        own |= shares_in_percent(shares_of(expert, level, members(level, mapped)))
        if level in results:
            said |= shares_in_percent(results[level].shares)

    def draw(member: str) -> None:
        answer, key = _answer(expert, member), f"panel.{member}"
        st.session_state[key] = EQUAL if answer is None else answer
        st.slider(
            LABELS[member], key=key, disabled=answer is None, on_change=_set_answer, args=(place, member), **SLIDER
        )
        mine = "left blank" if answer is None else f"gives **{own.get(member, '0%')}**"
        st.markdown(f"{mine} :gray[· panel {said.get(member, '–')}]")

    importance_groups(mapped, draw, lambda level: pairs_instead(study, place, level))


# --- changes ----------------------------------------------------------------------------------------------------------


def write_panel(make: Callable[[tuple[Expert, ...]], tuple[Expert, ...]]) -> bool:
    """Put what `make` makes of the panel in its place, from a callback; it may raise DataProblem."""

    def change(workspace: Workspace) -> None:
        study = workspace.study
        made = make(study.recipe.weights.panel)
        weights = study.recipe.weights.model_copy(update={"panel": made})
        workspace.study = study.change(recipe=study.recipe.replaced("weights", weights))

    return write(change)


def _change(place: int, make: Callable[[Expert], dict[str, object]]) -> bool:
    """Change the parts of one expert that `make` gives."""
    return write_panel(
        lambda panel: tuple(e.model_copy(update=make(e)) if k == place else e for k, e in enumerate(panel))
    )


def _answer(expert: Expert, member: str) -> float | None:
    return getattr(expert, group_of(member)).get(member)


def _checked(name: str, others: list[str]) -> str:
    """A name to be given to an expert. Raises DataProblem where there is none, or another has it."""
    name = shortened(name, 100)
    if not name:
        raise DataProblem("an expert needs a name or a role", fix="write one")
    if name.casefold() in (other.casefold() for other in others):
        raise DataProblem(f"there is an expert called {shortened(name)!r} already", fix="choose another name")
    return name


def _add() -> None:
    typed = st.session_state["panel.new"]

    def make(panel: tuple[Expert, ...]) -> tuple[Expert, ...]:
        name = _checked(typed, [e.name for e in panel])
        start = Weights()
        equal = {group: dict.fromkeys(getattr(start, group), EQUAL) for group in ("dimensions", "indicators")}
        return (*panel, Expert(name=name, **equal))

    if write_panel(make):
        st.session_state["panel.new"] = ""
        st.session_state[PLACE] = len(current().study.recipe.weights.panel) - 1


def _rename(place: int) -> None:
    typed = st.session_state["panel.name"]

    def make(expert: Expert) -> dict[str, object]:
        others = [e.name for e in current().study.recipe.weights.panel if e.name != expert.name]
        return {"name": _checked(typed, others)}

    _change(place, make)


def _set_counts(place: int) -> None:
    typed = st.session_state["panel.counts"]
    _change(place, lambda _: {"counts": typed or 0.0})


def _set_answer(place: int, member: str) -> None:
    value, group = st.session_state[f"panel.{member}"], group_of(member)
    _change(place, lambda expert: {group: getattr(expert, group) | {member: value}})


def _set_blanks(place: int, asked: tuple[str, ...]) -> None:
    blank = st.session_state["panel.blank"]

    def make(expert: Expert) -> dict[str, object]:
        said = {m: None if m in blank else EQUAL if (a := _answer(expert, m)) is None else a for m in asked}
        return {
            group: getattr(expert, group) | {m: v for m, v in said.items() if group_of(m) == group}
            for group in ("dimensions", "indicators")
        }

    _change(place, make)


def _remove(place: int) -> None:
    write_panel(lambda panel: tuple(e for k, e in enumerate(panel) if k != place))
